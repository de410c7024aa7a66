//! Tokens for highlighting as editors read them: five numbers for each line of a token.

use super::tokens::{region_tokens, tokens};
use crate::language::analysis::{Analysis, Role};
use crate::language::{LanguageId, Token, TokenKind};
use crate::resolver::{Lookup, Unit};
use crate::text::{Encoding, Span, Uri};
use crate::workspace::Document;

/// The types of tokens, by their numbers. The first eight are those of older servers for Rholang, in their order.
pub const TOKEN_TYPES: [&str; 9] =
    ["comment", "string", "number", "keyword", "operator", "variable", "function", "type", "parameter"];

/// What is said about a token beyond its type, by the number of the bit.
pub const TOKEN_MODIFIERS: [&str; 3] = ["declaration", "definition", "documentation"];

const DECLARATION: u32 = 1;
const DEFINITION: u32 = 1 << 1;
const DOCUMENTATION: u32 = 1 << 2;

/// What a client can read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reader {
    /// What columns and lengths count.
    pub encoding: Encoding,
    /// It knows the type `parameter`; else parameters are variables.
    pub parameters: bool,
    /// It wants the tokens of Rholang too; else those of the texts inside, which no grammar of Rholang finds.
    pub hosts: bool,
}

/// The tokens of a document that share a character with `within`, five numbers for each as the protocol has them; a token of
/// several lines is one token on each. O(length).
#[must_use]
pub fn semantic_tokens(
    lookup: &Lookup<'_>,
    uri: &Uri,
    within: Option<Span>,
    reader: Reader,
) -> Option<Vec<u32>> {
    let document = lookup.document(uri)?;
    let whole = reader.hosts || document.analysis.language() != LanguageId::Rholang;
    let tokens = if whole { tokens(lookup, uri) } else { region_tokens(lookup, uri) };
    let wanted = |token: &&Token| {
        within.is_none_or(|within| token.span.start < within.end && within.start < token.span.end)
    };
    let names = names(document);
    let mut writer = Writer { analysis: &document.analysis, reader, last: (0, 0), numbers: Vec::new() };
    writer.numbers.reserve(tokens.len() * 5);
    for token in tokens.iter().filter(wanted) {
        let name = names.binary_search_by_key(&token.span, |&(span, _)| span);
        let name = name.ok().and_then(|found| names.get(found)).map_or(0, |&(_, modifier)| modifier);
        writer.token(*token, name | documents(&document.analysis, token));
    }
    Some(writer.numbers)
}

/// What is bound, declared or defined in a document, its regions included: where, and the bit that says so.
fn names(document: &std::sync::Arc<Document>) -> Vec<(Span, u32)> {
    let mut names = Vec::new();
    let regions = document.analysis.regions().iter().map(|region| Unit { document, region: Some(region) });
    for unit in std::iter::once(Unit::file(document)).chain(regions) {
        for occurrence in unit.analysis().occurrences() {
            let modifier = match occurrence.role {
                Role::Binding | Role::Declaration => DECLARATION,
                Role::Definition => DEFINITION,
                Role::Reference => continue,
            };
            names.extend(unit.outer(occurrence.span).map(|span| (span, modifier)));
        }
    }
    names.sort_unstable();
    names
}

/// The bit of a comment that is documentation.
fn documents(analysis: &Analysis, token: &Token) -> u32 {
    let is_documentation = token.kind == TokenKind::Comment
        && analysis.language() == LanguageId::Rholang
        && ["///", "/**"].iter().any(|start| analysis.source(token.span).starts_with(start));
    if is_documentation { DOCUMENTATION } else { 0 }
}

struct Writer<'a> {
    analysis: &'a Analysis,
    reader: Reader,
    /// Line and column of the token before.
    last: (u32, u32),
    numbers: Vec<u32>,
}

impl Writer<'_> {
    fn token(&mut self, token: Token, modifiers: u32) {
        let mut rest = token.span;
        loop {
            let text = self.analysis.source(rest);
            let Some(end) = memchr::memchr2(b'\n', b'\r', text.as_bytes()) else {
                return self.part(rest, token.kind, modifiers);
            };
            let end = rest.start + end as u32;
            self.part(Span::new(rest.start, end), token.kind, modifiers);
            rest.start = end + 1;
        }
    }

    /// A token inside one line.
    fn part(&mut self, span: Span, kind: TokenKind, modifiers: u32) {
        if span.is_empty() {
            return;
        }
        let (text, lines) = (self.analysis.text(), self.analysis.lines());
        let start = lines.line_column(text, span.start, self.reader.encoding);
        let end = lines.line_column(text, span.end, self.reader.encoding);
        let (line, column) = self.last;
        let down = start.line - line;
        let along = if down == 0 { start.column - column } else { start.column };
        self.last = (start.line, start.column);
        self.numbers.extend([down, along, end.column - start.column, self.number(kind), modifiers]);
    }

    fn number(&self, kind: TokenKind) -> u32 {
        match kind {
            TokenKind::Comment => 0,
            TokenKind::String => 1,
            TokenKind::Number => 2,
            TokenKind::Keyword => 3,
            TokenKind::Operator => 4,
            TokenKind::Parameter if self.reader.parameters => 8,
            TokenKind::Variable | TokenKind::Parameter => 5,
            TokenKind::Function => 6,
            TokenKind::Type => 7,
        }
    }
}

/// What makes one list of numbers another one: `delete` of them are gone at `start`, and those of `insert` stand there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NumbersEdit<'n> {
    /// Where.
    pub start: usize,
    /// How many are gone.
    pub delete: usize,
    /// What stands there.
    pub insert: &'n [u32],
}

/// What makes `before` the list `after`: nothing where they are the same; else the shortest stretch outside which they are.
/// Since each token counts from the one before it, an edit of the text changes few numbers. O(length).
#[must_use]
pub fn numbers_edit<'n>(before: &[u32], after: &'n [u32]) -> Option<NumbersEdit<'n>> {
    let same = |pair: &(&u32, &u32)| pair.0 == pair.1;
    let start = before.iter().zip(after).take_while(same).count();
    let (old, new) = (before.get(start..)?, after.get(start..)?);
    let end = old.iter().rev().zip(new.iter().rev()).take_while(same).count();
    let edit = NumbersEdit {
        start,
        delete: old.len() - end,
        insert: new.get(..new.len() - end).unwrap_or_default(),
    };
    (edit.delete > 0 || !edit.insert.is_empty()).then_some(edit)
}
