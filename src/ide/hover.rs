//! What is said about a name.

use super::candidates::meant;
use crate::language::LanguageId;
use crate::language::analysis::{DefinitionKind, ScopeKind, SymbolId, SymbolKind, Target};
use crate::resolver::{Candidate, Cursor, Lookup, Place, Unit, declared_types};
use crate::text::Span;

/// What is said about the name at a cursor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hover {
    /// The name, in bytes of the document.
    pub span: Span,
    /// What is said, as Markdown.
    pub markdown: String,
}

/// What is said about the name at the cursor: its types, its signatures, what is documented, what it is, where it is defined.
/// Nothing on blank space and on what names nothing.
#[must_use]
pub fn hover(lookup: &Lookup<'_>, cursor: &Cursor) -> Option<Hover> {
    let place = Place::find(lookup, cursor)?;
    let occurrence = place.occurrence()?;
    let name = place.unit.analysis().source(occurrence.span);
    let span = place.unit.outer(occurrence.span)?;
    let candidates = meant(lookup, cursor, &place);
    let is_type =
        |found: &Candidate<'_>| found.definition.is_some_and(|found| found.kind == DefinitionKind::Type);
    // A type that is what the name means stands among the candidates already.
    let types = if candidates.iter().any(is_type) {
        Vec::new()
    } else {
        declared_types(lookup, place.unit, occurrence)
    };
    let said_of: Vec<Candidate<'_>> =
        types.into_iter().take(MOST_TYPES).chain(candidates.iter().copied()).collect();
    let mut markdown = format!("**{name}**\n\n");
    let signatures: Vec<String> = said_of.iter().filter_map(signature).collect();
    if !signatures.is_empty() {
        let language = place.unit.analysis().language();
        markdown.push_str(&format!("```{language}\n{}\n```\n\n", signatures.join("\n")));
    }
    let mut said: Vec<String> = Vec::new();
    for candidate in &said_of {
        let documentation = documentation(candidate).filter(|text| !said.contains(text));
        said.extend(documentation);
    }
    for text in said {
        markdown.push_str(&text);
        markdown.push_str("\n\n");
    }
    markdown.push_str(&format!("---\n\n*{}*", what(&place, occurrence.target, &candidates)));
    let places: Vec<String> =
        candidates.iter().filter(|found| found.definition.is_some()).filter_map(link).collect();
    if let Some(shown) = places.get(..places.len().min(MOST_PLACES)).filter(|shown| !shown.is_empty()) {
        let more = if places.len() > shown.len() { ", …" } else { "" };
        markdown.push_str(&format!(", defined in {}{more}", shown.join(", ")));
    }
    markdown.push('\n');
    Some(Hover { span, markdown })
}

/// So many types of a name are shown.
const MOST_TYPES: usize = 4;

/// So many places of definitions are shown.
const MOST_PLACES: usize = 4;

/// Where a definition stands, as editors follow it: `[lib.metta:3](file:///ws/lib.metta#L3)`.
fn link(candidate: &Candidate<'_>) -> Option<String> {
    let site = candidate.unit.site(candidate.target)?;
    let line = candidate.unit.document.analysis.lines().position(site.span.start).line;
    let file = site.uri.path().rsplit('/').next()?;
    Some(format!("[{file}:{line}]({}#L{line})", site.uri))
}

/// How a definition is called, or written.
fn signature(candidate: &Candidate<'_>) -> Option<String> {
    let analysis = candidate.unit.analysis();
    Some(candidate.unit.language().signature(analysis, candidate.definition?).label)
}

/// What is documented about a definition.
pub(super) fn documentation(candidate: &Candidate<'_>) -> Option<String> {
    let analysis = candidate.unit.analysis();
    let text = candidate.unit.language().documentation(analysis, candidate.definition?)?;
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// What the name is, in words.
fn what(place: &Place<'_>, target: Target, candidates: &[Candidate<'_>]) -> String {
    let kinds = candidates.iter().filter_map(|candidate| candidate.definition).map(|found| found.kind);
    let language = match place.unit.analysis().language() {
        LanguageId::Metta => "MeTTa",
        LanguageId::Rholang => "Rholang",
    };
    let kind = match (kinds.min(), target) {
        (Some(DefinitionKind::Contract), _) => "contract",
        (Some(DefinitionKind::Function), _) => "function",
        (Some(DefinitionKind::Type), _) => "type declaration",
        (Some(DefinitionKind::Data), _) => "fact",
        (None, Target::Local(symbol)) => bound(place.unit, symbol),
        (None, Target::Global(_)) => "symbol",
    };
    match candidates.iter().filter(|candidate| candidate.definition.is_some()).count() {
        0 | 1 => format!("{language} {kind}"),
        several => format!("{language} {kind}, {several} definitions"),
    }
}

/// What binds a local symbol.
fn bound(unit: Unit<'_>, symbol: SymbolId) -> &'static str {
    let Some(symbol) = unit.analysis().symbols().get(symbol.0 as usize) else { return "symbol" };
    let scope = unit.analysis().scopes().get(symbol.scope.0 as usize).map(|scope| scope.kind);
    match (symbol.kind, scope) {
        (SymbolKind::Variable, _) => "variable",
        (SymbolKind::Name, Some(ScopeKind::New)) => "name, bound by `new`",
        (SymbolKind::Name, _) => "name",
        (SymbolKind::Process, _) => "process variable",
    }
}
