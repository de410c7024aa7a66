//! Thread-locals. Model threads share one thread of the operating system, so theirs must be the engine's.

/// Declares statics of which every thread has its own: `sync::thread_local! { static DEPTH: Cell<u32> = Cell::new(0); }`.
///
/// Read them by `DEPTH.with(|depth| …)`. Under the models each thread of the model has its own.
#[macro_export]
#[doc(hidden)]
macro_rules! __heddle_thread_local {
    ($($(#[$attribute:meta])* $visibility:vis static $name:ident: $type:ty = $initial:expr;)+) => {
        $crate::sync::engine_thread_local! {
            $(
                $(#[$attribute])*
                #[allow(clippy::disallowed_types, reason = "this is the facade's own expansion")]
                $visibility static $name: $type = $initial;
            )+
        }
    };
}

#[doc(inline)]
pub use __heddle_thread_local as thread_local;

#[cfg(feature = "loom")]
#[doc(hidden)]
pub use loom::thread_local as engine_thread_local;
#[cfg(all(feature = "shuttle", not(feature = "loom")))]
#[doc(hidden)]
pub use shuttle::thread_local as engine_thread_local;
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
#[doc(hidden)]
pub use std::thread_local as engine_thread_local;
