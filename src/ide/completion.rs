//! What may be written at a cursor.

use std::collections::{BTreeMap, BTreeSet};

use super::fuzzy::{Query, Tier};
use super::hover::documentation;
use super::offered::{Names, Offered, documented, global_names};
use crate::language::analysis::{Analysis, DefinitionKind, ScopeId, SymbolId, Target};
use crate::language::{LanguageId, Severity, TokenKind};
use crate::resolver::{Candidate, Cursor, Lookup, Place};
use crate::text::Span;

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

/// What may be written at the cursor: what begins with the word before it, whatever the case of letters; where nothing does,
/// what has the word, or its characters in order, elsewhere. Best first: what is the word, what begins with it; then the
/// names in scope, innermost first, then the names of the document, of what it imports, of the workspace, then the words of
/// the language; then by text. Of the names of the workspace that begin so the best thousand, of others the best hundred.
/// Nothing in comments and strings. O(length of the document + length of all names that the workspace defines).
#[must_use]
pub fn completion(lookup: &Lookup<'_>, cursor: &Cursor) -> Completions {
    let Some(place) = Place::find(lookup, cursor) else { return Completions::default() };
    let analysis = place.unit.analysis();
    let start = word_start(analysis, place.offset);
    let word = analysis.source(Span::new(start, place.offset));
    let replaces = place.unit.outer(Span::new(start, place.offset));
    let replaces = replaces.unwrap_or(Span::new(cursor.offset, cursor.offset));
    if is_prose(&place, word) {
        return Completions { replaces, ..Completions::default() };
    }
    let query = Query::new(word);
    let locals = locals(&place);
    // A variable of MeTTa is no name of the workspace.
    let global = !word.starts_with('$');
    let keywords = if global { place.unit.language().keywords() } else { &[] };
    let begins = |name: &str| query.tier(name).is_some_and(|tier| tier <= Tier::Prefix);
    let like =
        !locals.iter().any(|(_, item)| begins(&item.label)) && !keywords.iter().any(|word| begins(word));
    let found = if global { global_names(lookup, place.unit, &query, like) } else { Names::default() };
    let like = like && !found.names.iter().any(|found| found.tier <= Tier::Prefix);

    let nearer = locals.last().map_or(0, |(depth, _)| depth + 1);
    let incomplete = found.cut;
    let globals = found.names.into_iter().map(|Offered { name, distance, candidate, documented, .. }| {
        let said = documented.as_ref().and_then(documentation);
        (nearer + distance, defined(name, &candidate, said))
    });
    let keywords = keywords.iter().map(|keyword| (usize::MAX, bare(keyword, CompletionKind::Keyword)));
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut ranked: Vec<(Tier, usize, Completion)> = Vec::new();
    for (distance, item) in locals.into_iter().chain(globals).chain(keywords) {
        let Some(tier) = query.tier(&item.label).filter(|tier| like || *tier <= Tier::Prefix) else {
            continue;
        };
        if taken.insert(item.label.clone()) {
            ranked.push((tier, distance, item));
        }
    }
    ranked.sort_by(|(tier, depth, item), (other_tier, other_depth, other)| {
        (tier, depth, &item.label).cmp(&(other_tier, other_depth, &other.label))
    });
    let items = ranked.into_iter().map(|(.., item)| item).collect();
    Completions { items, replaces, incomplete }
}

/// What is documented about the name `label` that [`completion`] offers at the cursor.
#[must_use]
pub fn completion_documentation(lookup: &Lookup<'_>, cursor: &Cursor, label: &str) -> Option<String> {
    let place = Place::find(lookup, cursor)?;
    let local = locals(&place).into_iter().map(|(_, item)| item).find(|item| item.label == label);
    if let Some(local) = local {
        return local.documentation;
    }
    documentation(&documented(lookup, place.unit, label)?)
}

/// True in comments and in strings that are no names.
fn is_prose(place: &Place<'_>, word: &str) -> bool {
    let analysis = place.unit.analysis();
    let tokens = place.unit.language().tokens(analysis);
    let behind = tokens.partition_point(|token| token.span.start < place.offset);
    let Some(token) = behind.checked_sub(1).and_then(|before| tokens.get(before)) else { return false };
    let written = analysis.source(token.span);
    let open = |end: &str| written.len() < 2 || !written.ends_with(end);
    let inside = place.offset < token.span.end;
    let at_end = place.offset == token.span.end;
    match token.kind {
        TokenKind::Comment => inside || at_end && (!written.starts_with("/*") || open("*/")),
        TokenKind::String if word.starts_with("@\"") => false,
        TokenKind::String => inside || at_end && open(written.get(..1).unwrap_or("\"")),
        _ => false,
    }
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

/// The names in scope, each with its distance: 0 the innermost. Of those that are called alike, the innermost first.
fn locals(place: &Place<'_>) -> Vec<(usize, Completion)> {
    let analysis = place.unit.analysis();
    let definitions = analysis.definitions().iter().rev();
    let contracts: BTreeMap<Target, Candidate<'_>> = definitions
        .filter_map(|definition| {
            let target = analysis.occurrence(definition.occurrence)?.target;
            matches!(target, Target::Local(_)).then(|| (target, Candidate::defined(place.unit, definition)))
        })
        .collect();
    let depths = scopes_around(analysis, place.offset);
    let mut items: Vec<(usize, Completion)> = Vec::new();
    for (number, symbol) in analysis.symbols().iter().enumerate() {
        let Some(&depth) = depths.get(&symbol.scope) else { continue };
        let Some(binding) = analysis.occurrence(symbol.binding) else { continue };
        // What is bound further on is not seen here.
        if binding.span.end < place.offset {
            let label = analysis.source(binding.span);
            let item = match contracts.get(&Target::Local(SymbolId(number as u32))) {
                Some(contract) => defined(label, contract, documentation(contract)),
                None => bare(label, CompletionKind::Variable),
            };
            items.push((depth, item));
        }
    }
    items.sort_by_key(|(depth, _)| *depth);
    items
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

/// A name of which nothing more is known.
fn bare(label: &str, kind: CompletionKind) -> Completion {
    Completion { label: label.to_owned(), kind, detail: None, documentation: None }
}

/// A definition as a completion.
fn defined(label: &str, candidate: &Candidate<'_>, documentation: Option<String>) -> Completion {
    let analysis = candidate.unit.analysis();
    let language = candidate.unit.language();
    let kind = match candidate.definition.map(|definition| definition.kind) {
        Some(DefinitionKind::Contract | DefinitionKind::Function) => CompletionKind::Function,
        Some(DefinitionKind::Type) => CompletionKind::Type,
        Some(DefinitionKind::Data) => CompletionKind::Data,
        None => CompletionKind::Variable,
    };
    let detail = candidate.definition.map(|definition| language.signature(analysis, definition).label);
    Completion { label: label.to_owned(), kind, detail, documentation }
}
