//! How a front end puts an analysis together.

use std::sync::Arc;

use hashbrown::HashMap;

use super::entities::{
    Call, Definition, Import, KeyId, Occurrence, OccurrenceId, Role, Scope, ScopeId, ScopeKind, Symbol,
    SymbolId, SymbolKind, Target,
};
use super::{Analysis, Keys};
use crate::language::LanguageId;
use crate::language::diagnostic::Diagnostic;
use crate::language::embedded::Region;
use crate::text::{LineIndex, Span};

/// Collects what a front end finds, in any order; [`finish`](AnalysisBuilder::finish) brings it into the order that
/// [`Analysis`] promises. The numbers that the methods hand out hold until then and are renumbered there.
pub struct AnalysisBuilder {
    language: LanguageId,
    text: Arc<str>,
    scopes: Vec<Scope>,
    symbols: Vec<Symbol>,
    occurrences: Vec<Occurrence>,
    /// The keys by text, numbered in order of first use.
    keys: HashMap<String, KeyId, foldhash::fast::FixedState>,
    definitions: Vec<Definition>,
    calls: Vec<Call>,
    imports: Vec<Import>,
    diagnostics: Vec<Diagnostic>,
    regions: Vec<Region>,
}

impl AnalysisBuilder {
    /// An analysis of `text` that knows nothing but the document's own scope.
    pub fn new(language: LanguageId, text: Arc<str>) -> AnalysisBuilder {
        let span = Span::new(0, u32::try_from(text.len()).unwrap_or(u32::MAX));
        let document = Scope { span, parent: ScopeId::DOCUMENT, kind: ScopeKind::Document };
        AnalysisBuilder {
            language,
            text,
            scopes: vec![document],
            symbols: Vec::new(),
            occurrences: Vec::new(),
            keys: HashMap::default(),
            definitions: Vec::new(),
            calls: Vec::new(),
            imports: Vec::new(),
            diagnostics: Vec::new(),
            regions: Vec::new(),
        }
    }

    /// Opens a scope, after the one around it, to which its span is cut. An empty one, as broken texts have them, is no
    /// scope of its own.
    pub fn scope(&mut self, kind: ScopeKind, span: Span, parent: ScopeId) -> ScopeId {
        let around = self.scopes.get(parent.0 as usize).map_or(span, |around| around.span);
        let span = Span::new(span.start.max(around.start), span.end.min(around.end));
        if span.is_empty() {
            return parent;
        }
        self.scopes.push(Scope { span, parent, kind });
        ScopeId(self.scopes.len() as u32 - 1)
    }

    /// Binds a local symbol at `span`.
    pub fn bind(&mut self, span: Span, kind: SymbolKind, scope: ScopeId) -> SymbolId {
        let symbol = SymbolId(self.symbols.len() as u32);
        let binding =
            self.occurrence(Occurrence { span, target: Target::Local(symbol), role: Role::Binding });
        self.symbols.push(Symbol { binding, scope, kind });
        symbol
    }

    /// Records that a local symbol stands at `span`.
    pub fn local(&mut self, span: Span, symbol: SymbolId, role: Role) -> OccurrenceId {
        self.occurrence(Occurrence { span, target: Target::Local(symbol), role })
    }

    /// Records that the global `key` (in its canonical form) stands at `span`.
    pub fn global(&mut self, span: Span, key: &str, role: Role) -> OccurrenceId {
        let key = self.key(key);
        self.global_key(span, key, role)
    }

    /// The number of a global key, for [`global_key`](AnalysisBuilder::global_key). A key that stands nowhere belongs to
    /// no analysis: record an occurrence too.
    pub fn key(&mut self, key: &str) -> KeyId {
        let next = KeyId(self.keys.len() as u32);
        *self.keys.entry_ref(key).or_insert(next)
    }

    /// Records that the global key with this number stands at `span`: [`global`](AnalysisBuilder::global) for who has
    /// looked the key up before.
    pub fn global_key(&mut self, span: Span, key: KeyId, role: Role) -> OccurrenceId {
        self.occurrence(Occurrence { span, target: Target::Global(key), role })
    }

    /// Records a definition.
    pub fn define(&mut self, definition: Definition) {
        self.definitions.push(definition);
    }

    /// Records a call.
    pub fn call(&mut self, occurrence: OccurrenceId, arguments: Span) {
        self.calls.push(Call { occurrence, arguments });
    }

    /// Records a link to another file.
    pub fn import(&mut self, import: Import) {
        self.imports.push(import);
    }

    /// Records a finding.
    pub fn diagnose(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Records a text of another language.
    pub fn region(&mut self, region: Region) {
        self.regions.push(region);
    }

    fn occurrence(&mut self, occurrence: Occurrence) -> OccurrenceId {
        self.occurrences.push(occurrence);
        OccurrenceId(self.occurrences.len() as u32 - 1)
    }

    /// The analysis. O(n log n), and O(n) where things came in order.
    pub fn finish(self) -> Analysis {
        let AnalysisBuilder { mut scopes, mut occurrences, mut symbols, mut definitions, mut calls, .. } =
            self;
        // Scopes in preorder: that is by place, the longer one first, and of equal ones the outer one, which came first.
        let mut scope_order: Vec<u32> = (0..scopes.len() as u32).collect();
        let preorder = |&id: &u32| {
            let span = scopes[id as usize].span;
            (span.start, std::cmp::Reverse(span.end), id)
        };
        if !scope_order.is_sorted_by_key(preorder) {
            scope_order[1..].sort_by_key(preorder);
            let mut scope_place = vec![ScopeId::DOCUMENT; scopes.len()];
            for (new, &old) in scope_order.iter().enumerate() {
                scope_place[old as usize] = ScopeId(new as u32);
            }
            scopes = scope_order.iter().map(|&old| scopes[old as usize]).collect();
            scopes.iter_mut().for_each(|scope| scope.parent = scope_place[scope.parent.0 as usize]);
            symbols.iter_mut().for_each(|symbol| symbol.scope = scope_place[symbol.scope.0 as usize]);
            let of_definitions = definitions.iter_mut().map(|definition| &mut definition.scope);
            of_definitions.for_each(|scope| *scope = scope_place[scope.0 as usize]);
        }
        // By place; then everything that names an occurrence is renumbered.
        let mut order: Vec<u32> = (0..occurrences.len() as u32).collect();
        order.sort_by_key(|&id| {
            let span = occurrences[id as usize].span;
            (span.start, std::cmp::Reverse(span.end), id)
        });
        let mut place = vec![OccurrenceId(0); order.len()];
        for (new, &old) in order.iter().enumerate() {
            place[old as usize] = OccurrenceId(new as u32);
        }
        occurrences = order.iter().map(|&old| occurrences[old as usize]).collect();

        // Symbols by binding.
        symbols.iter_mut().for_each(|symbol| symbol.binding = place[symbol.binding.0 as usize]);
        let mut symbol_order: Vec<u32> = (0..symbols.len() as u32).collect();
        symbol_order.sort_by_key(|&id| symbols[id as usize].binding);
        let mut symbol_place = vec![SymbolId(0); symbols.len()];
        for (new, &old) in symbol_order.iter().enumerate() {
            symbol_place[old as usize] = SymbolId(new as u32);
        }
        symbols = symbol_order.iter().map(|&old| symbols[old as usize]).collect();

        // Keys by text.
        let mut by_text: Vec<(u128, &str, KeyId)> =
            self.keys.iter().map(|(text, &key)| (beginning(text), text.as_str(), key)).collect();
        by_text.sort_unstable();
        let mut key_place = vec![KeyId(0); by_text.len()];
        for (new, &(_, _, old)) in by_text.iter().enumerate() {
            key_place[old.0 as usize] = KeyId(new as u32);
        }
        // Targets are renumbered; the sites of each key are counted, then filled in place.
        let mut ends = vec![0_u32; by_text.len() + 1];
        for occurrence in &mut occurrences {
            occurrence.target = match occurrence.target {
                Target::Local(symbol) => Target::Local(symbol_place[symbol.0 as usize]),
                Target::Global(key) => {
                    let key = key_place[key.0 as usize];
                    ends[key.0 as usize + 1] += 1;
                    Target::Global(key)
                }
            };
        }
        for key in 1..ends.len() {
            ends[key] += ends[key - 1];
        }
        let starts = ends.clone();
        let mut sites = vec![OccurrenceId(0); ends.last().copied().unwrap_or(0) as usize];
        for (id, occurrence) in occurrences.iter().enumerate() {
            if let Target::Global(key) = occurrence.target {
                let next = &mut ends[key.0 as usize];
                sites[*next as usize] = OccurrenceId(id as u32);
                *next += 1;
            }
        }
        let of_key = |key: usize| &sites[starts[key] as usize..starts[key + 1] as usize];
        let keys = Keys::new(by_text.iter().enumerate().map(|(key, &(_, text, _))| (text, of_key(key))));

        definitions
            .iter_mut()
            .for_each(|definition| definition.occurrence = place[definition.occurrence.0 as usize]);
        definitions.sort_by_key(|definition| definition.occurrence);
        calls.iter_mut().for_each(|call| call.occurrence = place[call.occurrence.0 as usize]);
        calls.sort_by_key(|call| call.occurrence);
        let (mut imports, mut diagnostics, mut regions) = (self.imports, self.diagnostics, self.regions);
        imports.sort_by_key(|import| import.span);
        diagnostics.sort();
        regions.sort_by_key(|region| region.span);
        Analysis {
            language: self.language,
            lines: LineIndex::new(&self.text),
            text: self.text,
            scopes: scopes.into(),
            symbols: symbols.into(),
            occurrences: occurrences.into(),
            keys,
            definitions: definitions.into(),
            calls: calls.into(),
            imports: imports.into(),
            diagnostics: diagnostics.into(),
            regions: regions.into(),
        }
    }
}

/// The first bytes of a text as a number: where they differ, numbers are ordered as texts are, without a look at the texts.
fn beginning(text: &str) -> u128 {
    let mut bytes = [0; 16];
    for (byte, &of_text) in bytes.iter_mut().zip(text.as_bytes()) {
        *byte = of_text;
    }
    u128::from_be_bytes(bytes)
}
