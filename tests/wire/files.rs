//! Imports lead to files, also when files move.

use serde_json::{Value, json};

use super::marked::{ENCODINGS, Marked};

#[test]
fn the_name_of_a_module_is_a_link_to_its_file() {
    let files = [
        ("lib.metta", "(= (f) 1)"),
        ("s/deep é.metta", "(= (g) 1)"),
        (
            "a.metta",
            "; é😀\n!(import! &self ‹lib›)\n!(import! &self gone)\n/* 😀 */ !(import! &self ‹\"s/deep é.metta\"›)‸\n",
        ),
        ("b.rho", "// é😀\n@\"rho:metta:eval\"!(\"!(println! \\\"😀\\\") !(import! &self ‹lib›)\")"),
    ];
    for encoding in ENCODINGS {
        let mut case = Marked::open(&files, encoding, json!({}));
        let mut links = |uri: &str| {
            let params = json!({ "textDocument": { "uri": uri } });
            case.client.request("textDocument/documentLink", params)["result"].clone()
        };
        let (found, inner) = (links("file:///ws/a.metta"), links("file:///ws/b.rho"));
        let link =
            |range: &Value, target: &str| json!({ "range": range, "target": format!("file:///ws/{target}") });
        let [lib, deep, embedded] = &case.ranges()[..] else { panic!("three places") };
        assert_eq!(found, json!([link(lib, "lib.metta"), link(deep, "s/deep é.metta")]), "{encoding}");
        assert_eq!(inner, json!([link(embedded, "lib.metta")]), "{encoding}");
    }
}

/// The edits of a move, as texts by document and place.
fn moved(files: &[(&str, &str)], moves: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut case = Marked::open(files, "utf-16", json!({}));
    let uri = |name: &str| format!("file:///ws/{name}");
    let moves: Vec<Value> =
        moves.iter().map(|(old, new)| json!({ "oldUri": uri(old), "newUri": uri(new) })).collect();
    let answer = case.client.request("workspace/willRenameFiles", json!({ "files": moves }));
    let changes = answer["result"]["changes"].as_object().unwrap_or_else(|| panic!("{answer}")).clone();
    let mut places = case.locations.iter();
    let mut found = Vec::new();
    for (uri, edits) in changes {
        for edit in edits.as_array().expect("a list") {
            let place = places.next().expect("a marked place");
            assert_eq!((place["uri"].as_str(), &place["range"]), (Some(uri.as_str()), &edit["range"]));
            found
                .push((uri.replace("file:///ws/", ""), edit["newText"].as_str().expect("a text").to_owned()));
        }
    }
    assert_eq!(places.next(), None, "every marked place is edited");
    found
}

#[test]
fn imports_follow_a_file_that_gets_another_name() {
    let files = [
        ("a.metta", "; é😀\n!(import! &self ‹lib›)\n!(import! &self other)"),
        ("b.rho", "// é😀\n@\"rho:metta:eval\"!(\"!(import! &self ‹lib›)\")"),
        ("lib.metta", "(= (f) 1)"),
        ("other.metta", "(= (g) 1)"),
    ];
    let edits = [("a.metta".to_owned(), "neu".to_owned()), ("b.rho".to_owned(), "neu".to_owned())];
    assert_eq!(moved(&files, &[("lib.metta", "neu.metta")]), edits);
    assert_eq!(moved(&files[2..], &[("lib.metta", "neu.metta")]), []);
}

#[test]
fn imports_follow_files_into_other_folders() {
    let edit = |document: &str, text: &str| vec![(document.to_owned(), text.to_owned())];
    let files = [("a.metta", "!(import! &self ‹lib›)"), ("lib.metta", "")];
    assert_eq!(moved(&files, &[("lib.metta", "s/t/lib.metta")]), edit("a.metta", "s:t:lib"));
    assert_eq!(moved(&files, &[("lib.metta", "s/module.metta")]), edit("a.metta", "s"));
    assert_eq!(moved(&files, &[("lib.metta", "ein neuer.metta")]), edit("a.metta", "\"ein neuer\""));
    assert_eq!(moved(&files, &[("a.metta", "s/a.metta")]), edit("a.metta", "../lib.metta"));
    let files = [("a.metta", "!(import! &self ‹\"s/lib.metta\"›)"), ("s/lib.metta", "")];
    for (old, new) in [("s", "neu"), ("s/", "neu/"), ("s/", "neu")] {
        assert_eq!(moved(&files, &[(old, new)]), edit("a.metta", "\"neu/lib.metta\""), "{old} to {new}");
    }
    let files = [("s/a.metta", "!(import! &self lib)"), ("s/lib.metta", "")];
    assert_eq!(moved(&files, &[("s", "neu")]), [], "what moves together stays together");
}
