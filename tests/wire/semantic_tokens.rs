//! Highlighting.

use serde_json::{Value, json};

use super::client::Client;

const TYPES: [&str; 9] =
    ["comment", "string", "number", "keyword", "operator", "variable", "function", "type", "parameter"];

const URI: &str = "file:///ws/a.metta";

fn reads_tokens() -> Value {
    json!({ "textDocument": { "semanticTokens": { "tokenTypes": TYPES, "formats": ["relative"] } } })
}

/// The tokens as line, column, length and type, in the units of the client.
fn decoded(data: &Value) -> Vec<(u64, u64, u64, &'static str)> {
    let numbers: Vec<u64> =
        data.as_array().expect("numbers").iter().map(|number| number.as_u64().expect("a number")).collect();
    let (mut line, mut column) = (0, 0);
    let tokens = numbers.chunks(5).map(|token| {
        column = if token[0] == 0 { column + token[1] } else { token[1] };
        line += token[0];
        (line, column, token[2], TYPES[token[3] as usize])
    });
    tokens.collect()
}

fn full(client: &mut Client, uri: &str) -> Value {
    let answer =
        client.request("textDocument/semanticTokens/full", json!({ "textDocument": { "uri": uri } }));
    answer["result"].clone()
}

#[test]
fn the_legend_begins_with_the_types_that_older_servers_have() {
    let mut client = Client::connect();
    let answer = client.request("initialize", json!({ "capabilities": {} }));
    let legend = &answer["result"]["capabilities"]["semanticTokensProvider"]["legend"];
    assert_eq!(legend["tokenTypes"], json!(TYPES));
    assert!(client.stop());
}

#[test]
fn lengths_count_the_units_of_the_client_and_no_token_has_two_lines() {
    let mut client = Client::start(&[], reads_tokens());
    client.open(URI, 1, "; 😀é\n(= (größe $😀) \"zwei\r\n  Zeilen\")\n");
    let tokens = decoded(&full(&mut client, URI)["data"]);
    assert_eq!(
        tokens,
        [
            (0, 0, 5, "comment"),
            (1, 1, 1, "keyword"),
            (1, 4, 5, "function"),
            (1, 10, 3, "parameter"),
            (1, 15, 5, "string"),
            (2, 0, 9, "string"),
        ]
    );
    assert!(client.stop());
}

#[test]
fn a_range_has_the_tokens_that_touch_it() {
    let mut client = Client::start(&[], reads_tokens());
    client.open(URI, 1, "(f 1)\n(g 2 3)\n(h 4)\n");
    let range = json!({ "start": { "line": 1, "character": 3 }, "end": { "line": 1, "character": 6 } });
    let params = json!({ "textDocument": { "uri": URI }, "range": range });
    let answer = client.request("textDocument/semanticTokens/range", params);
    assert_eq!(decoded(&answer["result"]["data"]), [(1, 3, 1, "number"), (1, 5, 1, "number")]);
    assert!(client.stop());
}

#[test]
fn a_delta_makes_the_old_tokens_the_new_ones_and_says_no_more_than_it_must() {
    let mut client = Client::start(&[], reads_tokens());
    let text = |middle: &str| format!("{}{middle}\n{}", "(f 1)\n".repeat(50), "(g 2 $x)\n".repeat(50));
    client.open(URI, 1, &text("(h 3)"));
    let mut numbers = full(&mut client, URI);
    let mut said = 0;
    for (version, middle) in (2..).zip(["(h 3 4)", "", "; é", "; é", "(h 3)", "(h \"a\nb\")"]) {
        let document = json!({ "uri": URI, "version": version });
        client.notify(
            "textDocument/didChange",
            json!({ "textDocument": document, "contentChanges": [{ "text": text(middle) }] }),
        );
        let params = json!({ "textDocument": { "uri": URI }, "previousResultId": numbers["resultId"] });
        let delta = client.request("textDocument/semanticTokens/full/delta", params)["result"].clone();
        let mut data = numbers["data"].as_array().expect("numbers").clone();
        for edit in delta["edits"].as_array().expect("a delta") {
            let (start, delete) =
                (edit["start"].as_u64().expect("where"), edit["deleteCount"].as_u64().expect("how many"));
            let insert = edit["data"].as_array().cloned().unwrap_or_default();
            said += insert.len();
            data.splice(start as usize..(start + delete) as usize, insert);
        }
        let whole = full(&mut client, URI);
        assert_eq!((&json!(data), &delta["resultId"]), (&whole["data"], &whole["resultId"]), "{middle}");
        numbers = whole;
    }
    assert!(said < 60, "{said} numbers");
    assert!(client.stop());
}

#[test]
fn a_delta_to_an_answer_that_nobody_knows_is_the_whole() {
    let mut client = Client::start(&[], reads_tokens());
    client.open(URI, 1, "(f 1)");
    let params = json!({ "textDocument": { "uri": URI }, "previousResultId": "of another life" });
    let answer = client.request("textDocument/semanticTokens/full/delta", params);
    assert_eq!(answer["result"], full(&mut client, URI));
    assert!(client.stop());
}

#[test]
fn rholang_is_highlighted_for_clients_that_read_tokens_and_the_texts_inside_for_all() {
    let (uri, text) = ("file:///ws/a.rho", "@\"rho:metta:eval\"!(\"(+ 1 $é)\") // é\n");
    let inside = [(0, 21, 1, "operator"), (0, 23, 1, "number"), (0, 25, 2, "variable")];
    let mut client = Client::start(&[], json!({}));
    client.open(uri, 1, text);
    assert_eq!(decoded(&full(&mut client, uri)["data"]), inside);
    assert!(client.stop());

    let mut client = Client::start(&[], reads_tokens());
    client.open(uri, 1, text);
    let tokens = decoded(&full(&mut client, uri)["data"]);
    assert!(inside.iter().all(|token| tokens.contains(token)), "{tokens:?}");
    assert!(tokens.contains(&(0, 31, 4, "comment")), "{tokens:?}");
    assert!(client.stop());
}
