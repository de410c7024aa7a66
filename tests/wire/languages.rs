//! The language of a document: by its name, and where that says nothing, by what the editor calls it.

use serde_json::{Value, json};

use super::client::Client;

fn opened(uri: &str, language: &str, text: &str, place: (u32, u32)) -> Value {
    let mut client = Client::start(&[], json!({}));
    let document = json!({ "uri": uri, "languageId": language, "version": 1, "text": "" });
    client.notify("textDocument/didOpen", json!({ "textDocument": document }));
    // The language stays what it was when the document was opened.
    client.change(uri, 2, text);
    let place = json!({ "line": place.0, "character": place.1 });
    let answer = client
        .request("textDocument/definition", json!({ "textDocument": { "uri": uri }, "position": place }));
    assert!(client.stop());
    answer["result"].clone()
}

#[test]
fn a_document_without_a_telling_name_is_read_as_the_editor_calls_it() {
    let metta = "(= (größe $x) $x)\n!(größe 1)\n";
    for (uri, language) in [("untitled:Untitled-1", "metta"), ("file:///notes.txt", "MeTTa")] {
        let found = opened(uri, language, metta, (1, 3));
        assert_eq!(found[0]["range"]["end"]["character"], 13, "{uri}: {found}");
        assert_eq!(found[0]["uri"], uri);
    }
    let rholang = "new f in { contract f(@x) = { Nil } | f!(1) }\n";
    let found = opened("untitled:Untitled-2", "rholang", rholang, (0, 38));
    assert_eq!(found[0]["range"]["start"]["line"], 0, "{found}");
}

#[test]
fn the_name_counts_before_what_the_editor_says() {
    let found = opened("file:///ws/a.metta", "rholang", "(= (f $x) $x)\n!(f 1)\n", (1, 2));
    assert_eq!(found[0]["range"]["start"]["character"], 3, "{found}");
}

#[test]
fn a_document_of_another_language_has_no_answers() {
    assert_eq!(opened("file:///ws/a.py", "python", "f = 1\n", (0, 0)), Value::Null);
}
