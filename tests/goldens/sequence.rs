//! Sequences: what is on disk, one workspace, an overlay for each connection.

use std::collections::BTreeMap;
use std::sync::Arc;

use heddle::sync::fork_join::Pool;
use heddle::text::Uri;
use heddle::workspace::{Overlay, Workspace};
use serde_json::Value;

use super::verdict;

/// True for a step that a library can only be told about: what happens while an index is built in the background.
pub(super) fn is_about_background_indexing(step: &Value) -> bool {
    step["slowIndex"].as_bool() == Some(true)
}

struct Machine<'c> {
    files: &'c Value,
    disk: BTreeMap<String, String>,
    workspace: Arc<Workspace>,
    connections: BTreeMap<String, Overlay>,
    rooted: bool,
    pool: Pool,
}

/// Runs the steps of a case.
pub(super) fn run(files: &Value, steps: &[Value]) -> Result<(), String> {
    let mut machine = Machine {
        files,
        disk: BTreeMap::new(),
        workspace: Arc::new(Workspace::new()),
        connections: BTreeMap::new(),
        rooted: false,
        pool: Pool::new(2),
    };
    for (number, step) in steps.iter().enumerate() {
        machine.step(step).map_err(|why| format!("step {}: {why}", number + 1))?;
    }
    Ok(())
}

impl Machine<'_> {
    fn step(&mut self, step: &Value) -> Result<(), String> {
        let text = |key: &str| step[key].as_str();
        let version = step["version"].as_i64().unwrap_or(1) as i32;
        if let Some(uri) = text("disk") {
            self.disk.insert(uri.to_owned(), text("text").unwrap_or_default().to_owned());
        } else if let Some(root) = text("initializeRoot") {
            self.rooted = true;
            self.index(root);
            self.connection(step);
        } else if let Some(uri) = text("open") {
            if !self.rooted {
                let folder = uri.rsplit_once('/').map_or(uri, |(folder, _)| folder);
                self.index(folder);
            }
            let given = text("text").or(self.files[uri].as_str()).unwrap_or_default();
            self.connection(step).open(uri.into(), version, given);
        } else if let Some(uri) = text("change") {
            // A stale version is refused: that is what the case is about, and the next request shows it.
            let _refused =
                self.connection(step).change(uri.into(), version, text("text").unwrap_or_default());
        } else if let Some(uri) = text("close") {
            self.connection(step).close(&uri.into()).map_err(|refused| format!("{refused:?}"))?;
        } else if let Some(uri) = text("deleteOnDisk") {
            self.disk.remove(uri);
        } else if let Some(changes) = step["didChangeWatchedFiles"].as_array() {
            let changed: Vec<String> =
                changes.iter().filter_map(|change| change["uri"].as_str().map(str::to_owned)).collect();
            self.read(&changed);
        } else if let Some(method) = text("request") {
            let snapshot = self.connection(step).snapshot();
            return verdict::judge(&snapshot, method, step, step);
        } else if step["waitIndexed"].as_bool() != Some(true) {
            return Err(format!("unknown step: {step}"));
        }
        Ok(())
    }

    fn connection(&mut self, step: &Value) -> &Overlay {
        let name = step["connection"].as_str().unwrap_or_default().to_owned();
        let workspace = &self.workspace;
        self.connections.entry(name).or_insert_with(|| Overlay::new(Arc::clone(workspace)))
    }

    /// Reads all files under a folder.
    fn index(&mut self, folder: &str) {
        let under: Vec<String> = self.disk.keys().filter(|uri| uri.starts_with(folder)).cloned().collect();
        self.read(&under);
    }

    /// Reads files, those that are gone as removed.
    fn read(&mut self, uris: &[String]) {
        for uri in uris {
            let version = self.workspace.ticket();
            let text = self.disk.get(uri).map(|text| Arc::from(text.as_str()));
            self.workspace.submit(&Uri::parse(uri), version, text);
        }
        self.workspace.settle(&self.pool);
    }
}
