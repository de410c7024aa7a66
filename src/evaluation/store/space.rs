//! The atoms of one space as terms.

use std::collections::BTreeMap;
use std::rc::Rc;

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

use super::bucket::Bucket;
use super::candidates::Candidates;
use super::freeze::Equal;
use crate::evaluation::symbols::{Symbol, known};
use crate::evaluation::term::{Stored, Term};

/// Kinds of atoms that are kept apart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Class {
    /// Expressions headed by a symbol, with so many members.
    Functor(Symbol, u32),
    /// Expressions headed by something else that is no variable; `()`.
    Other(u32),
    /// Expressions headed by a variable.
    Open(u32),
    /// Atoms that are no expressions and no variables.
    Constant,
    /// Variables.
    Variable,
}

/// What evaluation asks for by name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Definition {
    /// Rules whose left side has this head and so many members.
    Rule(Symbol, u32),
    /// Rules whose left side is an expression of so many members that is not headed by a symbol.
    Headless(u32),
    /// Rules whose left side is a variable.
    Any,
    /// Declarations of types of a symbol.
    Type(Symbol),
    /// Declarations of types of anything else.
    OtherType,
    /// `(:< sub super)`.
    Subtype,
}

/// The atoms of a definition, with their numbers, ascending.
#[derive(Default)]
pub(super) struct Defined {
    /// When it changed last.
    pub(super) stamp: u64,
    pub(super) atoms: Vec<(u64, Rc<Stored>)>,
}

/// A space.
pub(super) struct Space {
    buckets: HashMap<Class, Bucket, FixedState>,
    /// The classes of expressions, by the number of members.
    lengths: BTreeMap<u32, Vec<Class>>,
    definitions: HashMap<Definition, Defined, FixedState>,
    /// The time at which it was made.
    born: u64,
    next: u64,
    live: usize,
}

impl Space {
    /// Without atoms, made at the time `born`.
    pub(super) fn new(born: u64) -> Space {
        Space {
            buckets: HashMap::default(),
            lengths: BTreeMap::new(),
            definitions: HashMap::default(),
            born,
            next: 0,
            live: 0,
        }
    }

    /// The number of atoms.
    pub(super) fn live(&self) -> usize {
        self.live
    }

    /// Adds `atom` at the end, at the time `now`; true where that changes a definition, else its number only. Amortised O(1).
    pub(super) fn push(&mut self, atom: Rc<Stored>, now: u64) -> (u64, bool) {
        let sequence = self.next;
        self.next += 1;
        self.live += 1;
        let defines = definition(&atom.term);
        if let Some(definition) = defines {
            let defined = self.definitions.entry(definition).or_default();
            defined.stamp = now;
            defined.atoms.push((sequence, Rc::clone(&atom)));
        }
        self.bucket(class(&atom.term)).push(sequence, atom);
        (sequence, defines.is_some())
    }

    /// The number of the oldest copy of `atom`, names of variables included.
    pub(super) fn find(&self, atom: &Stored, equal: Equal) -> Option<u64> {
        self.buckets.get(&class(&atom.term))?.find(atom, equal)
    }

    /// Takes an atom like `atom` with this number away; true where that changes a definition. Amortised O(log atoms), and
    /// O(rules of the same head) for a rule.
    pub(super) fn remove(&mut self, sequence: u64, atom: &Stored, now: u64) -> Option<(Rc<Stored>, bool)> {
        let removed = self.buckets.get_mut(&class(&atom.term))?.remove(sequence)?;
        self.live -= 1;
        let defines = definition(&atom.term);
        if let Some(defined) = defines.and_then(|definition| self.definitions.get_mut(&definition)) {
            defined.stamp = now;
            if let Ok(at) = defined.atoms.binary_search_by_key(&sequence, |entry| entry.0) {
                defined.atoms.remove(at);
            }
        }
        Some((removed, defines.is_some()))
    }

    /// Puts atoms back that were taken away, their numbers ascending; true where that changes a definition. See
    /// [`Bucket::restore`].
    pub(super) fn restore(&mut self, returned: Vec<(u64, Rc<Stored>)>, now: u64) -> bool {
        self.live += returned.len();
        let mut classes: BTreeMap<Class, Vec<(u64, Rc<Stored>)>> = BTreeMap::new();
        let mut changed: HashSet<Definition, FixedState> = HashSet::default();
        for (sequence, atom) in returned {
            if let Some(definition) = definition(&atom.term) {
                let defined = self.definitions.entry(definition).or_default();
                defined.stamp = now;
                defined.atoms.push((sequence, Rc::clone(&atom)));
                changed.insert(definition);
            }
            classes.entry(class(&atom.term)).or_default().push((sequence, atom));
        }
        for definition in &changed {
            if let Some(defined) = self.definitions.get_mut(definition) {
                defined.atoms.sort_by_key(|entry| entry.0);
            }
        }
        for (class, atoms) in classes {
            self.bucket(class).restore(atoms);
        }
        !changed.is_empty()
    }

    /// When a definition changed last.
    pub(super) fn stamp(&self, definition: Definition) -> u64 {
        self.definitions.get(&definition).map_or(self.born, |defined| defined.stamp.max(self.born))
    }

    /// The atoms of a definition, with their numbers, ascending.
    pub(super) fn defined(&self, definition: Definition) -> &[(u64, Rc<Stored>)] {
        self.definitions.get(&definition).map_or(&[], |defined| &defined.atoms)
    }

    /// All atoms in order. O(atoms · log kinds).
    pub(super) fn atoms(&self) -> Vec<(u64, &Rc<Stored>)> {
        // The order in which buckets come does not matter: numbers differ.
        let mut atoms: Vec<(u64, &Rc<Stored>)> = Vec::with_capacity(self.live);
        for bucket in self.buckets.values() {
            atoms.extend(bucket.iter());
        }
        atoms.sort_unstable_by_key(|entry| entry.0);
        atoms
    }

    /// The atoms that may unify with `pattern`, which is resolved at its top, in order: all that do, and some others.
    pub(super) fn candidates(&self, pattern: &Term) -> Candidates<'_> {
        let mut found = Candidates::default();
        match pattern {
            Term::Variable(_) | Term::Slot(_) => return Candidates::sorted(self.atoms()),
            Term::Expression(node) => {
                let members = node.members();
                let length = members.len() as u32;
                match members.first().map(Term::resolve) {
                    Some(Term::Symbol(head)) => {
                        self.source(Class::Functor(head, length), members, &mut found);
                        self.source(Class::Open(length), members, &mut found);
                    }
                    Some(Term::Variable(_) | Term::Slot(_)) => {
                        for &class in self.lengths.get(&length).into_iter().flatten() {
                            self.source(class, members, &mut found);
                        }
                    }
                    _ => {
                        self.source(Class::Other(length), members, &mut found);
                        self.source(Class::Open(length), members, &mut found);
                    }
                }
            }
            constant => {
                if let Some(bucket) = self.buckets.get(&Class::Constant) {
                    found.push(bucket, bucket.equal_to(constant));
                }
            }
        }
        if let Some(bucket) = self.buckets.get(&Class::Variable) {
            found.push(bucket, (bucket.all(), bucket.live()));
        }
        found.merge();
        found
    }

    fn source<'a>(&'a self, class: Class, members: &[Term], found: &mut Candidates<'a>) {
        if let Some(bucket) = self.buckets.get(&class) {
            found.push(bucket, bucket.like(members));
        }
    }

    fn bucket(&mut self, class: Class) -> &mut Bucket {
        let lengths = &mut self.lengths;
        self.buckets.entry(class).or_insert_with(|| {
            if let Class::Functor(_, length) | Class::Other(length) | Class::Open(length) = class {
                lengths.entry(length).or_default().push(class);
            }
            Bucket::default()
        })
    }
}

/// The kind of a stored atom.
pub(super) fn class(term: &Term) -> Class {
    match term {
        Term::Slot(_) | Term::Variable(_) => Class::Variable,
        Term::Expression(node) => {
            let length = node.members().len() as u32;
            match node.members().first() {
                Some(Term::Symbol(head)) => Class::Functor(*head, length),
                Some(Term::Slot(_) | Term::Variable(_)) => Class::Open(length),
                _ => Class::Other(length),
            }
        }
        _ => Class::Constant,
    }
}

/// What a stored atom defines. A rule for a bare constant defines nothing: constants are never reduced.
pub(super) fn definition(term: &Term) -> Option<Definition> {
    let [Term::Symbol(role), subject, _] = term.members()? else { return None };
    match (*role, subject) {
        (known::EQUALS, Term::Slot(_)) => Some(Definition::Any),
        (known::EQUALS, Term::Expression(node)) => {
            let length = node.members().len() as u32;
            Some(match node.members().first() {
                Some(Term::Symbol(head)) => Definition::Rule(*head, length),
                _ => Definition::Headless(length),
            })
        }
        (known::COLON, Term::Symbol(subject)) => Some(Definition::Type(*subject)),
        (known::COLON, _) => Some(Definition::OtherType),
        (known::SUBTYPE, _) => Some(Definition::Subtype),
        _ => None,
    }
}
