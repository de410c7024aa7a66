//! Atomics: the standard library's interface, traced under the models.
//!
//! Loom explores what each memory ordering allows; shuttle treats every ordering as sequentially consistent.

use super::backend::atomic as inner;
use super::probe::note;
use super::trace::Action;
use std::fmt;
pub use std::sync::atomic::Ordering;

/// What all atomic types share; `$as_u64` turns a value into what the trace shows.
macro_rules! atomic {
    ($(#[$doc:meta])* $name:ident, $value:ty) => {
        $(#[$doc])*
        pub struct $name(inner::$name);

        impl $name {
            /// An atomic that holds `value`.
            #[inline]
            #[track_caller]
            #[must_use]
            pub fn new(value: $value) -> $name {
                $name(inner::$name::new(value))
            }

            /// Reads the value.
            #[inline]
            #[track_caller]
            pub fn load(&self, order: Ordering) -> $value {
                let value = self.0.load(order);
                note(Action::Load, stringify!($name), Some(value as u64));
                value
            }

            /// Writes a value.
            #[inline]
            #[track_caller]
            pub fn store(&self, value: $value, order: Ordering) {
                self.0.store(value, order);
                note(Action::Store, stringify!($name), Some(value as u64));
            }

            /// Writes a value and returns the one before.
            #[inline]
            #[track_caller]
            pub fn swap(&self, value: $value, order: Ordering) -> $value {
                let before = self.0.swap(value, order);
                note(Action::Exchange, stringify!($name), Some(before as u64));
                before
            }

            /// Writes `new` if the value is `current`.
            ///
            /// # Errors
            /// The value found, if it is another; nothing was written then.
            #[inline]
            #[track_caller]
            pub fn compare_exchange(
                &self,
                current: $value,
                new: $value,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$value, $value> {
                let outcome = self.0.compare_exchange(current, new, success, failure);
                match outcome {
                    Ok(before) => note(Action::Exchange, stringify!($name), Some(before as u64)),
                    Err(found) => note(Action::ExchangeFailed, stringify!($name), Some(found as u64)),
                }
                outcome
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    };
}

/// Read-modify-write operations, each returning the value before.
macro_rules! fetch {
    ($name:ident, $value:ty, $($(#[$doc:meta])* $operation:ident),+) => {
        impl $name {
            $(
                $(#[$doc])*
                #[inline]
                #[track_caller]
                pub fn $operation(&self, value: $value, order: Ordering) -> $value {
                    let before = self.0.$operation(value, order);
                    note(Action::Exchange, stringify!($name), Some(before as u64));
                    before
                }
            )+
        }
    };
}

macro_rules! number {
    ($(#[$doc:meta])* $name:ident, $value:ty) => {
        atomic!($(#[$doc])* $name, $value);
        fetch!(
            $name,
            $value,
            /// Adds, wrapping around; returns the value before.
            fetch_add,
            /// Subtracts, wrapping around; returns the value before.
            fetch_sub,
            /// Keeps the greater one; returns the value before.
            fetch_max,
            /// Keeps the smaller one; returns the value before.
            fetch_min
        );
    };
}

atomic!(
    /// A flag that threads share.
    AtomicBool,
    bool
);
fetch!(
    AtomicBool,
    bool,
    /// Sets the flag if `value` is set; returns the value before.
    fetch_or,
    /// Clears the flag unless `value` is set; returns the value before.
    fetch_and
);
number!(
    /// A 32-bit number that threads share.
    AtomicU32,
    u32
);
number!(
    /// A 64-bit number that threads share.
    AtomicU64,
    u64
);
number!(
    /// A machine-sized number that threads share.
    AtomicUsize,
    usize
);
