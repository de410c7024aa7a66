//! `map-atom`, `filter-atom`, `foldl-atom`: a template for each member of a list.
//!
//! Variables of the template other than those that the form names are new for each member (`sealed`).

use std::rc::Rc;

use smallvec::SmallVec;

use super::frame::{After, Filter, Fold, Wait};
use super::run::{Machine, Next};
use crate::evaluation::symbols::known;
use crate::evaluation::term::{Node, Term, Trail, Variable, apply, substitute};

const UNDEFINED: Term = Term::Symbol(known::UNDEFINED);

/// A template, to which `apply` was applied, with terms for variables and all its other variables new.
fn seal(template: &Term, put: &[(&Rc<Variable>, &Term)], trail: &mut Trail) -> Term {
    let mut new: SmallVec<[(Rc<Variable>, Term); 4]> = SmallVec::new();
    substitute(template, |variable| {
        if let Some((_, term)) = put.iter().find(|(other, _)| Rc::ptr_eq(other, variable)) {
            return Some((*term).clone());
        }
        if let Some((_, term)) = new.iter().find(|(other, _)| Rc::ptr_eq(other, variable)) {
            return Some(term.clone());
        }
        let term = Term::Variable(trail.variable(variable.name));
        new.push((Rc::clone(variable), term.clone()));
        Some(term)
    })
}

impl Machine<'_> {
    /// `(map-atom list variable template)`: a tuple of instances, which is then evaluated.
    pub(super) fn map(
        &mut self,
        node: &Rc<Node>,
        list: &Rc<Node>,
        variable: &Rc<Variable>,
        template: &Term,
        after: After,
    ) -> Next {
        let template = apply(template);
        let trail = &mut self.context.trail;
        let instances = list.members().iter().map(|member| seal(&template, &[(variable, member)], trail));
        let tuple = Term::Expression(Rc::new(Node::new(instances.collect())));
        self.result(tuple, node, after)
    }

    /// `(filter-atom list variable condition)`.
    pub(super) fn filter(
        &mut self,
        call: &Rc<Node>,
        list: Rc<Node>,
        variable: Rc<Variable>,
        condition: &Term,
        after: After,
    ) -> Next {
        let condition = apply(condition);
        let call = Rc::clone(call);
        self.next_filtered(Filter { call, list, at: 0, kept: Vec::new(), variable, condition }, after)
    }

    fn next_filtered(&mut self, filter: Filter, after: After) -> Next {
        let Some(member) = filter.list.members().get(filter.at) else {
            return self.result(Term::expression(filter.kept), &filter.call, after);
        };
        let trail = &mut self.context.trail;
        let condition = seal(&filter.condition, &[(&filter.variable, member)], trail);
        self.evaluate_for(Wait::Filter(Box::new(filter), after), condition, UNDEFINED)
    }

    /// The value of the condition for the member at hand.
    pub(super) fn filtered(&mut self, mut filter: Filter, value: Term, after: After) -> Next {
        match value {
            Term::Bool(true) => filter.kept.extend(filter.list.members().get(filter.at).cloned()),
            Term::Bool(false) => {}
            error if error.is_error() => return Next::Return(error),
            _ => return Next::Return(self.error(&filter.call, Term::Symbol(known::NO_RETURN))),
        }
        filter.at += 1;
        self.next_filtered(filter, after)
    }

    /// `(foldl-atom list start sum element operation)`.
    pub(super) fn fold(
        &mut self,
        call: &Rc<Node>,
        list: Rc<Node>,
        start: Term,
        [sum, element]: [Rc<Variable>; 2],
        operation: &Term,
        after: After,
    ) -> Next {
        let (call, operation) = (Rc::clone(call), apply(operation));
        self.next_folded(Fold { call, list, at: 0, sum, element, operation }, start, after)
    }

    fn next_folded(&mut self, fold: Fold, sum: Term, after: After) -> Next {
        let Some(member) = fold.list.members().get(fold.at) else {
            return self.result(sum, &fold.call, after);
        };
        let put = [(&fold.sum, &sum), (&fold.element, member)];
        let operation = seal(&fold.operation, &put, &mut self.context.trail);
        self.evaluate_for(Wait::Fold(Box::new(fold), after), operation, UNDEFINED)
    }

    /// The value of the operation for the member at hand.
    pub(super) fn folded(&mut self, mut fold: Fold, value: Term, after: After) -> Next {
        fold.at += 1;
        self.next_folded(fold, value, after)
    }
}
