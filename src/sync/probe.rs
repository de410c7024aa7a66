//! The one line every facade operation shares: report to the trace under the model back ends, nothing natively.

use super::trace::Action;

/// Reports an operation of the running thread.
#[cfg(any(feature = "loom", feature = "shuttle"))]
#[track_caller]
pub(super) fn note(action: Action, name: &'static str, value: Option<u64>) {
    super::execution::note(action, name, value, std::panic::Location::caller());
}

/// Natively there is no trace.
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
#[inline(always)]
pub(super) fn note(_action: Action, _name: &'static str, _value: Option<u64>) {}
