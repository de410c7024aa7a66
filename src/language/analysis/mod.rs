//! What a language front end finds out about a text: one immutable value for each text.
//!
//! An [`Analysis`] is a pure function of the language and the text (W5, D3): no clock, no other document, no hash seed
//! goes in. A broken text has one too, with everything that stands around the broken place. It is kept compact, since a
//! workspace holds thousands: names are spans of the text, lists are flat, and what can be had from the text in passing
//! (tokens, outlines, patterns) is computed when it is asked for.

mod builder;
mod entities;
mod keys;

use std::sync::Arc;

pub use builder::AnalysisBuilder;
pub use entities::{
    Call, Definition, DefinitionKind, Import, KeyId, Occurrence, OccurrenceId, Role, Scope, ScopeId,
    ScopeKind, Symbol, SymbolId, SymbolKind, Target,
};
pub use keys::Keys;

use super::LanguageId;
use super::diagnostic::Diagnostic;
use super::embedded::Region;
use crate::text::{LineIndex, Span};

/// What is known of a text by itself. Made by [`AnalysisBuilder`]; see the [module](self).
#[derive(Clone, Debug)]
pub struct Analysis {
    language: LanguageId,
    text: Arc<str>,
    lines: LineIndex,
    scopes: Box<[Scope]>,
    symbols: Box<[Symbol]>,
    occurrences: Box<[Occurrence]>,
    keys: Keys,
    definitions: Box<[Definition]>,
    calls: Box<[Call]>,
    imports: Box<[Import]>,
    diagnostics: Box<[Diagnostic]>,
    regions: Box<[Region]>,
}

impl Analysis {
    /// The language that the text was read as.
    pub fn language(&self) -> LanguageId {
        self.language
    }

    /// The text.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// The lines of the text.
    pub fn lines(&self) -> &LineIndex {
        &self.lines
    }

    /// The scopes in preorder; the first is the document.
    pub fn scopes(&self) -> &[Scope] {
        &self.scopes
    }

    /// The local symbols in the order of their bindings.
    pub fn symbols(&self) -> &[Symbol] {
        &self.symbols
    }

    /// The occurrences by start, the longer one first.
    pub fn occurrences(&self) -> &[Occurrence] {
        &self.occurrences
    }

    /// The global keys.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The definitions in the order of their occurrences.
    pub fn definitions(&self) -> &[Definition] {
        &self.definitions
    }

    /// The calls in the order of their occurrences.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// The links to other files, in order of place.
    pub fn imports(&self) -> &[Import] {
        &self.imports
    }

    /// What is wrong with the text by itself, in order of place; that of its regions is in theirs.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The texts of other languages inside this one, in order of place; they never overlap.
    pub fn regions(&self) -> &[Region] {
        &self.regions
    }

    /// The occurrence with this number.
    pub fn occurrence(&self, id: OccurrenceId) -> Option<&Occurrence> {
        self.occurrences.get(id.0 as usize)
    }

    /// The innermost occurrence that `offset` lies in; where there is none, one that ends at `offset`, as a cursor
    /// behind the last character of a name means that name. O(log occurrences + occurrences around it).
    pub fn occurrence_at(&self, offset: u32) -> Option<OccurrenceId> {
        let behind = self.occurrences.partition_point(|occurrence| occurrence.span.start <= offset);
        let before = self.occurrences.get(..behind).unwrap_or_default();
        let inside = before.iter().rposition(|occurrence| occurrence.span.contains(offset));
        let found = inside.or_else(|| before.iter().rposition(|occurrence| occurrence.span.end == offset));
        found.map(|index| OccurrenceId(index as u32))
    }

    /// The definition whose name is this occurrence. O(log definitions).
    pub fn definition_of(&self, occurrence: OccurrenceId) -> Option<&Definition> {
        let found = self.definitions.binary_search_by_key(&occurrence, |definition| definition.occurrence);
        found.ok().and_then(|index| self.definitions.get(index))
    }

    /// The call whose name is this occurrence. O(log calls).
    pub fn call_of(&self, occurrence: OccurrenceId) -> Option<&Call> {
        let found = self.calls.binary_search_by_key(&occurrence, |call| call.occurrence);
        found.ok().and_then(|index| self.calls.get(index))
    }

    /// The innermost scope that `offset` lies in; at the end of the text, the document. O(scopes).
    pub fn scope_at(&self, offset: u32) -> ScopeId {
        let inside = |scope: &Scope| scope.span.contains(offset);
        ScopeId(self.scopes.iter().rposition(inside).unwrap_or(0) as u32)
    }

    /// The region that `offset` lies in, its last character included.
    pub fn region_at(&self, offset: u32) -> Option<&Region> {
        let behind = self.regions.partition_point(|region| region.span.start <= offset);
        behind
            .checked_sub(1)
            .and_then(|last| self.regions.get(last))
            .filter(|region| offset < region.span.end)
    }

    /// The text under a span; empty where it does not fit.
    pub fn source(&self, span: Span) -> &str {
        span.of(&self.text)
    }
}
