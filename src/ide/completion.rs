//! What may be written at a cursor.

use std::collections::{BTreeMap, BTreeSet};

use super::hover::documentation;
use crate::language::analysis::{Analysis, DefinitionKind, ScopeId, SymbolId, Target};
use crate::language::{LanguageId, Severity};
use crate::resolver::{Candidate, Cursor, Lookup, Place, Unit};
use crate::text::Span;
use crate::workspace::Namespace;

/// The most names of the workspace that one answer offers.
const MOST: usize = 500;

/// What is offered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum CompletionKind {
    /// A contract or function.
    Function,
    /// A local name or variable.
    Variable,
    /// A type.
    Type,
    /// The head of facts.
    Data,
    /// A reserved word, or a name of the library.
    Keyword,
}

/// A name that may be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Completion {
    /// The name.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// How it is called.
    pub detail: Option<String>,
    /// What is documented about it, as Markdown.
    pub documentation: Option<String>,
}

/// All that is offered, best first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Completions {
    /// What is offered.
    pub items: Vec<Completion>,
    /// The word that it replaces, in bytes of the document: up to the cursor.
    pub replaces: Span,
    /// True when there are more names that begin so.
    pub incomplete: bool,
}

/// What may be written at the cursor: the names in scope, innermost first, then the names that the workspace defines, then
/// the words of the language, each by text. Only what begins with the word before the cursor.
#[must_use]
pub fn completion(lookup: &Lookup<'_>, cursor: &Cursor) -> Completions {
    let Some(place) = Place::find(lookup, cursor) else { return Completions::default() };
    let analysis = place.unit.analysis();
    let start = word_start(analysis, place.offset);
    let word = analysis.source(Span::new(start, place.offset));
    let replaces = place.unit.outer(Span::new(start, place.offset));
    let replaces = replaces.unwrap_or(Span::new(cursor.offset, cursor.offset));
    let mut taken = BTreeSet::new();
    let mut items = Vec::new();
    for item in locals(&place, word) {
        if taken.insert(item.label.clone()) {
            items.push(item);
        }
    }
    let mut incomplete = false;
    for item in globals(lookup, place.unit, word) {
        if taken.len() >= MOST {
            incomplete = true;
            break;
        }
        if taken.insert(item.label.clone()) {
            items.push(item);
        }
    }
    let keywords = place.unit.language().keywords().iter().filter(|keyword| begins(keyword, word));
    for keyword in keywords.filter(|keyword| !taken.contains(**keyword)) {
        let label = (*keyword).to_owned();
        items.push(Completion { label, kind: CompletionKind::Keyword, detail: None, documentation: None });
    }
    Completions { items, replaces, incomplete }
}

/// What is documented about the name `label` that [`completion`] offers at the cursor.
#[must_use]
pub fn completion_documentation(lookup: &Lookup<'_>, cursor: &Cursor, label: &str) -> Option<String> {
    let place = Place::find(lookup, cursor)?;
    let mut offered = locals(&place, label).into_iter().chain(globals(lookup, place.unit, label));
    offered.find(|item| item.label == label)?.documentation
}

/// True when `name` begins with `word`, whatever the case of letters.
fn begins(name: &str, word: &str) -> bool {
    let mut rest = name.chars().flat_map(char::to_lowercase);
    word.chars().flat_map(char::to_lowercase).all(|character| rest.next() == Some(character))
}

/// Where the word before `offset` starts; a quoted name of Rholang starts at its `@`.
fn word_start(analysis: &Analysis, offset: u32) -> u32 {
    let before = analysis.source(Span::new(0, offset));
    let in_word = |character: char| match analysis.language() {
        LanguageId::Rholang => character.is_alphanumeric() || matches!(character, '_' | '\''),
        LanguageId::Metta => !character.is_whitespace() && !matches!(character, '(' | ')' | '"' | ';'),
    };
    let start = before.trim_end_matches(in_word).len();
    if analysis.language() == LanguageId::Rholang {
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        let quoted = before.get(line..).and_then(|text| text.rfind("@\"")).map(|at| at + line);
        let content = |at: usize| before.get(at + 2..).unwrap_or_default();
        if let Some(at) = quoted.filter(|&at| !content(at).contains('"')) {
            return at as u32;
        }
        if before.get(..start).is_some_and(|before| before.ends_with('@')) {
            return start as u32 - 1;
        }
    }
    start as u32
}

/// The names in scope, innermost first.
fn locals(place: &Place<'_>, word: &str) -> Vec<Completion> {
    let analysis = place.unit.analysis();
    let definitions = analysis.definitions().iter().rev();
    let contracts: BTreeMap<Target, Candidate<'_>> = definitions
        .filter_map(|definition| {
            let target = analysis.occurrence(definition.occurrence)?.target;
            Some((target, Candidate::defined(place.unit, definition)))
        })
        .collect();
    let depths = scopes_around(analysis, place.offset);
    let mut items: Vec<(usize, Completion)> = Vec::new();
    for (number, symbol) in analysis.symbols().iter().enumerate() {
        let Some(&depth) = depths.get(&symbol.scope) else { continue };
        let Some(binding) = analysis.occurrence(symbol.binding) else { continue };
        let label = analysis.source(binding.span);
        // What is bound further on is not seen here.
        if binding.span.end < place.offset && begins(label, word) {
            let target = Target::Local(SymbolId(number as u32));
            let bare = || Completion {
                label: label.to_owned(),
                kind: CompletionKind::Variable,
                detail: None,
                documentation: None,
            };
            items
                .push((depth, contracts.get(&target).map_or_else(bare, |contract| defined(label, contract))));
        }
    }
    items.sort_by(|(a, left), (b, right)| (a, &left.label).cmp(&(b, &right.label)));
    items.into_iter().map(|(_, item)| item).collect()
}

/// The scopes around a place, each with its distance: 0 the innermost.
fn scopes_around(analysis: &Analysis, offset: u32) -> BTreeMap<ScopeId, usize> {
    let mut around = BTreeMap::new();
    let mut scope = innermost(analysis, offset);
    while around.insert(scope, around.len()).is_none() {
        match analysis.scopes().get(scope.0 as usize) {
            Some(own) if own.parent != scope => scope = own.parent,
            _ => break,
        }
    }
    around
}

/// The innermost scope at a place; behind a text that breaks off, the one that is still open there.
fn innermost(analysis: &Analysis, offset: u32) -> ScopeId {
    let found = analysis.scope_at(offset);
    let rest = analysis.source(Span::new(offset, analysis.text().len() as u32));
    let broken = || analysis.diagnostics().iter().any(|found| found.severity == Severity::Error);
    if found != ScopeId::DOCUMENT || !rest.trim().is_empty() || !broken() {
        return found;
    }
    let before = analysis.source(Span::new(0, offset)).trim_end();
    let last = before.char_indices().next_back().map_or(0, |(at, _)| at);
    analysis.scope_at(last as u32)
}

/// The names that the workspace defines, by text.
fn globals<'w>(
    lookup: &Lookup<'w>,
    unit: Unit<'w>,
    word: &'w str,
) -> impl Iterator<Item = Completion> + use<'w> {
    let snapshot = lookup.everything();
    let language = unit.analysis().language();
    let regions = unit.region.map(|_| Namespace::Regions(language));
    let namespaces = regions.into_iter().chain([Namespace::Files(language)]);
    namespaces.flat_map(move |namespace| {
        let names = snapshot.names_with_prefix(namespace, word);
        names.filter_map(move |name| {
            let units = snapshot.definitions(namespace, name).take(MOST_DEFINERS);
            let units: Vec<Unit<'_>> = units.flat_map(|document| Unit::of(document, namespace)).collect();
            let candidates = Candidate::definitions(&units, name);
            let documented = candidates.iter().find(|candidate| documentation(candidate).is_some());
            documented.or(candidates.first()).map(|candidate| defined(name, candidate))
        })
    })
}

/// So many documents that define a name are looked through for its documentation.
const MOST_DEFINERS: usize = 8;

/// A definition as a completion.
fn defined(label: &str, candidate: &Candidate<'_>) -> Completion {
    let analysis = candidate.unit.analysis();
    let language = candidate.unit.language();
    let kind = match candidate.definition.map(|definition| definition.kind) {
        Some(DefinitionKind::Contract | DefinitionKind::Function) => CompletionKind::Function,
        Some(DefinitionKind::Type) => CompletionKind::Type,
        Some(DefinitionKind::Data) => CompletionKind::Data,
        None => CompletionKind::Variable,
    };
    Completion {
        label: label.to_owned(),
        kind,
        detail: candidate.definition.map(|definition| language.signature(analysis, definition).label),
        documentation: documentation(candidate),
    }
}
