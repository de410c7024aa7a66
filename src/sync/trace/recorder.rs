//! Who listens to the operations: nobody, or one recording.

use super::{Action, Operation, Step};
use std::cell::RefCell;

// Both engines run all threads of a model on one thread of the operating system, so a plain thread-local sees them all,
// and models that run side by side on other threads of the test binary stay out of it.
thread_local! {
    static RECORDING: RefCell<Option<Vec<Step>>> = const { RefCell::new(None) };
}

/// Records what `execution` does on this thread of the operating system.
#[cfg(not(feature = "loom"))]
pub(in crate::sync) fn recording<R>(execution: impl FnOnce() -> R) -> (Vec<Step>, R) {
    RECORDING.with_borrow_mut(|recording| *recording = Some(Vec::new()));
    let result = execution();
    (RECORDING.with_borrow_mut(Option::take).unwrap_or_default(), result)
}

/// Takes note of one operation. Called by every facade operation under the model back ends, on the thread that does
/// it, without using any modelled primitive. Costs one test of a thread-local while nobody records.
pub(in crate::sync) fn record(operation: Operation, name_of: impl Fn(usize) -> String) {
    RECORDING.with_borrow_mut(|recording| {
        if let Some(steps) = recording {
            let subject = match operation.action {
                Action::Spawn | Action::JoinAttempt | Action::Join => {
                    operation.value.and_then(|value| usize::try_from(value).ok())
                }
                _ => None,
            };
            let subject = subject.map_or_else(String::new, &name_of);
            steps.push(Step { operation, thread_name: name_of(operation.thread), subject });
        }
    });
}
