//! Whether an answer is one at all, as the protocol shapes it.

use serde_json::Value;

use super::features::{Answer, Feature};

/// What is wrong with the shape of a result about a text of so many lines; nothing where it is well formed.
#[must_use]
pub(super) fn fault(feature: &Feature, result: &Value, lines: usize) -> Option<String> {
    let objects = |value: &Value| value.as_array().is_some_and(|all| all.iter().all(Value::is_object));
    let shaped = result.is_null()
        || match feature.answer {
            Answer::Places => result.is_object() || objects(result),
            Answer::Symbols => objects(result),
            Answer::Prose => result.get("contents").is_some(),
            Answer::Edits => result.is_object() || objects(result),
            Answer::Completions => objects(result.get("items").unwrap_or(result)),
            Answer::Set if feature.name == "diagnostic" => {
                result["kind"] == "unchanged" || objects(&result["items"])
            }
            Answer::Set => objects(result),
            Answer::Exact => match feature.name {
                "selection-range" => objects(result),
                "semantic-tokens" | "semantic-tokens-range" => result["data"]
                    .as_array()
                    .is_some_and(|all| all.len().is_multiple_of(5) && all.iter().all(Value::is_u64)),
                _ => result.is_object(),
            },
        };
    if !shaped {
        return Some(format!("no such answer: {:.200}", result.to_string()));
    }
    // What says nothing of other documents lies in this one.
    let own =
        matches!(feature.name, "document-symbol" | "folding-range" | "selection-range" | "document-link");
    backward(result, own.then_some(lines as u64), 0)
}

/// The first range that ends before it starts, or lies behind the text.
fn backward(value: &Value, lines: Option<u64>, depth: usize) -> Option<String> {
    if depth > 200 {
        return None;
    }
    match value {
        Value::Array(items) => items.iter().find_map(|item| backward(item, lines, depth + 1)),
        Value::Object(members) => {
            let place = |name: &str| {
                let at = members.get(name)?;
                Some((at["line"].as_u64()?, at["character"].as_u64()?))
            };
            if let Some((start, end)) = place("start").zip(place("end")) {
                if end < start {
                    return Some(format!("a range ends before it starts: {value}"));
                }
                if lines.is_some_and(|lines| end.0 > lines) {
                    return Some(format!("a range lies behind the last line: {value}"));
                }
            }
            members.values().find_map(|member| backward(member, lines, depth + 1))
        }
        _ => None,
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;
    use serde_json::json;

    fn wrong(feature: &str, result: Value) -> bool {
        fault(Feature::named(feature).expect("a feature"), &result, 3).is_some()
    }

    #[test]
    fn what_is_no_answer_is_told() {
        for feature in
            ["definition", "hover", "folding-range", "rename", "completion", "semantic-tokens", "diagnostic"]
        {
            assert!(wrong(feature, json!(7)), "{feature}");
            assert!(!wrong(feature, Value::Null), "{feature}");
        }
        assert!(wrong("semantic-tokens", json!({ "data": [1, 2, 3] })));
        assert!(!wrong("semantic-tokens", json!({ "data": [1, 2, 3, 4, 5] })));
        assert!(!wrong("diagnostic", json!({ "kind": "full", "items": [] })));
    }

    #[test]
    fn ranges_lie_in_the_text_and_go_forward() {
        let symbol = |from: (u64, u64), to: (u64, u64)| {
            let range = json!({ "start": { "line": from.0, "character": from.1 }, "end": { "line": to.0, "character": to.1 } });
            json!([{ "name": "f", "range": range, "selectionRange": range }])
        };
        assert!(!wrong("document-symbol", symbol((0, 5), (3, 0))));
        assert!(wrong("document-symbol", symbol((1, 5), (1, 4))));
        assert!(wrong("document-symbol", symbol((0, 5), (4, 0))));
    }
}
