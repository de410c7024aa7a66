//! `heddle verify`.

use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;

use serde::Serialize;

use super::summary::JsonError;
use super::terminal::Terminal;
use super::verification::{Run, Verification};
use super::{Exit, units};
use crate::loader::{OnError, Publication};

/// Load files and folders in every way, and compare all results with the specification
///
/// Sequentially and in parallel, with 1, 2, 3 and 8 threads, with batches from one byte to everything, collecting errors
/// and failing fast. The specification is plain BTreeMaps and vectors, fed file by file by a naive reader.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Files, whatever their extension, and folders, which stand for the *.metta files in them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> io::Result<Exit> {
    let verification = Verification::of(&args.paths);
    let broken = terminal.errors(&verification.errors);
    if args.json {
        terminal.json(&Json::new(&verification))?;
    } else {
        terminal.text(&table(&verification))?;
    }
    Ok(if verification.holds() { broken } else { broken.max(Exit::Different) })
}

/// The verdict table, and the verdict.
pub(super) fn table(verification: &Verification) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{:<11}{:>8}{:>12}  {:<10}{:<10}{:>8}{:>8}  {:<18}verdict",
        "driver", "threads", "batch", "errors", "publish", "atoms", "errors", "digest"
    );
    for run in &verification.runs {
        let _ = writeln!(
            out,
            "{:<11}{:>8}{:>12}  {:<10}{:<10}{:>8}{:>8}  {:<18}{}",
            run.driver.name(),
            run.driver.threads(),
            batch(run),
            policy(run),
            publication(run),
            run.atoms,
            run.errors,
            run.digest.get(..16).unwrap_or(&run.digest),
            verdict(run)
        );
    }
    let expected = &verification.expected;
    let _ = writeln!(
        out,
        "\nspecification: {}, {}, {}, {}",
        units::count(verification.discovery.files(), "file"),
        units::bytes(verification.discovery.bytes()),
        units::count(expected.atoms, "atom"),
        units::count(expected.rules, "rule"),
    );
    let runs = verification.runs.len();
    let differing = verification.runs.iter().filter(|run| !run.differences.is_empty()).count();
    let _ = match differing {
        0 => writeln!(out, "all {runs} loads agree with the specification"),
        _ => writeln!(out, "{differing} of {runs} loads DIFFER"),
    };
    out
}

fn batch(run: &Run) -> String {
    match run.batch_bytes {
        u64::MAX => "everything".into(),
        bytes => units::bytes(bytes),
    }
}

fn policy(run: &Run) -> &'static str {
    match run.policy {
        OnError::FailFast => "fail-fast",
        OnError::Collect => "collect",
    }
}

fn publication(run: &Run) -> &'static str {
    match run.publication {
        Publication::AtEnd => "at-end",
        Publication::PerBatch => "per-batch",
    }
}

fn verdict(run: &Run) -> String {
    match run.differences.as_slice() {
        [] => "same".into(),
        differences => format!("DIFFERS: {}", differences.join(", ")),
    }
}

#[derive(Serialize)]
struct Json {
    holds: bool,
    files: usize,
    bytes: u64,
    atoms: usize,
    rules: usize,
    runs: Vec<JsonRun>,
    errors: Vec<JsonError>,
}

#[derive(Serialize)]
struct JsonRun {
    driver: &'static str,
    threads: usize,
    /// `null`: everything at once.
    batch_bytes: Option<u64>,
    on_error: &'static str,
    publish: &'static str,
    atoms: usize,
    errors: usize,
    digest: String,
    differences: Vec<&'static str>,
}

impl Json {
    fn new(verification: &Verification) -> Json {
        let run = |run: &Run| JsonRun {
            driver: run.driver.name(),
            threads: run.driver.threads(),
            batch_bytes: (run.batch_bytes != u64::MAX).then_some(run.batch_bytes),
            on_error: policy(run),
            publish: publication(run),
            atoms: run.atoms,
            errors: run.errors,
            digest: run.digest.clone(),
            differences: run.differences.clone(),
        };
        Json {
            holds: verification.holds(),
            files: verification.discovery.files(),
            bytes: verification.discovery.bytes(),
            atoms: verification.expected.atoms,
            rules: verification.expected.rules,
            runs: verification.runs.iter().map(run).collect(),
            errors: verification.errors.iter().map(JsonError::new).collect(),
        }
    }
}
