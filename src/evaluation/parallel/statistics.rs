//! What became of the forms of a run, for `--stats`.

use std::fmt;
use std::time::Duration;

use crate::concurrent::speculation;
use crate::sync::{Arc, Mutex};

/// What became of forms in parallel evaluation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Forms that were evaluated before their turn, and right at first try.
    pub first_try: usize,
    /// Forms that were evaluated at their turn, once: nobody had begun them.
    pub at_turn: usize,
    /// Forms that were evaluated again, since they had read what was written meanwhile.
    pub again: usize,
    /// Forms that had to wait for their turn.
    pub barriers: usize,
    /// Forms that were evaluated again for other reasons: a limit of time, a panic.
    pub abandoned: usize,
    /// How often the next form was not done yet.
    pub waited: usize,
    /// How long the session itself has evaluated.
    pub session: Duration,
    /// How long each worker has evaluated.
    pub workers: Vec<Duration>,
}

impl fmt::Display for Statistics {
    /// Two lines.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first_try = self.first_try + self.at_turn;
        let forms = first_try + self.again + self.barriers + self.abandoned;
        writeln!(
            f,
            "parallel: {forms} forms, {first_try} at first try ({} ahead of their turn), {} again, {} barriers, {} given up",
            self.first_try, self.again, self.barriers, self.abandoned
        )?;
        write!(f, "busy: session {:.3} s", self.session.as_secs_f64())?;
        for (number, busy) in self.workers.iter().enumerate() {
            write!(f, ", thread {} {:.3} s", number + 1, busy.as_secs_f64())?;
        }
        Ok(())
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
        let mut all = self.0.lock();
        all.first_try += batch.first_try;
        all.at_turn += batch.at_turn;
        all.again += batch.again;
        all.barriers += batch.barriers;
        all.abandoned += batch.abandoned;
        all.waited += batch.waited;
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
