//! Instances of templates.
//!
//! Variables that stand for nothing remain in an instance. Which name they get does not depend on the order of the
//! search: of all variables that became one, the first of the pattern gives the name (`$x`); else it is one that only
//! the template has, and keeps its name; else the first one in the stored atoms, in the order of the pattern, gives its
//! own. Where that name is taken by another variable of the same instance it gets a number: `$w-1`, `$w-2`, .. the first
//! that is free. Such names read back.

use std::collections::BTreeSet;

use super::bindings::{Bindings, Resolved, TermRef};
use crate::environment::symbols::Layered;
use crate::language::metta::constants::{Constant, Constants};
use crate::language::metta::word::{ConstantId, Kind, Word, term_len};

/// Writes instances, one behind the other.
#[derive(Default)]
pub(super) struct Writer {
    pub(super) words: Vec<Word>,
    pub(super) ends: Vec<usize>,
    /// By slot: the last instance in which its variable remained, from 1, and the variable's number there.
    numbers: Vec<(u64, u32)>,
    /// The names of the free variables of the instance, by number.
    names: Vec<ConstantId>,
    written: u64,
    walk: Vec<Step>,
}

enum Step {
    /// Words of a frame to write, from, to.
    Words(u32, u32, u32),
    /// The expression whose header stands there is complete.
    Close(usize),
}

impl Writer {
    /// Writes the instance of `template` under `bindings`, of which the first `patterns` slots are those of the pattern.
    /// O(size of the instance).
    pub(super) fn write(
        &mut self,
        bindings: &Bindings<'_>,
        template: TermRef,
        own: Own,
        constants: &mut Layered,
    ) {
        self.written += 1;
        self.names.clear();
        self.numbers.resize(self.numbers.len().max(bindings.slots() as usize), (0, 0));
        self.term(bindings, template);
        if !self.names.is_empty() {
            self.name(bindings, own, constants);
            self.words.extend(self.names.iter().map(|&name| Word::constant(name)));
        }
        self.ends.push(self.words.len());
    }

    fn term(&mut self, bindings: &Bindings<'_>, term: TermRef) {
        self.walk.clear();
        let length = term_len(bindings.words(term)) as u32;
        self.walk.push(Step::Words(term.frame, term.at, term.at + length));
        while let Some(step) = self.walk.pop() {
            match step {
                Step::Close(header) => {
                    self.words[header + 1] = Word::length((self.words.len() - header) as u32);
                }
                Step::Words(frame, from, to) => self.run(bindings, frame, from, to),
            }
        }
    }

    fn run(&mut self, bindings: &Bindings<'_>, frame: u32, from: u32, to: u32) {
        let words = &bindings.words(TermRef { frame, at: from })[..(to - from) as usize];
        if bindings.is_ground(frame) {
            self.words.extend_from_slice(words);
            return;
        }
        let mut at = 0;
        while at < words.len() {
            let word = words[at];
            let place = TermRef { frame, at: from + at as u32 };
            match word.kind() {
                Kind::Constant(_) | Kind::Number(_) => self.words.push(word),
                Kind::Expression { .. } => {
                    let length = words[at + 1].as_length();
                    self.walk.push(Step::Words(frame, place.at + length as u32, to));
                    self.walk.push(Step::Close(self.words.len()));
                    self.walk.push(Step::Words(frame, place.at + 2, place.at + length as u32));
                    self.words.extend_from_slice(&words[at..at + 2]);
                    return;
                }
                Kind::Variable(_) => match bindings.resolve(place) {
                    Resolved::Free(slot) => {
                        let number = self.number(slot);
                        self.words.push(Word::variable(number));
                    }
                    Resolved::Term(value) => {
                        let length = term_len(bindings.words(value)) as u32;
                        self.walk.push(Step::Words(frame, place.at + 1, to));
                        self.walk.push(Step::Words(value.frame, value.at, value.at + length));
                        return;
                    }
                },
            }
            at += 1;
        }
    }

    fn number(&mut self, slot: u32) -> u32 {
        let known = &mut self.numbers[slot as usize];
        if known.0 != self.written {
            *known = (self.written, self.names.len() as u32);
            self.names.push(NAMELESS);
        }
        known.1
    }

    /// Finds the names of the free variables of the instance.
    fn name(&mut self, bindings: &Bindings<'_>, own: Own, constants: &mut Layered) {
        let mut used = BTreeSet::new();
        // First the variables of pattern and template, whose names differ, then those of stored atoms.
        for slot in 0..bindings.slots() {
            if used.len() == self.names.len() {
                break;
            }
            let Resolved::Free(root) = bindings.resolve_slot(slot) else { continue };
            let (written, number) = self.numbers[root as usize];
            let number = number as usize;
            if written != self.written || self.names[number] != NAMELESS {
                continue;
            }
            let Some(name) = bindings.name(slot) else { continue };
            let name = if slot < own.0 { name } else { unused(name, &used, constants) };
            used.insert(name);
            self.names[number] = name;
        }
    }
}

/// `name`, or `name-1`, `name-2`, .. where it is taken.
fn unused(name: ConstantId, used: &BTreeSet<ConstantId>, constants: &mut Layered) -> ConstantId {
    let mut free = name;
    let mut number = 0;
    while used.contains(&free) {
        number += 1;
        let Constant::Symbol(text) = constants.constant(name) else { return name };
        let text = format!("{text}-{number}");
        let constant = Constant::Symbol(&text);
        free = constants.intern(constant, constant.content_hash());
    }
    free
}

/// No name yet.
const NAMELESS: ConstantId = ConstantId(u32::MAX);

/// How many of the first slots belong to pattern and template.
#[derive(Clone, Copy)]
pub(super) struct Own(pub(super) u32);
