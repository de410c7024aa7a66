//! What an editor selects when a selection grows.

use crate::resolver::{Cursor, Lookup, Place, Unit};
use crate::text::Span;

/// What stands around a cursor, from a word to the whole document: each holds the one before and is longer. At least one, for
/// a document that is there. O(length).
#[must_use]
pub fn selections(lookup: &Lookup<'_>, cursor: &Cursor) -> Vec<Span> {
    let Some(place) = Place::find(lookup, cursor) else { return Vec::new() };
    let document = place.unit.document;
    let mut around = Vec::new();
    if place.unit.region.is_some() {
        let inside = place.unit.language().enclosing(place.unit.analysis(), place.offset);
        around.extend(inside.into_iter().filter_map(|span| place.unit.outer(span)));
    }
    around.extend(Unit::file(document).language().enclosing(&document.analysis, cursor.offset));
    around.push(Span::new(0, document.analysis.text().len() as u32));
    // What the host says may lie inside what the region said: a word of a string that is a text of its own.
    let mut chain: Vec<Span> = Vec::with_capacity(around.len());
    for span in around {
        let grows = chain
            .last()
            .is_none_or(|last| span.start <= last.start && last.end <= span.end && span.len() > last.len());
        if grows && !span.is_empty() {
            chain.push(span);
        }
    }
    chain
}
