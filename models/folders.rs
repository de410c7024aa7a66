//! Folders in memory, for the models of indexing: few files, each with the trouble that a body wants.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use heddle::indexing::{Failure, Files, Scope};
use heddle::sync::fork_join::Pool;
use heddle::sync::{Arc, Mutex};
use heddle::text::Uri;

/// What is the matter with a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Content {
    /// Nothing: this is its text.
    Text(&'static str),
    /// It cannot be read.
    Unreadable,
    /// Whoever reads it panics.
    Panics,
}

/// What a reading panics of.
pub(crate) const PANIC: &str = "a file that nobody can read";

/// Files by path.
#[derive(Clone)]
pub(crate) struct Folders(Arc<Mutex<BTreeMap<&'static str, Content>>>);

impl Folders {
    pub(crate) fn new(files: &[(&'static str, Content)]) -> Folders {
        Folders(Arc::new(Mutex::new("folders", files.iter().copied().collect())))
    }

    /// Somebody writes a file.
    pub(crate) fn write(&self, file: &'static str, text: &'static str) {
        self.0.lock().insert(file, Content::Text(text));
    }

    /// The files of `folders`, in order.
    pub(crate) fn list(&self, folders: &[PathBuf]) -> Vec<&'static str> {
        let files = self.0.lock();
        let below = |file: &&&str| folders.iter().any(|folder| Path::new(file).starts_with(folder));
        files.keys().filter(below).copied().collect()
    }

    /// The text of a file.
    ///
    /// # Errors
    /// If it has none.
    pub(crate) fn text(&self, file: &str) -> Result<&'static str, Failure> {
        let content = self.0.lock().get(file).copied();
        match content {
            Some(Content::Text(text)) => Ok(text),
            Some(Content::Unreadable) => Err(Failure::new(file.into(), "cannot be read")),
            // Without the message and the backtrace of `panic!`: it happens in each of thousands of executions.
            Some(Content::Panics) => std::panic::resume_unwind(Box::new(PANIC.to_owned())),
            None => Err(Failure { gone: true, ..Failure::new(file.into(), "is gone") }),
        }
    }
}

impl Files for Folders {
    fn find(&self, scope: &Scope, only: Option<&BTreeSet<PathBuf>>) -> Vec<Result<PathBuf, Failure>> {
        let found = self.list(&scope.folders).into_iter().map(PathBuf::from);
        found.filter(|path| only.is_none_or(|only| only.contains(path))).map(Ok).collect()
    }

    fn read(&self, _: &Pool, files: Vec<PathBuf>, _: u64) -> Vec<Result<std::sync::Arc<str>, Failure>> {
        let text = |path: &PathBuf| self.text(path.to_str().unwrap_or_default()).map(std::sync::Arc::from);
        files.iter().map(text).collect()
    }
}

/// The scope of these folders.
pub(crate) fn scope(folders: &[&str]) -> Scope {
    Scope::of(folders.iter().map(PathBuf::from).collect())
}

/// The document that a file is.
pub(crate) fn document(file: &str) -> Uri {
    Uri::from_path(Path::new(file))
}
