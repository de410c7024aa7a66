//! Calls in words, for people and for programs that do not know the specification's types.

use serde::Serialize;
use serde_json::Value;

use super::{Call, History};
use crate::oracle::vocabulary::Vocabulary;

/// A call in the words of its specification. It serializes as the line of a history that it is.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Spoken {
    /// Who called.
    pub client: u64,
    /// The operation's name.
    #[serde(rename = "op")]
    pub name: &'static str,
    /// Its arguments.
    #[serde(rename = "args")]
    pub arguments: Vec<Value>,
    /// When it was called.
    #[serde(rename = "call")]
    pub called: u64,
    /// When it returned, if it did.
    #[serde(rename = "return")]
    pub returned: Option<u64>,
    /// What it returned, if anybody knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Value>,
    /// The line of the file that it was read from, from 1; 0 if there is none.
    pub line: usize,
    /// The part of the state that it concerns, if it is one part alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition: Option<String>,
}

impl Spoken {
    /// A call in words.
    pub fn new<S: Vocabulary>(specification: &S, call: &Call<S::Operation, S::Outcome>) -> Spoken {
        let (name, arguments) = specification.write_operation(&call.operation);
        Spoken {
            client: call.client,
            name,
            arguments,
            called: call.called,
            returned: call.returned,
            outcome: call.outcome.as_ref().map(|outcome| specification.write_outcome(outcome)),
            line: call.line,
            partition: specification.partition(&call.operation).map(Into::into),
        }
    }

    /// All calls of a history in words, in its order.
    pub fn all<S: Vocabulary>(specification: &S, history: &History<S::Operation, S::Outcome>) -> Vec<Spoken> {
        history.calls.iter().map(|call| Spoken::new(specification, call)).collect()
    }

    /// The operation: `put "k" 1`. Long values are cut after `longest` characters.
    #[must_use]
    pub fn operation(&self, longest: usize) -> String {
        let mut text = self.name.to_owned();
        for argument in &self.arguments {
            text.push(' ');
            text += &argument.to_string();
        }
        shown(&text, longest)
    }

    /// The outcome: `null`; `?` where nobody knows it, `never returned` where nothing came back. Long values are cut.
    #[must_use]
    pub fn answer(&self, longest: usize) -> String {
        match (&self.outcome, self.returned) {
            (Some(outcome), _) => shown(&outcome.to_string(), longest),
            (None, Some(_)) => "?".to_owned(),
            (None, None) => "never returned".to_owned(),
        }
    }
}

/// The first `longest` characters of a text, on one line whatever they are: terminals obey none of them.
pub(crate) fn shown(text: &str, longest: usize) -> String {
    let harmless = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    let mut characters = text.chars();
    let mut shown: String = characters.by_ref().take(longest).map(harmless).collect();
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}
