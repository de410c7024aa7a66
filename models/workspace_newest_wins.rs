//! The newest version wins: an analysis that comes late changes nothing, a document that was removed stays removed, and
//! what is on disk never replaces what is open.

use crate::harness::{Bound, Engines, Handle, Model, Property, Scenario, join, mutants, spawn};
use crate::words::{Edit, prepared, uri, workspace};
use heddle::oracle::workspace::view_of;
use heddle::sync::Arc;
use heddle::sync::fork_join::Pool;
use heddle::sync::trace::note;
use heddle::workspace::{Overlay, Version, Workspace};

/// What the bodies need of a workspace. The text of a document names its version: `v2`.
trait Store: Send + Sync + Sized + 'static {
    fn new() -> Self;
    /// Publishes one analysis.
    fn publish(&self, edit: Edit);
    /// Submits a text; whether it is the newest.
    fn submit(&self, edit: Edit) -> bool;
    /// The version of the newest text.
    fn newest(&self, document: &'static str) -> u64;
    /// Publishes what was submitted.
    fn settle(&self);
    /// The text in a snapshot of what is on disk.
    fn text(&self, document: &'static str) -> Option<String>;
    /// Opens a document in the editor.
    fn open(&self, document: &'static str, text: &'static str);
    /// The text that the editor sees.
    fn seen(&self, document: &'static str) -> Option<String>;
}

/// The workspace that ships, and a connection.
struct Shipped {
    workspace: Arc<Workspace>,
    overlay: Overlay,
}

impl Store for Shipped {
    fn new() -> Self {
        let workspace = Arc::new(workspace());
        Shipped { overlay: Overlay::new(Arc::clone(&workspace)), workspace }
    }

    fn publish(&self, edit: Edit) {
        self.workspace.publish_prepared(prepared(&[edit]));
    }

    fn submit(&self, (document, version, text): Edit) -> bool {
        self.workspace.submit(&uri(document), Version::new(version), text.map(Arc::from))
    }

    fn newest(&self, document: &'static str) -> u64 {
        self.workspace.newest(&uri(document)).map_or(0, |(version, _)| version.number())
    }

    fn settle(&self) {
        self.workspace.settle(&Pool::new(1));
    }

    fn text(&self, document: &'static str) -> Option<String> {
        view_of(&self.workspace.snapshot()).documents.remove(uri(document).as_str())
    }

    fn open(&self, document: &'static str, text: &'static str) {
        self.overlay.open(uri(document), 1, text);
    }

    fn seen(&self, document: &'static str) -> Option<String> {
        view_of(&self.overlay.snapshot()).documents.remove(uri(document).as_str())
    }
}

fn start<S: Store>(store: &Arc<S>, name: &'static str, work: fn(&S)) -> Handle {
    let store = Arc::clone(store);
    spawn(name, move || work(&store))
}

/// The version that a text names; 0 for none.
fn version(text: Option<String>) -> u64 {
    let version = text.and_then(|text| text.strip_prefix('v')?.parse().ok()).unwrap_or(0);
    note("version", version);
    version
}

/// Two looks of one reader, of which the second shows no older version.
fn watch<S: Store>(store: &S) {
    let [before, after] = [(); 2].map(|()| version(store.text("d")));
    assert!(before <= after, "an older version replaced a newer one: {before}, then {after}");
}

/// Two analyses of one document, of which the older may come last.
fn analyses<S: Store>() {
    let store = Arc::new(S::new());
    let older = start(&store, "older", |store| store.publish(("d", 2, Some("v2"))));
    store.publish(("d", 3, Some("v3")));
    watch(&*store);
    join([older]);
    assert_eq!(version(store.text("d")), 3, "an older version replaced a newer one");
}

/// Two analyses of one document beside a reader.
fn analyses_and_reader<S: Store>() {
    let store = Arc::new(S::new());
    let writers = [
        start(&store, "older", |store| store.publish(("d", 2, Some("v2")))),
        start(&store, "newer", |store| store.publish(("d", 3, Some("v3")))),
    ];
    watch(&*store);
    join(writers);
    assert_eq!(version(store.text("d")), 3, "an older version replaced a newer one");
}

/// A removal and an analysis that was begun before it.
fn removal<S: Store>() {
    let store = Arc::new(S::new());
    store.publish(("d", 1, Some("v1")));
    let late = start(&store, "late", |store| store.publish(("d", 2, Some("v2"))));
    store.publish(("d", 3, None));
    join([late]);
    assert_eq!(version(store.text("d")), 0, "an analysis that came late brought a removed document back");
}

/// Two texts of one document at the gate, each settled by who submits it.
fn gate<S: Store>() {
    let store = Arc::new(S::new());
    store.submit(("d", 1, Some("v1")));
    let older = start(&store, "older", |store| {
        store.submit(("d", 2, Some("v2")));
        store.settle();
    });
    assert!(store.submit(("d", 3, Some("v3"))), "the newest text was refused");
    store.settle();
    let snapshot = version(store.text("d"));
    let newest = store.newest("d");
    assert!(snapshot <= newest, "a snapshot shows {snapshot}, and the newest text is {newest}");
    join([older]);
    assert_eq!(store.newest("d"), 3, "an older text passed the gate");
    store.settle();
    assert_eq!(version(store.text("d")), 3, "an older version replaced a newer one");
}

/// A document is opened while a change on disk is indexed.
fn disk_and_buffer<S: Store>() {
    let store = Arc::new(S::new());
    store.publish(("d", 1, Some("v1")));
    let disk = start(&store, "disk", |store| store.publish(("d", 2, Some("v2"))));
    store.open("d", "v9");
    assert_eq!(version(store.seen("d")), 9, "what is on disk replaced what is open");
    join([disk]);
    assert_eq!(version(store.seen("d")), 9, "what is on disk replaced what is open");
    assert_eq!(version(store.text("d")), 2, "what is open replaced what is on disk");
}

/// Six writers beside a reader and an editor.
fn many<S: Store>() {
    let store = Arc::new(S::new());
    let submit = |store: &S, version, text| {
        store.submit(("e", version, Some(text)));
        store.settle();
    };
    let threads = [
        start(&store, "second", |store| store.publish(("d", 2, Some("v2")))),
        start(&store, "fourth", |store| store.publish(("d", 4, Some("v4")))),
        start(&store, "third", |store| store.publish(("d", 3, Some("v3")))),
        spawn("first text", {
            let store = Arc::clone(&store);
            move || submit(&store, 1, "v1")
        }),
        spawn("second text", {
            let store = Arc::clone(&store);
            move || submit(&store, 2, "v2")
        }),
        start(&store, "reader", |store| watch(store)),
    ];
    store.open("d", "v9");
    assert_eq!(version(store.seen("d")), 9, "what is on disk replaced what is open");
    join(threads);
    store.settle();
    assert_eq!(version(store.text("d")), 4, "an older version replaced a newer one");
    assert_eq!(version(store.text("e")), 2, "an older version replaced a newer one");
    assert_eq!(version(store.seen("d")), 9, "what is on disk replaced what is open");
}

/// The faulty variants: tables by hand, each with the one fault that its doc names.
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty {
    use super::{Edit, Store};
    use heddle::sync::{ConcurrentMap, Mutex};
    use std::collections::{BTreeMap, BTreeSet};
    use std::marker::PhantomData;

    type Text = &'static str;
    type Newest = (u64, Option<Text>);

    /// What is on disk, what waits for publication, what is open.
    pub(super) struct Tables<F> {
        documents: Mutex<BTreeMap<Text, Newest>>,
        gate: ConcurrentMap<Text, Newest>,
        pending: Mutex<BTreeSet<Text>>,
        open: Mutex<BTreeMap<Text, Text>>,
        marked_open: Mutex<BTreeSet<Text>>,
        fault: PhantomData<F>,
    }

    impl<F> Tables<F> {
        fn installed(&self, document: &str) -> Option<u64> {
            self.documents.lock().get(document).map(|newest| newest.0)
        }
    }

    fn newer(newest: Option<&Newest>, edit: Edit) -> bool {
        newest.is_none_or(|newest| newest.0 < edit.1)
    }

    /// The steps, as they should be.
    pub(super) trait Fault: Send + Sync + Sized + 'static {
        fn install(tables: &Tables<Self>, edit: Edit) {
            let mut documents = tables.documents.lock();
            if newer(documents.get(edit.0), edit) {
                documents.insert(edit.0, (edit.1, edit.2));
            }
        }
        fn pass(gate: &ConcurrentMap<Text, Newest>, edit: Edit) -> bool {
            let mut passed = false;
            gate.update(edit.0, |newest| {
                passed = newer(newest, edit);
                if passed { Some((edit.1, edit.2)) } else { newest.copied() }
            });
            passed
        }
        fn open(tables: &Tables<Self>, document: Text, text: Text) {
            tables.open.lock().insert(document, text);
        }
    }

    impl<F: Fault> Store for Tables<F> {
        fn new() -> Self {
            Tables {
                documents: Mutex::new("documents", BTreeMap::new()),
                gate: ConcurrentMap::new("gate"),
                pending: Mutex::new("pending", BTreeSet::new()),
                open: Mutex::new("open", BTreeMap::new()),
                marked_open: Mutex::new("marked open", BTreeSet::new()),
                fault: PhantomData,
            }
        }
        fn publish(&self, edit: Edit) {
            F::install(self, edit);
        }
        fn submit(&self, edit: Edit) -> bool {
            let passed = F::pass(&self.gate, edit);
            if passed {
                self.pending.lock().insert(edit.0);
            }
            passed
        }
        fn newest(&self, document: Text) -> u64 {
            self.gate.get(&document).map_or(0, |newest| newest.0)
        }
        fn settle(&self) {
            let marked = std::mem::take(&mut *self.pending.lock());
            for document in marked {
                if let Some((version, text)) = self.gate.get(&document) {
                    F::install(self, (document, version, text));
                }
            }
        }
        fn text(&self, document: Text) -> Option<String> {
            self.documents.lock().get(document).and_then(|newest| newest.1).map(str::to_owned)
        }
        fn open(&self, document: Text, text: Text) {
            F::open(self, document, text);
        }
        fn seen(&self, document: Text) -> Option<String> {
            let open = self.open.lock().get(document).map(|&text| text.to_owned());
            open.or_else(|| self.text(document))
        }
    }

    /// Compares versions before the step that installs (U8).
    pub(super) struct ComparesBefore;
    impl Fault for ComparesBefore {
        fn install(tables: &Tables<Self>, edit: Edit) {
            if tables.installed(edit.0).is_none_or(|installed| installed < edit.1) {
                tables.documents.lock().insert(edit.0, (edit.1, edit.2));
            }
        }
    }

    /// Forgets the version of a document that is removed.
    pub(super) struct ForgetsRemoved;
    impl Fault for ForgetsRemoved {
        fn install(tables: &Tables<Self>, edit: Edit) {
            let mut documents = tables.documents.lock();
            if !newer(documents.get(edit.0), edit) {
                return;
            }
            documents.remove(edit.0);
            if edit.2.is_some() {
                documents.insert(edit.0, (edit.1, edit.2));
            }
        }
    }

    /// Looks at the newest text in one step and replaces it in another.
    pub(super) struct GateInTwoSteps;
    impl Fault for GateInTwoSteps {
        fn pass(gate: &ConcurrentMap<Text, Newest>, edit: Edit) -> bool {
            let passed = newer(gate.get(&edit.0).as_ref(), edit);
            if passed {
                gate.insert(edit.0, (edit.1, edit.2));
            }
            passed
        }
    }

    /// Holds a reference into the map while it writes to the map (S15).
    pub(super) struct HoldsReference;
    impl Fault for HoldsReference {
        fn pass(gate: &ConcurrentMap<Text, Newest>, edit: Edit) -> bool {
            let newest = gate.guard(&edit.0);
            let passed = newer(newest.as_deref(), edit);
            if passed {
                gate.insert(edit.0, (edit.1, edit.2));
            }
            drop(newest);
            passed
        }
    }

    /// What everybody sees is one state of each document; what is on disk is installed there after a look whether the
    /// document is open (U11).
    pub(super) struct OneState;
    impl Fault for OneState {
        fn install(tables: &Tables<Self>, edit: Edit) {
            tables.documents.lock().insert(edit.0, (edit.1, edit.2));
            let open = tables.marked_open.lock().contains(edit.0);
            if let Some(text) = edit.2.filter(|_| !open) {
                tables.open.lock().insert(edit.0, text);
            }
        }
        fn open(tables: &Tables<Self>, document: Text, text: Text) {
            tables.marked_open.lock().insert(document);
            tables.open.lock().insert(document, text);
        }
    }
}

/// The newest version of a document counts, whichever analysis is finished first.
pub(crate) const PROPERTY: Property = Property {
    name: "workspace_newest_wins",
    claim: "an analysis that comes late changes nothing, a removed document stays removed, disk never replaces an open buffer",
    explores: &["workspace", "concurrent/published.rs"],
    scenarios: &[
        Scenario {
            name: "analyses",
            guarantees: &["W3", "W4"],
            threads: 2,
            model: Model::new,
            body: analyses::<Shipped>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(3)),
                sampled: 0,
            },
            mutants: mutants![Mutant {
                name: "compares_before",
                fault: "compares versions before the step that installs (U8)",
                body: analyses::<faulty::Tables<faulty::ComparesBefore>>,
                deaths: &[Death::of("an older version replaced a newer one")],
            }],
        },
        Scenario {
            name: "analyses_and_reader",
            guarantees: &["W3", "W4", "D1"],
            threads: 3,
            model: Model::new,
            body: analyses_and_reader::<Shipped>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "compares_before",
                fault: "compares versions before the step that installs (U8)",
                body: analyses_and_reader::<faulty::Tables<faulty::ComparesBefore>>,
                deaths: &[Death::of("an older version replaced a newer one")],
            }],
        },
        Scenario {
            name: "removal",
            guarantees: &["W2", "W3"],
            threads: 2,
            model: Model::new,
            body: removal::<Shipped>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(3)),
                sampled: 0,
            },
            mutants: mutants![Mutant {
                name: "forgets_removed",
                fault: "forgets the version of a document that is removed",
                body: removal::<faulty::Tables<faulty::ForgetsRemoved>>,
                deaths: &[Death::of("brought a removed document back")],
            }],
        },
        Scenario {
            name: "gate",
            guarantees: &["W3", "D1"],
            threads: 2,
            model: Model::new,
            body: gate::<Shipped>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![
                Mutant {
                    name: "gate_in_two_steps",
                    fault: "looks at the newest text in one step and replaces it in another",
                    body: gate::<faulty::Tables<faulty::GateInTwoSteps>>,
                    deaths: &[Death::of("an older text passed the gate")],
                },
                Mutant {
                    name: "holds_reference",
                    fault: "holds a reference into the map while it writes to the map (S15)",
                    body: gate::<faulty::Tables<faulty::HoldsReference>>,
                    deaths: &[Death::of_one_lock_rule(), Death::of_deadlock()],
                },
            ],
        },
        Scenario {
            name: "disk_and_buffer",
            guarantees: &["W3"],
            threads: 2,
            model: Model::new,
            body: disk_and_buffer::<Shipped>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "one_state",
                fault: "keeps one state of a document for disk and editor (U11)",
                body: disk_and_buffer::<faulty::Tables<faulty::OneState>>,
                deaths: &[Death::of("what is on disk replaced what is open")],
            }],
        },
        Scenario {
            name: "many",
            guarantees: &["W3", "W4", "D3"],
            threads: 7,
            model: Model::new,
            body: many::<Shipped>,
            engines: Engines { loom: None, shuttle: None, sampled: 2_000 },
            mutants: mutants![Mutant {
                name: "compares_before",
                fault: "compares versions before the step that installs (U8)",
                body: many::<faulty::Tables<faulty::ComparesBefore>>,
                deaths: &[Death::of("an older version replaced a newer one")],
            }],
        },
    ],
};

crate::harness::model!(PROPERTY);
