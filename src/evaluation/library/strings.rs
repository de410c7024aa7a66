//! Strings, and atoms as text.

use super::expressions::no_expression;
use crate::evaluation::context::Context;
use crate::evaluation::native::{Answer, Call, Native};
use crate::evaluation::print::{plain, print};
use crate::evaluation::term::Term;
use crate::language::metta::atom::Atom;

pub(super) const OPERATIONS: &[Native] = &[
    Native::effect("format-args", &["(-> String Expression String)"], format_args),
    Native::pure("sort-strings", &["(-> Expression Expression)"], sort_strings),
    Native::effect("repr", &["(-> Atom String)"], |context, call| match call.arguments {
        [atom] => Answer::Value(Term::text(&print(context, atom))),
        _ => Answer::NotReducible,
    }),
    Native::pure("parse", &["(-> String Atom)"], parse),
    Native::pure("stringToChars", &["(-> String Atom)"], string_to_chars),
    Native::effect("charsToString", &["(-> Atom String)"], chars_to_string),
];

/// The text of a string.
pub(super) fn text(term: &Term) -> Option<&str> {
    match term {
        Term::Text(text) => Some(&text.0),
        _ => None,
    }
}

/// `{}` takes the next member, or nothing where there is none left; `{{` and `}}` are braces.
fn format_args(context: &mut Context, call: &Call<'_>) -> Answer {
    let [format, arguments] = call.arguments else {
        return Answer::Failure(FORMAT.into());
    };
    let Some(format) = text(format) else { return Answer::Failure(FORMAT.into()) };
    let Some(members) = arguments.members() else { return no_expression() };
    let mut members = members.iter();
    let mut out = String::with_capacity(format.len());
    let mut rest = format;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let tail = &rest[at..];
        rest = if let Some(after) = tail.strip_prefix("{}") {
            if let Some(member) = members.next() {
                out.push_str(&plain(context, member));
            }
            after
        } else if let Some(after) = tail.strip_prefix("{{") {
            out.push('{');
            after
        } else if let Some(after) = tail.strip_prefix("}}") {
            out.push('}');
            after
        } else {
            out.push_str(&tail[..1]);
            &tail[1..]
        };
    }
    out.push_str(rest);
    Answer::Value(Term::text(&out))
}

const FORMAT: &str =
    "format-args expects format string as a first argument and expression as a second argument";

/// By the code points of their characters.
fn sort_strings(_: &mut Context, call: &Call<'_>) -> Answer {
    let failure =
        || Answer::Failure("sort-strings expects expression with strings as a first argument".into());
    let Some(members) = call.arguments.first().and_then(Term::members) else { return failure() };
    let mut members: Vec<Term> = members.iter().map(Term::resolve).collect();
    if members.iter().any(|member| text(member).is_none()) {
        return failure();
    }
    members.sort_by(|left, right| text(left).cmp(&text(right)));
    Answer::Value(Term::expression(members))
}

/// One atom, its variables new.
fn parse(context: &mut Context, call: &Call<'_>) -> Answer {
    let Some(text) = call.arguments.first().and_then(text) else {
        return Answer::Failure("parse expects a string".into());
    };
    match Atom::parse(text) {
        Ok(atom) => Answer::Value(context.import(atom.as_ref())),
        Err(error) => Answer::Failure(error.to_string()),
    }
}

/// Each character as a symbol between `'`.
fn string_to_chars(context: &mut Context, call: &Call<'_>) -> Answer {
    let Some(text) = call.arguments.first().and_then(text) else {
        return Answer::Failure("stringToChars expects a string".into());
    };
    let symbols = &mut context.symbols;
    Answer::Value(Term::expression(
        text.chars().map(|character| Term::Symbol(symbols.intern(&format!("'{character}'")))),
    ))
}

fn chars_to_string(context: &mut Context, call: &Call<'_>) -> Answer {
    let Some(members) = call.arguments.first().and_then(Term::members) else {
        return Answer::Failure("charsToString expects an expression".into());
    };
    let mut out = String::new();
    for member in members {
        let shown = plain(context, member);
        let inner = shown.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
        match inner {
            Some(character) if !character.is_empty() => out.push_str(character),
            _ => out.push_str(&shown),
        }
    }
    Answer::Value(Term::text(&out))
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use crate::evaluation::library::tests::check;

    #[test]
    fn text_is_made_and_taken_apart() {
        check(&[
            ("(format-args \"a{}b{}c\" (1 \"s\"))", "\"a1bsc\""),
            ("(format-args \"{} {}\" ((f \"s\")))", "\"(f \\\"s\\\") \""),
            ("(format-args \"{{}} { é\" (1))", "\"{} { é\""),
            ("(sort-strings (\"b\" \"a\" \"é\" \"B\"))", "(\"B\" \"a\" \"b\" \"é\")"),
            (
                "(sort-strings (a))",
                "(Error (sort-strings (a)) sort-strings expects expression with strings as a first argument)",
            ),
            ("(repr (a \"b\" 1.5))", "\"(a \\\"b\\\" 1.5)\""),
            ("(stringToChars \"ab\")", "('a' 'b')"),
            ("(charsToString ('a' 'b' ''))", "\"ab''\""),
        ]);
    }
}
