//! Documents behind a cache, in words.

use serde_json::{Value, json};

use super::{Vocabulary, arguments};
use crate::oracle::choices::Choices;
use crate::oracle::specification::components::stamped_cache::{Operation, StampedCacheSpecification};

const DOCUMENTS: [&str; 3] = ["a", "b", "c"];

impl Vocabulary for StampedCacheSpecification {
    const NAME: &'static str = "stamped-cache";
    const ABOUT: &'static str = "documents that are asked through a bounded cache: no answer is ever old";
    const OPERATIONS: &'static [&'static str] = &[
        "write DOCUMENT TEXT -> null; TEXT is null to remove the document",
        "ask ASKER [DOCUMENT, ...] -> [TEXT or null, ...]",
        "invalidate ASKER -> null",
        "entries -> how many answers are kept: at most 4",
    ];

    fn read_operation(&self, name: &str, arguments: &[Value]) -> Result<Operation, String> {
        let document = |value: &Value| arguments::text("a document", value);
        match name {
            "write" => {
                let [name_of, text] = arguments::exactly(name, arguments)?;
                Ok(Operation::Write(document(name_of)?, arguments::text_or_null("what is written", text)?))
            }
            "ask" => {
                let [asker, documents] = arguments::exactly(name, arguments)?;
                let documents = arguments::list("what is asked for", documents, document)?;
                Ok(Operation::Ask { asker: document(asker)?, documents })
            }
            "invalidate" => {
                let [asker] = arguments::exactly(name, arguments)?;
                Ok(Operation::Invalidate(document(asker)?))
            }
            "entries" => arguments::exactly(name, arguments).map(|[]| Operation::Entries),
            _ => Err(arguments::unknown(name, Self::OPERATIONS)),
        }
    }

    fn write_operation(&self, operation: &Operation) -> (&'static str, Vec<Value>) {
        match operation {
            Operation::Write(document, text) => ("write", vec![json!(document), json!(text)]),
            Operation::Ask { asker, documents } => ("ask", vec![json!(asker), json!(documents)]),
            Operation::Invalidate(asker) => ("invalidate", vec![json!(asker)]),
            Operation::Entries => ("entries", Vec::new()),
        }
    }

    fn read_outcome(&self, _: &Operation, outcome: &Value) -> Result<Value, String> {
        Ok(outcome.clone())
    }

    fn write_outcome(&self, outcome: &Value) -> Value {
        outcome.clone()
    }

    fn generate(&self, choices: &mut Choices) -> Operation {
        let document = |choices: &mut Choices| (*choices.of(&DOCUMENTS)).to_owned();
        match choices.weighted(&[5, 8, 1, 1]) {
            0 if choices.one_in(6) => Operation::Write(document(choices), None),
            0 => Operation::Write(document(choices), Some(choices.fresh().to_string())),
            1 => {
                let asker = document(choices);
                let documents = (0..=choices.below(2)).map(|_| document(choices)).collect();
                Operation::Ask { asker, documents }
            }
            2 => Operation::Invalidate(document(choices)),
            _ => Operation::Entries,
        }
    }
}
