//! Two-sided unification with occurs check over flat terms, by structure sharing.
//!
//! A term is a place in a *frame*: an atom's words with variables of its own, numbered apart from all others, so that
//! using a stored atom renames its variables without copying it. A variable stands for the term it is bound to, in
//! whatever frame that is. What is done can be undone, back to any earlier moment. Nothing recurses.
//!
//! Two hazards that grow exponentially with the number of variables, and what stands against them:
//!
//! 1. `(p $a $b ..)` with `$a` = `(g $b $b)`, `$b` = `(g $c $c)`, .. against a second such chain: comparing `$a` with its
//!    partner compares `$b` twice, `$c` four times, .. So variables that were found equal (or are being compared) become
//!    one *class*, and a class is not compared with itself (as in Huet's algorithm).
//! 2. The occurs check would walk such a chain as a tree. So it visits each variable once.

use crate::environment::symbols::Layered;
use crate::language::metta::constants::Constants;
use crate::language::metta::word::{ConstantId, Kind, Word, term_len};

/// A term: where it starts, in which frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct TermRef {
    pub(super) frame: u32,
    pub(super) at: u32,
}

/// What a term is once variables are replaced by what they stand for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Resolved {
    /// A variable that stands for nothing yet, by its slot.
    Free(u32),
    /// A term that is no variable.
    Term(TermRef),
}

struct Frame<'a> {
    /// A term and the names of its variables.
    words: &'a [Word],
    /// The slot of its first variable.
    first: u32,
    ground: bool,
}

/// A moment to go back to.
#[derive(Clone, Copy, Default)]
pub(super) struct Mark {
    frames: usize,
    slots: usize,
    trail: usize,
}

#[derive(Clone, Copy)]
enum Change {
    /// The slot was bound.
    Bound(u32),
    /// The slot, until then first of its class, joined another one.
    Joined(u32),
}

/// The value of a free variable.
const NOTHING: TermRef = TermRef { frame: u32::MAX, at: 0 };
/// The frame of a value that is another variable, whose slot is its `at`.
const VARIABLE: u32 = u32::MAX - 1;

/// Frames and what their variables stand for.
#[derive(Default)]
pub(super) struct Bindings<'a> {
    frames: Vec<Frame<'a>>,
    /// By slot: what the variable stands for.
    values: Vec<TermRef>,
    /// By slot: another of its class, or itself.
    classes: Vec<u32>,
    trail: Vec<Change>,
    /// By slot: the last occurs check that saw it.
    seen: Vec<u64>,
    check: u64,
    pending: Vec<(TermRef, TermRef, u32)>,
    walk: Vec<(u32, u32, u32)>,
}

impl<'a> Bindings<'a> {
    /// Opens a frame for an atom (its term and the names of its variables); the term.
    pub(super) fn open(&mut self, words: &'a [Word]) -> TermRef {
        let first = self.values.len() as u32;
        let variables = words.len() - term_len(words);
        for slot in 0..variables as u32 {
            self.values.push(NOTHING);
            self.classes.push(first + slot);
            self.seen.push(0);
        }
        self.frames.push(Frame { words, first, ground: variables == 0 });
        TermRef { frame: self.frames.len() as u32 - 1, at: 0 }
    }

    /// Now.
    pub(super) fn mark(&self) -> Mark {
        Mark { frames: self.frames.len(), slots: self.values.len(), trail: self.trail.len() }
    }

    /// Undoes all that happened since `mark`.
    pub(super) fn undo(&mut self, mark: Mark) {
        while self.trail.len() > mark.trail {
            match self.trail.pop() {
                Some(Change::Bound(slot)) => self.values[slot as usize] = NOTHING,
                Some(Change::Joined(slot)) => self.classes[slot as usize] = slot,
                None => break,
            }
        }
        self.frames.truncate(mark.frames);
        self.values.truncate(mark.slots);
        self.classes.truncate(mark.slots);
        self.seen.truncate(mark.slots);
    }

    /// The words from `term` to the end of its frame.
    #[inline]
    pub(super) fn words(&self, term: TermRef) -> &'a [Word] {
        &self.frames[term.frame as usize].words[term.at as usize..]
    }

    /// True when no atom of the frame has a variable.
    #[inline]
    pub(super) fn is_ground(&self, frame: u32) -> bool {
        self.frames[frame as usize].ground
    }

    /// The slot of a variable of a frame.
    #[inline]
    pub(super) fn slot(&self, frame: u32, variable: u32) -> u32 {
        self.frames[frame as usize].first + variable
    }

    /// The number of slots.
    pub(super) fn slots(&self) -> u32 {
        self.values.len() as u32
    }

    /// The name of the variable of `slot`. O(log of the number of frames).
    pub(super) fn name(&self, slot: u32) -> Option<ConstantId> {
        let frame = &self.frames[self.frames.partition_point(|frame| frame.first <= slot).checked_sub(1)?];
        let names = &frame.words[term_len(frame.words)..];
        names.get((slot - frame.first) as usize)?.constant_id()
    }

    /// What the variable of `slot` stands for in the end.
    pub(super) fn resolve_slot(&self, slot: u32) -> Resolved {
        self.follow(slot).0
    }

    /// What `term` stands for in the end.
    #[inline]
    pub(super) fn resolve(&self, term: TermRef) -> Resolved {
        self.resolve_via(term).0
    }

    /// The same, with the last variable on the way that stands for something.
    #[inline]
    fn resolve_via(&self, term: TermRef) -> (Resolved, Option<u32>) {
        let frame = &self.frames[term.frame as usize];
        match frame.words[term.at as usize].kind() {
            Kind::Variable(index) => self.follow(frame.first + index),
            _ => (Resolved::Term(term), None),
        }
    }

    fn follow(&self, mut slot: u32) -> (Resolved, Option<u32>) {
        let mut via = None;
        loop {
            match self.values[slot as usize] {
                NOTHING => return (Resolved::Free(slot), via),
                TermRef { frame: VARIABLE, at } => (via, slot) = (Some(slot), at),
                term => return (Resolved::Term(term), Some(slot)),
            }
        }
    }

    /// Makes the variable of `slot`, which is free, stand for the variable of `other`, for good: no mark comes before.
    pub(super) fn link(&mut self, slot: u32, other: u32) {
        self.values[slot as usize] = TermRef { frame: VARIABLE, at: other };
    }

    /// Binds variables so that `a` and `b` become equal; false where that cannot be, or only with a term that contains
    /// itself. After a failure, bindings are as they happen to be: go back to a mark. O(size of both terms · classes).
    pub(super) fn unify(&mut self, a: TermRef, b: TermRef, constants: &Layered) -> bool {
        let mut pending = std::mem::take(&mut self.pending);
        pending.clear();
        pending.push((a, b, 1));
        let mut equal = true;
        while let Some((a, b, count)) = pending.pop() {
            if !self.unify_run(a, b, count, constants, &mut pending) {
                equal = false;
                break;
            }
        }
        self.pending = pending;
        equal
    }

    /// Unifies `count` terms from `a` on with those from `b` on, in step: as long as no variable stands for an
    /// expression, the flat words need no stack. Where one does, the rest is put off behind it.
    fn unify_run(
        &mut self,
        mut a: TermRef,
        mut b: TermRef,
        mut count: u32,
        constants: &Layered,
        pending: &mut Vec<(TermRef, TermRef, u32)>,
    ) -> bool {
        while count > 0 {
            let (left, right) = (self.words(a), self.words(b));
            let (left_kind, right_kind) = (left[0].kind(), right[0].kind());
            count -= 1;
            match (left_kind, right_kind) {
                (Kind::Constant(x), Kind::Constant(y)) => {
                    if x != y {
                        return false;
                    }
                }
                (Kind::Number(x), Kind::Number(y)) => {
                    if !same_number(x, y, constants) {
                        return false;
                    }
                }
                (Kind::Expression { arity: x }, Kind::Expression { arity: y }) => {
                    if x != y {
                        return false;
                    }
                    count += x;
                    a.at += 2;
                    b.at += 2;
                    continue;
                }
                (Kind::Variable(_), _) | (_, Kind::Variable(_)) => {
                    let ((x, x_via), (y, y_via)) = (self.resolve_via(a), self.resolve_via(b));
                    a.at += term_len(left) as u32;
                    b.at += term_len(right) as u32;
                    match (x, y) {
                        (Resolved::Free(x), Resolved::Free(y)) if x == y => {}
                        (Resolved::Free(x), Resolved::Free(y)) => {
                            // The younger variable stands for the older one.
                            let (young, old) = if x > y { (x, y) } else { (y, x) };
                            self.bind(young, TermRef { frame: VARIABLE, at: old });
                        }
                        (Resolved::Free(slot), Resolved::Term(term))
                        | (Resolved::Term(term), Resolved::Free(slot)) => {
                            if self.occurs(slot, term) {
                                return false;
                            }
                            self.bind(slot, term);
                        }
                        (Resolved::Term(x), Resolved::Term(y)) => {
                            let known = x == y
                                || match (x_via, y_via) {
                                    (Some(x), Some(y)) => self.join(x, y),
                                    _ => false,
                                };
                            if !known {
                                pending.push((a, b, count));
                                pending.push((x, y, 1));
                                return true;
                            }
                        }
                    }
                    continue;
                }
                _ => return false,
            }
            a.at += 1;
            b.at += 1;
        }
        true
    }

    fn bind(&mut self, slot: u32, term: TermRef) {
        self.values[slot as usize] = term;
        self.trail.push(Change::Bound(slot));
    }

    /// Puts two variables into one class; true when they were in one before.
    fn join(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.class(a), self.class(b));
        if a != b {
            self.classes[a.max(b) as usize] = a.min(b);
            self.trail.push(Change::Joined(a.max(b)));
        }
        a == b
    }

    fn class(&self, mut slot: u32) -> u32 {
        while self.classes[slot as usize] != slot {
            slot = self.classes[slot as usize];
        }
        slot
    }

    /// True when the variable of `slot`, which is free, is part of `term`. Visits each variable once.
    fn occurs(&mut self, slot: u32, term: TermRef) -> bool {
        if self.is_ground(term.frame) {
            return false;
        }
        self.check += 1;
        let mut walk = std::mem::take(&mut self.walk);
        walk.clear();
        walk.push((term.frame, term.at, term.at + term_len(self.words(term)) as u32));
        let mut found = false;
        'search: while let Some((frame, from, to)) = walk.pop() {
            let Frame { words, first, ground } = self.frames[frame as usize];
            if ground {
                continue;
            }
            let mut at = from as usize;
            while at < to as usize {
                match words[at].kind() {
                    Kind::Variable(index) => match self.follow(first + index) {
                        (Resolved::Free(other), _) if other == slot => {
                            found = true;
                            break 'search;
                        }
                        (Resolved::Term(term), Some(via)) if self.seen[via as usize] != self.check => {
                            self.seen[via as usize] = self.check;
                            walk.push((term.frame, term.at, term.at + term_len(self.words(term)) as u32));
                        }
                        _ => {}
                    },
                    Kind::Expression { .. } => at += 1,
                    _ => {}
                }
                at += 1;
            }
        }
        self.walk = walk;
        found
    }
}

/// Equal numbers under two ids.
#[inline]
fn same_number(x: ConstantId, y: ConstantId, constants: &Layered) -> bool {
    x == y
        || (constants.content_hash(x) == constants.content_hash(y)
            && constants.constant(x).same(constants.constant(y)))
}
