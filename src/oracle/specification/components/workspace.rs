//! A workspace: documents on disk, what connections have open over them, and where names stand in all of them.
//!
//! *Texts* are words, separated by white space. `+f` defines the name `f`; every other word mentions the name that it is.
//!
//! *The disk.* `publish CHANGES` replaces texts together, in one step that nobody sees half of (W1). A change is a URI, a
//! version (a number from 1), and the new text or `null` for its removal. A change counts only if its version is greater
//! than that of the last change that counted for its URI, removals included (W3); the changes are tried in their order, and
//! the URIs of those that do not count are said.
//!
//! *Connections* have numbers. `open CONNECTION URI VERSION TEXT` opens a document: for this connection and nobody else its
//! text is this one, whatever is on disk; what is open already starts anew. `change CONNECTION URI VERSION TEXT` replaces
//! the text of an open document and says `true`; if it is not open, or the version is not greater than the one before, it
//! says `false` and changes nothing. `close CONNECTION URI` says whether it was open; then the disk counts again.
//!
//! *Readers.* `look VIEWER` says what a connection sees, or somebody without one (`null`): `texts`, the text of each
//! document; `definitions` and `mentions`, for each name that stands anywhere the places where it is defined and where it
//! is mentioned, `URI:OFFSET` in order of URI and offset. The offset is that of the name in bytes (behind a `+`). All three
//! are of one moment: no document's text without its names, no name without its document (W1, W2).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::oracle::specification::contract::Specification;
use crate::oracle::specification::workspace::{DiskChange, WorkspaceSpecification};

/// The specification. (What is on disk and open has the name `WorkspaceSpecification`.)
#[derive(Clone, Copy, Debug, Default)]
pub struct SharedWorkspaceSpecification;

/// What can be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Operation {
    /// Publish changes together.
    Publish(Vec<DiskChange>),
    /// Open a document: connection, URI, version, text.
    Open(usize, String, i32, String),
    /// Change an open document.
    Change(usize, String, i32, String),
    /// Close a document.
    Close(usize, String),
    /// What a connection sees, or somebody without one.
    Look(Option<usize>),
}

/// What somebody sees at one moment.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sight {
    /// The texts by URI.
    pub texts: BTreeMap<String, String>,
    /// Where each name is defined: URI and offset, in order.
    pub definitions: BTreeMap<String, Vec<(String, usize)>>,
    /// Where each name is mentioned.
    pub mentions: BTreeMap<String, Vec<(String, usize)>>,
}

impl Sight {
    /// All that is to be seen in these texts.
    #[must_use]
    pub fn of(texts: BTreeMap<String, String>) -> Sight {
        let (mut definitions, mut mentions) = (BTreeMap::new(), BTreeMap::new());
        for (uri, text) in &texts {
            for (offset, word) in words(text) {
                let (places, name, offset): (&mut BTreeMap<String, Vec<_>>, _, _) =
                    match word.strip_prefix('+') {
                        Some(name) => (&mut definitions, name, offset + 1),
                        None => (&mut mentions, word, offset),
                    };
                places.entry(name.to_owned()).or_default().push((uri.clone(), offset));
            }
        }
        Sight { texts, definitions, mentions }
    }

    /// As JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let places = |names: &BTreeMap<String, Vec<(String, usize)>>| {
            let places = |places: &Vec<(String, usize)>| {
                json!(places.iter().map(|(uri, offset)| format!("{uri}:{offset}")).collect::<Vec<_>>())
            };
            Value::Object(names.iter().map(|(name, of)| (name.clone(), places(of))).collect())
        };
        json!({
            "texts": self.texts,
            "definitions": places(&self.definitions),
            "mentions": places(&self.mentions),
        })
    }
}

/// The words of a text and where they begin.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = None;
    for (offset, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match start {
            None if !c.is_whitespace() => start = Some(offset),
            Some(from) if c.is_whitespace() => {
                words.extend(text.get(from..offset).map(|word| (from, word)));
                start = None;
            }
            _ => {}
        }
    }
    words
}

impl Specification for SharedWorkspaceSpecification {
    type State = WorkspaceSpecification;
    type Operation = Operation;
    type Outcome = Value;

    fn initial(&self) -> WorkspaceSpecification {
        WorkspaceSpecification::new()
    }

    fn step(&self, state: &mut WorkspaceSpecification, operation: &Operation) -> Value {
        match operation {
            Operation::Publish(changes) => json!(state.publish(changes)),
            Operation::Open(connection, uri, version, text) => {
                state.open(*connection, uri, *version, text);
                Value::Null
            }
            Operation::Change(connection, uri, version, text) => {
                json!(state.change(*connection, uri, *version, text))
            }
            Operation::Close(connection, uri) => json!(state.close(*connection, uri)),
            Operation::Look(viewer) => Sight::of(state.texts(*viewer)).to_json(),
        }
    }

    fn reads(&self, operation: &Operation, observed: Option<&Value>) -> bool {
        match operation {
            Operation::Look(_) => true,
            Operation::Change(..) | Operation::Close(..) => observed == Some(&json!(false)),
            Operation::Publish(_) | Operation::Open(..) => false,
        }
    }

    fn size(&self, state: &WorkspaceSpecification) -> usize {
        let viewers = state.connections().into_iter().map(Some).chain([None]);
        let texts = viewers.flat_map(|viewer| state.texts(viewer));
        size_of::<WorkspaceSpecification>()
            + texts.map(|(uri, text)| 96 + uri.len() + text.len()).sum::<usize>()
    }

    fn print(&self, state: &WorkspaceSpecification) -> String {
        let texts = |viewer| json!(state.texts(viewer)).to_string();
        let mut printed = texts(None);
        for connection in state.connections() {
            printed.push_str(&format!(", connection {connection}: {}", texts(Some(connection))));
        }
        printed
    }

    fn print_outcome(&self, outcome: &Value) -> String {
        outcome.to_string()
    }
}
