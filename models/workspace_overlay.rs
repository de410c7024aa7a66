//! Overlays: what a connection sees is one state of the disk with its open buffers on it; neither goes backwards, both are
//! as new as what the connection has done, and identities tell contents apart on any connection.

use crate::harness::{Bound, Engines, Handle, Model, Property, Scenario, join, mutants, spawn};
use crate::words::{Edit, assert_whole, prepared, uri, workspace};
use heddle::concurrent::Stamp;
use heddle::oracle::specification::workspace::View;
use heddle::oracle::workspace::view_of;
use heddle::sync::Arc;
use heddle::sync::trace::note;
use heddle::workspace::{Overlay, Workspace};

/// What is seen at one moment.
struct Sight {
    disk: u64,
    overlay: u64,
    identity: Stamp,
    view: View,
}

/// What the bodies need of a workspace with two connections.
trait Connections: Send + Sync + Sized + 'static {
    fn new() -> Self;
    fn publish(&self, edit: Edit);
    fn open(&self, connection: usize, document: &'static str, text: &'static str);
    fn change(&self, connection: usize, document: &'static str, version: i32, text: &'static str);
    fn look(&self, connection: usize) -> Sight;
}

/// The workspace that ships.
struct Shipped {
    workspace: Arc<Workspace>,
    overlays: [Overlay; 2],
}

impl Connections for Shipped {
    fn new() -> Self {
        let workspace = Arc::new(workspace());
        let overlays = [(); 2].map(|()| Overlay::new(Arc::clone(&workspace)));
        Shipped { workspace, overlays }
    }

    fn publish(&self, edit: Edit) {
        self.workspace.publish_prepared(prepared(&[edit]));
    }

    fn open(&self, connection: usize, document: &'static str, text: &'static str) {
        self.overlays[connection].open(uri(document), 1, text);
    }

    fn change(&self, connection: usize, document: &'static str, version: i32, text: &'static str) {
        self.overlays[connection].change(uri(document), version, text).expect("it is open");
    }

    fn look(&self, connection: usize) -> Sight {
        let snapshot = self.overlays[connection].snapshot();
        let edition = snapshot.revision();
        Sight {
            disk: edition.disk.number(),
            overlay: edition.overlay.number(),
            identity: snapshot.identity(),
            view: view_of(&snapshot),
        }
    }
}

/// A look at which texts and names belong together.
fn look<C: Connections>(connections: &C, connection: usize) -> Sight {
    let sight = connections.look(connection);
    note("disk", sight.disk);
    note("overlay", sight.overlay);
    assert_whole(&sight.view);
    sight
}

fn text(sight: &Sight, document: &str) -> String {
    sight.view.documents.get(uri(document).as_str()).cloned().unwrap_or_default()
}

fn monotone(before: &Sight, after: &Sight) {
    let forward = before.disk <= after.disk && before.overlay <= after.overlay;
    assert!(forward, "a connection went back");
}

fn start<C: Connections>(connections: &Arc<C>, name: &'static str, work: fn(&C)) -> Handle {
    let connections = Arc::clone(connections);
    spawn(name, move || work(&connections))
}

/// A document is open on the first connection.
fn begin<C: Connections>() -> Arc<C> {
    let connections = Arc::new(C::new());
    connections.open(0, "a", "+f");
    connections
}

/// A publication on disk, after which the writer looks, beside a connection that looks twice.
fn rebased<C: Connections>() {
    let connections = begin::<C>();
    let writer = start(&connections, "writer", |connections| {
        connections.publish(("b", 1, Some("f")));
        let sight = look(connections, 0);
        assert_eq!(text(&sight, "b"), "f", "a connection does not see what was published");
    });
    let [before, after] = [(); 2].map(|()| look(&*connections, 0));
    monotone(&before, &after);
    assert_eq!(text(&after, "a"), "+f", "an open buffer was lost");
    join([writer]);
    let last = look(&*connections, 0);
    monotone(&after, &last);
    assert_eq!(text(&last, "b"), "f", "a connection does not see what was published");
}

/// An edit on one thread, a publication on another, and looks on both and on a third.
fn edited_and_rebased<C: Connections>() {
    let connections = begin::<C>();
    let editor = start(&connections, "editor", |connections| {
        connections.change(0, "a", 2, "+g");
        assert_eq!(text(&look(connections, 0), "a"), "+g", "a connection does not see its own edit");
    });
    let writer = start(&connections, "writer", |connections| connections.publish(("a", 1, Some("h"))));
    let [before, after] = [(); 2].map(|()| look(&*connections, 0));
    monotone(&before, &after);
    join([editor, writer]);
    let last = look(&*connections, 0);
    monotone(&after, &last);
    assert_eq!(text(&last, "a"), "+g", "an open buffer was lost");
}

/// Two connections open one document with different texts, and then with the same.
fn two_connections<C: Connections>() {
    let connections = begin::<C>();
    let other = start(&connections, "other", |connections| {
        connections.open(1, "a", "+g");
        let sight = look(connections, 1);
        assert_eq!(text(&sight, "a"), "+g", "a connection does not see its own edit");
    });
    let first = look(&*connections, 0);
    assert_eq!(text(&first, "a"), "+f", "a connection sees what another one has open");
    join([other]);
    let second = look(&*connections, 1);
    assert_ne!(first.identity, second.identity, "different contents have one identity");
    connections.change(1, "a", 2, "+f");
    let same = look(&*connections, 1);
    assert_eq!(first.identity, same.identity, "one content has two identities");
}

/// Two writers on disk, an editor, and three readers on one connection.
fn many<C: Connections>() {
    let connections = begin::<C>();
    let reader = |name: &'static str| {
        start(&connections, name, |connections| {
            let looks = [(); 3].map(|()| look(connections, 0));
            monotone(&looks[0], &looks[1]);
            monotone(&looks[1], &looks[2]);
        })
    };
    let threads = [
        start(&connections, "writer b", |connections| connections.publish(("b", 1, Some("f")))),
        start(&connections, "writer a", |connections| connections.publish(("a", 1, Some("h")))),
        start(&connections, "editor", |connections| {
            connections.change(0, "a", 2, "+g");
            assert_eq!(text(&look(connections, 0), "a"), "+g", "a connection does not see its own edit");
        }),
        reader("reader"),
        reader("second reader"),
        reader("third reader"),
    ];
    join(threads);
    let last = look(&*connections, 0);
    assert_eq!((text(&last, "a"), text(&last, "b")), ("+g".to_owned(), "f".to_owned()));
}

/// The faulty variants: the same layers, combined with the one fault that each doc names.
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty {
    use super::{Arc, Connections, Edit, Sight, Stamp, prepared, uri, view_of, workspace};
    use heddle::oracle::words;
    use heddle::sync::Mutex;
    use heddle::sync::atomic::{AtomicBool, Ordering};
    use heddle::workspace::{Document, Index, Snapshot, Workspace};
    use std::marker::PhantomData;

    type Buffer = (u64, &'static str, &'static str);

    /// A combination that is kept, with the revisions that it shows.
    type Kept = (u64, u64, Arc<Index>);

    /// The layers, and for each connection the combination that is kept.
    pub(super) struct Layers<F> {
        workspace: Workspace,
        buffers: [Mutex<Option<Buffer>>; 2],
        kept: [Mutex<Option<Kept>>; 2],
        moved: AtomicBool,
        fault: PhantomData<F>,
    }

    impl<F> Layers<F> {
        fn disk(&self) -> (u64, Arc<Index>) {
            let snapshot = self.workspace.snapshot();
            (snapshot.revision().disk.number(), Arc::clone(snapshot.index()))
        }

        /// Combines both layers as they are.
        fn combine(&self, connection: usize) -> Kept {
            let (disk, index) = self.disk();
            let buffer = *self.buffers[connection].lock();
            combination(disk, &index, buffer)
        }
    }

    fn combination(disk: u64, index: &Index, buffer: Option<Buffer>) -> Kept {
        let Some((overlay, document, text)) = buffer else { return (disk, 0, Arc::new(index.clone())) };
        let uri = uri(document);
        let analysis = words::analyze(&uri, &text.into()).map(Arc::new);
        let document = analysis.map(|analysis| Arc::new(Document::new(uri.clone(), analysis)));
        (disk, overlay, Arc::new(index.overlaid([(uri, document)])))
    }

    /// How a connection comes to its combination.
    pub(super) trait Fault: Send + Sync + Sized + 'static {
        fn look(layers: &Layers<Self>, connection: usize) -> Kept {
            layers.combine(connection)
        }
        fn identity(kept: &Kept) -> Stamp {
            kept.2.identity()
        }
    }

    impl<F: Fault> Connections for Layers<F> {
        fn new() -> Self {
            Layers {
                workspace: workspace(),
                buffers: [(); 2].map(|()| Mutex::new("buffers", None)),
                kept: [(); 2].map(|()| Mutex::new("kept", None)),
                moved: AtomicBool::new(true),
                fault: PhantomData,
            }
        }
        fn publish(&self, edit: Edit) {
            self.workspace.publish_prepared(prepared(&[edit]));
            self.moved.store(true, Ordering::Release);
        }
        fn open(&self, connection: usize, document: &'static str, text: &'static str) {
            *self.buffers[connection].lock() = Some((1, document, text));
            self.moved.store(true, Ordering::Release);
        }
        fn change(&self, connection: usize, document: &'static str, version: i32, text: &'static str) {
            *self.buffers[connection].lock() = Some((version as u64, document, text));
            self.moved.store(true, Ordering::Release);
        }
        fn look(&self, connection: usize) -> Sight {
            let kept = F::look(self, connection);
            let view = view_of(&Snapshot::of(Arc::clone(&kept.2)));
            Sight { disk: kept.0, overlay: kept.1, identity: F::identity(&kept), view }
        }
    }

    /// Believes a mark that a layer has moved, and takes the mark away after combining them.
    pub(super) struct ClearsMarkLate;
    impl Fault for ClearsMarkLate {
        fn look(layers: &Layers<Self>, connection: usize) -> Kept {
            if !layers.moved.load(Ordering::Acquire)
                && let Some(kept) = layers.kept[connection].lock().clone()
            {
                return kept;
            }
            let combined = layers.combine(connection);
            *layers.kept[connection].lock() = Some(combined.clone());
            layers.moved.store(false, Ordering::Release);
            combined
        }
    }

    /// Answers with what is kept while somebody else combines the layers, or did so last.
    pub(super) struct KeepsWhateverComesLast;
    impl Fault for KeepsWhateverComesLast {
        fn look(layers: &Layers<Self>, connection: usize) -> Kept {
            let combined = layers.combine(connection);
            *layers.kept[connection].lock() = Some(combined.clone());
            layers.kept[connection].lock().clone().unwrap_or(combined)
        }
    }

    /// Compares the revision of the disk alone with that of what is kept.
    pub(super) struct ComparesDiskAlone;
    impl Fault for ComparesDiskAlone {
        fn look(layers: &Layers<Self>, connection: usize) -> Kept {
            let (disk, _) = layers.disk();
            let kept = layers.kept[connection].lock().clone();
            if let Some(kept) = kept.filter(|kept| kept.0 == disk) {
                return kept;
            }
            let combined = layers.combine(connection);
            *layers.kept[connection].lock() = Some(combined.clone());
            combined
        }
    }

    /// Asks for the disk layer while it holds the lock of what is kept.
    pub(super) struct CombinesUnderLock;
    impl Fault for CombinesUnderLock {
        fn look(layers: &Layers<Self>, connection: usize) -> Kept {
            let mut kept = layers.kept[connection].lock();
            let combined = layers.combine(connection);
            *kept = Some(combined.clone());
            combined
        }
    }

    /// Numbers the states of each connection by itself.
    pub(super) struct Counters;
    impl Fault for Counters {
        fn identity(kept: &Kept) -> Stamp {
            Stamp::of(&[&kept.0.to_le_bytes(), &kept.1.to_le_bytes()])
        }
    }
}

/// A connection sees one state of each layer, never an older one, and its own edits.
pub(crate) const PROPERTY: Property = Property {
    name: "workspace_overlay",
    claim: "a connection sees one state of the disk with its own buffers on it, never an older one; identities tell contents apart",
    explores: &["workspace", "concurrent/published.rs"],
    scenarios: &[
        Scenario {
            name: "rebased",
            guarantees: &["W1", "W4", "D1"],
            threads: 2,
            model: Model::new,
            body: rebased::<Shipped>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![
                Mutant {
                    name: "clears_mark_late",
                    fault: "takes the mark that a layer has moved away after combining the layers",
                    body: rebased::<faulty::Layers<faulty::ClearsMarkLate>>,
                    deaths: &[Death::of("a connection does not see what was published")],
                },
                Mutant {
                    name: "keeps_whatever_comes_last",
                    fault: "answers with what was kept last, whoever kept it",
                    body: rebased::<faulty::Layers<faulty::KeepsWhateverComesLast>>,
                    deaths: &[Death::of("a connection does not see what was published")],
                },
                Mutant {
                    name: "combines_under_lock",
                    fault: "asks for the disk layer while it holds the lock of what is kept",
                    body: rebased::<faulty::Layers<faulty::CombinesUnderLock>>,
                    deaths: &[Death::of_one_lock_rule()],
                },
            ],
        },
        Scenario {
            name: "edited_and_rebased",
            guarantees: &["W3", "W4", "D1"],
            threads: 3,
            model: Model::new,
            body: edited_and_rebased::<Shipped>,
            engines: Engines {
                loom: Some(Bound::Preemptions(2)),
                shuttle: Some(Bound::Preemptions(1)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "compares_disk_alone",
                fault: "compares the revision of the disk alone with that of what is kept",
                body: edited_and_rebased::<faulty::Layers<faulty::ComparesDiskAlone>>,
                deaths: &[Death::of("a connection does not see its own edit")],
            }],
        },
        Scenario {
            name: "two_connections",
            guarantees: &["W3"],
            threads: 2,
            model: Model::new,
            body: two_connections::<Shipped>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "counters",
                fault: "numbers the states of each connection by itself",
                body: two_connections::<faulty::Layers<faulty::Counters>>,
                deaths: &[Death::of("different contents have one identity")],
            }],
        },
        Scenario {
            name: "many",
            guarantees: &["W1", "W3", "W4", "D3"],
            threads: 7,
            model: Model::new,
            body: many::<Shipped>,
            engines: Engines { loom: None, shuttle: None, sampled: 2_000 },
            mutants: mutants![Mutant {
                name: "compares_disk_alone",
                fault: "compares the revision of the disk alone with that of what is kept",
                body: many::<faulty::Layers<faulty::ComparesDiskAlone>>,
                deaths: &[Death::of("a connection does not see its own edit")],
            }],
        },
    ],
};

crate::harness::model!(PROPERTY);
