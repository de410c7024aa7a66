//! Between the terms of the specification and the atoms of the crate, cell by cell: no text, no reader, no printer.

use std::sync::Arc;

use super::specification::reader::{Form, ReadError, ReadErrorKind, Reading};
use super::specification::term::{Term, Token};
use crate::language::metta;
use crate::language::metta::atom::{Atom, AtomRef};
use crate::language::metta::constants::{Constant, ConstantTable};
use crate::language::metta::syntax_error::{SyntaxError, SyntaxErrorKind};
use crate::language::metta::word::{Kind, Word};

/// The atom of a term. O(size × variables).
pub fn atom_of(term: &Term) -> Atom {
    let mut constants = ConstantTable::new();
    let mut words: Vec<Word> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    // Where the header of each open expression stands, and how many members it has so far.
    let mut open: Vec<(usize, u32)> = Vec::new();
    for token in term.tokens() {
        let constant = match token {
            Token::Open => {
                open.push((words.len(), 0));
                words.extend([Word::expression(0), Word::length(0)]);
                continue;
            }
            Token::Close => {
                if let Some((header, arity)) = open.pop() {
                    words[header] = Word::expression(arity);
                    words[header + 1] = Word::length((words.len() - header) as u32);
                }
                count_member(&mut open);
                continue;
            }
            Token::Variable(name) => {
                let known = names.iter().position(|own| own == name);
                let number = known.unwrap_or(names.len());
                if known.is_none() {
                    names.push(name);
                }
                words.push(Word::variable(number as u32));
                count_member(&mut open);
                continue;
            }
            Token::Symbol(name) => Constant::Symbol(name),
            Token::Text(text) => Constant::Text(text),
            Token::Integer(value) => Constant::Integer(*value),
            Token::Float(value) => Constant::Float(*value),
            Token::Bool(value) => Constant::Bool(*value),
        };
        let id = constants.intern(constant);
        words.push(if constant.is_number() { Word::number(id) } else { Word::constant(id) });
        count_member(&mut open);
    }
    for name in names {
        words.push(Word::constant(constants.intern(Constant::Symbol(name))));
    }
    Atom::new(words, Arc::new(constants))
}

fn count_member(open: &mut [(usize, u32)]) {
    if let Some((_, arity)) = open.last_mut() {
        *arity += 1;
    }
}

/// The term of an atom; `None` where its words are no term, which is a defect of whoever made it.
pub fn term_of(atom: AtomRef<'_>) -> Option<Term> {
    let words = atom.term();
    let mut tokens = Vec::new();
    // Where each open expression ends, and how many members it still wants.
    let mut open: Vec<(usize, u32)> = Vec::new();
    let mut at = 0;
    loop {
        while let Some((end, wanted)) = open.last().copied() {
            if end < at || (end == at) != (wanted == 0) {
                return None;
            }
            if end > at {
                break;
            }
            open.pop();
            tokens.push(Token::Close);
        }
        let Some(word) = words.get(at) else { break };
        if let Some((_, wanted)) = open.last_mut() {
            *wanted = wanted.checked_sub(1)?;
        }
        match word.kind() {
            Kind::Expression { arity } => {
                tokens.push(Token::Open);
                open.push((at + words.get(at + 1)?.as_length(), arity));
                at += 2;
                continue;
            }
            Kind::Variable(number) => {
                let name = atom.names().get(number as usize)?.constant_id()?;
                let Constant::Symbol(name) = atom.constants().constant(name) else { return None };
                tokens.push(Token::Variable(name.to_owned()));
            }
            Kind::Constant(id) | Kind::Number(id) => tokens.push(match atom.constants().constant(id) {
                Constant::Symbol(name) => Token::Symbol(name.to_owned()),
                Constant::Text(text) => Token::Text(text.to_owned()),
                Constant::Integer(value) => Token::Integer(value),
                Constant::Float(value) => Token::Float(value),
                Constant::Bool(value) => Token::Bool(value),
            }),
        }
        at += 1;
    }
    Term::from_tokens(tokens)
}

/// What the crate's reader finds in a text, as the naive reader would say it; `None` where a form's words are no term, or
/// an error is none that a text can have.
pub fn read(text: &str) -> Option<Reading> {
    let reading = metta::read(text);
    let mut forms = Vec::new();
    for (form, atom) in reading.atoms() {
        let marked = form.kind == metta::FormKind::Program;
        forms.push(Form { marked, term: term_of(atom)?, start: form.span.start as usize });
    }
    let errors = reading.errors.iter().map(syntax_error_of).collect::<Option<Vec<_>>>()?;
    Some(Reading { forms, errors })
}

/// The error as the naive reader would say it; `None` for what is no error of a text.
pub fn syntax_error_of(error: &SyntaxError) -> Option<ReadError> {
    let kind = match error.kind {
        SyntaxErrorKind::UnmatchedClose => ReadErrorKind::UnexpectedRightBracket,
        SyntaxErrorKind::UnclosedExpression { .. } => ReadErrorKind::UnclosedExpression,
        SyntaxErrorKind::UnclosedText => ReadErrorKind::UnclosedString,
        SyntaxErrorKind::InvalidEscape(_) => ReadErrorKind::InvalidEscape,
        SyntaxErrorKind::IntegerOutOfRange => ReadErrorKind::IntegerOutOfRange,
        SyntaxErrorKind::ReservedVariableName => ReadErrorKind::ReservedInVariable,
        _ => return None,
    };
    Some(ReadError { offset: error.span.start as usize, kind })
}
