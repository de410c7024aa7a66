//! Where a cursor is.

use super::{Candidate, Cursor, Lookup, Unit};
use crate::language::analysis::{Call, Occurrence, OccurrenceId, Target};
use crate::text::Span;

/// The unit that a cursor is in, and where in its text.
#[derive(Clone, Copy, Debug)]
pub struct Place<'s> {
    /// The document or region.
    pub unit: Unit<'s>,
    /// The offset in the text of the unit.
    pub offset: u32,
    /// The name there, if there is one.
    pub occurrence: Option<OccurrenceId>,
}

impl<'s> Place<'s> {
    /// Where `cursor` is; nothing for a document that is not there.
    ///
    /// A name of the host wins over the region around it: a hole in a concatenation belongs to the host.
    pub fn find(lookup: &Lookup<'s>, cursor: &Cursor) -> Option<Place<'s>> {
        let document = lookup.document(&cursor.uri)?;
        let analysis = &document.analysis;
        let in_host = analysis.occurrence_at(cursor.offset);
        let host = Place { unit: Unit::file(document), offset: cursor.offset, occurrence: in_host };
        let covers = |span: Span| span.contains(cursor.offset);
        if host.occurrence().is_some_and(|occurrence| covers(occurrence.span)) {
            return Some(host);
        }
        let Some(region) = analysis.region_at(cursor.offset) else { return Some(host) };
        let Some(offset) = region.map.inner(cursor.offset) else { return Some(host) };
        let occurrence = region.analysis.occurrence_at(offset);
        Some(Place { unit: Unit { document, region: Some(region) }, offset, occurrence })
    }

    /// The name at the cursor.
    pub fn occurrence(&self) -> Option<&'s Occurrence> {
        self.unit.analysis().occurrence(self.occurrence?)
    }

    /// The call whose name is at the cursor.
    pub fn call(&self) -> Option<&'s Call> {
        self.unit.analysis().call_of(self.occurrence?)
    }

    /// The global key at the cursor.
    pub fn key(&self) -> Option<&'s str> {
        match self.occurrence()?.target {
            Target::Global(key) => Some(self.unit.analysis().keys().text(key)),
            Target::Local(_) => None,
        }
    }

    /// The definition whose name is at the cursor.
    pub fn definition(&self) -> Option<Candidate<'s>> {
        let definition = self.unit.analysis().definition_of(self.occurrence?)?;
        Some(Candidate::defined(self.unit, definition))
    }
}
