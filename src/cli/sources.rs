//! The files that a command asks about, as a workspace.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Exit;
use super::terminal::Terminal;
use crate::language::LanguageId;
use crate::loader::{Discovery, Limits, LoadError, LoadOptions, SourceFile, Text, discover_with, read_texts};
use crate::sync::fork_join::Pool;
use crate::text::Uri;
use crate::workspace::{Document, Snapshot, Workspace};

/// Files that are read at once: progress is shown in between.
const BATCH: usize = 256;

/// A workspace of files, as it was read.
pub(super) struct Sources {
    /// All of it.
    pub(super) snapshot: Snapshot,
    /// How people call the documents.
    names: BTreeMap<Uri, PathBuf>,
    /// The documents that were asked about, in the order in which they were named.
    pub(super) asked: Vec<Uri>,
    /// What could not be had of them.
    pub(super) exit: Exit,
}

impl Sources {
    /// Reads the documents behind `paths`, and beside each file that is named its surroundings: what stands in the
    /// workspace that it is part of. Errors of what was named are shown; other files that cannot be read are left out.
    pub(super) fn read(paths: &[PathBuf], terminal: &mut Terminal) -> Sources {
        let asked = discover_with(paths, &extensions());
        let named: Vec<&PathBuf> = paths.iter().filter(|path| path.is_file()).collect();
        let mut roots: Vec<PathBuf> = named.into_iter().filter_map(|path| root_of(path)).collect();
        roots.dedup();
        let around = discover_with(&roots, &extensions());
        Sources::of(asked, around, terminal)
    }

    /// Reads the documents behind `paths`, and nothing around them.
    pub(super) fn alone(paths: &[PathBuf], terminal: &mut Terminal) -> Sources {
        Sources::of(discover_with(paths, &extensions()), Discovery::default(), terminal)
    }

    /// Reads the document `file` and its surroundings: the files below `root`, or below [`root_of`] the file.
    pub(super) fn around(file: &Path, root: Option<&Path>, terminal: &mut Terminal) -> Sources {
        let root = root.map(Path::to_path_buf).or_else(|| root_of(file));
        let around = discover_with(root.as_slice(), &extensions());
        Sources::of(discover_with(&[file], &extensions()), around, terminal)
    }

    fn of(asked: Discovery, around: Discovery, terminal: &mut Terminal) -> Sources {
        let pool = Pool::new(LoadOptions::default().effective_threads());
        let bar = progress_bar(asked.files() + around.files(), terminal);
        let workspace = Workspace::new();
        let mut sources = Sources {
            snapshot: workspace.snapshot(),
            names: BTreeMap::new(),
            asked: Vec::new(),
            exit: Exit::Success,
        };
        let mut errors: Vec<LoadError> = Vec::new();
        sources.submit(asked.entries, &workspace, &pool, &bar, |outcome| match outcome {
            Ok(uri) => Some(uri),
            Err(error) => {
                errors.push(error);
                None
            }
        });
        let asked = std::mem::take(&mut sources.asked);
        let others = around.entries.into_iter().filter(|entry| {
            let known = |file: &SourceFile| sources.names.contains_key(&uri_of(&file.path));
            !entry.as_ref().is_ok_and(known)
        });
        let others = others.collect();
        sources.submit(others, &workspace, &pool, &bar, Result::ok);
        sources.asked = asked;
        bar.set_message("analysing");
        workspace.settle(&pool);
        bar.finish_and_clear();
        sources.snapshot = workspace.snapshot();
        sources.exit = terminal.errors(&errors);
        for uri in &sources.asked {
            if sources.snapshot.document(uri).is_none() {
                let name = sources.name(uri);
                terminal.remark(&format!("{name}: no language has files with this extension"));
                sources.exit = sources.exit.max(Exit::Unreadable);
            }
        }
        sources
    }

    /// Reads files and submits their texts.
    fn submit(
        &mut self,
        entries: Vec<Result<SourceFile, LoadError>>,
        workspace: &Workspace,
        pool: &Pool,
        bar: &ProgressBar,
        mut take: impl FnMut(Result<Uri, LoadError>) -> Option<Uri>,
    ) {
        let mut rest = entries.into_iter();
        loop {
            let batch: Vec<_> = rest.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                return;
            }
            // Before the files are read: what is submitted later with a later ticket was read later.
            let version = workspace.ticket();
            bar.inc(batch.len() as u64);
            for outcome in read_texts(pool, batch, Limits::default()) {
                let outcome = outcome.map(|Text { file, text }| {
                    let uri = uri_of(&file.path);
                    self.names.insert(uri.clone(), shown(&file.path));
                    workspace.submit(&uri, version, Some(text));
                    uri
                });
                self.asked.extend(take(outcome));
            }
        }
    }

    /// How people call a document: the path that led to it, from the current folder where that is above it.
    pub(super) fn name(&self, uri: &Uri) -> String {
        self.names.get(uri).map_or_else(|| uri.to_string(), |path| path.display().to_string())
    }

    /// The path of a document.
    pub(super) fn path(&self, uri: &Uri) -> Option<&Path> {
        self.names.get(uri).map(PathBuf::as_path)
    }

    /// The documents that were asked about.
    pub(super) fn documents(&self) -> impl Iterator<Item = &Arc<Document>> {
        self.asked.iter().filter_map(|uri| self.snapshot.document(uri))
    }
}

fn extensions() -> Vec<&'static str> {
    LanguageId::ALL.into_iter().flat_map(|language| language.language().extensions()).copied().collect()
}

/// One name for each file, whatever path leads to it.
fn uri_of(path: &Path) -> Uri {
    let whole = std::fs::canonicalize(path).or_else(|_| std::path::absolute(path));
    Uri::from_path(&whole.unwrap_or_else(|_| path.to_path_buf()))
}

fn shown(path: &Path) -> PathBuf {
    let here = std::env::current_dir().ok();
    let below = here.and_then(|here| path.strip_prefix(&here).ok().map(Path::to_path_buf));
    below.unwrap_or_else(|| path.to_path_buf())
}

/// What stands at the root of a workspace.
const ROOT_MARKS: [&str; 3] = [".git", ".hg", ".jj"];

/// The nearest folder around `file` that holds one of [`ROOT_MARKS`]; where there is none, the folder of the file.
fn root_of(file: &Path) -> Option<PathBuf> {
    let file = std::path::absolute(file).ok()?;
    let folder = file.parent()?;
    let marked = folder.ancestors().find(|folder| ROOT_MARKS.iter().any(|mark| folder.join(mark).exists()));
    Some(marked.unwrap_or(folder).to_path_buf())
}

fn progress_bar(files: usize, terminal: &Terminal) -> ProgressBar {
    if !terminal.remarks_are_seen() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files, {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message("reading");
    bar
}
