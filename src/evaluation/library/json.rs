//! Module `json`: atoms as JSON and back. An object is a space of pairs `(key value)`, an array an expression, a symbol
//! the string `sym!:name`, `null` the symbol `null`.

use hashbrown::HashSet;
use serde_json::Value;

use super::strings::text;
use crate::evaluation::context::Context;
use crate::evaluation::identity::SpaceId;
use crate::evaluation::native::{Answer, Call, Native};
use crate::evaluation::print::print;
use crate::evaluation::term::Term;

pub(super) const OPERATIONS: &[Native] = &[
    Native::effect("json-encode", &["(-> Atom String)"], encode).of("json"),
    Native::effect("json-decode", &["(-> String Atom)"], decode).of("json"),
];

/// What is still to be written.
enum Task {
    Term(Term),
    Mark(&'static str),
    /// A key of an object, with its colon.
    Key(Term),
    /// The pairs of this space are written.
    Close(SpaceId),
}

fn encode(context: &mut Context, call: &Call<'_>) -> Answer {
    let [atom] = call.arguments else {
        return Answer::Failure("json-encode expects atom to encode as input".into());
    };
    match encoded(context, atom) {
        Ok(text) => Answer::Value(Term::text(&text)),
        Err(reason) => Answer::Failure(reason),
    }
}

/// Any depth.
fn encoded(context: &mut Context, atom: &Term) -> Result<String, String> {
    let mut out = String::new();
    let mut open: HashSet<SpaceId> = HashSet::new();
    let mut tasks = vec![Task::Term(atom.clone())];
    while let Some(task) = tasks.pop() {
        let term = match task {
            Task::Mark(mark) => {
                out.push_str(mark);
                continue;
            }
            Task::Close(space) => {
                open.remove(&space);
                continue;
            }
            Task::Key(key) => {
                out.push_str(&quoted(text(&key).ok_or("Key must be a string")?));
                out.push_str(": ");
                continue;
            }
            Task::Term(term) => term.resolve(),
        };
        match &term {
            Term::Expression(node) => {
                out.push('[');
                tasks.push(Task::Mark("]"));
                for (at, member) in node.members().iter().enumerate().rev() {
                    tasks.push(Task::Term(member.clone()));
                    if at > 0 {
                        tasks.push(Task::Mark(", "));
                    }
                }
            }
            Term::Space(space) => {
                if !open.insert(*space) {
                    return Err("A space that contains itself cannot be encoded".into());
                }
                let atoms = context.store.atoms(*space, &mut context.symbols, &mut context.trail);
                out.push('{');
                tasks.push(Task::Close(*space));
                tasks.push(Task::Mark("}"));
                for (at, atom) in atoms.iter().enumerate().rev() {
                    let Some([key, value]) = atom.members() else {
                        return Err(DICTIONARY.into());
                    };
                    tasks.push(Task::Term(value.clone()));
                    tasks.push(Task::Key(key.resolve()));
                    if at > 0 {
                        tasks.push(Task::Mark(", "));
                    }
                }
            }
            Term::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Term::Float(value) if !value.is_finite() => {
                return Err("JSON has no infinite numbers and no NaN".into());
            }
            Term::Text(content) => out.push_str(&quoted(&content.0)),
            Term::Symbol(symbol) => match context.symbols.name(*symbol) {
                "null" => out.push_str("null"),
                name => out.push_str(&quoted(&format!("sym!:{name}"))),
            },
            Term::Integer(_) | Term::Float(_) => out.push_str(&print(context, &term)),
            other => {
                let shown = print(context, other);
                out.push_str(&quoted(&shown));
            }
        }
    }
    Ok(out)
}

const DICTIONARY: &str = "Input space must be a dictionary space consists of key-value pairs only or empty space. Use dict-space function";

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn decode(context: &mut Context, call: &Call<'_>) -> Answer {
    let Some(input) = call.arguments.first().and_then(text) else {
        return Answer::Failure("json-decode expects string to decode as input".into());
    };
    match serde_json::from_str(input) {
        Ok(value) => match decoded(context, &value) {
            Ok(term) => Answer::Value(term),
            Err(reason) => Answer::Failure(reason),
        },
        Err(error) => Answer::Failure(format!("Failed to decode string. Reason: {error}")),
    }
}

/// Recursive: the reader of JSON refuses what is nested deeper than 128 levels.
fn decoded(context: &mut Context, value: &Value) -> Result<Term, String> {
    Ok(match value {
        Value::Null => Term::Symbol(context.symbols.intern("null")),
        Value::Bool(value) => Term::Bool(*value),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(value), _) => Term::Integer(value),
            (None, Some(value)) if number.is_f64() => Term::Float(value),
            _ => return Err("Currently u64 type is not supported".into()),
        },
        Value::String(content) => match content.strip_prefix("sym!:") {
            Some(name) => Term::Symbol(context.symbols.intern(name)),
            None => Term::text(content),
        },
        Value::Array(values) => {
            let members: Result<Vec<Term>, String> =
                values.iter().map(|value| decoded(context, value)).collect();
            Term::expression(members?)
        }
        Value::Object(entries) => {
            let mut pairs = Vec::with_capacity(entries.len());
            for (key, value) in entries {
                pairs.push(Term::expression([Term::text(key), decoded(context, value)?]));
            }
            let space = context.store.new_space();
            for pair in &pairs {
                context.store.add(space, pair, &mut context.symbols);
            }
            Term::Space(space)
        }
    })
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use crate::evaluation::library::tests::check;

    #[test]
    fn atoms_become_json_and_come_back() {
        check(&[
            ("(json-encode 5)", "\"5\""),
            ("(json-encode (5 4.5 \"a\\\"b\"))", r#""[5, 4.5, \"a\\\"b\"]""#),
            ("(json-encode ())", "\"[]\""),
            ("(json-encode True)", "\"true\""),
            ("(json-encode null)", "\"null\""),
            ("(json-encode symbol)", r#""\"sym!:symbol\"""#),
            ("(json-decode \"[5, 4.0, [\\\"a\\\"], null, true]\")", "(5 4.0 (\"a\") null True)"),
            ("(json-decode \"\\\"sym!:x\\\"\")", "x"),
            (
                "(json-decode \"18446744073709551615\")",
                "(Error (json-decode \"18446744073709551615\") Currently u64 type is not supported)",
            ),
        ]);
    }
}
