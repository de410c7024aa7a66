//! Shuttle: sampled schedules (random, PCT) for any number of threads, sequentially consistent memory.

use super::poisonless::poisonless;
use std::any::Any;

poisonless!(shuttle);
pub(in crate::sync) use super::gate::{ReadGuard, RwLock, WriteGuard};
pub(in crate::sync) use shuttle::sync::atomic;
pub(in crate::sync) use shuttle::thread::yield_now;

/// The back end's name, for labels and summaries.
pub(in crate::sync) const NAME: &str = "shuttle";

/// What tells the engine's threads apart within one execution.
pub(in crate::sync) type ThreadKey = shuttle::current::TaskId;

pub(in crate::sync) fn thread_key() -> ThreadKey {
    shuttle::current::me()
}

/// A started thread.
pub(in crate::sync) struct JoinHandle<T>(shuttle::thread::JoinHandle<T>);

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
    match shuttle::thread::Builder::new().name(name.to_owned()).spawn(body) {
        Ok(handle) => JoinHandle(handle),
        Err(error) => panic!("shuttle refused to start thread `{name}`: {error}"),
    }
}
