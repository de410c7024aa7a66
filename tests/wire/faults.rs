//! A fault of the server is the answer to one request, and nothing else changes (D2).

use heddle::concurrent::request_queue::Needs;
use heddle::server::{Engine, OnChange};
use serde_json::{Value, json};

use super::client::Client;

const URI: &str = "file:///ws/naïve.metta";

/// A server with two faults: a request and a notification that panic.
fn faulty() -> Client {
    let mut engine = Engine::new();
    engine.router.answer("test/panic".into(), Needs::Document, OnChange::Newest, |_, params| {
        panic!("planted: {params}");
    });
    engine.router.hear("test/panics", |_, _| panic!("planted"));
    Client::connect_to(engine).initialized(&[], json!({}))
}

fn hover(client: &mut Client) -> Value {
    let place = json!({ "textDocument": { "uri": URI }, "position": { "line": 0, "character": 4 } });
    client.request("textDocument/hover", place)
}

#[test]
fn a_request_that_panics_is_answered_with_an_internal_error() {
    let mut client = faulty();
    client.open(URI, 1, "(= (straße $ä) $ä)\n");
    for _ in 0..20 {
        let answer = client.request("test/panic", json!(1));
        assert_eq!(answer["error"]["code"], -32603, "{answer}");
        assert!(answer["error"]["message"].as_str().is_some_and(|said| said.contains("planted: 1")));
    }
    assert!(hover(&mut client)["result"].is_object());
    assert!(client.stop());
}

#[test]
fn a_notification_that_panics_is_logged_and_the_next_one_is_heard() {
    let mut client = faulty();
    client.notify("test/panics", json!({}));
    let told = client.until(|message| message["method"] == "window/logMessage");
    assert_eq!(told["params"]["type"], 1, "{told}");
    client.open(URI, 1, "(= (straße $ä) $ä)\n");
    assert!(hover(&mut client)["result"].is_object());
    assert!(client.stop());
}
