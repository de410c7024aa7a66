//! Variables, and how their bindings are taken back.

use std::cell::RefCell;
use std::rc::Rc;

use super::Term;
use super::node::drop_all;
use crate::evaluation::symbols::Symbol;

/// A variable: a cell that stands for nothing or for a term.
#[derive(Debug)]
pub struct Variable {
    /// What it is called; not what it is: two variables of one name are two.
    pub name: Symbol,
    /// Its age: the larger, the younger.
    pub serial: u64,
    value: RefCell<Option<Term>>,
}

impl Variable {
    /// What it stands for in the end: a term that is no bound variable.
    pub fn resolve(self: &Rc<Variable>) -> Term {
        let mut variable = Rc::clone(self);
        loop {
            let next = match &*variable.value.borrow() {
                None => break,
                Some(Term::Variable(next)) => Rc::clone(next),
                Some(term) => return term.clone(),
            };
            variable = next;
        }
        Term::Variable(variable)
    }

    /// True when it stands for nothing.
    pub fn is_free(&self) -> bool {
        self.value.borrow().is_none()
    }

    pub(super) fn into_value(mut self) -> Option<Term> {
        self.value.get_mut().take()
    }
}

impl Drop for Variable {
    fn drop(&mut self) {
        if let Some(value @ (Term::Expression(_) | Term::Variable(_))) = self.value.get_mut().take() {
            drop_all(&mut vec![value]);
        }
    }
}

/// Makes variables, binds them, takes bindings back.
///
/// A binding needs to be remembered only where somebody may go back behind it: of variables that are older than the newest
/// [`Mark`]. So a loop without alternatives leaves nothing behind.
#[derive(Default)]
pub struct Trail {
    bound: Vec<Rc<Variable>>,
    next: u64,
    /// Bindings of variables with a smaller serial are remembered.
    guarded: u64,
}

/// A moment to go back to. Marks end in the reverse order of their making: by [`Trail::release`] or
/// [`Trail::absorb`], any number of [`Trail::undo`] before.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    bound: usize,
    /// What was guarded before.
    guarded: u64,
    /// Variables up to this one are older than the mark.
    oldest: u64,
}

/// What was bound since a mark, to be bound again.
#[derive(Clone, Debug, Default)]
pub struct Saved(Vec<(Rc<Variable>, Term)>);

impl Trail {
    /// A new variable. O(1).
    pub fn variable(&mut self, name: Symbol) -> Rc<Variable> {
        self.next += 1;
        Rc::new(Variable { name, serial: self.next, value: RefCell::new(None) })
    }

    /// Makes `variable`, which is free, stand for `value`, which is resolved and does not contain it.
    pub fn bind(&mut self, variable: &Rc<Variable>, value: Term) {
        debug_assert!(variable.is_free());
        *variable.value.borrow_mut() = Some(value);
        if variable.serial <= self.guarded {
            self.bound.push(Rc::clone(variable));
        }
    }

    /// From now on bindings can be taken back to this moment.
    pub fn mark(&mut self) -> Mark {
        let mark = Mark { bound: self.bound.len(), guarded: self.guarded, oldest: self.next };
        self.guarded = self.next;
        mark
    }

    /// Takes back what was bound since `mark`, which stays.
    pub fn undo(&mut self, mark: Mark) {
        while self.bound.len() > mark.bound {
            if let Some(variable) = self.bound.pop() {
                let value = variable.value.borrow_mut().take();
                drop(value);
            }
        }
    }

    /// Forgets `mark`: what was bound since stays bound, and can be taken back to earlier marks only.
    pub fn release(&mut self, mark: Mark) {
        self.guarded = mark.guarded;
        let mut kept = mark.bound;
        for at in mark.bound..self.bound.len() {
            if self.bound[at].serial <= mark.guarded {
                self.bound.swap(kept, at);
                kept += 1;
            }
        }
        self.bound.truncate(kept);
    }

    /// Forgets `mark` as a moment to go back to, while an earlier one stays: variables that are older than `mark` are guarded
    /// until that one is released, and free again when it is undone.
    pub fn absorb(&mut self, mark: Mark) {
        self.guarded = self.guarded.max(mark.oldest);
    }

    /// What was bound since `mark` of the variables that are older than it.
    pub fn save(&self, mark: Mark) -> Saved {
        let since = &self.bound[mark.bound..];
        Saved(
            since
                .iter()
                .map(|variable| (Rc::clone(variable), Term::Variable(Rc::clone(variable)).resolve()))
                .collect(),
        )
    }

    /// What was bound since `mark` of the variables that are older than it, in depth: no other bindings are needed when it is
    /// bound again behind [`Trail::undo`], as long as [`apply`](super::apply) was applied to all that is kept beside it.
    pub fn save_older(&self, mark: Mark) -> Saved {
        let since = self.bound[mark.bound..].iter().filter(|variable| variable.serial <= mark.oldest);
        Saved(
            since
                .map(|variable| (Rc::clone(variable), super::apply(&Term::Variable(Rc::clone(variable)))))
                .collect(),
        )
    }

    /// Binds again what `saved` says.
    pub fn restore(&mut self, saved: &Saved) {
        for (variable, value) in &saved.0 {
            self.bind(variable, value.clone());
        }
    }
}

impl Saved {
    /// True when nothing was bound.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The bindings, in the order in which they were made.
    pub fn iter(&self) -> impl Iterator<Item = &(Rc<Variable>, Term)> {
        self.0.iter()
    }
}
