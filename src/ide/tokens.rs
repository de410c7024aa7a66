//! Tokens for highlighting.

use crate::language::Token;
use crate::language::embedded::RunKind;
use crate::resolver::{Lookup, Unit};
use crate::text::{Span, Uri};

/// The tokens of a document, those of the texts of other languages inside it included, in order of place and without
/// overlaps. A token of a region that is spread over a concatenation is cut to the part before the gap.
#[must_use]
pub fn tokens(lookup: &Lookup<'_>, uri: &Uri) -> Vec<Token> {
    let Some(document) = lookup.document(uri) else { return Vec::new() };
    let host = Unit::file(document);
    let mut tokens = host.language().tokens(host.analysis());
    tokens.extend(region_tokens(lookup, uri));
    tokens.sort_unstable();
    tokens
}

/// The tokens of the texts of other languages inside a document alone.
#[must_use]
pub fn region_tokens(lookup: &Lookup<'_>, uri: &Uri) -> Vec<Token> {
    let Some(document) = lookup.document(uri) else { return Vec::new() };
    let mut tokens = Vec::new();
    for region in document.analysis.regions() {
        let unit = Unit { document, region: Some(region) };
        for token in unit.language().tokens(unit.analysis()) {
            // One run of the map at a time: what lies between runs is the host's.
            for run in region.map.runs() {
                let start = token.span.start.max(run.inner);
                let end = token.span.end.min(run.inner + run.inner_length);
                if start < end && run.kind != RunKind::Hole {
                    let span = unit.outer(Span::new(start, end));
                    tokens.extend(span.map(|span| Token { span, kind: token.kind }));
                }
            }
        }
    }
    tokens
}
