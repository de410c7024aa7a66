//! Workspaces written with marks, over the wire: `‸` is the cursor, `‹name›` a place that the answer must consist of.

use serde_json::{Value, json};

use super::client::Client;

/// What columns count.
pub(crate) const ENCODINGS: [&str; 3] = ["utf-8", "utf-16", "utf-32"];

/// A client that has opened documents with marks.
pub(crate) struct Marked {
    pub(crate) client: Client,
    /// The place of the cursor: `textDocument` and `position`.
    pub(crate) place: Value,
    /// The marked places: `uri` and `range`, by document and place.
    pub(crate) locations: Vec<Value>,
}

impl Marked {
    /// The documents `files`, named relative to `file:///ws/`, open at version 1 in a client that counts columns so and has
    /// these capabilities beside.
    pub(crate) fn open(files: &[(&str, &str)], encoding: &str, mut capabilities: Value) -> Marked {
        capabilities["general"] = json!({ "positionEncodings": [encoding] });
        let mut client = Client::start(&[], capabilities);
        let (mut place, mut locations) = (Value::Null, Vec::new());
        for (name, marked) in files {
            let uri = format!("file:///ws/{name}");
            let (mut text, mut line, mut column, mut start) = (String::new(), 0, 0, Value::Null);
            for character in marked.chars() {
                let at = json!({ "line": line, "character": column });
                match character {
                    '‸' => place = json!({ "textDocument": { "uri": uri }, "position": at }),
                    '‹' => start = at,
                    '›' => locations.push(json!({ "uri": uri, "range": { "start": start, "end": at } })),
                    character => {
                        text.push(character);
                        (line, column) = match character {
                            '\n' => (line + 1, 0),
                            character => (line, column + width(character, encoding)),
                        };
                    }
                }
            }
            client.open(&uri, 1, &text);
        }
        Marked { client, place, locations }
    }

    /// The result of a request about the cursor with more parameters.
    pub(crate) fn ask(&mut self, method: &str, more: Value) -> Value {
        let answer = self.answer(method, more);
        answer.get("result").unwrap_or_else(|| panic!("{method}: {answer}")).clone()
    }

    /// The answer to a request about the cursor, with `result` or `error`.
    pub(crate) fn answer(&mut self, method: &str, more: Value) -> Value {
        let mut params = self.place.clone();
        if let (Some(params), Some(more)) = (params.as_object_mut(), more.as_object()) {
            params.extend(more.clone());
        }
        self.client.request(method, params)
    }

    /// The marked ranges, whatever their document.
    pub(crate) fn ranges(&self) -> Vec<Value> {
        self.locations.iter().map(|location| location["range"].clone()).collect()
    }
}

fn width(character: char, encoding: &str) -> usize {
    match encoding {
        "utf-8" => character.len_utf8(),
        "utf-16" => character.len_utf16(),
        _ => 1,
    }
}
