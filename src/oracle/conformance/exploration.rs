//! Small scripts under every schedule within a bound.

use super::failure::{Failure, Kind};
use super::options::{Options, Summary};
use super::player::Player;
use super::run::{Scripts, judge};
use super::subject::Subject;
use crate::oracle::history::{History, Recorder};
use crate::oracle::vocabulary::Vocabulary;
use crate::sync::thread::{self, contain};
use crate::sync::{Arc, Model, Observations};

/// The shape of script `number`: threads and operations of each. Two threads without much to do meet in few schedules,
/// three in many.
fn shape(number: usize) -> (usize, usize) {
    match number % 4 {
        0 | 1 => (2, 1),
        2 => (2, 2),
        _ => (3, 1),
    }
}

/// Explores the scripts.
///
/// # Errors
/// The first thing that is wrong.
pub(super) fn explore<S: Vocabulary, T: Subject<S>>(
    specification: &Arc<S>,
    make: impl Fn() -> T + Send + Sync + 'static,
    options: &Options,
) -> Result<Summary, Box<Failure>> {
    let make = Arc::new(make);
    let mut summary = Summary::default();
    for number in 0..options.scripts {
        let seed = options.seed.wrapping_add(number as u64);
        let found: Observations<Failure> = Observations::new();
        let (body, shape) = (
            Body {
                specification: Arc::clone(specification),
                make: Arc::clone(&make),
                options: options.clone(),
            },
            shape(number),
        );
        let model = Model::new().preemptions(options.preemptions).schedules(options.schedules).seed(seed);
        let explored = {
            let found = found.clone();
            contain(|| model.check(move || body.run(seed, shape, &found)))
        };
        match explored {
            Ok(exploration) => {
                let (clients, operations) = shape;
                let each = 2 + clients * operations + T::closing().len();
                summary.operations += (each * exploration.executions) as u64;
                summary.explored.push(exploration);
            }
            Err(panicked) => {
                // Without a failure it is the engine that panicked: a deadlock, say.
                let engine = Failure {
                    kind: Kind::Panicked,
                    specification: S::NAME,
                    seed,
                    operations: 0,
                    what: format!("the exploration ended: {}", panicked.message()),
                    table: String::new(),
                    why: String::new(),
                };
                let mut failure = found.all().pop_first().unwrap_or(engine);
                failure.operations += summary.operations;
                return Err(Box::new(failure));
            }
        }
    }
    Ok(summary)
}

/// The body of a model.
struct Body<S, F> {
    specification: Arc<S>,
    make: Arc<F>,
    options: Options,
}

impl<S, F> Body<S, F> {
    /// One execution: the script on a fresh subject, and its history checked.
    fn run<T: Subject<S>>(
        &self,
        seed: u64,
        (clients, operations): (usize, usize),
        found: &Observations<Failure>,
    ) where
        S: Vocabulary,
        F: Fn() -> T,
    {
        let subject = Arc::new((self.make)());
        let scripts = Scripts::<S>::new::<T>(&*self.specification, seed, clients, operations);
        let recorder = Recorder::new();
        let mut main = Player::<S, T>::new(&recorder, 0);
        main.script = scripts.before;
        main.play(&subject, false);
        let handles: Vec<_> = (1..)
            .zip(scripts.together)
            .map(|(number, script)| {
                let (subject, mut player) = (Arc::clone(&subject), Player::<S, T>::new(&recorder, number));
                player.script = script;
                thread::spawn(format!("client {number}"), move || {
                    player.play(&subject, false);
                    player
                })
            })
            .collect();
        let mut players: Vec<Player<S, T>> = handles
            .into_iter()
            .map(|handle| handle.join().unwrap_or_else(|panicked| panicked.resume()))
            .collect();
        main.script = scripts.after;
        main.play(&subject, false);
        players.push(main);
        let panicked = players.iter_mut().find_map(|player| player.panicked.take());
        let history = Arc::new(History::of(players.into_iter().map(|player| player.recorded)));
        if let Err(failure) = judge(&self.specification, &history, panicked, seed, &self.options) {
            let what = failure.what.clone();
            found.record(*failure);
            panic!("{what}");
        }
    }
}
