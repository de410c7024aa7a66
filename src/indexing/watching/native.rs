//! The operating system's own service.

use std::path::Path;

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{ErrorKind, Event, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::{Folders, Shared, is_ignore_file};
use crate::indexing::scope::Scope;
use crate::language::LanguageId;
use crate::sync::Arc;

/// Linux counts each folder; elsewhere a watch holds for all that is below.
const RECURSIVE: bool = !cfg!(target_os = "linux");

/// The operating system will not watch.
pub(super) struct Refused;

/// The watches that are set.
pub(super) struct Native {
    watcher: RecommendedWatcher,
    watched: Folders,
}

impl Native {
    pub(super) fn new(shared: Arc<Shared>) -> Result<Native, Refused> {
        // Runs on a thread of the crate's, which it must not keep.
        let hear = move |heard: notify::Result<Event>| match heard {
            Ok(event) if event.need_rescan() => shared.overflowed(),
            Ok(event) if is_access(&event.kind) => {}
            Ok(event) => {
                let whole = !matches!(event.kind, EventKind::Modify(notify::event::ModifyKind::Data(_)));
                let paths = event.paths.into_iter().filter(|path| concerns(path, whole));
                let paths: Vec<_> = paths.collect();
                if paths.iter().any(|path| is_ignore_file(path)) {
                    shared.overflowed();
                } else if !paths.is_empty() {
                    shared.noticed(paths);
                }
            }
            Err(_) => shared.overflowed(),
        };
        let watcher = notify::recommended_watcher(hear).map_err(|_| Refused)?;
        Ok(Native { watcher, watched: Folders::new() })
    }

    /// Watches `folders` of `scope`, and if they are all that there are, no others.
    pub(super) fn watch(&mut self, scope: &Scope, folders: Folders, all: bool) -> Result<(), Refused> {
        let wanted = if RECURSIVE { scope.folders.iter().cloned().collect() } else { folders };
        if all {
            for gone in self.watched.difference(&wanted).cloned().collect::<Vec<_>>() {
                // It may be gone from the disk, and its watch with it.
                let _ = self.watcher.unwatch(&gone);
                self.watched.remove(&gone);
            }
        }
        let mode = if RECURSIVE { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        for folder in wanted {
            // One that was watched before may have been removed and made anew, and its watch is gone.
            match self.watcher.watch(&folder, mode) {
                Ok(()) => {
                    self.watched.insert(folder);
                }
                Err(error) if is_missing(&error) => {}
                Err(_) => return Err(Refused),
            }
        }
        Ok(())
    }
}

fn is_missing(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound => true,
        // A folder that may not be read is told of by the run.
        ErrorKind::Io(error) => {
            matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::PermissionDenied)
        }
        _ => false,
    }
}

/// Whether somebody has only looked. The end of a writing counts as a change.
fn is_access(kind: &EventKind) -> bool {
    matches!(kind, EventKind::Access(kind) if *kind != AccessKind::Close(AccessMode::Write))
}

/// Whether something that has changed plays a part. What has no extension of ours may be a folder, unless only its data have
/// changed.
fn concerns(path: &Path, may_be_folder: bool) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    let ours = |extension| {
        let mut all = LanguageId::ALL.into_iter().flat_map(|language| language.language().extensions());
        all.any(|one| *one == extension)
    };
    extension.is_some_and(ours)
        || is_ignore_file(path)
        // What is gone cannot be asked what it was.
        || may_be_folder && (extension.is_none() || path.is_dir() || !path.exists())
}
