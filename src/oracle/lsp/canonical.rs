//! Answers in one form: what may be written in several ways, or in any order, is written in one.

use serde_json::{Value, json};

use super::features::Answer;
use crate::text::Uri;

/// What is the server's own, and says nothing to a user.
const OWN: [&str; 5] = ["data", "resultId", "sortText", "version", "isIncomplete"];

/// The form of an answer that two answers of one meaning share: for servers of one command.
#[must_use]
pub(super) fn canonical(kind: Answer, answer: &Value) -> Value {
    if !answer["error"].is_null() {
        return json!({ "error": answer["error"]["code"] });
    }
    let mut result = answer["result"].clone();
    tidy(&mut result, 0);
    match kind {
        Answer::Prose => json!(prose(&result["contents"])),
        Answer::Exact => result,
        Answer::Edits => sorted_edits(&result),
        Answer::Completions => {
            let items = result.get("items").unwrap_or(&result);
            let shown =
                |item: &Value| json!([item["label"], item["kind"], item["insertText"], item["textEdit"]]);
            sorted(items.as_array().into_iter().flatten().map(shown).collect())
        }
        // One place is a list of one.
        Answer::Places | Answer::Symbols | Answer::Set if result.get("items").is_some() => {
            sorted(result["items"].as_array().cloned().unwrap_or_default())
        }
        Answer::Places | Answer::Symbols | Answer::Set => match result {
            Value::Null => json!([]),
            Value::Array(items) => sorted(items),
            one => json!([one]),
        },
    }
}

/// Removes what is the server's own, and spells each URI in one way. Answers are no deeper than what reads JSON takes.
fn tidy(value: &mut Value, depth: usize) {
    if depth > 200 {
        return;
    }
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| tidy(item, depth + 1)),
        Value::Object(members) => {
            for name in OWN {
                // Semantic tokens are called data too.
                if depth > 0 || name != "data" || !members.get(name).is_some_and(Value::is_array) {
                    members.remove(name);
                }
            }
            let keys: Vec<String> = members.keys().filter(|key| key.starts_with("file:")).cloned().collect();
            for key in keys {
                if let Some(member) = members.remove(&key) {
                    members.insert(Uri::parse(&key).as_str().to_owned(), member);
                }
            }
            members.values_mut().for_each(|member| tidy(member, depth + 1));
        }
        Value::String(text) if text.starts_with("file:") => *text = Uri::parse(text).as_str().to_owned(),
        _ => {}
    }
}

fn sorted(mut items: Vec<Value>) -> Value {
    items.sort_by_cached_key(Value::to_string);
    Value::Array(items)
}

/// The edits of each document.
fn sorted_edits(result: &Value) -> Value {
    if result.is_array() {
        return sorted(result.as_array().cloned().unwrap_or_default());
    }
    let mut documents: Vec<Value> = Vec::new();
    for (uri, edits) in result["changes"].as_object().into_iter().flatten() {
        documents.push(json!([uri, sorted(edits.as_array().cloned().unwrap_or_default()), null]));
    }
    for document in result["documentChanges"].as_array().into_iter().flatten() {
        let edits = sorted(document["edits"].as_array().cloned().unwrap_or_default());
        documents.push(json!([document["textDocument"]["uri"], edits, document["kind"]]));
    }
    sorted(documents)
}

/// What a user reads.
#[must_use]
pub(super) fn prose(contents: &Value) -> String {
    match contents {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().map(prose).collect::<Vec<_>>().join("\n"),
        other => other["value"].as_str().unwrap_or_default().to_owned(),
    }
}

/// Diagnostics without order.
#[must_use]
pub(super) fn diagnostics(items: &Value) -> Value {
    let mut items = items.clone();
    tidy(&mut items, 0);
    sorted(items.as_array().cloned().unwrap_or_default())
}

/// Where two values differ first, so that a person sees it.
#[must_use]
pub(super) fn contrast(one: &Value, other: &Value) -> String {
    if let (Value::Array(ones), Value::Array(others)) = (one, other) {
        let only = |these: &[Value], those: &[Value]| -> Vec<String> {
            these.iter().filter(|item| !those.contains(item)).map(shown).take(3).collect()
        };
        let (ones, others) = (only(ones, others), only(others, ones));
        let said =
            |items: Vec<String>| if items.is_empty() { "nothing more".to_owned() } else { items.join(", ") };
        return format!("it alone says {}; the other alone says {}", said(ones), said(others));
    }
    format!("it says {}; the other says {}", shown(one), shown(other))
}

fn shown(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 300 { text } else { text.chars().take(300).chain("…".chars()).collect() }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn one_meaning_has_one_form() {
        let (one, other) = (json!({ "uri": "file:///a%c3%a4" }), json!({ "uri": "file:///aä", "data": 7 }));
        let answer = |result: Value| json!({ "id": 1, "result": result });
        let places = |result: Value| canonical(Answer::Places, &answer(result));
        assert_eq!(places(one.clone()), places(json!([other])));
        assert_eq!(places(json!([1, 2])), places(json!([2, 1])));
        assert_eq!(places(Value::Null), places(json!([])));
        let tokens =
            |data: &[u32]| canonical(Answer::Exact, &answer(json!({ "data": data, "resultId": "7" })));
        assert_ne!(tokens(&[0, 0, 1, 0, 0]), tokens(&[0, 0, 2, 0, 0]));
        assert_ne!(places(json!([1])), places(json!([1, 1])));
        assert_ne!(places(json!([])), canonical(Answer::Places, &json!({ "error": { "code": -1 } })));
        let range = json!({ "range": 1, "newText": "x" });
        let changes = json!({ "changes": { "file:///a": [range] } });
        let documents = json!({ "documentChanges": [{ "textDocument": { "uri": "file:///a", "version": 1 }, "edits": [range] }] });
        let edits = |result: &Value| canonical(Answer::Edits, &answer(result.clone()))[0][1].clone();
        assert_eq!(edits(&changes), edits(&documents));
    }
}
