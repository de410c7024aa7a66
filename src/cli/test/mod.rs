//! `heddle test`.

mod case;
mod crew;
mod junit;
mod page;

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use case::{Case, Plan};

use super::budget::BudgetArgs;
use super::terminal::Terminal;
use super::{Exit, units};
use crate::language::LanguageId;
use crate::loader::{Limits, LoadError, Text, discover_with, read_texts};
use crate::sync::fork_join::Pool;
use crate::sync::{clock, thread};

/// Run files with assertions, each in a space of its own, several at the same time, and say which fail
///
/// A file passes when no result of its `!` forms is an Error. All forms of a file are evaluated, also behind a failure.
/// In folders the *.metta files that mention an assertion (assertEqual and its like, or test) are tests; a file that is
/// named always is one.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Files, whatever their extension, and folders
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Only files whose path contains this text; several mean any of them
    #[arg(long, value_name = "TEXT")]
    filter: Vec<String>,
    /// Files that run at the same time; 0 means as many as there are cores
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,
    /// Show what programs write also where they pass
    #[arg(long)]
    show_output: bool,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
    /// Write a report in JUnit's XML to this file too
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    #[command(flatten)]
    budget: BudgetArgs,
}

/// A file that takes longer has failed, unless `--timeout` says something else.
const TIMEOUT: Duration = Duration::from_secs(60);

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> io::Result<Exit> {
    let began = clock::now();
    let threads = if args.threads == 0 { thread::available_parallelism() } else { args.threads };
    let (texts, errors, skipped) = tests(args, threads);
    let mut exit = terminal.errors(&errors);
    let plan = Plan {
        limits: args.budget.limits(),
        timeout: args.budget.timeout.unwrap_or(TIMEOUT),
        colour: terminal.answers_are_coloured(),
    };
    if !args.json {
        terminal.line(&format!("running {}", units::count(texts.len(), "file")))?;
        terminal.flush()?;
    }
    let mut cases: Vec<Case> = Vec::with_capacity(texts.len());
    let mut written = Ok(());
    crew::run(texts, threads, &plan, |case| {
        if !args.json && written.is_ok() {
            written = terminal.line(&page::line(&case)).and_then(|()| terminal.flush());
        }
        cases.push(case);
        written.is_ok()
    });
    written?;
    for case in &cases {
        exit = exit.max(case.exit());
    }
    if args.json {
        terminal.json(&page::Json::new(&cases, skipped))?;
    } else {
        terminal.text(&page::summary(&cases, skipped, args.show_output))?;
        terminal.flush()?;
        terminal.remark(&format!("finished in {}", units::time(began.elapsed())));
    }
    if let Some(path) = &args.junit
        && let Err(error) = junit::write(path, &cases)
    {
        terminal.remark(&format!("heddle test: cannot write {}: {error}", path.display()));
        exit = exit.max(Exit::Inaccessible);
    }
    Ok(exit)
}

/// The files to run, in the order of their paths, those that cannot be had, and how many are no tests.
fn tests(args: &Args, threads: usize) -> (Vec<Text>, Vec<LoadError>, usize) {
    let wanted = |name: &str| args.filter.is_empty() || args.filter.iter().any(|text| name.contains(text));
    let mut entries = discover_with(&args.paths, LanguageId::Metta.language().extensions()).entries;
    entries.retain(|entry| {
        let path = entry.as_ref().map_or_else(LoadError::path, |file| &file.path);
        wanted(&path.display().to_string())
    });
    let pool = Pool::new(threads);
    let (mut texts, mut errors, mut skipped) = (Vec::new(), Vec::new(), 0);
    for outcome in read_texts(&pool, entries, Limits::default()) {
        match outcome {
            Err(error) => errors.push(error),
            Ok(text) if is_named(&args.paths, &text) || case::is_test(&text.text) => texts.push(text),
            Ok(_) => skipped += 1,
        }
    }
    (texts, errors, skipped)
}

/// True for a file that the command line names.
fn is_named(paths: &[PathBuf], text: &Text) -> bool {
    paths.iter().any(|path| **path == *text.file.path)
}
