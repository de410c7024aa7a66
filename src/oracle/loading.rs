//! A loader beside its specification: the same files, every way to load them, one outcome (E2).

use std::fmt;

use super::conversion::{atom_of, syntax_error_of};
use super::specification::environment::EnvironmentSpecification;
use super::specification::loading::{self, Policy};
use super::specification::term::Term;
use crate::environment::Environment;
use crate::loader::{
    DriverChoice, LoadError, LoadErrorKind, LoadOptions, Loader, Memory, OnError, Program, Publication,
};

/// A file of a workspace: path and content. Paths are given in ascending order, each once.
pub type File = (String, Vec<u8>);

/// How to load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    /// Threads that read; 0 for the sequential driver.
    pub threads: usize,
    /// Bytes in flight.
    pub batch_bytes: u64,
    /// Publish each batch by itself. Only for loads that collect: a failed one keeps earlier batches.
    pub per_batch: bool,
}

/// All that a load does that others can see, printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The environment afterwards.
    pub dump: String,
    /// Path and forms of each program that has any.
    pub programs: Vec<String>,
    /// Path, line, column and kind of each error.
    pub errors: Vec<String>,
}

/// The outcome of a load into a space that holds one atom, after the specification.
pub fn expected(files: &[File], policy: Policy) -> Outcome {
    let mut before = EnvironmentSpecification::new();
    before.add(resident());
    let files = files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()));
    let loading = loading::load(&before, files, policy);
    let programs = loading.programs.iter().filter(|(_, forms)| !forms.is_empty());
    Outcome {
        dump: loading.environment.dump(),
        programs: programs.map(|(path, forms)| format!("{path}: {forms:?}")).collect(),
        errors: loading
            .errors
            .iter()
            .map(|error| shown(&error.path, error.line, error.column, error.kind))
            .collect(),
    }
}

/// The outcome of the same load with the loader that ships.
pub fn production(files: &[File], policy: Policy, way: Way) -> Outcome {
    let environment = Environment::new();
    environment.add(atom_of(&resident()).as_ref());
    let memory = Memory::new(files.iter().cloned());
    let options = LoadOptions {
        threads: way.threads,
        batch_bytes: way.batch_bytes,
        driver: if way.threads == 0 { DriverChoice::Sequential } else { DriverChoice::Parallel },
        on_error: match policy {
            Policy::FailFast => OnError::FailFast,
            Policy::Collect => OnError::Collect,
        },
        publication: if way.per_batch { Publication::PerBatch } else { Publication::AtEnd },
        ..LoadOptions::default()
    };
    let discovery = memory.discovery();
    let report = Loader::new(options).file_system(memory).load_discovered(&environment, discovery);
    let (programs, errors) = match &report {
        Ok(report) => {
            (report.programs.iter().map(program).collect(), report.errors.iter().map(error).collect())
        }
        Err(first) => (Vec::new(), vec![error(first)]),
    };
    Outcome { dump: environment.snapshot().dump(), programs, errors }
}

/// The difference between `found` and what the specification asks for, if there is one.
///
/// # Errors
/// That difference, in words.
pub fn compare(files: &[File], policy: Policy, way: Way, found: &Outcome) -> Result<(), String> {
    let expected = expected(files, policy);
    if *found == expected {
        return Ok(());
    }
    let texts: Vec<(&str, String)> = files
        .iter()
        .map(|(path, bytes)| (path.as_str(), String::from_utf8_lossy(bytes).into_owned()))
        .collect();
    Err(format!("{policy:?} {way:?} {texts:#?}\nexpected\n{expected}found\n{found}"))
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.dump)?;
        self.programs.iter().chain(&self.errors).try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// What the space holds before the load.
fn resident() -> Term {
    Term::symbol("resident")
}

fn shown(path: &str, line: usize, column: usize, kind: loading::LoadErrorKind) -> String {
    format!("{path}:{line}:{column}: {kind:?}")
}

fn program(program: &Program) -> String {
    let forms: Vec<String> = program
        .forms()
        .map(|form| form.atom().map_or_else(|error| error.to_string(), |atom| atom.to_string()))
        .collect();
    // As a list of terms prints.
    format!("{}: [{}]", program.path().display(), forms.join(", "))
}

fn error(error: &LoadError) -> String {
    let kind = match error.kind() {
        LoadErrorKind::InvalidUtf8 { .. } => Some(loading::LoadErrorKind::InvalidUtf8),
        LoadErrorKind::Syntax(error) => {
            syntax_error_of(error).map(|error| loading::LoadErrorKind::Syntax(error.kind))
        }
        _ => None,
    };
    match (kind, error.excerpt()) {
        (Some(kind), Some(excerpt)) => {
            let position = excerpt.position();
            shown(&error.path().display().to_string(), position.line as usize, position.column as usize, kind)
        }
        _ => error.to_string(),
    }
}
