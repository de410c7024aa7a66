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
