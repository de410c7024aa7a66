//! From the first message to the end of the server.

use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::client::Client;

fn code(answer: &Value) -> i64 {
    answer["error"]["code"].as_i64().unwrap_or_else(|| panic!("no error: {answer}"))
}

fn hover() -> Value {
    json!({ "textDocument": { "uri": "file:///ws/a.metta" }, "position": { "line": 0, "character": 0 } })
}

#[test]
fn initialize_comes_first_and_once() {
    let mut client = Client::connect();
    client.open("file:///ws/a.metta", 1, "(= (f) 1)\n");
    assert_eq!(code(&client.request("textDocument/hover", hover())), -32002);
    let mut client = client.initialized(&[], json!({}));
    assert_eq!(code(&client.request("initialize", json!({ "capabilities": {} }))), -32600);
    let answer = client.request("textDocument/hover", hover());
    assert_eq!(answer["result"], Value::Null, "what was opened before `initialize` is not open: {answer}");
    assert!(client.stop());
}

#[test]
fn after_shutdown_requests_are_refused_and_exit_is_clean() {
    let mut client = Client::start(&[], json!({}));
    assert_eq!(client.request("shutdown", Value::Null)["result"], Value::Null);
    assert_eq!(code(&client.request("textDocument/hover", hover())), -32600);
    assert_eq!(code(&client.request("shutdown", Value::Null)), -32600);
    client.notify("exit", Value::Null);
    assert!(client.wait());
}

#[test]
fn an_end_of_the_stream_after_shutdown_is_clean_and_before_it_is_not() {
    let mut client = Client::start(&[], json!({}));
    client.request("shutdown", Value::Null);
    assert!(client.end());
    assert!(!Client::start(&[], json!({})).end());
    assert!(!Client::connect().end());
}

#[test]
fn exit_without_shutdown_is_not_clean() {
    let mut client = Client::connect();
    client.notify("exit", Value::Null);
    assert!(!client.wait());
    let mut client = Client::start(&[], json!({}));
    client.notify("exit", Value::Null);
    assert!(!client.wait());
}

#[test]
fn a_client_that_does_not_read_does_not_keep_the_server() {
    let mut client = Client::start(&[], json!({}));
    // More answers than a pipe holds.
    for _ in 0..2_000 {
        client.ask("$/nobody/knows/this/method", json!({}));
    }
    client.notify("exit", Value::Null);
    assert!(!client.wait());
}

#[test]
fn the_death_of_the_client_ends_the_server_though_the_stream_is_open() {
    let mut process = Command::new("cat").stdin(Stdio::piped()).spawn().expect("a process");
    let mut client = Client::connect();
    let params = json!({ "processId": process.id(), "capabilities": {} });
    client.request("initialize", params);
    // It has asked nobody for its exit code yet: it has ended all the same.
    process.kill().expect("it can be killed");
    assert!(!client.wait());
    process.wait().expect("it has ended");
}

#[test]
fn what_is_unknown_is_refused_or_left_alone() {
    let mut client = Client::start(&[], json!({}));
    client.notify("$/unknown", json!({ "a": 1 }));
    client.notify("textDocument/unknown", json!([]));
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": "file:///a.rho" } }));
    assert_eq!(code(&client.request("$/unknown", json!({}))), -32601);
    assert_eq!(code(&client.request("textDocument/unknown", json!({}))), -32601);
    assert_eq!(code(&client.request("textDocument/hover", json!({ "position": [] }))), -32602);
    assert!(client.stop());
}

#[test]
fn what_is_no_message_is_answered_once_and_the_next_one_is_heard() {
    let bodies: [(&[u8], i64); 7] = [
        (b"{", -32700),
        (b"\xff\xfe", -32700),
        (b"", -32700),
        (b"[]", -32600),
        (b"{\"jsonrpc\":\"2.0\"}", -32600),
        (b"{\"id\":[1],\"method\":\"shutdown\"}", -32600),
        (b"{\"id\":7,\"method\":null}", -32600),
    ];
    for (body, expected) in bodies {
        let mut client = Client::start(&[], json!({}));
        client.raw(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
        client.raw(body);
        let answer = client.until(|message| message.get("error").is_some());
        assert_eq!(code(&answer), expected, "{}", String::from_utf8_lossy(body));
        assert!(client.stop());
    }
}

#[test]
fn a_header_that_cannot_be_read_costs_its_message_only() {
    let mut client = Client::start(&[], json!({}));
    let body = br#"{"jsonrpc":"2.0","id":9,"method":"shutdown"}"#;
    client.raw(b"Content-Length: many\r\n\r\n");
    client.raw(body);
    let answer = client.until(|message| message.get("error").is_some());
    assert_eq!((code(&answer), &answer["id"]), (-32600, &Value::Null));
    // The header of this one follows the body of the last one without a line end.
    assert_eq!(code(&client.request("textDocument/unknown", json!({}))), -32601);
    assert!(client.stop());
}

#[test]
fn a_client_that_traces_is_told_what_was_answered() {
    let mut client = Client::start(&[], json!({}));
    client.notify("$/setTrace", json!({ "value": "messages" }));
    client.request("textDocument/hover", hover());
    let told = client.until(|message| message["method"] == "$/logTrace");
    let said = told["params"]["message"].as_str().unwrap_or_default();
    assert!(said.starts_with("textDocument/hover (2) answered after"), "{said}");
    assert!(client.stop());
}
