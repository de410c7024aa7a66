//! Findings about documents, as people and as programs read them.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;

use super::place::Range;
use crate::language::{Analysis, Diagnostic, Severity};
use crate::loader::Excerpt;
use crate::text::Span;

/// A finding, for programs.
#[derive(Serialize)]
pub(super) struct Finding {
    code: &'static str,
    severity: &'static str,
    message: String,
    hint: Option<String>,
    range: Range,
    related: Vec<Related>,
}

/// Another place that helps to see why.
#[derive(Serialize)]
struct Related {
    message: String,
    range: Range,
}

impl Finding {
    /// `diagnostic`, about the text of `analysis`.
    pub(super) fn new(diagnostic: Diagnostic, analysis: &Analysis) -> Finding {
        let Diagnostic { span, severity, code, message, hint, related } = diagnostic;
        let related = related
            .into_iter()
            .map(|(span, message)| Related { message, range: Range::of(analysis, span) })
            .collect();
        let severity = match severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        };
        Finding { code, severity, message, hint, range: Range::of(analysis, span), related }
    }
}

/// A finding about the document that people call `name`: code and message, the line of text with a mark under the place,
/// the other places, the hint. No line break at the end.
pub(super) fn render(name: &str, analysis: &Analysis, diagnostic: &Diagnostic, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() }.decor_style(DecorStyle::Ascii);
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::INFO.with_name("hint"),
    };
    let excerpt = |span: &Span| Excerpt::new(analysis.text(), analysis.lines(), *span);
    let main = excerpt(&diagnostic.span);
    let others: Vec<(Excerpt, &str)> =
        diagnostic.related.iter().map(|(span, label)| (excerpt(span), label.as_str())).collect();
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code);
    let mut groups = vec![Group::with_title(title).elements(shown(name, &main))];
    for (excerpt, label) in &others {
        groups.push(Group::with_title(Level::NOTE.secondary_title(*label)).elements(shown(name, excerpt)));
    }
    groups
        .extend(diagnostic.hint.as_deref().map(|hint| Group::with_title(Level::HELP.secondary_title(hint))));
    renderer.decor_style(DecorStyle::Ascii).render(&groups)
}

/// An error at a place of a text that is no document: what is wrong, the line with a mark under the place, the hint. No line
/// break at the end.
pub(super) fn error_at(
    name: &str,
    excerpt: &Excerpt,
    message: &str,
    hint: Option<&str>,
    colour: bool,
) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() }.decor_style(DecorStyle::Ascii);
    let mut groups =
        vec![Group::with_title(Level::ERROR.primary_title(message)).elements(shown(name, excerpt))];
    groups.extend(hint.map(|hint| Group::with_title(Level::HELP.secondary_title(hint))));
    renderer.render(&groups)
}

/// The line, as far as it is kept, under its place.
fn shown<'a>(name: &'a str, excerpt: &'a Excerpt) -> Vec<Element<'a>> {
    let place = excerpt.position();
    let mark = AnnotationKind::Primary.span(excerpt.mark());
    let snippet = Snippet::source(excerpt.line()).line_start(place.line as usize).annotation(mark);
    if excerpt.is_whole() {
        return vec![snippet.path(name).into()];
    }
    // The renderer would count the column in what is left of the line.
    let origin = Origin::path(name).line(place.line as usize).char_column(place.column as usize);
    vec![origin.into(), snippet.into()]
}
