//! What a load did.

use super::driver::Driver;
use super::error::LoadError;
use super::program::Program;
use super::stopwatch::Phases;
use crate::concurrent::published::Revision;

/// What a load did and how long it took. Everything but [`Report::phases`] and, with [`DriverChoice::Auto`] or
/// `threads: 0`, [`Report::driver`] is the same for every schedule, machine and number of threads.
///
/// [`DriverChoice::Auto`]: super::DriverChoice::Auto
#[derive(Clone, Debug)]
pub struct Report {
    /// How the files were read.
    pub driver: Driver,
    /// Files loaded.
    pub files: usize,
    /// Bytes of these files.
    pub bytes: u64,
    /// Atoms added, rules and types included.
    pub atoms: usize,
    /// Rules among them: `(= head body)`.
    pub rules: usize,
    /// Type assertions among them: `(: atom type)`.
    pub types: usize,
    /// Paths that led to a file already in the load.
    pub repeated: usize,
    /// The `!` forms of each file that has some, in load order.
    pub programs: Vec<Program>,
    /// With [`OnError::Collect`](super::OnError::Collect): all errors in path order.
    pub errors: Vec<LoadError>,
    /// Publications made: 1, or with [`Publication::PerBatch`](super::Publication::PerBatch) one per batch; 0 when there
    /// was nothing to add.
    pub publications: usize,
    /// The revision of the environment that holds all of the load; the one before where nothing was added.
    pub revision: Revision,
    /// Where the time went.
    pub phases: Phases,
}

impl Report {
    /// The number of `!` forms.
    pub fn forms(&self) -> usize {
        self.programs.iter().map(Program::len).sum()
    }

    /// The part of all CPU time that was spent on the calling thread alone, between 0 and 1: what more threads cannot
    /// make shorter (Amdahl). `None` with the sequential driver, where it is everything.
    pub fn serial_fraction(&self) -> Option<f64> {
        let total = self.phases.total();
        match self.driver {
            Driver::Sequential => None,
            Driver::Parallel { .. } if total.cpu.is_zero() => None,
            Driver::Parallel { .. } => Some(total.caller.as_secs_f64() / total.cpu.as_secs_f64()),
        }
    }

    /// Bytes of text per second of wall time.
    pub fn throughput(&self) -> f64 {
        self.bytes as f64 / self.phases.total().wall.as_secs_f64().max(1e-9)
    }
}

/// How far a load has come; see [`Loader::on_progress`](super::Loader::on_progress).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// What it is doing.
    pub stage: Stage,
    /// Files taken in so far, in path order, those with errors included.
    pub files: usize,
    /// Files found.
    pub of_files: usize,
    /// Bytes of the files loaded so far.
    pub bytes: u64,
    /// Bytes found.
    pub of_bytes: u64,
}

/// What a load is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// Reading files.
    Reading,
    /// Building the index, outside every lock.
    Building,
    /// Done.
    Published,
}
