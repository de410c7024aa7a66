//! Texts that change while they are indexed: of a file the text that was read later counts, and of an open document that of
//! the editor, whatever the disk says and whoever comes last.

use crate::folders::{Content, Folders, document, scope};
use crate::harness::{Bound, Engines, Model, Property, Scenario, join, mutants, spawn};
use crate::words::workspace;
use heddle::indexing::{End, Indexer, Observer, Progress, Work};
use heddle::sync::trace::note;
use heddle::sync::{Arc, Condvar, Mutex};
use heddle::workspace::{Overlay, Workspace};
use std::path::PathBuf;

const FILE: &str = "/ws/a.metta";

fn files() -> Folders {
    Folders::new(&[(FILE, Content::Text("+disk"))])
}

/// What the bodies need of a workspace that is indexed while a document of it is edited.
trait Edited: Send + Sync + Sized + 'static {
    fn new(files: Folders) -> Self;
    /// Reads all files, on this thread.
    fn run(&self);
    fn open(&self, text: &'static str);
    fn change(&self, text: &'static str);
    fn close(&self);
    /// The text that counts; nothing where nobody knows one.
    fn text(&self) -> Option<String>;
}

/// What ships.
struct Shipped {
    overlay: Overlay,
    indexer: Indexer,
    ended: Arc<Ended>,
}

/// How many pieces of work are over.
struct Ended {
    number: Mutex<usize>,
    changed: Condvar,
}

impl Observer for Ended {
    fn began(&self, _: &Work) {}
    fn progressed(&self, _: &Progress) {}
    fn changed(&self) {}
    fn ended(&self, _: &End) {
        *self.number.lock() += 1;
        self.changed.notify_all();
    }
}

impl Ended {
    fn new() -> Arc<Ended> {
        Arc::new(Ended { number: Mutex::new("ended", 0), changed: Condvar::new("ended") })
    }

    fn wait(&self, number: usize) {
        let mut ended = self.number.lock();
        while *ended < number {
            ended = self.changed.wait(ended);
        }
    }
}

impl Edited for Shipped {
    fn new(files: Folders) -> Self {
        let workspace = Arc::new(workspace());
        let indexer = Indexer::over(Arc::clone(&workspace), 1, files);
        Shipped { overlay: Overlay::new(workspace), indexer, ended: Ended::new() }
    }

    fn run(&self) {
        self.indexer.run(scope(&["/ws"]));
        self.indexer.begin(Arc::clone(&self.ended) as Arc<dyn Observer>);
        self.ended.wait(1);
        self.indexer.shut_down();
    }

    fn open(&self, text: &'static str) {
        self.overlay.open(document(FILE), 1, text);
    }

    fn change(&self, text: &'static str) {
        self.overlay.change(document(FILE), 2, text).expect("it is open");
    }

    fn close(&self) {
        self.overlay.close(&document(FILE)).expect("it is open");
    }

    fn text(&self) -> Option<String> {
        let snapshot = self.overlay.snapshot();
        snapshot.document(&document(FILE)).map(|document| document.analysis.text().to_string())
    }
}

/// A document is opened, changed and closed while its file is indexed (U11).
fn opened_during_a_run<E: Edited>() {
    let edited = Arc::new(E::new(files()));
    let indexer = spawn("run", {
        let edited = Arc::clone(&edited);
        move || edited.run()
    });
    edited.open("+first");
    assert_eq!(edited.text().as_deref(), Some("+first"), "the disk overwrote an open document");
    edited.change("+second");
    assert_eq!(edited.text().as_deref(), Some("+second"), "the disk overwrote an open document");
    join([indexer]);
    assert_eq!(edited.text().as_deref(), Some("+second"), "the disk overwrote an open document");
    edited.close();
    assert_eq!(edited.text().as_deref(), Some("+disk"), "what is on disk does not count again");
}

/// What the bodies need of a workspace whose files are read by two at a time.
trait Read: Send + Sync + Sized + 'static {
    fn new(files: Folders) -> Self;
    /// Reads all files, on this thread.
    fn run(&self, reader: usize);
    fn text(&self) -> Option<String>;
}

/// Two indexers over one workspace, as of two connections.
struct Two {
    workspace: Arc<Workspace>,
    indexers: [Indexer; 2],
    ended: [Arc<Ended>; 2],
}

impl Read for Two {
    fn new(files: Folders) -> Self {
        let workspace = Arc::new(workspace());
        let indexers = [(); 2].map(|()| Indexer::over(Arc::clone(&workspace), 1, files.clone()));
        Two { workspace, indexers, ended: [(); 2].map(|()| Ended::new()) }
    }

    fn run(&self, reader: usize) {
        let (indexer, ended) = (&self.indexers[reader], &self.ended[reader]);
        indexer.run(scope(&["/ws"]));
        indexer.begin(Arc::clone(ended) as Arc<dyn Observer>);
        ended.wait(1);
        indexer.shut_down();
    }

    fn text(&self) -> Option<String> {
        let snapshot = self.workspace.snapshot();
        snapshot.document(&document(FILE)).map(|document| document.analysis.text().to_string())
    }
}

/// A file is changed, and looked at again, while a run reads it.
fn changed_while_read<R: Read>() {
    let files = files();
    let read = Arc::new(R::new(files.clone()));
    let other = spawn("other run", {
        let read = Arc::clone(&read);
        move || read.run(1)
    });
    files.write(FILE, "+newer");
    read.run(0);
    join([other]);
    note("read", 1);
    assert_eq!(read.text().as_deref(), Some("+newer"), "an older text of a file won");
}

/// The changes of a file are told while it is read: one indexer, the run first and the look behind it.
fn told_while_read<R: Told>() {
    let files = files();
    let told = R::start(files.clone());
    files.write(FILE, "+newer");
    told.look();
    assert_eq!(told.end().as_deref(), Some("+newer"), "a change that was told was not looked at");
}

/// What that body needs.
trait Told: Sized {
    /// A run works on another thread.
    fn start(files: Folders) -> Self;
    /// The file has changed.
    fn look(&self);
    /// The text that is known when all is done.
    fn end(self) -> Option<String>;
}

impl Told for (Arc<Workspace>, Indexer, Arc<Ended>) {
    fn start(files: Folders) -> Self {
        let workspace = Arc::new(workspace());
        let indexer = Indexer::over(Arc::clone(&workspace), 1, files);
        let ended = Ended::new();
        indexer.run(scope(&["/ws"]));
        indexer.begin(Arc::clone(&ended) as Arc<dyn Observer>);
        (workspace, indexer, ended)
    }

    fn look(&self) {
        self.1.files(vec![PathBuf::from(FILE)]).expect("it lies in the folder");
    }

    fn end(self) -> Option<String> {
        let (workspace, indexer, ended) = self;
        ended.wait(2);
        indexer.shut_down();
        let snapshot = workspace.snapshot();
        snapshot.document(&document(FILE)).map(|document| document.analysis.text().to_string())
    }
}

/// The faulty variants, each with the one fault that its doc names.
#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty {
    use super::{Condvar, Edited, FILE, Folders, Mutex, Read, Told, document, workspace};
    use heddle::sync::Arc;
    use heddle::sync::fork_join::Pool;
    use heddle::sync::thread::{self, JoinHandle};
    use heddle::workspace::Workspace;
    use std::collections::BTreeSet;

    /// One text for each document, whoever it is from; the run looks first whether the document is open (U11).
    pub(super) struct OneLayer {
        files: Folders,
        open: Mutex<BTreeSet<&'static str>>,
        text: Mutex<Option<&'static str>>,
    }
    impl Edited for OneLayer {
        fn new(files: Folders) -> Self {
            OneLayer { files, open: Mutex::new("open", BTreeSet::new()), text: Mutex::new("text", None) }
        }
        fn run(&self) {
            let Ok(read) = self.files.text(FILE) else { return };
            let open = self.open.lock().contains(FILE);
            if !open {
                *self.text.lock() = Some(read);
            }
        }
        fn open(&self, text: &'static str) {
            self.open.lock().insert(FILE);
            *self.text.lock() = Some(text);
        }
        fn change(&self, text: &'static str) {
            *self.text.lock() = Some(text);
        }
        fn close(&self) {
            self.open.lock().remove(FILE);
            *self.text.lock() = self.files.text(FILE).ok();
        }
        fn text(&self) -> Option<String> {
            self.text.lock().map(str::to_owned)
        }
    }

    /// Draws the version when the file was read.
    pub(super) struct DrawsLate {
        files: Folders,
        workspace: Workspace,
    }
    impl Read for DrawsLate {
        fn new(files: Folders) -> Self {
            DrawsLate { files, workspace: workspace() }
        }
        fn run(&self, _: usize) {
            let text = self.files.text(FILE).ok().map(Arc::from);
            let version = self.workspace.ticket();
            self.workspace.submit(&document(FILE), version, text);
            self.workspace.settle(&Pool::new(1));
        }
        fn text(&self) -> Option<String> {
            let snapshot = self.workspace.snapshot();
            snapshot.document(&document(FILE)).map(|document| document.analysis.text().to_string())
        }
    }

    /// What is asked for.
    #[derive(Default)]
    struct Agenda {
        files: BTreeSet<&'static str>,
        stopped: bool,
    }

    /// An indexer that drops the files that were asked for when it has looked at some (U20).
    pub(super) struct ClearsWhenDone {
        shared: Arc<Shared>,
        thread: JoinHandle<()>,
    }
    struct Shared {
        files: Folders,
        agenda: Mutex<Agenda>,
        wake: Condvar,
        text: Mutex<Option<&'static str>>,
    }
    impl Shared {
        fn work(&self) {
            loop {
                let mut agenda = self.agenda.lock();
                while agenda.files.is_empty() && !agenda.stopped {
                    agenda = self.wake.wait(agenda);
                }
                let (files, stopped) = (agenda.files.clone(), agenda.stopped);
                drop(agenda);
                for file in files {
                    let read = self.files.text(file).ok();
                    *self.text.lock() = read;
                }
                self.agenda.lock().files.clear();
                if stopped {
                    return;
                }
            }
        }
    }
    impl Told for ClearsWhenDone {
        fn start(files: Folders) -> Self {
            let agenda = Agenda { files: [FILE].into(), stopped: false };
            let shared = Arc::new(Shared {
                files,
                agenda: Mutex::new("agenda", agenda),
                wake: Condvar::new("agenda"),
                text: Mutex::new("text", None),
            });
            let thread = thread::spawn("indexer", {
                let shared = Arc::clone(&shared);
                move || shared.work()
            });
            ClearsWhenDone { shared, thread }
        }
        fn look(&self) {
            self.shared.agenda.lock().files.insert(FILE);
            self.shared.wake.notify_all();
        }
        fn end(self) -> Option<String> {
            self.shared.agenda.lock().stopped = true;
            self.shared.wake.notify_all();
            if let Err(panicked) = self.thread.join() {
                panicked.resume();
            }
            self.shared.text.lock().map(str::to_owned)
        }
    }
}

/// The newest text counts, and of open documents that of the editor.
pub(crate) const PROPERTY: Property = Property {
    name: "indexing_texts",
    claim: "of a file the text that was read later counts, and of an open document that of the editor",
    explores: &["indexing", "workspace"],
    scenarios: &[
        Scenario {
            name: "opened_during_a_run",
            guarantees: &["W3", "D1"],
            threads: 3,
            model: Model::new,
            body: opened_during_a_run::<Shipped>,
            engines: Engines {
                loom: Some(Bound::Preemptions(3)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "one_layer",
                fault: "disk and editor have one text, and the run looks whether the document is open before it installs (U11)",
                body: opened_during_a_run::<faulty::OneLayer>,
                deaths: &[Death::of("the disk overwrote an open document")],
            }],
        },
        Scenario {
            name: "changed_while_read",
            guarantees: &["W3", "D1"],
            threads: 4,
            model: Model::new,
            body: changed_while_read::<Two>,
            engines: Engines { loom: Some(Bound::Preemptions(2)), shuttle: None, sampled: 2_000 },
            mutants: mutants![Mutant {
                name: "draws_late",
                fault: "draws the version of a text when it was read",
                body: changed_while_read::<faulty::DrawsLate>,
                deaths: &[Death::of("an older text of a file won")],
            }],
        },
        Scenario {
            name: "told_while_read",
            guarantees: &["W3", "D1"],
            threads: 2,
            model: Model::new,
            body: told_while_read::<(Arc<Workspace>, Indexer, Arc<Ended>)>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 2_000,
            },
            mutants: mutants![Mutant {
                name: "clears_when_done",
                fault: "forgets the files that were asked for when it has looked at them (U20)",
                body: told_while_read::<faulty::ClearsWhenDone>,
                deaths: &[Death::of("a change that was told was not looked at")],
            }],
        },
    ],
};

crate::harness::model!(PROPERTY);
