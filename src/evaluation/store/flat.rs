//! Between atoms, which threads share, and terms, which belong to one.
//!
//! A space, a state or a handle is in an atom a symbol whose text no program can write: it begins with a vertical tab,
//! which is white space to the reader.

use std::rc::Rc;
use std::sync::Arc;

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use smallvec::SmallVec;

use super::naming::{Numbering, apart};
use super::states::States;
use crate::evaluation::identity::{HandleId, SpaceId, StateId};
use crate::evaluation::symbols::{Symbol, Symbols, known};
use crate::evaluation::term::{Node, Stored, Term, Trail};
use crate::language::metta::atom::{Atom, AtomRef};
use crate::language::metta::constants::{Constant, ConstantTable, Constants};
use crate::language::metta::word::{ConstantId, Kind, Word};

const SPACE: &str = "\u{b}space ";
const STATE: &str = "\u{b}state ";
const HANDLE: &str = "\u{b}handle ";

/// An atom as a term: its variables new. States are to be settled. O(size); any depth.
pub(super) fn import(
    atom: AtomRef<'_>,
    symbols: &mut Symbols,
    states: &mut States,
    trail: &mut Trail,
) -> Term {
    let variables: Vec<Term> =
        names(atom, symbols).map(|name| Term::Variable(trail.variable(name))).collect();
    build(
        atom,
        |id| term(atom.constants().constant(id), symbols, states),
        |number| variables.get(number as usize).cloned().unwrap_or_else(Term::unit),
    )
}

/// A term as an atom that threads can share: bound variables are what they stand for; of free ones that have the same name
/// all but the first get another one (`x-1`, `x-2`, .. the first that none has). O(size); any depth.
pub fn export(term: &Term, symbols: &Symbols) -> Atom {
    let mut export = Export::default();
    export.term(term, symbols);
    let Export { mut atoms, constants, .. } = export;
    let words = atoms.pop().unwrap_or_default();
    Atom::new(words, Arc::new(constants))
}

/// Makes stored atoms of atoms over one table.
#[derive(Default)]
pub(super) struct Import {
    /// The terms of the constants of the table that were met, by id.
    known: Vec<Option<Term>>,
    nameless: Option<Rc<[Symbol]>>,
}

impl Import {
    /// `atom` with slots for its variables. Asks the table once for each constant. States are to be settled. O(size); any
    /// depth.
    pub(super) fn stored(&mut self, atom: AtomRef<'_>, symbols: &mut Symbols, states: &mut States) -> Stored {
        let names = if atom.names().is_empty() {
            Rc::clone(self.nameless.get_or_insert_with(|| Rc::from([])))
        } else {
            names(atom, symbols).collect()
        };
        let known = &mut self.known;
        let constant = |id: ConstantId| {
            let at = id.0 as usize;
            if at >= known.len() {
                known.resize(at + 1, None);
            }
            known[at].get_or_insert_with(|| term(atom.constants().constant(id), symbols, states)).clone()
        };
        Stored { term: build(atom, constant, Term::Slot), names }
    }
}

/// `atom` with slots for its variables. States are to be settled. O(size); any depth.
pub(super) fn stored(atom: AtomRef<'_>, symbols: &mut Symbols, states: &mut States) -> Stored {
    let names = names(atom, symbols).collect();
    let term = build(atom, |id| term(atom.constants().constant(id), symbols, states), Term::Slot);
    Stored { term, names }
}

fn names<'a>(atom: AtomRef<'a>, symbols: &'a mut Symbols) -> impl Iterator<Item = Symbol> + use<'a> {
    atom.names().iter().map(move |name| match name.constant_id().map(|id| atom.constants().constant(id)) {
        Some(Constant::Symbol(name)) => symbols.intern(name),
        _ => known::EMPTY_NAME,
    })
}

fn term(constant: Constant<'_>, symbols: &mut Symbols, states: &mut States) -> Term {
    match constant {
        Constant::Symbol(text) => {
            identity(text, states).unwrap_or_else(|| Term::Symbol(symbols.intern(text)))
        }
        Constant::Text(text) => Term::text(text),
        Constant::Integer(value) => Term::Integer(value),
        Constant::Float(value) => Term::Float(value),
        Constant::Bool(value) => Term::Bool(value),
    }
}

fn identity(text: &str, states: &mut States) -> Option<Term> {
    if !text.starts_with('\u{b}') {
        return None;
    }
    let number = |kind| text.strip_prefix(kind).and_then(|number| number.parse().ok());
    number(SPACE)
        .map(|number| Term::Space(SpaceId(number)))
        .or_else(|| number(STATE).map(|number| Term::State(states.cell(StateId(number)))))
        .or_else(|| number(HANDLE).map(|number| Term::Handle(HandleId(number))))
}

/// The tree of an atom.
fn build(
    atom: AtomRef<'_>,
    mut constant: impl FnMut(ConstantId) -> Term,
    mut variable: impl FnMut(u32) -> Term,
) -> Term {
    let words = atom.term();
    let mut levels: Vec<(usize, SmallVec<[Term; 4]>)> = Vec::new();
    let mut at = 0;
    loop {
        let mut finished = match words[at].kind() {
            Kind::Constant(id) | Kind::Number(id) => constant(id),
            Kind::Variable(number) => variable(number),
            Kind::Expression { arity: 0 } => {
                at += 1;
                Term::unit()
            }
            Kind::Expression { arity } => {
                at += 2;
                levels.push((arity as usize, SmallVec::with_capacity(arity as usize)));
                continue;
            }
        };
        at += 1;
        loop {
            let Some((arity, members)) = levels.last_mut() else { return finished };
            members.push(finished);
            if members.len() < *arity {
                break;
            }
            let Some((_, members)) = levels.pop() else { unreachable!("there is a last level") };
            finished = Term::Expression(Rc::new(Node::new(members)));
        }
    }
}

/// Writes terms as atoms over one table.
#[derive(Default)]
pub(super) struct Export {
    /// The words of each atom, names behind.
    pub(super) atoms: Vec<Vec<Word>>,
    pub(super) constants: ConstantTable,
    symbols: HashMap<Symbol, Word, FixedState>,
}

impl Export {
    /// Appends `term`.
    pub(super) fn term(&mut self, term: &Term, symbols: &Symbols) {
        let mut words = Vec::new();
        let mut variables = Numbering::default();
        self.write(term, symbols, &mut variables, None, &mut words);
        let names = variables.names();
        if !names.is_empty() {
            let other = apart(&names, symbols);
            for (name, other) in names.into_iter().zip(other) {
                words.push(match other {
                    Some(other) => Word::constant(self.constants.intern(Constant::Symbol(&other))),
                    None => self.symbol(name, symbols),
                });
            }
        }
        self.atoms.push(words);
    }

    /// Appends a stored atom, its names as they are.
    pub(super) fn stored(&mut self, atom: &Stored, symbols: &Symbols) {
        let mut words = Vec::new();
        self.write(&atom.term, symbols, &mut Numbering::default(), None, &mut words);
        for &name in &*atom.names {
            let name = self.symbol(name, symbols);
            words.push(name);
        }
        self.atoms.push(words);
    }

    /// Appends a pattern that meets all that `pattern` meets whatever states hold: a variable of its own wherever that has a
    /// state or a variable.
    pub(super) fn loose(&mut self, pattern: &Stored, symbols: &Symbols) {
        let mut words = Vec::new();
        let mut variables = 0;
        self.write(&pattern.term, symbols, &mut Numbering::default(), Some(&mut variables), &mut words);
        let name = self.symbol(known::EMPTY_NAME, symbols);
        words.extend((0..variables).map(|_| name));
        self.atoms.push(words);
    }

    /// The atoms, over one shared table.
    pub(super) fn finish(self) -> impl Iterator<Item = Atom> {
        let constants: Arc<dyn Constants + Send + Sync> = Arc::new(self.constants);
        self.atoms.into_iter().map(move |words| Atom::new(words, Arc::clone(&constants)))
    }

    /// Writes a term. `loose`: a new variable for each slot and each state, of which there are so many by now.
    fn write(
        &mut self,
        term: &Term,
        symbols: &Symbols,
        variables: &mut Numbering,
        mut loose: Option<&mut u32>,
        words: &mut Vec<Word>,
    ) {
        // Expressions on the way: where their words begin, the next member.
        let mut levels: SmallVec<[(usize, Rc<Node>, usize); 8]> = SmallVec::new();
        let mut next = term.clone();
        loop {
            match next.resolve() {
                Term::Expression(node) => {
                    let start = words.len();
                    words.push(Word::expression(node.members().len() as u32));
                    words.push(Word::length(2));
                    levels.push((start, node, 0));
                }
                Term::Variable(variable) => words.push(Word::variable(variables.number(&variable))),
                Term::Slot(_) | Term::State(_) if let Some(next) = &mut loose => {
                    words.push(Word::variable(**next));
                    **next += 1;
                }
                Term::Slot(slot) => words.push(Word::variable(slot)),
                Term::Symbol(symbol) => {
                    let word = self.symbol(symbol, symbols);
                    words.push(word);
                }
                leaf => {
                    let word = self.constant(&leaf);
                    words.push(word);
                }
            }
            loop {
                let Some((start, node, at)) = levels.last_mut() else { return };
                if let Some(member) = node.members().get(*at) {
                    *at += 1;
                    next = member.clone();
                    break;
                }
                words[*start + 1] = Word::length((words.len() - *start) as u32);
                levels.pop();
            }
        }
    }

    fn symbol(&mut self, symbol: Symbol, symbols: &Symbols) -> Word {
        *self
            .symbols
            .entry(symbol)
            .or_insert_with(|| Word::constant(self.constants.intern(Constant::Symbol(symbols.name(symbol)))))
    }

    fn constant(&mut self, leaf: &Term) -> Word {
        let identity;
        let constant = match leaf {
            Term::Integer(value) => Constant::Integer(*value),
            Term::Float(value) => Constant::Float(*value),
            Term::Bool(value) => Constant::Bool(*value),
            Term::Text(text) => Constant::Text(&text.0),
            other => {
                identity = match other {
                    Term::Space(space) => format!("{SPACE}{}", space.0),
                    Term::State(state) => format!("{STATE}{}", state.id.0),
                    Term::Handle(handle) => format!("{HANDLE}{}", handle.0),
                    _ => String::new(),
                };
                Constant::Symbol(&identity)
            }
        };
        let id = self.constants.intern(constant);
        if constant.is_number() { Word::number(id) } else { Word::constant(id) }
    }
}
