//! Files that get another content.

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A file before and after.
pub(super) struct Replacement<'s> {
    /// Where it is.
    pub(super) path: &'s Path,
    /// What was read.
    pub(super) old: &'s str,
    /// What it will hold.
    pub(super) new: &'s str,
}

/// Why the files were not written.
#[derive(Debug)]
pub(super) enum WriteError {
    /// A file has changed since it was read; nothing was written.
    Changed(PathBuf),
    /// The operating system refuses; the files before this one may be written.
    Io(PathBuf, io::Error),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteError::Changed(path) => {
                write!(f, "{} has changed since it was read; nothing was written", path.display())
            }
            WriteError::Io(path, error) => write!(f, "{} cannot be written: {error}", path.display()),
        }
    }
}

/// Replaces the files, each atomically: everything is prepared beside them first, so that what can go wrong goes wrong
/// before anything has changed.
///
/// # Errors
/// If a file has changed since it was read, or the operating system refuses.
pub(super) fn write(files: &[Replacement<'_>]) -> Result<(), WriteError> {
    let mut prepared = Vec::with_capacity(files.len());
    for Replacement { path, old, new } in files {
        let at = |error| WriteError::Io(path.to_path_buf(), error);
        // The file itself, where the path is a link to it.
        let target = fs::canonicalize(path).map_err(at)?;
        if fs::read(&target).map_err(at)? != old.as_bytes() {
            return Err(WriteError::Changed(path.to_path_buf()));
        }
        let folder = target.parent().unwrap_or(Path::new("."));
        let mut beside = NamedTempFile::new_in(folder).map_err(at)?;
        beside.write_all(new.as_bytes()).map_err(at)?;
        fs::set_permissions(beside.path(), fs::metadata(&target).map_err(at)?.permissions()).map_err(at)?;
        beside.as_file().sync_all().map_err(at)?;
        prepared.push((target, beside, old));
    }
    // Whoever wrote while the rest was prepared is not overwritten.
    for (target, _, old) in &prepared {
        if !fs::read(target).is_ok_and(|bytes| bytes == old.as_bytes()) {
            return Err(WriteError::Changed(target.clone()));
        }
    }
    for (target, beside, _) in prepared {
        beside.persist(&target).map_err(|error| WriteError::Io(target, error.error))?;
    }
    Ok(())
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    fn file<'s>(path: &'s Path, old: &'s str) -> Replacement<'s> {
        Replacement { path, old, new: "(new)\n" }
    }

    #[test]
    fn nothing_is_written_where_one_file_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["a.metta", "b.metta"].map(|name| folder.path().join(name));
        fs::write(&paths[0], "(old)\n").unwrap();
        fs::write(&paths[1], "(someone else's)\n").unwrap();
        let outcome = write(&[file(&paths[0], "(old)\n"), file(&paths[1], "(old)\n")]);
        assert!(matches!(outcome, Err(WriteError::Changed(path)) if path == paths[1]));
        assert_eq!(fs::read_to_string(&paths[0]).unwrap(), "(old)\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside the files");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_keeps_its_permissions_and_links_stay_links() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a.metta"), folder.path().join("link.metta"));
        fs::write(&path, "(old)\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        write(&[file(&link, "(old)\n")]).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "(new)\n");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }
}
