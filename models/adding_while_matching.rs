//! Adding while matching: an evaluation that adds an atom for each answer waits for nobody, ends, and answers from the
//! snapshot with which it began.

use crate::harness::{Bound, Engines, Model, Property, Scenario, join, mutants, spawn};
use heddle::environment::{Environment, Matches, Snapshot};
use heddle::language::metta::atom::{Atom, AtomRef};
use heddle::sync::Arc;
use heddle::sync::trace::note;

fn atom(text: &str) -> Atom {
    Atom::parse(text).expect("an atom")
}

/// What is matched, and what each answer adds: `(q 0)` gives `(q (s 0))`, which would match as well.
fn matching(snapshot: &Snapshot) -> Matches {
    snapshot.match_query(atom("(q $x)").as_ref(), atom("(q (s $x))").as_ref())
}

/// What the bodies need of an environment.
trait Space: Send + Sync + Sized + 'static {
    /// A space with `(q 0)`.
    fn new() -> Self;
    fn add(&self, atom: AtomRef<'_>);
    /// Visits each answer, the oldest first; `visit` may use the space.
    fn evaluate(&self, visit: impl FnMut(AtomRef<'_>));
    /// How many atoms match.
    fn count(&self) -> usize;
}

impl Space for Environment {
    fn new() -> Self {
        // One pattern in the cache: all queries meet at one lock.
        let environment = Environment::with_pattern_cache(1);
        Environment::add(&environment, atom("(q 0)").as_ref());
        environment
    }

    fn add(&self, atom: AtomRef<'_>) {
        Environment::add(self, atom);
    }

    fn evaluate(&self, mut visit: impl FnMut(AtomRef<'_>)) {
        for answer in matching(&self.snapshot()).iter() {
            visit(answer);
        }
    }

    fn count(&self) -> usize {
        self.snapshot().iter_atoms().count()
    }
}

/// Evaluates the query and adds each answer; how many there were. At most `most` atoms are there before it begins.
fn evaluate<S: Space>(space: &S, most: usize) -> usize {
    let mut answers = 0;
    space.evaluate(|answer| {
        answers += 1;
        note("answer", answers as u64);
        assert!(answers <= most, "an evaluation answered from what it added itself");
        space.add(answer);
    });
    assert!(answers >= 1, "an evaluation missed an atom that was there before it began");
    answers
}

/// An evaluation beside a writer.
fn one_evaluation<S: Space>() {
    let space = Arc::new(S::new());
    let writer = spawn("writer", {
        let space = Arc::clone(&space);
        move || space.add(atom("(q 1)").as_ref())
    });
    let answers = evaluate(&*space, 2);
    join([writer]);
    assert_eq!(space.count(), 2 + answers, "an atom was lost");
}

/// Two evaluations beside a writer. The one that begins later may see what the earlier one added.
fn two_evaluations<S: Space>() {
    let space = Arc::new(S::new());
    let evaluation = spawn("evaluation", {
        let space = Arc::clone(&space);
        move || {
            evaluate(&*space, 4);
        }
    });
    let writer = spawn("writer", {
        let space = Arc::clone(&space);
        move || space.add(atom("(q 1)").as_ref())
    });
    let answers = evaluate(&*space, 4);
    join([evaluation, writer]);
    // `(q 0)`, the writer's, one for each of our answers, and at least one of the other evaluation.
    assert!((3 + answers..=6 + answers).contains(&space.count()), "an atom was lost");
}

/// Four evaluations beside three writers.
fn many<S: Space>() {
    let space = Arc::new(S::new());
    let evaluations = [1, 2, 3, 4].map(|number| {
        let space = Arc::clone(&space);
        spawn(format!("evaluation {number}"), move || {
            evaluate(&*space, 1 << 6);
        })
    });
    let writers = [1, 2, 3].map(|number| {
        let space = Arc::clone(&space);
        spawn(format!("writer {number}"), move || space.add(atom(&format!("(q {number})")).as_ref()))
    });
    join(evaluations.into_iter().chain(writers));
    assert!(space.count() >= 1 + 3 + 4, "an atom was lost");
}

/// The faulty variants: each differs from the environment in the one step that its doc names.
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty {
    use super::{AtomRef, Environment, Matches, Snapshot, Space, atom, matching};
    use heddle::sync::RwLock;

    fn first() -> Snapshot {
        Snapshot::vacant().plus([atom("(q 0)").as_ref()])
    }

    fn visit_all(matches: &Matches, visit: impl FnMut(AtomRef<'_>)) {
        matches.iter().for_each(visit);
    }

    /// Holds the read guard of the space while answers are visited (MS8).
    pub(super) struct HoldsGuard(RwLock<Snapshot>);

    impl Space for HoldsGuard {
        fn new() -> Self {
            Self(RwLock::new("space", first()))
        }
        fn add(&self, atom: AtomRef<'_>) {
            let mut space = self.0.write();
            *space = space.plus([atom]);
        }
        fn evaluate(&self, visit: impl FnMut(AtomRef<'_>)) {
            let space = self.0.read();
            visit_all(&matching(&space), visit);
        }
        fn count(&self) -> usize {
            self.0.read().len()
        }
    }

    /// Releases the space between answers and looks the next one up in what is there then (MS8).
    pub(super) struct LooksAgain(Environment);

    impl Space for LooksAgain {
        fn new() -> Self {
            Self(<Environment as Space>::new())
        }
        fn add(&self, atom: AtomRef<'_>) {
            Space::add(&self.0, atom);
        }
        fn evaluate(&self, mut visit: impl FnMut(AtomRef<'_>)) {
            let mut answered = 0;
            while let Some(answer) = matching(&self.0.snapshot()).get(answered) {
                answered += 1;
                visit(answer);
            }
        }
        fn count(&self) -> usize {
            Space::count(&self.0)
        }
    }

    /// Builds the next space under the read guard and asks for the write guard before it lets go (MS7).
    pub(super) struct Upgrades(RwLock<Snapshot>);

    impl Space for Upgrades {
        fn new() -> Self {
            Self(RwLock::new("space", first()))
        }
        fn add(&self, atom: AtomRef<'_>) {
            let space = self.0.read();
            let next = space.plus([atom]);
            *self.0.write() = next;
        }
        fn evaluate(&self, visit: impl FnMut(AtomRef<'_>)) {
            let snapshot = self.0.read().clone();
            visit_all(&matching(&snapshot), visit);
        }
        fn count(&self) -> usize {
            self.0.read().len()
        }
    }

    /// Reads under the guards of index and wildcards, taken in this order; a writer takes them the other way round (MS6).
    pub(super) struct ReverseOrder {
        index: RwLock<Snapshot>,
        wildcards: RwLock<Snapshot>,
    }

    impl ReverseOrder {
        fn both(&self) -> [Snapshot; 2] {
            let index = self.index.read();
            let wildcards = self.wildcards.read();
            [index.clone(), wildcards.clone()]
        }
    }

    impl Space for ReverseOrder {
        fn new() -> Self {
            Self {
                index: RwLock::new("index", first()),
                wildcards: RwLock::new("wildcards", Snapshot::vacant()),
            }
        }
        fn add(&self, atom: AtomRef<'_>) {
            let wildcards = self.wildcards.write();
            let mut index = self.index.write();
            *index = index.plus([atom]);
            drop(wildcards);
        }
        fn evaluate(&self, mut visit: impl FnMut(AtomRef<'_>)) {
            for part in self.both() {
                visit_all(&matching(&part), &mut visit);
            }
        }
        fn count(&self) -> usize {
            self.both().iter().map(Snapshot::len).sum()
        }
    }
}

/// Who adds while matching neither deadlocks nor runs for ever.
pub(crate) const PROPERTY: Property = Property {
    name: "adding_while_matching",
    claim: "an evaluation that adds an atom for each answer waits for nobody, ends, and answers from its snapshot",
    explores: &["environment", "concurrent/published.rs"],
    scenarios: &[
        Scenario {
            name: "one_evaluation",
            guarantees: &["E3", "E4", "D1"],
            threads: 2,
            model: Model::new,
            body: one_evaluation::<Environment>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(3)),
                sampled: 0,
            },
            mutants: mutants![
                Mutant {
                    name: "holds_guard",
                    fault: "holds the read guard of the space while answers are visited (MS8)",
                    body: one_evaluation::<faulty::HoldsGuard>,
                    deaths: &[Death::of_one_lock_rule(), Death::of_deadlock()],
                },
                Mutant {
                    name: "looks_again",
                    fault: "looks the next answer up in what is there then (MS8)",
                    body: one_evaluation::<faulty::LooksAgain>,
                    deaths: &[Death::of("an evaluation answered from what it added itself")],
                },
                Mutant {
                    name: "upgrades",
                    fault: "asks for the write guard while it holds the read guard (MS7)",
                    body: one_evaluation::<faulty::Upgrades>,
                    deaths: &[Death::of_one_lock_rule(), Death::of_deadlock()],
                },
                Mutant {
                    name: "reverse_order",
                    fault: "reads index, then wildcards, and writes wildcards, then index (MS6)",
                    body: one_evaluation::<faulty::ReverseOrder>,
                    deaths: &[Death::of_one_lock_rule(), Death::of_deadlock()],
                },
            ],
        },
        Scenario {
            name: "two_evaluations",
            guarantees: &["E3", "E4", "D1"],
            threads: 3,
            model: Model::new,
            body: two_evaluations::<Environment>,
            engines: Engines {
                loom: Some(Bound::Preemptions(2)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![
                Mutant {
                    name: "holds_guard",
                    fault: "holds the read guard of the space while answers are visited (MS8)",
                    body: two_evaluations::<faulty::HoldsGuard>,
                    deaths: &[Death::of_one_lock_rule(), Death::of_deadlock()],
                },
                Mutant {
                    name: "reverse_order",
                    fault: "reads index, then wildcards, and writes wildcards, then index (MS6)",
                    body: two_evaluations::<faulty::ReverseOrder>,
                    deaths: &[Death::of_one_lock_rule(), Death::of_deadlock()],
                },
            ],
        },
        Scenario {
            name: "many",
            guarantees: &["E3", "D1"],
            threads: 8,
            model: Model::new,
            body: many::<Environment>,
            engines: Engines { loom: None, shuttle: None, sampled: 2_000 },
            mutants: mutants![Mutant {
                name: "reverse_order",
                fault: "reads index, then wildcards, and writes wildcards, then index (MS6)",
                body: many::<faulty::ReverseOrder>,
                deaths: &[Death::of_one_lock_rule(), Death::of_deadlock()],
            }],
        },
    ],
};

crate::harness::model!(PROPERTY);
