//! Two runs on one environment: a form that reads, removes and adds comes to what it would come to alone, for some order of
//! the forms; and whoever looks sees no form half done.

use crate::harness::{Bound, Engines, Handle, Model, Property, Scenario, join, mutants, spawn};
use heddle::environment::{Environment, Transaction};
use heddle::language::metta::atom::Atom;
use heddle::sync::Arc;
use heddle::sync::trace::note;

fn atom(text: &str) -> Atom {
    Atom::parse(text).expect("an atom")
}

/// What `!(let $n (match &self (count $n) $n) ..)` does that counts one further: it reads the count, removes it, and adds the
/// next one. Returns what it has read.
fn count_further(transaction: &mut Transaction) -> u64 {
    let counts: Vec<u64> =
        transaction.snapshot().iter_atoms().filter_map(|atom| count(&atom.to_string())).collect();
    let read = counts.iter().sum();
    transaction.remove(atom(&format!("(count {read})")).as_ref());
    transaction.add(atom(&format!("(count {})", read + 1)).as_ref());
    read
}

fn count(text: &str) -> Option<u64> {
    text.strip_prefix("(count ")?.strip_suffix(')')?.parse().ok()
}

/// What the bodies need of an environment.
trait Space: Send + Sync + Sized + 'static {
    /// A space with `(count 0)`.
    fn new() -> Self;
    /// A form that counts one further; what it has read.
    fn count_further(&self) -> u64;
    /// Somebody adds something else.
    fn add(&self, text: &str);
    /// All atoms, in order.
    fn atoms(&self) -> Vec<String>;
}

fn environment() -> Environment {
    let environment = Environment::new();
    environment.add(atom("(count 0)").as_ref());
    environment
}

impl Space for Environment {
    fn new() -> Self {
        environment()
    }

    fn count_further(&self) -> u64 {
        self.atomically(count_further).0
    }

    fn add(&self, text: &str) {
        Environment::add(self, atom(text).as_ref());
    }

    fn atoms(&self) -> Vec<String> {
        self.snapshot().iter_atoms().map(|atom| atom.to_string()).collect()
    }
}

fn start<S: Space>(space: &Arc<S>, name: &str, work: impl FnOnce(&S) + Send + 'static) -> Handle {
    let space = Arc::clone(space);
    spawn(name, move || work(&space))
}

/// Whoever looks sees one count.
fn look<S: Space>(space: &S) -> u64 {
    let counts: Vec<u64> = space.atoms().iter().filter_map(|text| count(text)).collect();
    note("counts", counts.len() as u64);
    assert_eq!(counts.len(), 1, "a part of a form was visible");
    counts[0]
}

/// Two forms that count, at the same time.
fn two_runs<S: Space>() {
    let space = Arc::new(S::new());
    let other = start(&space, "other run", |space| {
        space.count_further();
    });
    space.count_further();
    assert!(look(&*space) > 0, "a form does not see its own");
    join([other]);
    assert_eq!(look(&*space), 2, "a form read what was not there any more");
}

/// A form that counts beside a load and a reader.
fn beside_a_load<S: Space>() {
    let space = Arc::new(S::new());
    let load = start(&space, "load", |space| space.add("(fact)"));
    let reader = start(&space, "reader", |space| {
        look(space);
    });
    assert_eq!(space.count_further(), 0);
    join([load, reader]);
    let mut atoms = space.atoms();
    atoms.sort();
    assert_eq!(atoms, ["(count 1)", "(fact)"], "an update was lost");
}

/// Four runs of two forms beside a load.
fn many<S: Space>() {
    let space = Arc::new(S::new());
    let mut threads: Vec<Handle> = (1..=4)
        .map(|number| {
            start(&space, &format!("run {number}"), |space| {
                let first = space.count_further();
                assert!(space.count_further() > first, "a form does not see its own");
            })
        })
        .collect();
    threads.push(start(&space, "load", |space| space.add("(fact)")));
    look(&*space);
    join(threads);
    assert_eq!(look(&*space), 8, "a form read what was not there any more");
}

/// The faulty variants: each differs from the environment in the one step that its doc names.
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty {
    use super::{Environment, Space, count_further, environment};
    use heddle::environment::Transaction;

    fn transaction(environment: &Environment, body: impl FnOnce(&mut Transaction) -> u64) -> u64 {
        match environment.transaction(|transaction| Ok::<_, std::convert::Infallible>(body(transaction))) {
            Ok(read) => read,
        }
    }

    /// What a form does is done again on what is current then; what it has read is not.
    pub(super) struct Rebases(Environment);

    /// Looks whether something was published, and publishes in the next step.
    pub(super) struct LooksThenPublishes(Environment);

    /// Leaves it at the result where something was published meanwhile.
    pub(super) struct DropsEffects(Environment);

    /// Publishes each effect by itself.
    pub(super) struct OneByOne(Environment);

    macro_rules! space {
        ($name:ident, $environment:ident => $form:expr) => {
            impl Space for $name {
                fn new() -> Self {
                    $name(environment())
                }

                fn count_further(&self) -> u64 {
                    let $environment = &self.0;
                    $form
                }

                fn add(&self, text: &str) {
                    Space::add(&self.0, text);
                }

                fn atoms(&self) -> Vec<String> {
                    self.0.atoms()
                }
            }
        };
    }

    space!(Rebases, environment => transaction(environment, count_further));

    space!(LooksThenPublishes, environment => loop {
        let before = environment.snapshot().revision();
        let mut unchanged = false;
        let read = environment.transaction(|transaction| {
            let read = count_further(transaction);
            unchanged = environment.snapshot().revision() == before;
            if unchanged { Ok(read) } else { Err(()) }
        });
        if let Ok(read) = read {
            break read;
        }
    });

    space!(DropsEffects, environment => {
        let mut tries = 0;
        let (read, _) = environment.atomically(|transaction| {
            tries += 1;
            if tries > 1 { 0 } else { count_further(transaction) }
        });
        read
    });

    space!(OneByOne, environment => {
        let mut read = 0;
        let snapshot = environment.snapshot();
        for atom in snapshot.iter_atoms() {
            read += super::count(&atom.to_string()).unwrap_or_default();
        }
        environment.remove(super::atom(&format!("(count {read})")).as_ref());
        environment.add(super::atom(&format!("(count {})", read + 1)).as_ref());
        read
    });
}

const LOST: &str = "a form read what was not there any more";

/// Runs on one environment.
pub(crate) const PROPERTY: Property = Property {
    name: "serializable",
    claim: "forms of several runs on one environment come to what they would come to one after the other, in some order, and \
            none is seen half done",
    explores: &["environment"],
    scenarios: &[
        Scenario {
            name: "two_runs",
            guarantees: &["E1", "E3", "D1"],
            threads: 2,
            model: Model::new,
            body: two_runs::<Environment>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(3)),
                sampled: 0,
            },
            mutants: mutants![
                Mutant {
                    name: "rebases",
                    fault: "does again on the current state what a form did, not what it read (MU3)",
                    body: two_runs::<faulty::Rebases>,
                    deaths: &[Death::of("a part of a form was visible")],
                },
                Mutant {
                    name: "looks_then_publishes",
                    fault: "looks whether something was published, and publishes in the next step",
                    body: two_runs::<faulty::LooksThenPublishes>,
                    deaths: &[Death::of("a part of a form was visible")],
                },
                Mutant {
                    name: "drops_effects",
                    fault: "leaves it at the result where something was published meanwhile (MU9)",
                    body: two_runs::<faulty::DropsEffects>,
                    deaths: &[Death::of(LOST)],
                },
            ],
        },
        Scenario {
            name: "beside_a_load",
            guarantees: &["E1", "E3", "D1"],
            threads: 3,
            model: Model::new,
            body: beside_a_load::<Environment>,
            engines: Engines {
                loom: Some(Bound::Preemptions(2)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 1_000,
            },
            mutants: mutants![Mutant {
                name: "one_by_one",
                fault: "publishes each effect by itself (MU2)",
                body: beside_a_load::<faulty::OneByOne>,
                deaths: &[Death::of("a part of a form was visible")],
            }],
        },
        Scenario {
            name: "many",
            guarantees: &["E1", "E3", "D1"],
            threads: 6,
            model: Model::new,
            body: many::<Environment>,
            engines: Engines { loom: None, shuttle: None, sampled: 1_000 },
            mutants: mutants![Mutant {
                name: "one_by_one",
                fault: "publishes each effect by itself (MU2)",
                body: many::<faulty::OneByOne>,
                deaths: &[Death::of("a part of a form was visible")],
            }],
        },
    ],
};

crate::harness::model!(PROPERTY);
