//! Syntax errors as people read them: the line, a mark under the place, a hint.
//!
//! For texts that are at hand: what was typed, a file in an editor. The loader renders the errors of files whose text is
//! long gone (see [`crate::loader::LoadError`]) from what it kept of them.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::syntax_error::SyntaxError;
use crate::text::Span;

/// Renders `errors`, which were found in `text`, one after the other with a blank line between them; `name` is what to
/// call the text, such as its path. With `colour` in ANSI colours. Empty for no errors.
///
/// Only the lines around an error are handed to the renderer, so many errors of a large text cost what they show.
/// O(text + errors × length of their lines).
pub fn render(name: &str, text: &str, errors: &[SyntaxError], colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() }.decor_style(DecorStyle::Ascii);
    let mut blocks = Vec::with_capacity(errors.len());
    let (mut line, mut counted) = (1, 0);
    for error in errors {
        let shown = lines_around(text, error);
        // Errors come by place: each line end is counted once.
        if shown.start < counted {
            (line, counted) = (1, 0);
        }
        line += text.get(counted..shown.start).map_or(0, |skipped| skipped.matches('\n').count());
        counted = shown.start;
        blocks.push(block(
            &renderer,
            name,
            text.get(shown.clone()).unwrap_or_default(),
            line,
            shown.start,
            error,
        ));
    }
    blocks.join("\n\n")
}

fn block(
    renderer: &Renderer,
    name: &str,
    source: &str,
    line: usize,
    start: usize,
    error: &SyntaxError,
) -> String {
    let place = |span: Span| {
        let within = |at: u32| (at as usize).saturating_sub(start).min(source.len());
        within(span.start)..within(span.end)
    };
    let message = error.message();
    let mut snippet = Snippet::source(source)
        .line_start(line)
        .path(name)
        .annotation(AnnotationKind::Primary.span(place(error.span)));
    if let Some(related) = error.related {
        let label = "the innermost one that is open";
        snippet = snippet.annotation(AnnotationKind::Context.span(place(related)).label(label));
    }
    let title = Level::ERROR.primary_title(message.as_str()).id(error.code());
    renderer.render(&[title.element(snippet), Group::with_title(Level::HELP.secondary_title(error.hint()))])
}

/// The whole lines that hold the error and what is related to it; without the byte order mark of the text.
fn lines_around(text: &str, error: &SyntaxError) -> std::ops::Range<usize> {
    let (first, last) = match error.related {
        Some(related) => (error.span.start.min(related.start), error.span.end.max(related.end)),
        None => (error.span.start, error.span.end),
    };
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let first = text.floor_char_boundary(first as usize);
    let last = text.floor_char_boundary(last as usize).max(first);
    let start = text[..first].rfind('\n').map_or(mark, |at| at + 1);
    let end = text[last..].find('\n').map_or(text.len(), |at| last + at);
    start.min(end)..end
}
