//! Players on threads of their own, with a deadline.

use std::time::Duration;

use super::failure::Kind;
use super::player::Player;
use super::subject::Subject;
use crate::oracle::specification::Specification;
use crate::sync::atomic::{AtomicUsize, Ordering};
use crate::sync::clock::{self, Deadline};
use crate::sync::thread::contain;
use crate::sync::{Arc, Condvar, Mutex, thread};

/// Where players come back to.
struct Home<P> {
    back: Mutex<Vec<P>>,
    came: Condvar,
    /// How many are about to play: they begin together.
    ready: AtomicUsize,
}

/// Lets the players play, each on a thread of its own; they come back in order of their numbers.
///
/// # Errors
/// The numbers of those that did not come back in time. Their threads are left behind.
pub(super) fn play<S: Specification, T: Subject<S>>(
    subject: &Arc<T>,
    players: Vec<Player<S, T>>,
    alone: bool,
    deadline: Duration,
) -> Result<Vec<Player<S, T>>, Vec<u64>> {
    let home = Arc::new(Home {
        back: Mutex::new("conformance.back", Vec::new()),
        came: Condvar::new("conformance.came"),
        ready: AtomicUsize::new(0),
    });
    let numbers: Vec<u64> = players.iter().map(|player| player.number).collect();
    for mut player in players {
        let (subject, home, all) = (Arc::clone(subject), Arc::clone(&home), numbers.len());
        // Nobody joins it: it may never end. Its panics are contained in the player.
        drop(thread::spawn(format!("client {}", player.number), move || {
            home.ready.fetch_add(1, Ordering::SeqCst);
            while home.ready.load(Ordering::SeqCst) < all {
                thread::yield_now();
            }
            player.play(&subject, alone);
            // The subject goes before anybody is told that all are back: the last one drops it.
            drop(subject);
            home.back.lock().push(player);
            home.came.notify_all();
        }));
    }
    let until = Deadline::at(clock::now().after(deadline));
    let mut back = home.back.lock();
    while back.len() < numbers.len() {
        let (woken, expired) = home.came.wait_deadline(back, until);
        back = woken;
        if expired.0 {
            break;
        }
    }
    let mut players = std::mem::take(&mut *back);
    drop(back);
    if players.len() < numbers.len() {
        let is_back = |number: &u64| players.iter().any(|player| player.number == *number);
        return Err(numbers.into_iter().filter(|number| !is_back(number)).collect());
    }
    players.sort_by_key(|player| player.number);
    Ok(players)
}

/// Does something on a thread of its own, with a deadline.
///
/// # Errors
/// A panic, or that it did not come back; what it is in one line. Its thread is then left behind.
pub(super) fn attend<R: Send + 'static>(
    deadline: Duration,
    body: impl FnOnce() -> R + Send + 'static,
) -> Result<R, (Kind, String)> {
    let home = Arc::new((Mutex::new("conformance.outcome", None), Condvar::new("conformance.ended")));
    drop(thread::spawn("alone", {
        let home = Arc::clone(&home);
        move || {
            let outcome = contain(body);
            *home.0.lock() = Some(outcome);
            home.1.notify_all();
        }
    }));
    let until = Deadline::at(clock::now().after(deadline));
    let mut outcome = home.0.lock();
    loop {
        if let Some(outcome) = outcome.take() {
            return outcome.map_err(|panicked| (Kind::Panicked, format!("panicked: {panicked}")));
        }
        let (woken, expired) = home.1.wait_deadline(outcome, until);
        outcome = woken;
        if expired.0 && outcome.is_none() {
            return Err((Kind::Hung, format!("one client alone did not come back in {deadline:?}")));
        }
    }
}
