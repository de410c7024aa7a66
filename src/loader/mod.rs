//! Loading: folders of MeTTa files into an environment, on every core, with the result that one thread would give.
//!
//! ```text
//! discover ─► read, check, parse, compile ─► collect in path order ─► build constants and index ─► publish
//!  (names)      (parallel, per file)           (moves pointers)         (parallel, by partition)    (one step)
//! ```
//!
//! # Guarantees
//! - **E2** Sequential equals parallel: same canonical dump, same order of rules, same errors, for any thread count and
//!   batch size. The two share all code but the [driver](Driver); the order of what is loaded is (path index, offset).
//! - **E1** A load becomes visible in one step ([`Publication::AtEnd`]), or batch by batch, each in one step. A load that
//!   fails fast, or is cancelled, leaves the environment as it was.
//! - **D1** No lock is held while files are read, code of the caller runs, or the index is built.
//! - **D2** A panic while reading a file is an error of that file.
//!
//! Memory: beside the result, at most `batch_bytes` of text is in flight, or one file.
//!
//! # What runs in order
//! Nothing runs. `!` forms and imports are kept as [`Program`]s, in load order, for whoever evaluates them; why they must
//! be run in order, and what each may see, is said there. Everything else needs no order and is done in parallel.
//!
//! # Several loads
//! Loads may run at the same time, and while others query. Each publication is atomic; their order is the order of the
//! loads. A load that is prepared while another publishes is rebased, not repeated and not lost.
//!
#![cfg_attr(not(any(feature = "loom", feature = "shuttle")), doc = "```")]
#![cfg_attr(any(feature = "loom", feature = "shuttle"), doc = "```ignore")]
//! use heddle::environment::Environment;
//! use heddle::loader::{LoadOptions, load};
//!
//! let folder = tempfile::tempdir()?;
//! std::fs::write(folder.path().join("a.metta"), "(= (double $x) (+ $x $x))\n!(double 21)\n")?;
//! let environment = Environment::new();
//! let report = load(&environment, &[folder.path()], &LoadOptions::default())?;
//! assert_eq!((report.files, report.rules, report.forms()), (1, 1, 1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod assembly;
mod cancellation;
mod chunk;
mod contribution;
mod discovery;
mod driver;
mod error;
mod excerpt;
mod file_system;
mod memory;
mod options;
mod program;
mod render;
mod report;
mod stopwatch;
mod texts;

pub use cancellation::Cancellation;
pub use discovery::{Discovery, SourceFile, discover, discover_with};
pub(crate) use discovery::{walk_error, walker};
pub use driver::Driver;
pub use error::{ErrorClass, LoadError, LoadErrorKind};
pub use excerpt::Excerpt;
pub use file_system::{Disk, FileSystem, Sighting, Stamp};
pub use memory::Memory;
pub use options::{DriverChoice, Limits, LoadOptions, OnError, Publication};
pub use program::{Form, Program};
pub use report::{Progress, Report, Stage};
pub use stopwatch::{Cost, Phases};
pub use texts::{Text, read_texts};

use std::path::Path;

use crate::environment::Environment;
use crate::sync::Arc;
use crate::sync::fork_join::Pool;

use assembly::{Assembly, Pending, Sums};
use contribution::FileReader;
use driver::Work;
use stopwatch::Stopwatch;

/// Loads the files behind `paths` (see [`discover`]) into `environment`.
///
/// # Errors
/// With [`OnError::FailFast`] the first error in path order; the environment is as it was (with
/// [`Publication::PerBatch`]: as the batches before the error left it). With [`OnError::Collect`] none: see
/// [`Report::errors`].
pub fn load<P: AsRef<Path>>(
    environment: &Environment,
    paths: &[P],
    options: &LoadOptions,
) -> Result<Report, LoadError> {
    Loader::new(*options).load(environment, paths)
}

/// A load that can be watched, cancelled, and given another file system.
pub struct Loader<'a> {
    options: LoadOptions,
    file_system: Arc<dyn FileSystem>,
    cancellation: Cancellation,
    on_progress: Box<dyn FnMut(Progress) + 'a>,
}

impl<'a> Loader<'a> {
    /// A loader from [`Disk`].
    pub fn new(options: LoadOptions) -> Loader<'a> {
        Loader {
            options,
            file_system: Arc::new(Disk),
            cancellation: Cancellation::new(),
            on_progress: Box::new(|_| {}),
        }
    }

    /// Reads files from `file_system`. Discovery stays with the disk; see [`Loader::load_discovered`].
    #[must_use]
    pub fn file_system(mut self, file_system: impl FileSystem) -> Loader<'a> {
        self.file_system = Arc::new(file_system);
        self
    }

    /// Ends when `cancellation` says so.
    #[must_use]
    pub fn cancellation(mut self, cancellation: &Cancellation) -> Loader<'a> {
        self.cancellation = cancellation.clone();
        self
    }

    /// Calls `callback` after each file, before the index is built, and at the end: on the calling thread, with no lock
    /// held.
    #[must_use]
    pub fn on_progress(mut self, callback: impl FnMut(Progress) + 'a) -> Loader<'a> {
        self.on_progress = Box::new(callback);
        self
    }

    /// [`load`] with what this loader was given.
    ///
    /// # Errors
    /// Those of [`load`], and [`LoadErrorKind::Cancelled`].
    pub fn load<P: AsRef<Path>>(self, environment: &Environment, paths: &[P]) -> Result<Report, LoadError> {
        let mut stopwatch = Stopwatch::start();
        let names = discovery::find(paths, &["metta"]);
        let pool = Pool::new(Driver::threads_that_measure(&self.options, names.len()));
        let discovery = names.measured(&pool);
        let discover = stopwatch.lap();
        self.run(environment, discovery, Some(pool), Phases { discover, ..Phases::default() }, stopwatch)
    }

    /// Loads files that are known already.
    ///
    /// # Errors
    /// Those of [`Loader::load`].
    pub fn load_discovered(
        self,
        environment: &Environment,
        discovery: Discovery,
    ) -> Result<Report, LoadError> {
        self.run(environment, discovery, None, Phases::default(), Stopwatch::start())
    }

    fn run(
        mut self,
        environment: &Environment,
        discovery: Discovery,
        pool: Option<Pool>,
        phases: Phases,
        stopwatch: Stopwatch,
    ) -> Result<Report, LoadError> {
        let driver = Driver::choose(&self.options, &discovery.entries);
        let progress = Progress {
            stage: Stage::Reading,
            files: 0,
            of_files: discovery.entries.len(),
            bytes: 0,
            of_bytes: discovery.bytes(),
        };
        let repeated = discovery.repeated;
        let work = Work {
            entries: discovery.entries.into(),
            reader: FileReader::new(self.file_system, self.options.limits, self.options.on_error),
            options: self.options,
            cancellation: self.cancellation.clone(),
        };
        let entries = work.entries.clone();
        let mut assembly = Assembly {
            environment,
            options: self.options,
            threads: driver.threads(),
            pool: pool.filter(|pool| pool.threads() == driver.threads()),
            on_progress: &mut *self.on_progress,
            progress,
            stopwatch,
            phases,
            sums: Sums::default(),
            pending: Pending::default(),
        };
        work.run(driver, |outcome| assembly.take(outcome));
        if self.options.on_error == OnError::FailFast
            && let Some(first) = assembly.sums.errors.pop()
        {
            return Err(first);
        }
        if self.cancellation.is_cancelled() {
            let next = entries.get(assembly.progress.files).or(entries.last());
            let path = next.map_or(Path::new(""), |entry| match entry {
                Ok(file) => &file.path,
                Err(error) => error.path(),
            });
            return Err(LoadError::of_file(path.into(), LoadErrorKind::Cancelled));
        }
        assembly.publish();
        let Assembly { phases, sums, progress, on_progress, .. } = assembly;
        on_progress(Progress { stage: Stage::Published, ..progress });
        Ok(Report {
            driver,
            files: sums.files,
            bytes: sums.bytes,
            atoms: sums.atoms,
            rules: sums.rules,
            types: sums.types,
            repeated,
            programs: sums.programs,
            errors: sums.errors,
            publications: sums.publications,
            revision: sums.revision.unwrap_or_else(|| environment.snapshot().revision()),
            phases,
        })
    }
}
