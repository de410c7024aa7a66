//! Tokens for highlighting.

use crate::language::Token;
use crate::language::embedded::RunKind;
use crate::resolver::{Lookup, Unit};
use crate::text::{Span, Uri};

/// The tokens of a document, those of the texts of other languages inside it included, in order of place and without
/// overlaps. A token of a region that is spread over several literals is one token in each.
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
    let mut tokens: Vec<Token> = Vec::new();
    for region in document.analysis.regions() {
        let unit = Unit { document, region: Some(region) };
        for token in unit.language().tokens(unit.analysis()) {
            let first = tokens.len();
            // One run of the map at a time, since what lies between literals is the host's; an escape splits nothing.
            let runs = region.map.runs_in(token.span).iter().filter(|run| run.kind != RunKind::Hole);
            for run in runs {
                let start = token.span.start.max(run.inner);
                let end = token.span.end.min(run.inner + run.inner_length);
                let Some(span) = unit.outer(Span::new(start, end)).filter(|span| !span.is_empty()) else {
                    continue;
                };
                match tokens.get_mut(first..).and_then(<[Token]>::last_mut) {
                    Some(part) if part.span.end == span.start => part.span.end = span.end,
                    _ => tokens.push(Token { span, kind: token.kind }),
                }
            }
        }
    }
    tokens
}
