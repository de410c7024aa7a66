//! An editing session as data, and as a file: a line of JSON for what it stands on, then a line for each step.
//!
//! ```text
//! {"heddle":"lsp session","version":1,"encodings":["utf-16"],"files":{"a.metta":"(= (f $x) $x)\n"}}
//! {"step":"open","file":"a.metta"}
//! {"step":"change","file":"a.metta","edits":[{"range":[[0,4],[0,5]],"text":"größe"}]}
//! {"step":"ask","feature":"hover","file":"a.metta","at":[0,4]}
//! ```
//!
//! With `"pulls": true` the client asks for diagnostics itself. Lines and columns count from 0, columns in characters, whatever the server counts in. Without `files` the session stands
//! on a workspace that is given beside it. A step that has no sense where it stands (a change of what is not open) is passed
//! over, so that each part of a session is one.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

use super::tree::{Tree, ascii};
use crate::oracle::specification::positions::Place;

/// A replacement: a range or the whole text, and what stands there afterwards.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Edit {
    /// From and to; nothing for the whole text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<(Place, Place)>,
    /// The new text.
    pub text: String,
}

/// What the client does next.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "lowercase")]
pub enum Step {
    /// Opens a file with this text; without one, as it lies on the disk.
    Open {
        /// The file.
        file: String,
        /// Its text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// Edits what is open, all in one message, one after the other.
    Change {
        /// The file.
        file: String,
        /// What is replaced.
        edits: Vec<Edit>,
    },
    /// Writes what is open to the disk.
    Save {
        /// The file.
        file: String,
    },
    /// Closes it.
    Close {
        /// The file.
        file: String,
    },
    /// Somebody else writes a file, or removes it.
    Write {
        /// The file.
        file: String,
        /// Its text; nothing where it is removed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// Gives a file another name.
    Rename {
        /// The file.
        file: String,
        /// Its new name.
        to: String,
    },
    /// Asks and does not wait.
    Ask {
        /// What is asked for, as reports name it.
        feature: String,
        /// Of which file.
        file: String,
        /// Where.
        at: Place,
    },
    /// Cancels the request that was sent so many requests ago.
    Cancel {
        /// 0 is the last one.
        back: u64,
    },
    /// Waits for all answers.
    Rest,
}

/// A session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    /// The encodings of columns that the client offers.
    pub encodings: Vec<String>,
    /// Whether the client asks for diagnostics itself; servers may be silent then until they are asked.
    pub pulls: bool,
    /// The files that it stands on; nothing for a workspace that is given beside it.
    pub files: Option<Tree>,
    /// What is done.
    pub steps: Vec<Step>,
}

impl Session {
    /// A session without steps of a client that knows UTF-16 alone, as all must.
    #[must_use]
    pub fn plain() -> Session {
        Session { encodings: vec!["utf-16".to_owned()], pulls: false, files: None, steps: Vec::new() }
    }

    /// The file that says all of it.
    #[must_use]
    pub fn write(&self) -> String {
        let mut head = json!({ "heddle": "lsp session", "version": 1, "encodings": self.encodings, "pulls": self.pulls });
        if let Some(files) = &self.files {
            let files: BTreeMap<&str, &str> = files.texts().collect();
            head["files"] = json!(files);
        }
        let mut text = format!("{head}\n");
        for step in &self.steps {
            text.push_str(&serde_json::to_string(step).unwrap_or_default());
            text.push('\n');
        }
        // The control characters that JSON does not escape, which stand within strings alone: a terminal must not obey them.
        let mut harmless = String::with_capacity(text.len());
        for sign in text.chars() {
            match sign {
                '\u{7f}'..='\u{9f}' => harmless.push_str(&format!("\\u{:04x}", u32::from(sign))),
                _ => harmless.push(sign),
            }
        }
        harmless
    }

    /// Reads what [`write`](Session::write) has written.
    ///
    /// # Errors
    /// The line, from 1, and what is wrong with it.
    pub fn read(text: &str) -> Result<Session, (usize, String)> {
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let Some((at, head)) = lines.next() else {
            return Err((1, "an empty file is no session".to_owned()));
        };
        let head: Value = serde_json::from_str(head).map_err(|error| (at + 1, error.to_string()))?;
        if head["heddle"] != "lsp session" || head["version"] != 1 {
            let wanted = "the first line says {\"heddle\":\"lsp session\",\"version\":1,\"encodings\":[…]}";
            return Err((at + 1, wanted.to_owned()));
        }
        let encodings = serde_json::from_value(head["encodings"].clone())
            .map_err(|error| (at + 1, format!("encodings: {error}")))?;
        let files: Option<BTreeMap<String, String>> = serde_json::from_value(head["files"].clone())
            .map_err(|error| (at + 1, format!("files: {error}")))?;
        let steps =
            lines.map(|(at, line)| serde_json::from_str(line).map_err(|error| (at + 1, error.to_string())));
        let pulls = head["pulls"] == true;
        Ok(Session { encodings, pulls, files: files.map(Tree::of), steps: steps.collect::<Result<_, _>>()? })
    }

    /// The same with other steps.
    #[must_use]
    pub fn with(&self, steps: Vec<Step>) -> Session {
        Session { steps, ..self.clone() }
    }

    /// The same session in ASCII, with the same places; nothing where two files would have one name.
    #[must_use]
    pub fn ascii(&self) -> Option<Session> {
        let files = match &self.files {
            None => None,
            Some(files) => Some(files.ascii()?),
        };
        let steps = self.steps.iter().map(|step| match step.clone() {
            Step::Open { file, text } => Step::Open { file: ascii(&file), text: text.as_deref().map(ascii) },
            Step::Change { file, edits } => {
                let edit = |edit: Edit| Edit { range: edit.range, text: ascii(&edit.text) };
                Step::Change { file: ascii(&file), edits: edits.into_iter().map(edit).collect() }
            }
            Step::Save { file } => Step::Save { file: ascii(&file) },
            Step::Close { file } => Step::Close { file: ascii(&file) },
            Step::Write { file, text } => {
                Step::Write { file: ascii(&file), text: text.as_deref().map(ascii) }
            }
            Step::Rename { file, to } => Step::Rename { file: ascii(&file), to: ascii(&to) },
            Step::Ask { feature, file, at } => Step::Ask { feature, file: ascii(&file), at },
            step @ (Step::Cancel { .. } | Step::Rest) => step,
        });
        Some(self.with(steps.collect())).map(|session| Session { files, ..session })
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let text = "{\"heddle\":\"lsp session\",\"version\":1,\"encodings\":[\"utf-8\"],\"files\":{\"ä\":\"𠀀\"}}\n\
            {\"step\":\"open\",\"file\":\"ä\"}\n\
            {\"step\":\"change\",\"file\":\"ä\",\"edits\":[{\"range\":[[0,1],[0,1]],\"text\":\"ß\"},{\"text\":\"\"}]}\n\
            {\"step\":\"rest\"}\n";
        let session = Session::read(text).expect("a session");
        assert_eq!(Session::read(&session.write()), Ok(session.clone()));
        let ascii = session.ascii().expect("one file");
        assert!(ascii.write().is_ascii() && ascii.steps.len() == 3);
    }

    #[test]
    fn control_characters_are_written_as_their_numbers() {
        let open = Step::Open { file: "a".to_owned(), text: Some("\u{1b}[31m\u{9b}31m\u{7f}".to_owned()) };
        let session = Session { steps: vec![open], ..Session::plain() };
        assert!(!session.write().contains(|sign: char| sign.is_control() && sign != '\n'));
        assert_eq!(Session::read(&session.write()), Ok(session));
    }

    #[test]
    fn what_is_no_session_is_said_with_its_line() {
        assert_eq!(Session::read("").map_err(|(line, _)| line), Err(1));
        assert_eq!(Session::read("{}").map_err(|(line, _)| line), Err(1));
        let head = "{\"heddle\":\"lsp session\",\"version\":1,\"encodings\":[]}\n";
        assert_eq!(Session::read(&format!("{head}\n{{\"step\":\"fly\"}}")).map_err(|(line, _)| line), Err(3));
    }
}
