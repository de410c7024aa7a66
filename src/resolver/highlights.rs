//! Where a name stands in its document.

use super::group::Reach;
use super::references::Referent;
use super::{Cursor, Lookup, Place};
use crate::language::analysis::Role;
use crate::text::Span;

/// A place to highlight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Highlight {
    /// The place, in bytes of the document.
    pub span: Span,
    /// What the name does there.
    pub role: Role,
}

/// The places in the document of the cursor where its symbol stands, in order.
#[must_use]
pub fn highlights(lookup: &Lookup<'_>, cursor: &Cursor) -> Vec<Highlight> {
    let found = Place::find(lookup, cursor).and_then(|place| Some((place, Referent::at(&place)?)));
    let Some((place, referent)) = found else { return Vec::new() };
    // In a file all occurrences of a key mean the same; the regions of a document may differ.
    let mut units = match place.unit.region {
        None => vec![place.unit],
        Some(_) => referent.units(lookup, place.unit, Reach::Direct),
    };
    units.retain(|unit| unit.document.uri == place.unit.document.uri);
    let mut highlights: Vec<Highlight> = Vec::new();
    for unit in units {
        for (_, occurrence) in referent.occurrences(unit) {
            let span = unit.outer(occurrence.span);
            highlights.extend(span.map(|span| Highlight { span, role: occurrence.role }));
        }
    }
    highlights.sort_unstable();
    highlights
}
