//! Budgets of an evaluation, and the way to stop it from outside.

use crate::sync::Arc;
use crate::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How much an evaluation may use. What exceeds a limit ends as an error atom that names it:
/// `(Error <form> StackOverflow)`, `(Error <form> StepLimitExceeded)`, `TimeLimitExceeded`, `MemoryLimitExceeded`, `Cancelled`.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Steps of a form; a step is a call of a rule or of an operation. The same for every machine and every number of threads.
    pub steps: Option<u64>,
    /// Frames that wait at the same time within a form.
    pub depth: Option<usize>,
    /// Wall time of a form. Results that it cuts depend on time, and say so.
    pub time: Option<Duration>,
    /// Bytes of terms that a form may hold at once, roughly.
    pub memory: Option<usize>,
}

/// Without limits but of depth: three million waiting frames (about a gigabyte) end in `StackOverflow`.
impl Default for Limits {
    fn default() -> Limits {
        Limits { steps: None, depth: Some(3_000_000), time: None, memory: None }
    }
}

/// Asks evaluations to stop at their next safe point. Clones ask the same ones.
#[derive(Clone, Debug)]
pub struct Cancel {
    own: Arc<AtomicBool>,
    /// Whoever asks one of these asks here too.
    others: Arc<[Arc<AtomicBool>]>,
}

impl Default for Cancel {
    fn default() -> Cancel {
        Cancel::new()
    }
}

impl Cancel {
    /// A request that was not made yet.
    pub fn new() -> Cancel {
        Cancel { own: Arc::new(AtomicBool::new(false)), others: Arc::default() }
    }

    /// A request of its own, which is made with this one or alone.
    pub fn child(&self) -> Cancel {
        let others = self.others.iter().chain([&self.own]).map(Arc::clone).collect();
        Cancel { own: Arc::new(AtomicBool::new(false)), others }
    }

    /// Asks, for good.
    pub fn cancel(&self) {
        self.own.store(true, Ordering::Release);
    }

    /// True since somebody asked.
    pub fn is_cancelled(&self) -> bool {
        self.own.load(Ordering::Acquire) || self.others.iter().any(|other| other.load(Ordering::Acquire))
    }
}
