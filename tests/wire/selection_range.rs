//! Selections that grow.

use serde_json::{Value, json};

use super::client::Client;

/// What is selected step by step, as the text says it, from a place in UTF-16.
fn grown(uri: &str, text: &str, line: u32, character: u32) -> Vec<String> {
    let mut client = Client::start(&[], json!({}));
    client.open(uri, 1, text);
    let positions = json!([{ "line": line, "character": character }]);
    let answer = client.request(
        "textDocument/selectionRange",
        json!({ "textDocument": { "uri": uri }, "positions": positions }),
    );
    assert!(client.stop());
    let mut selected = Vec::new();
    let mut range = &answer["result"][0];
    while !range.is_null() {
        selected.push(slice(text, &range["range"]));
        range = &range["parent"];
    }
    selected
}

fn slice(text: &str, range: &Value) -> String {
    let offset = |place: &Value| {
        let line = place["line"].as_u64().expect("a line") as usize;
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let mut units = place["character"].as_u64().expect("a column") as usize;
        let within = text[start..].char_indices().find(|(_, character)| {
            let before = units == 0;
            units = units.saturating_sub(character.len_utf16());
            before
        });
        start + within.map_or(text.len() - start, |(at, _)| at)
    };
    text[offset(&range["start"])..offset(&range["end"])].to_owned()
}

#[test]
fn from_a_word_to_the_program_to_the_document() {
    let text = "; 😀\n!(say \"grüß 😀 Gott\" (f $x))\n";
    assert_eq!(
        grown("file:///ws/a.metta", text, 1, 10),
        [
            "grüß",
            "grüß 😀 Gott",
            "\"grüß 😀 Gott\"",
            "(say \"grüß 😀 Gott\" (f $x))",
            &text[7..text.len() - 1],
            text
        ]
    );
    assert_eq!(
        grown("file:///ws/a.metta", text, 1, 25)[..3],
        ["$x", "(f $x)", "(say \"grüß 😀 Gott\" (f $x))"]
    );
}

#[test]
fn from_a_token_through_processes() {
    let text = "new a in { a!(1 + 2) | Nil }";
    assert_eq!(
        grown("file:///ws/a.rho", text, 0, 18),
        ["2", "1 + 2", "(1 + 2)", "a!(1 + 2)", "a!(1 + 2) | Nil", "{ a!(1 + 2) | Nil }", text]
    );
    assert_eq!(grown("file:///ws/a.rho", text, 0, 1), ["new", text]);
}

#[test]
fn from_an_embedded_text_into_its_host() {
    let text = "@\"rho:metta:eval\"!(\"(größer \\\"a\\\" $x)\")";
    assert_eq!(
        grown("file:///ws/a.rho", text, 0, 35),
        ["$x", "(größer \\\"a\\\" $x)", "\"(größer \\\"a\\\" $x)\"", "(\"(größer \\\"a\\\" $x)\")", text]
    );
}

#[test]
fn a_place_of_any_depth_is_read_by_every_client() {
    let text = ["(".repeat(20_000), "a".to_owned(), ")".repeat(20_000)].concat();
    let selected = grown("file:///ws/deep.metta", &text, 0, 20_000);
    assert_eq!((selected.len(), &selected[..2]), (64, &["a".to_owned(), "(a)".to_owned()][..]));
    assert_eq!(selected.last(), Some(&text));
}
