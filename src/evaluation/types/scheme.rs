//! Types as they are declared: their variables are slots, new at each use.

use std::rc::Rc;

use hashbrown::HashMap;

use crate::evaluation::symbols::{Symbol, Symbols, known};
use crate::evaluation::term::{Stored, Term, Trail, instantiate};

/// `scheme` with new variables. O(size of its open parts).
pub(super) fn instance(scheme: &Stored, trail: &mut Trail) -> Term {
    if scheme.term.is_ground() {
        return scheme.term.clone();
    }
    let mut slots = vec![None; scheme.names.len()];
    instantiate(&scheme.term, &mut slots, &scheme.names, trail)
}

/// `term` with a slot for each free variable. O(size of its open parts); any depth.
pub(super) fn generalize(term: &Term) -> Stored {
    let mut numbers: HashMap<*const (), u32> = HashMap::new();
    let mut names = Vec::new();
    // Expressions whose members are being rewritten.
    let mut levels = Vec::new();
    let mut next = term.resolve();
    let term = 'all: loop {
        let mut finished = match next {
            Term::Expression(node) if !node.is_ground() => {
                next = node.members()[0].resolve();
                levels.push((node, Vec::new()));
                continue;
            }
            Term::Variable(variable) => {
                let slot = *numbers.entry(Rc::as_ptr(&variable).cast()).or_insert_with(|| {
                    names.push(variable.name);
                    u32::try_from(names.len() - 1).unwrap_or(u32::MAX)
                });
                Term::Slot(slot)
            }
            other => other,
        };
        loop {
            let Some((node, done)) = levels.last_mut() else { break 'all finished };
            done.push(finished);
            if let Some(member) = node.members().get(done.len()) {
                next = member.resolve();
                break;
            }
            finished = levels.pop().map_or_else(Term::unit, |(_, done)| Term::expression(done));
        }
    };
    Stored { term, names: names.into() }
}

/// The types of a symbol's own, from text that this crate contains: symbols, variables and brackets. What is not
/// well-formed ends early.
pub(super) fn parse(text: &str, symbols: &mut Symbols) -> Stored {
    let mut names: Vec<Symbol> = Vec::new();
    let mut open: Vec<Vec<Term>> = vec![Vec::new()];
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    for word in spaced.split_whitespace() {
        let term = match word {
            "(" => {
                open.push(Vec::new());
                continue;
            }
            ")" => match open.pop() {
                Some(members) => Term::expression(members),
                None => break,
            },
            _ => match word.strip_prefix('$') {
                Some(name) => {
                    let name = symbols.intern(name);
                    let slot = names.iter().position(|&other| other == name).unwrap_or_else(|| {
                        names.push(name);
                        names.len() - 1
                    });
                    Term::Slot(u32::try_from(slot).unwrap_or(u32::MAX))
                }
                None => Term::Symbol(symbols.intern(word)),
            },
        };
        match open.last_mut() {
            Some(members) => members.push(term),
            None => break,
        }
    }
    let term = open.into_iter().next().and_then(|all| all.into_iter().next());
    Stored { term: term.unwrap_or(Term::Symbol(known::UNDEFINED)), names: names.into() }
}

/// The formal types and the result of a function type `(-> .. R)`, none for other types.
pub(super) fn function_parts(r#type: &Term) -> Option<(&[Term], &Term)> {
    match r#type.members()? {
        [arrow, formals @ .., result] if arrow.is_symbol(known::ARROW) => Some((formals, result)),
        _ => None,
    }
}
