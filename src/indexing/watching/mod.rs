//! Watching the files of the workspace, where nobody else does.
//!
//! The operating system tells of changes, one thread collects them until they are over ([`Debouncer`]), and then asks for a
//! look. Folders are watched one by one, so that what is ignored costs no watch. Watches are set by whoever is about to look
//! at the files, before the look:
//! 1. A run lists a folder.
//! 2. A file is created in it.
//! 3. The folder is watched: nobody ever hears of the file.
//!
//! Where the operating system refuses (too many watches, no such service), the folders are walked through from time to time
//! instead, and files are told apart by length and time of change ([`Sightings`]).

mod debouncer;
mod native;
mod sightings;

pub use debouncer::{Batch, Debouncer, Delays};
pub use sightings::{Sighting, Sightings};

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use self::native::{Native, Refused};
use super::agenda::Work;
use super::scope::Scope;
use super::walk;
use crate::sync::clock::{self, Deadline, Instant};
use crate::sync::thread::{self, JoinHandle, contain};
use crate::sync::{Arc, Condvar, Mutex};

/// Editors and version control write in bursts of a few milliseconds.
const DELAYS: Delays = Delays { quiet: Duration::from_millis(40), longest: Duration::from_millis(500) };

/// Where more files have changed, everything is looked at.
const MOST_PATHS: usize = 10_000;

/// Between two walks lie so many times the time that one takes: at most 2 % of a processor.
const REST: u32 = 50;

/// And so much at least.
const POLL: Duration = Duration::from_secs(1);

/// How files are watched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// The operating system tells of changes.
    Told,
    /// The folders are walked through from time to time.
    Polled,
}

/// Watches files. See the [module](self).
pub struct Watcher {
    shared: Arc<Shared>,
    /// Whoever sets watches takes it out, so that no lock is held meanwhile.
    native: Mutex<Option<Native>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

struct Shared {
    state: Mutex<State>,
    wake: Condvar,
}

struct State {
    debouncer: Debouncer,
    /// What is polled, and when next.
    polled: Option<(Arc<Scope>, Instant)>,
    /// What was seen before the last look at everything.
    sightings: Sightings,
    stopped: bool,
}

impl Watcher {
    /// Starts a thread that gives `deliver` what has changed; nothing is watched yet. `deliver` must not block. Where the
    /// operating system does not tell, the folders are walked through whatever `mode` says.
    ///
    /// # Panics
    /// If the operating system refuses the thread.
    #[must_use]
    pub fn start(mode: Mode, deliver: impl Fn(Batch) + Send + 'static) -> Watcher {
        let state = State {
            debouncer: Debouncer::new(DELAYS, MOST_PATHS),
            polled: None,
            sightings: Sightings::default(),
            stopped: false,
        };
        let state = Mutex::new("indexing.watching", state);
        let shared = Arc::new(Shared { state, wake: Condvar::new("indexing.watching") });
        let thread = thread::spawn("watching", {
            let shared = Arc::clone(&shared);
            move || shared.work(&deliver)
        });
        let native = match mode {
            Mode::Told => Native::new(Arc::clone(&shared)).ok(),
            Mode::Polled => None,
        };
        Watcher {
            shared,
            native: Mutex::new("indexing.watches", native),
            thread: Mutex::new("indexing.watching.thread", Some(thread)),
        }
    }

    /// Watches what `work` is about to look at. Call it before the look, on one thread at a time. O(folders).
    pub fn watch(&self, work: &Work) -> Mode {
        let native = self.native.lock().take();
        if let Some(mut native) = native {
            let folders = walk::folders(&work.scope, work.only.as_ref());
            match native.watch(&work.scope, folders, work.only.is_none()) {
                Ok(()) => {
                    let before = self.native.lock().replace(native);
                    drop(before);
                    return Mode::Told;
                }
                Err(Refused) => drop(native),
            }
        }
        if work.only.is_none() {
            let seen = sight(&work.scope);
            let mut state = self.shared.state.lock();
            state.sightings.renew(seen);
            state.polled = Some((Arc::clone(&work.scope), clock::now().after(POLL)));
            drop(state);
            self.shared.wake.notify_all();
        } else if self.shared.state.lock().polled.is_none() {
            // Refused while single files are looked at: a run over everything begins the walks.
            self.shared.overflowed();
        }
        Mode::Polled
    }

    /// Watches no more; ends the thread.
    pub fn stop(&self) {
        self.shared.state.lock().stopped = true;
        self.shared.wake.notify_all();
        let native = self.native.lock().take();
        drop(native);
        let thread = self.thread.lock().take();
        if let Some(thread) = thread {
            // Its panics are contained.
            let _ = thread.join();
        }
    }
}

/// What the thread has to do.
enum Next {
    Deliver(Batch),
    Poll(Arc<Scope>),
    Stop,
}

impl Shared {
    fn work(&self, deliver: &dyn Fn(Batch)) {
        loop {
            let batch = match self.next() {
                Next::Stop => return,
                Next::Deliver(batch) => Some(batch),
                Next::Poll(scope) => self.poll(&scope),
            };
            if let Some(batch) = batch {
                // invariant: D2
                let _ = contain(|| deliver(batch));
            }
        }
    }

    fn next(&self) -> Next {
        let mut state = self.state.lock();
        loop {
            if state.stopped {
                return Next::Stop;
            }
            let now = clock::now();
            if let Some(batch) = state.debouncer.take(now) {
                return Next::Deliver(batch);
            }
            if let Some((scope, due)) = &state.polled
                && *due <= now
            {
                return Next::Poll(Arc::clone(scope));
            }
            let due = state.polled.as_ref().map(|(_, due)| *due);
            let deadline = state.debouncer.next().into_iter().chain(due).min();
            state = self.wake.wait_deadline(state, deadline.map_or_else(Deadline::never, Deadline::at)).0;
        }
    }

    fn poll(&self, scope: &Arc<Scope>) -> Option<Batch> {
        let began = clock::now();
        let seen = contain(|| sight(scope)).ok();
        let now = clock::now();
        let rest = POLL.max(now.duration_since(began) * REST);
        let mut state = self.state.lock();
        let (polled, due) = state.polled.as_mut()?;
        *due = now.after(rest);
        // Somebody else has asked for other folders meanwhile, and has seen those.
        let same = Arc::ptr_eq(polled, scope);
        let changed = seen.filter(|_| same).map(|seen| state.sightings.renew(seen)).unwrap_or_default();
        (!changed.is_empty()).then_some(Batch::Paths(changed))
    }

    fn noticed(&self, paths: Vec<PathBuf>) {
        let now = clock::now();
        let mut state = self.state.lock();
        for path in paths {
            state.debouncer.noticed(path, now);
        }
        drop(state);
        self.wake.notify_all();
    }

    fn overflowed(&self) {
        self.state.lock().debouncer.overflowed(clock::now());
        self.wake.notify_all();
    }
}

/// The files of a scope, without reading them.
fn sight(scope: &Scope) -> BTreeMap<PathBuf, Sighting> {
    let found = walk::find(scope, None).into_iter().flatten();
    let sighting = |path: PathBuf| {
        let metadata = std::fs::metadata(&path).ok()?;
        let modified = metadata.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok();
        Some((path, Sighting { length: metadata.len(), modified }))
    };
    found.filter_map(sighting).collect()
}

/// Whether a change of this file can change which files there are.
#[must_use]
pub fn is_ignore_file(path: &std::path::Path) -> bool {
    path.file_name().is_some_and(|name| name == ".gitignore" || name == ".ignore")
}

/// Folders, as they are watched.
type Folders = BTreeSet<PathBuf>;
