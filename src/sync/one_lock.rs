//! The one-lock rule (D1): a thread holds at most one facade lock, apart from declared pairs.
//!
//! A lock taken under another is how lock orders begin, and with them deadlocks that need a certain schedule to show.
//! This check needs none: the first nested acquisition on any schedule panics and names both source lines. So does a
//! wait for another thread (a join, a fork-join map, a condition variable with another lock held): who is waited for may
//! need the lock. The check is on in debug builds and under both model back ends, and compiled out of release builds.

/// The pairs that may nest, outer lock first: a writer's mutex around the published cell it swaps.
pub const DECLARED_PAIRS: &[(&str, &str)] = &[("published.writer", "published.cell")];

/// The ways in which a lock is held.
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(any(debug_assertions, feature = "loom", feature = "shuttle")),
    expect(dead_code, reason = "release builds keep no list of what is held")
)]
pub(super) enum Kind {
    Mutex,
    Read,
    Write,
    Map,
    Initialiser,
}

#[cfg(any(feature = "loom", feature = "shuttle"))]
pub(super) use checked::Entry;
#[cfg(any(debug_assertions, feature = "loom", feature = "shuttle"))]
pub(super) use checked::Held;
#[cfg(all(debug_assertions, not(any(feature = "loom", feature = "shuttle"))))]
pub(super) use checked::enforced;
#[cfg(not(any(debug_assertions, feature = "loom", feature = "shuttle")))]
pub(super) use unchecked::Held;

#[cfg(any(debug_assertions, feature = "loom", feature = "shuttle"))]
mod checked {
    use super::{DECLARED_PAIRS, Kind};
    use std::panic::Location;

    impl Kind {
        fn noun(self) -> &'static str {
            match self {
                Kind::Mutex => "mutex",
                Kind::Read => "read lock",
                Kind::Write => "write lock",
                Kind::Map => "map",
                Kind::Initialiser => "initialiser",
            }
        }

        /// What the trace calls the attempt, the success and the release.
        #[cfg(any(feature = "loom", feature = "shuttle"))]
        fn actions(self) -> Option<[crate::sync::trace::Action; 3]> {
            use crate::sync::trace::Action;
            match self {
                Kind::Mutex => Some([Action::LockAttempt, Action::Lock, Action::Unlock]),
                Kind::Read => Some([Action::ReadAttempt, Action::Read, Action::ReadEnd]),
                Kind::Write => Some([Action::WriteAttempt, Action::Write, Action::WriteEnd]),
                Kind::Map => Some([Action::MapAttempt, Action::Map, Action::MapEnd]),
                Kind::Initialiser => None,
            }
        }
    }

    /// One lock that a thread holds or is about to hold.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub(in crate::sync) struct Entry {
        name: &'static str,
        kind: Kind,
        location: &'static Location<'static>,
    }

    /// Stands in the list of its thread's locks as long as it lives.
    pub(in crate::sync) struct Held {
        entry: Entry,
    }

    impl Held {
        /// Announces an acquisition, before it can block.
        ///
        /// # Panics
        /// If the thread holds another lock and the two are no declared pair.
        #[track_caller]
        pub(in crate::sync) fn announce(name: &'static str, kind: Kind) -> Held {
            let entry = Entry { name, kind, location: Location::caller() };
            let breach = with_held(|held| {
                let breach = held.iter().copied().find(|outer| !DECLARED_PAIRS.contains(&(outer.name, name)));
                held.push(entry);
                breach
            });
            let held = Held { entry };
            held.note(0);
            if let Some(outer) = breach
                && enforced()
                && !std::thread::panicking()
            {
                refuse(entry, outer);
            }
            held
        }

        /// Refuses something that may take long or wait for other threads while any lock is held.
        ///
        /// # Panics
        /// If the thread holds a lock, declared pair or not.
        #[track_caller]
        pub(in crate::sync) fn nothing_while(doing: &str) {
            let held = with_held(|held| held.last().copied());
            if let Some(outer) = held
                && enforced()
                && !std::thread::panicking()
            {
                panic!(
                    "one-lock rule: {doing} at {} while this thread holds {} `{}` taken at {}",
                    Location::caller(),
                    outer.kind.noun(),
                    outer.name,
                    outer.location
                );
            }
        }

        /// The acquisition that was announced has succeeded.
        pub(in crate::sync) fn acquired(&self) {
            self.note(1);
        }

        #[cfg(any(feature = "loom", feature = "shuttle"))]
        fn note(&self, phase: usize) {
            if let Some(action) = self.entry.kind.actions().and_then(|actions| actions.get(phase).copied()) {
                crate::sync::execution::note(action, self.entry.name, None, self.entry.location);
            }
        }

        #[cfg(not(any(feature = "loom", feature = "shuttle")))]
        fn note(&self, _phase: usize) {}

        /// Takes note of an initialiser that runs, without checking what is held around it: from now on nothing may be
        /// taken inside.
        #[track_caller]
        pub(in crate::sync) fn initialising() -> Held {
            let entry = Entry { name: "once", kind: Kind::Initialiser, location: Location::caller() };
            with_held(|held| held.push(entry));
            Held { entry }
        }

        /// Refuses a wait while another lock stays held: whoever is to notify may need that lock.
        ///
        /// # Panics
        /// If the thread holds any other lock, declared pair or not.
        #[track_caller]
        pub(in crate::sync) fn alone(&self) {
            let other = with_held(|held| held.iter().copied().find(|other| *other != self.entry));
            if let Some(other) = other
                && enforced()
                && !std::thread::panicking()
            {
                refuse(Entry { location: Location::caller(), ..self.entry }, other);
            }
        }
    }

    fn refuse(asked: Entry, outer: Entry) -> ! {
        let Entry { name, kind, location } = asked;
        panic!(
            "one-lock rule: {} `{name}` is asked for at {location} while this thread holds {} `{}` taken at {}",
            kind.noun(),
            outer.kind.noun(),
            outer.name,
            outer.location
        );
    }

    impl Drop for Held {
        fn drop(&mut self) {
            if forgotten() {
                return;
            }
            self.note(2);
            with_held(|held| {
                if let Some(at) = held.iter().rposition(|entry| *entry == self.entry) {
                    held.remove(at);
                }
            });
        }
    }

    #[cfg(any(feature = "loom", feature = "shuttle"))]
    use crate::sync::execution::{is_over as forgotten, with_held};

    /// Whether the rule is enforced here; a model may switch it off.
    #[cfg(any(feature = "loom", feature = "shuttle"))]
    pub(in crate::sync) fn enforced() -> bool {
        crate::sync::execution::options().one_lock
    }

    #[cfg(not(any(feature = "loom", feature = "shuttle")))]
    pub(in crate::sync) use native::{enforce, enforced};
    #[cfg(not(any(feature = "loom", feature = "shuttle")))]
    use native::{forgotten, with_held};

    #[cfg(not(any(feature = "loom", feature = "shuttle")))]
    mod native {
        use super::Entry;
        use std::cell::{Cell, RefCell};

        thread_local! {
            static HELD: RefCell<Vec<Entry>> = const { RefCell::new(Vec::new()) };
            static ENFORCED: Cell<bool> = const { Cell::new(true) };
        }

        /// Locks taken by destructors of thread-locals, after ours is gone, go unchecked.
        pub(super) fn with_held<R: Default>(visit: impl FnOnce(&mut Vec<Entry>) -> R) -> R {
            HELD.try_with(|held| held.try_borrow_mut().map(|mut held| visit(&mut held)).unwrap_or_default())
                .unwrap_or_default()
        }

        pub(super) fn forgotten() -> bool {
            false
        }

        /// Whether the rule is enforced on this thread.
        pub(in crate::sync) fn enforced() -> bool {
            ENFORCED.try_with(Cell::get).unwrap_or(true)
        }

        /// Sets whether the rule is enforced on this thread; threads it spawns inherit the choice.
        pub(in crate::sync) fn enforce(on: bool) {
            ENFORCED.with(|enforced| enforced.set(on));
        }
    }
}

#[cfg(all(debug_assertions, not(any(feature = "loom", feature = "shuttle"))))]
pub(super) use checked::enforce;

#[cfg(not(any(debug_assertions, feature = "loom", feature = "shuttle")))]
mod unchecked {
    use super::Kind;

    /// Nothing in release builds.
    pub(in crate::sync) struct Held;

    impl Held {
        #[inline(always)]
        pub(in crate::sync) fn announce(_name: &'static str, _kind: Kind) -> Held {
            Held
        }

        #[inline(always)]
        pub(in crate::sync) fn nothing_while(_doing: &str) {}

        #[inline(always)]
        pub(in crate::sync) fn acquired(&self) {}

        #[inline(always)]
        pub(in crate::sync) fn initialising() -> Held {
            Held
        }

        #[inline(always)]
        pub(in crate::sync) fn alone(&self) {}
    }
}
