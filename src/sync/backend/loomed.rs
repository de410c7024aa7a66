//! Loom: every schedule (up to a preemption bound) and the C11 memory model, for up to five threads.

use super::poisonless::poisonless;
use std::any::Any;

poisonless!(loom);
pub(in crate::sync) use super::gate::{ReadGuard, RwLock, WriteGuard};
pub(in crate::sync) use loom::sync::atomic;
pub(in crate::sync) use loom::thread::yield_now;

/// The back end's name, for labels and summaries.
pub(in crate::sync) const NAME: &str = "loom";

/// What tells the engine's threads apart within one execution.
pub(in crate::sync) type ThreadKey = loom::thread::ThreadId;

pub(in crate::sync) fn thread_key() -> ThreadKey {
    loom::thread::current().id()
}

/// A started thread.
pub(in crate::sync) struct JoinHandle<T>(loom::thread::JoinHandle<T>);

impl<T> JoinHandle<T> {
    #[track_caller]
    pub(in crate::sync) fn join(self) -> Result<T, Box<dyn Any + Send>> {
        self.0.join()
    }
}

#[track_caller]
pub(in crate::sync) fn spawn<T: Send + 'static>(
    name: &str,
    body: impl FnOnce() -> T + Send + 'static,
) -> JoinHandle<T> {
    match loom::thread::Builder::new().name(name.to_owned()).spawn(body) {
        Ok(handle) => JoinHandle(handle),
        Err(error) => panic!("loom refused to start thread `{name}`: {error}"),
    }
}
