//! What every model passes through, and how to add one.
//!
//! # How to add a model
//!
//! 1. Write `models/CLAIM.rs`. Its body is *one generic function* over a small trait of what it needs; the production
//!    type and every mutant implement that trait and pass through the same body at the same bound.
//! 2. State it as a `pub const PROPERTY: Property` (its `name` is the file's stem) and end the file with
//!    `crate::harness::model!(PROPERTY);`, which makes the tests.
//! 3. Add `mod CLAIM;` and `CLAIM::PROPERTY` to `models/main.rs`.
//! 4. `HEDDLE_LEDGER=update cargo test --features loom --test models CLAIM`, the same with `--features shuttle`, then
//!    `HEDDLE_LEDGER=update cargo test --test models`. Read the diff of `models/ledger/` and `models/README.md`, and the
//!    new tables in `snapshots/` (`INSTA_UPDATE=always` writes them), before committing them.
//!
//! The bounds to choose: two threads without a bound, three with bound 3, four with bound 2; each justified by the
//! mutants it kills. Bodies join every thread with [`join`], use no std `HashMap` and no clock, and may report what they
//! see to the interleaving table with `heddle::sync::trace::note`.
//!
//! # How to add a mutant
//!
//! Implement the body's trait for a faulty variant inside `#[cfg(any(feature = "loom", feature = "shuttle"))] mod
//! faulty` and add a [`Mutant`] to the scenario, inside `mutants![…]`. It differs from production in the one step that
//! its `fault` names. Each [`Death`] is one run: with the message the mutant must die of, and with or without the
//! one-lock rule; lock mutants have two, [`Death::of_one_lock_rule`] and [`Death::of_deadlock`].
//!
//! Under loom each death happens in a child process (a deadlock there aborts), at the smallest preemption bound that
//! kills; under shuttle the preemption-bounding scheduler finds the shortest failing schedule, whose interleaving table
//! is the snapshot `PROPERTY.SCENARIO.MUTANT[.one_lock]`.

#![allow(dead_code, reason = "each engine reads its own part of a property, and all three compile the whole")]
#![allow(clippy::disallowed_types, reason = "what counts executions must not be explored itself")]

mod campaign;
mod fragment;
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
mod guarantees;
#[cfg(all(feature = "shuttle", not(feature = "loom")))]
pub(crate) mod hunt;
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
mod native_rows;
#[cfg(feature = "loom")]
mod on_loom;
#[cfg(all(feature = "shuttle", not(feature = "loom")))]
mod on_shuttle;
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
mod on_threads;
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
mod readme;
#[cfg(all(feature = "shuttle", not(feature = "loom")))]
mod shard;
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
mod summary;

pub(crate) use heddle::sync::Model;
use heddle::sync::thread::{self, JoinHandle};

#[cfg(feature = "loom")]
use on_loom as engine;
#[cfg(all(feature = "shuttle", not(feature = "loom")))]
use on_shuttle as engine;
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
use on_threads as engine;

/// A claim about a component, with the scenarios that could refute it.
pub(crate) struct Property {
    /// The stem of its file.
    pub name: &'static str,
    /// What is claimed, in one sentence.
    pub claim: &'static str,
    /// The rooms or files of `src/` whose production code the bodies run. A guarantee counts as shown by a model of the
    /// room that upholds it, not by a model of something else.
    pub explores: &'static [&'static str],
    /// The bodies.
    pub scenarios: &'static [Scenario],
}

/// One body, how far each engine explores it, and the mutants that it must reject.
pub(crate) struct Scenario {
    /// Its name within the property.
    pub name: &'static str,
    /// The guarantees (DESIGN, section 3) that it can refute.
    pub guarantees: &'static [&'static str],
    /// How many threads it has, main included.
    pub threads: usize,
    /// How the engines are set up: [`Model::new`], or with other locks or injections.
    pub model: fn() -> Model,
    /// The body, for the production type.
    pub body: fn(),
    /// How far it is explored.
    pub engines: Engines,
    /// The faulty variants.
    pub mutants: &'static [Mutant],
}

/// How far each engine explores a scenario.
pub(crate) struct Engines {
    /// Loom, if at all.
    pub loom: Option<Bound>,
    /// Shuttle with the preemption-bounding scheduler, if at all.
    pub shuttle: Option<Bound>,
    /// Shuttle with random schedules: so many of PCT, depth 3, and as many wholly random ones.
    pub sampled: usize,
}

/// A bound on the schedules that are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    /// All of them.
    Exhaustive,
    /// Those with at most so many preemptions.
    Preemptions(usize),
}

/// A faulty variant that the model must reject.
pub(crate) struct Mutant {
    /// Its name within the scenario.
    pub name: &'static str,
    /// The one step in which it differs from production.
    pub fault: &'static str,
    /// The scenario's body, for the faulty type.
    pub body: fn(),
    /// What it must die of, run by run.
    pub deaths: &'static [Death],
}

/// What a mutant must die of.
#[derive(Clone, Copy)]
pub(crate) struct Death {
    /// Whether the one-lock rule is enforced.
    pub one_lock: bool,
    /// What the message must contain.
    pub message: &'static str,
}

impl Death {
    /// With the one-lock rule on, of this message.
    pub(crate) const fn of(message: &'static str) -> Self {
        Self { one_lock: true, message }
    }

    /// Of the one-lock rule.
    pub(crate) const fn of_one_lock_rule() -> Self {
        Self { one_lock: true, message: "one-lock rule: " }
    }

    /// With the one-lock rule off, of the deadlock that the rule prevents.
    pub(crate) const fn of_deadlock() -> Self {
        Self { one_lock: false, message: "deadlock" }
    }
}

/// A list of mutants; natively empty, since mutants misuse what only the model back ends offer.
macro_rules! mutants {
    ($($mutant:expr),* $(,)?) => {{
        #[cfg(any(feature = "loom", feature = "shuttle"))]
        use $crate::harness::{Death, Mutant};
        #[cfg(any(feature = "loom", feature = "shuttle"))]
        const MUTANTS: &[$crate::harness::Mutant] = &[$($mutant),*];
        #[cfg(not(any(feature = "loom", feature = "shuttle")))]
        const MUTANTS: &[$crate::harness::Mutant] = &[];
        MUTANTS
    }};
}

/// The switches of a component by hand, each on in a type of its own: in one step it differs from production, and nowhere
/// else. The trait's constants are false unless a type says otherwise.
#[cfg(any(feature = "loom", feature = "shuttle"))]
macro_rules! faults {
    ($fault:ident: $($(#[$doc:meta])* $name:ident: $constant:ident;)*) => {$(
        $(#[$doc])*
        pub(super) struct $name;
        impl $fault for $name {
            const $constant: bool = true;
        }
    )*};
    ($fault:ident of $faulty:ident: $($(#[$doc:meta])* $name:ident, $switch:ident: $constant:ident;)*) => {$(
        $(#[$doc])*
        pub(super) type $name = $faulty<$switch>;
        pub(super) struct $switch;
        impl $fault for $switch {
            const $constant: bool = true;
        }
    )*};
}

/// The tests of a property.
macro_rules! model {
    ($property:expr) => {
        #[test]
        fn holds_and_every_mutant_dies() {
            $crate::harness::run(&$property);
        }
    };
}

#[cfg(any(feature = "loom", feature = "shuttle"))]
pub(crate) use faults;
pub(crate) use {model, mutants};

/// Runs a property on the engine that is on, and holds what came out against the committed ledger, unless a campaign
/// explored more than that.
pub(crate) fn run(property: &Property) {
    let rows = engine::run(property);
    if !campaign::is_on() {
        fragment::settle(property, rows);
    }
}

/// A thread of a model.
pub(crate) type Handle = JoinHandle<()>;

/// Starts a thread of a model; its name heads a column of the interleaving table.
#[track_caller]
pub(crate) fn spawn(name: impl Into<String>, body: impl FnOnce() + Send + 'static) -> Handle {
    thread::spawn(name, body)
}

/// Joins threads in order and lets the first panic go on.
#[track_caller]
pub(crate) fn join(handles: impl IntoIterator<Item = Handle>) {
    for handle in handles {
        if let Err(panicked) = handle.join() {
            panicked.resume();
        }
    }
}

/// 12345 as 12,345.
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
