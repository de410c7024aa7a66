//! Which files a load is about: paths as a person gives them, turned into a list whose order depends on names alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::error::{LoadError, LoadErrorKind};
use crate::sync::Arc;
use crate::sync::fork_join::Pool;

/// A file that discovery found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceFile {
    /// The path as given, or below the directory as given.
    pub path: Arc<Path>,
    /// Its length when it was found: what it weighs in the window. Nothing else rests on it.
    pub length: u64,
}

/// What the paths of a load stand for, in load order: files, and in their places the errors met on the way.
#[derive(Clone, Debug, Default)]
pub struct Discovery {
    /// Files and errors in load order.
    pub entries: Vec<Result<SourceFile, LoadError>>,
    /// How many times a file was reached again and left out.
    pub repeated: usize,
}

impl Discovery {
    /// The number of files found.
    pub fn files(&self) -> usize {
        self.entries.iter().flatten().count()
    }

    /// The sum of their lengths.
    pub fn bytes(&self) -> u64 {
        self.entries.iter().flatten().map(|file| file.length).sum()
    }
}

/// Finds the files behind `paths`.
///
/// - A file that is named is taken whatever its extension and whatever `.gitignore` says.
/// - A directory yields the `*.metta` files below it, sorted by the bytes of their paths. `.gitignore` and `.ignore` files
///   are respected, with or without a repository around them; hidden files are left out; nothing outside the tree and
///   its parents is consulted, so a folder means the same on every machine. Symbolic links are followed.
/// - The order is that of `paths`; a directory stands for its files.
/// - A file is loaded once: where several paths or links lead to it, the first counts ([`Discovery::repeated`]).
/// - What is missing, unreadable, neither file nor directory, or a loop of links stands as an error in its place.
///
/// O(n log n) for n entries, on the calling thread.
pub fn discover<P: AsRef<Path>>(paths: &[P]) -> Discovery {
    discover_with(paths, &["metta"])
}

/// [`discover`], but that a directory yields the files whose names have one of `extensions` (without the dot).
pub fn discover_with<P: AsRef<Path>>(paths: &[P], extensions: &[&str]) -> Discovery {
    find(paths, extensions).measured(&Pool::new(1))
}

/// [`discover_with`] but for the lengths of the files.
pub(super) fn find<P: AsRef<Path>>(paths: &[P], extensions: &[&str]) -> Names {
    let mut found = Vec::new();
    for path in paths {
        let path = path.as_ref();
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => walk(path, extensions, &mut found),
            Ok(metadata) if metadata.is_file() => {
                found.push(Found { aliased: true, ..Found::file(path.to_path_buf()) });
            }
            Ok(_) => found.push(Found::error(path.to_path_buf(), LoadErrorKind::NotAFile)),
            Err(error) => found.push(Found::error(path.to_path_buf(), LoadErrorKind::from_io(&error))),
        }
    }
    let repeated =
        if paths.len() > 1 || found.iter().any(|one| one.aliased) { drop_repeated(&mut found) } else { 0 };
    Names { found, repeated }
}

/// Files whose lengths are not known yet.
pub(super) struct Names {
    found: Vec<Found>,
    repeated: usize,
}

impl Names {
    /// The number of files and errors.
    pub(super) fn len(&self) -> usize {
        self.found.len()
    }

    /// Asks for the lengths: the larger part of a discovery, and one that threads can share.
    pub(super) fn measured(self, pool: &Pool) -> Discovery {
        let mut rest = self.found.into_iter();
        let share = rest.len().div_ceil(pool.threads() * SHARES).max(1);
        let shares: Vec<Vec<Found>> =
            std::iter::from_fn(|| Some(rest.by_ref().take(share).collect::<Vec<_>>()))
                .take_while(|share| !share.is_empty())
                .collect();
        let measured =
            pool.map(shares, |_, share| share.into_iter().map(Found::measured).collect::<Vec<_>>());
        Discovery { entries: measured.into_iter().flatten().collect(), repeated: self.repeated }
    }
}

/// Shares of a discovery per thread that measures.
const SHARES: usize = 4;

struct Found {
    path: PathBuf,
    what: Result<(), LoadErrorKind>,
    /// The last component may be a link, so the name does not identify the file.
    aliased: bool,
}

impl Found {
    fn file(path: PathBuf) -> Found {
        Found { path, what: Ok(()), aliased: false }
    }

    fn error(path: PathBuf, kind: LoadErrorKind) -> Found {
        Found { path, what: Err(kind), aliased: false }
    }

    fn measured(self) -> Result<SourceFile, LoadError> {
        let length = self.what.and_then(|()| {
            fs::metadata(&self.path)
                .map(|metadata| metadata.len())
                .map_err(|error| LoadErrorKind::from_io(&error))
        });
        let path: Arc<Path> = self.path.into();
        match length {
            Ok(length) => Ok(SourceFile { path, length }),
            Err(kind) => Err(LoadError::of_file(path, kind)),
        }
    }
}

/// A walk through a directory by the rules of [`discover`]: which ignore files count, hidden files left out, links followed.
pub(crate) fn walker(root: &Path) -> WalkBuilder {
    let mut walker = WalkBuilder::new(root);
    walker.follow_links(true).require_git(false).git_global(false).git_exclude(false);
    walker
}

/// What an error of such a walk is about; `near` is where it was met.
pub(crate) fn walk_error(near: &Path, error: &ignore::Error) -> LoadError {
    let Found { path, what, .. } = of_walk_error(near, error);
    LoadError::of_file(path.into(), what.err().unwrap_or(LoadErrorKind::Missing))
}

fn walk(root: &Path, extensions: &[&str], found: &mut Vec<Found>) {
    let start = found.len();
    for entry in walker(root).build() {
        match entry {
            Ok(entry) => {
                if let Some(error) = entry.error() {
                    found.push(of_walk_error(entry.path(), error));
                }
                if has_one(entry.path(), extensions) && !entry.file_type().is_some_and(|kind| kind.is_dir()) {
                    found.push(of_entry(&entry));
                }
            }
            Err(error) => found.push(of_walk_error(root, &error)),
        }
    }
    found[start..].sort_by(|a, b| bytes(&a.path).cmp(bytes(&b.path)));
}

fn of_entry(entry: &ignore::DirEntry) -> Found {
    let path = entry.path().to_path_buf();
    if !entry.file_type().is_some_and(|kind| kind.is_file()) {
        return Found::error(path, LoadErrorKind::NotAFile);
    }
    Found { aliased: entry.path_is_symlink(), ..Found::file(path) }
}

/// The path and kind that are buried in an error of the walker.
fn of_walk_error(near: &Path, error: &ignore::Error) -> Found {
    let mut path = near;
    let mut error = error;
    loop {
        match error {
            ignore::Error::WithPath { path: inner, err } => (path, error) = (inner, err),
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => error = err,
            ignore::Error::Partial(errors) if let [first, ..] = &errors[..] => error = first,
            ignore::Error::Loop { ancestor, child } => {
                return Found::error(child.clone(), LoadErrorKind::Loop { ancestor: ancestor.clone() });
            }
            ignore::Error::Io(io) => return Found::error(path.to_path_buf(), of_io(io)),
            other => {
                return Found::error(
                    path.to_path_buf(),
                    LoadErrorKind::IgnoreFile { reason: other.to_string() },
                );
            }
        }
    }
}

/// The walker wraps the error of the operating system in one of its own, whose text repeats the path.
fn of_io(error: &io::Error) -> LoadErrorKind {
    let mut source: Option<&(dyn std::error::Error + 'static)> = error.get_ref().map(|inner| inner as _);
    while let Some(inner) = source {
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            return of_io(io);
        }
        source = inner.source();
    }
    LoadErrorKind::from_io(error)
}

fn has_one(path: &Path, extensions: &[&str]) -> bool {
    path.extension().is_some_and(|extension| extensions.iter().any(|one| extension == *one))
}

fn bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}

/// Keeps the first of all entries that are the same file. One look at the file system per directory and per entry whose
/// own name may be a link, not one per file.
fn drop_repeated(found: &mut Vec<Found>) -> usize {
    let mut directories: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
    let mut seen: BTreeSet<PathBuf> = BTreeSet::new();
    let before = found.len();
    found.retain(|one| one.what.is_err() || seen.insert(identity(one, &mut directories)));
    before - found.len()
}

fn identity(one: &Found, directories: &mut BTreeMap<PathBuf, PathBuf>) -> PathBuf {
    match (one.aliased, one.path.parent(), one.path.file_name()) {
        (false, Some(parent), Some(name)) => directories
            .entry(parent.to_path_buf())
            .or_insert_with(|| fs::canonicalize(parent).unwrap_or_else(|_| parent.to_path_buf()))
            .join(name),
        _ => fs::canonicalize(&one.path).unwrap_or_else(|_| one.path.clone()),
    }
}
