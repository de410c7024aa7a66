//! Who calls whom.

use std::collections::BTreeMap;

use crate::language::analysis::{Definition, DefinitionKind, Occurrence, OccurrenceId, Target};
use crate::resolver::{Candidate, Cursor, Lookup, Place, SymbolResolver, Unit, references, standard};
use crate::text::{Span, Uri};

/// Something that calls or is called.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Callable {
    /// Its name; the name of the file where a call stands in no definition.
    pub name: String,
    /// How it is called; nothing for a file.
    pub signature: Option<String>,
    /// The document where it stands.
    pub uri: Uri,
    /// All of it, of several clauses the first.
    pub range: Span,
    /// Its name there: what is asked about next.
    pub selection: Span,
}

/// Something, and the calls of it or in it, in bytes of the document of who calls.
pub type Calls = (Callable, Vec<Span>);

/// A function or contract: all definitions of one name in one text. Ordered by text and place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Function<'s> {
    unit: Unit<'s>,
    /// Its first definition; nothing for the text itself.
    first: Option<OccurrenceId>,
}

/// The functions and contracts that the name at the cursor may mean.
#[must_use]
pub fn callables(lookup: &Lookup<'_>, cursor: &Cursor) -> Vec<Callable> {
    functions(lookup, cursor).into_iter().filter_map(Function::callable).collect()
}

/// Who calls what the name at the cursor means: by document and place. What is called outside of all definitions is called by
/// the file. O(mentions of the name).
#[must_use]
pub fn incoming_calls(lookup: &Lookup<'_>, cursor: &Cursor) -> Vec<Calls> {
    let mut calls: BTreeMap<Function<'_>, Vec<Span>> = BTreeMap::new();
    for site in references(lookup, cursor, false).sites {
        let at = Cursor::new(site.uri, site.span.start);
        let Some(place) = Place::find(lookup, &at).filter(|place| place.call().is_some()) else { continue };
        let Some(occurrence) = place.occurrence() else { continue };
        calls.entry(Function::around(place.unit, occurrence)).or_default().push(site.span);
    }
    listed(calls)
}

/// What is called by what the name at the cursor means: by document and place. O(calls in it × what a definition costs).
#[must_use]
pub fn outgoing_calls(lookup: &Lookup<'_>, cursor: &Cursor) -> Vec<Calls> {
    let mut calls: BTreeMap<Function<'_>, Vec<Span>> = BTreeMap::new();
    for function in functions(lookup, cursor) {
        for call in function.unit.analysis().calls() {
            let Some(occurrence) = function.unit.analysis().occurrence(call.occurrence) else { continue };
            let Some(span) = function.unit.outer(occurrence.span) else { continue };
            if Function::around(function.unit, occurrence) != function {
                continue;
            }
            let at = Cursor::new(function.unit.document.uri.clone(), span.start);
            for called in functions(lookup, &at) {
                calls.entry(called).or_default().push(span);
            }
        }
    }
    listed(calls)
}

/// The functions that the name at the cursor may mean, each once.
fn functions<'s>(lookup: &Lookup<'s>, cursor: &Cursor) -> Vec<Function<'s>> {
    let found = standard().candidates(lookup, cursor).map_or_else(Vec::new, |found| found.list);
    let function = |candidate: Candidate<'s>| {
        candidate
            .definition
            .filter(|definition| is_function(definition))
            .map(|definition| Function::of(candidate.unit, definition))
    };
    let mut functions: Vec<Function<'_>> = found.into_iter().filter_map(function).collect();
    functions.sort();
    functions.dedup();
    functions
}

fn listed(calls: BTreeMap<Function<'_>, Vec<Span>>) -> Vec<Calls> {
    calls.into_iter().filter_map(|(function, spans)| Some((function.callable()?, spans))).collect()
}

fn is_function(definition: &Definition) -> bool {
    matches!(definition.kind, DefinitionKind::Contract | DefinitionKind::Function)
}

impl<'s> Function<'s> {
    /// The function that a definition is a part of.
    fn of(unit: Unit<'s>, definition: &Definition) -> Function<'s> {
        let analysis = unit.analysis();
        let target = |id| analysis.occurrence(id).map(|occurrence| occurrence.target);
        let own: Option<Target> = target(definition.occurrence);
        let mut all = analysis.definitions().iter().filter(|other| is_function(other));
        let first = all.find(|other| target(other.occurrence) == own).unwrap_or(definition);
        Function { unit, first: Some(first.occurrence) }
    }

    /// The function in which an occurrence stands; the text where it stands in none.
    fn around(unit: Unit<'s>, occurrence: &Occurrence) -> Function<'s> {
        let encloses = |definition: &&Definition| {
            let Span { start, end } = definition.range;
            is_function(definition) && start <= occurrence.span.start && occurrence.span.end <= end
        };
        let innermost =
            unit.analysis().definitions().iter().filter(encloses).min_by_key(|found| found.range.len());
        innermost.map_or(Function { unit, first: None }, |definition| Function::of(unit, definition))
    }

    fn callable(self) -> Option<Callable> {
        let (unit, analysis) = (self.unit, self.unit.analysis());
        let uri = unit.document.uri.clone();
        let Some(first) = self.first else {
            let name = uri.path().rsplit('/').next().unwrap_or_default();
            let name = percent_encoding::percent_decode_str(name).decode_utf8_lossy().into_owned();
            let range = Span::new(0, unit.document.analysis.text().len() as u32);
            return Some(Callable { name, signature: None, uri, range, selection: Span::new(0, 0) });
        };
        let (occurrence, definition) = (analysis.occurrence(first)?, analysis.definition_of(first)?);
        Some(Callable {
            name: analysis.source(occurrence.span).to_owned(),
            signature: Some(unit.language().signature(analysis, definition).label),
            uri,
            range: unit.outer(definition.range)?,
            selection: unit.outer(occurrence.span)?,
        })
    }
}
