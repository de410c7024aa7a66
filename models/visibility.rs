//! Visibility: a rule is in the space, in the index and in the counts, or in none of them; a batch is there as a whole or
//! not at all; while the index is rebuilt no rule is missing.

#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty;

use crate::harness::{Bound, Engines, Handle, Model, Property, Scenario, join, mutants, spawn};
use heddle::environment::{Environment, Snapshot};
use heddle::language::metta::atom::Atom;
use heddle::sync::Arc;
use heddle::sync::trace::note;

/// Rule number `n` of those that the bodies add.
fn rule(n: usize) -> Atom {
    Atom::parse(&format!("(= (f $x) {n})")).expect("a rule")
}

/// How many rules the bodies know.
const RULES: usize = 8;

/// What one look finds: all atoms are rules of `f`.
struct Sight {
    /// How many atoms the space lists.
    space: usize,
    /// How many rules the index has for `f`.
    index: usize,
    /// How many copies of each rule are counted.
    counts: [usize; RULES],
}

impl Sight {
    /// What is in three tables; in production they are one.
    fn of(space: &Snapshot, index: &Snapshot, counts: &Snapshot) -> Self {
        Self {
            space: space.iter_atoms().count(),
            index: index.matching_rules("f", 1).count(),
            counts: std::array::from_fn(|n| counts.multiplicity(rule(n).as_ref())),
        }
    }
}

/// What the bodies need of an environment.
trait Space: Send + Sync + Sized + 'static {
    fn new() -> Self;
    fn add_rule(&self, n: usize);
    fn add_batch(&self, rules: [usize; 2]);
    fn rebuild(&self);
    fn look(&self) -> Sight;
}

impl Space for Environment {
    fn new() -> Self {
        Environment::new()
    }

    fn add_rule(&self, n: usize) {
        let (left, right) = (Atom::parse("(f $x)"), Atom::parse(&n.to_string()));
        let (left, right) = (left.expect("an atom"), right.expect("an atom"));
        Environment::add_rule(self, left.as_ref(), right.as_ref());
    }

    fn add_batch(&self, rules: [usize; 2]) {
        let rules = rules.map(rule);
        Environment::add_batch(self, rules.iter().map(Atom::as_ref));
    }

    fn rebuild(&self) {
        self.rebuild_rule_index();
    }

    fn look(&self) -> Sight {
        let snapshot = self.snapshot();
        Sight::of(&snapshot, &snapshot, &snapshot)
    }
}

/// A look at which all tables agree.
fn look<S: Space>(space: &S) -> Sight {
    let sight = space.look();
    let counted = sight.counts.iter().sum::<usize>();
    note("space", sight.space as u64);
    note("index", sight.index as u64);
    note("counted", counted as u64);
    assert!(
        sight.space == sight.index && sight.index == counted,
        "a rule was visible in one table and not in another: {} in the space, {} in the index, {counted} counted",
        sight.space,
        sight.index
    );
    sight
}

/// Two looks of one reader, of which the second does not see less; `batch` is seen as a whole or not at all.
fn watch<S: Space>(space: &S, batch: [usize; 2]) {
    let [before, after] = [(); 2].map(|()| look(space));
    for sight in [&before, &after] {
        let [first, second] = batch.map(|n| sight.counts[n]);
        assert!(first == second, "a part of a batch was visible: {first} of one rule, {second} of the other");
    }
    assert!(before.index <= after.index, "a rule was hidden that had been visible");
}

/// The first `n` rules are there, once each, and nothing else.
fn complete<S: Space>(space: &S, n: usize) {
    let expected: [usize; RULES] = std::array::from_fn(|rule| usize::from(rule < n));
    assert_eq!(look(space).counts, expected, "a rule was lost");
}

fn start<S: Space>(space: &Arc<S>, name: &str, work: fn(&S)) -> Handle {
    let space = Arc::clone(space);
    spawn(name, move || work(&space))
}

/// A writer beside a reader.
fn one_rule<S: Space>() {
    let space = Arc::new(S::new());
    let writer = start(&space, "writer", |space| space.add_rule(0));
    watch(&*space, [1, 2]);
    join([writer]);
    complete(&*space, 1);
}

/// A writer of a batch and a writer of a rule beside a reader.
fn batch<S: Space>() {
    let space = Arc::new(S::new());
    let batch = start(&space, "batch", |space| space.add_batch([0, 1]));
    let writer = start(&space, "writer", |space| space.add_rule(2));
    watch(&*space, [0, 1]);
    join([batch, writer]);
    complete(&*space, 3);
}

/// A rebuild and a writer beside a reader, who never misses the two rules that were there before.
fn rebuild<S: Space>() {
    let space = Arc::new(S::new());
    space.add_batch([0, 1]);
    let rebuild = start(&space, "rebuild", |space| space.rebuild());
    let writer = start(&space, "writer", |space| space.add_rule(2));
    for _ in 0..2 {
        assert!(look(&*space).index >= 2, "a reader saw fewer rules during a rebuild");
    }
    join([rebuild, writer]);
    complete(&*space, 3);
}

/// A batch, a rebuild and a writer beside a reader.
fn everything<S: Space>() {
    let space = Arc::new(S::new());
    space.add_rule(0);
    let batch = start(&space, "batch", |space| space.add_batch([1, 2]));
    let rebuild = start(&space, "rebuild", |space| space.rebuild());
    let writer = start(&space, "writer", |space| space.add_rule(3));
    watch(&*space, [1, 2]);
    join([batch, rebuild, writer]);
    complete(&*space, 4);
}

/// Two batches, three rules and a rebuild beside two readers.
fn many<S: Space>() {
    let space = Arc::new(S::new());
    space.add_rule(0);
    let threads = [
        start(&space, "batch 1", |space| space.add_batch([1, 2])),
        start(&space, "batch 2", |space| space.add_batch([3, 4])),
        start(&space, "writer 1", |space| {
            space.add_rule(5);
            space.add_rule(6);
        }),
        start(&space, "writer 2", |space| space.add_rule(7)),
        start(&space, "rebuild", |space| space.rebuild()),
        start(&space, "reader", |space| watch(space, [1, 2])),
        start(&space, "other reader", |space| watch(space, [3, 4])),
    ];
    join(threads);
    complete(&*space, RULES);
}

/// A rule and a batch are visible in all tables or in none, also while the index is rebuilt.
pub(crate) const PROPERTY: Property = Property {
    name: "visibility",
    claim: "a rule is visible in space, index and counts together or not at all; a batch likewise; a rebuild hides nothing",
    explores: &["environment", "concurrent/published.rs"],
    scenarios: &[
        Scenario {
            name: "one_rule",
            guarantees: &["E1", "E3", "D1"],
            threads: 2,
            model: Model::new,
            body: one_rule::<Environment>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(3)),
                sampled: 0,
            },
            mutants: mutants![
                Mutant {
                    name: "two_locks",
                    fault: "keeps index and space under a lock each, which writer and reader visit one after the other (MS1)",
                    body: one_rule::<faulty::TwoLocks>,
                    deaths: &[Death::of(faulty::TORN)],
                },
                Mutant {
                    name: "torn_copy",
                    fault: "copies the tables under a read guard each (MU2)",
                    body: one_rule::<faulty::TornCopy>,
                    deaths: &[Death::of(faulty::TORN)],
                },
            ],
        },
        Scenario {
            name: "batch",
            guarantees: &["E1", "E4", "D1"],
            threads: 3,
            model: Model::new,
            body: batch::<Environment>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "atom_by_atom",
                fault: "publishes a batch atom by atom",
                body: batch::<faulty::Faulty<faulty::AtomByAtom>>,
                deaths: &[Death::of("a part of a batch was visible")],
            }],
        },
        Scenario {
            name: "rebuild",
            guarantees: &["E1", "E4", "D1"],
            threads: 3,
            model: Model::new,
            body: rebuild::<Environment>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![
                Mutant {
                    name: "refills",
                    fault: "clears the index and refills it in place (MS5)",
                    body: rebuild::<faulty::Faulty<faulty::Refills>>,
                    deaths: &[Death::of("a reader saw fewer rules during a rebuild")],
                },
                Mutant {
                    name: "rebuilds_snapshot",
                    fault: "publishes what was rebuilt from a snapshot, whatever was added meanwhile (MU3)",
                    body: rebuild::<faulty::Faulty<faulty::RebuildsSnapshot>>,
                    deaths: &[Death::of("a rule was lost")],
                },
            ],
        },
        Scenario {
            name: "everything",
            guarantees: &["E1", "E3", "E4", "D1"],
            threads: 4,
            model: Model::new,
            body: everything::<Environment>,
            engines: Engines { loom: Some(Bound::Preemptions(2)), shuttle: None, sampled: 2_000 },
            mutants: mutants![
                Mutant {
                    name: "torn_copy",
                    fault: "copies the tables under a read guard each (MU2)",
                    body: everything::<faulty::TornCopy>,
                    deaths: &[Death::of(faulty::TORN)],
                },
                Mutant {
                    name: "atom_by_atom",
                    fault: "publishes a batch atom by atom",
                    body: everything::<faulty::Faulty<faulty::AtomByAtom>>,
                    deaths: &[Death::of("a part of a batch was visible")],
                },
            ],
        },
        Scenario {
            name: "many",
            guarantees: &["E1", "E3", "D3"],
            threads: 8,
            model: Model::new,
            body: many::<Environment>,
            engines: Engines { loom: None, shuttle: None, sampled: 2_000 },
            mutants: mutants![
                Mutant {
                    name: "two_locks",
                    fault: "keeps index and space under a lock each, which writer and reader visit one after the other (MS1)",
                    body: many::<faulty::TwoLocks>,
                    deaths: &[Death::of(faulty::TORN)],
                },
                Mutant {
                    name: "atom_by_atom",
                    fault: "publishes a batch atom by atom",
                    body: many::<faulty::Faulty<faulty::AtomByAtom>>,
                    deaths: &[Death::of("a part of a batch was visible")],
                },
            ],
        },
    ],
};

crate::harness::model!(PROPERTY);
