//! What a caller of the loader may choose.

use crate::sync::thread;

/// What happens to a load when a file cannot be loaded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum OnError {
    /// The load fails with the first error in path order, whatever finishes first, and the environment stays as it was
    /// (E2). The default.
    #[default]
    FailFast,
    /// Every file without errors is loaded and all errors are reported, in path order. A file with errors contributes
    /// nothing: a file is loaded whole or not at all, so that nobody works on half a definition.
    Collect,
}

/// When what was loaded becomes visible.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Publication {
    /// Once, at the end: readers see all of a load or nothing. The default.
    #[default]
    AtEnd,
    /// Each time `batch_bytes` of text have been read, still whole files only. Where batches end depends on the files
    /// alone, never on threads. A failed fail-fast load keeps the batches published before the one with the error.
    PerBatch,
}

/// How files are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum DriverChoice {
    /// Parallel where that is certain to pay: several files and enough text. The default.
    #[default]
    Auto,
    /// On the calling thread alone.
    Sequential,
    /// On `threads` threads, however little there is to do.
    Parallel,
}

/// What a load refuses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// The largest file that is read, in bytes.
    pub file_bytes: u64,
}

impl Limits {
    /// No file may be larger, whatever the options say: positions in a text are 32-bit numbers.
    pub const MAX_FILE_BYTES: u64 = u32::MAX as u64 - 1;
}

/// 256 MiB per file.
impl Default for Limits {
    fn default() -> Limits {
        Limits { file_bytes: 256 << 20 }
    }
}

/// How to load. The environment that comes out is the same for every choice of `threads`, `batch_bytes` and `driver`
/// (E2); only time, memory and, with [`Publication::PerBatch`], the steps in which it becomes visible differ.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LoadOptions {
    /// Threads that read and build; 0 means as many as the machine offers.
    pub threads: usize,
    /// The text that may be in flight at once, in bytes; 0 counts as 1. At least one file is always in flight.
    pub batch_bytes: u64,
    /// Fail or collect.
    pub on_error: OnError,
    /// At the end or per batch.
    pub publication: Publication,
    /// Sequential or parallel.
    pub driver: DriverChoice,
    /// What is refused.
    pub limits: Limits,
}

impl Default for LoadOptions {
    fn default() -> LoadOptions {
        LoadOptions {
            threads: 0,
            batch_bytes: 8 << 20,
            on_error: OnError::default(),
            publication: Publication::default(),
            driver: DriverChoice::default(),
            limits: Limits::default(),
        }
    }
}

impl LoadOptions {
    /// The number of threads that `threads` stands for: at least 1.
    pub fn effective_threads(&self) -> usize {
        if self.threads == 0 { thread::available_parallelism() } else { self.threads }.clamp(1, MAX_THREADS)
    }
}

/// More threads than this help nobody; a mistyped number must not exhaust the machine.
const MAX_THREADS: usize = 1024;
