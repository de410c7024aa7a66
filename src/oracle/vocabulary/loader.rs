//! The loader in words.

use serde_json::{Value, json};

use super::{Vocabulary, arguments, environment};
use crate::oracle::choices::Choices;
use crate::oracle::specification::components::loader::{LoaderSpecification, Operation};
use crate::oracle::specification::loading::Policy;

const PATHS: [&str; 3] = ["a.metta", "b.metta", "c.metta"];

/// Pieces of files, whole and broken.
const PIECES: [&str; 9] = [
    "(p a b)\n",
    "(= (f $x) (g $x)) ; a rule\n",
    "(: a T)",
    "!(f 1)\n",
    "\"text\" 1.50 ",
    "(p a",
    ")\n(p late)\n",
    "\"open\n",
    "12345678901234567890 ",
];

impl Vocabulary for LoaderSpecification {
    const NAME: &'static str = "loader";
    const ABOUT: &'static str = "files of MeTTa become atoms, all together or not at all";
    const OPERATIONS: &'static [&'static str] = &[
        "load [[PATH, TEXT], ...] fail-fast|collect -> {\"programs\": [[PATH, [FORM, ...]], ...], \"errors\": [[PATH, LINE, COLUMN, WHAT], ...]}",
        "add ATOM -> null",
        "atoms -> [ATOM, ...] in the order in which they came",
    ];

    fn read_operation(&self, name: &str, arguments: &[Value]) -> Result<Operation, String> {
        match name {
            "load" => {
                let [files, policy] = arguments::exactly(name, arguments)?;
                let policy = match policy.as_str() {
                    Some("fail-fast") => Policy::FailFast,
                    Some("collect") => Policy::Collect,
                    _ => return Err(format!("a policy is \"fail-fast\" or \"collect\", not {policy}")),
                };
                Ok(Operation::Load(arguments::list("what is loaded", files, file)?, policy))
            }
            "add" => {
                let [atom] = arguments::exactly(name, arguments)?;
                Ok(Operation::Add(environment::term(atom)?))
            }
            "atoms" => arguments::exactly(name, arguments).map(|[]| Operation::Atoms),
            _ => Err(arguments::unknown(name, Self::OPERATIONS)),
        }
    }

    fn write_operation(&self, operation: &Operation) -> (&'static str, Vec<Value>) {
        match operation {
            Operation::Load(files, policy) => {
                let policy = match policy {
                    Policy::FailFast => "fail-fast",
                    Policy::Collect => "collect",
                };
                ("load", vec![json!(files), json!(policy)])
            }
            Operation::Add(atom) => ("add", vec![json!(atom.readable())]),
            Operation::Atoms => ("atoms", Vec::new()),
        }
    }

    fn read_outcome(&self, _: &Operation, outcome: &Value) -> Result<Value, String> {
        Ok(outcome.clone())
    }

    fn write_outcome(&self, outcome: &Value) -> Value {
        outcome.clone()
    }

    fn generate(&self, choices: &mut Choices) -> Operation {
        match choices.weighted(&[5, 2, 3]) {
            0 => {
                // Mostly without errors: else most loads fail.
                let whole = !choices.one_in(3);
                let pieces = if whole { &PIECES[..5] } else { &PIECES[..] };
                let text = |choices: &mut Choices| -> String {
                    (0..choices.below(4)).map(|_| *choices.of(pieces)).collect()
                };
                let paths = PATHS.iter().take(1 + choices.below(PATHS.len()));
                let files = paths.map(|path| ((*path).to_owned(), text(choices))).collect();
                let policy = if choices.one_in(2) { Policy::FailFast } else { Policy::Collect };
                Operation::Load(files, policy)
            }
            1 => Operation::Add(environment::one(choices)),
            _ => Operation::Atoms,
        }
    }
}

/// A file.
fn file(value: &Value) -> Result<(String, String), String> {
    let Some([path, text]) = value.as_array().map(Vec::as_slice) else {
        return Err(format!("a file is [PATH, TEXT], not {value}"));
    };
    Ok((arguments::text("a path", path)?, arguments::text("a file's text", text)?))
}
