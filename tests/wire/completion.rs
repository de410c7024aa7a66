//! What may be written, in the words of the protocol.

use serde_json::{Value, json};

use super::marked::{ENCODINGS, Marked};

const FILES: [(&str, &str); 2] = [
    ("lib.metta", "; Grüßt 😀.\n(= (grüße $x) $x)\n"),
    ("use.metta", "!(import! &self lib)\n!(println! (\"é😀\" (‹gr›‸ 1)))\n"),
];

fn item(list: &Value, label: &str) -> Value {
    let items = list["items"].as_array().expect("a list");
    items.iter().find(|item| item["label"] == label).unwrap_or_else(|| panic!("{label}: {list}")).clone()
}

#[test]
fn a_completion_replaces_the_word_before_the_cursor() {
    for encoding in ENCODINGS {
        let mut case = Marked::open(&FILES, encoding, json!({}));
        let found = case.ask("textDocument/completion", json!({}));
        let item = item(&found, "grüße");
        assert_eq!(item["textEdit"], json!({ "range": case.ranges()[0], "newText": "grüße" }), "{encoding}");
        assert_eq!(item["kind"], 3);
        assert_eq!(item["documentation"]["value"], "Grüßt 😀.");
        assert_eq!(found["isIncomplete"], false);
    }
}

#[test]
fn documentation_comes_when_it_is_asked_for() {
    let capabilities = json!({ "textDocument": { "completion": {
        "completionItem": { "resolveSupport": { "properties": ["documentation"] } },
        "completionList": { "itemDefaults": ["editRange", "data"] },
    } } });
    let mut case = Marked::open(&FILES, "utf-16", capabilities);
    let found = case.ask("textDocument/completion", json!({}));
    assert_eq!(found["itemDefaults"]["editRange"], case.ranges()[0]);
    let mut item = item(&found, "grüße");
    assert_eq!((item.get("documentation"), item.get("textEdit")), (None, None), "{item}");
    item["data"] = found["itemDefaults"]["data"].clone();
    let resolved = case.client.request("completionItem/resolve", item.clone());
    assert_eq!(resolved["result"]["documentation"]["value"], "Grüßt 😀.", "{resolved}");
    assert_eq!(resolved["result"]["label"], "grüße");
}
