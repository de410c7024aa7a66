//! Snapshot stability: a snapshot never changes, whatever is published later, and a reader never goes back to an older
//! one.

use crate::harness::{Bound, Engines, Model, Property, Scenario, join, mutants, spawn};
use heddle::environment::{Environment, Snapshot};
use heddle::language::metta::atom::Atom;
use heddle::sync::Arc;
use heddle::sync::trace::note;

fn atom(text: &str) -> Atom {
    Atom::parse(text).expect("an atom")
}

/// What a writer does, one publication each.
#[derive(Clone, Copy)]
enum Write {
    Add(&'static str),
    Remove(&'static str),
    Rebuild,
}

/// What the bodies need of an environment.
trait Space: Send + Sync + Sized + 'static {
    /// What a reader keeps.
    type Kept;
    /// A space with one rule and one fact.
    fn new() -> Self;
    fn write(&self, write: Write);
    fn keep(&self) -> Self::Kept;
    /// What is kept, as it is now.
    fn look(kept: &Self::Kept) -> Sight;
}

/// All that a snapshot says.
#[derive(PartialEq, Debug)]
struct Sight {
    revision: u64,
    atoms: Vec<String>,
    rules: usize,
    facts: usize,
}

impl Sight {
    fn of(snapshot: &Snapshot) -> Self {
        Self {
            revision: snapshot.revision().number(),
            atoms: snapshot.iter_atoms().map(|atom| atom.to_string()).collect(),
            rules: snapshot.matching_rules("f", 1).count(),
            facts: snapshot.multiplicity(atom("(a)").as_ref()),
        }
    }
}

const RULE: &str = "(= (f $x) 0)";

impl Space for Environment {
    type Kept = Snapshot;

    fn new() -> Self {
        let environment = Environment::new();
        environment.add_batch([atom(RULE).as_ref(), atom("(a)").as_ref()]);
        environment
    }

    fn write(&self, write: Write) {
        match write {
            Write::Add(text) => {
                self.add(atom(text).as_ref());
            }
            Write::Remove(text) => {
                self.remove(atom(text).as_ref());
            }
            Write::Rebuild => self.rebuild_rule_index(),
        }
    }

    fn keep(&self) -> Snapshot {
        self.snapshot()
    }

    fn look(kept: &Snapshot) -> Sight {
        Sight::of(kept)
    }
}

/// Keeps a snapshot, lets others write, looks at it again, and keeps a newer one.
fn read<S: Space>(space: &S) {
    let kept = space.keep();
    let sight = S::look(&kept);
    note("revision", sight.revision);
    note("atoms", sight.atoms.len() as u64);
    let newer = S::look(&space.keep());
    note("revision", newer.revision);
    assert_eq!(S::look(&kept), sight, "a snapshot changed under its reader");
    assert!(
        newer.revision >= sight.revision,
        "a reader went back from revision {} to revision {}",
        sight.revision,
        newer.revision
    );
    assert!(newer.revision > sight.revision || newer == sight, "one revision, two states");
}

fn writer<S: Space>(space: &Arc<S>, name: &str, writes: &'static [Write]) -> crate::harness::Handle {
    let space = Arc::clone(space);
    spawn(name, move || writes.iter().for_each(|&write| space.write(write)))
}

/// A writer, which removes and rebuilds, beside a reader.
fn one_writer<S: Space>() {
    let space = Arc::new(S::new());
    let writer = writer(&space, "writer", &[Write::Remove("(a)"), Write::Rebuild]);
    read(&*space);
    join([writer]);
    assert_eq!(S::look(&space.keep()).atoms, [RULE], "a removal was lost");
}

/// Two writers beside a reader.
fn two_writers<S: Space>() {
    let space = Arc::new(S::new());
    let writers = [
        writer(&space, "adder", &[Write::Add("(= (f $y) 1)")]),
        writer(&space, "remover", &[Write::Remove(RULE)]),
    ];
    read(&*space);
    join(writers);
    assert_eq!(S::look(&space.keep()).atoms, ["(a)", "(= (f $y) 1)"], "an update was lost");
}

/// Three writers beside five readers.
fn many<S: Space>() {
    let space = Arc::new(S::new());
    let writers = [
        writer(&space, "adder", &[Write::Add("(= (f $y) 1)"), Write::Add("(a)"), Write::Add("(c)")]),
        writer(&space, "remover", &[Write::Remove(RULE), Write::Remove("(a)"), Write::Remove("(c)")]),
        writer(&space, "rebuild", &[Write::Rebuild, Write::Rebuild]),
    ];
    let readers = [1, 2, 3, 4].map(|number| {
        let space = Arc::clone(&space);
        spawn(format!("reader {number}"), move || read(&*space))
    });
    read(&*space);
    join(writers.into_iter().chain(readers));
}

/// The faulty variants: each differs from the environment in the one step that its doc names.
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty {
    use super::{Arc, Environment, Sight, Snapshot, Space, Write, atom};
    use heddle::sync::RwLock;
    use heddle::sync::atomic::{AtomicUsize, Ordering};

    pub(super) const CHANGED: &str = "a snapshot changed under its reader";
    pub(super) const BACK: &str = "a reader went back from revision";

    /// A snapshot that shares the space's tables instead of keeping them: the owner goes on changing them in place (MU1).
    pub(super) struct SharesTables(Arc<RwLock<Snapshot>>);

    impl Space for SharesTables {
        type Kept = Arc<RwLock<Snapshot>>;
        fn new() -> Self {
            Self(Arc::new(RwLock::new("tables", <Environment as Space>::new().snapshot())))
        }
        fn write(&self, write: Write) {
            let mut tables = self.0.write();
            let changed = match write {
                Write::Add(text) => Some(tables.plus([atom(text).as_ref()])),
                Write::Remove(text) => tables.minus(atom(text).as_ref()),
                Write::Rebuild => None,
            };
            *tables = changed.unwrap_or_else(|| tables.clone());
        }
        fn keep(&self) -> Self::Kept {
            Arc::clone(&self.0)
        }
        fn look(kept: &Self::Kept) -> Sight {
            let tables = kept.read().clone();
            Sight::of(&tables)
        }
    }

    /// Readers alternate between two cells, which a writer publishes to one after the other.
    pub(super) struct TwoCells([Environment; 2], AtomicUsize);

    impl Space for TwoCells {
        type Kept = Snapshot;
        fn new() -> Self {
            Self([(); 2].map(|()| <Environment as Space>::new()), AtomicUsize::new(0))
        }
        fn write(&self, write: Write) {
            for cell in &self.0 {
                cell.write(write);
            }
        }
        fn keep(&self) -> Snapshot {
            let turn = self.1.fetch_add(1, Ordering::AcqRel);
            self.0[turn % 2].snapshot()
        }
        fn look(kept: &Snapshot) -> Sight {
            Sight::of(kept)
        }
    }
}

/// Snapshots never change, and readers never go back.
pub(crate) const PROPERTY: Property = Property {
    name: "snapshot_stability",
    claim: "a snapshot never changes, whatever is published later, and a reader never goes back to an older one",
    explores: &["environment", "concurrent/published.rs"],
    scenarios: &[
        Scenario {
            name: "one_writer",
            guarantees: &["E1", "E3", "W4", "D1"],
            threads: 2,
            model: Model::new,
            body: one_writer::<Environment>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(3)),
                sampled: 0,
            },
            mutants: mutants![
                Mutant {
                    name: "shares_tables",
                    fault: "hands out the tables themselves, which are changed in place (MU1)",
                    body: one_writer::<faulty::SharesTables>,
                    deaths: &[Death::of(faulty::CHANGED)],
                },
                Mutant {
                    name: "two_cells",
                    fault: "reads from two cells in turn, which are published to one after the other",
                    body: one_writer::<faulty::TwoCells>,
                    deaths: &[Death::of(faulty::BACK)],
                },
            ],
        },
        Scenario {
            name: "two_writers",
            guarantees: &["E1", "E4", "W4"],
            threads: 3,
            model: Model::new,
            body: two_writers::<Environment>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "shares_tables",
                fault: "hands out the tables themselves, which are changed in place (MU1)",
                body: two_writers::<faulty::SharesTables>,
                deaths: &[Death::of(faulty::CHANGED)],
            }],
        },
        Scenario {
            name: "many",
            guarantees: &["E1", "W4", "D3"],
            threads: 8,
            model: Model::new,
            body: many::<Environment>,
            engines: Engines { loom: None, shuttle: None, sampled: 2_000 },
            mutants: mutants![
                Mutant {
                    name: "shares_tables",
                    fault: "hands out the tables themselves, which are changed in place (MU1)",
                    body: many::<faulty::SharesTables>,
                    deaths: &[Death::of(faulty::CHANGED)],
                },
                Mutant {
                    name: "two_cells",
                    fault: "reads from two cells in turn, which are published to one after the other",
                    body: many::<faulty::TwoCells>,
                    deaths: &[Death::of(faulty::BACK)],
                },
            ],
        },
    ],
};

crate::harness::model!(PROPERTY);
