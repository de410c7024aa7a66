//! The tokens of a text for highlighting.

use super::constants::Constant;
use super::lexer::TokenKind as Lexeme;
use super::syntax::{self, NodeKind};
use super::{literal, vocabulary};
use crate::language::analysis::{
    Analysis, Call, Definition, DefinitionKind, OccurrenceId, Role, ScopeKind, Target,
};
use crate::language::{Token, TokenKind};
use crate::text::Span;

/// The tokens, in order of place. What has no meaning of its own (parentheses, symbols that are neither called nor types)
/// has none. O(length).
pub(super) fn tokens(analysis: &Analysis) -> Vec<Token> {
    let text = analysis.text();
    let tree = syntax::parse(text);
    let mut names = Names::new(analysis);
    let mut tokens = Vec::with_capacity(tree.nodes().len() / 2);
    for node in tree.nodes() {
        let kind = match node.kind {
            NodeKind::Mark => Some(TokenKind::Operator),
            NodeKind::Token(Lexeme::Comment) => Some(TokenKind::Comment),
            NodeKind::Token(Lexeme::Text | Lexeme::UnclosedText) => Some(TokenKind::String),
            NodeKind::Token(Lexeme::Variable) => Some(names.variable(node.span)),
            NodeKind::Token(Lexeme::Word) => {
                let word = node.span.of(text);
                match literal::word(word) {
                    Ok(Constant::Integer(_) | Constant::Float(_)) | Err(_) => Some(TokenKind::Number),
                    Ok(_) => vocabulary::token_kind(word).or_else(|| names.symbol(node.span)),
                }
            }
            _ => None,
        };
        tokens.extend(kind.map(|kind| Token { span: node.span, kind }));
    }
    tokens
}

/// What the analysis knows about the words, asked in order of place.
struct Names<'a> {
    analysis: &'a Analysis,
    /// The first occurrence, definition, call and declaration that may be meant next.
    occurrence: usize,
    definition: usize,
    call: usize,
    /// Where the last declaration that has begun ends.
    declared: u32,
}

impl<'a> Names<'a> {
    fn new(analysis: &'a Analysis) -> Names<'a> {
        Names { analysis, occurrence: 0, definition: 0, call: 0, declared: 0 }
    }

    /// The occurrence at `span`.
    fn at(&mut self, span: Span) -> Option<OccurrenceId> {
        let occurrences = self.analysis.occurrences();
        while occurrences.get(self.occurrence).is_some_and(|occurrence| occurrence.span.start < span.start) {
            self.occurrence += 1;
        }
        let found = occurrences.get(self.occurrence)?;
        (found.span == span).then_some(OccurrenceId(self.occurrence as u32))
    }

    fn variable(&mut self, span: Span) -> TokenKind {
        let bound = self.at(span).and_then(|id| {
            let occurrence = self.analysis.occurrence(id).filter(|found| found.role == Role::Binding)?;
            let Target::Local(symbol) = occurrence.target else { return None };
            let scope = self.analysis.symbols().get(symbol.0 as usize)?.scope;
            // The variables of a head are bound in the scope of the clause, and so are those that only its body has.
            let head = self.head()?;
            let clause = self.analysis.scopes().get(scope.0 as usize)?.kind == ScopeKind::Contract;
            (clause && head.contains(span.start)).then_some(TokenKind::Parameter)
        });
        bound.unwrap_or(TokenKind::Variable)
    }

    /// The head of the last clause that has begun.
    fn head(&self) -> Option<Span> {
        let last = self.analysis.definitions().get(self.definition.checked_sub(1)?)?;
        (last.kind == DefinitionKind::Function).then_some(last.target)
    }

    fn symbol(&mut self, span: Span) -> Option<TokenKind> {
        let id = self.at(span)?;
        let occurs = |found: OccurrenceId| found < id;
        let (definitions, calls) = (self.analysis.definitions(), self.analysis.calls());
        while definitions.get(self.definition).is_some_and(|found: &Definition| occurs(found.occurrence)) {
            self.definition += 1;
        }
        while calls.get(self.call).is_some_and(|found: &Call| occurs(found.occurrence)) {
            self.call += 1;
        }
        if let Some(definition) = definitions.get(self.definition).filter(|found| found.occurrence == id) {
            self.definition += 1;
            if definition.kind == DefinitionKind::Type {
                self.declared = definition.range.end;
                return Some(self.declared_kind(definition));
            }
            return Some(TokenKind::Function);
        }
        if span.start < self.declared {
            return Some(TokenKind::Type);
        }
        calls.get(self.call).filter(|found| found.occurrence == id).map(|_| TokenKind::Function)
    }

    /// What is declared: a type where its type is `Type`, a function otherwise.
    fn declared_kind(&self, definition: &Definition) -> TokenKind {
        let tail = Span::new(definition.target.end, definition.range.end.saturating_sub(1));
        let is_type = self.analysis.source(tail).trim() == "Type";
        if is_type { TokenKind::Type } else { TokenKind::Function }
    }
}
