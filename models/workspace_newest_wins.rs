//! The newest version wins: an analysis that comes late changes nothing, a document that was removed stays removed, and
//! what is on disk never replaces what is open.

#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty;

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
