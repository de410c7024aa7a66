//! Formatting.

use heddle::text::edit::{Edit, apply};
use heddle::text::{Encoding, LineColumn};
use serde_json::{Value, json};

use super::client::Client;

/// The text with the edits of an answer, which all speak of the old text.
fn edited(text: &str, answer: &Value) -> String {
    let place = |place: &Value| {
        let number = |name: &str| place[name].as_u64().expect("a number") as u32;
        LineColumn::new(number("line"), number("character"))
    };
    let edits = answer["result"].as_array().expect("edits").iter().rev().map(|edit| Edit {
        range: Some((place(&edit["range"]["start"]), place(&edit["range"]["end"]))),
        text: edit["newText"].as_str().expect("a text").to_owned(),
    });
    apply(text, &edits.collect::<Vec<_>>(), Encoding::Utf16)
}

fn formatted(uri: &str, text: &str, options: Value) -> String {
    let mut client = Client::start(&[], json!({}));
    client.open(uri, 1, text);
    let params = json!({ "textDocument": { "uri": uri }, "options": options });
    let answer = client.request("textDocument/formatting", params);
    assert!(client.stop());
    edited(text, &answer)
}

fn spaces(size: u32) -> Value {
    json!({ "tabSize": size, "insertSpaces": true })
}

#[test]
fn a_document_is_formatted_with_the_options_of_the_editor() {
    let text = "; größe 😀\r\n( = (größe   $x )\r\n(let $y 1 ; eins 😀\r\n $y) )";
    assert_eq!(
        formatted("file:///ws/a.metta", text, spaces(4)),
        "; größe 😀\r\n(= (größe $x)\r\n   (let $y 1 ; eins 😀\r\n       $y))\r\n"
    );
    let text = "new é in {é!(\"😀  \",1)|\né!( 2 ) }";
    let wanted = "new é in {é!(\"😀  \",1)|\né!( 2 ) }";
    // `é` is no name in Rholang: what cannot be read is left alone.
    assert_eq!(formatted("file:///ws/a.rho", text, spaces(2)), wanted);
    let text = "new e in {e!(\"😀  \",1)|\ne!( 2 ) }";
    let tabs = json!({ "tabSize": 4, "insertSpaces": false });
    assert_eq!(formatted("file:///ws/a.rho", text, tabs), "new e in {\n\te!(\"😀  \", 1) |\n\te!(2)\n}\n");
}

#[test]
fn edits_touch_nothing_but_white_space() {
    let (uri, text) = ("file:///ws/a.rho", "new e in {\n  e!(\"é 😀\",1) |\n  e!(2)\n}\n");
    let mut client = Client::start(&[], json!({}));
    client.open(uri, 1, text);
    let params = json!({ "textDocument": { "uri": uri }, "options": spaces(2) });
    let answer = client.request("textDocument/formatting", params.clone());
    let place = json!({ "line": 1, "character": 12 });
    assert_eq!(answer["result"], json!([{ "range": { "start": place, "end": place }, "newText": " " }]));
    client.notify(
        "textDocument/didChange",
        json!({ "textDocument": { "uri": uri, "version": 2 }, "contentChanges": [{ "text": edited(text, &answer) }] }),
    );
    assert_eq!(client.request("textDocument/formatting", params)["result"], json!([]));
    assert!(client.stop());
}

#[test]
fn a_range_formats_the_forms_that_it_touches() {
    let text = "( a é)\n( b\n 😀)\n( c)\n";
    let mut client = Client::start(&[], json!({}));
    client.open("file:///ws/a.metta", 1, text);
    let range = json!({ "start": { "line": 2, "character": 1 }, "end": { "line": 2, "character": 3 } });
    let params =
        json!({ "textDocument": { "uri": "file:///ws/a.metta" }, "range": range, "options": spaces(2) });
    let answer = client.request("textDocument/rangeFormatting", params);
    assert_eq!(edited(text, &answer), "( a é)\n(b\n  😀)\n( c)\n");
    let text = "new a in {\n a!( 1 ) |\n a!( 2 ) |\n a!( 3 )\n}\n";
    client.open("file:///ws/a.rho", 1, text);
    let range = json!({ "start": { "line": 2, "character": 0 }, "end": { "line": 2, "character": 4 } });
    let params =
        json!({ "textDocument": { "uri": "file:///ws/a.rho" }, "range": range, "options": spaces(2) });
    let answer = client.request("textDocument/rangeFormatting", params);
    assert_eq!(edited(text, &answer), "new a in {\n a!( 1 ) |\n  a!(2) |\n a!( 3 )\n}\n");
    assert!(client.stop());
}
