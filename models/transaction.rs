//! Transactions: all of one is visible or nothing; one that fails or panics leaves nothing behind; none erases what
//! others published meanwhile; and while one is open nobody waits for it.

use crate::harness::{Bound, Engines, Handle, Model, Property, Scenario, join, mutants, spawn};
use heddle::environment::Environment;
use heddle::language::metta::atom::Atom;
use heddle::sync::Arc;
use heddle::sync::trace::note;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

fn atom(text: &str) -> Atom {
    Atom::parse(text).expect("an atom")
}

/// What one transaction does.
#[derive(Clone, Copy)]
struct Change {
    remove: &'static str,
    add: [&'static str; 2],
    end: End,
}

#[derive(Clone, Copy)]
enum End {
    Commits,
    Fails,
    Panics,
}

impl End {
    fn reached(self) -> Result<(), ()> {
        match self {
            End::Commits => Ok(()),
            End::Fails => {
                note("failures", 1);
                Err(())
            }
            End::Panics => {
                note("panics", 1);
                // Without the panic hook, which would print thousands of messages.
                resume_unwind(Box::new("the transaction's own panic"))
            }
        }
    }
}

/// Moves `(a)` to `(b)` and `(c)`.
const MOVE: Change = Change { remove: "(a)", add: ["(b)", "(c)"], end: End::Commits };
/// Exchanges `(d)`, which is there, for `(e)` and `(f)`.
const EXCHANGE: Change = Change { remove: "(d)", add: ["(e)", "(f)"], end: End::Commits };

/// What the bodies need of an environment.
trait Space: Send + Sync + Sized + 'static {
    /// A space with `(a)` and `(d)`.
    fn new() -> Self;
    /// A transaction, which calls `meanwhile` before it ends. Whether it committed.
    fn transaction(&self, change: Change, meanwhile: impl FnOnce()) -> bool;
    fn add(&self, text: &str);
    /// All atoms, in order.
    fn atoms(&self) -> Vec<String>;
}

impl Space for Environment {
    fn new() -> Self {
        let environment = Environment::new();
        environment.add_batch([atom("(a)").as_ref(), atom("(d)").as_ref()]);
        environment
    }

    fn transaction(&self, change: Change, meanwhile: impl FnOnce()) -> bool {
        let outcome = Environment::transaction(self, |transaction| {
            transaction.remove(atom(change.remove).as_ref());
            for text in change.add {
                transaction.add(atom(text).as_ref());
            }
            meanwhile();
            change.end.reached()
        });
        outcome.is_ok()
    }

    fn add(&self, text: &str) {
        Environment::add(self, atom(text).as_ref());
    }

    fn atoms(&self) -> Vec<String> {
        self.snapshot().iter_atoms().map(|atom| atom.to_string()).collect()
    }
}

/// A look, at which each of `changes` has been made as a whole or not at all.
fn look<S: Space>(space: &S, changes: &[Change]) -> Vec<String> {
    let atoms = space.atoms();
    note("atoms", atoms.len() as u64);
    for change in changes {
        let [removed, first, second] =
            [change.remove, change.add[0], change.add[1]].map(|text| atoms.iter().any(|atom| atom == text));
        let whole = first == second && first != removed;
        assert!(whole, "a part of a transaction was visible: {atoms:?}");
    }
    atoms
}

fn complete<S: Space>(space: &S, expected: &[&str]) {
    let mut atoms = space.atoms();
    atoms.sort();
    assert_eq!(atoms, expected, "an update was lost");
}

fn start<S: Space>(space: &Arc<S>, name: &str, work: impl FnOnce(&S) + Send + 'static) -> Handle {
    let space = Arc::clone(space);
    spawn(name, move || work(&space))
}

/// Two transactions, of which each keeps what the other did.
fn two_transactions<S: Space>() {
    let space = Arc::new(S::new());
    let other = start(&space, "other", |space| assert!(space.transaction(MOVE, || {})));
    look(&*space, &[MOVE, EXCHANGE]);
    assert!(space.transaction(EXCHANGE, || {}));
    let after = look(&*space, &[MOVE, EXCHANGE]);
    assert!(after.iter().any(|atom| atom == "(e)"), "an update was lost: a writer does not see its own");
    join([other]);
    complete(&*space, &["(b)", "(c)", "(e)", "(f)"]);
}

/// One transaction that fails and one that panics, then one that commits, beside one that commits, beside a reader.
fn failing<S: Space>() {
    let space = Arc::new(S::new());
    let failing = start(&space, "failing", |space| {
        assert!(!space.transaction(Change { end: End::Fails, ..MOVE }, || {}), "a failure was swallowed");
        let panics = || space.transaction(Change { end: End::Panics, ..MOVE }, || {});
        assert!(catch_unwind(AssertUnwindSafe(panics)).is_err(), "a panic was swallowed");
    });
    let other = start(&space, "other", |space| assert!(space.transaction(EXCHANGE, || {})));
    let atoms = look(&*space, &[MOVE, EXCHANGE]);
    assert!(atoms.iter().any(|atom| atom == "(a)"), "a failed transaction left something behind: {atoms:?}");
    join([failing, other]);
    complete(&*space, &["(a)", "(e)", "(f)"]);
}

/// An open transaction that uses the space and waits for a reader and a writer, which do not wait for it.
fn open<S: Space>() {
    let space = Arc::new(S::new());
    let committed = space.transaction(MOVE, || {
        look(&*space, &[MOVE]);
        join([
            start(&space, "reader", |space| {
                look(space, &[MOVE]);
            }),
            start(&space, "writer", |space| space.add("(g)")),
        ]);
    });
    assert!(committed);
    look(&*space, &[MOVE]);
    complete(&*space, &["(b)", "(c)", "(d)", "(g)"]);
}

/// Two transactions that commit, two that fail, and two writers beside a reader.
fn many<S: Space>() {
    let space = Arc::new(S::new());
    let threads = [
        start(&space, "move", |space| assert!(space.transaction(MOVE, || {}))),
        start(&space, "exchange", |space| assert!(space.transaction(EXCHANGE, || {}))),
        start(&space, "fails", |space| {
            assert!(!space.transaction(Change { end: End::Fails, ..MOVE }, || {}));
        }),
        start(&space, "panics", |space| {
            let panics = || space.transaction(Change { end: End::Panics, ..EXCHANGE }, || {});
            assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
        }),
        start(&space, "writer 1", |space| space.add("(g)")),
        start(&space, "writer 2", |space| space.add("(h)")),
        start(&space, "reader", |space| {
            look(space, &[MOVE, EXCHANGE]);
        }),
    ];
    look(&*space, &[MOVE, EXCHANGE]);
    join(threads);
    complete(&*space, &["(b)", "(c)", "(e)", "(f)", "(g)", "(h)"]);
}

/// The faulty variants: each differs from the environment in the one step that its doc names.
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty {
    use super::{Change, End, Environment, Space, atom};
    use heddle::environment::Snapshot;
    use heddle::sync::{Condvar, Mutex, RwLock};

    pub(super) const PART: &str = "a part of a transaction was visible";
    pub(super) const LOST: &str = "an update was lost";

    /// What a transaction makes of a space.
    fn changed(base: &Snapshot, change: Change) -> Snapshot {
        let [first, second] = change.add.map(atom);
        let base = base.minus(atom(change.remove).as_ref()).unwrap_or_else(|| base.clone());
        base.plus([first.as_ref(), second.as_ref()])
    }

    /// Publishes the state that it computed from the one where it began (MU3).
    pub(super) struct Overwrites(RwLock<Snapshot>);

    impl Space for Overwrites {
        fn new() -> Self {
            Self(RwLock::new("space", <Environment as Space>::new().snapshot()))
        }
        fn transaction(&self, change: Change, meanwhile: impl FnOnce()) -> bool {
            let base = self.0.read().clone();
            let result = changed(&base, change);
            meanwhile();
            if change.end.reached().is_err() {
                return false;
            }
            *self.0.write() = result;
            true
        }
        fn add(&self, text: &str) {
            let mut space = self.0.write();
            *space = space.plus([atom(text).as_ref()]);
        }
        fn atoms(&self) -> Vec<String> {
            let space = self.0.read().clone();
            space.iter_atoms().map(|atom| atom.to_string()).collect()
        }
    }

    /// Publishes each operation as it comes.
    pub(super) struct AsItGoes(Environment);

    impl Space for AsItGoes {
        fn new() -> Self {
            Self(<Environment as Space>::new())
        }
        fn transaction(&self, change: Change, meanwhile: impl FnOnce()) -> bool {
            self.0.remove(atom(change.remove).as_ref());
            for text in change.add {
                Space::add(&self.0, text);
            }
            meanwhile();
            change.end.reached().is_ok()
        }
        fn add(&self, text: &str) {
            Space::add(&self.0, text);
        }
        fn atoms(&self) -> Vec<String> {
            self.0.atoms()
        }
    }

    /// Publishes first, and takes it back where it fails.
    pub(super) struct TakesBack(Environment);

    impl Space for TakesBack {
        fn new() -> Self {
            Self(<Environment as Space>::new())
        }
        fn transaction(&self, change: Change, meanwhile: impl FnOnce()) -> bool {
            Space::transaction(&self.0, Change { end: End::Commits, ..change }, meanwhile);
            if !matches!(change.end, End::Commits) {
                let _: Result<(), ()> = self.0.transaction(|transaction| {
                    for text in change.add {
                        transaction.remove(atom(text).as_ref());
                    }
                    transaction.add(atom(change.remove).as_ref());
                    Ok(())
                });
            }
            change.end.reached().is_ok()
        }
        fn add(&self, text: &str) {
            Space::add(&self.0, text);
        }
        fn atoms(&self) -> Vec<String> {
            self.0.atoms()
        }
    }

    /// Runs the transaction's body under the write guard.
    pub(super) struct UnderGuard(RwLock<Snapshot>);

    impl Space for UnderGuard {
        fn new() -> Self {
            Self(RwLock::new("space", <Environment as Space>::new().snapshot()))
        }
        fn transaction(&self, change: Change, meanwhile: impl FnOnce()) -> bool {
            let mut space = self.0.write();
            let result = changed(&space, change);
            meanwhile();
            if change.end.reached().is_err() {
                return false;
            }
            *space = result;
            true
        }
        fn add(&self, text: &str) {
            let mut space = self.0.write();
            *space = space.plus([atom(text).as_ref()]);
        }
        fn atoms(&self) -> Vec<String> {
            let space = self.0.read().clone();
            space.iter_atoms().map(|atom| atom.to_string()).collect()
        }
    }

    /// Lets one transaction in at a time, by a flag that a panic leaves raised (MS10).
    pub(super) struct StaysBusy {
        environment: Environment,
        busy: Mutex<bool>,
        free: Condvar,
    }

    impl Space for StaysBusy {
        fn new() -> Self {
            Self {
                environment: <Environment as Space>::new(),
                busy: Mutex::new("busy", false),
                free: Condvar::new("free"),
            }
        }
        fn transaction(&self, change: Change, meanwhile: impl FnOnce()) -> bool {
            let mut busy = self.busy.lock();
            while *busy {
                busy = self.free.wait(busy);
            }
            *busy = true;
            drop(busy);
            let committed = Space::transaction(&self.environment, change, meanwhile);
            *self.busy.lock() = false;
            self.free.notify_one();
            committed
        }
        fn add(&self, text: &str) {
            Space::add(&self.environment, text);
        }
        fn atoms(&self) -> Vec<String> {
            self.environment.atoms()
        }
    }
}

/// Transactions are all or nothing, and none erases another's work.
pub(crate) const PROPERTY: Property = Property {
    name: "transaction",
    claim: "a transaction is visible as a whole or not at all, leaves nothing where it fails, and erases nobody's work",
    explores: &["environment", "concurrent/published.rs"],
    scenarios: &[
        Scenario {
            name: "two_transactions",
            guarantees: &["E1", "E4", "D1"],
            threads: 2,
            model: Model::new,
            body: two_transactions::<Environment>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(3)),
                sampled: 0,
            },
            mutants: mutants![
                Mutant {
                    name: "overwrites",
                    fault: "publishes the state that it computed from the one where it began (MU3)",
                    body: two_transactions::<faulty::Overwrites>,
                    deaths: &[Death::of(faulty::LOST)],
                },
                Mutant {
                    name: "as_it_goes",
                    fault: "publishes each operation as it comes",
                    body: two_transactions::<faulty::AsItGoes>,
                    deaths: &[Death::of(faulty::PART)],
                },
            ],
        },
        Scenario {
            name: "failing",
            guarantees: &["E1", "E4", "D1", "D2"],
            threads: 3,
            model: Model::new,
            body: failing::<Environment>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![
                Mutant {
                    name: "takes_back",
                    fault: "publishes first, and takes it back where it fails",
                    body: failing::<faulty::TakesBack>,
                    deaths: &[Death::of("a failed transaction left something behind")],
                },
                Mutant {
                    name: "stays_busy",
                    fault: "lets one in at a time by a flag that a panic leaves raised (MS10)",
                    body: failing::<faulty::StaysBusy>,
                    deaths: &[Death::of("deadlock")],
                },
            ],
        },
        Scenario {
            name: "open",
            guarantees: &["E3", "E4", "D1"],
            threads: 3,
            model: Model::new,
            body: open::<Environment>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![
                Mutant {
                    name: "under_guard",
                    fault: "runs the transaction's body under the write guard",
                    body: open::<faulty::UnderGuard>,
                    deaths: &[Death::of_one_lock_rule(), Death::of_deadlock()],
                },
                Mutant {
                    name: "overwrites",
                    fault: "publishes the state that it computed from the one where it began (MU3)",
                    body: open::<faulty::Overwrites>,
                    deaths: &[Death::of(faulty::LOST)],
                },
            ],
        },
        Scenario {
            name: "many",
            guarantees: &["E1", "E4", "D2", "D3"],
            threads: 8,
            model: Model::new,
            body: many::<Environment>,
            engines: Engines { loom: None, shuttle: None, sampled: 2_000 },
            mutants: mutants![
                Mutant {
                    name: "overwrites",
                    fault: "publishes the state that it computed from the one where it began (MU3)",
                    body: many::<faulty::Overwrites>,
                    deaths: &[Death::of(faulty::LOST)],
                },
                Mutant {
                    name: "stays_busy",
                    fault: "lets one in at a time by a flag that a panic leaves raised (MS10)",
                    body: many::<faulty::StaysBusy>,
                    deaths: &[Death::of("deadlock")],
                },
            ],
        },
    ],
};

crate::harness::model!(PROPERTY);
