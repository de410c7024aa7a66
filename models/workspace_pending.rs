//! Pending documents: whatever is submitted while others settle, the next one to settle publishes it.

use crate::harness::{Bound, Engines, Handle, Model, Property, Scenario, join, mutants, spawn};
use crate::words::{uri, workspace};
use heddle::oracle::workspace::view_of;
use heddle::sync::Arc;
use heddle::sync::fork_join::Pool;
use heddle::sync::trace::note;
use heddle::workspace::{Version, Workspace};

/// What the bodies need of a workspace.
trait Store: Send + Sync + Sized + 'static {
    fn new() -> Self;
    fn submit(&self, document: &'static str, version: u64, text: &'static str);
    fn settle(&self);
    fn text(&self, document: &'static str) -> Option<String>;
}

impl Store for Workspace {
    fn new() -> Self {
        workspace()
    }

    fn submit(&self, document: &'static str, version: u64, text: &'static str) {
        Workspace::submit(self, &uri(document), Version::new(version), Some(text.into()));
    }

    fn settle(&self) {
        Workspace::settle(self, &Pool::new(1));
    }

    fn text(&self, document: &'static str) -> Option<String> {
        view_of(&self.snapshot()).documents.remove(uri(document).as_str())
    }
}

fn start<S: Store>(store: &Arc<S>, name: &'static str, work: fn(&S)) -> Handle {
    let store = Arc::clone(store);
    spawn(name, move || work(&store))
}

/// The texts of the documents, once everything is settled.
fn settled<S: Store>(store: &S, expected: &[(&'static str, &str)]) {
    store.settle();
    for &(document, text) in expected {
        let found = store.text(document);
        note("published", u64::from(found.is_some()));
        assert_eq!(found.as_deref(), Some(text), "what was submitted was never published");
    }
}

/// A text is submitted while another thread settles.
fn submitted_while_settling<S: Store>() {
    let store = Arc::new(S::new());
    store.submit("a", 1, "a1");
    let submitter = start(&store, "submitter", |store| store.submit("b", 1, "b1"));
    store.settle();
    join([submitter]);
    settled(&*store, &[("a", "a1"), ("b", "b1")]);
}

/// The very document that is being settled is submitted again.
fn submitted_again<S: Store>() {
    let store = Arc::new(S::new());
    store.submit("a", 1, "a1");
    let submitter = start(&store, "submitter", |store| store.submit("a", 2, "a2"));
    store.settle();
    join([submitter]);
    settled(&*store, &[("a", "a2")]);
}

/// Two threads settle while a third one submits.
fn two_settle<S: Store>() {
    let store = Arc::new(S::new());
    store.submit("a", 1, "a1");
    let threads = [
        start(&store, "submitter", |store| store.submit("a", 2, "a2")),
        start(&store, "settler", |store| store.settle()),
    ];
    store.settle();
    join(threads);
    settled(&*store, &[("a", "a2")]);
}

/// Three threads submit and three settle.
fn many<S: Store>() {
    let store = Arc::new(S::new());
    let settle = |name: &'static str| start(&store, name, |store| store.settle());
    let threads = [
        start(&store, "submitter a", |store| {
            store.submit("a", 1, "a1");
            store.submit("a", 2, "a2");
        }),
        start(&store, "submitter b", |store| {
            store.submit("b", 2, "b2");
            store.submit("a", 3, "a3");
        }),
        start(&store, "submitter c", |store| {
            store.submit("c", 1, "c1");
            store.submit("b", 3, "b3");
        }),
        settle("settler"),
        settle("second settler"),
        settle("third settler"),
    ];
    join(threads);
    settled(&*store, &[("a", "a3"), ("b", "b3"), ("c", "c1")]);
}

/// The faulty variants: a gate by hand, with the one fault that each doc names.
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty {
    use super::Store;
    use heddle::sync::{ConcurrentMap, Mutex};
    use std::collections::{BTreeMap, BTreeSet};
    use std::marker::PhantomData;

    type Text = &'static str;

    /// Newest texts, marks, and what is published.
    pub(super) struct Gate<F> {
        newest: ConcurrentMap<Text, (u64, Text)>,
        pending: Mutex<BTreeSet<Text>>,
        published: Mutex<BTreeMap<Text, (u64, Text)>>,
        fault: PhantomData<F>,
    }

    impl<F> Gate<F> {
        fn pass(&self, document: Text, version: u64, text: Text) {
            self.newest.update(document, |newest| match newest {
                Some(&newest) if newest.0 >= version => Some(newest),
                _ => Some((version, text)),
            });
        }

        fn mark(&self, document: Text) {
            self.pending.lock().insert(document);
        }

        fn publish(&self, marked: BTreeSet<Text>) {
            for document in marked {
                let Some(newest) = self.newest.get(&document) else { continue };
                let mut published = self.published.lock();
                if published.get(document).is_none_or(|known| known.0 < newest.0) {
                    published.insert(document, newest);
                }
            }
        }
    }

    /// The steps, as they should be.
    pub(super) trait Fault: Send + Sync + Sized + 'static {
        fn submit(gate: &Gate<Self>, document: Text, version: u64, text: Text) {
            gate.pass(document, version, text);
            gate.mark(document);
        }
        fn settle(gate: &Gate<Self>) {
            let marked = std::mem::take(&mut *gate.pending.lock());
            gate.publish(marked);
        }
    }

    impl<F: Fault> Store for Gate<F> {
        fn new() -> Self {
            Gate {
                newest: ConcurrentMap::new("newest"),
                pending: Mutex::new("pending", BTreeSet::new()),
                published: Mutex::new("published", BTreeMap::new()),
                fault: PhantomData,
            }
        }
        fn submit(&self, document: Text, version: u64, text: Text) {
            F::submit(self, document, version, text);
        }
        fn settle(&self) {
            F::settle(self);
        }
        fn text(&self, document: Text) -> Option<String> {
            self.published.lock().get(document).map(|known| known.1.to_owned())
        }
    }

    /// Copies the marks, and clears them in a second step (U20).
    pub(super) struct CopiesThenClears;
    impl Fault for CopiesThenClears {
        fn settle(gate: &Gate<Self>) {
            let marked = gate.pending.lock().clone();
            gate.pending.lock().clear();
            gate.publish(marked);
        }
    }

    /// Clears the mark of each document when it is published.
    pub(super) struct ClearsWhenPublished;
    impl Fault for ClearsWhenPublished {
        fn settle(gate: &Gate<Self>) {
            let marked = gate.pending.lock().clone();
            gate.publish(marked.clone());
            gate.pending.lock().retain(|document| !marked.contains(document));
        }
    }

    /// Marks the document before its text passes the gate.
    pub(super) struct MarksFirst;
    impl Fault for MarksFirst {
        fn submit(gate: &Gate<Self>, document: Text, version: u64, text: Text) {
            gate.mark(document);
            gate.pass(document, version, text);
        }
    }
}

/// No mark is lost.
pub(crate) const PROPERTY: Property = Property {
    name: "workspace_pending",
    claim: "whatever is submitted while others settle is published by the next one to settle",
    explores: &["workspace"],
    scenarios: &[
        Scenario {
            name: "submitted_while_settling",
            guarantees: &["W3", "W5", "D1"],
            threads: 2,
            model: Model::new,
            body: submitted_while_settling::<Workspace>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(3)),
                sampled: 0,
            },
            mutants: mutants![Mutant {
                name: "copies_then_clears",
                fault: "copies the marks, and clears them in a second step (U20)",
                body: submitted_while_settling::<faulty::Gate<faulty::CopiesThenClears>>,
                deaths: &[Death::of("what was submitted was never published")],
            }],
        },
        Scenario {
            name: "submitted_again",
            guarantees: &["W3", "W5", "D1"],
            threads: 2,
            model: Model::new,
            body: submitted_again::<Workspace>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(3)),
                sampled: 0,
            },
            mutants: mutants![
                Mutant {
                    name: "clears_when_published",
                    fault: "clears the mark of a document after it was published",
                    body: submitted_again::<faulty::Gate<faulty::ClearsWhenPublished>>,
                    deaths: &[Death::of("what was submitted was never published")],
                },
                Mutant {
                    name: "marks_first",
                    fault: "marks a document before its text passes the gate",
                    body: submitted_again::<faulty::Gate<faulty::MarksFirst>>,
                    deaths: &[Death::of("what was submitted was never published")],
                },
            ],
        },
        Scenario {
            name: "two_settle",
            guarantees: &["W3", "W5", "D1"],
            threads: 3,
            model: Model::new,
            body: two_settle::<Workspace>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(1)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "marks_first",
                fault: "marks a document before its text passes the gate",
                body: two_settle::<faulty::Gate<faulty::MarksFirst>>,
                deaths: &[Death::of("what was submitted was never published")],
            }],
        },
        Scenario {
            name: "many",
            guarantees: &["W3", "W5", "D3"],
            threads: 7,
            model: Model::new,
            body: many::<Workspace>,
            engines: Engines { loom: None, shuttle: None, sampled: 2_000 },
            mutants: mutants![
                Mutant {
                    name: "copies_then_clears",
                    fault: "copies the marks, and clears them in a second step (U20)",
                    body: many::<faulty::Gate<faulty::CopiesThenClears>>,
                    deaths: &[Death::of("what was submitted was never published")],
                },
                Mutant {
                    name: "marks_first",
                    fault: "marks a document before its text passes the gate",
                    body: many::<faulty::Gate<faulty::MarksFirst>>,
                    deaths: &[Death::of("what was submitted was never published")],
                },
            ],
        },
    ],
};

crate::harness::model!(PROPERTY);
