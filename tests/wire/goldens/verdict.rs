//! Whether an answer is the expected one.

use serde_json::{Value, json};

const LEGEND: [&str; 8] =
    ["comment", "string", "number", "keyword", "operator", "variable", "function", "type"];

/// Holds an answer against `expected`: that of a single case, or a step of a sequence.
pub(super) fn judge(method: &str, answer: &Value, expected: &Value) -> Result<(), String> {
    let result = &answer["result"];
    if let Some(wanted) = expected["error"].as_str() {
        let said = answer["error"]["message"].as_str().unwrap_or_default();
        return if said.contains(wanted) { Ok(()) } else { Err(format!("{answer} does not say {wanted}")) };
    }
    if !answer["error"].is_null() {
        return Err(format!("refused: {answer}"));
    }
    if let Some(unwanted) = expected["expectedNotContains"].as_array() {
        let text = result.to_string();
        let found = unwanted.iter().filter_map(Value::as_str).find(|unwanted| text.contains(unwanted));
        return found.map_or(Ok(()), |found| Err(format!("{text} contains {found}")));
    }
    match method {
        "textDocument/definition" | "textDocument/declaration" | "textDocument/references" => {
            let found: Vec<Value> = match result {
                Value::Array(found) => found.clone(),
                Value::Null => Vec::new(),
                one => vec![one.clone()],
            };
            if let Some(uris) = expected["expectedUris"].as_array() {
                return same(
                    &sorted(found.iter().map(|one| one["uri"].clone())),
                    &sorted(uris.iter().cloned()),
                );
            }
            let wanted = if expected["expected"].is_object() { &expected["expected"] } else { expected };
            let place = |one: &Value| json!([one["uri"], one["range"]]);
            same(&sorted(found.iter().map(place)), &sorted(array(&wanted["locations"]).iter().map(place)))
        }
        "textDocument/documentHighlight" => {
            let found = array(result).iter().map(|highlight| highlight["range"].clone());
            same(&sorted(found), &sorted(array(&expected["ranges"]).iter().cloned()))
        }
        "textDocument/rename" => rename(result, &expected["changes"]),
        "textDocument/hover" => hover(result, expected),
        "textDocument/documentSymbol" => same(&tree(result), &array(&expected["tree"]).to_vec()),
        "workspace/symbol" => match expected["expectedNames"].as_array() {
            Some(names) => same(
                &sorted(array(result).iter().map(|symbol| symbol["name"].clone())),
                &sorted(names.iter().cloned()),
            ),
            None => {
                let of = |symbol: &Value| json!([symbol["name"], symbol["kind"], symbol["location"]]);
                let wanted = array(&expected["symbols"]).iter().map(of);
                same(&sorted(array(result).iter().map(of)), &sorted(wanted))
            }
        },
        "textDocument/completion" => completion(result, expected),
        "textDocument/signatureHelp" => {
            let active = result["activeSignature"].as_u64().unwrap_or(0) as usize;
            let label = &result["signatures"][active]["label"];
            same(
                &json!([label, result["activeParameter"]]),
                &json!([expected["label"], expected["activeParameter"]]),
            )
        }
        "textDocument/semanticTokens/full" => tokens(result, expected),
        other => Err(format!("unknown method {other}")),
    }
}

pub(super) fn is_published(message: &Value, uri: &str) -> bool {
    message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri
}

/// Holds the findings of a document against those that are expected.
pub(super) fn findings(found: &Value, expected: &Value) -> Result<(), String> {
    let (found, expected) = (array(found), array(&expected["diagnostics"]));
    if found.len() != expected.len() {
        return Err(format!("expected {} findings, got {found:?}", expected.len()));
    }
    for (found, expected) in found.iter().zip(expected) {
        let place = |place: &Value| (place["line"].as_u64(), place["character"].as_u64());
        let within = |around: &Value| {
            place(&around["start"]) <= place(&found["range"]["start"])
                && place(&found["range"]["end"]) <= place(&around["end"])
        };
        let words = expected["messageContains"].as_str().unwrap_or_default();
        let fits = (expected["severity"].is_null() || expected["severity"] == found["severity"])
            && (expected["range"].is_null() || expected["range"] == found["range"])
            && (expected["rangeWithin"].is_null() || within(&expected["rangeWithin"]))
            && found["message"].as_str().is_some_and(|said| said.contains(words));
        if !fits {
            return Err(format!("expected {expected}, got {found}"));
        }
    }
    Ok(())
}

fn rename(result: &Value, expected: &Value) -> Result<(), String> {
    let edits = |changes: &Value| {
        let documents = changes.as_object().into_iter().flatten();
        let edits = documents.flat_map(|(uri, edits)| {
            array(edits).iter().map(move |edit| json!([uri, edit["range"], edit["newText"]]))
        });
        sorted(edits)
    };
    same(&edits(&result["changes"]), &edits(expected))
}

fn hover(result: &Value, expected: &Value) -> Result<(), String> {
    if expected.is_null() || result.is_null() {
        return same(result, expected);
    }
    let text = result["contents"]["value"].as_str().unwrap_or_default();
    for wanted in array(&expected["contains"]).iter().filter_map(Value::as_str) {
        if !text.contains(wanted) {
            return Err(format!("{text:?} lacks {wanted}"));
        }
    }
    if expected["range"].is_null() { Ok(()) } else { same(&result["range"], &expected["range"]) }
}

fn completion(result: &Value, expected: &Value) -> Result<(), String> {
    let offered = if result.is_array() { array(result) } else { array(&result["items"]) };
    for wanted in array(&expected["includes"]) {
        let words = wanted["documentationContains"].as_str().unwrap_or_default();
        let fits = offered.iter().any(|item| {
            item["label"] == wanted["label"]
                && (wanted["kind"].is_null() || item["kind"] == wanted["kind"])
                && item["documentation"].to_string().contains(words)
        });
        if !fits {
            return Err(format!("lacks {wanted}: {offered:?}"));
        }
    }
    match array(&expected["excludes"])
        .iter()
        .find(|label| offered.iter().any(|item| item["label"] == **label))
    {
        Some(unwanted) => Err(format!("offers {unwanted}")),
        None => Ok(()),
    }
}

fn tokens(result: &Value, expected: &Value) -> Result<(), String> {
    let data: Vec<u64> = array(&result["data"]).iter().filter_map(Value::as_u64).collect();
    if expected["expectedNonEmpty"] == true {
        return if data.is_empty() { Err("no tokens".to_owned()) } else { Ok(()) };
    }
    if let Some(count) = expected["expectedMettaTokens"].as_u64() {
        return same(&(data.len() as u64 / 5), &count);
    }
    let (mut line, mut column) = (0, 0);
    let mut found = Vec::new();
    for token in data.chunks_exact(5) {
        column = if token[0] > 0 { token[1] } else { column + token[1] };
        line += token[0];
        let place = |character: u64| json!({ "line": line, "character": character });
        let range = json!({ "start": place(column), "end": place(column + token[2]) });
        found.push(json!({ "range": range, "type": LEGEND[token[3] as usize] }));
    }
    same(&found, &array(&expected["tokens"]).to_vec())
}

fn tree(symbols: &Value) -> Vec<Value> {
    let nested = |symbol: &Value| json!({ "name": symbol["name"], "kind": symbol["kind"], "children": tree(&symbol["children"]) });
    array(symbols).iter().map(nested).collect()
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn sorted(values: impl Iterator<Item = Value>) -> Vec<String> {
    let mut texts: Vec<String> = values.map(|value| value.to_string()).collect();
    texts.sort();
    texts
}

fn same<T: PartialEq + std::fmt::Debug>(found: &T, expected: &T) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("expected {expected:?}, got {found:?}")) }
}
