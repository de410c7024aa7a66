//! What surrounds the documents of a connection: the folders of its workspace, what the user has set, who watches the files,
//! and what is said of runs.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};

use super::client::Client;
use super::configuration::Configuration;
use super::progress::{self, Conversation, Event};
use super::session::Session;
use super::watching::Watching;
use crate::indexing::Scope;
use crate::sync::Mutex;
use crate::text::Uri;

/// The folders of the workspace, what the user has set, who watches the files, and what is said of runs.
pub struct Surroundings {
    known: Mutex<Known>,
    pub(super) progress: Conversation,
    pub(super) watching: Watching,
}

struct Known {
    folders: Vec<Uri>,
    /// As long as the client has no folder: those of the documents that it has opened, without what lies below them.
    beside: Vec<Uri>,
    configuration: Arc<Configuration>,
    /// What the last run was asked for.
    scope: Scope,
}

impl Surroundings {
    pub(super) fn new(client: &Client) -> Surroundings {
        let configuration = Configuration::read(client.options()).unwrap_or_default();
        let scope = configuration.scope(&client.folders);
        let folders = client.folders.clone();
        let known = Known { folders, beside: Vec::new(), configuration: Arc::new(configuration), scope };
        Surroundings {
            known: Mutex::new("server.surroundings", known),
            progress: Conversation::default(),
            watching: Watching::new(client),
        }
    }

    /// What the user has set.
    #[must_use]
    pub fn configuration(&self) -> Arc<Configuration> {
        Arc::clone(&self.known.lock().configuration)
    }

    /// The folders of the workspace.
    #[must_use]
    pub fn folders(&self) -> Vec<Uri> {
        self.known.lock().folders.clone()
    }

    /// Who watches the files: `client`, `notify`, `polling`, or `nobody` as long as nothing was looked at.
    #[must_use]
    pub fn watched_by(&self) -> &'static str {
        self.watching.name()
    }

    /// What is to be indexed.
    #[must_use]
    pub(super) fn scope(&self) -> Scope {
        self.known.lock().scope.clone()
    }

    /// Changes what is known; says what is to be indexed, if that has changed.
    fn change(&self, change: impl FnOnce(&mut Known)) -> Option<Scope> {
        let mut known = self.known.lock();
        change(&mut known);
        let mut scope = known.configuration.scope(&known.folders);
        if known.folders.is_empty() {
            scope.folders = known.beside.iter().filter_map(Uri::to_path).collect();
            scope.exclude.push("/*/".to_owned());
        }
        if scope == known.scope {
            return None;
        }
        known.scope = scope.clone();
        Some(scope)
    }
}

/// The client is ready to be asked for things.
pub(super) fn initialized(session: &Session, _: Value) {
    progress::tell(session, Event::Initialized);
    session.surroundings().watching.register(session);
    if session.client().can("/workspace/didChangeConfiguration/dynamicRegistration") {
        let registration = json!({
            "id": "heddle/configuration",
            "method": "workspace/didChangeConfiguration",
            "registerOptions": { "section": "heddle" },
        });
        session.ask("client/registerCapability", json!({ "registrations": [registration] }), |_, _| {});
    }
    pull_configuration(session);
}

/// Asks the client for the settings, where it can be asked.
fn pull_configuration(session: &Session) {
    if session.client().can("/workspace/configuration") {
        let params = json!({ "items": [{ "section": "heddle" }] });
        session.ask("workspace/configuration", params, |session, answer| {
            let Ok(answer) = answer else { return };
            if let Some(configuration) = answer.get(0).and_then(Configuration::read) {
                configure(session, configuration);
            }
        });
    }
}

/// The user has set something else.
pub(super) fn configuration_changed(session: &Session, params: Value) {
    if session.client().can("/workspace/configuration") {
        return pull_configuration(session);
    }
    if let Some(configuration) = params.get("settings").and_then(Configuration::read) {
        configure(session, configuration);
    }
}

fn configure(session: &Session, configuration: Configuration) {
    session.engine().metrics.slow.set_threshold(configuration.slow_operation());
    let configuration = Arc::new(configuration);
    let scope = session.surroundings().change(|known| known.configuration = configuration);
    index(session, scope);
}

/// The workspace has other folders.
pub(super) fn folders_changed(session: &Session, params: Value) {
    let named = |list: &str| -> Vec<Uri> {
        let folders = params.pointer(list).and_then(Value::as_array).into_iter().flatten();
        folders.filter_map(|folder| Some(Uri::parse(folder.get("uri")?.as_str()?))).collect()
    };
    let (removed, added) = (named("/event/removed"), named("/event/added"));
    let scope = session.surroundings().change(|known| {
        known.folders.retain(|folder| !removed.contains(folder));
        for folder in added {
            if !known.folders.contains(&folder) {
                known.folders.push(folder);
            }
        }
    });
    index(session, scope);
}

/// A document was opened. A client without any folder has its files beside each other: an import finds them.
pub(super) fn opened(session: &Session, uri: &Uri) {
    let Some(folder) = uri.to_path().and_then(|_| uri.parent()) else { return };
    let scope = session.surroundings().change(|known| {
        if known.folders.is_empty() && !known.beside.contains(&folder) {
            known.beside.push(folder);
        }
    });
    if let Some(scope) = scope {
        let engine = session.engine();
        engine.await_index(engine.indexer.run(scope));
    }
}

/// Asks for a run, and lets requests that come after this message wait for it.
fn index(session: &Session, scope: Option<Scope>) {
    if let Some(scope) = scope {
        let generation = session.engine().indexer.run(scope);
        session.engine().index_begins(generation);
    }
}

/// Asks for a look at files, and lets requests that come after this message wait for it: who has told of a change gets no
/// answer from before it.
pub(super) fn files_changed(session: &Session, params: Value) {
    let changes = params.get("changes").and_then(Value::as_array).into_iter().flatten();
    let uris = changes.filter_map(|change| change.get("uri")?.as_str());
    let files: Vec<PathBuf> = uris.filter_map(|uri| Uri::parse(uri).to_path()).collect();
    if let Some(generation) = super::watching::look_at(&session.engine().indexer, files) {
        session.engine().index_begins(generation);
    }
}

/// The user does not want to wait for a run.
pub(super) fn progress_cancelled(session: &Session, params: Value) {
    if let Some(generation) = params.get("token").and_then(progress::generation) {
        session.engine().indexer.cancel(generation);
    }
}
