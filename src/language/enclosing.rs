//! What stands around a place: what all languages share.

use crate::text::Span;

/// The word at `offset` in `span` of `text`: letters, digits, `_`, and what stands inside words in prose.
pub(super) fn word_at(text: &str, span: Span, offset: u32) -> Option<Span> {
    let part_of_word = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-' | '\'');
    let before = Span::new(span.start, offset).of(text);
    let behind = Span::new(offset, span.end).of(text);
    let start = before.trim_end_matches(part_of_word).len() as u32 + span.start;
    let end = span.end - behind.trim_start_matches(part_of_word).len() as u32;
    (start < end).then_some(Span::new(start, end))
}

/// What a string holds, if `offset` lies in it.
pub(super) fn inside_of_quotes(span: Span, offset: u32) -> Option<Span> {
    let inside = Span::new(span.start + 1, span.end.saturating_sub(1));
    (inside.start <= offset && offset <= inside.end && !inside.is_empty()).then_some(inside)
}
