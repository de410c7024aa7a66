//! What became of the forms of a run, for `--stats`.

use std::fmt;
use std::time::Duration;

use crate::concurrent::speculation;
use crate::sync::{Arc, Mutex};

/// What became of forms in parallel evaluation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// What became of the forms.
    pub forms: speculation::Statistics,
    /// Members of forms that were evaluated beside each other, by a worker.
    pub members: usize,
    /// How long the session itself has evaluated.
    pub session: Duration,
    /// How long each worker has evaluated.
    pub workers: Vec<Duration>,
}

impl Statistics {
    /// As names and counts.
    pub fn counts(&self) -> Vec<(&'static str, u64)> {
        let count = |count: usize| count as u64;
        let milliseconds = |time: &Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let busiest = self.workers.iter().max().copied().unwrap_or_default();
        let idlest = self.workers.iter().min().copied().unwrap_or_default();
        vec![
            ("at first try", count(self.forms.first_try + self.forms.at_turn)),
            ("ahead of their turn", count(self.forms.first_try)),
            ("again", count(self.forms.again)),
            ("barriers", count(self.forms.barriers)),
            ("given up ahead of their turn", count(self.forms.abandoned)),
            ("members ahead of their turn", count(self.members)),
            ("busy at their turn (ms)", milliseconds(&self.session)),
            ("busiest thread (ms)", milliseconds(&busiest)),
            ("least busy thread (ms)", milliseconds(&idlest)),
        ]
    }
}

/// Statistics that grow while a session runs. Clones show the same ones.
#[derive(Clone)]
pub struct Figures(Arc<Mutex<Statistics>>);

impl Figures {
    pub(super) fn new(threads: usize) -> Figures {
        let workers = vec![Duration::ZERO; threads];
        Figures(Arc::new(Mutex::new("parallel.figures", Statistics { workers, ..Statistics::default() })))
    }

    /// As they are now.
    pub fn get(&self) -> Statistics {
        self.0.lock().clone()
    }

    pub(super) fn add(&self, batch: speculation::Statistics) {
        let all = &mut self.0.lock().forms;
        all.first_try += batch.first_try;
        all.at_turn += batch.at_turn;
        all.again += batch.again;
        all.barriers += batch.barriers;
        all.abandoned += batch.abandoned;
        all.waited += batch.waited;
    }

    /// A form was evaluated by the session, without a batch.
    pub(super) fn one_in_turn(&self, time: Duration) {
        let mut all = self.0.lock();
        all.forms.at_turn += 1;
        all.session += time;
    }

    /// A form was evaluated member by member, so many of them by workers.
    pub(super) fn one_by_members(&self, members: usize) {
        let mut all = self.0.lock();
        all.forms.at_turn += 1;
        all.members += members;
    }

    pub(super) fn worker_was_busy(&self, number: usize, time: Duration) {
        if let Some(busy) = self.0.lock().workers.get_mut(number) {
            *busy += time;
        }
    }

    pub(super) fn session_was_busy(&self, time: Duration) {
        self.0.lock().session += time;
    }
}

impl fmt::Debug for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}
