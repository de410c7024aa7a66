//! Places, as people and as programs read them.

use serde::Serialize;

use super::sources::Sources;
use super::terminal::Terminal;
use crate::language::Analysis;
use crate::loader::Excerpt;
use crate::resolver::{Answer, Site};
use crate::text::{Encoding, Span};

/// A place, counted as the language server protocol does: from zero, columns in UTF-16.
#[derive(Serialize)]
pub(super) struct Place {
    line: u32,
    character: u32,
}

/// A stretch of a document between two places.
#[derive(Serialize)]
pub(super) struct Range {
    start: Place,
    end: Place,
}

impl Range {
    /// The range of `span` in the text of `analysis`.
    pub(super) fn of(analysis: &Analysis, span: Span) -> Range {
        let place = |offset| {
            let found = analysis.lines().line_column(analysis.text(), offset, Encoding::Utf16);
            Place { line: found.line, character: found.column }
        };
        Range { start: place(span.start), end: place(span.end) }
    }
}

/// A stretch of a named document.
#[derive(Serialize)]
struct Located {
    path: String,
    uri: String,
    range: Range,
}

/// The places that answer a question.
#[derive(Serialize)]
pub(super) struct Answered {
    confidence: String,
    origin: String,
    places: Vec<Located>,
}

impl Answered {
    /// `answer`, over the documents of `sources`.
    pub(super) fn new(answer: &Answer, sources: &Sources) -> Answered {
        let places = answer.sites.iter().filter_map(|site| {
            let document = sources.snapshot.document(&site.uri)?;
            let range = Range::of(&document.analysis, site.span);
            Some(Located { path: sources.name(&site.uri), uri: site.uri.to_string(), range })
        });
        let (confidence, origin) = (format!("{:?}", answer.confidence), format!("{:?}", answer.origin));
        let places = places.collect();
        Answered { confidence: confidence.to_lowercase(), origin: origin.to_lowercase(), places }
    }
}

/// Writes a line for each place: `path:line:column: ` and the line of text, shortened where it is long.
pub(super) fn lines(sites: &[Site], sources: &Sources, terminal: &mut Terminal) -> std::io::Result<()> {
    for site in sites {
        if let Some(document) = sources.snapshot.document(&site.uri) {
            let excerpt = Excerpt::new(document.analysis.text(), document.analysis.lines(), site.span);
            let (name, place) = (sources.name(&site.uri), excerpt.position());
            terminal.line(&format!("{name}:{place}: {}", excerpt.line().trim()))?;
        }
    }
    Ok(())
}
