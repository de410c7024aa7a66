//! One client alone: held against the specification step by step, and shrunk.

use std::time::Duration;

use super::failure::{Failure, Kind};
use super::player::Player;
use super::subject::Subject;
use super::table::{said, table};
use super::threads;
use crate::oracle::choices::Choices;
use crate::oracle::history::{History, Recorder};
use crate::oracle::vocabulary::Vocabulary;
use crate::sync::Arc;

/// What is wrong with a sequence.
struct Wrong {
    kind: Kind,
    what: String,
    table: String,
    why: String,
    /// How many of its operations were done.
    done: usize,
}

/// Runs the sequence of this seed; says how many operations it had.
///
/// # Errors
/// What is wrong with it, for the smallest part of it that is wrong.
pub(super) fn run<S: Vocabulary, T: Subject<S>>(
    specification: &Arc<S>,
    make: &(impl Fn() -> T + ?Sized),
    (seed, length): (u64, usize),
    deadline: Duration,
) -> Result<usize, Box<Failure>> {
    let mut choices = Choices::new(seed);
    let mut script: Vec<S::Operation> =
        (0..length).map(|_| specification.generate(&mut choices)).chain(T::closing()).collect();
    let play = |script: &[S::Operation]| attempt(&**specification, &Arc::new(make()), script, deadline);
    let mut wrong = match play(&script) {
        Ok(done) => return Ok(done),
        Err(wrong) => wrong,
    };
    let operations = wrong.done as u64;
    // What was not reached is not needed. A hang is not tried again: each time leaves a thread behind.
    let mut part = script.len().div_ceil(2);
    while wrong.kind != Kind::Hung && part > 0 {
        let mut from = 0;
        while from < script.len() {
            let to = (from + part).min(script.len());
            let rest: Vec<S::Operation> =
                script.iter().take(from).chain(script.iter().skip(to)).cloned().collect();
            match play(&rest) {
                Err(smaller) if smaller.kind == wrong.kind => (script, wrong) = (rest, smaller),
                _ => from = to,
            }
        }
        part /= 2;
    }
    let Wrong { kind, what, table, why, .. } = *wrong;
    Err(Box::new(Failure { kind, specification: S::NAME, seed, operations, what, table, why }))
}

/// Plays a script on a fresh subject and compares.
fn attempt<S: Vocabulary, T: Subject<S>>(
    specification: &S,
    subject: &Arc<T>,
    script: &[S::Operation],
    deadline: Duration,
) -> Result<usize, Box<Wrong>> {
    let mut player = Player::<S, T>::new(&Recorder::new(), 0);
    player.script = script.to_vec();
    let Ok(players) = threads::play(subject, vec![player], true, deadline) else {
        let lines: Vec<String> = script.iter().map(|operation| said(specification, operation)).collect();
        let (kind, what) = (Kind::Hung, format!("one client alone did not come back in {deadline:?}"));
        let table = lines.join("\n") + "\n";
        return Err(Box::new(Wrong { kind, what, table, why: String::new(), done: script.len() }));
    };
    let mut panicked = None;
    let mut history = History::default();
    for player in players {
        panicked = player.panicked;
        history = History::of([player.recorded]);
    }
    let done = history.calls.len();
    let wrong = |until: usize, kind, what, why| {
        let calls: Vec<usize> = (0..until).collect();
        Err(Box::new(Wrong { kind, what, table: table(specification, &history, &calls), why, done: until }))
    };
    let mut state = specification.initial();
    for (number, call) in history.calls.iter().enumerate() {
        let before = specification.print(&state);
        let expected = specification.step(&mut state, &call.operation);
        match &call.outcome {
            Some(observed) if specification.agrees(&expected, observed) => {}
            Some(_) => {
                let why = format!("expected {}, in state {before}\n", specification.write_outcome(&expected));
                return wrong(number + 1, Kind::Alone, "wrong for one client alone".to_owned(), why);
            }
            None => break,
        }
    }
    match panicked {
        Some(message) => wrong(done, Kind::Panicked, format!("panicked: {message}"), String::new()),
        None => Ok(done),
    }
}
