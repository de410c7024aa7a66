//! What a rename replaces.

use super::rename::edit;
use super::{Cursor, Lookup, Place, RenameError};
use crate::language::embedded::rholang_strings::{Piece, embedded_text};
use crate::text::Span;

/// A name that can be changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Renameable {
    /// What is replaced at the cursor, in bytes of the document: of a quoted name what stands between the quotes.
    pub span: Span,
    /// The name that it has.
    pub name: String,
}

/// What a rename at the cursor replaces; nothing where there is no name.
///
/// # Errors
/// Why the name there cannot be changed, whatever the new one is: see [`rename`](super::rename()).
pub fn renameable(lookup: &Lookup<'_>, cursor: &Cursor) -> Result<Option<Renameable>, RenameError> {
    let Some(place) = Place::find(lookup, cursor) else { return Ok(None) };
    let Some(occurrence) = place.occurrence() else { return Ok(None) };
    let written = place.unit.analysis().source(occurrence.span);
    if place.key().is_some_and(|key| place.unit.language().keywords().contains(&key)) {
        return Err(RenameError::Builtin(written.to_owned()));
    }
    // What a name can be changed to depends on how it is written; between quotes any word may stand.
    let (span, _) = place
        .unit
        .language()
        .renamed(place.unit.analysis(), occurrence, written)
        .or_else(|_| place.unit.language().renamed(place.unit.analysis(), occurrence, "n"))
        .map_err(RenameError::Invalid)?;
    let replaced = edit(place.unit, occurrence, if span == occurrence.span { written } else { "n" })?;
    let text = place.unit.analysis().text();
    let literal = Span::new(span.start.saturating_sub(1), span.end.saturating_add(1));
    let name = match literal.of(text) {
        quoted if span != occurrence.span && quoted.starts_with('"') => {
            embedded_text(text, &[Piece::Literal(literal)]).text
        }
        _ => span.of(text).to_owned(),
    };
    Ok(Some(Renameable { span: replaced.span, name }))
}
