//! What the client says of the texts it has open. Runs on the lane, in the order in which it was said; what a text means is
//! found out later, by whoever needs it.

use gen_lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    TextDocumentContentChangeEvent,
};
use serde_json::{Value, json};

use super::session::Session;
use super::surroundings;
use crate::language::LanguageId;
use crate::text::{LineColumn, Uri, edit};

pub(super) fn did_open(session: &Session, params: Value) {
    let Some(DidOpenTextDocumentParams { text_document: document }) = read(params) else { return };
    let uri = session.spelled(&document.uri.0);
    let language = LanguageId::named(json!(document.language_id).as_str().unwrap_or_default());
    session.overlay().open_as(uri.clone(), language, document.version, document.text);
    surroundings::opened(session, &uri);
    changed(session, &uri);
}

pub(super) fn did_change(session: &Session, mut params: Value) {
    let Some(name) = params.pointer("/textDocument/uri").and_then(Value::as_str) else { return };
    let uri = Uri::parse(name);
    let Some((current, text)) = session.overlay().text(&uri) else { return };
    // Some clients do not count: what comes next is the next version.
    if let Some(document) = params.get_mut("textDocument").and_then(Value::as_object_mut)
        && document.get("version").is_none_or(Value::is_null)
    {
        document.insert("version".into(), json!(current.saturating_add(1)));
    }
    let Some(params) = read::<DidChangeTextDocumentParams>(params) else { return };
    let place = |position: gen_lsp_types::Position| LineColumn::new(position.line, position.character);
    let edits: Vec<edit::Edit> = params
        .content_changes
        .into_iter()
        .map(|change| match change {
            TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                edit::Edit { range: Some((place(part.range.start), place(part.range.end))), text: part.text }
            }
            TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => {
                edit::Edit { range: None, text: whole.text }
            }
        })
        .collect();
    let text = edit::apply(&text, &edits, session.client().encoding);
    match session.overlay().change(uri.clone(), params.text_document.version, text) {
        Ok(()) => changed(session, &uri),
        Err(refused) => tracing::warn!(%uri, %refused, "a change of a text is not applied"),
    }
}

pub(super) fn did_close(session: &Session, params: Value) {
    let Some(params) = read::<DidCloseTextDocumentParams>(params) else { return };
    let uri = Uri::parse(&params.text_document.uri.0);
    if session.overlay().close(&uri).is_ok() {
        session.outgoing().closed(&uri);
        session.findings().forget(&uri);
        // What is on disk counts again; outside all folders of the workspace nobody has looked at it before. What is asked
        // after this is answered after that.
        let engine = session.engine();
        if let Some(generation) = engine.indexer.files(uri.to_path().into_iter().collect()) {
            engine.index_begins(generation);
        }
    }
}

/// What is of another shape is left alone, since a notification has no answer.
fn read<P: serde::de::DeserializeOwned>(params: Value) -> Option<P> {
    let read = serde_json::from_value(params);
    read.inspect_err(|error| tracing::warn!(%error, "a notification that cannot be read")).ok()
}

fn changed(session: &Session, uri: &Uri) {
    if !session.client().pulls() {
        let since = session.overlay().pin().revision().overlay;
        session.outgoing().changed(uri, &session.spelling(uri), since);
    }
    session.findings().look_at(uri);
}
