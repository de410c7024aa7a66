//! Arguments as they are read.

use serde_json::{Value, json};

use crate::oracle::choices::Choices;

/// Exactly so many arguments.
pub(super) fn exactly<'a, const N: usize>(
    name: &str,
    arguments: &'a [Value],
) -> Result<&'a [Value; N], String> {
    arguments.try_into().map_err(|_| {
        format!("`{name}` takes {N} argument{}, not {}", if N == 1 { "" } else { "s" }, arguments.len())
    })
}

/// A text.
pub(super) fn text(what: &str, value: &Value) -> Result<String, String> {
    value.as_str().map(str::to_owned).ok_or_else(|| format!("{what} is a text, not {value}"))
}

/// The error of a name that is none of these operations.
pub(super) fn unknown(name: &str, operations: &[&str]) -> String {
    let names: Vec<&str> = operations.iter().filter_map(|line| line.split_whitespace().next()).collect();
    format!("there is no operation `{name}`: {}", names.join(", "))
}

/// What a `cas` expects and what it writes: what may be there (nothing, or one of the last values), and a new value.
pub(super) fn replacement(choices: &mut Choices) -> (Value, Value) {
    let new = choices.fresh();
    let old = match new.saturating_sub(choices.below(4) as u64) {
        old if old == new => Value::Null,
        old => json!(old),
    };
    (old, json!(new))
}

/// A text, or nothing.
pub(super) fn text_or_null(what: &str, value: &Value) -> Result<Option<String>, String> {
    if value.is_null() { Ok(None) } else { text(what, value).map(Some) }
}

/// A whole number of this type, not negative.
pub(super) fn number<N: TryFrom<u64>>(what: &str, value: &Value) -> Result<N, String> {
    let number = value.as_u64().and_then(|number| N::try_from(number).ok());
    number.ok_or_else(|| format!("{what} is a number that is not negative and not too large, not {value}"))
}

/// A list, each member of which is understood.
pub(super) fn list<T>(
    what: &str,
    value: &Value,
    member: impl Fn(&Value) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    let members = value.as_array().ok_or_else(|| format!("{what} is a list, not {value}"))?;
    members.iter().map(member).collect()
}
