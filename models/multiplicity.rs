//! Multiplicity: n insertions and m removals leave n − m copies, and counts that are set together are seen together.

use crate::harness::{Bound, Engines, Handle, Model, Property, Scenario, join, mutants, spawn};
use heddle::environment::Environment;
use heddle::language::metta::atom::Atom;
use heddle::sync::Arc;
use heddle::sync::atomic::{AtomicUsize, Ordering};
use heddle::sync::trace::note;

/// The atoms that are counted.
#[derive(Clone, Copy)]
enum Kind {
    A,
    B,
}

fn atom(kind: Kind) -> Atom {
    Atom::parse(match kind {
        Kind::A => "(a $x)",
        Kind::B => "(b)",
    })
    .expect("an atom")
}

/// What the bodies need of an environment.
trait Counts: Send + Sync + Sized + 'static {
    fn new() -> Self;
    fn add(&self, kind: Kind);
    /// Whether there was a copy to remove.
    fn remove(&self, kind: Kind) -> bool;
    /// Makes it so many of A and so many of B.
    fn set(&self, counts: [usize; 2]);
    /// How many of A and of B, and how many atoms.
    fn counts(&self) -> ([usize; 2], usize);
}

impl Counts for Environment {
    fn new() -> Self {
        Environment::new()
    }

    fn add(&self, kind: Kind) {
        Environment::add(self, atom(kind).as_ref());
    }

    fn remove(&self, kind: Kind) -> bool {
        Environment::remove(self, atom(kind).as_ref())
    }

    fn set(&self, [a, b]: [usize; 2]) {
        let atoms = [atom(Kind::A), atom(Kind::B)];
        self.set_multiplicities(atoms.iter().map(Atom::as_ref).zip([a, b]));
    }

    fn counts(&self) -> ([usize; 2], usize) {
        let snapshot = self.snapshot();
        ([Kind::A, Kind::B].map(|kind| snapshot.multiplicity(atom(kind).as_ref())), snapshot.len())
    }
}

/// The counts, which add up to the number of atoms.
fn counts<C: Counts>(space: &C) -> [usize; 2] {
    let (counts, len) = space.counts();
    note("copies of a", counts[0] as u64);
    note("copies of b", counts[1] as u64);
    assert_eq!(counts.iter().sum::<usize>(), len, "the counts do not add up to the number of atoms");
    counts
}

fn start<C: Counts>(space: &Arc<C>, name: &str, work: impl FnOnce(&C) + Send + 'static) -> Handle {
    let space = Arc::clone(space);
    spawn(name, move || work(&space))
}

/// Two threads add a copy each.
fn two_insertions<C: Counts>() {
    let space = Arc::new(C::new());
    let other = start(&space, "other", |space| space.add(Kind::A));
    space.add(Kind::A);
    assert!((1..=2).contains(&counts(&*space)[0]), "a writer does not see its own copy");
    join([other]);
    assert_eq!(counts(&*space), [2, 0], "two insertions did not leave two copies");
}

/// One adds a copy, two remove one; there is one at the start.
fn two_removals<C: Counts>() {
    let space = Arc::new(C::new());
    space.add(Kind::A);
    let removed = Arc::new(AtomicUsize::new(0));
    let remove = |removed: &Arc<AtomicUsize>| {
        let removed = Arc::clone(removed);
        move |space: &C| {
            if space.remove(Kind::A) {
                removed.fetch_add(1, Ordering::AcqRel);
            }
        }
    };
    let threads =
        [start(&space, "inserter", |space| space.add(Kind::A)), start(&space, "remover", remove(&removed))];
    remove(&removed)(&space);
    join(threads);
    let removed = removed.load(Ordering::Acquire);
    assert!(removed >= 1, "a removal missed the copy that was there from the start");
    assert_eq!(counts(&*space)[0] + removed, 2, "n insertions and m removals did not leave n - m copies");
}

/// One sets both counts and one adds a copy beside a reader. Two copies of b become two of a.
fn set_beside_insertion<C: Counts>() {
    let space = Arc::new(C::new());
    space.set([0, 2]);
    let threads = [
        start(&space, "setter", |space| space.set([2, 0])),
        start(&space, "inserter", |space| space.add(Kind::A)),
    ];
    let seen = counts(&*space);
    let never_set = || format!("a reader saw counts that were never set: {seen:?}");
    assert!([[0, 2], [1, 2], [2, 0], [3, 0]].contains(&seen), "{}", never_set());
    join(threads);
    let after = counts(&*space);
    assert!([[2, 0], [3, 0]].contains(&after), "what was set is not there: {after:?}");
}

/// Four add three copies each, two remove three each, beside a reader.
fn many<C: Counts>() {
    let space = Arc::new(C::new());
    let removed = Arc::new(AtomicUsize::new(0));
    let adders = ["inserter 1", "inserter 2", "inserter 3", "inserter 4"]
        .map(|name| start(&space, name, |space| (0..3).for_each(|_| space.add(Kind::A))));
    let removers = ["remover 1", "remover 2"].map(|name| {
        let removed = Arc::clone(&removed);
        start(&space, name, move |space| {
            for _ in 0..3 {
                removed.fetch_add(usize::from(space.remove(Kind::A)), Ordering::AcqRel);
            }
        })
    });
    let reader = start(&space, "reader", |space| {
        (0..3).for_each(|_| assert!(counts(space)[0] <= 12, "more copies than were added"));
    });
    join(adders.into_iter().chain(removers).chain([reader]));
    let removed = removed.load(Ordering::Acquire);
    assert_eq!(counts(&*space)[0] + removed, 12, "n insertions and m removals did not leave n - m copies");
}

/// The faulty variants: each differs from the environment in the one step that its doc names.
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty {
    use super::{Counts, Environment, Kind, atom, note};
    use std::marker::PhantomData;

    /// A step of the environment that is done another way.
    pub(super) trait Fault: Send + Sync + 'static {
        fn add(environment: &Environment, kind: Kind) {
            Counts::add(environment, kind);
        }
        fn remove(environment: &Environment, kind: Kind) -> bool {
            Counts::remove(environment, kind)
        }
        fn set(environment: &Environment, counts: [usize; 2]) {
            Counts::set(environment, counts);
        }
    }

    /// The environment with one fault.
    pub(super) struct Faulty<F>(Environment, PhantomData<F>);

    impl<F: Fault> Counts for Faulty<F> {
        fn new() -> Self {
            Self(Environment::new(), PhantomData)
        }
        fn add(&self, kind: Kind) {
            F::add(&self.0, kind);
        }
        fn remove(&self, kind: Kind) -> bool {
            F::remove(&self.0, kind)
        }
        fn set(&self, counts: [usize; 2]) {
            F::set(&self.0, counts);
        }
        fn counts(&self) -> ([usize; 2], usize) {
            self.0.counts()
        }
    }

    /// Reads the count, drops the lock, then writes the count plus one (MS2).
    pub(super) struct ReadModifyWrite;
    impl Fault for ReadModifyWrite {
        fn add(environment: &Environment, _: Kind) {
            let ([a, b], _) = environment.counts();
            note("read copies of a", a as u64);
            Counts::set(environment, [a + 1, b]);
        }
    }

    /// Answers whether there was a copy from a look before the removal.
    pub(super) struct ChecksFirst;
    impl Fault for ChecksFirst {
        fn remove(environment: &Environment, kind: Kind) -> bool {
            let found = environment.snapshot().has_fact(atom(kind).as_ref());
            note("found", u64::from(found));
            Counts::remove(environment, kind);
            found
        }
    }

    /// Sets the counts one after the other.
    pub(super) struct OneByOne;
    impl Fault for OneByOne {
        fn set(environment: &Environment, [a, b]: [usize; 2]) {
            let ([_, before], _) = environment.counts();
            Counts::set(environment, [a, before]);
            note("set copies of a", a as u64);
            Counts::set(environment, [a, b]);
        }
    }
}

/// Multiplicities add up.
pub(crate) const PROPERTY: Property = Property {
    name: "multiplicity",
    claim: "n insertions and m removals leave n - m copies, and counts that are set together are seen together",
    explores: &["environment", "concurrent/published.rs"],
    scenarios: &[
        Scenario {
            name: "two_insertions",
            guarantees: &["E4", "D1"],
            threads: 2,
            model: Model::new,
            body: two_insertions::<Environment>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(3)),
                sampled: 0,
            },
            mutants: mutants![Mutant {
                name: "read_modify_write",
                fault: "reads the count, then writes the count plus one (MS2)",
                body: two_insertions::<faulty::Faulty<faulty::ReadModifyWrite>>,
                deaths: &[Death::of("two insertions did not leave two copies")],
            }],
        },
        Scenario {
            name: "two_removals",
            guarantees: &["E4", "D1"],
            threads: 3,
            model: Model::new,
            body: two_removals::<Environment>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "checks_first",
                fault: "answers whether there was a copy from a look before the removal",
                body: two_removals::<faulty::Faulty<faulty::ChecksFirst>>,
                deaths: &[Death::of("n insertions and m removals did not leave n - m copies")],
            }],
        },
        Scenario {
            name: "set_beside_insertion",
            guarantees: &["E1", "E4", "D1"],
            threads: 3,
            model: Model::new,
            body: set_beside_insertion::<Environment>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "one_by_one",
                fault: "sets the counts one after the other",
                body: set_beside_insertion::<faulty::Faulty<faulty::OneByOne>>,
                deaths: &[Death::of("a reader saw counts that were never set")],
            }],
        },
        Scenario {
            name: "many",
            guarantees: &["E4", "D3"],
            threads: 8,
            model: Model::new,
            body: many::<Environment>,
            engines: Engines { loom: None, shuttle: None, sampled: 2_000 },
            mutants: mutants![
                Mutant {
                    name: "read_modify_write",
                    fault: "reads the count, then writes the count plus one (MS2)",
                    body: many::<faulty::Faulty<faulty::ReadModifyWrite>>,
                    deaths: &[Death::of("n insertions and m removals did not leave n - m copies")],
                },
                Mutant {
                    name: "checks_first",
                    fault: "answers whether there was a copy from a look before the removal",
                    body: many::<faulty::Faulty<faulty::ChecksFirst>>,
                    deaths: &[Death::of("n insertions and m removals did not leave n - m copies")],
                },
            ],
        },
    ],
};

crate::harness::model!(PROPERTY);
