//! Order does not matter: whoever publishes what in which order and in which batches, the final state is that of the
//! newest texts published at once.

use crate::harness::{Bound, Engines, Handle, Model, Property, Scenario, join, mutants, spawn};
use crate::words::{Edit, prepared, workspace};
use heddle::sync::Arc;
use heddle::sync::trace::note;
use heddle::workspace::Workspace;

/// What the bodies need of a workspace.
trait Store: Send + Sync + Sized + 'static {
    fn new() -> Self;
    fn publish(&self, edits: &[Edit]);
    /// The whole state, in a form that can be compared.
    fn digest(&self) -> String;
}

impl Store for Workspace {
    fn new() -> Self {
        workspace()
    }

    fn publish(&self, edits: &[Edit]) {
        self.publish_prepared(prepared(edits));
    }

    fn digest(&self) -> String {
        format!("{} {}", Workspace::digest(self), self.snapshot().identity())
    }
}

fn start<S: Store>(store: &Arc<S>, name: &'static str, batches: &'static [&'static [Edit]]) -> Handle {
    let store = Arc::clone(store);
    spawn(name, move || batches.iter().for_each(|batch| store.publish(batch)))
}

/// The state is that of `newest`, published at once.
fn complete<S: Store>(store: &S, newest: &[Edit]) {
    let expected = S::new();
    expected.publish(newest);
    let (digest, expected) = (store.digest(), expected.digest());
    note("as from nothing", u64::from(digest == expected));
    assert_eq!(digest, expected, "the order of publications can be told from the state");
}

/// Two batches of two threads, which overlap.
fn two_batches<S: Store>() {
    let store = Arc::new(S::new());
    let other =
        start(&store, "other", &[&[("a", 2, Some("+f g")), ("b", 1, Some("+f"))], &[("c", 2, Some("g"))]]);
    store.publish(&[("a", 1, Some("+g")), ("c", 1, Some("f g"))]);
    store.publish(&[("b", 2, None)]);
    join([other]);
    complete(&*store, &[("a", 2, Some("+f g")), ("c", 2, Some("g"))]);
}

/// Three threads with two batches each, one of which removes.
fn three_threads<S: Store>() {
    let store = Arc::new(S::new());
    let threads = [
        start(&store, "first", &[&[("a", 1, Some("+f"))], &[("b", 3, None)]]),
        start(&store, "second", &[&[("b", 2, Some("+f g")), ("a", 2, Some("f"))]]),
    ];
    store.publish(&[("c", 1, Some("+f +g"))]);
    join(threads);
    complete(&*store, &[("a", 2, Some("f")), ("c", 1, Some("+f +g"))]);
}

/// Seven threads with batches of all sizes.
fn many<S: Store>() {
    let store = Arc::new(S::new());
    let threads = [
        start(&store, "1", &[&[("a", 1, Some("+f"))], &[("a", 6, Some("+f g"))]]),
        start(&store, "2", &[&[("a", 2, None), ("b", 2, Some("+f"))], &[("c", 1, Some("f"))]]),
        start(&store, "3", &[&[("d", 4, Some("h h")), ("c", 3, Some("+f"))]]),
        start(&store, "4", &[&[("d", 1, Some("+f"))], &[("d", 5, None)], &[("d", 3, Some("f"))]]),
        start(&store, "5", &[&[("e", 2, Some("+f f")), ("a", 5, Some("g"))]]),
        start(&store, "6", &[&[("e", 1, Some("+h"))], &[("b", 1, Some("+h"))]]),
        start(&store, "7", &[&[("f", 1, Some("+f <a"))], &[("f", 2, Some("+f <b"))]]),
    ];
    join(threads);
    let newest: &[Edit] = &[
        ("a", 6, Some("+f g")),
        ("b", 2, Some("+f")),
        ("c", 3, Some("+f")),
        ("e", 2, Some("+f f")),
        ("f", 2, Some("+f <b")),
    ];
    complete(&*store, newest);
}

/// The faulty variants: each differs from the workspace in the one step that its doc names.
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty {
    use super::{Edit, Store};
    use crate::words::{change, contribution, workspace};
    use heddle::sync::Mutex;
    use heddle::workspace::{Change, Version, Workspace};
    use std::collections::BTreeMap;

    /// Installs each analysis when it comes: versions count the arrivals.
    pub(super) struct LastComesLast(Workspace, Mutex<u64>);
    impl Store for LastComesLast {
        fn new() -> Self {
            LastComesLast(workspace(), Mutex::new("arrivals", 0))
        }
        fn publish(&self, edits: &[Edit]) {
            let arrival = {
                let mut arrivals = self.1.lock();
                *arrivals += 1;
                *arrivals
            };
            let changes = edits.iter().map(|&edit| Change { version: Version::new(arrival), ..change(edit) });
            self.0.publish(changes.collect());
        }
        fn digest(&self) -> String {
            Store::digest(&self.0)
        }
    }

    /// Keeps the documents of a name in the order in which they came.
    pub(super) struct OrderOfArrival(Mutex<BTreeMap<String, Vec<&'static str>>>, Workspace);
    impl Store for OrderOfArrival {
        fn new() -> Self {
            OrderOfArrival(Mutex::new("arrivals", BTreeMap::new()), workspace())
        }
        fn publish(&self, edits: &[Edit]) {
            Store::publish(&self.1, edits);
            for &(document, _, text) in edits {
                let names = contribution(document, text).names;
                let mut arrivals = self.0.lock();
                for (_, name) in names.into_keys() {
                    let documents = arrivals.entry(name).or_default();
                    if !documents.contains(&document) {
                        documents.push(document);
                    }
                }
            }
        }
        fn digest(&self) -> String {
            format!("{} {:?}", Store::digest(&self.1), *self.0.lock())
        }
    }
}

/// The final state is a function of the newest texts.
pub(crate) const PROPERTY: Property = Property {
    name: "workspace_order",
    claim: "the final state is a function of the newest texts: one digest for any threads, batches and schedule",
    explores: &["workspace", "concurrent/published.rs"],
    scenarios: &[
        Scenario {
            name: "two_batches",
            guarantees: &["W5", "W3"],
            threads: 2,
            model: Model::new,
            body: two_batches::<Workspace>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(3)),
                sampled: 0,
            },
            mutants: mutants![
                Mutant {
                    name: "last_comes_last",
                    fault: "numbers versions in the order of arrival (U8)",
                    body: two_batches::<faulty::LastComesLast>,
                    deaths: &[Death::of("the order of publications can be told")],
                },
                Mutant {
                    name: "order_of_arrival",
                    fault: "lists the documents of a name in the order of their arrival",
                    body: two_batches::<faulty::OrderOfArrival>,
                    deaths: &[Death::of("the order of publications can be told")],
                },
            ],
        },
        Scenario {
            name: "three_threads",
            guarantees: &["W5", "W2", "W3"],
            threads: 3,
            model: Model::new,
            body: three_threads::<Workspace>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "last_comes_last",
                fault: "numbers versions in the order of arrival (U8)",
                body: three_threads::<faulty::LastComesLast>,
                deaths: &[Death::of("the order of publications can be told")],
            }],
        },
        Scenario {
            name: "many",
            guarantees: &["W5", "W2", "W3", "D3"],
            threads: 8,
            model: Model::new,
            body: many::<Workspace>,
            engines: Engines { loom: None, shuttle: None, sampled: 2_000 },
            mutants: mutants![Mutant {
                name: "last_comes_last",
                fault: "numbers versions in the order of arrival (U8)",
                body: many::<faulty::LastComesLast>,
                deaths: &[Death::of("the order of publications can be told")],
            }],
        },
    ],
};

crate::harness::model!(PROPERTY);
