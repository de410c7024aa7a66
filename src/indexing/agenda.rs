//! What the indexer is to do next, as plain data.

use std::collections::BTreeSet;
use std::path::PathBuf;

/// So many changed files are looked at one by one; where there are more, everything is indexed anew.
const MOST_FILES: usize = 10_000;

/// What is to be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Work {
    /// Index these folders as run `generation`.
    Run {
        /// Its number.
        generation: u64,
        /// The folders.
        folders: Vec<PathBuf>,
    },
    /// Look at these files again: they were created, changed or deleted.
    Files(Vec<PathBuf>),
    /// Nothing more, ever.
    Stop,
}

/// Collects what is asked for while something is being done; a newer run takes the place of an older one.
#[derive(Default, Debug)]
pub struct Agenda {
    generation: u64,
    folders: Vec<PathBuf>,
    run: bool,
    files: BTreeSet<PathBuf>,
    stopped: bool,
}

impl Agenda {
    /// Asks for a run over `folders`; says its generation.
    pub fn run(&mut self, folders: Vec<PathBuf>) -> u64 {
        self.folders = folders;
        self.again()
    }

    /// Asks for a run over the same folders as the last one.
    pub fn again(&mut self) -> u64 {
        self.generation += 1;
        self.run = true;
        self.files.clear();
        self.generation
    }

    /// Asks for a look at `files`; false where there are too many, so that a run is better.
    #[must_use]
    pub fn files(&mut self, files: impl IntoIterator<Item = PathBuf>) -> bool {
        self.files.extend(files);
        self.files.len() <= MOST_FILES
    }

    /// Asks for an end.
    pub fn stop(&mut self) {
        self.stopped = true;
    }

    /// Takes what is to be done next; nothing when there is nothing.
    pub fn next(&mut self) -> Option<Work> {
        if self.stopped {
            return Some(Work::Stop);
        }
        if std::mem::take(&mut self.run) {
            return Some(Work::Run { generation: self.generation, folders: self.folders.clone() });
        }
        let files: Vec<PathBuf> = std::mem::take(&mut self.files).into_iter().collect();
        (!files.is_empty()).then_some(Work::Files(files))
    }

    /// Whether run `generation` is still wanted.
    #[must_use]
    pub fn wants(&self, generation: u64) -> bool {
        !self.stopped && self.generation == generation
    }
}
