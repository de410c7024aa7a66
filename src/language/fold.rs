//! What can be folded.

use crate::text::Span;

/// What a fold hides.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FoldKind {
    /// What stands between brackets.
    Code,
    /// A comment of several lines, or comments on lines that follow each other.
    Comment,
    /// Links to other files, one after the other.
    Imports,
}

/// A stretch of text over more than one line that an editor may hide: from the end of its first line to its end. A closing
/// bracket is no part of it. The folds of a text are ordered by start, the longer one first; one lies inside or outside the
/// other.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Fold {
    /// Where.
    pub span: Span,
    /// What it hides.
    pub kind: FoldKind,
}

/// The folds of comments, given in order of place: a comment of several lines, and comments of which each begins on the line
/// after the one before. `text` is what they stand in, `lines` its lines.
pub(super) fn comments(
    text: &str,
    lines: &crate::text::LineIndex,
    spans: impl IntoIterator<Item = Span>,
) -> Vec<Fold> {
    let mut folds: Vec<Fold> = Vec::new();
    let mut run: Option<Span> = None;
    let mut keep = |run: Option<Span>| {
        let long = run.filter(|run| lines.editor_line(run.start) < lines.editor_line(run.end));
        folds.extend(long.map(|span| Fold { span, kind: FoldKind::Comment }));
    };
    for span in spans {
        let blank_between =
            |before: Span| Span::new(before.end, span.start).of(text).chars().all(char::is_whitespace);
        run = match run {
            Some(before)
                if lines.editor_line(before.end) + 1 == lines.editor_line(span.start)
                    && blank_between(before) =>
            {
                Some(Span::new(before.start, span.end))
            }
            before => {
                keep(before);
                Some(span)
            }
        };
    }
    keep(run);
    folds
}
