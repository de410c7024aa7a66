//! Walking through the folders of a scope.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Bound;
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

use super::files::Failure;
use super::scope::Scope;
use crate::language::LanguageId;
use crate::loader::{walk_error, walker};
use crate::sync::Arc;

/// See [`Files::find`](super::Files::find).
pub(super) fn find(scope: &Scope, only: Option<&BTreeSet<PathBuf>>) -> Vec<Result<PathBuf, Failure>> {
    let extensions: Vec<&str> =
        LanguageId::ALL.into_iter().flat_map(|language| language.language().extensions()).copied().collect();
    let mut found = BTreeMap::new();
    walk(scope, only, |path, seen| match seen {
        Ok(Kind::File) => {
            let extension = path.extension().and_then(|extension| extension.to_str());
            if extension.is_some_and(|extension| extensions.contains(&extension)) {
                found.insert(path.clone(), Ok(path));
            }
        }
        Ok(Kind::Folder) => {}
        // A file that is found on another way stays found.
        Err(failure) => {
            found.entry(path).or_insert(Err(failure));
        }
    });
    found.into_values().collect()
}

/// The folders that have to be watched for `scope`, or of them those that are in `only` or below a folder in it.
pub(super) fn folders(scope: &Scope, only: Option<&BTreeSet<PathBuf>>) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    walk(scope, only, |path, seen| {
        if matches!(seen, Ok(Kind::Folder)) {
            found.insert(path);
        }
    });
    found
}

/// What stands in a folder.
enum Kind {
    File,
    Folder,
}

fn walk(
    scope: &Scope,
    only: Option<&BTreeSet<PathBuf>>,
    mut see: impl FnMut(PathBuf, Result<Kind, Failure>),
) {
    let only = only.map(|only| Arc::new(Wanted(only.clone())));
    let roots: Vec<PathBuf> = scope.folders.iter().map(|folder| absolute(folder)).collect();
    // Where a link leads into one of the folders, what it leads to is found there.
    let real: Arc<Vec<PathBuf>> =
        Arc::new(roots.iter().filter_map(|root| fs::canonicalize(root).ok()).collect());
    for root in roots {
        if only.as_ref().is_some_and(|only| !only.concerns(&root)) {
            continue;
        }
        let (patterns, wrong) = scope.patterns(&root);
        for message in wrong {
            see(root.clone(), Err(Failure::new(root.clone(), message)));
        }
        let (only, real) = (only.clone(), Arc::clone(&real));
        let mut builder: WalkBuilder = walker(&root);
        builder.filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            only.as_ref().is_none_or(|only| only.concerns(entry.path()))
                && patterns.take(entry.path(), is_folder)
                && !(entry.path_is_symlink() && leads_into(entry, &real))
        });
        for entry in builder.build() {
            match entry {
                Ok(entry) => {
                    if let Some(error) = entry.error() {
                        let failure = Failure::of(&walk_error(entry.path(), error));
                        see(failure.path.clone(), Err(failure));
                    }
                    match entry.file_type() {
                        Some(kind) if kind.is_dir() => see(entry.into_path(), Ok(Kind::Folder)),
                        Some(kind) if kind.is_file() => see(entry.into_path(), Ok(Kind::File)),
                        _ => {}
                    }
                }
                Err(error) => {
                    let failure = Failure::of(&walk_error(&root, &error));
                    // What has gone since its folder was listed is no failure; that the folder itself is missing is one.
                    if !failure.gone || failure.path == root {
                        see(failure.path.clone(), Err(failure));
                    }
                }
            }
        }
    }
}

fn leads_into(entry: &DirEntry, folders: &[PathBuf]) -> bool {
    fs::canonicalize(entry.path()).is_ok_and(|target| folders.iter().any(|folder| target.starts_with(folder)))
}

pub(super) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}

/// Paths that somebody wants to know of, with everything below them.
struct Wanted(BTreeSet<PathBuf>);

impl Wanted {
    /// Whether a path is wanted, lies below a wanted one, or above one. O(depth · log wanted).
    fn concerns(&self, path: &Path) -> bool {
        if path.ancestors().any(|above| self.0.contains(above)) {
            return true;
        }
        // Paths are ordered by their components: what lies below `path` follows it at once.
        let mut after = self.0.range::<Path, _>((Bound::Excluded(path), Bound::Unbounded));
        after.next().is_some_and(|next| next.starts_with(path))
    }
}
