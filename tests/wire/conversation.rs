//! A conversation from `initialize` to `exit`.

use serde_json::json;

use super::client::Client;

#[test]
fn a_definition_of_the_text_that_the_editor_holds() {
    let mut client = Client::start(&[], json!({}));
    client.open("file:///ws/lib.metta", 1, "(= (f $x) $x)\n");
    client.open("file:///ws/use.metta", 1, "!(f 1)\n");
    let place = json!({ "textDocument": { "uri": "file:///ws/use.metta" }, "position": { "line": 0, "character": 2 } });
    let answer = client.request("textDocument/definition", place);
    assert_eq!(answer["result"][0]["uri"], "file:///ws/lib.metta", "{answer}");
    assert_eq!(client.findings("file:///ws/use.metta", 1), json!([]));
    assert!(client.stop());
}

#[test]
fn an_end_without_shutdown_is_told() {
    assert!(!Client::start(&[], json!({})).end());
}
