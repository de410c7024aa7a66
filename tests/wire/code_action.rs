//! Fixes, in the words of the protocol.

use serde_json::{Value, json};

use super::marked::{ENCODINGS, Marked};

const FILES: [(&str, &str); 1] = [("a.rho", "/* é😀 */ new total in { \"😀\" | ‹totl›!(1) }‸")];

fn actions(case: &mut Marked, context: Value) -> Value {
    let range = case.ranges()[0].clone();
    let params = json!({ "textDocument": { "uri": "file:///ws/a.rho" }, "range": range, "context": context });
    case.client.request("textDocument/codeAction", params)["result"].clone()
}

#[test]
fn a_fix_says_what_it_mends_and_stands_where_the_client_counts_it() {
    for encoding in ENCODINGS {
        let mut case = Marked::open(&FILES, encoding, json!({}));
        // Before the workspace is indexed nobody says that a name is unbound.
        let published = case.client.until(|message| !message["params"]["diagnostics"][0].is_null());
        let finding = published["params"]["diagnostics"][0].clone();
        let found = actions(&mut case, json!({ "diagnostics": [finding] }));
        let edit = json!({ "range": case.ranges()[0], "newText": "total" });
        let expected = json!({
            "title": "Replace with `total`",
            "kind": "quickfix",
            "diagnostics": [finding],
            "isPreferred": true,
            "edit": { "changes": { "file:///ws/a.rho": [edit] } },
        });
        assert_eq!(found[0], expected, "{encoding}");
    }
}

#[test]
fn only_kinds_that_are_wanted_are_offered() {
    let mut case = Marked::open(&FILES, "utf-16", json!({}));
    let mut count = |context: Value| actions(&mut case, context).as_array().map(Vec::len);
    assert_eq!(count(json!({ "diagnostics": [], "only": ["quickfix"] })), Some(3));
    assert_eq!(count(json!({ "diagnostics": [], "only": ["refactor", "source"] })), Some(0));
}
