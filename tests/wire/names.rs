//! Where names stand, what they are called, and under what names they may be known.

use serde_json::{Value, json};

use super::marked::{ENCODINGS, Marked};

/// A contract and its calls in two documents, behind characters of every width.
const FILES: [(&str, &str); 2] = [
    ("a.rho", "// é😀\n/* 𝒳é */ contract ‹pay›(@\"é😀\", @x) = { Nil } | /* 😀 */ ‹p‸ay›!(\"é\", 1)\n"),
    ("b.rho", "new k in { k!(\"é😀\") | ‹pay›!(\"😀𝒳\", 2) }"),
];

#[test]
fn references_stand_where_the_client_counts_them() {
    for encoding in ENCODINGS {
        let mut case = Marked::open(&FILES, encoding, json!({}));
        let found = case.ask("textDocument/references", json!({ "context": { "includeDeclaration": true } }));
        assert_eq!(found, json!(case.locations), "{encoding}");
        let found =
            case.ask("textDocument/references", json!({ "context": { "includeDeclaration": false } }));
        assert_eq!(found, json!(case.locations[1..]), "{encoding}");
        assert!(case.client.stop());
    }
}

#[test]
fn highlights_say_what_is_written_and_what_is_read() {
    for encoding in ENCODINGS {
        let text = "/* é😀 */ new ‹p›, q in { contract ‹p›(@x) = { q!(\"😀\", x) } | ‹p‸›!(1) }";
        let mut case = Marked::open(&[("a.rho", text)], encoding, json!({}));
        let found = case.ask("textDocument/documentHighlight", json!({}));
        let expected: Vec<Value> = case
            .ranges()
            .into_iter()
            .zip([3, 3, 2])
            .map(|(range, kind)| json!({ "range": range, "kind": kind }))
            .collect();
        assert_eq!(found, json!(expected), "{encoding}");
    }
}

#[test]
fn a_declaration_is_where_a_name_is_bound() {
    let text = "// é\nnew /* 😀 */ ‹foo› in { contract foo(@x) = { Nil } | \"😀\" | ‸foo!(42) }";
    for encoding in ENCODINGS {
        let mut case = Marked::open(&[("a.rho", text)], encoding, json!({}));
        assert_eq!(case.ask("textDocument/declaration", json!({})), json!(case.locations), "{encoding}");
    }
}

#[test]
fn a_type_is_where_it_is_declared() {
    let files = [
        ("lib.metta", "; é😀\n(: ‹grüße› (-> String Atom))\n(= (grüße $x) $x)\n"),
        ("use.metta", "!(import! &self lib)\n!(println! (\"😀\" (gr‸üße \"é\")))\n"),
    ];
    for encoding in ENCODINGS {
        let mut case = Marked::open(&files, encoding, json!({}));
        assert_eq!(case.ask("textDocument/typeDefinition", json!({})), json!(case.locations), "{encoding}");
    }
}

#[test]
fn signatures_name_their_parameters_by_place_where_the_client_can() {
    let files = [("a.metta", "(= (grüße $näme $😀x $y) $y)\n!(grüße \"😀\" ‸)")];
    let mut case = Marked::open(&files, "utf-8", json!({}));
    let found = case.ask("textDocument/signatureHelp", json!({}));
    assert_eq!(found["activeParameter"], 1, "{found}");
    assert_eq!(found["signatures"][0]["label"], "(grüße $näme $😀x $y)");
    let labels = |found: &Value| -> Vec<Value> {
        let parameters = found["signatures"][0]["parameters"].as_array().expect("parameters");
        parameters.iter().map(|parameter| parameter["label"].clone()).collect()
    };
    assert_eq!(labels(&found), [json!("$näme"), json!("$😀x"), json!("$y")]);
    let capabilities = json!({ "textDocument": { "signatureHelp": { "signatureInformation":
        { "parameterInformation": { "labelOffsetSupport": true } } } } });
    let mut case = Marked::open(&files, "utf-8", capabilities);
    let found = case.ask("textDocument/signatureHelp", json!({}));
    assert_eq!(
        labels(&found),
        [json!([7, 12]), json!([13, 17]), json!([18, 20])],
        "in UTF-16 whatever columns count"
    );
}

#[test]
fn symbols_of_the_workspace_are_found() {
    let files = [
        ("a.rho", "/* é😀 */ contract ‹payAll›() = { Nil }"),
        ("b.metta", "(: ‹prepay› (-> A B))\n(other 1)"),
    ];
    for encoding in ENCODINGS {
        let mut case = Marked::open(&files, encoding, json!({}));
        let answer = case.client.request("workspace/symbol", json!({ "query": "pAy" }));
        let found = answer["result"].as_array().expect("a list");
        let of = |key: &str| -> Vec<Value> { found.iter().map(|symbol| symbol[key].clone()).collect() };
        assert_eq!(of("name"), [json!("payAll"), json!("prepay")]);
        assert_eq!(of("kind"), [json!(12), json!(5)]);
        assert_eq!(of("location"), case.locations, "{encoding}");
    }
}
