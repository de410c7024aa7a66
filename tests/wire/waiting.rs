//! Requests that cannot be answered yet: cancelled, late, for a text that has changed.

use std::sync::Arc;

use heddle::concurrent::request_queue::{Needs, Outcome};
use heddle::server::{Engine, OnChange, wire};
use heddle::sync::BoundedQueue;
use serde_json::{Value, json};

use super::client::Client;

/// A server with a request that is answered when the gate is closed.
fn gated() -> (Client, Arc<BoundedQueue<()>>) {
    let gate = Arc::new(BoundedQueue::new("test.gate", 1));
    let mut engine = Engine::new();
    let closed = Arc::clone(&gate);
    engine.router.answer("test/wait".into(), Needs::Document, OnChange::Newest, move |context, _| {
        let _ = closed.pop();
        wire::encode(context.is_cancelled())
    });
    (Client::connect_to(engine).initialized(&[], json!({})), gate)
}

#[test]
fn a_request_that_is_cancelled_while_it_runs_is_answered_at_once_and_once() {
    let (mut client, gate) = gated();
    let id = client.ask("test/wait", json!({}));
    client.notify("$/cancelRequest", json!({ "id": id }));
    assert_eq!(client.answer(id)["error"]["code"], -32800);
    gate.close();
    // The answer that the worker has now goes nowhere: the next one is that of another request.
    let next = client.request("test/wait", json!({}));
    assert_eq!(next["result"], false, "{next}");
    assert!(client.stop());
}

#[test]
fn a_cancellation_of_what_is_answered_or_was_never_asked_changes_nothing() {
    let (mut client, gate) = gated();
    gate.close();
    let id = client.ask("test/wait", json!({}));
    assert_eq!(client.answer(id)["result"], false);
    client.notify("$/cancelRequest", json!({ "id": id }));
    client.notify("$/cancelRequest", json!({ "id": "no such request" }));
    client.notify("$/cancelRequest", json!({}));
    assert_eq!(client.request("test/wait", json!({}))["result"], false);
    assert!(client.stop());
}

#[test]
fn a_name_that_is_in_use_is_refused() {
    let (mut client, gate) = gated();
    let message = json!({ "jsonrpc": "2.0", "id": "x", "method": "test/wait" });
    client.send(&message);
    client.send(&message);
    let refused = client.until(|message| message["id"] == "x");
    assert_eq!(refused["error"]["code"], -32600, "{refused}");
    gate.close();
    assert_eq!(client.until(|message| message["id"] == "x")["result"], false);
    assert!(client.stop());
}

#[test]
fn shutdown_answers_what_still_runs() {
    let (mut client, gate) = gated();
    let ids: Vec<i64> = (0..20).map(|_| client.ask("test/wait", json!({}))).collect();
    let shutdown = client.ask("shutdown", Value::Null);
    for id in ids {
        assert_eq!(client.answer(id)["error"]["code"], -32802);
    }
    assert_eq!(client.answer(shutdown)["result"], Value::Null);
    gate.close();
    client.notify("exit", Value::Null);
    assert!(client.wait());
}

/// A server whose index is being built, by a run that ends when `test/end` says how.
fn indexing(options: &Value) -> Client {
    let mut engine = Engine::new();
    engine.router.hear("test/begin", |session, _| session.engine().index_begins(u64::MAX));
    engine.router.hear("test/end", |session, params| {
        let outcome = if params == json!("failed") { Outcome::Failed } else { Outcome::Complete };
        session.engine().index_ends(u64::MAX, outcome);
    });
    let mut client = Client::connect_to(engine);
    let params = json!({ "capabilities": {}, "initializationOptions": options });
    client.request("initialize", params);
    client.notify("test/begin", json!(null));
    client.open("file:///ws/a.metta", 1, "(= (f $x) $x)\n!(f 1)\n");
    client
}

fn call() -> Value {
    json!({ "textDocument": { "uri": "file:///ws/a.metta" }, "position": { "line": 1, "character": 2 } })
}

#[test]
fn a_request_whose_deadline_is_over_is_answered_from_what_is_known_and_says_so() {
    let mut client = indexing(&json!({ "heddle": { "request": { "deadlineMs": 1 } } }));
    let id = client.ask("textDocument/definition", call());
    let partial = client.until(|message| message["method"] == "heddle/partialAnswer");
    assert_eq!(partial["params"]["id"], id);
    assert_eq!(partial["params"]["reason"], "the workspace is still being indexed");
    assert_eq!(client.answer(id)["result"][0]["range"]["start"]["character"], 3);
    assert!(client.stop());
}

#[test]
fn what_waits_for_an_index_that_fails_is_answered_and_says_so() {
    let mut client = indexing(&json!(null));
    let id = client.ask("textDocument/definition", call());
    client.notify("test/end", json!("failed"));
    let partial = client.until(|message| message["method"] == "heddle/partialAnswer");
    assert_eq!(partial["params"]["reason"], "the workspace could not be indexed");
    assert_eq!(client.answer(id)["result"][0]["range"]["start"]["character"], 3);
    assert!(client.stop());
}

#[test]
fn a_request_for_a_place_in_a_text_that_has_changed_since_is_refused_unless_it_names_none() {
    let mut client = indexing(&json!(null));
    let waits = client.ask("textDocument/definition", call());
    client.change("file:///ws/a.metta", 2, "\n(= (f $x) $x)\n!(f 1)\n");
    let later = client.ask("textDocument/definition", call());
    client.notify("test/end", json!("complete"));
    assert_eq!(client.answer(waits)["error"]["code"], -32801);
    assert!(client.answer(later).get("error").is_none());
    assert!(client.stop());
}

#[test]
fn what_waits_can_be_cancelled_and_does_not_wait_on_shutdown() {
    let mut client = indexing(&json!(null));
    let first = client.ask("textDocument/definition", call());
    let second = client.ask("textDocument/definition", call());
    client.notify("$/cancelRequest", json!({ "id": first }));
    assert_eq!(client.answer(first)["error"]["code"], -32800);
    let shutdown = client.ask("shutdown", Value::Null);
    assert_eq!(client.answer(second)["error"]["code"], -32802);
    assert_eq!(client.answer(shutdown)["result"], Value::Null);
    client.notify("exit", Value::Null);
    assert!(client.wait());
}
