//! Files that lie in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use crate::indexing::{Failure, Files, Scope};
use crate::sync::Mutex;
use crate::sync::fork_join::Pool;

/// A file system that a script changes. Clones share it.
#[derive(Clone)]
pub(super) struct Memory(Arc<Mutex<BTreeMap<PathBuf, Arc<str>>>>);

impl Memory {
    pub(super) fn new() -> Memory {
        Memory(Arc::new(Mutex::new("oracle.files", BTreeMap::new())))
    }

    /// Writes a file, or removes it.
    pub(super) fn set(&self, path: PathBuf, text: Option<&str>) {
        let text: Option<Arc<str>> = text.map(Arc::from);
        let mut files = self.0.lock();
        let before = match text {
            Some(text) => files.insert(path, text),
            None => files.remove(&path),
        };
        drop(files);
        drop(before);
    }
}

impl Files for Memory {
    fn find(&self, scope: &Scope, only: Option<&BTreeSet<PathBuf>>) -> Vec<Result<PathBuf, Failure>> {
        let paths: Vec<PathBuf> = self.0.lock().keys().cloned().collect();
        let wanted = |path: &PathBuf| {
            scope.folders.iter().any(|folder| path.starts_with(folder))
                && only.is_none_or(|only| only.iter().any(|one| path.starts_with(one)))
        };
        paths.into_iter().filter(wanted).map(Ok).collect()
    }

    fn read(&self, _: &Pool, files: Vec<PathBuf>, _: u64) -> Vec<Result<Arc<str>, Failure>> {
        let text = |path: PathBuf| {
            let text = self.0.lock().get(&path).cloned();
            text.ok_or_else(|| Failure { gone: true, ..Failure::new(path, "it is gone") })
        };
        files.into_iter().map(text).collect()
    }
}
