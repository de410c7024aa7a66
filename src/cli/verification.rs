//! The claim behind `heddle verify`, checked: every way to load the same files gives the same environment, the one that
//! the specification in plain BTreeMaps and vectors gives when a naive reader feeds it file by file.
//!
//! What is compared: the canonical dump (byte for byte, so also the order), its digest, the numbers of atoms and rules,
//! the programs, and the errors with path, line, column and kind. Where there are errors, every way is also run
//! fail-fast: the error must be the first in path order, and the environment untouched.

use std::fs;
use std::path::PathBuf;

use crate::environment::{Digest, Environment};
use crate::language::metta::syntax_error::SyntaxErrorKind;
use crate::loader::{
    Discovery, Driver, DriverChoice, ErrorClass, LoadError, LoadErrorKind, LoadOptions, Loader, OnError,
    Program, Publication, Report, discover,
};
use crate::oracle::specification::environment::EnvironmentSpecification;
use crate::oracle::specification::loading::{self, Policy};
use crate::oracle::specification::reader::ReadErrorKind;

/// What was compared, and what came of it.
pub(super) struct Verification {
    /// What the specification says.
    pub(super) expected: Expected,
    /// Every way to load.
    pub(super) runs: Vec<Run>,
    /// The errors of the files, as the loader words them.
    pub(super) errors: Vec<LoadError>,
    /// The files and their bytes.
    pub(super) discovery: Discovery,
}

/// The outcome that the specification asks for.
pub(super) struct Expected {
    dump: String,
    pub(super) digest: String,
    pub(super) atoms: usize,
    pub(super) rules: usize,
    programs: Vec<(String, Vec<String>)>,
    /// Path, line, column and code of each error in a text.
    errors: Vec<(String, usize, usize, &'static str)>,
}

/// One way to load, and how it differs from the specification or from the first way; not at all, one hopes.
pub(super) struct Run {
    pub(super) driver: Driver,
    pub(super) batch_bytes: u64,
    pub(super) policy: OnError,
    pub(super) publication: Publication,
    pub(super) atoms: usize,
    pub(super) errors: usize,
    pub(super) digest: String,
    pub(super) differences: Vec<&'static str>,
}

impl Verification {
    /// True when nothing differs.
    pub(super) fn holds(&self) -> bool {
        self.runs.iter().all(|run| run.differences.is_empty())
    }

    /// Loads `paths` in every way and compares.
    pub(super) fn of(paths: &[PathBuf]) -> Verification {
        let discovery = discover(paths);
        let expected = Expected::of(&discovery);
        let mut runs: Vec<Run> = Vec::new();
        let mut errors = Vec::new();
        for options in ways() {
            let options = LoadOptions { on_error: OnError::Collect, ..options };
            let environment = Environment::new();
            // A load that collects does not fail unless it is cancelled, and nobody cancels this one.
            let Ok(report) = Loader::new(options).load_discovered(&environment, discovery.clone()) else {
                continue;
            };
            let digest = environment.snapshot().digest().to_string();
            let mut differences = expected.differences(&environment, &report);
            if digest != expected.digest {
                differences.push("digest");
            }
            if runs.is_empty() {
                errors = report.errors.clone();
            } else if report.errors != errors {
                differences.push("errors between runs");
            }
            runs.push(Run::new(
                &options,
                report.driver,
                report.atoms,
                report.errors.len(),
                digest,
                differences,
            ));
        }
        if let Some(first) = errors.first() {
            runs.extend(ways().map(|options| fail_fast(options, &discovery, first)));
        }
        Verification { expected, runs, errors, discovery }
    }
}

impl Run {
    fn new(
        options: &LoadOptions,
        driver: Driver,
        atoms: usize,
        errors: usize,
        digest: String,
        differences: Vec<&'static str>,
    ) -> Run {
        Run {
            driver,
            batch_bytes: options.batch_bytes,
            policy: options.on_error,
            publication: options.publication,
            atoms,
            errors,
            digest,
            differences,
        }
    }
}

/// Batches from one byte to everything, threads from one to more than there are cores.
fn ways() -> impl Iterator<Item = LoadOptions> {
    const EVERYTHING: u64 = u64::MAX;
    const BATCHES: [u64; 3] = [1, 4096, EVERYTHING];
    let way = |driver, threads, batch_bytes, publication| LoadOptions {
        driver,
        threads,
        batch_bytes,
        publication,
        ..LoadOptions::default()
    };
    let sequential = [
        way(DriverChoice::Sequential, 1, EVERYTHING, Publication::AtEnd),
        way(DriverChoice::Sequential, 1, 1, Publication::PerBatch),
    ];
    let parallel = [1, 2, 3, 8].into_iter().flat_map(move |threads| {
        BATCHES.map(|batch| way(DriverChoice::Parallel, threads, batch, Publication::AtEnd))
    });
    let batched = [way(DriverChoice::Parallel, 3, 4096, Publication::PerBatch)];
    sequential.into_iter().chain(parallel).chain(batched)
}

fn fail_fast(options: LoadOptions, discovery: &Discovery, first: &LoadError) -> Run {
    let options = LoadOptions { on_error: OnError::FailFast, publication: Publication::AtEnd, ..options };
    let environment = Environment::new();
    let before = environment.snapshot().digest().to_string();
    let outcome = Loader::new(options).load_discovered(&environment, discovery.clone());
    let digest = environment.snapshot().digest().to_string();
    let mut differences = Vec::new();
    if outcome.as_ref().err() != Some(first) {
        differences.push("first error");
    }
    if digest != before {
        differences.push("environment touched");
    }
    let driver = match options.driver {
        DriverChoice::Sequential => Driver::Sequential,
        _ => Driver::Parallel { threads: options.effective_threads() },
    };
    Run::new(
        &options,
        driver,
        environment.snapshot().len(),
        usize::from(outcome.is_err()),
        digest,
        differences,
    )
}

impl Expected {
    /// Reads every file as plainly as can be, and asks the specification.
    fn of(discovery: &Discovery) -> Expected {
        let files: Vec<(String, Vec<u8>)> = discovery
            .entries
            .iter()
            .flatten()
            .filter_map(|file| Some((file.path.display().to_string(), fs::read(&file.path).ok()?)))
            .collect();
        let loading = loading::load(
            &EnvironmentSpecification::new(),
            files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())),
            Policy::Collect,
        );
        let programs = loading.programs.into_iter().filter(|(_, forms)| !forms.is_empty());
        let dump = loading.environment.dump();
        Expected {
            digest: Digest::of(&dump).to_string(),
            dump,
            atoms: loading.environment.len(),
            rules: loading.environment.rule_count(),
            programs: programs
                .map(|(path, forms)| (path, forms.iter().map(ToString::to_string).collect()))
                .collect(),
            errors: loading
                .errors
                .into_iter()
                .map(|error| (error.path, error.line, error.column, expected_code(error.kind)))
                .collect(),
        }
    }

    fn differences(&self, environment: &Environment, report: &Report) -> Vec<&'static str> {
        let snapshot = environment.snapshot();
        let programs: Vec<_> = report.programs.iter().map(printed).collect();
        let errors: Vec<_> = report.errors.iter().filter(|error| error.class() == ErrorClass::Text).collect();
        let errors_agree = errors.len() == self.errors.len()
            && errors.iter().zip(&self.errors).all(|(error, (path, line, column, code))| {
                let position = error.excerpt().map(|excerpt| excerpt.position());
                error.path().display().to_string() == *path
                    && position.is_some_and(|at| at.line as usize == *line && at.column as usize == *column)
                    && code_of(error) == *code
            });
        let checks = [
            (snapshot.dump() == self.dump, "dump"),
            (snapshot.len() == self.atoms && report.atoms == self.atoms, "atoms"),
            (snapshot.rule_count() == self.rules, "rules"),
            (programs == self.programs, "programs"),
            (errors_agree, "errors"),
        ];
        checks.into_iter().filter(|(agrees, _)| !agrees).map(|(_, what)| what).collect()
    }
}

fn printed(program: &Program) -> (String, Vec<String>) {
    let forms = program.forms().map(|form| match form.atom() {
        Ok(atom) => atom.to_string(),
        Err(error) => error.to_string(),
    });
    (program.path().display().to_string(), forms.collect())
}

/// A name for the kind of an error that both vocabularies can be brought to.
fn code_of(error: &LoadError) -> &'static str {
    match error.kind() {
        LoadErrorKind::InvalidUtf8 { .. } => "utf8",
        LoadErrorKind::Syntax(error) => match error.kind {
            SyntaxErrorKind::UnmatchedClose => "bracket",
            SyntaxErrorKind::UnclosedExpression { .. } => "expression",
            SyntaxErrorKind::UnclosedText => "string",
            SyntaxErrorKind::InvalidEscape(_) => "escape",
            SyntaxErrorKind::IntegerOutOfRange => "integer",
            SyntaxErrorKind::ReservedVariableName => "variable",
            _ => "other",
        },
        _ => "other",
    }
}

fn expected_code(kind: loading::LoadErrorKind) -> &'static str {
    match kind {
        loading::LoadErrorKind::InvalidUtf8 => "utf8",
        loading::LoadErrorKind::Syntax(kind) => match kind {
            ReadErrorKind::UnexpectedRightBracket => "bracket",
            ReadErrorKind::UnclosedExpression => "expression",
            ReadErrorKind::UnclosedString => "string",
            ReadErrorKind::InvalidEscape => "escape",
            ReadErrorKind::IntegerOutOfRange => "integer",
            ReadErrorKind::ReservedInVariable => "variable",
        },
    }
}
