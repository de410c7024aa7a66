//! What an indexer is to do next, how changes are collected, and what is said of runs: as lists of what has happened.

use std::collections::{BTreeMap, BTreeSet};

/// Something that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A run over these folders.
    Run(Vec<String>),
    /// A look at these files, each in, at or above one of the folders.
    Files(BTreeSet<String>),
}

/// Work: the number of the last request that it answers, the folders, and the files, if it is not about all.
pub type Work = (u64, Vec<String>, Option<BTreeSet<String>>);

/// Everything that was asked for, in order; the first request has number 1.
#[derive(Clone, Debug, Default)]
pub struct Agenda {
    /// Where more files wait, everything is done anew.
    pub most_files: usize,
    /// What was asked for.
    pub asks: Vec<Ask>,
    /// Which of them are answered, or are being answered.
    pub taken: BTreeSet<u64>,
    /// Runs that were cancelled.
    pub cancelled: BTreeSet<u64>,
}

impl Agenda {
    /// An agenda on which nothing stands.
    #[must_use]
    pub fn new(most_files: usize) -> Agenda {
        Agenda { most_files, ..Agenda::default() }
    }

    fn folders(&self) -> Vec<String> {
        let runs = self.asks.iter().rev().find_map(|ask| match ask {
            Ask::Run(folders) => Some(folders.clone()),
            Ask::Files(_) => None,
        });
        runs.unwrap_or_default()
    }

    fn last_run(&self) -> u64 {
        let last = self.asks.iter().rposition(|ask| matches!(ask, Ask::Run(_)));
        last.map_or(0, |at| at as u64 + 1)
    }

    /// The files that were asked for since the last run and not looked at yet.
    fn waiting(&self) -> BTreeSet<String> {
        let mut files = BTreeSet::new();
        for (number, ask) in (1..).zip(&self.asks) {
            if let Ask::Files(some) = ask
                && number > self.last_run()
                && !self.taken.contains(&number)
            {
                files.extend(some.iter().cloned());
            }
        }
        files
    }

    /// Asks for a run; its number.
    pub fn run(&mut self, folders: Vec<String>) -> u64 {
        self.asks.push(Ask::Run(folders));
        self.asks.len() as u64
    }

    /// Asks for a look at files; the number of the request, if any of them concerns a folder.
    pub fn files(&mut self, files: &[String]) -> Option<u64> {
        let folders = self.folders();
        let below = |one: &str, other: &str| {
            one == other || one.starts_with(&format!("{}/", other.trim_end_matches('/')))
        };
        let concerns =
            |file: &&String| folders.iter().any(|folder| below(file, folder) || below(folder, file));
        let files: BTreeSet<String> = files.iter().filter(concerns).cloned().collect();
        let mut waiting = self.waiting();
        waiting.extend(files.iter().cloned());
        if waiting.len() > self.most_files {
            return Some(self.run(folders));
        }
        if files.is_empty() {
            return None;
        }
        self.asks.push(Ask::Files(files));
        Some(self.asks.len() as u64)
    }

    /// Cancels a run; whether it is the last one.
    pub fn cancel(&mut self, number: u64) -> bool {
        let last = number == self.last_run();
        if last {
            self.cancelled.insert(number);
        }
        last
    }

    /// Takes the last run, if nobody has, or else all files that wait.
    pub fn take(&mut self) -> Option<Work> {
        let (run, folders) = (self.last_run(), self.folders());
        if run > 0 && self.taken.insert(run) {
            return Some((run, folders, None));
        }
        let waiting = self.waiting();
        if waiting.is_empty() {
            return None;
        }
        let last = self.asks.len() as u64;
        self.taken.extend(run..=last);
        Some((last, folders, Some(waiting)))
    }

    /// Whether work goes on: `go`, `superseded` or `cancelled`.
    #[must_use]
    pub fn verdict(&self, number: u64) -> &'static str {
        match () {
            () if self.last_run() > number => "superseded",
            () if self.cancelled.contains(&number) => "cancelled",
            () => "go",
        }
    }
}

/// What is to be looked at: paths, or everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Batch {
    /// These.
    Paths(Vec<String>),
    /// Nobody knows what has changed.
    Everything,
}

/// Changes, in milliseconds, since their paths were last looked at.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// A path is due when nothing was heard of it for so long.
    pub quiet: u64,
    /// Or so long after the first change.
    pub longest: u64,
    /// Where more paths wait, everything is due.
    pub most: usize,
    /// When each path changed.
    pub heard: BTreeMap<String, Vec<u64>>,
    /// When it became unknown what has changed.
    pub lost: Option<u64>,
}

impl Changes {
    /// A path has changed.
    pub fn noticed(&mut self, path: &str, now: u64) {
        if self.lost.is_none() {
            self.heard.entry(path.to_owned()).or_default().push(now);
        }
        if self.heard.len() > self.most {
            self.overflowed(now);
        }
    }

    /// Changes were lost.
    pub fn overflowed(&mut self, now: u64) {
        self.heard.clear();
        self.lost = self.lost.or(Some(now));
    }

    /// When a path is due that changed at these moments: each change may put it off, unless it is due before.
    fn due(&self, moments: &[u64]) -> Option<u64> {
        Some((moments.last()? + self.quiet).min(moments.first()? + self.longest))
    }

    /// When something is due next.
    #[must_use]
    pub fn next(&self) -> Option<u64> {
        let lost = self.lost.map(|lost| lost + self.quiet);
        lost.or_else(|| self.heard.values().filter_map(|moments| self.due(moments)).min())
    }

    /// Takes what is due.
    pub fn take(&mut self, now: u64) -> Option<Batch> {
        if self.lost.is_some_and(|lost| lost + self.quiet <= now) {
            self.lost = None;
            return Some(Batch::Everything);
        }
        let due = |moments: &Vec<u64>| self.due(moments).is_some_and(|due| due <= now);
        let paths: Vec<String> =
            self.heard.iter().filter(|(_, moments)| due(moments)).map(|(path, _)| path.clone()).collect();
        for path in &paths {
            self.heard.remove(path);
        }
        (!paths.is_empty()).then_some(Batch::Paths(paths))
    }
}
