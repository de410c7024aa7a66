//! Simpler arguments: the same texts and numbers everywhere, replaced by fewer and shorter ones.

use std::collections::BTreeSet;

use serde_json::{Number, Value};

/// An operation in words.
pub(super) type Words = (&'static str, Vec<Value>);

/// What all operations are to become, one candidate after the other: the simplest changes first. Each replaces a text or a
/// number, wherever it stands, by another one. At most quadratic in the number of different texts.
pub(super) fn candidates(operations: &[Words]) -> Vec<Vec<Words>> {
    let (mut texts, mut numbers) = (Vec::new(), Vec::new());
    for value in operations.iter().flat_map(|(_, arguments)| arguments) {
        collect(value, &mut texts, &mut numbers);
    }
    let mut candidates = Vec::new();
    // One instead of two.
    for (place, text) in texts.iter().enumerate() {
        for earlier in texts.iter().take(place) {
            candidates.push(replaced(
                operations,
                &Value::String(text.clone()),
                &Value::String(earlier.clone()),
            ));
        }
    }
    // Shorter ones: a, b, c, ...
    let taken: BTreeSet<&str> = texts.iter().map(String::as_str).collect();
    for text in &texts {
        let shorter = (b'a'..=b'z').map(|letter| char::from(letter).to_string());
        let simpler = |name: &String| {
            (name.len(), name.as_str()) < (text.len(), text.as_str()) && !taken.contains(name.as_str())
        };
        if let Some(name) = shorter.into_iter().find(simpler) {
            candidates.push(replaced(operations, &Value::String(text.clone()), &Value::String(name)));
        }
    }
    // Smaller ones: 1, 2, 3, ..., in the order in which they come.
    for number in &numbers {
        let free = (0..).find(|small| !numbers.contains(&Number::from(*small)));
        if let (Some(value), Some(free)) = (number.as_u64(), free)
            && free < value
        {
            candidates.push(replaced(operations, &Value::Number(number.clone()), &Value::from(free)));
        }
    }
    candidates
}

/// The texts and numbers in the order in which they come, each once.
fn collect(value: &Value, texts: &mut Vec<String>, numbers: &mut Vec<Number>) {
    match value {
        Value::String(text) if !texts.contains(text) => texts.push(text.clone()),
        Value::Number(number) if !numbers.contains(number) => numbers.push(number.clone()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts, numbers)),
        Value::Object(members) => members.values().for_each(|member| collect(member, texts, numbers)),
        _ => {}
    }
}

fn replaced(operations: &[Words], old: &Value, new: &Value) -> Vec<Words> {
    operations
        .iter()
        .map(|(name, arguments)| (*name, arguments.iter().map(|value| replace(value, old, new)).collect()))
        .collect()
}

// No deeper than the JSON that was read: serde_json reads 128 levels.
fn replace(value: &Value, old: &Value, new: &Value) -> Value {
    match value {
        value if value == old => new.clone(),
        Value::Array(items) => Value::Array(items.iter().map(|item| replace(item, old, new)).collect()),
        Value::Object(members) => Value::Object(
            members.iter().map(|(name, member)| (name.clone(), replace(member, old, new))).collect(),
        ),
        value => value.clone(),
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn texts_become_fewer_and_shorter_and_numbers_smaller() {
        let operations =
            vec![("put", vec![json!("key"), json!({"x": [9, "b"]})]), ("get", vec![json!("key")])];
        let shown: Vec<String> = candidates(&operations)
            .iter()
            .map(|candidate| {
                let words: Vec<String> = candidate
                    .iter()
                    .map(|(name, arguments)| format!("{name} {}", Value::from(arguments.clone())))
                    .collect();
                words.join("; ")
            })
            .collect();
        assert_eq!(
            shown,
            [
                r#"put ["key",{"x":[9,"key"]}]; get ["key"]"#,
                r#"put ["a",{"x":[9,"b"]}]; get ["a"]"#,
                r#"put ["key",{"x":[9,"a"]}]; get ["key"]"#,
                r#"put ["key",{"x":[0,"b"]}]; get ["key"]"#,
            ]
        );
        assert!(candidates(&[("put", vec![json!("a"), json!(0)])]).is_empty(), "nothing is simpler");
    }
}
