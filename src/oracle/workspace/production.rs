//! The workspace that ships.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::step::{CONNECTIONS, Viewer};
use super::subject::{Seen, WorkspaceSubject};
use crate::language::analysis::Role;
use crate::oracle::specification::workspace::{DiskChange, Entry, Said, View};
use crate::oracle::words;
use crate::sync::fork_join::Pool;
use crate::text::Uri;
use crate::workspace::{Change, Namespace, Overlay, Snapshot, Version, Workspace};

/// The workspace that ships, over texts of words.
pub struct WorkspaceProduction {
    workspace: Arc<Workspace>,
    overlays: [Overlay; CONNECTIONS],
    kept: Vec<Snapshot>,
    pool: Pool,
}

impl Default for WorkspaceProduction {
    fn default() -> WorkspaceProduction {
        WorkspaceProduction::new()
    }
}

impl WorkspaceProduction {
    /// An empty one.
    #[must_use]
    pub fn new() -> WorkspaceProduction {
        let workspace = Arc::new(Workspace::with_front_end(words::analyze));
        let overlays = std::array::from_fn(|_| Overlay::new(Arc::clone(&workspace)));
        WorkspaceProduction { workspace, overlays, kept: Vec::new(), pool: Pool::new(1) }
    }

    fn overlay(&self, connection: usize) -> &Overlay {
        let [first, second] = &self.overlays;
        if connection == 0 { first } else { second }
    }

    fn snapshot(&self, viewer: Viewer) -> Snapshot {
        match viewer {
            None => self.workspace.snapshot(),
            Some(connection) => self.overlay(connection).snapshot(),
        }
    }
}

impl WorkspaceSubject for WorkspaceProduction {
    fn publish(&mut self, changes: &[DiskChange]) -> Vec<String> {
        let changes = changes.iter().map(|(uri, version, text)| {
            let uri = Uri::from(&**uri);
            let analysis = text.as_deref().and_then(|text| words::analyze(&uri, &text.into())).map(Arc::new);
            Change { uri, version: Version::new(*version), analysis }
        });
        let stale = self.workspace.publish(changes.collect()).stale;
        stale.iter().map(Uri::to_string).collect()
    }

    fn submit(&mut self, (uri, version, text): &DiskChange) -> bool {
        let text = text.as_deref().map(Arc::from);
        self.workspace.submit(&Uri::from(&**uri), Version::new(*version), text)
    }

    fn settle(&mut self) {
        self.workspace.settle(&self.pool);
    }

    fn open(&mut self, connection: usize, uri: &str, version: i32, text: &str) {
        self.overlay(connection).open(Uri::from(uri), version, text);
    }

    fn change(&mut self, connection: usize, uri: &str, version: i32, text: &str) -> bool {
        self.overlay(connection).change(Uri::from(uri), version, text).is_ok()
    }

    fn close(&mut self, connection: usize, uri: &str) -> bool {
        self.overlay(connection).close(&Uri::from(uri)).is_ok()
    }

    fn look(&self, viewer: Viewer) -> Seen {
        seen(&self.snapshot(viewer))
    }

    fn keep(&mut self, viewer: Viewer) {
        self.kept.push(self.snapshot(viewer));
    }

    fn look_kept(&self, number: usize) -> Option<Seen> {
        self.kept.get(number).map(seen)
    }
}

/// Everything that can be seen of a snapshot.
#[must_use]
pub fn seen(snapshot: &Snapshot) -> Seen {
    let mut stamps = BTreeMap::new();
    for namespace in Namespace::ALL {
        for name in snapshot.names(namespace) {
            let definers = snapshot.definitions_stamp(namespace, name).to_string();
            let mentioners = snapshot.mentions_stamp(namespace, name).to_string();
            stamps.insert((namespace.to_string(), name.to_owned()), (definers, mentioners));
        }
    }
    let edition = snapshot.revision();
    Seen {
        view: view_of(snapshot),
        edition: (edition.disk.number(), edition.overlay.number()),
        identity: snapshot.identity().to_string(),
        links: snapshot.links_stamp().to_string(),
        stamps,
        digest: snapshot.digest().to_string(),
    }
}

/// The content of a snapshot.
#[must_use]
pub fn view_of(snapshot: &Snapshot) -> View {
    let mut view = View::default();
    for document in snapshot.documents() {
        let analysis = &document.analysis;
        let uri = document.uri.to_string();
        let paths = analysis.imports().iter().flat_map(|import| import.candidates.clone());
        view.links.insert(uri.clone(), paths.collect());
        let found = snapshot.document(&document.uri).map_or("", |found| found.analysis.text());
        view.documents.insert(uri, found.to_owned());
    }
    for namespace in Namespace::ALL {
        for name in snapshot.names(namespace) {
            let mut entry = Entry::default();
            entry.definers.extend(snapshot.definitions(namespace, name).map(|found| found.uri.to_string()));
            for document in snapshot.mentions(namespace, name) {
                let said = |role| match role {
                    Role::Definition => Said::Defines,
                    Role::Declaration => Said::Declares,
                    Role::Binding | Role::Reference => Said::Mentions,
                };
                let place = |span: crate::text::Span| span.start as usize;
                let sites = document.sites(namespace, name);
                entry
                    .sites
                    .extend(sites.map(|site| (document.uri.to_string(), place(site.span), said(site.role))));
            }
            view.names.insert((namespace.to_string(), name.to_owned()), entry);
        }
    }
    view
}
