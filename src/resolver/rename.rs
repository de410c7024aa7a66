//! A symbol under another name.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::group::Reach;
use super::references::Referent;
use super::rename_check::{self, Shape};
use super::{Cursor, Lookup, Place, TextEdit, Unit};
use crate::language::Language;
use crate::language::analysis::{Occurrence, OccurrenceId};
use crate::language::embedded::RunKind;
use crate::language::embedded::rholang_strings::escape;
use crate::text::Uri;
use crate::workspace::{Document, Namespace};

/// Why a symbol cannot be renamed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RenameError {
    /// There is no name at the cursor.
    Nothing,
    /// The new name cannot be written there.
    Invalid(String),
    /// The name is one of the language, not of the workspace.
    Builtin(String),
    /// Some occurrence would mean something else, or something else would mean the symbol.
    Capture,
    /// The new name stands for something else in the workspace already.
    Taken {
        /// The new name, as a key.
        key: String,
        /// A document that mentions it.
        uri: Uri,
    },
    /// Part of the name comes from a value that the text does not show.
    Computed(Uri),
    /// A document that would change has syntax errors, so that occurrences may be missed.
    Broken(Uri),
}

impl fmt::Display for RenameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RenameError::Nothing => f.write_str("there is no name here"),
            RenameError::Invalid(reason) => f.write_str(reason),
            RenameError::Builtin(name) => write!(f, "`{name}` belongs to the language"),
            RenameError::Capture => f.write_str("rename would capture or be captured"),
            RenameError::Taken { key, uri } => {
                write!(f, "rename would capture or be captured: `{key}` is in use in {uri}")
            }
            RenameError::Computed(uri) => write!(f, "a part of the name is computed in {uri}"),
            RenameError::Broken(uri) => write!(f, "{uri} has syntax errors"),
        }
    }
}

impl std::error::Error for RenameError {}

/// The edits of one document, with the occurrences that they rename, by the number of their unit: 0 the document, then
/// its regions.
struct Touched<'s> {
    document: &'s Arc<Document>,
    edits: BTreeSet<TextEdit>,
    renamed: BTreeSet<(usize, OccurrenceId)>,
}

impl Touched<'_> {
    /// True when the edits can do to the meaning of the document only what they do to that of others of which this is true.
    fn is_interchangeable(&self, place: &Place<'_>) -> bool {
        let analysis = &self.document.analysis;
        analysis.language() == place.unit.analysis().language()
            && self.renamed.iter().all(|&(unit, _)| unit == 0)
            && rename_check::is_fresh(analysis.text(), &self.edits)
    }
}

/// The edits, by document and place, that give the symbol at the cursor the name `name` everywhere in the workspace.
/// Empty when that is its name. All or nothing: what cannot be renamed as a whole is refused.
///
/// # Errors
/// The reason, where the result would not mean what it meant: see [`RenameError`].
pub fn rename(
    lookup: &Lookup<'_>,
    cursor: &Cursor,
    name: &str,
) -> Result<Vec<(Uri, Vec<TextEdit>)>, RenameError> {
    let place = Place::find(lookup, cursor).ok_or(RenameError::Nothing)?;
    let referent = Referent::at(&place).ok_or(RenameError::Nothing)?;
    let keywords = place.unit.language().keywords();
    if let Referent::Global(key) = referent
        && keywords.contains(&key)
    {
        return Err(RenameError::Builtin(key.to_owned()));
    }
    let touched = edits(lookup, &place, referent, name)?;
    if touched.is_empty() {
        return Ok(Vec::new());
    }
    // Between the quotes of a name any word may stand.
    let is_whole = |occurrence: &Occurrence| {
        let renamed = place.unit.language().renamed(place.unit.analysis(), occurrence, name);
        renamed.is_ok_and(|(span, _)| span == occurrence.span)
    };
    if keywords.contains(&name) && place.occurrence().is_some_and(is_whole) {
        return Err(RenameError::Builtin(name.to_owned()));
    }
    // Where the new name is a word that nobody uses, each text keeps its meaning for the reason for which the others do: one
    // of them is analysed, which says what the name is as a key.
    let ordinary = rename_check::is_ordinary(&place, name);
    let interchangeable = touched.values().filter(|touched| ordinary && touched.is_interchangeable(&place));
    let mut interchangeable: BTreeMap<&Uri, usize> =
        interchangeable.map(|one| (&one.document.uri, one.document.analysis.text().len())).collect();
    let sample = interchangeable.iter().min_by_key(|(_, length)| **length).map(|(uri, _)| *uri);
    sample.and_then(|sample| interchangeable.remove(sample));
    let mut new_keys = BTreeSet::new();
    for touched in touched.values() {
        let uri = &touched.document.uri;
        if touched.document.analysis.diagnostics().iter().any(rename_check::is_syntax) {
            return Err(RenameError::Broken(uri.clone()));
        }
        if interchangeable.contains_key(uri) {
            continue;
        }
        let after = Shape::after(&touched.document.analysis, &touched.edits);
        let keys = after.renamed_keys(&touched.document.analysis, &touched.renamed);
        new_keys.extend(keys.ok_or(RenameError::Capture)?);
    }
    let language = place.unit.analysis().language();
    for key in &new_keys {
        for namespace in [Namespace::Files(language), Namespace::Regions(language)] {
            if let Some(document) = lookup.mentions(namespace, key).first() {
                return Err(RenameError::Taken { key: key.clone(), uri: document.uri.clone() });
            }
        }
    }
    if new_keys.len() > 1 {
        return Err(RenameError::Capture);
    }
    let changes = touched.into_values();
    Ok(changes.map(|touched| (touched.document.uri.clone(), touched.edits.into_iter().collect())).collect())
}

/// The edits that change a text, by document.
fn edits<'s>(
    lookup: &Lookup<'s>,
    place: &Place<'s>,
    referent: Referent<'s>,
    name: &str,
) -> Result<BTreeMap<&'s Uri, Touched<'s>>, RenameError> {
    let mut touched: BTreeMap<&Uri, Touched<'s>> = BTreeMap::new();
    for unit in referent.units(lookup, place.unit, Reach::Transitive) {
        for (id, occurrence) in referent.occurrences(unit) {
            let edit = edit(unit, occurrence, name)?;
            if edit.span.of(unit.document.analysis.text()) == edit.text {
                continue;
            }
            let document = unit.document;
            let none = || Touched { document, edits: BTreeSet::new(), renamed: BTreeSet::new() };
            let touched = touched.entry(&document.uri).or_insert_with(none);
            touched.edits.insert(edit);
            touched.renamed.insert((unit.number(), id));
        }
    }
    Ok(touched)
}

/// The edit of one occurrence.
pub(super) fn edit(unit: Unit<'_>, occurrence: &Occurrence, name: &str) -> Result<TextEdit, RenameError> {
    let language: &dyn Language = unit.language();
    let (span, text) = language.renamed(unit.analysis(), occurrence, name).map_err(RenameError::Invalid)?;
    let computed = || RenameError::Computed(unit.document.uri.clone());
    let Some(region) = unit.region else { return Ok(TextEdit { span, text }) };
    if region.map.runs_in(span).iter().any(|run| run.kind == RunKind::Hole) {
        return Err(computed());
    }
    let outer = region.map.outer_span(span).ok_or_else(computed)?;
    Ok(TextEdit { span: outer, text: escape(&text).into_owned() })
}
