//! A client that does not read while it has something to say (S25).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::client::Client;

/// A document whose outline is some kilobytes: a few answers fill a pipe.
fn large() -> String {
    (0..50).map(|number| format!("(= (añejo-{number} $x) $x)\n")).collect()
}

/// How often each request was answered, by its id.
fn answers(client: &mut Client, count: usize) -> BTreeMap<i64, Vec<Value>> {
    let mut answers: BTreeMap<i64, Vec<Value>> = BTreeMap::new();
    for _ in 0..count {
        let answer = client.until(|message| message.get("method").is_none());
        let id = answer["id"].as_i64().expect("the id of a request");
        answers.entry(id).or_default().push(answer);
    }
    answers
}

#[test]
fn requests_are_read_while_no_answer_is() {
    const REQUESTS: i64 = 4_000;
    let mut client = Client::start(&[], json!({}));
    client.open("file:///ws/ñ.metta", 1, &large());
    let document = json!({ "textDocument": { "uri": "file:///ws/ñ.metta" } });
    // Most are answered by the lane itself. The requests are more than a pipe and what is read ahead hold, and so are the
    // answers: if the lane waited until the client reads, the client would wait here for ever.
    let is_known = |number: i64| number % 4 == 0;
    let first = client.ask("test/unknown", document.clone());
    for number in 1..REQUESTS {
        let method = if is_known(number) { "textDocument/documentSymbol" } else { "test/unknown" };
        client.ask(method, document.clone());
    }
    let answers = answers(&mut client, 4_000);
    assert_eq!(answers.keys().copied().collect::<Vec<_>>(), (first..first + REQUESTS).collect::<Vec<_>>());
    for (id, given) in answers {
        assert_eq!(given.len(), 1, "{id} is answered twice");
        let wanted = match is_known(id - first) && id > first {
            true => given[0]["result"].as_array().map(Vec::len) == Some(50),
            false => given[0]["error"]["code"] == -32601,
        };
        assert!(wanted, "{}", given[0]);
    }
    assert!(client.stop());
}

#[test]
fn an_edit_is_read_while_no_answer_is() {
    let mut client = Client::start(&[], json!({}));
    client.open("file:///ws/ñ.metta", 1, &large());
    let document = json!({ "textDocument": { "uri": "file:///ws/ñ.metta" } });
    for version in 2..1_000 {
        client.ask("test/unknown", document.clone());
        client.change("file:///ws/ñ.metta", version, &large());
    }
    client.change("file:///ws/ñ.metta", 1_000, "(= (última) 1)\n");
    let last = client.request("textDocument/documentSymbol", document);
    assert_eq!(last["result"].as_array().map(Vec::len), Some(1), "{last}");
    assert!(client.stop());
}
