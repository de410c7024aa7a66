//! Faulty servers: the one that ships with something else in its router.

use heddle::concurrent::request_queue::Needs;
use heddle::server::wire::{self, ErrorCode, Fault, Id};
use heddle::server::{Engine, OnChange, Router, Session};
use heddle::text::Uri;
use serde_json::{Value, json};

/// Makes a server that nobody has spoken to.
type Make = fn() -> Engine;

/// What is wrong with each, and the server.
pub(crate) const SERVERS: [(&str, Make); 6] = [
    ("a change is the whole text, whatever its range (LU23)", || {
        heard("textDocument/didChange", ranges_ignored)
    }),
    ("of several changes the first counts (LU23)", || heard("textDocument/didChange", first_change_only)),
    ("a change that lies outside the text is dropped (U41)", || {
        heard("textDocument/didChange", outside_dropped)
    }),
    ("the findings of a closed document stay", || heard("textDocument/didClose", findings_stay)),
    ("who is cancelled is answered, and by the worker too (Q1)", || heard("$/cancelRequest", answered_twice)),
    ("parameters have the types that they should have", trusting),
];

fn heard(method: &str, listener: fn(&Session, Value)) -> Engine {
    let mut engine = Engine::new();
    engine.router.hear(method, listener);
    engine
}

fn production(method: &str, session: &Session, params: Value) {
    let listener = Router::standard().listener(method).expect("it is heard");
    listener(session, params);
}

fn ranges_ignored(session: &Session, mut params: Value) {
    for change in params["contentChanges"].as_array_mut().into_iter().flatten() {
        *change = json!({ "text": change["text"] });
    }
    production("textDocument/didChange", session, params);
}

fn first_change_only(session: &Session, mut params: Value) {
    if let Some(changes) = params["contentChanges"].as_array_mut() {
        changes.truncate(1);
    }
    production("textDocument/didChange", session, params);
}

fn outside_dropped(session: &Session, mut params: Value) {
    if let Some(changes) = params["contentChanges"].as_array_mut() {
        changes.retain(|change| change["range"]["end"]["character"].as_u64().unwrap_or(0) < 1_000_000);
    }
    production("textDocument/didChange", session, params);
}

fn findings_stay(session: &Session, params: Value) {
    let uri = Uri::parse(params["textDocument"]["uri"].as_str().unwrap_or_default());
    let _ = session.overlay().close(&uri);
}

fn answered_twice(session: &Session, params: Value) {
    let Some(id) = Id::of(&params["id"]) else { return };
    let fault = Fault::new(ErrorCode::RequestCancelled, "cancelled");
    session.outgoing().send(wire::error_response(Some(&id), &fault));
}

fn trusting() -> Engine {
    let mut engine = Engine::new();
    let method = "textDocument/foldingRange".to_owned();
    engine.router.answer(method, Needs::Document, OnChange::Newest, |_, params| {
        let uri = params["textDocument"]["uri"].as_str().expect("a uri is a text");
        wire::encode(uri.len())
    });
    engine
}
