//! The thread that evaluates: it works while somebody types.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;
use std::rc::Rc;

use super::talk::Talk;
use crate::evaluation::limits::{Cancel, Limits};
use crate::sync::thread::{self, JoinHandle};
use crate::sync::{Arc, BoundedQueue, Mutex};

/// What the thread is asked to do.
pub(super) enum Request {
    /// Run what was typed.
    Run(String),
    Type(String),
    Load(PathBuf),
    Reload,
    Env(Option<String>),
    Stats,
    /// Look at the files that have changed: nobody waits for it.
    Changed,
}

/// A session on a thread of its own.
pub(super) struct Engine {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

/// What both sides see.
pub(super) struct Shared {
    requests: BoundedQueue<Request>,
    /// One for each request that somebody waits for.
    done: BoundedQueue<()>,
    /// What was said while nobody waited.
    news: Mutex<String>,
    names: Names,
    /// Ends what is being evaluated.
    cancel: Mutex<Option<Cancel>>,
    /// Files that have changed and that nobody has looked at.
    changed: Mutex<BTreeSet<PathBuf>>,
}

/// The names that can be completed, sorted.
#[derive(Clone)]
pub(super) struct Names(Arc<Mutex<Arc<[String]>>>);

impl Names {
    pub(super) fn get(&self) -> Arc<[String]> {
        Arc::clone(&self.0.lock())
    }

    fn set(&self, names: Arc<[String]>) {
        let before = std::mem::replace(&mut *self.0.lock(), names);
        drop(before);
    }
}

impl Engine {
    /// Starts the thread; forms may use so much.
    pub(super) fn start(limits: Limits, colour: bool) -> Engine {
        let shared = Arc::new(Shared {
            // One that somebody waits for, and one about changed files.
            requests: BoundedQueue::new("repl.requests", 4),
            done: BoundedQueue::new("repl.done", 1),
            news: Mutex::new("repl.news", String::new()),
            names: Names(Arc::new(Mutex::new("repl.names", Arc::from([])))),
            cancel: Mutex::new("repl.cancel", None),
            changed: Mutex::new("repl.changed", BTreeSet::new()),
        });
        let worker = Arc::clone(&shared);
        let thread = thread::spawn("repl", move || worker.work(limits, colour));
        Engine { shared, thread: Some(thread) }
    }

    /// The names that can be completed.
    pub(super) fn names(&self) -> Names {
        self.shared.names.clone()
    }

    /// What the other threads need.
    pub(super) fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.shared)
    }

    /// Asks, and waits until it is done; what there is to say goes to standard output meanwhile. False when the thread is
    /// gone.
    pub(super) fn ask(&self, request: Request) -> bool {
        self.shared.requests.push(request).is_ok() && self.shared.done.pop().is_some()
    }

    /// What was said in the background since the last time.
    pub(super) fn news(&self) -> String {
        std::mem::take(&mut *self.shared.news.lock())
    }

    /// Ends the thread, and what it evaluates.
    pub(super) fn stop(mut self) {
        self.shared.requests.close();
        self.shared.interrupt();
        if let Some(thread) = self.thread.take() {
            // Its panics were shown, and nobody waits any more.
            let _ = thread.join();
        }
    }
}

impl Shared {
    /// Ends what is being evaluated; false where nothing is.
    pub(super) fn interrupt(&self) -> bool {
        let cancel = self.cancel.lock().clone();
        let busy = cancel.is_some();
        if let Some(cancel) = cancel {
            cancel.cancel();
        }
        busy
    }

    /// Files have changed. Does not wait.
    pub(super) fn changed(&self, paths: Vec<PathBuf>) {
        let mut changed = self.changed.lock();
        let asked = !changed.is_empty();
        changed.extend(paths);
        let wanted = !asked && !changed.is_empty();
        drop(changed);
        if wanted {
            // There is room: at most one such request and one other are in the queue. Closed: nobody looks any more.
            let _ = self.requests.push(Request::Changed);
        }
    }

    fn work(&self, limits: Limits, colour: bool) {
        let foreground = Rc::new(Cell::new(false));
        // What was said in the background and not handed over yet.
        let aside = Rc::new(Cell::new(String::new()));
        let mut talk = Talk::new(limits, colour, {
            let (foreground, aside) = (Rc::clone(&foreground), Rc::clone(&aside));
            move |text: &str| {
                if foreground.get() {
                    let mut out = io::stdout().lock();
                    // Nobody reads any more: the program ends with its input.
                    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
                } else {
                    let mut said = aside.take();
                    said.push_str(text);
                    aside.set(said);
                }
            }
        });
        self.names.set(talk.names());
        while let Some(request) = self.requests.pop() {
            let cancel = Cancel::new();
            talk.set_cancel(cancel.clone());
            *self.cancel.lock() = Some(cancel);
            let background = matches!(request, Request::Changed);
            foreground.set(!background);
            match request {
                Request::Run(text) => talk.run(&text),
                Request::Type(text) => talk.types(&text),
                Request::Load(path) => talk.load(&path),
                Request::Reload => talk.reload(),
                Request::Env(word) => talk.env(word.as_deref()),
                Request::Stats => talk.stats(),
                Request::Changed => {
                    let paths = std::mem::take(&mut *self.changed.lock());
                    talk.changed(paths);
                }
            }
            self.cancel.lock().take();
            self.names.set(talk.names());
            if background {
                let said = aside.take();
                self.news.lock().push_str(&said);
            } else if self.done.push(()).is_err() {
                return;
            }
        }
    }
}
