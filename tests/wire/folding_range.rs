//! Folding.

use serde_json::{Value, json};

use super::client::Client;

const METTA: &str = "; über 😀\n; zwei Zeilen\n!(import! &self a)\n!(import! &self b)\n\n(= (f $x)\n   (g\n     $x\n   ))\n(h)\n";
const RHOLANG: &str =
    "/* größe\n */\nnew a in {\n  a!(\n    1\n  ) |\n  @\"rho:metta:compile\"!(\"(= (f)\n    1)\")\n}\n";

/// First line, last line, last character, kind.
fn folds(capabilities: Value, uri: &str, text: &str) -> Vec<(u64, u64, Option<u64>, Option<String>)> {
    let mut client = Client::start(&[], json!({ "textDocument": { "foldingRange": capabilities } }));
    client.open(uri, 1, text);
    let answer = client.request("textDocument/foldingRange", json!({ "textDocument": { "uri": uri } }));
    assert!(client.stop());
    let number = |value: &Value| value.as_u64();
    let folds = answer["result"].as_array().expect("folds").iter().map(|fold| {
        let kind = fold["kind"].as_str().map(str::to_owned);
        (
            number(&fold["startLine"]).expect("a line"),
            number(&fold["endLine"]).expect("a line"),
            number(&fold["endCharacter"]),
            kind,
        )
    });
    folds.collect()
}

fn kind(name: &str) -> Option<String> {
    Some(name.to_owned())
}

#[test]
fn whole_lines_leave_the_bracket_that_closes() {
    let whole = json!({ "lineFoldingOnly": true });
    assert_eq!(
        folds(whole.clone(), "file:///ws/a.metta", METTA),
        [
            (0, 1, None, kind("comment")),
            (2, 3, None, kind("imports")),
            (5, 8, None, None),
            (6, 7, None, None)
        ]
    );
    assert_eq!(
        folds(whole, "file:///ws/a.rho", RHOLANG),
        [(0, 1, None, kind("comment")), (2, 7, None, None), (3, 4, None, None), (6, 7, None, None)]
    );
}

#[test]
fn parts_of_lines_end_in_front_of_the_bracket() {
    assert_eq!(
        folds(json!({}), "file:///ws/a.metta", METTA),
        [
            (0, 1, Some(13), kind("comment")),
            (2, 3, Some(18), kind("imports")),
            (5, 8, Some(4), None),
            (6, 8, Some(3), None)
        ]
    );
}

#[test]
fn a_client_with_a_limit_gets_the_outer_folds() {
    let most = json!({ "lineFoldingOnly": true, "rangeLimit": 2 });
    assert_eq!(folds(most, "file:///ws/a.rho", RHOLANG), [(0, 1, None, kind("comment")), (2, 7, None, None)]);
}
