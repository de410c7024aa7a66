//! `heddle rename`.

use std::io;
use std::path::Path;

use serde::Serialize;
use similar::TextDiff;

use super::Exit;
use super::place::Range;
use super::question::Question;
use super::replacement::{self, Replacement};
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
    let replaced = files.iter().map(|File { path, old, new, .. }| Replacement { path, old, new });
    if args.write
        && let Err(error) = replacement::write(&replaced.collect::<Vec<_>>())
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
