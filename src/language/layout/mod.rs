//! Formatting, as far as it is the same for all languages.
//!
//! A formatter changes nothing but the white space between tokens. A front end cuts its text into pieces, which are
//! printed as they are, and says of each gap between two of them how it may look (`Gap`) and of each construct which pieces
//! it covers (`Group`). `arrange` then decides. Where an author has broken a line it stays broken, if
//! a line may end there at all; what is too long for a line is broken from the outside inwards. So a text that was formatted is
//! formatted: each break that the first run makes is one that the second run finds.

mod align;
mod arrange;
mod measure;

use crate::text::Span;

/// How formatted text looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Style {
    /// Columns of a line before it is broken, where it can be.
    pub width: u32,
    /// Columns of one step of indentation.
    pub step: u32,
    /// Indent with tabs, as far as they reach.
    pub tabs: bool,
}

impl Default for Style {
    fn default() -> Style {
        Style { width: 100, step: 2, tabs: false }
    }
}

/// A stretch of white space that looks otherwise in formatted text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// What is replaced: white space only, and at most the byte order mark is more.
    pub span: Span,
    /// What stands there: white space only.
    pub text: String,
}

/// What a piece is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum PieceKind {
    /// A token, or a stretch of text that is left as it is.
    Code,
    /// A comment that the end of its line ends.
    LineComment,
    /// A comment that ends by itself.
    BlockComment,
}

/// A stretch of text that is printed as it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) span: Span,
    pub(super) kind: PieceKind,
}

/// When a line ends in a gap. A line break of the author counts in `Keep`, `Fill`, `All` and `Force` alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Break {
    /// Only where a comment needs it.
    Never,
    /// Where the author broke the line.
    Keep,
    /// There, and in front of what does not fit on the line.
    Fill,
    /// Like `Fill`; everywhere in a group that was one line and is too long.
    All,
    /// Everywhere in a group that is not one line.
    Force,
    /// Everywhere.
    Always,
    /// In front of a closing bracket: where a line ends behind the opening one.
    Close,
}

/// Where the next line begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Indent {
    /// Where the construct begins.
    Base,
    /// One step further.
    Step,
    /// Below the first item, or one step further if that stands on a line of its own.
    Item,
    /// Below the first character of the group.
    Start,
}

/// The white space in front of a piece. It belongs to the innermost group that holds this piece and the one before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gap {
    /// Blanks, where the line does not end.
    pub(super) space: u32,
    pub(super) wrap: Break,
    pub(super) indent: Indent,
    /// The first item of its group follows.
    pub(super) opens: bool,
    /// The piece may stand below others of its kind: an arrow.
    pub(super) aligns: bool,
}

impl Gap {
    pub(super) const fn new(space: u32, wrap: Break, indent: Indent) -> Gap {
        Gap { space, wrap, indent, opens: false, aligns: false }
    }

    /// The white space between two tokens that belong together.
    pub(super) const fn tight() -> Gap {
        Gap::new(0, Break::Never, Indent::Step)
    }

    /// One blank.
    pub(super) const fn blank() -> Gap {
        Gap::new(1, Break::Never, Indent::Step)
    }

    pub(super) const fn opening(self) -> Gap {
        Gap { opens: true, ..self }
    }
}

/// What the lines inside a group count from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Anchor {
    /// The column of its first character.
    Column,
    /// What the construct around it counts from, or its own column if it begins a line; and what is inside counts from the
    /// last line of the group.
    Line,
    /// The same, but what is inside counts from the first line.
    FirstLine,
}

/// A construct of two or more pieces.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    /// Its first piece.
    pub(super) first: usize,
    /// Its last piece.
    pub(super) last: usize,
    pub(super) anchor: Anchor,
    /// It is broken when the group around it is too long, even if it fits itself.
    pub(super) follows: bool,
    /// It holds a sequence of items that are formatted one by one when a part of the text is formatted.
    pub(super) sequence: bool,
}

impl Group {
    pub(super) const fn new(first: usize, last: usize, anchor: Anchor) -> Group {
        Group { first, last, anchor, follows: false, sequence: false }
    }
}

/// A text as its front end sees it.
#[derive(Debug, Default)]
pub struct Plan {
    pub(super) pieces: Vec<Piece>,
    /// The gap in front of each piece; that of the first one does not count.
    pub(super) gaps: Vec<Gap>,
    /// By first piece, the longer one first; one lies inside or outside the other. What is in no group is a sequence of items
    /// on lines of their own.
    pub(super) groups: Vec<Group>,
}

impl Plan {
    /// What is to be changed in `text`, of which this is the plan, in order of place. O(length).
    #[must_use]
    pub fn changes(&self, text: &str, style: Style) -> Vec<Change> {
        self.changes_of(text, style, 0, self.pieces.len())
    }

    /// What is to be changed in the items that `range` touches: the forms or processes of the innermost sequence that holds
    /// all of it.
    #[must_use]
    pub fn changes_in(&self, text: &str, style: Style, range: Span) -> Vec<Change> {
        let touches =
            |piece: &Piece| piece.span.start < range.end.max(range.start + 1) && range.start < piece.span.end;
        let Some(first) = self.pieces.iter().position(touches) else { return Vec::new() };
        let last = self.pieces.iter().rposition(touches).unwrap_or(first);
        let holds = |group: &&Group| group.first <= first && last <= group.last;
        let around = self.groups.iter().rposition(|group| group.sequence && holds(&group));
        // Groups inside follow those around them: the first one that holds a piece is the whole item.
        let inside = self.groups.get(around.map_or(0, |around| around + 1)..).unwrap_or_default();
        let item = |piece: usize| {
            let item = inside.iter().find(|group| group.first <= piece && piece <= group.last);
            item.map_or((piece, piece), |group| (group.first, group.last))
        };
        self.changes_of(text, style, item(first).0, item(last).1 + 1)
    }

    /// The changes in front of the pieces `first..end`; behind the last piece of the text too.
    fn changes_of(&self, text: &str, style: Style, first: usize, end: usize) -> Vec<Change> {
        let whites = arrange::arrange(self, text, style);
        let line_end = line_end(text);
        let mut changes = Vec::new();
        let mut change = |span: Span, wanted: String| {
            if span.of(text) != wanted {
                changes.push(Change { span, text: wanted });
            }
        };
        for index in first..end.min(self.pieces.len()) {
            let (Some(piece), Some(white)) = (self.pieces.get(index), whites.get(index)) else { break };
            let before = index.checked_sub(1).and_then(|before| self.pieces.get(before));
            let start = before.map_or_else(|| mark(text), |before| before.span.end);
            change(Span::new(start, piece.span.start), white.text(line_end, style));
        }
        if end == self.pieces.len() {
            let start = self.pieces.last().map_or_else(|| mark(text), |last| last.span.end);
            let wanted = if self.pieces.is_empty() { "" } else { line_end };
            change(Span::new(start, text.len() as u32), wanted.to_owned());
        }
        changes
    }
}

/// White space between two pieces.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct White {
    /// Line ends.
    pub(super) lines: u32,
    /// Columns behind them.
    pub(super) columns: u32,
}

impl White {
    fn text(self, line_end: &str, style: Style) -> String {
        let tabs = if style.tabs && self.lines > 0 { self.columns / style.step.max(1) } else { 0 };
        let blanks = self.columns - tabs * style.step.max(1);
        let mut text = line_end.repeat(self.lines as usize);
        text.extend(std::iter::repeat_n('\t', tabs as usize));
        text.extend(std::iter::repeat_n(' ', blanks as usize));
        text
    }
}

/// The text with the changes, which are in order of place.
#[must_use]
pub fn apply(text: &str, changes: &[Change]) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut at = 0;
    for change in changes {
        out.push_str(Span::new(at, change.span.start).of(text));
        out.push_str(&change.text);
        at = change.span.end;
    }
    out.push_str(Span::new(at, text.len() as u32).of(text));
    out
}

/// How the lines of a text end: as its last one does, since a text that was formatted ends with the line end that was chosen.
fn line_end(text: &str) -> &'static str {
    let end = memchr::memrchr(b'\n', text.as_bytes());
    let before = end.and_then(|end| end.checked_sub(1)).and_then(|before| text.as_bytes().get(before));
    if before == Some(&b'\r') { "\r\n" } else { "\n" }
}

/// The end of the byte order mark, if there is one.
fn mark(text: &str) -> u32 {
    if text.starts_with('\u{feff}') { 3 } else { 0 }
}
