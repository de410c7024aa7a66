//! A client's desk: the workspace on disk, what is open, and a session played from it to a server.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::features::Feature;
use super::language::Language;
use super::server::{Server, uri_of};
use super::session::{Edit, Step};
use super::tree::{Tree, place};
use crate::oracle::specification::positions::{self, Place, UNITS};

/// Columns of sessions count characters.
const CHARACTERS: fn(char) -> usize = UNITS[2];

/// The largest number that a column may be.
const FARTHEST: usize = (1 << 31) - 1;

/// A workspace of its own, and what is open.
pub(super) struct Desk {
    /// Removed with the desk; what a server writes there at its end may stay in the folder for temporary files.
    _folder: TempDir,
    /// The workspace, without links in its path.
    pub root: PathBuf,
    language: Language,
    /// The version and the text of what is open.
    pub open: BTreeMap<String, (i32, String)>,
    /// What was open once.
    pub seen: BTreeSet<String>,
    cancelled: BTreeSet<u64>,
    /// The requests of features, by their names.
    pub asked: BTreeMap<u64, &'static Feature>,
}

impl Desk {
    /// A desk over a copy of `tree`.
    ///
    /// # Errors
    /// If the copy cannot be made.
    pub(super) fn new(tree: &Tree, language: &Language) -> io::Result<Desk> {
        let folder = tempfile::Builder::new().prefix("heddle-oracle-").tempdir()?;
        let root = fs::canonicalize(folder.path())?.join("workspace");
        fs::create_dir(&root)?;
        tree.write(&root)?;
        Ok(Desk {
            _folder: folder,
            root,
            language: language.clone(),
            open: BTreeMap::new(),
            seen: BTreeSet::new(),
            cancelled: BTreeSet::new(),
            asked: BTreeMap::new(),
        })
    }

    /// What it is called.
    #[must_use]
    pub(super) fn uri(&self, file: &str) -> String {
        uri_of(&self.root, file)
    }

    /// Whether a request was cancelled.
    #[must_use]
    pub(super) fn is_cancelled(&self, id: u64) -> bool {
        self.cancelled.contains(&id)
    }

    /// Plays a step; one that has no sense here, and what the server does not announce, is passed over. False if the server
    /// owes answers where the client waits for all: who is silent once is not waited for again.
    pub(super) fn play(&mut self, step: &Step, server: &mut Server, patience: Duration) -> bool {
        match step {
            Step::Open { file, text } => {
                let text = text.clone().or_else(|| self.disk(file));
                if let Some(text) = text.filter(|_| !self.open.contains_key(file) && self.is_within(file)) {
                    self.open.insert(file.clone(), (1, text));
                    self.tell_open(file, server);
                }
            }
            Step::Change { file, edits } => self.change(file, edits, server),
            Step::Save { file } => self.save(file, server),
            Step::Close { file } => {
                if self.open.remove(file).is_some() {
                    let params = json!({ "textDocument": { "uri": self.uri(file) } });
                    server.connection.tell("textDocument/didClose", &params);
                }
            }
            Step::Write { file, text } => self.write(file, text.as_deref(), server),
            Step::Rename { file, to } => self.rename(file, to, server),
            Step::Ask { feature, file, at } => {
                let feature = Feature::named(feature).filter(|feature| server.offers(feature));
                if let (Some(feature), true) = (feature, self.open.contains_key(file)) {
                    let id = self.ask(feature, file, *at, server);
                    self.asked.insert(id, feature);
                }
            }
            Step::Cancel { back } => {
                // The first request is `initialize`, which nobody cancels.
                if let Some(id) = server.connection.asked().checked_sub(*back).filter(|id| *id > 1) {
                    self.cancelled.insert(id);
                    server.connection.tell("$/cancelRequest", &json!({ "id": id }));
                }
            }
            Step::Rest => {
                let all: Vec<u64> = (1..=server.connection.asked()).collect();
                return server.connection.await_answers(&all, patience);
            }
        }
        true
    }

    /// Opens all that is open for a server that was told nothing.
    pub(super) fn lay_out(&mut self, server: &Server) {
        let files: Vec<String> = self.open.keys().cloned().collect();
        for file in files {
            self.tell_open(&file, server);
        }
    }

    /// Asks for a feature at a place of an open file; the name of the request.
    pub(super) fn ask(&self, feature: &Feature, file: &str, at: Place, server: &mut Server) -> u64 {
        let text = self.open.get(file).map_or("", |(_, text)| text);
        let place = encode(text, at, server.encoding);
        let end = positions::line_column(text, text.len(), UNITS[server.encoding.min(2)]);
        let params = feature.parameters(&self.uri(file), place, &word_at(text, at), end);
        server.connection.ask(feature.method, &params)
    }

    fn is_within(&self, file: &str) -> bool {
        place(&self.root, file).is_ok()
    }

    fn disk(&self, file: &str) -> Option<String> {
        fs::read_to_string(place(&self.root, file).ok()?).ok()
    }

    fn tell_open(&mut self, file: &str, server: &Server) {
        let Some((version, text)) = self.open.get(file) else { return };
        let item = json!({
            "uri": self.uri(file), "languageId": self.language.id_of(file), "version": version, "text": text,
        });
        server.connection.tell("textDocument/didOpen", &json!({ "textDocument": item }));
        self.seen.insert(file.to_owned());
    }

    fn change(&mut self, file: &str, edits: &[Edit], server: &Server) {
        let (uri, synchronization) = (self.uri(file), server.synchronization());
        if synchronization == 0 {
            return;
        }
        let Some((version, text)) = self.open.get_mut(file) else { return };
        *version += 1;
        let mut changes = Vec::new();
        for edit in edits {
            // A client never sends a range that ends before it starts.
            let range = edit.range.map(|(one, other)| (one.min(other), one.max(other)));
            let place = |at: Place| {
                let (line, character) = encode(text, at, server.encoding);
                json!({ "line": line, "character": character })
            };
            changes.push(match range {
                None => json!({ "text": edit.text }),
                Some((one, other)) => {
                    json!({ "range": { "start": place(one), "end": place(other) }, "text": edit.text })
                }
            });
            *text = positions::apply(text, &[(range, edit.text.clone())], CHARACTERS);
        }
        if synchronization == 1 {
            changes = vec![json!({ "text": text })];
        }
        let item = json!({ "uri": uri, "version": version });
        let params = json!({ "textDocument": item, "contentChanges": changes });
        server.connection.tell("textDocument/didChange", &params);
    }

    fn save(&mut self, file: &str, server: &Server) {
        let Some((_, text)) = self.open.get(file) else { return };
        if self.put(file, Some(text)).is_err() {
            return;
        }
        if let Some(with_text) = server.saves() {
            let mut params = json!({ "textDocument": { "uri": self.uri(file) } });
            if with_text {
                params["text"] = json!(text);
            }
            server.connection.tell("textDocument/didSave", &params);
        }
        self.tell_changes(&[(file, 2)], server);
    }

    fn write(&mut self, file: &str, text: Option<&str>, server: &Server) {
        let was = self.disk(file).is_some();
        if (was || text.is_some()) && self.put(file, text).is_ok() {
            let kind = if text.is_none() { 3 } else { 1 + u8::from(was) };
            self.tell_changes(&[(file, kind)], server);
        }
    }

    fn rename(&mut self, file: &str, to: &str, server: &mut Server) {
        let Some(lies) = self.disk(file).filter(|_| self.disk(to).is_none() && self.is_within(to)) else {
            return;
        };
        let files = json!({ "files": [{ "oldUri": self.uri(file), "newUri": self.uri(to) }] });
        if server.can("/workspace/fileOperations/willRename") {
            server.connection.ask("workspace/willRenameFiles", &files);
        }
        if self.put(to, Some(&lies)).and_then(|()| self.put(file, None)).is_err() {
            return;
        }
        if server.can("/workspace/fileOperations/didRename") {
            server.connection.tell("workspace/didRenameFiles", &files);
        }
        if let Some((_, text)) = self.open.remove(file) {
            let params = json!({ "textDocument": { "uri": self.uri(file) } });
            server.connection.tell("textDocument/didClose", &params);
            self.open.insert(to.to_owned(), (1, text));
            self.tell_open(to, server);
        }
        self.tell_changes(&[(file, 3), (to, 1)], server);
    }

    /// Writes a file on the disk, or removes it.
    fn put(&self, file: &str, text: Option<&str>) -> io::Result<()> {
        let path = place(&self.root, file)?;
        match text {
            None => fs::remove_file(path),
            Some(text) => {
                if let Some(parent) = path.parent() {
                    fs::create_dir_all(parent)?;
                }
                fs::write(path, text)
            }
        }
    }

    fn tell_changes(&self, changes: &[(&str, u8)], server: &Server) {
        let change = |(file, kind): &(&str, u8)| json!({ "uri": self.uri(file), "type": kind });
        let changes: Vec<Value> = changes.iter().map(change).collect();
        server.connection.tell("workspace/didChangeWatchedFiles", &json!({ "changes": changes }));
    }
}

/// A place in columns of a server. What lies beyond the end of a line stays so far beyond it.
#[must_use]
pub(super) fn encode(text: &str, (line, column): Place, encoding: usize) -> Place {
    let units = UNITS[encoding.min(2)];
    let end = positions::offset(text, (line, usize::MAX), CHARACTERS);
    let at = positions::offset(text, (line, column), CHARACTERS);
    let (there, length) = positions::line_column(text, end, CHARACTERS);
    if there != line {
        return (line.min(FARTHEST), column.min(FARTHEST));
    }
    let (_, encoded) = positions::line_column(text, at, units);
    (line, encoded.saturating_add(column.saturating_sub(length)).min(FARTHEST))
}

/// A place in characters from one in columns of a server.
#[must_use]
pub(super) fn decode(text: &str, at: Place, encoding: usize) -> Place {
    positions::line_column(text, positions::offset(text, at, UNITS[encoding.min(2)]), CHARACTERS)
}

/// The word at a place: what blanks and brackets leave together.
#[must_use]
pub(super) fn word_at(text: &str, at: Place) -> String {
    let offset = positions::offset(text, at, CHARACTERS);
    let is_part = |sign: char| sign.is_alphanumeric() || "_-$".contains(sign);
    let before: String = text[..offset].chars().rev().take_while(|sign| is_part(*sign)).collect();
    before.chars().rev().chain(text[offset..].chars().take_while(|sign| is_part(*sign))).collect()
}

/// Where words start, in characters.
#[must_use]
pub(super) fn words(text: &str) -> Vec<Place> {
    let mut places = Vec::new();
    let (mut line, mut column, mut inside) = (0, 0, false);
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let part = sign.is_alphanumeric() || "_$".contains(sign);
        if part && !inside {
            places.push((line, column));
        }
        inside = part;
        let ends = sign == '\n' || (sign == '\r' && signs.peek() != Some(&'\n'));
        (line, column) = if ends { (line + 1, 0) } else { (line, column + 1) };
    }
    places
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn places_are_the_same_in_whatever_units() {
        let text = "ä𠀀b\r\nc";
        for (encoding, column) in [(0, 6), (1, 3), (2, 2)] {
            assert_eq!(encode(text, (0, 2), encoding), (0, column));
            assert_eq!(decode(text, (0, column), encoding), (0, 2));
            assert_eq!(encode(text, (0, 13), encoding), (0, column + 11), "ten beyond the end");
            assert_eq!(encode(text, (7, 1), encoding), (7, 1), "a line that is not there");
        }
    }

    #[test]
    fn words_are_found_where_they_start() {
        assert_eq!(words("(fä $x)\r\n𠀀 y"), [(0, 1), (0, 4), (1, 0), (1, 2)]);
        assert_eq!(word_at("(fä $x)", (0, 2)), "fä");
        assert_eq!(word_at("", (9, 9)), "");
    }
}
