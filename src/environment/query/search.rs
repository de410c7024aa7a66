//! The search for the results of a query.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::access::{Access, Outer};
use super::bindings::{Bindings, Mark, TermRef};
use super::compile::Compiled;
use super::instance::{Own, Writer};
use super::matches::Matches;
use crate::environment::state::{Place, State};
use crate::environment::symbols::Layered;
use crate::language::metta::atom::AtomRef;
use crate::language::metta::constants::Constants;
use crate::language::metta::word::{ConstantId, Kind, Word};

/// The results of `(match space pattern template)` in `state`; `compiled` is of the pattern.
pub(in crate::environment) fn run(
    state: &State,
    compiled: &Compiled,
    pattern: AtomRef<'_>,
    template: AtomRef<'_>,
) -> Matches {
    let mut constants = Layered::new(Arc::clone(state.symbols()));
    let ids: Vec<ConstantId> = compiled
        .table
        .iter()
        .map(|(id, constant)| constants.intern(constant, compiled.table.content_hash(id)))
        .collect();
    let mut pattern_words = compiled.words.clone();
    translate(&mut pattern_words, |id| ids[id.0 as usize]);
    let mut names = pattern.names().to_vec();
    translate(&mut names, |id| intern(&mut constants, pattern.constants(), id));
    pattern_words.extend_from_slice(&names);
    let mut template_words = template.words().to_vec();
    translate(&mut template_words, |id| intern(&mut constants, template.constants(), id));

    let mut bindings = Bindings::default();
    let root = bindings.open(&pattern_words);
    let template_root = bindings.open(&template_words);
    // A variable of the template is the pattern's of the same name.
    let numbers: BTreeMap<_, u32> = names.iter().map(|name| name.constant_id()).zip(0..).collect();
    for (variable, name) in (0..).zip(&template_words[template.term().len()..]) {
        if let Some(&other) = numbers.get(&name.constant_id()) {
            let slot = bindings.slot(template_root.frame, variable);
            bindings.link(slot, bindings.slot(root.frame, other));
        }
    }
    let mut search = Search {
        state,
        compiled,
        own: Own(bindings.slots()),
        template: template_root,
        bindings,
        constants,
        outer: Outer::new(),
        writer: Writer::default(),
        found: Vec::new(),
        in_order: true,
    };
    match compiled.conjuncts.len() {
        0 => search.write(),
        1 => search.single(),
        _ => search.join(),
    }
    Matches::new(search.writer.words, search.writer.ends, search.constants.share())
}

fn intern(to: &mut Layered, from: &dyn Constants, id: ConstantId) -> ConstantId {
    to.intern(from.constant(id), from.content_hash(id))
}

/// Renames the constants of `words`.
fn translate(words: &mut [Word], mut rename: impl FnMut(ConstantId) -> ConstantId) {
    let mut at = 0;
    while at < words.len() {
        match words[at].kind() {
            Kind::Constant(id) | Kind::Number(id) => words[at] = words[at].with_constant_id(rename(id)),
            Kind::Expression { .. } => at += 1,
            Kind::Variable(_) => {}
        }
        at += 1;
    }
}

struct Search<'a> {
    state: &'a State,
    compiled: &'a Compiled,
    bindings: Bindings<'a>,
    constants: Layered,
    outer: Outer,
    template: TermRef,
    own: Own,
    writer: Writer,
    /// The places of each answer of a join, one per conjunct, in the order of the pattern.
    found: Vec<Place>,
    /// No conjunct was taken before its turn, so answers come in order.
    in_order: bool,
}

/// One conjunct's turn in a join.
#[derive(Default)]
struct Turn {
    conjunct: usize,
    candidates: Vec<Place>,
    next: usize,
    mark: Mark,
}

impl<'a> Search<'a> {
    fn term(&self, conjunct: usize) -> TermRef {
        TermRef { frame: 0, at: self.compiled.conjuncts[conjunct].at }
    }

    fn access(&self, access: &mut Access, conjunct: usize) {
        let pattern = &self.compiled.conjuncts[conjunct].term;
        access.find(&self.bindings, &self.constants, &self.outer, self.term(conjunct), pattern);
    }

    /// Unifies a conjunct with the atom at `place`.
    fn unify(&mut self, conjunct: usize, place: Place) -> bool {
        let stored = self.bindings.open(self.state.words(place));
        self.bindings.unify(self.term(conjunct), stored, &self.constants)
    }

    fn write(&mut self) {
        self.writer.write(&self.bindings, self.template, self.own, &mut self.constants);
    }

    fn single(&mut self) {
        let mut access = Access::default();
        self.access(&mut access, 0);
        let mut candidates = Vec::new();
        access.candidates(self.state, &mut candidates);
        let mark = self.bindings.mark();
        for place in candidates {
            if self.unify(0, place) {
                self.write();
            }
            self.bindings.undo(mark);
        }
    }

    fn join(&mut self) {
        let count = self.compiled.conjuncts.len();
        let start = self.bindings.mark();
        let mut accesses: Vec<Access> = (0..count).map(|_| Access::default()).collect();
        let mut taken: Vec<Option<Place>> = vec![None; count];
        let mut open: Vec<usize> = (0..count).collect();
        let mut turns: Vec<Turn> = Vec::with_capacity(count);
        let mut spare: Vec<Vec<Place>> = Vec::new();
        turns.push(self.turn(&mut open, &mut accesses, Vec::new()));
        while let Some(turn) = turns.last_mut() {
            self.bindings.undo(turn.mark);
            let Some(&place) = turn.candidates.get(turn.next) else {
                let Some(turn) = turns.pop() else { break };
                let at = open.partition_point(|&conjunct| conjunct < turn.conjunct);
                open.insert(at, turn.conjunct);
                spare.push(turn.candidates);
                continue;
            };
            turn.next += 1;
            let conjunct = turn.conjunct;
            if !self.unify(conjunct, place) {
                continue;
            }
            taken[conjunct] = Some(place);
            if open.is_empty() {
                self.found.extend(taken.iter().flatten());
            } else {
                let buffer = spare.pop().unwrap_or_default();
                let turn = self.turn(&mut open, &mut accesses, buffer);
                turns.push(turn);
            }
        }
        self.bindings.undo(start);
        self.write_found(count);
    }

    /// Gives the conjunct with the fewest candidates under the present bindings its turn.
    fn turn(&mut self, open: &mut Vec<usize>, accesses: &mut [Access], mut candidates: Vec<Place>) -> Turn {
        let mut best = (0, usize::MAX);
        for (at, &conjunct) in open.iter().enumerate() {
            self.access(&mut accesses[conjunct], conjunct);
            if open.len() == 1 {
                break;
            }
            let count = accesses[conjunct].count(self.state);
            if count < best.1 {
                best = (at, count);
            }
            if count == 0 {
                break;
            }
        }
        let conjunct = open.remove(best.0);
        self.in_order &= best.0 == 0;
        candidates.clear();
        accesses[conjunct].candidates(self.state, &mut candidates);
        Turn { conjunct, candidates, next: 0, mark: self.bindings.mark() }
    }

    /// Writes the answers of a join, in the order of the pattern: the copies for its first conjunct in the order of load,
    /// for each of them those for the second, ..
    ///
    /// They are unified once more, in this order: which of two equal numbers a variable stands for, `1` or `1.0`, must
    /// not depend on the order of the search.
    fn write_found(&mut self, count: usize) {
        let found = std::mem::take(&mut self.found);
        let mut answers: Vec<&[Place]> = found.chunks_exact(count).collect();
        if !self.in_order {
            answers.sort_unstable();
        }
        let mut marks = vec![self.bindings.mark()];
        let mut last: &[Place] = &[];
        for answer in answers {
            let same = answer.iter().zip(last).take_while(|(a, b)| a == b).count().min(count - 1);
            marks.truncate(same + 1);
            self.bindings.undo(marks[same]);
            for (conjunct, &place) in answer.iter().enumerate().skip(same) {
                self.unify(conjunct, place);
                marks.push(self.bindings.mark());
            }
            self.write();
            last = answer;
        }
    }
}
