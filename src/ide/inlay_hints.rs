//! What a text does not say itself.

use super::arguments::starts;
use crate::language::LanguageId;
use crate::language::analysis::{Call, Definition, DefinitionKind};
use crate::resolver::{Cursor, Lookup, SymbolResolver, Unit, declared_types, standard};
use crate::text::{Span, Uri};

/// What a hint says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HintKind {
    /// The type of what stands in front of it.
    Type,
    /// The name of the parameter that what stands behind it is for.
    Parameter,
}

/// Something that is shown in the text and is no part of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InlayHint {
    /// Where it is shown, in bytes of the document.
    pub offset: u32,
    /// What is shown: `: Number`, `amount:`.
    pub label: String,
    /// What it says.
    pub kind: HintKind,
}

/// The hints for a stretch of a document, in order of place: of MeTTa the declared types of the variables that functions take,
/// of Rholang the names of the parameters that arguments are for. Nothing where several are possible, and nothing that
/// stands there already. O(definitions and calls in the stretch × what a definition costs).
#[must_use]
pub fn inlay_hints(lookup: &Lookup<'_>, uri: &Uri, range: Span) -> Vec<InlayHint> {
    let Some(document) = lookup.document(uri) else { return Vec::new() };
    let mut hints = Vec::new();
    for unit in Unit::all(document) {
        let touches = |span: Span| {
            unit.outer(span).is_some_and(|span| span.start <= range.end && range.start <= span.end)
        };
        let analysis = unit.analysis();
        match analysis.language() {
            LanguageId::Metta => {
                let functions = analysis.definitions().iter();
                let functions =
                    functions.filter(|one| one.kind == DefinitionKind::Function && touches(one.formals));
                functions.for_each(|one| types(lookup, unit, one, &mut hints));
            }
            LanguageId::Rholang => {
                let calls = analysis.calls().iter().filter(|call| touches(call.arguments));
                calls.for_each(|call| parameters(lookup, unit, call, &mut hints));
            }
        }
    }
    hints.retain(|hint| range.start <= hint.offset && hint.offset <= range.end);
    hints.sort_by_key(|hint| hint.offset);
    hints
}

/// The declared types of the variables of a clause.
fn types(lookup: &Lookup<'_>, unit: Unit<'_>, definition: &Definition, hints: &mut Vec<InlayHint>) {
    let analysis = unit.analysis();
    let head = analysis.source(definition.formals);
    for (number, start) in starts(LanguageId::Metta, head).into_iter().skip(1).enumerate() {
        let rest = head.get(start as usize..).unwrap_or_default();
        if !rest.starts_with('$') {
            continue;
        }
        let end = rest
            .find(|next: char| next.is_whitespace() || matches!(next, '(' | ')' | ';'))
            .unwrap_or(rest.len());
        let Some(declared) = parameter_type(lookup, unit, definition, number) else { continue };
        let inner = definition.formals.start + start + end as u32;
        // A place in a string is that of the character in front of it.
        let outer = unit.outer(Span::new(inner - end as u32, inner)).map(|span| span.end);
        hints.extend(outer.map(|offset| InlayHint {
            offset,
            label: format!(": {declared}"),
            kind: HintKind::Type,
        }));
    }
}

/// The type that is declared for parameter `number` of a function; nothing where none is, or several are.
pub(super) fn parameter_type(
    lookup: &Lookup<'_>,
    unit: Unit<'_>,
    definition: &Definition,
    number: usize,
) -> Option<String> {
    let name = unit.analysis().occurrence(definition.occurrence)?;
    let mut declared = declared_types(lookup, unit, name).into_iter().filter_map(|candidate| {
        let signature = candidate.unit.language().signature(candidate.unit.analysis(), candidate.definition?);
        Some(signature.parameters.get(number)?.of(&signature.label).to_owned())
    });
    let first = declared.next()?;
    declared.all(|other| other == first).then_some(first).filter(|text| text != "%Undefined%")
}

/// The names of the parameters of what is called.
fn parameters(lookup: &Lookup<'_>, unit: Unit<'_>, call: &Call, hints: &mut Vec<InlayHint>) {
    let analysis = unit.analysis();
    let Some(name) = analysis.occurrence(call.occurrence).and_then(|name| unit.outer(name.span)) else {
        return;
    };
    let cursor = Cursor::new(unit.document.uri.clone(), name.start);
    let found = standard().candidates(lookup, &cursor).map_or_else(Vec::new, |found| found.list);
    let signatures = found.iter().filter_map(|candidate| {
        Some(candidate.unit.language().signature(candidate.unit.analysis(), candidate.definition?))
    });
    let lists: Vec<Vec<String>> = signatures
        .map(|signature| {
            let parameters = signature.parameters.iter();
            parameters.map(|parameter| parameter.of(&signature.label).to_owned()).collect()
        })
        .collect();
    let Some(names) = lists.first().filter(|first| lists.iter().all(|other| other == *first)) else { return };
    let text = analysis.source(call.arguments);
    let begun = starts(LanguageId::Rholang, text);
    let implied = unit.language().implied_arguments((analysis, call));
    for (start, name) in begun.into_iter().zip(names.iter().skip(implied)) {
        // What is a pattern, or nothing, or takes the rest, says no name.
        let name = name.strip_prefix('@').unwrap_or(name);
        let is_name = |name: &str| {
            name.starts_with(|first: char| first.is_ascii_alphabetic())
                && name.chars().all(|next| next.is_ascii_alphanumeric() || matches!(next, '_' | '\''))
        };
        let argument = text.get(start as usize..).unwrap_or_default().trim_start_matches(['*', '@']);
        let says_so = argument
            .strip_prefix(name)
            .is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'));
        if !is_name(name) || says_so {
            continue;
        }
        let inner = call.arguments.start + start;
        let outer = unit.outer(Span::new(inner, inner)).map(|span| span.start);
        let label = format!("{name}:");
        hints.extend(outer.map(|offset| InlayHint { offset, label, kind: HintKind::Parameter }));
    }
}
