//! Terms as atoms of a space.

use std::rc::Rc;

use smallvec::SmallVec;

use super::naming::{Numbering, apart};
use crate::evaluation::symbols::{Symbol, Symbols};
use crate::evaluation::term::{Node, Stored, Term};

/// `term` as a space keeps it: bound variables are what they stand for, free ones are slots in the order of their first
/// occurrence, with their names, told apart where two have the same one. Nothing in it is marked as evaluated: what was a
/// result is an atom like any other (and the same, whether it comes from here or from another thread).
///
/// O(size); parts that stay as they are are shared. Any depth.
pub(super) fn freeze(term: &Term, symbols: &mut Symbols, nameless: &Rc<[Symbol]>) -> Stored {
    let term = term.resolve();
    if is_plain(&term) {
        return Stored { term, names: Rc::clone(nameless) };
    }
    let mut numbering = Numbering::default();
    let term = rebuild(term, &mut numbering);
    let names = numbering.names();
    let other = apart(&names, symbols);
    let names = names
        .into_iter()
        .zip(other)
        .map(|(name, other)| other.map_or(name, |other| symbols.intern(&other)))
        .collect();
    Stored { term, names }
}

/// What makes two atoms one: [`same`](crate::evaluation::term::same) for a program,
/// [`identical`](crate::evaluation::term::identical) where something is done again that was done elsewhere, since states may
/// hold something else by now.
pub(super) type Equal = fn(&Term, &Term) -> bool;

/// Equal, with the same names of variables. O(size); any depth.
pub(super) fn same_stored(left: &Stored, right: &Stored, equal: Equal) -> bool {
    left.names == right.names && equal(&left.term, &right.term)
}

/// True when the term can be stored as it is.
fn is_plain(term: &Term) -> bool {
    if !term.is_ground() {
        return false;
    }
    let Term::Expression(node) = term else { return true };
    let mut pending: SmallVec<[&Node; 8]> = SmallVec::new();
    pending.push(node);
    while let Some(node) = pending.pop() {
        if node.is_evaluated() {
            return false;
        }
        for member in node.members() {
            if let Term::Expression(inner) = member {
                pending.push(inner);
            }
        }
    }
    true
}

/// An expression on the way.
struct Level {
    source: Rc<Node>,
    done: SmallVec<[Term; 4]>,
    changed: bool,
}

fn rebuild(term: Term, numbering: &mut Numbering) -> Term {
    let mut levels: Vec<Level> = Vec::new();
    let mut next = term;
    loop {
        let mut finished = loop {
            match next {
                Term::Variable(variable) => match variable.resolve() {
                    Term::Variable(free) => break Term::Slot(numbering.number(&free)),
                    value => next = value,
                },
                Term::Expression(source) => match source.members().first() {
                    Some(first) => {
                        next = first.clone();
                        let changed = source.is_evaluated();
                        levels.push(Level { source, done: SmallVec::new(), changed });
                    }
                    None if source.is_evaluated() => break Term::unit(),
                    None => break Term::Expression(source),
                },
                leaf => break leaf,
            }
        };
        loop {
            let Some(level) = levels.last_mut() else { return finished };
            let at = level.done.len();
            level.changed |= !is_same_place(&finished, &level.source.members()[at]);
            level.done.push(finished);
            if let Some(member) = level.source.members().get(at + 1) {
                next = member.clone();
                break;
            }
            let Some(level) = levels.pop() else { unreachable!("there is a last level") };
            finished = if level.changed {
                Term::Expression(Rc::new(Node::new(level.done)))
            } else {
                Term::Expression(level.source)
            };
        }
    }
}

/// True for expressions that are the very same, and for other terms that are no variables.
fn is_same_place(built: &Term, source: &Term) -> bool {
    match (built, source) {
        (Term::Expression(built), Term::Expression(source)) => Rc::ptr_eq(built, source),
        (_, Term::Variable(_)) => false,
        _ => true,
    }
}
