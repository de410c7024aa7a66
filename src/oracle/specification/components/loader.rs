//! A loader: files become atoms of an environment, all together or not at all.
//!
//! The state is the environment, a list of atoms, empty at first. `load FILES POLICY` loads files in the order given; a file
//! is a path and a text in MeTTa. Its atoms are added in the order of the text; what has a `!` before it is not added but
//! belongs to the file's program. A file with errors contributes nothing. Under `fail-fast` the first error of the first
//! file that has one is the only one said, and the environment stays as it was; under `collect` all other files are loaded
//! and all errors said, by file, then by place (E2). Nobody sees a part of a load (E1). It answers `programs`, for each file
//! that was loaded and has a program its path and forms, and `errors`, each with path, line and column (from 1, in
//! characters) and what is wrong. `add ATOM` adds an atom, `atoms` says all of them in order.
//!
//! What can be read and where errors stand is in the sibling module `reader`, the loop over the files in `loading`.

use serde_json::{Value, json};

use super::environment::{Space, printed};
use crate::oracle::specification::contract::Specification;
use crate::oracle::specification::loading::{LoadErrorKind, Policy, load};
use crate::oracle::specification::reader::ReadErrorKind;
use crate::oracle::specification::term::Term;

/// The specification.
#[derive(Clone, Copy, Debug, Default)]
pub struct LoaderSpecification;

/// What can be done.
#[derive(Clone, PartialEq, Debug)]
pub enum Operation {
    /// Load files, (path, text), in this order.
    Load(Vec<(String, String)>, Policy),
    /// Add one atom.
    Add(Term),
    /// All atoms.
    Atoms,
}

impl Specification for LoaderSpecification {
    type State = Space;
    type Operation = Operation;
    type Outcome = Value;

    fn initial(&self) -> Space {
        Space::default()
    }

    fn step(&self, Space(space): &mut Space, operation: &Operation) -> Value {
        match operation {
            Operation::Add(atom) => {
                space.add(atom.clone());
                Value::Null
            }
            Operation::Atoms => json!(printed(space.atoms())),
            Operation::Load(files, policy) => {
                let files = files.iter().map(|(path, text)| (path.as_str(), text.as_bytes()));
                let loading = load(space, files, *policy);
                *space = loading.environment;
                let programs = loading.programs.iter().filter(|(_, forms)| !forms.is_empty());
                let programs = programs.map(|(path, forms)| json!([path, printed(forms)]));
                let errors = loading
                    .errors
                    .iter()
                    .map(|error| json!([error.path, error.line, error.column, wrong(error.kind)]));
                json!({ "programs": programs.collect::<Vec<_>>(), "errors": errors.collect::<Vec<_>>() })
            }
        }
    }

    fn reads(&self, operation: &Operation, _: Option<&Value>) -> bool {
        matches!(operation, Operation::Atoms)
    }

    fn size(&self, state: &Space) -> usize {
        state.size()
    }

    fn print(&self, Space(space): &Space) -> String {
        printed(space.atoms()).join(" ")
    }

    fn print_outcome(&self, outcome: &Value) -> String {
        outcome.to_string()
    }
}

/// What is wrong, in words that an adapter can say too.
fn wrong(kind: LoadErrorKind) -> &'static str {
    match kind {
        LoadErrorKind::InvalidUtf8 => "invalid UTF-8",
        LoadErrorKind::Syntax(ReadErrorKind::UnexpectedRightBracket) => "unexpected )",
        LoadErrorKind::Syntax(ReadErrorKind::UnclosedExpression) => "unclosed (",
        LoadErrorKind::Syntax(ReadErrorKind::UnclosedString) => "unclosed string",
        LoadErrorKind::Syntax(ReadErrorKind::InvalidEscape) => "invalid escape",
        LoadErrorKind::Syntax(ReadErrorKind::IntegerOutOfRange) => "integer out of range",
        LoadErrorKind::Syntax(ReadErrorKind::ReservedInVariable) => "# in a variable",
    }
}
