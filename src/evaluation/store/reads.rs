//! What the current form has asked, each question once.

use std::rc::Rc;

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};
use smallvec::SmallVec;

use super::definitions::Question;
use super::freeze::freeze;
use super::hash;
use super::log::Read;
use super::space::{Class, class};
use crate::evaluation::identity::{SpaceId, StateId};
use crate::evaluation::store::flat::Export;
use crate::evaluation::symbols::{Symbol, Symbols};
use crate::evaluation::term::{Stored, Term, Variable, identical};
use crate::language::metta::atom::Atom;

/// The spaces through which a question looks, in order. Kept as long as the questions, so that its address is its name.
pub(super) type Closure = Rc<[SpaceId]>;

/// After so many patterns of one head and length these are one question: all atoms of that head and length.
const MANY: usize = 64;

/// The questions of a form.
#[derive(Default)]
pub(super) struct Reads {
    asked: Vec<Asked>,
    patterns: HashMap<(*const SpaceId, Class), Patterns, FixedState>,
    once: HashSet<Once, FixedState>,
}

enum Asked {
    Query(Closure, Stored),
    Definitions(Closure, Question),
    All(SpaceId),
    State(StateId),
}

#[derive(PartialEq, Eq, Hash)]
enum Once {
    Definitions(*const SpaceId, Question),
    All(SpaceId),
    State(StateId),
}

/// The patterns of one kind that were asked for.
#[derive(Default)]
struct Patterns {
    known: SmallVec<[(u64, Term); 1]>,
    widened: bool,
}

impl Reads {
    /// Notes a question for atoms that unify with `pattern`, which is resolved at its top. Without an allocation where it
    /// was asked before. O(size of the pattern).
    pub(super) fn query(
        &mut self,
        closure: &Closure,
        pattern: &Term,
        symbols: &mut Symbols,
        nameless: &Rc<[Symbol]>,
    ) {
        let class = class_of_pattern(pattern);
        let patterns = self.patterns.entry((closure.as_ptr(), class)).or_default();
        if patterns.widened {
            return;
        }
        let hash = hash::pattern(pattern);
        if patterns.known.iter().any(|(other, known)| *other == hash && covers(known, pattern)) {
            return;
        }
        let stored = if patterns.known.len() < MANY {
            freeze(pattern, symbols, nameless)
        } else {
            patterns.widened = true;
            widest(class, symbols)
        };
        patterns.known.push((hash, stored.term.clone()));
        self.asked.push(Asked::Query(Rc::clone(closure), stored));
    }

    /// Notes a question for definitions.
    pub(super) fn definitions(&mut self, closure: &Closure, question: Question) {
        if self.once.insert(Once::Definitions(closure.as_ptr(), question)) {
            self.asked.push(Asked::Definitions(Rc::clone(closure), question));
        }
    }

    /// Notes a question for everything in a space.
    pub(super) fn all(&mut self, space: SpaceId) {
        if self.once.insert(Once::All(space)) {
            self.asked.push(Asked::All(space));
        }
    }

    /// Notes a question for a state.
    pub(super) fn state(&mut self, state: StateId) {
        if self.once.insert(Once::State(state)) {
            self.asked.push(Asked::State(state));
        }
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.patterns.clear();
        self.once.clear();
        self.asked.clear();
    }

    /// The questions as plain data, for each space through which they looked, but for those that are `own`.
    pub(super) fn export(&self, symbols: &Symbols, own: impl Fn(SpaceId) -> bool) -> Vec<Read> {
        let mut export = Export::default();
        for asked in &self.asked {
            if let Asked::Query(_, pattern) = asked {
                // Whether two states are equal is another question, which is logged for itself.
                export.loose(pattern, symbols);
            }
        }
        let mut patterns = export.finish();
        let mut reads = Vec::with_capacity(self.asked.len());
        for asked in &self.asked {
            match asked {
                Asked::Query(closure, _) => {
                    let Some(pattern) = patterns.next() else { continue };
                    reads.extend(foreign(closure, &own).map(|space| query(space, &pattern)));
                }
                Asked::Definitions(closure, question) => {
                    reads.extend(foreign(closure, &own).map(|space| match *question {
                        Question::Rules(_, head, length) => Read::Rules {
                            space,
                            head: head.map(|head| symbols.name(head).to_owned()),
                            length,
                        },
                        Question::Types(_, subject) => {
                            Read::Types { space, subject: Some(symbols.name(subject).to_owned()) }
                        }
                        Question::OtherTypes(_) => Read::Types { space, subject: None },
                        Question::Subtypes(_) => Read::Subtypes(space),
                    }));
                }
                Asked::All(space) => reads.extend((!own(*space)).then_some(Read::All(*space))),
                Asked::State(state) => reads.push(Read::State(*state)),
            }
        }
        reads
    }
}

fn foreign<'a>(
    closure: &'a Closure,
    own: &'a impl Fn(SpaceId) -> bool,
) -> impl Iterator<Item = SpaceId> + 'a {
    closure.iter().copied().filter(|space| !own(*space))
}

fn query(space: SpaceId, pattern: &Atom) -> Read {
    Read::Query { space, pattern: pattern.clone() }
}

/// The kind of atoms that a pattern is after.
fn class_of_pattern(pattern: &Term) -> Class {
    match pattern.members().and_then(|members| Some((members.first()?.resolve(), members.len() as u32))) {
        Some((Term::Symbol(head), length)) => Class::Functor(head, length),
        Some((Term::Variable(_), length)) => Class::Open(length),
        _ => class(pattern),
    }
}

/// What all atoms unify with that unify with a pattern of this class.
fn widest(class: Class, symbols: &mut Symbols) -> Stored {
    let name = symbols.intern("x");
    match class {
        Class::Functor(head, length) => Stored {
            term: Term::expression(
                std::iter::once(Term::Symbol(head)).chain((1..length).map(|at| Term::Slot(at - 1))),
            ),
            names: (1..length).map(|at| symbols.intern(&format!("x{at}"))).collect(),
        },
        _ => Stored { term: Term::Slot(0), names: Rc::from([name]) },
    }
}

/// True where `pattern` is `known` with variables for slots. (Where two slots are one variable it asks for less.)
fn covers(known: &Term, pattern: &Term) -> bool {
    let mut variables: SmallVec<[Option<Rc<Variable>>; 8]> = SmallVec::new();
    let mut pending: SmallVec<[(Term, Term); 8]> = SmallVec::new();
    pending.push((known.clone(), pattern.clone()));
    while let Some((known, pattern)) = pending.pop() {
        match (&known, pattern.resolve()) {
            (Term::Slot(slot), Term::Variable(variable)) => {
                let slot = *slot as usize;
                if variables.len() <= slot {
                    variables.resize(slot + 1, None);
                }
                if !Rc::ptr_eq(variables[slot].get_or_insert_with(|| Rc::clone(&variable)), &variable) {
                    return false;
                }
            }
            (Term::Expression(known), Term::Expression(pattern)) => {
                if known.members().len() != pattern.members().len() {
                    return false;
                }
                pending.extend(known.members().iter().cloned().zip(pattern.members().iter().cloned()));
            }
            (known, pattern) => {
                if !identical(known, &pattern) {
                    return false;
                }
            }
        }
    }
    true
}
