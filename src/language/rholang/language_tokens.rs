//! Tokens for highlighting: what the lexer sees, with what the scopes know of variables.

use super::lexer::{Lexer, TokenKind as Lexeme};
use crate::language::analysis::{Analysis, DefinitionKind, Occurrence, Role, ScopeKind, Target};
use crate::language::embedded::Region;
use crate::language::{Token, TokenKind};
use crate::text::Span;

/// The tokens of the text outside the literals of its regions, in order of place. O(length).
pub(super) fn tokens(analysis: &Analysis) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut occurrences = analysis.occurrences().iter().peekable();
    let mut regions = analysis.regions().iter().peekable();
    for lexeme in Lexer::new(analysis.text()) {
        let span = lexeme.span;
        while regions.next_if(|region| region.span.end <= span.start).is_some() {}
        // A region's literals are its own; what stands between them and in holes is the host's.
        let embedded = |region: &&Region| region.map.inner(span.start + 1).is_some();
        if lexeme.kind == Lexeme::Text && regions.peek().is_some_and(embedded) {
            continue;
        }
        let kind = match lexeme.kind {
            Lexeme::Variable | Lexeme::QuoteVariable => {
                while occurrences.next_if(|occurrence| occurrence.span.start < span.start).is_some() {}
                let found = occurrences.clone().take_while(|occurrence| occurrence.span.start == span.start);
                let found = found.into_iter().find(|occurrence| occurrence.span == span);
                found.map_or(TokenKind::Variable, |occurrence| variable(analysis, occurrence))
            }
            kind => match simple(kind) {
                Some(kind) => kind,
                None => continue,
            },
        };
        tokens.push(Token { span, kind });
    }
    tokens
}

/// What a token is whatever it means; `None` for what is not highlighted.
fn simple(kind: Lexeme) -> Option<TokenKind> {
    Some(match kind {
        Lexeme::LineComment | Lexeme::BlockComment | Lexeme::UnclosedComment => TokenKind::Comment,
        Lexeme::Text | Lexeme::UnclosedText | Lexeme::Uri | Lexeme::UnclosedUri => TokenKind::String,
        Lexeme::Integer | Lexeme::TypedNumber | Lexeme::Decimal => TokenKind::Number,
        Lexeme::SimpleType => TokenKind::Type,
        Lexeme::Wildcard => TokenKind::Variable,
        kind if kind.is_keyword() => TokenKind::Keyword,
        kind if kind.is_operator() => TokenKind::Operator,
        _ => return None,
    })
}

/// What a variable is shown as: contracts and what is called as functions, formals where they are bound as parameters.
fn variable(analysis: &Analysis, occurrence: &Occurrence) -> TokenKind {
    let is_contract = |name: Span| {
        let index = analysis.definitions().binary_search_by_key(&name, |definition| definition.target);
        index.is_ok_and(|index| {
            analysis
                .definitions()
                .get(index)
                .is_some_and(|definition| definition.kind <= DefinitionKind::Function)
        })
    };
    match (occurrence.role, occurrence.target) {
        (Role::Definition | Role::Declaration, _) if is_contract(occurrence.span) => TokenKind::Function,
        (Role::Reference, Target::Global(_)) => TokenKind::Function,
        (Role::Binding, Target::Local(symbol)) => {
            let scope = analysis.symbols().get(symbol.0 as usize).map(|symbol| symbol.scope.0 as usize);
            match scope.and_then(|scope| analysis.scopes().get(scope)).map(|scope| scope.kind) {
                Some(ScopeKind::Contract | ScopeKind::Agent) => TokenKind::Parameter,
                _ => TokenKind::Variable,
            }
        }
        _ => TokenKind::Variable,
    }
}
