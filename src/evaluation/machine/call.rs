//! A call whose arguments are as they should be: operations, forms, rules.

use std::rc::Rc;

use smallvec::SmallVec;

use super::choice::Rest;
use super::code::Body;
use super::frame::After;
use super::run::{Machine, Next};
use crate::evaluation::identity::SpaceId;
use crate::evaluation::native::{Answer, Call, Native, Rules};
use crate::evaluation::rules::{Candidate, Function, Slots};
use crate::evaluation::symbols::{Symbol, known};
use crate::evaluation::term::{Node, Saved, Term};

impl Machine<'_> {
    /// One step: a result of an operation, of a form of the machine or of a rule in `space`.
    pub(super) fn call(&mut self, node: &Rc<Node>, space: SpaceId, after: After) -> Next {
        if let Some(next) = self.step() {
            return next;
        }
        let Some(head) = node.members().first().map(Term::resolve) else {
            return self.not_reducible(node, &after);
        };
        match head {
            Term::Variable(_) => self.not_reducible(node, &after),
            Term::Symbol(symbol) => {
                if let Some(native) = self.context.operation(symbol, self.space) {
                    let members = node.members().len();
                    if native.rules == Rules::First && self.context.has_own_rules(symbol, members, space) {
                        return self.rules(Some(symbol), node, space, after);
                    }
                    if native.rules != Rules::Never {
                        self.alternatives(symbol, node, space, &after);
                    }
                    return self.operation(&native, symbol, node, space, after);
                }
                if self.context.natives.form(symbol).is_some()
                    && let Some(next) = self.form_step(symbol, node, space, &after)
                {
                    return next;
                }
                self.rules(Some(symbol), node, space, after)
            }
            _ => self.rules(None, node, space, after),
        }
    }

    fn operation(
        &mut self,
        native: &Native,
        name: Symbol,
        node: &Rc<Node>,
        space: SpaceId,
        after: After,
    ) -> Next {
        let arguments = &node.members()[1..];
        let resolved: SmallVec<[Term; 4]>;
        let arguments = if arguments.iter().any(|argument| matches!(argument, Term::Variable(_))) {
            resolved = arguments.iter().map(Term::resolve).collect();
            &resolved
        } else {
            arguments
        };
        let answer = (native.operation)(self.context, &Call { name, arguments, space });
        self.answer(answer, node, after)
    }

    /// What an operation has answered.
    pub(super) fn answer(&mut self, answer: Answer, node: &Rc<Node>, after: After) -> Next {
        match answer {
            Answer::Value(value) => self.result(value, node, after),
            Answer::Final(value) => Next::Return(value),
            Answer::Values(values) => self.values(values, node, after),
            Answer::Evaluate(term) => match after {
                After::Metta(Term::Symbol(known::ATOM)) => {
                    Next::Evaluate(term, Term::Symbol(known::UNDEFINED))
                }
                after => self.result(term, node, after),
            },
            Answer::NotReducible => self.not_reducible(node, &after),
            Answer::Error(reason) => Next::Return(self.error(node, reason)),
            Answer::Failure(text) => {
                let reason = Term::Symbol(self.context.symbols.intern(&text));
                Next::Return(self.error(node, reason))
            }
            Answer::Barrier => {
                self.barrier = true;
                Next::Done
            }
        }
    }

    /// `(Error <the call> reason)`.
    pub(super) fn error(&self, node: &Rc<Node>, reason: Term) -> Term {
        Term::error(crate::evaluation::term::apply(&Term::Expression(Rc::clone(node))), reason)
    }

    /// Several results of a call, in order.
    pub(super) fn values(&mut self, values: Vec<Term>, node: &Rc<Node>, after: After) -> Next {
        let mut values = values.into_iter();
        // A step that gives nothing gives `Empty`: an instruction that waits goes on with it.
        let Some(first) = values.next() else {
            return self.result(Term::Symbol(known::EMPTY), node, after);
        };
        if values.len() > 0 {
            self.choose(Rest::Values { values, call: Rc::clone(node), after: after.clone() });
        }
        self.result(first, node, after)
    }

    /// Rules of `space` for a call, all that match, in order.
    fn rules(&mut self, head: Option<Symbol>, node: &Rc<Node>, space: SpaceId, after: After) -> Next {
        let function = self.memory.function(self.context, space, head, node.members().len());
        match function.first(node.members()) {
            Some(first) => self.first_rule(function, first, node, after),
            None => self.not_reducible(node, &after),
        }
    }

    /// Where rules of the program are added to those of the library: they follow as alternatives.
    pub(super) fn alternatives(&mut self, head: Symbol, node: &Rc<Node>, space: SpaceId, after: &After) {
        if self.context.natives.is_grounded(head) {
            return;
        }
        let function = self.memory.function(self.context, space, Some(head), node.members().len());
        if let Some(next) = function.first(node.members()) {
            let (call, after) = (Rc::clone(node), after.clone());
            if self.must_decide(&function) {
                let (solutions, template) = self.decide(&function, next, node);
                let solutions = solutions.into_iter();
                if solutions.len() > 0 {
                    self.choose(Rest::Matches { solutions, template, call, after });
                }
                return;
            }
            self.choose(Rest::Rules { call, function, next, after });
        }
    }

    /// The first of the rules that takes a call.
    pub(super) fn first_rule(
        &mut self,
        function: Rc<Function>,
        first: Candidate,
        node: &Rc<Node>,
        after: After,
    ) -> Next {
        if self.must_decide(&function) && function.next(node.members(), first).is_some() {
            let (solutions, template) = self.decide(&function, first, node);
            if solutions.is_empty() {
                return self.not_reducible(node, &after);
            }
            return self.solutions(solutions, &template, node, after);
        }
        let mark = self.context.trail.mark();
        let mut slots = Slots::new();
        let mut at = Some(first);
        while let Some(this) = at {
            at = function.next(node.members(), this);
            let rule = function.rule(this);
            if rule.matches(node.members(), &mut slots, &mut self.context.trail) {
                if at.is_none() {
                    self.context.trail.release(mark);
                }
                let code = self.code(&function, this, node, &after);
                let right = match code {
                    Some(_) => None,
                    None => Some(rule.instantiate(&mut slots, &mut self.context.trail)),
                };
                if let Some(next) = at {
                    let (call, after) = (Rc::clone(node), after.clone());
                    self.choose_at(mark, Rest::Rules { call, function, next, after });
                }
                return match (code, right) {
                    (Some(code), _) => self.enter(code, slots),
                    (None, Some(right)) => self.result(right, node, after),
                    (None, None) => Next::Fail,
                };
            }
            self.context.trail.undo(mark);
        }
        self.context.trail.release(mark);
        self.not_reducible(node, &after)
    }

    /// Whether a rule may take a call now that does not take it once another rule was followed, which has changed a state.
    #[inline]
    fn must_decide(&self, function: &Function) -> bool {
        self.context.store.has_states() && function.compares()
    }

    /// What the rules from `first` on make of a call, decided before any of them is followed: for each that takes it what it
    /// binds, with its right side under the variable that is given.
    #[cold]
    fn decide(&mut self, function: &Function, first: Candidate, node: &Rc<Node>) -> (Vec<Saved>, Term) {
        let trail = &mut self.context.trail;
        let right = trail.variable(known::EMPTY_NAME);
        let mark = trail.mark();
        let mut slots = Slots::new();
        let mut solutions = Vec::new();
        let mut at = Some(first);
        while let Some(this) = at {
            let rule = function.rule(this);
            if rule.matches(node.members(), &mut slots, trail) {
                let value = rule.instantiate(&mut slots, trail);
                trail.bind(&right, value.resolve());
                solutions.push(trail.save(mark));
            }
            trail.undo(mark);
            at = function.next(node.members(), this);
        }
        trail.release(mark);
        (solutions, Term::Variable(right))
    }

    /// The next of the rules of the newest choice that takes its call.
    pub(super) fn next_rule(&mut self) -> Option<Next> {
        let mut slots = Slots::new();
        loop {
            let choice = self.choices.last_mut()?;
            let mark = choice.mark;
            let Rest::Rules { call, function, next, after } = &mut choice.rest else { return None };
            let this = *next;
            let following = function.next(call.members(), this);
            let rule = function.rule(this);
            if !rule.matches(call.members(), &mut slots, &mut self.context.trail) {
                self.context.trail.undo(mark);
                match following {
                    Some(following) => *next = following,
                    None => {
                        self.last_alternative();
                        return None;
                    }
                }
                continue;
            }
            let (call, after, function) = (Rc::clone(call), after.clone(), Rc::clone(function));
            if let Some(following) = following {
                *next = following;
            }
            let code = self.code(&function, this, &call, &after);
            let right = match code {
                Some(_) => None,
                None => Some(function.rule(this).instantiate(&mut slots, &mut self.context.trail)),
            };
            if following.is_none() {
                self.last_alternative();
            }
            return match (code, right) {
                (Some(code), _) => Some(self.enter(code, slots)),
                (None, Some(right)) => Some(self.result(right, &call, after)),
                (None, None) => None,
            };
        }
    }

    /// The code of a rule for this call.
    fn code(
        &mut self,
        function: &Rc<Function>,
        candidate: Candidate,
        call: &Rc<Node>,
        after: &After,
    ) -> Option<Rc<Body>> {
        let (After::Metta(Term::Symbol(expected)), [Term::Symbol(head), ..]) = (after, call.members()) else {
            return None;
        };
        if self.memory.generic {
            return None;
        }
        let length = call.members().len();
        let routine = self.memory.routines.get(self.context, self.space, *head, length, *expected);
        if !Rc::ptr_eq(&routine.function, function) {
            return None;
        }
        self.memory.routines.body(self.context, &routine, function.number(candidate))
    }
}
