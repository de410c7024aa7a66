//! Who watches the files: the client where it offers to, else the server itself.
//!
//! The setting `watch` chooses: `client`, `server`, `poll` (for file systems that tell nobody, such as those of a network), or
//! `off`.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;

use super::client::Client;
use super::session::Session;
use crate::indexing::watching::{Batch, Mode, Watcher, is_ignore_file};
use crate::indexing::{Indexer, Work};
use crate::language::LanguageId;
use crate::sync::Mutex;

/// Watching, as far as one connection is concerned.
pub(super) struct Watching {
    state: Mutex<State>,
}

struct State {
    /// How we watch, if it is us.
    own: Option<Mode>,
    /// Whether the client is asked to.
    asks: bool,
    watcher: Option<Arc<Watcher>>,
    /// How it watches, once it does.
    mode: Option<Mode>,
    stopped: bool,
}

impl Watching {
    pub(super) fn new(client: &Client) -> Watching {
        let offered = client.can("/workspace/didChangeWatchedFiles/dynamicRegistration");
        let wanted = client.setting("/watch").and_then(|wanted| wanted.as_str());
        let own = match wanted {
            Some("off") => None,
            Some("poll") => Some(Mode::Polled),
            Some("server") => Some(Mode::Told),
            _ => (!offered).then_some(Mode::Told),
        };
        let state = State {
            own,
            asks: own.is_none() && offered && wanted != Some("off"),
            watcher: None,
            mode: None,
            stopped: false,
        };
        Watching { state: Mutex::new("server.watching", state) }
    }

    /// Who watches.
    pub(super) fn name(&self) -> &'static str {
        let state = self.state.lock();
        match state.mode {
            _ if state.asks => "client",
            Some(Mode::Told) => "notify",
            Some(Mode::Polled) => "polling",
            None => "nobody",
        }
    }

    /// Asks the client to watch, where it offers to. If it will not after all, we do.
    pub(super) fn register(&self, session: &Session) {
        if !self.state.lock().asks {
            return;
        }
        let extensions: Vec<&str> =
            LanguageId::ALL.into_iter().flat_map(|id| id.language().extensions()).copied().collect();
        let sources = format!("**/*.{{{}}}", extensions.join(","));
        // A folder that is removed may be told of by its own name alone: 4 is the removal.
        let watchers = json!([
            { "globPattern": sources },
            { "globPattern": "**/{.gitignore,.ignore}" },
            { "globPattern": "**/*", "kind": 4 },
        ]);
        let registration = json!({
            "id": "heddle/files",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": { "watchers": watchers },
        });
        session.ask(
            "client/registerCapability",
            json!({ "registrations": [registration] }),
            |session, answer| {
                if answer.is_err() {
                    let mut state = session.surroundings().watching.state.lock();
                    (state.own, state.asks) = (Some(Mode::Told), false);
                    drop(state);
                    session.engine().indexer.again();
                }
            },
        );
    }

    /// Sets watches on what is about to be looked at. Runs on the indexer's thread.
    pub(super) fn began(&self, session: &Arc<Session>, work: &Work) {
        let Some(watcher) = self.watcher(session) else { return };
        let mode = watcher.watch(work);
        let mut state = self.state.lock();
        let (before, wanted) = (state.mode.replace(mode), state.own);
        drop(state);
        if mode == Mode::Polled && before != Some(Mode::Polled) && wanted == Some(Mode::Told) {
            let message = "heddle: the operating system does not watch all folders of this workspace (on Linux, see \
                           fs.inotify.max_user_watches); changes on disk are looked for every few seconds instead";
            session.tell("window/showMessage", json!({ "type": 2, "message": message }));
        }
    }

    /// The watcher, started when it is needed first.
    fn watcher(&self, session: &Arc<Session>) -> Option<Arc<Watcher>> {
        let state = self.state.lock();
        let Some(mode) = state.own.filter(|_| !state.stopped && state.watcher.is_none()) else {
            return state.watcher.clone();
        };
        drop(state);
        let engine = Arc::clone(session.engine_shared());
        let started = Arc::new(Watcher::start(mode, move |batch| match batch {
            Batch::Everything => drop(engine.indexer.again()),
            Batch::Paths(paths) => drop(engine.indexer.files(paths)),
        }));
        let mut state = self.state.lock();
        if state.stopped {
            drop(state);
            started.stop();
            return None;
        }
        Some(Arc::clone(state.watcher.get_or_insert(started)))
    }

    /// Watches no more.
    pub(super) fn stop(&self) {
        let mut state = self.state.lock();
        state.stopped = true;
        let watcher = state.watcher.take();
        drop(state);
        if let Some(watcher) = watcher {
            watcher.stop();
        }
    }
}

/// Asks for a look at files that the client tells of; the generation of the work after which all is known, if there is any.
pub(super) fn look_at(indexer: &Indexer, files: Vec<PathBuf>) -> Option<u64> {
    if files.iter().any(|path| is_ignore_file(path)) {
        return Some(indexer.again());
    }
    indexer.files(files)
}
