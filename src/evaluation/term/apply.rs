//! Putting terms for variables.

use std::rc::Rc;

use smallvec::SmallVec;

use super::{Node, Term, Trail, Variable};
use crate::evaluation::symbols::Symbol;

/// An expression whose members are being built.
struct Level {
    source: Rc<Node>,
    done: SmallVec<[Term; 4]>,
    /// A member is not what it was in the source.
    changed: bool,
    /// The expression was put for a leaf.
    replacement: bool,
}

/// `term` with all bound variables replaced by what they stand for, in depth. Parts in which nothing is bound are shared,
/// and stay marked as evaluated; others are not marked. O(size of the parts that are not ground); any depth.
pub fn apply(term: &Term) -> Term {
    rebuild(term, |leaf| match leaf {
        Term::Variable(variable) if !variable.is_free() => Some(variable.resolve()),
        _ => None,
    })
}

/// The instance of a stored atom, or of a part of it: `slots` says what its slots stand for; a slot of which nothing is
/// known becomes a new variable of its name, noted in `slots`. O(size of the parts with slots); any depth.
///
/// What the slots stand for is taken as it is: see [`apply`] for its variables.
pub fn instantiate(template: &Term, slots: &mut [Option<Term>], names: &[Symbol], trail: &mut Trail) -> Term {
    if template.is_ground() {
        return template.clone();
    }
    rebuild_with(template, false, |leaf| match leaf {
        Term::Slot(slot) => {
            let slot = *slot as usize;
            let value = &mut slots[slot];
            let name = names.get(slot).copied().unwrap_or(crate::evaluation::symbols::known::EMPTY_NAME);
            Some(value.get_or_insert_with(|| Term::Variable(trail.variable(name))).clone())
        }
        _ => None,
    })
}

/// `term`, to which [`apply`] was applied, with its variables replaced as `replace` says; what is put for a variable is taken
/// as it is. O(size of the parts that are not ground); any depth.
pub fn substitute(term: &Term, mut replace: impl FnMut(&Rc<Variable>) -> Option<Term>) -> Term {
    if term.is_ground() {
        return term.clone();
    }
    rebuild_with(term, false, |leaf| match leaf {
        Term::Variable(variable) => replace(variable),
        _ => None,
    })
}

fn rebuild(term: &Term, replace: impl FnMut(&Term) -> Option<Term>) -> Term {
    rebuild_with(term, true, replace)
}

/// Replaces leaves; with `into`, goes on in what was put for them.
fn rebuild_with(term: &Term, into: bool, mut replace: impl FnMut(&Term) -> Option<Term>) -> Term {
    let mut levels: Vec<Level> = Vec::new();
    let mut next = term.clone();
    loop {
        // Down, to the first thing that is finished.
        let mut changed = false;
        let mut finished = loop {
            match &next {
                Term::Expression(node) if !node.is_ground() && (into || !changed) => {
                    // An expression without members is ground.
                    let source = Rc::clone(node);
                    next = source.members()[0].clone();
                    levels.push(Level {
                        source,
                        done: SmallVec::new(),
                        changed: false,
                        replacement: changed,
                    });
                    changed = false;
                }
                Term::Variable(_) | Term::Slot(_) => match replace(&next) {
                    Some(value) => {
                        changed = true;
                        next = value;
                        if !into {
                            break next;
                        }
                    }
                    None => break next,
                },
                _ => break next,
            }
        };
        // Up, as long as expressions are complete.
        loop {
            let Some(level) = levels.last_mut() else {
                return finished;
            };
            level.changed |= changed;
            level.done.push(finished);
            if let Some(member) = level.source.members().get(level.done.len()) {
                next = member.clone();
                break;
            }
            let Some(level) = levels.pop() else { unreachable!("there is a last level") };
            changed = level.changed || level.replacement;
            finished = if level.changed {
                Term::Expression(Rc::new(Node::new(level.done)))
            } else {
                Term::Expression(level.source)
            };
        }
    }
}
