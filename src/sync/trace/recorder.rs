//! Who listens to the operations: nobody, a replay, or the model itself.

use super::{Action, Operation, Step};
use std::cell::RefCell;

#[derive(Default)]
struct Recorder {
    /// A replay listens.
    replaying: bool,
    /// The body of this execution listens.
    watching: bool,
    steps: Vec<Step>,
}

// Both engines run all threads of a model on one thread of the operating system, so a plain thread-local sees them all,
// and models that run side by side on other threads of the test binary stay out of it.
thread_local! {
    static RECORDER: RefCell<Recorder> =
        const { RefCell::new(Recorder { replaying: false, watching: false, steps: Vec::new() }) };
}

/// An execution begins: what was recorded before is of no concern to it.
pub(in crate::sync) fn begin() {
    RECORDER.with_borrow_mut(|recorder| {
        recorder.watching = false;
        recorder.steps.clear();
    });
}

/// Records the one execution that `replay` runs on this thread of the operating system.
#[cfg(not(feature = "loom"))]
pub(in crate::sync) fn recording<R>(replay: impl FnOnce() -> R) -> (Vec<Step>, R) {
    RECORDER.with_borrow_mut(|recorder| recorder.replaying = true);
    let result = replay();
    (RECORDER.take().steps, result)
}

/// Records this execution from now on, for a model that asserts something of its trace ([`seen`]).
pub fn watch() {
    RECORDER.with_borrow_mut(|recorder| recorder.watching = true);
}

/// What was recorded of this execution so far.
#[must_use]
pub fn seen() -> Vec<Step> {
    RECORDER.with_borrow(|recorder| recorder.steps.clone())
}

/// Takes note of one operation. Called by every facade operation under the model back ends, on the thread that does
/// it, without using any modelled primitive. Costs a look at a thread-local while nobody listens.
pub(in crate::sync) fn record(operation: Operation, name_of: impl Fn(usize) -> String) {
    RECORDER.with_borrow_mut(|recorder| {
        if !recorder.replaying && !recorder.watching {
            return;
        }
        let subject = match operation.action {
            Action::Spawn | Action::JoinAttempt | Action::Join => operation.value,
            _ => None,
        };
        let subject = subject.and_then(|number| usize::try_from(number).ok());
        let subject = subject.map_or_else(String::new, &name_of);
        recorder.steps.push(Step { operation, thread_name: name_of(operation.thread), subject });
    });
}
