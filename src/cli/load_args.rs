//! What the commands that load have in common.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::terminal::Terminal;
use crate::environment::Environment;
use crate::loader::{
    DriverChoice, Limits, LoadError, LoadOptions, Loader, OnError, Progress, Publication, Report, Stage,
};

/// Files to load and how.
#[derive(Args)]
pub(super) struct LoadArgs {
    /// Files, whatever their extension, and folders, which stand for the *.metta files in them
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) how: HowArgs,
}

/// How to load.
#[derive(Args)]
#[command(next_help_heading = "Loading")]
pub(super) struct HowArgs {
    /// Threads that read and build; 0 means as many as there are cores
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,
    /// Text that may be in flight at once, in bytes; K, M and G are understood
    #[arg(long, value_name = "BYTES", default_value = "8M", value_parser = size)]
    batch: u64,
    /// What to do about a file that cannot be loaded
    #[arg(long, value_name = "POLICY", default_value = "fail-fast")]
    on_error: OnErrorArg,
    /// When to make visible what was loaded
    #[arg(long, value_name = "WHEN", default_value = "at-end")]
    publish: PublishArg,
    /// How to read the files
    #[arg(long, value_name = "DRIVER", default_value = "auto")]
    driver: DriverArg,
    /// The largest file that is read; K, M and G are understood
    #[arg(long, value_name = "BYTES", default_value = "256M", value_parser = size)]
    max_file_bytes: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum OnErrorArg {
    /// Load nothing and report the first error in path order
    FailFast,
    /// Load every file without errors and report all errors
    Collect,
}

#[derive(Clone, Copy, ValueEnum)]
enum PublishArg {
    /// In one step, when everything is loaded
    AtEnd,
    /// Batch by batch
    PerBatch,
}

#[derive(Clone, Copy, ValueEnum)]
enum DriverArg {
    /// Parallel where that pays
    Auto,
    /// On one thread
    Sequential,
    /// On all threads, however little there is to do
    Parallel,
}

impl HowArgs {
    pub(super) fn options(&self) -> LoadOptions {
        LoadOptions {
            threads: self.threads,
            batch_bytes: self.batch,
            on_error: match self.on_error {
                OnErrorArg::FailFast => OnError::FailFast,
                OnErrorArg::Collect => OnError::Collect,
            },
            publication: match self.publish {
                PublishArg::AtEnd => Publication::AtEnd,
                PublishArg::PerBatch => Publication::PerBatch,
            },
            driver: match self.driver {
                DriverArg::Auto => DriverChoice::Auto,
                DriverArg::Sequential => DriverChoice::Sequential,
                DriverArg::Parallel => DriverChoice::Parallel,
            },
            limits: Limits { file_bytes: self.max_file_bytes },
        }
    }
}

impl LoadArgs {
    /// Loads into a new environment, with a progress bar where somebody sees it.
    pub(super) fn load(&self, terminal: &Terminal) -> (Environment, Result<Report, LoadError>) {
        let environment = Environment::new();
        let loader = Loader::new(self.how.options());
        let report = if terminal.remarks_are_seen() {
            let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
            let template = "{bar:30} {pos}/{len} files, {msg}";
            bar.set_style(
                ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
            );
            let report = loader.on_progress(|progress| show(&bar, progress)).load(&environment, &self.paths);
            bar.finish_and_clear();
            report
        } else {
            loader.load(&environment, &self.paths)
        };
        (environment, report)
    }
}

fn show(bar: &ProgressBar, progress: Progress) {
    bar.set_length(progress.of_files as u64);
    bar.set_position(progress.files as u64);
    bar.set_message(match progress.stage {
        Stage::Reading => "reading",
        Stage::Building => "building the index",
        Stage::Published => "done",
    });
}

/// A number of bytes, with `K`, `M` or `G` behind it or nothing.
pub(super) fn size(text: &str) -> Result<u64, String> {
    let (digits, shift) = match text.char_indices().next_back() {
        Some((at, 'k' | 'K')) => (&text[..at], 10),
        Some((at, 'm' | 'M')) => (&text[..at], 20),
        Some((at, 'g' | 'G')) => (&text[..at], 30),
        _ => (text, 0),
    };
    let number: u64 =
        digits.parse().map_err(|_| "a number of bytes, such as 65536, 64K or 8M".to_string())?;
    number.checked_mul(1 << shift).ok_or_else(|| "more bytes than can be counted".to_string())
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_with_and_without_a_unit() {
        assert_eq!(size("1"), Ok(1));
        assert_eq!(size("64K"), Ok(65536));
        assert_eq!(size("8m"), Ok(8 << 20));
        assert_eq!(size("1G"), Ok(1 << 30));
        for wrong in ["", "K", "-1", "1.5M", "8 M", "99999999999G"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }
}
