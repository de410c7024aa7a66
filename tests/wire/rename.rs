//! Renames change all or nothing.

use serde_json::{Value, json};

use super::marked::{ENCODINGS, Marked};

const FILES: [(&str, &str); 2] = [
    ("a.rho", "/* é😀 */ contract @\"‹päy›\"(@x) = { Nil }"),
    ("b.rho", "new k in { k!(\"é😀\") | ‸@\"‹päy›\"!(\"päy\") }"),
];

fn edits(case: &Marked, uri: &str) -> Value {
    let of = case.locations.iter().filter(|location| location["uri"] == uri);
    of.map(|location| json!({ "range": location["range"], "newText": "gïve" })).collect()
}

#[test]
fn a_rename_changes_all_documents() {
    for encoding in ENCODINGS {
        let mut case = Marked::open(&FILES, encoding, json!({}));
        let found = case.ask("textDocument/rename", json!({ "newName": "gïve" }));
        let (a, b) = ("file:///ws/a.rho", "file:///ws/b.rho");
        assert_eq!(found, json!({ "changes": { a: edits(&case, a), b: edits(&case, b) } }), "{encoding}");
    }
}

#[test]
fn edits_say_of_which_version_they_are_where_the_client_can() {
    let capabilities = json!({ "workspace": { "workspaceEdit": { "documentChanges": true } } });
    let mut case = Marked::open(&FILES, "utf-16", capabilities);
    let found = case.ask("textDocument/rename", json!({ "newName": "gïve" }));
    let change =
        |uri: &str| json!({ "textDocument": { "uri": uri, "version": 1 }, "edits": edits(&case, uri) });
    assert_eq!(found, json!({ "documentChanges": [change("file:///ws/a.rho"), change("file:///ws/b.rho")] }));
}

#[test]
fn a_rename_that_would_capture_is_refused() {
    let mut case = Marked::open(&[("a.rho", "new ‸x in { new y in { x!(*y) } }")], "utf-16", json!({}));
    let answer = case.answer("textDocument/rename", json!({ "newName": "y" }));
    assert_eq!(answer["error"], json!({ "code": -32803, "message": "rename would capture or be captured" }));
}

#[test]
fn what_is_renamed_is_shown_before() {
    let cases = [
        ("a.rho", "/* é😀 */ new ‹föö‸› in { Nil }", "", None),
        ("a.rho", "/* é😀 */ new ‹fo‸o› in { Nil }", "foo", Some(())),
        ("a.rho", "/* é😀 */ @\"‹a\\\"‸é›\"!(1)", "a\"é", Some(())),
        ("a.rho", "// é😀\n@\"rho:metta:eval\"!(\"(= (‹gr‸üße› $x) \\\"é\\\")\")", "grüße", Some(())),
        ("a.metta", "; é😀\n(= (f ‹$ä‸b›) 1)", "$äb", Some(())),
        ("a.metta", "(= (f $x) ‸ 1)", "", None),
    ];
    for encoding in ENCODINGS {
        for (name, text, placeholder, found) in cases {
            let mut case = Marked::open(&[(name, text)], encoding, json!({}));
            let answer = case.answer("textDocument/prepareRename", json!({}));
            let expected = found.map(|()| json!({ "range": case.ranges()[0], "placeholder": placeholder }));
            assert_eq!(answer["result"], json!(expected), "{encoding} {text}: {answer}");
        }
    }
    let mut case = Marked::open(&[("a.metta", "!(‸+ 1 2)")], "utf-16", json!({}));
    let answer = case.answer("textDocument/prepareRename", json!({}));
    assert_eq!(answer["error"]["code"], -32803, "{answer}");
}
