//! What is said to a server, with what a client knows of it.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::memory::Memory;
use super::peer::Peer;
use crate::indexing::Indexer;
use crate::oracle::specification::positions;
use crate::server::Engine;

/// The documents of a conversation; the first ones lie in folders.
pub(super) const URIS: [&str; 6] = [
    "file:///ws/a.metta",
    "file:///ws/gr%C3%B6%C3%9Fe.metta",
    "file:///ws/c.rho",
    "file:///more/d.rho",
    "untitled:e",
    "file:///ws/f.txt",
];

/// What editors call the columns.
pub(super) const ENCODINGS: [&str; 3] = ["utf-8", "utf-16", "utf-32"];

/// A client and what it has open.
pub(super) struct Talk {
    pub(super) peer: Peer,
    pub(super) memory: Memory,
    pub(super) encoding: usize,
    pub(super) folders: Vec<&'static str>,
    /// The version and the text of what is open.
    pub(super) open: [Option<(i32, String)>; URIS.len()],
    /// What was open once.
    pub(super) seen: [bool; URIS.len()],
}

/// The path of a document that has one.
pub(super) fn path(document: usize) -> Option<PathBuf> {
    crate::text::Uri::parse(URIS[document]).to_path()
}

impl Talk {
    /// A conversation that is begun, with a server whose files are `memory`.
    pub(super) fn begin(
        mut engine: Engine,
        memory: &Memory,
        encoding: usize,
        folders: Vec<&'static str>,
    ) -> Result<Talk, String> {
        engine.indexer = Indexer::over(std::sync::Arc::clone(&engine.workspace), 2, memory.clone());
        let mut peer = Peer::new(engine)?;
        let named: Vec<Value> = folders.iter().map(|uri| json!({ "uri": uri, "name": "x" })).collect();
        let capabilities = json!({
            "general": { "positionEncodings": [ENCODINGS[encoding]] },
            "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } },
            "textDocument": { "documentSymbol": { "hierarchicalDocumentSymbolSupport": true } },
        });
        let params = json!({ "processId": null, "workspaceFolders": named, "capabilities": capabilities });
        let id = peer.ask("initialize", &params);
        peer.answer(id)?;
        peer.tell("initialized", &json!({}));
        let (open, seen) = ([const { None }; URIS.len()], [false; URIS.len()]);
        Ok(Talk { peer, memory: memory.clone(), encoding, folders, open, seen })
    }

    pub(super) fn open(&mut self, document: usize, version: i32, text: String) {
        let language = if document % 6 == 2 || document % 6 == 3 { "rholang" } else { "metta" };
        let item = json!({ "uri": URIS[document], "languageId": language, "version": version, "text": text });
        self.peer.tell("textDocument/didOpen", &json!({ "textDocument": item }));
        self.open[document] = Some((version, text));
        self.seen[document] = true;
    }

    /// Applies edits, here by counting characters.
    pub(super) fn change(&mut self, document: usize, edits: &[positions::Edit]) {
        let Some((version, text)) = &mut self.open[document] else { return };
        *version += 1;
        *text = positions::apply(text, edits, positions::UNITS[self.encoding]);
        let place = |(line, character): positions::Place| json!({ "line": line, "character": character });
        let change = |(range, new): &positions::Edit| match *range {
            None => json!({ "text": new }),
            Some((one, other)) => {
                json!({ "range": { "start": place(one), "end": place(other) }, "text": new })
            }
        };
        let changes: Vec<Value> = edits.iter().map(change).collect();
        let item = json!({ "uri": URIS[document], "version": *version });
        let params = json!({ "textDocument": item, "contentChanges": changes });
        self.peer.tell("textDocument/didChange", &params);
    }

    pub(super) fn close(&mut self, document: usize) {
        if self.open[document].take().is_some() {
            let params = json!({ "textDocument": { "uri": URIS[document] } });
            self.peer.tell("textDocument/didClose", &params);
        }
    }

    /// Writes a file, or removes it, and says so.
    pub(super) fn disk(&mut self, document: usize, text: Option<&str>) {
        let Some(path) = path(document) else { return };
        self.memory.set(path, text);
        let kind = if text.is_some() { 2 } else { 3 };
        let changes = json!({ "changes": [{ "uri": URIS[document], "type": kind }] });
        self.peer.tell("workspace/didChangeWatchedFiles", &changes);
    }

    /// A folder comes, or goes; the last one stays, since a server without any looks beside what is open.
    pub(super) fn toggle_folder(&mut self, folder: &'static str) {
        if self.folders == [folder] {
            return;
        }
        let named = json!([{ "uri": folder, "name": "x" }]);
        let gone = self.folders.contains(&folder);
        self.folders.retain(|one| *one != folder);
        let event = if gone {
            json!({ "removed": named, "added": [] })
        } else {
            self.folders.push(folder);
            json!({ "removed": [], "added": named })
        };
        self.peer.tell("workspace/didChangeWorkspaceFolders", &json!({ "event": event }));
    }
}

/// The parameters of every kind of request at once, since each takes what it knows.
pub(super) fn parameters(document: usize, line: usize, column: usize) -> Value {
    let position = json!({ "line": line, "character": column });
    let range = json!({ "start": position, "end": { "line": line + 2, "character": 0 } });
    json!({
        "textDocument": { "uri": URIS[document] },
        "position": position,
        "positions": [position],
        "range": range,
        "context": { "includeDeclaration": column.is_multiple_of(2), "diagnostics": [], "triggerKind": 1 },
        "options": { "tabSize": 2, "insertSpaces": true },
        "newName": "renamed",
        "query": "f",
        "previousResultIds": [],
        "files": [{ "oldUri": URIS[document], "newUri": "file:///ws/moved.metta" }],
        "label": "f",
        "item": {
            "name": "f", "kind": 12, "uri": URIS[document], "range": range, "selectionRange": range,
        },
    })
}
