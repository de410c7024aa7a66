//! How a contract is called, and how names are written.

use super::fit::Fragment;
use super::tree::NodeKind;
use crate::language::Signature;
use crate::language::analysis::{Analysis, Definition, Occurrence};
use crate::text::Span;

/// The words that mean something of their own wherever they stand, so that no variable is called so.
const RESERVED: &[&str] = &[
    "Bool",
    "ByteArray",
    "Int",
    "Nil",
    "Set",
    "String",
    "Uri",
    "and",
    "bundle",
    "contract",
    "else",
    "false",
    "for",
    "if",
    "in",
    "let",
    "match",
    "matches",
    "new",
    "not",
    "or",
    "select",
    "true",
    "where",
];

/// The words that are offered anywhere, in order of text.
pub(super) const KEYWORDS: &[&str] = &[
    "Bool",
    "ByteArray",
    "Int",
    "Nil",
    "Set",
    "String",
    "Uri",
    "agent",
    "and",
    "bundle",
    "constructor",
    "contract",
    "default",
    "else",
    "false",
    "for",
    "if",
    "in",
    "let",
    "match",
    "matches",
    "method",
    "new",
    "not",
    "or",
    "private",
    "select",
    "true",
    "where",
];

/// `f(@a, @b)`: the name as it is written and the formals as they are written, joined by `, `.
pub(super) fn signature(analysis: &Analysis, definition: &Definition) -> Signature {
    let formals = Fragment::formals(analysis, definition);
    let mut label = format!("{}(", analysis.source(definition.target));
    let mut parameters = Vec::new();
    for (index, formal) in formals.elements().into_iter().enumerate() {
        if index > 0 {
            label.push_str(", ");
        }
        let start = label.len() as u32;
        // A formal on several lines is shown on one.
        let mut lines = formals.source(formal).lines().map(str::trim);
        label.push_str(lines.next().unwrap_or_default());
        for line in lines {
            label.push(' ');
            label.push_str(line);
        }
        parameters.push(Span::new(start, label.len() as u32));
    }
    label.push(')');
    Signature { label, parameters }
}

/// What replaces the name at `occurrence` when it is called `name`: of a quoted string its content, of a quoted URI the
/// same, of a variable all of it.
///
/// # Errors
/// When `name` cannot be written there.
pub(super) fn renamed(
    analysis: &Analysis,
    occurrence: &Occurrence,
    name: &str,
) -> Result<(Span, String), String> {
    let span = occurrence.span;
    let written = analysis.source(span);
    if !written.starts_with('@') {
        let known = is_variable(written) && is_variable(name);
        return if known {
            Ok((span, name.to_owned()))
        } else {
            Err(format!("not a Rholang variable: `{name}`"))
        };
    }
    // The literal that is quoted, through blanks, parentheses and comments.
    let program = format!("{written}!()");
    let tree = super::parse(&program);
    let quote = tree.roots().first().and_then(|&send| tree.children(send).first().copied());
    let quoted = quote.and_then(|quote| tree.children(quote).first().copied());
    let literal = quoted.map(|quoted| super::keys::strip(&tree, quoted));
    let literal = literal.map(|literal| *tree.node(literal));
    // What is not closed reaches behind the name.
    let literal = literal.filter(|literal| literal.span.end as usize <= written.len());
    let content = |literal: Span| {
        let start = span.start + literal.start + 1;
        Span::new(start, (span.start + literal.end).saturating_sub(1).max(start))
    };
    match literal {
        Some(literal) if literal.kind == NodeKind::Text => Ok((content(literal.span), escape(name))),
        Some(literal) if literal.kind == NodeKind::Uri => {
            if name.is_empty() || name.contains('`') {
                return Err(format!("not a Rholang URI: `{name}`"));
            }
            Ok((content(literal.span), name.to_owned()))
        }
        _ => Err(format!("`{written}` quotes a process, which has no name to change")),
    }
}

/// `name` as it stands between the quotes of a string.
fn escape(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            other => out.push(other),
        }
    }
    out
}

/// Whether a variable can be called `word`.
pub(super) fn is_variable(word: &str) -> bool {
    let mut characters = word.chars();
    let start = match characters.next() {
        Some('_') => word.len() > 1,
        Some(first) => first.is_ascii_alphabetic(),
        None => false,
    };
    let rest = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '\'');
    start && characters.all(rest) && RESERVED.binary_search(&word).is_err()
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::language::{LanguageId, analyze};

    #[test]
    fn reserved_words_and_other_texts_are_no_variables() {
        for word in ["x", "x1", "_x", "x'", "NilX", "Ints", "agent", "x_"] {
            assert!(is_variable(word), "{word}");
        }
        for word in ["", "_", "1x", "'x", "new", "Nil", "Set", "where", "a b", "é", "x-y", "@x"] {
            assert!(!is_variable(word), "{word}");
        }
        assert!(RESERVED.is_sorted() && KEYWORDS.is_sorted());
    }

    #[test]
    fn what_is_written_into_a_string_is_escaped() {
        assert_eq!(escape("a\"b\\c\nd"), "a\\\"b\\\\c\\nd");
    }

    fn read(text: &str) -> Analysis {
        analyze(LanguageId::Rholang, &Arc::from(text))
    }

    #[test]
    fn a_signature_shows_the_formals_as_they_are_written() {
        let label = |text: &str| {
            let analysis = read(text);
            let signature = signature(&analysis, &analysis.definitions()[0]);
            let parts: Vec<_> =
                signature.parameters.iter().map(|span| span.of(&signature.label).to_owned()).collect();
            (signature.label.clone(), parts.join(" | "))
        };
        let expected = ("f(@a, @b)".to_owned(), "@a | @b".to_owned());
        assert_eq!(label("contract f( @a,@b ) = { Nil }"), expected);
        let expected = (
            "@\"s\"(@{\"k\": v, \"l\": w}, r, ...@rest)".to_owned(),
            "@{\"k\": v, \"l\": w} | r | ...@rest".to_owned(),
        );
        assert_eq!(label("contract @\"s\"(@{\"k\": v,\n \"l\": w}, r ...@rest) = { Nil }"), expected);
        assert_eq!(label("contract f() = { Nil }").0, "f()");
    }

    #[test]
    fn of_a_quoted_literal_its_content_is_renamed() {
        let rename = |text: &str, name: &str| {
            let analysis = read(text);
            let (span, written) = renamed(&analysis, &analysis.occurrences()[0], name)?;
            let start = span.start as usize;
            Ok::<String, String>([&text[..start], &written, &text[span.end as usize..]].concat())
        };
        assert_eq!(rename("f!(1)", "g"), Ok("g!(1)".to_owned()));
        assert_eq!(rename("f!(1)", "new"), Err("not a Rholang variable: `new`".to_owned()));
        assert_eq!(rename("@\"f\"!(1)", "a \"b\""), Ok("@\"a \\\"b\\\"\"!(1)".to_owned()));
        assert_eq!(rename("@ { (\"f\") }!(1)", "g"), Ok("@ { (\"g\") }!(1)".to_owned()));
        assert_eq!(rename("@`a:b`!(1)", "c:d"), Ok("@`c:d`!(1)".to_owned()));
        assert!(rename("@`a:b`!(1)", "").is_err() && rename("@`a:b`!(1)", "`").is_err());
        assert!(rename("@[1]!(1)", "g").is_err());
        // `this` is bound by the agent and written nowhere else.
        let analysis = read("agent A { constructor() { this!(1) } | default() { Nil } }");
        let bound = analysis.occurrences().iter().find(|occurrence| occurrence.span.is_empty());
        assert!(renamed(&analysis, bound.expect("the binder of `this`"), "that").is_err());
    }
}
