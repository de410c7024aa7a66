//! Small changes that mend what is wrong with a text by itself.

use crate::language::Diagnostic;
use crate::language::analysis::Analysis;
use crate::language::metta::lexer::{Lexer, TokenKind};
use crate::language::metta::read;
use crate::resolver::TextEdit;
use crate::text::Span;

/// A change of a text.
pub(super) struct Mending {
    /// What it does.
    pub(super) title: String,
    /// The edits, in bytes of the text, in order.
    pub(super) edits: Vec<TextEdit>,
    /// True for what is most likely wanted.
    pub(super) is_preferred: bool,
}

/// What mends a finding of `analysis`, if it is known; whether it does must be tried.
pub(super) fn of(analysis: &Analysis, finding: &Diagnostic) -> Option<Mending> {
    let span = finding.span;
    let written = analysis.source(span);
    let one = |title: String, edits: Vec<TextEdit>| Some(Mending { title, edits, is_preferred: true });
    let replace = |span: Span, text: &str| TextEdit { span, text: text.to_owned() };
    let insert = |at: u32, text: &str| replace(Span::new(at, at), text);
    match finding.code {
        "M0001" => one("Remove the `)`".to_owned(), vec![replace(Span::new(span.start, span.start + 1), "")]),
        "M0002" => {
            let (end, missing) = unclosed(analysis.text(), span.start)?;
            let closers = ")".repeat(missing);
            one(format!("Close it: `{closers}`"), vec![insert(end, &closers)])
        }
        "M0003" => {
            one("Close the string: `\"`".to_owned(), vec![insert(line_end(analysis, span.start), "\"")])
        }
        "M0202" => {
            let word = written.strip_prefix('!').unwrap_or(written);
            one(format!("Evaluate `{word}`: a space behind `!`"), vec![insert(span.start + 1, " ")])
        }
        "R0003" => {
            let closer = match written {
                "{" => "}",
                "[" => "]",
                "{|" => "|}",
                "(" => ")",
                _ => return None,
            };
            let behind =
                finding.related.first().map_or(analysis.text().len() as u32, |(place, _)| place.start);
            let end = analysis.source(Span::new(0, behind)).trim_end().len() as u32;
            one(format!("Close it: `{closer}`"), vec![insert(end, closer)])
        }
        "R0004" => one(format!("Remove the `{written}`"), vec![replace(span, "")]),
        "R0010" | "R0105" => one(
            "Put `{` and `}` around it".to_owned(),
            vec![insert(span.start, "{ "), insert(span.end, " }")],
        ),
        "R0015" if written.starts_with('"') => {
            one("Close the string: `\"`".to_owned(), vec![insert(line_end(analysis, span.start), "\"")])
        }
        "R0015" if written.starts_with('`') => {
            one("Close the URI with a backtick".to_owned(), vec![insert(line_end(analysis, span.start), "`")])
        }
        "R0108" => one("Remove the comma".to_owned(), vec![replace(span, "")]),
        "R0114" => one("Write `Nil`".to_owned(), vec![replace(span, "Nil")]),
        _ => None,
    }
}

/// Where the form that is never closed and starts at `start` ends, in front of blanks and comments, and how many `)` it lacks.
fn unclosed(text: &str, start: u32) -> Option<(u32, usize)> {
    let broken = read(text).broken.into_iter().find(|broken| broken.contains(start))?;
    let form = Span::new(start, broken.end);
    let (mut open, mut end) = (0_usize, start);
    for token in Lexer::new(form.of(text)) {
        match token.kind {
            TokenKind::Space | TokenKind::Comment => continue,
            TokenKind::Open => open += 1,
            TokenKind::Close => open = open.saturating_sub(1),
            _ => {}
        }
        end = start + token.span.end;
    }
    (open > 0).then_some((end, open))
}

/// The end of the line of a place, in front of blanks and closing brackets.
fn line_end(analysis: &Analysis, offset: u32) -> u32 {
    let rest = analysis.source(Span::new(offset, analysis.text().len() as u32));
    let line = rest.lines().next().unwrap_or_default();
    let content =
        line.trim_end_matches(|last: char| last.is_whitespace() || matches!(last, ')' | '}' | ']' | '|'));
    offset + content.len().max(1) as u32
}
