//! The door to files: small, so that a test can stand in it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::scope::Scope;
use super::walk;
use crate::loader::{Limits, LoadError, LoadErrorKind, SourceFile, read_texts};
use crate::sync::fork_join::Pool;

/// A file that could not be indexed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// The file, or a folder that could not be looked at.
    pub path: PathBuf,
    /// Why.
    pub message: String,
    /// It was there when it was found, and gone when it was read: no failure, but no file either.
    pub gone: bool,
}

impl Failure {
    /// A file that is there and cannot be read.
    #[must_use]
    pub fn new(path: PathBuf, message: impl Into<String>) -> Failure {
        Failure { path, message: message.into(), gone: false }
    }

    pub(super) fn of(error: &LoadError) -> Failure {
        let gone = *error.kind() == LoadErrorKind::Missing;
        Failure { path: error.path().to_path_buf(), message: error.message(), gone }
    }
}

/// Finds and reads files. [`Disk`] is the real one.
pub trait Files: Send + Sync + 'static {
    /// The files of `scope`, or of them those that are in `only` or below a folder in it; each once, in the order of their
    /// paths, with what could not be looked at.
    fn find(&self, scope: &Scope, only: Option<&BTreeSet<PathBuf>>) -> Vec<Result<PathBuf, Failure>>;

    /// The texts of files of up to `limit` bytes, in order: each one content, not parts of two.
    fn read(&self, pool: &Pool, files: Vec<PathBuf>, limit: u64) -> Vec<Result<Arc<str>, Failure>>;
}

/// The file system of the machine.
#[derive(Clone, Copy, Default, Debug)]
pub struct Disk;

impl Files for Disk {
    fn find(&self, scope: &Scope, only: Option<&BTreeSet<PathBuf>>) -> Vec<Result<PathBuf, Failure>> {
        walk::find(scope, only)
    }

    fn read(&self, pool: &Pool, files: Vec<PathBuf>, limit: u64) -> Vec<Result<Arc<str>, Failure>> {
        // How long it is plays no part here: the reader asks again when it opens the file.
        let entry = |path: &PathBuf| Ok(SourceFile { path: Arc::from(Path::new(path)), length: 0 });
        let entries = files.iter().map(entry).collect();
        let outcomes = read_texts(pool, entries, Limits { file_bytes: limit });
        outcomes
            .into_iter()
            .map(|outcome| outcome.map(|text| text.text).map_err(|error| Failure::of(&error)))
            .collect()
    }
}
