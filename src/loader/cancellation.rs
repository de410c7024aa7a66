//! Stopping a load from another thread.

use crate::sync::Arc;
use crate::sync::atomic::{AtomicBool, Ordering};

/// A token that ends the loads it was given to. Clones share it.
#[derive(Clone)]
pub struct Cancellation(Arc<AtomicBool>);

impl Cancellation {
    /// A token that has not been used.
    pub fn new() -> Cancellation {
        Cancellation(Arc::new(AtomicBool::new(false)))
    }

    /// Asks for an end. A load that has published answers with its report; every other one stops before its next file
    /// and publishes nothing more.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// True once [`Cancellation::cancel`] was called.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

impl Default for Cancellation {
    fn default() -> Cancellation {
        Cancellation::new()
    }
}
