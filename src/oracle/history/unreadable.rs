//! Why a history cannot be read: a value that says where and what to do about it.

use std::fmt;
use std::io;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use crate::loader::Excerpt;
use crate::text::{LineIndex, Span};

/// Why a history cannot be read.
#[derive(Debug)]
pub enum Unreadable {
    /// The operating system refuses.
    Access(io::Error),
    /// The text is at fault.
    Text(Box<Place>),
}

/// A place in a history, and what is wrong there.
#[derive(Clone, PartialEq, Debug)]
pub struct Place {
    /// The line, from 1.
    line: usize,
    excerpt: Excerpt,
    message: String,
    hint: Option<String>,
}

/// What is wrong in a line: the bytes of it, a message, a hint.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Fault {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

impl Fault {
    /// Something wrong at these bytes.
    pub(super) fn at(start: usize, end: usize, message: impl Into<String>) -> Fault {
        Fault { start, end, message: message.into(), hint: None }
    }

    /// Something wrong with the whole line.
    pub(super) fn of(line: &str, message: impl Into<String>) -> Fault {
        let start = line.len() - line.trim_start().len();
        Fault::at(start, line.trim_end().len().max(start), message)
    }

    /// With what to do about it.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Fault {
        self.hint = Some(hint.into());
        self
    }

    /// In this line of the history.
    pub(super) fn in_line(self, line: usize, text: &str) -> Unreadable {
        let span = Span::new(narrow(self.start), narrow(self.end));
        let excerpt = Excerpt::new(text, &LineIndex::new(text), span);
        Unreadable::Text(Box::new(Place { line, excerpt, message: self.message, hint: self.hint }))
    }
}

/// Lines are far shorter than this (`LONGEST_LINE`).
fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl Place {
    /// The line, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// The column, from 1, in characters.
    #[must_use]
    pub fn column(&self) -> usize {
        self.excerpt.position().column as usize
    }

    /// What is wrong, in one sentence.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// The message, the line with a mark under the place, and the hint, about the history that people call `name`. No line
    /// break at the end.
    #[must_use]
    pub fn render(&self, name: &str, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mark = AnnotationKind::Primary.span(self.excerpt.mark());
        let snippet = Snippet::source(self.excerpt.line()).line_start(self.line).annotation(mark);
        // Where the line was cut, the renderer would count the column in what is left of it.
        let shown: Vec<Element<'_>> = if self.excerpt.is_whole() {
            vec![snippet.path(name).into()]
        } else {
            vec![Origin::path(name).line(self.line).char_column(self.column()).into(), snippet.into()]
        };
        let title = Level::ERROR.primary_title(self.message.as_str());
        let mut groups = vec![Group::with_title(title).elements(shown)];
        groups.extend(self.hint().map(|hint| Group::with_title(Level::HELP.secondary_title(hint))));
        renderer.decor_style(DecorStyle::Ascii).render(&groups)
    }
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Unreadable {
        Unreadable::Access(error)
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::Access(error) => write!(f, "cannot be read: {error}"),
            Unreadable::Text(place) => write!(f, "{}:{}: {}", place.line, place.column(), place.message),
        }
    }
}

impl std::error::Error for Unreadable {}
