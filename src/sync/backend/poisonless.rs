//! parking_lot's shape over the model back ends' standard-library shape: no poisoning, guards by value.

/// Defines `Mutex`, `MutexGuard` and `Condvar` over the locks of the engine crate `$engine`.
macro_rules! poisonless {
    ($engine:ident) => {
        use std::sync::PoisonError;
        pub(in crate::sync) use $engine::sync::MutexGuard;

        /// The engine's mutex without poisoning.
        pub(in crate::sync) struct Mutex<T>($engine::sync::Mutex<T>);

        impl<T> Mutex<T> {
            #[track_caller]
            pub(in crate::sync) fn new(value: T) -> Mutex<T> {
                Mutex($engine::sync::Mutex::new(value))
            }

            #[track_caller]
            pub(in crate::sync) fn lock(&self) -> MutexGuard<'_, T> {
                self.0.lock().unwrap_or_else(PoisonError::into_inner)
            }

            pub(in crate::sync) fn into_inner(self) -> T {
                self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
            }
        }

        /// The engine's condition variable without poisoning.
        pub(in crate::sync) struct Condvar($engine::sync::Condvar);

        impl Condvar {
            #[track_caller]
            pub(in crate::sync) fn new() -> Condvar {
                Condvar($engine::sync::Condvar::new())
            }

            #[track_caller]
            pub(in crate::sync) fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
                self.0.wait(guard).unwrap_or_else(PoisonError::into_inner)
            }

            #[track_caller]
            pub(in crate::sync) fn notify_one(&self) {
                self.0.notify_one();
            }

            #[track_caller]
            pub(in crate::sync) fn notify_all(&self) {
                self.0.notify_all();
            }
        }
    };
}
pub(super) use poisonless;
