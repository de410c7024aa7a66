//! A rule.

use std::rc::Rc;

use super::pattern::Pattern;
use crate::evaluation::symbols::Symbol;
use crate::evaluation::term::{Stored, Term, Trail, instantiate};

/// What the slots of a rule stand for; [`None`] for those of which nothing is known.
pub type Slots = Vec<Option<Term>>;

/// A rule `(= left right)`, compiled.
#[derive(Debug)]
pub struct Rule {
    left: Left,
    /// The left side as a term.
    source: Term,
    right: Term,
    names: Rc<[Symbol]>,
    compares: bool,
}

#[derive(Debug)]
enum Left {
    /// An expression: its members.
    Members(Box<[Pattern]>),
    /// A slot: any call.
    Anything(u32),
}

impl Rule {
    /// The rule that `stored`, the whole `(= left right)`, is; [`None`] where its left side is neither an expression nor a
    /// variable: nothing reduces by it. O(size of the left side).
    pub(super) fn new(stored: &Stored) -> Option<Rule> {
        let [_, left, right] = stored.term.members()? else { return None };
        let compares = compares(left, stored.names.len());
        let mut seen = vec![false; stored.names.len()];
        let source = left.clone();
        let left = match left {
            Term::Slot(slot) => Left::Anything(*slot),
            Term::Expression(node) => Left::Members(
                node.members()
                    .iter()
                    .map(|member| Pattern::new(member, &stored.names, &mut seen, 0))
                    .collect(),
            ),
            _ => return None,
        };
        Some(Rule { left, source, right: right.clone(), names: Rc::clone(&stored.names), compares })
    }

    /// The patterns that the members of a call are held against, the head's first; [`None`] when any call will do.
    pub fn patterns(&self) -> Option<&[Pattern]> {
        match &self.left {
            Left::Members(patterns) => Some(patterns),
            Left::Anything(_) => None,
        }
    }

    /// The left side, with slots.
    pub fn left(&self) -> &Term {
        &self.source
    }

    /// The right side, with slots.
    pub fn right(&self) -> &Term {
        &self.right
    }

    /// True where whether it matches may depend on what states hold: its left side has a state, or a slot twice. O(1).
    pub fn compares(&self) -> bool {
        self.compares
    }

    /// The names of its slots.
    pub fn names(&self) -> &Rc<[Symbol]> {
        &self.names
    }

    /// Unifies the left side with a call, given by its members, the head first: fills `slots`, may bind variables of the call.
    /// After a failure bindings are as they happen to be. O(size of the pattern), where no slot comes twice.
    #[inline]
    pub fn matches(&self, members: &[Term], slots: &mut Slots, trail: &mut Trail) -> bool {
        slots.clear();
        slots.resize(self.names.len(), None);
        match &self.left {
            Left::Members(patterns) => {
                patterns.len() == members.len()
                    && patterns
                        .iter()
                        .zip(members)
                        .all(|(pattern, member)| pattern.matches(member, slots, &self.names, trail))
            }
            Left::Anything(slot) => {
                slots[*slot as usize] = Some(Term::expression(members.iter().cloned()));
                true
            }
        }
    }

    /// False when the rule cannot match, as far as constants and lengths tell. Binds nothing.
    pub fn may_match(&self, members: &[Term]) -> bool {
        match &self.left {
            Left::Members(patterns) => {
                patterns.len() == members.len()
                    && patterns.iter().zip(members).all(|(pattern, member)| pattern.may_match(member))
            }
            Left::Anything(_) => true,
        }
    }

    /// The right side with what `slots` stand for; slots of which nothing is known become new variables. O(size of the parts
    /// with slots).
    pub fn instantiate(&self, slots: &mut Slots, trail: &mut Trail) -> Term {
        instantiate(&self.right, slots, &self.names, trail)
    }
}

/// Whether a left side has a state or a slot twice. O(size); any depth.
fn compares(left: &Term, slots: usize) -> bool {
    let mut seen = vec![false; slots];
    let mut pending = vec![left];
    while let Some(term) = pending.pop() {
        match term {
            Term::State(_) => return true,
            Term::Slot(slot) if std::mem::replace(&mut seen[*slot as usize], true) => return true,
            Term::Expression(node) => pending.extend(node.members()),
            _ => {}
        }
    }
    false
}
