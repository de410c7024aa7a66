//! A line of an implementation.

use serde_json::Value;

use crate::oracle::excerpt::excerpt;

/// What an implementation says of an operation: its outcome, or why it failed.
pub(super) type Answer = Result<Value, String>;

/// Understands a line.
///
/// # Errors
/// Why it is no answer, in one line for a person.
pub(super) fn parse(line: &[u8]) -> Result<(u64, Answer), String> {
    let value: Value = serde_json::from_slice(line).map_err(|error| format!("it is no JSON: {error}"))?;
    let Value::Object(mut members) = value else {
        return Err("it is no JSON object".to_owned());
    };
    let id = members.get("id").ok_or("it has no \"id\"")?;
    let id =
        id.as_u64().ok_or_else(|| format!("\"id\" is a number from 0, not {}", excerpt(&id.to_string())))?;
    match (members.remove("outcome"), members.remove("error")) {
        (Some(outcome), None) => Ok((id, Ok(outcome))),
        (None, Some(Value::String(error))) => Ok((id, Err(error))),
        (None, Some(error)) => Ok((id, Err(error.to_string()))),
        (Some(_), Some(_)) => Err("it has an \"outcome\" and an \"error\"".to_owned()),
        (None, None) => Err("it has neither \"outcome\" nor \"error\"".to_owned()),
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn outcomes_and_errors_are_told_apart() {
        assert_eq!(parse(br#"{"id":7,"outcome":null}"#), Ok((7, Ok(Value::Null))));
        assert_eq!(parse(br#" {"took":3,"outcome":[1],"id":0} "#), Ok((0, Ok(json!([1])))));
        assert_eq!(parse(br#"{"id":7,"error":"full"}"#), Ok((7, Err("full".into()))));
        assert_eq!(parse(br#"{"id":7,"error":null}"#), Ok((7, Err("null".into()))));
    }

    #[test]
    fn everything_else_is_refused_with_a_reason() {
        let deep = "[".repeat(100_000);
        let lines: [&[u8]; 12] = [
            b"",
            b"hello",
            b"7",
            b"[]",
            b"{}",
            br#"{"id":7}"#,
            br#"{"outcome":1}"#,
            br#"{"id":-1,"outcome":1}"#,
            br#"{"id":"7","outcome":1}"#,
            br#"{"id":7,"outcome":1,"error":"no"}"#,
            b"{\"id\":7,\"outcome\":\"\xff\"}",
            deep.as_bytes(),
        ];
        for line in lines {
            assert!(parse(line).is_err(), "{}", String::from_utf8_lossy(line));
        }
    }
}
