//! Publication: what a document contributes is visible as a whole or not at all, nothing is left behind, nothing of others
//! is taken, no publication is lost, and nobody goes back.

use crate::harness::{Bound, Engines, Handle, Model, Property, Scenario, join, mutants, spawn};
use crate::words::{Edit, assert_whole, content, prepared, uri, workspace};
use heddle::oracle::specification::workspace::View;
use heddle::oracle::workspace::view_of;
use heddle::sync::Arc;
use heddle::sync::trace::note;
use heddle::workspace::Workspace;

/// What the bodies need of a workspace.
trait Store: Send + Sync + Sized + 'static {
    fn new() -> Self;
    fn publish(&self, edits: &[Edit]);
    fn look(&self) -> (u64, View);
}

impl Store for Workspace {
    fn new() -> Self {
        workspace()
    }

    fn publish(&self, edits: &[Edit]) {
        self.publish_prepared(prepared(edits));
    }

    fn look(&self) -> (u64, View) {
        let snapshot = self.snapshot();
        (snapshot.revision().disk.number(), view_of(&snapshot))
    }
}

/// A look at which names and texts belong together.
fn look<S: Store>(store: &S) -> (u64, View) {
    let (revision, view) = store.look();
    note("revision", revision);
    note("documents", view.documents.len() as u64);
    note("names", view.names.len() as u64);
    assert_whole(&view);
    (revision, view)
}

/// Whether `name` is defined by a document.
fn defines(view: &View, document: &str, name: &str) -> bool {
    let entry = view.names.get(&("files metta".to_owned(), name.to_owned()));
    entry.is_some_and(|entry| entry.definers.contains(uri(document).as_str()))
}

/// Two looks of one reader; `f` is defined by `b` at all times.
fn watch<S: Store>(store: &S) {
    let [before, after] = [(); 2].map(|()| look(store));
    assert!(before.0 <= after.0, "a reader went back");
    for (_, view) in [&before, &after] {
        assert!(defines(view, "b", "f"), "a definition was hidden while its document was published");
    }
}

fn complete<S: Store>(store: &S, texts: &[(&str, &str)]) {
    let (_, view) = look(store);
    assert_eq!(view, content(texts), "a publication was lost");
}

fn start<S: Store>(store: &Arc<S>, name: &'static str, edits: &'static [Edit]) -> Handle {
    let store = Arc::clone(store);
    spawn(name, move || store.publish(edits))
}

/// Two documents that define `f`.
fn begin<S: Store>() -> Arc<S> {
    let store = Arc::new(S::new());
    store.publish(&[("a", 1, Some("+f g")), ("b", 1, Some("+f"))]);
    store
}

/// A document is replaced beside a reader.
fn replaced<S: Store>() {
    let store = begin::<S>();
    let writer = start(&store, "writer", &[("b", 2, Some("+f +h"))]);
    watch(&*store);
    join([writer]);
    complete(&*store, &[("a", "+f g"), ("b", "+f +h")]);
}

/// A document is replaced and another one removed beside a reader.
fn replaced_and_removed<S: Store>() {
    let store = begin::<S>();
    let writers =
        [start(&store, "writer", &[("b", 2, Some("f +f"))]), start(&store, "remover", &[("a", 2, None)])];
    watch(&*store);
    join(writers);
    complete(&*store, &[("b", "f +f")]);
}

/// A batch and a single change beside a reader.
fn batch<S: Store>() {
    let store = begin::<S>();
    let writers = [
        start(&store, "batch", &[("a", 2, Some("h")), ("c", 1, Some("+h"))]),
        start(&store, "writer", &[("d", 1, Some("h"))]),
    ];
    let (_, view) = look(&*store);
    let batch =
        ["a", "c"].map(|name| view.documents.get(uri(name).as_str()).is_some_and(|text| text.contains('h')));
    assert!(batch[0] == batch[1], "a part of a batch was visible");
    join(writers);
    complete(&*store, &[("a", "h"), ("b", "+f"), ("c", "+h"), ("d", "h")]);
}

/// Five writers beside two readers.
fn many<S: Store>() {
    let store = begin::<S>();
    let reader = |name: &str| {
        let store = Arc::clone(&store);
        spawn(name, move || watch(&*store))
    };
    let threads = [
        start(&store, "writer a", &[("a", 2, Some("h"))]),
        start(&store, "remover a", &[("a", 3, None)]),
        start(&store, "writer b", &[("b", 2, Some("+f g"))]),
        start(&store, "writer c", &[("c", 1, Some("+g +f"))]),
        start(&store, "writer d", &[("d", 1, Some("f")), ("e", 1, Some("g"))]),
        reader("reader"),
        reader("other reader"),
    ];
    join(threads);
    complete(&*store, &[("b", "+f g"), ("c", "+g +f"), ("d", "f"), ("e", "g")]);
}

/// The faulty variants: each differs from the workspace in the one step that its doc names.
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty {
    use super::{Arc, Edit, Store, View, uri, view_of};
    use crate::words::{Names, add, contribution, prepared, subtract, workspace};
    use heddle::oracle::specification::workspace::Said;
    use heddle::sync::RwLock;
    use heddle::workspace::{Index, Snapshot, Workspace};
    use std::collections::BTreeMap;
    use std::marker::PhantomData;

    /// How the table of names is brought up to date, beside the table of texts.
    pub(super) trait Upkeep: Send + Sync + 'static {
        /// Whether texts and names are one table.
        const ONE: bool = true;
        /// Whether the old names are taken out in a step of their own.
        const TWO_STEPS: bool = false;
        /// Brings the names up to date.
        fn update(names: &mut Names, edit: Edit) {
            subtract(names, edit.0);
            add(names, contribution(edit.0, edit.2));
        }
    }

    #[derive(Clone, Default)]
    struct Contents {
        revision: u64,
        texts: BTreeMap<String, String>,
        names: Names,
    }

    /// Tables of texts and names that are changed in place.
    pub(super) struct Tables<U> {
        /// Texts, and names where they are one table.
        texts: RwLock<Contents>,
        /// Names, where they are not.
        names: RwLock<Names>,
        upkeep: PhantomData<U>,
    }

    impl<U: Upkeep> Tables<U> {
        fn put(contents: &mut Contents, (name, _, text): Edit) {
            contents.revision += 1;
            let key = uri(name).to_string();
            match text {
                Some(text) => contents.texts.insert(key, text.to_owned()),
                None => contents.texts.remove(&key),
            };
        }
    }

    impl<U: Upkeep> Store for Tables<U> {
        fn new() -> Self {
            Self {
                texts: RwLock::new("texts", Contents::default()),
                names: RwLock::new("names", Names::new()),
                upkeep: PhantomData,
            }
        }

        fn publish(&self, edits: &[Edit]) {
            for &edit in edits {
                if U::TWO_STEPS {
                    subtract(&mut self.texts.write().names, edit.0);
                    let mut contents = self.texts.write();
                    Self::put(&mut contents, edit);
                    U::update(&mut contents.names, edit);
                } else if U::ONE {
                    let mut contents = self.texts.write();
                    Self::put(&mut contents, edit);
                    U::update(&mut contents.names, edit);
                } else {
                    Self::put(&mut self.texts.write(), edit);
                    U::update(&mut self.names.write(), edit);
                }
            }
        }

        fn look(&self) -> (u64, View) {
            let Contents { revision, texts, mut names } = self.texts.read().clone();
            if !U::ONE {
                names = self.names.read().clone();
            }
            let links = texts.keys().map(|uri| (uri.clone(), Vec::new())).collect();
            (revision, View { documents: texts, names, links })
        }
    }

    /// Texts and names are two tables, which writer and reader visit one after the other (S11).
    pub(super) struct OneAfterTheOther;
    impl Upkeep for OneAfterTheOther {
        const ONE: bool = false;
    }

    /// The old names are taken out first, and the document is published when the new ones are known (U4).
    pub(super) struct OutThenIn;
    impl Upkeep for OutThenIn {
        const TWO_STEPS: bool = true;
    }

    /// Old names are never taken out (S12, U5).
    pub(super) struct InsertOnly;
    impl Upkeep for InsertOnly {
        fn update(names: &mut Names, edit: Edit) {
            add(names, contribution(edit.0, edit.2));
        }
    }

    /// A name has one definition, that of the document that came last (S13).
    pub(super) struct SingleValued;
    impl Upkeep for SingleValued {
        fn update(names: &mut Names, edit: Edit) {
            subtract(names, edit.0);
            let new = contribution(edit.0, edit.2);
            for (name, entry) in &new.names {
                if let Some(known) = names.get_mut(name).filter(|_| !entry.definers.is_empty()) {
                    known.definers.clear();
                    known.sites.retain(|(_, _, said)| *said == Said::Mentions);
                }
            }
            add(names, new);
        }
    }

    /// What other documents say of a name goes with its definition (U18).
    pub(super) struct TakesReferences;
    impl Upkeep for TakesReferences {
        fn update(names: &mut Names, edit: Edit) {
            let owner = uri(edit.0).to_string();
            names.retain(|_, entry| !entry.definers.contains(&owner));
            subtract(names, edit.0);
            add(names, contribution(edit.0, edit.2));
        }
    }

    /// The table of names is cleared, and refilled from the texts in a step of its own (U16).
    pub(super) struct ClearsAndRefills(Workspace, RwLock<Names>);

    impl Store for ClearsAndRefills {
        fn new() -> Self {
            Self(workspace(), RwLock::new("names", Names::new()))
        }

        fn publish(&self, edits: &[Edit]) {
            self.0.publish_prepared(prepared(edits));
            self.1.write().clear();
            let all = view_of(&self.0.snapshot());
            add(&mut self.1.write(), all);
        }

        fn look(&self) -> (u64, View) {
            let names = self.1.read().clone();
            let snapshot = self.0.snapshot();
            (snapshot.revision().disk.number(), View { names, ..view_of(&snapshot) })
        }
    }

    /// Publishes the index that was computed from an older one.
    pub(super) struct Overwrites(RwLock<(u64, Arc<Index>)>);

    impl Store for Overwrites {
        fn new() -> Self {
            Self(RwLock::new("index", (0, Arc::new(Index::new()))))
        }

        fn publish(&self, edits: &[Edit]) {
            let (revision, index) = self.0.read().clone();
            let next = Arc::new(index.apply(&prepared(edits)).0);
            *self.0.write() = (revision + 1, next);
        }

        fn look(&self) -> (u64, View) {
            let (revision, index) = self.0.read().clone();
            (revision, view_of(&Snapshot::of(index)))
        }
    }

    /// Publishes a batch change by change.
    pub(super) struct OneByOne(Workspace);

    impl Store for OneByOne {
        fn new() -> Self {
            Self(workspace())
        }

        fn publish(&self, edits: &[Edit]) {
            for edit in edits {
                Store::publish(&self.0, std::slice::from_ref(edit));
            }
        }

        fn look(&self) -> (u64, View) {
            self.0.look()
        }
    }
}

/// A document's contributions are visible together, leave nothing behind, and take nothing from others.
pub(crate) const PROPERTY: Property = Property {
    name: "workspace_publication",
    claim: "a document's text and all its names are visible together or not at all; nothing is left behind, lost, or taken from others",
    explores: &["workspace", "concurrent/published.rs"],
    scenarios: &[
        Scenario {
            name: "replaced",
            guarantees: &["W1", "W2", "W4", "D1"],
            threads: 2,
            model: Model::new,
            body: replaced::<Workspace>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(3)),
                sampled: 0,
            },
            mutants: mutants![
                Mutant {
                    name: "one_after_the_other",
                    fault: "keeps texts and names in a table each, which writer and reader visit one after the other (S11)",
                    body: replaced::<faulty::Tables<faulty::OneAfterTheOther>>,
                    deaths: &[Death::of(crate::words::TORN)],
                },
                Mutant {
                    name: "out_then_in",
                    fault: "takes the old names out first, and publishes the document in a second step (U4)",
                    body: replaced::<faulty::Tables<faulty::OutThenIn>>,
                    deaths: &[Death::of(crate::words::TORN)],
                },
                Mutant {
                    name: "clears_and_refills",
                    fault: "clears the table of names and refills it in place (U16)",
                    body: replaced::<faulty::ClearsAndRefills>,
                    deaths: &[Death::of(crate::words::TORN)],
                },
                Mutant {
                    name: "single_valued",
                    fault: "keeps one definition of a name, the last one (S13, U6)",
                    body: replaced::<faulty::Tables<faulty::SingleValued>>,
                    deaths: &[Death::of(crate::words::TORN)],
                },
            ],
        },
        Scenario {
            name: "replaced_and_removed",
            guarantees: &["W1", "W2", "W4", "D1"],
            threads: 3,
            model: Model::new,
            body: replaced_and_removed::<Workspace>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![
                Mutant {
                    name: "insert_only",
                    fault: "never takes old names out (S12, U5)",
                    body: replaced_and_removed::<faulty::Tables<faulty::InsertOnly>>,
                    deaths: &[Death::of(crate::words::TORN)],
                },
                Mutant {
                    name: "takes_references",
                    fault: "takes out what other documents say of a name together with its definition (U18)",
                    body: replaced_and_removed::<faulty::Tables<faulty::TakesReferences>>,
                    deaths: &[Death::of(crate::words::TORN)],
                },
                Mutant {
                    name: "overwrites",
                    fault: "publishes the index that it computed from an older one",
                    body: replaced_and_removed::<faulty::Overwrites>,
                    deaths: &[Death::of("a publication was lost")],
                },
            ],
        },
        Scenario {
            name: "batch",
            guarantees: &["W1", "W4", "D1"],
            threads: 3,
            model: Model::new,
            body: batch::<Workspace>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "one_by_one",
                fault: "publishes a batch change by change",
                body: batch::<faulty::OneByOne>,
                deaths: &[Death::of("a part of a batch was visible")],
            }],
        },
        Scenario {
            name: "many",
            guarantees: &["W1", "W2", "W4", "D3"],
            threads: 8,
            model: Model::new,
            body: many::<Workspace>,
            engines: Engines { loom: None, shuttle: None, sampled: 2_000 },
            mutants: mutants![
                Mutant {
                    name: "overwrites",
                    fault: "publishes the index that it computed from an older one",
                    body: many::<faulty::Overwrites>,
                    deaths: &[Death::of("a publication was lost")],
                },
                Mutant {
                    name: "one_after_the_other",
                    fault: "keeps texts and names in a table each, which writer and reader visit one after the other (S11)",
                    body: many::<faulty::Tables<faulty::OneAfterTheOther>>,
                    deaths: &[Death::of(crate::words::TORN)],
                },
            ],
        },
    ],
};

crate::harness::model!(PROPERTY);
