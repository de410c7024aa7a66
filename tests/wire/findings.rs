//! Findings: pushed with the version that they are of, or pulled; never those of a text that is gone.

use serde_json::{Value, json};

use super::client::Client;

const LIBRARY: &str = "file:///ws/größe.rho";
const USER: &str = "file:///ws/use.rho";

fn codes(findings: &Value) -> Vec<&str> {
    findings.as_array().into_iter().flatten().filter_map(|finding| finding["code"].as_str()).collect()
}

fn is_published(message: &Value, uri: &str) -> bool {
    message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri
}

#[test]
fn findings_follow_the_versions_of_a_text_and_go_away_with_it() {
    let mut client = Client::start(&[], json!({}));
    client.open(USER, 1, "new a in { a!(\"ä\", 1 + ) }\n");
    let found = client.findings(USER, 1);
    assert_eq!(codes(&found), ["R0001"], "{found}");
    client.change(USER, 2, "new s in { s!(\"ä\", b) }\n");
    let found = client.findings(USER, 2);
    assert_eq!(codes(&found), ["R0200"]);
    assert_eq!(found[0]["range"]["start"], json!({ "line": 0, "character": 19 }));
    assert_eq!(found[0]["severity"], 1);
    client.change(USER, 3, "Nil\n");
    assert_eq!(client.findings(USER, 3), json!([]));
    client.change(USER, 4, "new b in { c!(1) }\n");
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": USER } }));
    let last = client.until(|message| is_published(message, USER) && message["params"]["version"].is_null());
    assert_eq!(last["params"]["diagnostics"], json!([]));
    // Those of version 4, if they came before it was closed.
    client.forget();
    let mut rest = client.messages_until_the_end();
    assert!(!rest.any(|message| is_published(&message, USER)), "the empty list is the last");
}

#[test]
fn a_document_that_is_opened_again_has_its_findings_again() {
    let mut client = Client::start(&[], json!({}));
    for _ in 0..50 {
        client.open(USER, 1, "Nil | \n");
        assert_eq!(codes(&client.findings(USER, 1)).len(), 1);
        client.notify("textDocument/didClose", json!({ "textDocument": { "uri": USER } }));
        client.until(|message| is_published(message, USER) && message["params"]["version"].is_null());
    }
    assert!(client.stop());
}

#[test]
fn a_change_elsewhere_is_told_where_it_makes_a_difference() {
    let mut client = Client::start(&[], json!({}));
    // In this order, so that nothing is ever missing before the change.
    client.open(LIBRARY, 1, "contract f() = { Nil }\n");
    client.open(USER, 1, "new k in { f!() }\n");
    client.until(|message| is_published(message, USER) && message["params"]["diagnostics"] == json!([]));
    client.change(LIBRARY, 2, "contract g() = { Nil }\n");
    let told =
        client.until(|message| is_published(message, USER) && message["params"]["diagnostics"] != json!([]));
    assert_eq!(codes(&told["params"]["diagnostics"]), ["R0200"]);
    assert_eq!(told["params"]["version"], 1);
    for version in 3..30 {
        client.change(LIBRARY, version, &format!("contract g(x{version}) = {{ Nil }}\n"));
        client.findings(LIBRARY, version);
    }
    let mut rest = client.messages_until_the_end();
    assert!(!rest.any(|message| is_published(&message, USER)), "nothing is different");
}

#[test]
fn other_places_are_told_to_clients_that_show_them() {
    let text = "new x, x in { Nil }\n";
    let can = json!({ "textDocument": { "publishDiagnostics": { "relatedInformation": true } } });
    let related = |capabilities: &Value| {
        let mut client = Client::start(&[], capabilities.clone());
        client.open(USER, 1, text);
        let found = client.findings(USER, 1);
        assert_eq!(codes(&found), ["R0205"], "{found}");
        assert!(client.stop());
        found[0]["relatedInformation"].clone()
    };
    let told = related(&can);
    assert_eq!(told[0]["location"]["uri"], USER, "{told}");
    assert_eq!(told[0]["location"]["range"]["start"]["character"], 4);
    assert_eq!(related(&json!({})), Value::Null);
}

fn pulls() -> Value {
    json!({
        "textDocument": { "diagnostic": { "dynamicRegistration": false } },
        "workspace": { "diagnostics": { "refreshSupport": true } },
    })
}

fn pull(client: &mut Client, uri: &str, previous: &Value) -> Value {
    let params = json!({ "textDocument": { "uri": uri }, "previousResultId": previous });
    client.request("textDocument/diagnostic", params)["result"].clone()
}

#[test]
fn a_client_that_pulls_gets_what_is_new_and_nothing_unasked() {
    let mut client = Client::start(&[], pulls());
    client.open(USER, 1, "new k in { f!() }\n");
    let first = pull(&mut client, USER, &Value::Null);
    assert_eq!(first["kind"], "full");
    assert_eq!(codes(&first["items"]), ["R0200"]);
    let again = pull(&mut client, USER, &first["resultId"]);
    assert_eq!(again, json!({ "kind": "unchanged", "resultId": first["resultId"] }));
    client.open(LIBRARY, 1, "contract f() = { Nil }\n");
    let changed = pull(&mut client, USER, &first["resultId"]);
    assert_eq!((&changed["kind"], &changed["items"]), (&json!("full"), &json!([])));
    assert_eq!(pull(&mut client, "file:///nobody.rho", &Value::Null)["items"], json!([]));
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": USER } }));
    let mut rest = client.messages_until_the_end();
    assert!(!rest.any(|message| message["method"] == "textDocument/publishDiagnostics"));
}

#[test]
fn findings_of_the_whole_workspace_are_pulled_at_once() {
    let mut client = Client::start(&[], pulls());
    client.open(USER, 7, "new k in { f!() }\n");
    client.open(LIBRARY, 1, "contract g() = { Nil }\n");
    let pull = |client: &mut Client, previous: &Value| {
        let answer = client.request("workspace/diagnostic", json!({ "previousResultIds": previous }));
        answer["result"]["items"].clone()
    };
    let items = pull(&mut client, &json!([]));
    let of = |uri: &str, items: &Value| {
        items.as_array().into_iter().flatten().find(|item| item["uri"] == uri).cloned()
    };
    let user = of(USER, &items).expect("it has findings");
    assert_eq!((codes(&user["items"]), &user["version"]), (vec!["R0200"], &json!(7)));
    assert_eq!(codes(&of(LIBRARY, &items).expect("it has findings")["items"]), ["R0221"]);
    let previous = json!([
        { "uri": USER, "value": user["resultId"] },
        { "uri": LIBRARY, "value": "of another time" },
        { "uri": "file:///ws/gone.rho", "value": "x" },
    ]);
    let items = pull(&mut client, &previous);
    assert_eq!(of(USER, &items).expect("told")["kind"], "unchanged");
    assert_eq!(of(LIBRARY, &items).expect("told")["kind"], "full");
    assert_eq!(of("file:///ws/gone.rho", &items).expect("told")["items"], json!([]));
    assert!(client.stop());
}

#[test]
fn a_client_that_pulls_is_asked_to_do_so_when_the_index_is_there() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("lib.rho"), "contract f() = { Nil }\n").expect("written");
    let mut client = Client::start(&[folder.path()], pulls());
    client.until(|message| message["method"] == "workspace/diagnostic/refresh");
    assert!(client.stop());
}
