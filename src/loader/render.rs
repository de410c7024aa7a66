//! A load error as people read it on a terminal.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::error::LoadError;
use crate::text::Position;

impl LoadError {
    /// The error over several lines: code and message, path, line and column, the line of text with a mark under the
    /// place, and a hint. No line break at the end. With `colour` in ANSI colours.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let (message, path) = (self.message(), self.path().display().to_string());
        let title = Level::ERROR.primary_title(message.as_str()).id(self.code());
        let mut groups = Vec::with_capacity(3);
        match self.excerpt() {
            None => groups.push(Group::with_title(title).element(Origin::path(path.as_str()))),
            Some(excerpt) => {
                let Position { line, column } = excerpt.position();
                let mark = AnnotationKind::Primary.span(excerpt.mark());
                let snippet = Snippet::source(excerpt.line()).line_start(line as usize).annotation(mark);
                if excerpt.is_whole() {
                    groups.push(Group::with_title(title).element(snippet.path(path.as_str())));
                } else {
                    // The renderer would count the column in what is left of the line.
                    let origin = Origin::path(path.as_str()).line(line as usize).char_column(column as usize);
                    groups.push(Group::with_title(title).element(origin));
                    let note =
                        Level::NOTE.secondary_title("the line is long; this is the part around the place");
                    groups.push(Group::with_title(note).element(snippet));
                }
            }
        }
        groups.extend(self.hint().map(|hint| Group::with_title(Level::HELP.secondary_title(hint))));
        renderer.decor_style(DecorStyle::Ascii).render(&groups)
    }
}
