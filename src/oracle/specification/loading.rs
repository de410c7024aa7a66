//! Loading a workspace, as one loop over its files.

use super::environment::EnvironmentSpecification;
use super::reader::{self, ReadErrorKind};
use super::term::Term;

/// What happens when a file has an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// The load fails with the first error of the first file that has one, and the environment stays as it was.
    FailFast,
    /// A file with errors contributes nothing, every other file is loaded, and all errors are reported: by file in the
    /// order given, by place in the file.
    Collect,
}

/// An error of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    /// The file.
    pub path: String,
    /// The byte it points to.
    pub offset: usize,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub kind: LoadErrorKind,
}

/// What can be wrong with a file that could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadErrorKind {
    /// The bytes are not UTF-8; the error points to the first that does not belong.
    InvalidUtf8,
    /// The text cannot be read.
    Syntax(ReadErrorKind),
}

/// The result of a load.
#[derive(Clone, Debug)]
pub struct Loading {
    /// The environment afterwards.
    pub environment: EnvironmentSpecification,
    /// The `!` forms of each file that was loaded, in the order of the files: kept, not run.
    pub programs: Vec<(String, Vec<Term>)>,
    /// The errors; under [`Policy::FailFast`] at most one.
    pub errors: Vec<LoadError>,
}

/// Loads `files`, (path, content), in the order given, into `environment`. The atoms of a file are added in the order
/// of the text; what has a `!` before it belongs to the file's program.
pub fn load<'a>(
    environment: &EnvironmentSpecification,
    files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    policy: Policy,
) -> Loading {
    let mut loading = Loading { environment: environment.clone(), programs: Vec::new(), errors: Vec::new() };
    for (path, bytes) in files {
        let (atoms, program, mut errors) = read_file(path, bytes);
        if errors.is_empty() {
            for atom in atoms {
                loading.environment.add(atom);
            }
            loading.programs.push((path.to_owned(), program));
        } else if policy == Policy::FailFast {
            errors.truncate(1);
            return Loading { environment: environment.clone(), programs: Vec::new(), errors };
        } else {
            loading.errors.extend(errors);
        }
    }
    loading
}

fn read_file(path: &str, bytes: &[u8]) -> (Vec<Term>, Vec<Term>, Vec<LoadError>) {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let good = &bytes[..error.valid_up_to()];
            let before = String::from_utf8_lossy(good);
            let error = load_error(path, &before, good.len(), LoadErrorKind::InvalidUtf8);
            return (Vec::new(), Vec::new(), vec![error]);
        }
    };
    let reading = reader::read(text);
    let mut atoms = Vec::new();
    let mut program = Vec::new();
    for form in reading.forms {
        if form.marked {
            program.push(form.term);
        } else {
            atoms.push(form.term);
        }
    }
    let mut errors = Vec::new();
    for error in reading.errors {
        errors.push(load_error(path, &text[..error.offset], error.offset, LoadErrorKind::Syntax(error.kind)));
    }
    (atoms, program, errors)
}

/// An error behind the text `before` it.
fn load_error(path: &str, before: &str, offset: usize, kind: LoadErrorKind) -> LoadError {
    // A byte order mark takes no column.
    let mark = if before.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let line_start = before.rfind('\n').map_or(mark, |newline| newline + 1);
    LoadError {
        path: path.to_owned(),
        offset,
        line: before.chars().filter(|c| *c == '\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        kind,
    }
}
