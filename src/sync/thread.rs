//! Named threads. They take `'static` data, since loom has no scoped threads.

use super::backend;
use super::one_lock::Held;
use super::probe::note;
use super::trace::Action;
use std::any::Any;
use std::fmt;

/// What is left of a thread that panicked.
pub struct Panicked {
    payload: Box<dyn Any + Send>,
}

impl Panicked {
    fn new(payload: Box<dyn Any + Send>) -> Panicked {
        Panicked { payload }
    }

    /// The panic's message, if it had one.
    #[must_use]
    pub fn message(&self) -> &str {
        if let Some(message) = self.payload.downcast_ref::<&'static str>() {
            message
        } else if let Some(message) = self.payload.downcast_ref::<String>() {
            message
        } else {
            "a panic without a message"
        }
    }

    /// Lets the panic go on in this thread.
    ///
    /// # Panics
    /// Always.
    pub fn resume(self) -> ! {
        std::panic::resume_unwind(self.payload)
    }
}

impl fmt::Debug for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Panicked").field(&self.message()).finish()
    }
}

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl std::error::Error for Panicked {}

/// Runs `body` and keeps its panic from going on.
///
/// Under the models only panics with a message are kept: the engines unwind the threads of an execution they give up
/// with payloads of their own, and those must go on.
pub(crate) fn contain<R>(body: impl FnOnce() -> R) -> Result<R, Panicked> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(body)).map_err(|payload| {
        #[cfg(any(feature = "loom", feature = "shuttle"))]
        if !payload.is::<&'static str>() && !payload.is::<String>() {
            std::panic::resume_unwind(payload);
        }
        Panicked::new(payload)
    })
}

/// A started thread; dropping it lets the thread go on alone.
#[must_use = "a thread that nobody joins fails unheard"]
pub struct JoinHandle<T> {
    worker: worker::Worker<T>,
}

/// Starts a thread.
///
/// # Panics
/// If the operating system refuses, or under loom for more than five threads including main.
#[track_caller]
pub fn spawn<T: Send + 'static>(
    name: impl Into<String>,
    body: impl FnOnce() -> T + Send + 'static,
) -> JoinHandle<T> {
    JoinHandle { worker: worker::spawn(name.into(), body) }
}

impl<T> JoinHandle<T> {
    /// Waits until the thread has ended.
    ///
    /// # Errors
    /// [`Panicked`] if it ended in a panic.
    ///
    /// # Panics
    /// In checked builds, if the caller holds a facade lock: the thread may need it to end.
    #[track_caller]
    pub fn join(self) -> Result<T, Panicked> {
        Held::nothing_while("a thread is joined");
        self.worker.join()
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JoinHandle")
    }
}

/// Offers the turn to another thread.
#[track_caller]
pub fn yield_now() {
    note(Action::Yield, "", None);
    backend::yield_now();
}

/// How many threads can run at once: what the operating system says, 1 if it does not; 2 under the models, so that
/// code that chooses by it runs in parallel there too.
#[must_use]
pub fn available_parallelism() -> usize {
    #[cfg(not(any(feature = "loom", feature = "shuttle")))]
    return std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    #[cfg(any(feature = "loom", feature = "shuttle"))]
    return 2;
}

#[cfg(not(any(feature = "loom", feature = "shuttle")))]
mod worker {
    use super::{Panicked, backend};

    pub(super) type Worker<T> = Native<T>;

    pub(super) struct Native<T>(backend::JoinHandle<T>);

    pub(super) fn spawn<T: Send + 'static>(
        name: String,
        body: impl FnOnce() -> T + Send + 'static,
    ) -> Worker<T> {
        #[cfg(debug_assertions)]
        let body = {
            let enforced = crate::sync::one_lock::enforced();
            move || {
                crate::sync::one_lock::enforce(enforced);
                body()
            }
        };
        Native(backend::spawn(&name, body))
    }

    impl<T> Native<T> {
        pub(super) fn join(self) -> Result<T, Panicked> {
            self.0.join().map_err(Panicked::new)
        }
    }
}

#[cfg(any(feature = "loom", feature = "shuttle"))]
mod worker {
    use super::{Panicked, backend, contain, note};
    use crate::sync::execution;
    use crate::sync::trace::Action;

    /// A thread of the model. The engines end the whole run at a panic in any thread; so the worker catches its own,
    /// and the joining thread gets it, as natively.
    pub(super) struct Worker<T> {
        number: usize,
        handle: backend::JoinHandle<Result<T, Panicked>>,
    }

    #[track_caller]
    pub(super) fn spawn<T: Send + 'static>(
        name: String,
        body: impl FnOnce() -> T + Send + 'static,
    ) -> Worker<T> {
        let number = execution::reserve(&name);
        execution::enter();
        note(Action::Spawn, "", Some(number as u64));
        let handle = backend::spawn(&name, move || {
            execution::adopt(number);
            note(Action::Start, "", None);
            let outcome = contain(body);
            if let Err(panicked) = &outcome {
                execution::set_panic(number, Some(panicked.message().to_owned()));
            }
            note(Action::Finish, "", None);
            execution::leave();
            outcome
        });
        Worker { number, handle }
    }

    impl<T> Worker<T> {
        #[track_caller]
        pub(super) fn join(self) -> Result<T, Panicked> {
            note(Action::JoinAttempt, "", Some(self.number as u64));
            let outcome = self.handle.join().map_err(Panicked::new).flatten();
            note(Action::Join, "", Some(self.number as u64));
            if outcome.is_err() {
                execution::set_panic(self.number, None);
            }
            outcome
        }
    }
}
