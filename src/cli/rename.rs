//! `heddle rename`.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use similar::TextDiff;
use tempfile::NamedTempFile;

use super::Exit;
use super::place::Range;
use super::question::Question;
use super::sources::Sources;
use super::terminal::Terminal;
use crate::resolver::{self, Lookup, RenameError, TextEdit};
use crate::text::Uri;

/// Give the symbol at a place another name, wherever it stands; print the change as a unified diff
///
/// What would mean something else afterwards is refused, and nothing is changed. With --write each file is replaced
/// atomically and keeps its permissions; where one has changed since it was read, none is.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    question: Question,
    /// The new name, as it is written there
    #[arg(value_name = "NEW")]
    name: String,
    /// Change the files, instead of printing what would change
    #[arg(long)]
    write: bool,
}

/// What a rename comes to, for programs.
#[derive(Serialize)]
struct Renamed {
    written: bool,
    files: Vec<Changed>,
}

#[derive(Serialize)]
struct Changed {
    path: String,
    uri: String,
    edits: Vec<Edit>,
}

#[derive(Serialize)]
struct Edit {
    range: Range,
    #[serde(rename = "newText")]
    new_text: String,
}

/// A file before and after.
struct File<'s> {
    uri: Uri,
    name: String,
    path: &'s Path,
    old: &'s str,
    new: String,
    edits: Vec<TextEdit>,
}

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> io::Result<Exit> {
    let (sources, cursor) = match args.question.ask(terminal) {
        Ok(asked) => asked,
        Err(exit) => return Ok(exit),
    };
    let edits = match resolver::rename(&Lookup::new(&sources.snapshot), &cursor, &args.name) {
        Ok(edits) => edits,
        Err(error) => {
            terminal.remark(&format!("heddle rename: {}", reason(&error, &sources)));
            return Ok(Exit::Different);
        }
    };
    let files = files(&sources, edits);
    if args.write
        && let Err(error) = write(&files)
    {
        terminal.remark(&format!("heddle rename: {error}"));
        return Ok(Exit::Inaccessible);
    }
    if args.question.json {
        terminal.json(&renamed(&sources, files, args.write))?;
        return Ok(Exit::Success);
    }
    for File { name, old, new, edits, .. } in &files {
        if args.write {
            terminal.line(&format!("{name}: {}", super::units::count(edits.len(), "place")))?;
        } else {
            let diff = TextDiff::from_lines(*old, new.as_str());
            let diff = diff.unified_diff().header(name, name).to_string();
            terminal.text(&diff)?;
        }
    }
    if files.is_empty() {
        terminal.remark("that is its name already");
    }
    Ok(Exit::Success)
}

/// Why a rename is refused; documents are called as people call them.
fn reason(error: &RenameError, sources: &Sources) -> String {
    let uri = match error {
        RenameError::Taken { uri, .. } | RenameError::Computed(uri) | RenameError::Broken(uri) => uri,
        _ => return error.to_string(),
    };
    error.to_string().replace(uri.as_str(), &sources.name(uri))
}

fn files(sources: &Sources, edits: Vec<(Uri, Vec<TextEdit>)>) -> Vec<File<'_>> {
    let files = edits.into_iter().filter_map(|(uri, edits)| {
        let (document, path) = (sources.snapshot.document(&uri)?, sources.path(&uri)?);
        let old: &str = document.analysis.text();
        let (mut new, mut done) = (String::with_capacity(old.len()), 0);
        for edit in &edits {
            new.push_str(old.get(done..edit.span.start as usize).unwrap_or_default());
            new.push_str(&edit.text);
            done = edit.span.end as usize;
        }
        new.push_str(old.get(done..).unwrap_or_default());
        let name = sources.name(&uri);
        (!edits.is_empty()).then_some(File { uri, name, path, old, new, edits })
    });
    files.collect()
}

fn renamed(sources: &Sources, files: Vec<File<'_>>, written: bool) -> Renamed {
    let files = files.into_iter().filter_map(|file| {
        let analysis = &sources.snapshot.document(&file.uri)?.analysis;
        let edits = file
            .edits
            .into_iter()
            .map(|TextEdit { span, text }| Edit { range: Range::of(analysis, span), new_text: text });
        Some(Changed { path: file.name, uri: file.uri.to_string(), edits: edits.collect() })
    });
    Renamed { written, files: files.collect() }
}

/// Why the files were not written.
#[derive(Debug)]
enum WriteError {
    /// A file has changed since it was read; nothing was written.
    Changed(PathBuf),
    /// The operating system refuses; the files before this one may be written.
    Io(PathBuf, io::Error),
}

impl std::fmt::Display for WriteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
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
fn write(files: &[File<'_>]) -> Result<(), WriteError> {
    let mut prepared = Vec::with_capacity(files.len());
    for File { path, old, new, .. } in files {
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

    fn file<'s>(path: &'s Path, old: &'s str) -> File<'s> {
        let name = path.display().to_string();
        File { uri: Uri::from_path(path), name, path, old, new: "(new)\n".to_string(), edits: Vec::new() }
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
