//! Whether a contract can be meant by a send: arity, and patterns against arguments as far as the text shows values.

mod fragment;
mod map_keys;
mod matching;
#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests;

pub(super) use fragment::{Fragment, implied};
pub(super) use map_keys::counterpart;

use super::tree::NodeKind;
use crate::language::Fit;
use crate::language::analysis::{Analysis, Call, Definition, DefinitionKind};

/// Whether `definition` can be meant by `call`. `...@r` takes any number of arguments; a synchronous send (`!?`) puts a
/// reply channel before its arguments, and a method send the name of the method behind that one. O(length of both).
pub(super) fn fit(definition: (&Analysis, &Definition), call: (&Analysis, &Call)) -> Fit {
    if definition.1.kind != DefinitionKind::Contract {
        return Fit::Unknown;
    }
    let formals = Fragment::formals(definition.0, definition.1);
    let arguments = Fragment::arguments(call.0, call.1);
    let patterns = formals.elements();
    let values = arguments.elements();
    let count = values.len() + arguments.leading();
    let rest = patterns.iter().position(|&pattern| formals.kind(pattern) == NodeKind::NameRemainder);
    let patterns = patterns.get(..rest.unwrap_or(patterns.len())).unwrap_or_default();
    if count < patterns.len() || (count > patterns.len() && rest.is_none()) {
        return Fit::Never;
    }
    let (leading, trailing) = patterns.split_at(patterns.len().min(arguments.leading()));
    let implied = leading.iter().enumerate().map(|(index, &pattern)| match arguments.implied(index) {
        _ if formals.takes_anything(pattern) => Fit::Fits,
        Some(text) => formals.takes_text(pattern, text),
        None => Fit::Unknown,
    });
    let implied = implied.max().unwrap_or(Fit::Fits);
    let pairs: Vec<_> = trailing.iter().copied().zip(values).collect();
    let spelled = matching::compare(&formals, &arguments, pairs);
    implied.max(spelled)
}
