//! What is said about a definition, as Markdown.

use super::lexer::{Lexer, TokenKind};
use super::literal;

/// Where a text of a `@doc` form belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Description,
    Parameters,
    Return,
}

/// The Markdown of `source`, which is a `@doc` form or the comments above a form. `None` where it says nothing. O(length).
pub(super) fn markdown(source: &str) -> Option<String> {
    let markdown = if source.starts_with('(') { doc_form(source) } else { comments(source) };
    (!markdown.is_empty()).then_some(markdown)
}

/// The lines of comments, without their semicolons and one blank.
fn comments(source: &str) -> String {
    let lines = source.lines().map(|line| {
        let text = line.trim().trim_start_matches(';');
        text.strip_prefix(' ').unwrap_or(text).trim_end()
    });
    let joined = lines.collect::<Vec<&str>>().join("\n");
    joined.trim_matches('\n').to_owned()
}

/// `(@doc f (@desc "..") (@params ((@param ".."))) (@return ".."))`.
fn doc_form(source: &str) -> String {
    let mut section = Section::Description;
    let (mut description, mut parameters, mut returned) = (Vec::new(), Vec::new(), Vec::new());
    for token in Lexer::new(source) {
        match (token.kind, token.span.of(source)) {
            (TokenKind::Word, "@params") => section = Section::Parameters,
            (TokenKind::Word, "@return") => section = Section::Return,
            (TokenKind::Text, raw) => {
                let text = literal::text(raw, 0, &mut Vec::new()).into_owned();
                match section {
                    Section::Description => description.push(text),
                    Section::Parameters => parameters.push(format!("- {text}")),
                    Section::Return => returned.push(text),
                }
            }
            _ => {}
        }
    }
    let mut paragraphs = description;
    if !parameters.is_empty() {
        paragraphs.push(format!("**Parameters**\n{}", parameters.join("\n")));
    }
    if !returned.is_empty() {
        paragraphs.push(format!("**Returns** {}", returned.join("\n")));
    }
    paragraphs.join("\n\n")
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::markdown;

    #[test]
    fn comments_lose_their_marks() {
        assert_eq!(markdown(";; Adds.\n;\n;   * one\r\n; two ").as_deref(), Some("Adds.\n\n  * one\ntwo"));
        assert_eq!(markdown(";\n;;"), None);
        assert_eq!(markdown(""), None);
    }

    #[test]
    fn doc_forms_are_sections() {
        let source = r#"(@doc add (@desc "Adds \"two\".") (@params ((@param "one") (@param (@type N) (@desc "other"))))
            (@return "the sum"))"#;
        let expected = "Adds \"two\".\n\n**Parameters**\n- one\n- other\n\n**Returns** the sum";
        assert_eq!(markdown(source).as_deref(), Some(expected));
        assert_eq!(markdown("(@doc add)"), None);
    }
}
