//! Outlines.

use std::fmt::Write;

use serde_json::{Value, json};

use super::client::Client;

const RHOLANG: &str = "// größe 😀\ncontract @\"größe\"(@x) = {\n  @\"rho:metta:compile\"!(\"(= (größer $y) $y)\") |\n  new z in { z!(x) }\n}\n";

fn outline(capabilities: Value, uri: &str, text: &str) -> Value {
    let mut client = Client::start(&[], capabilities);
    client.open(uri, 1, text);
    let answer = client.request("textDocument/documentSymbol", json!({ "textDocument": { "uri": uri } }));
    assert!(client.stop());
    answer["result"].clone()
}

fn show(symbols: &Value, depth: usize, out: &mut String) {
    for symbol in symbols.as_array().expect("symbols") {
        let (range, selection) = (&symbol["range"], &symbol["selectionRange"]);
        let place = |range: &Value| {
            format!(
                "{}:{}-{}:{}",
                range["start"]["line"],
                range["start"]["character"],
                range["end"]["line"],
                range["end"]["character"]
            )
        };
        let (name, kind) = (symbol["name"].as_str().expect("a name"), &symbol["kind"]);
        writeln!(out, "{}{name} {kind} {} {}", "  ".repeat(depth), place(range), place(selection))
            .expect("text");
        if !symbol["children"].is_null() {
            show(&symbol["children"], depth + 1, out);
        }
    }
}

#[test]
fn a_tree_in_which_embedded_definitions_stand_where_they_are_written() {
    let hierarchical =
        json!({ "textDocument": { "documentSymbol": { "hierarchicalDocumentSymbolSupport": true } } });
    for capabilities in [hierarchical, json!({})] {
        let mut shown = String::new();
        show(&outline(capabilities, "file:///ws/a.rho", RHOLANG), 0, &mut shown);
        assert_eq!(
            shown,
            "@\"größe\" 12 1:0-4:1 1:9-1:17\n  \
               x 13 1:19-1:20 1:19-1:20\n  \
               größer 12 2:25-2:43 2:29-2:35\n  \
               new 3 3:2-3:20 3:2-3:5\n    \
                 z 13 3:6-3:7 3:6-3:7\n"
        );
    }
}

#[test]
fn a_list_for_clients_that_read_no_trees() {
    let flat = json!({ "textDocument": { "documentSymbol": { "symbolKind": {} } } });
    let symbols = outline(flat, "file:///ws/a.rho", RHOLANG);
    let names: Vec<(&str, Option<&str>)> = symbols
        .as_array()
        .expect("symbols")
        .iter()
        .map(|symbol| {
            assert_eq!(symbol["location"]["uri"], "file:///ws/a.rho");
            (symbol["name"].as_str().expect("a name"), symbol["containerName"].as_str())
        })
        .collect();
    let contract = Some("@\"größe\"");
    assert_eq!(
        names,
        [("@\"größe\"", None), ("x", contract), ("größer", contract), ("new", contract), ("z", Some("new"))]
    );
}

#[test]
fn a_tree_of_any_depth_is_read_by_every_client() {
    let text = ["new x in { ".repeat(5_000), "Nil".to_owned(), "}".repeat(5_000)].concat();
    let symbols = outline(json!({}), "file:///ws/deep.rho", &text);
    let mut shown = String::new();
    show(&symbols, 0, &mut shown);
    assert_eq!(shown.lines().count(), 10_000);
}
