//! `(metta term type)`: arguments are evaluated as the types of the head say, then the call is made.

use std::rc::Rc;

use smallvec::SmallVec;

use super::choice::Rest;
use super::frame::{After, Formals, Members, Wait};
use super::run::{Machine, Next};
use crate::evaluation::identity::SpaceId;
use crate::evaluation::symbols::known;
use crate::evaluation::term::{Node, Term, apply, same};
use crate::evaluation::types::{self, Declared, Formal};

const UNDEFINED: Term = Term::Symbol(known::UNDEFINED);

impl Machine<'_> {
    /// `(metta term expected)`.
    pub(super) fn evaluate(&mut self, term: Term, expected: Term) -> Next {
        let term = term.resolve();
        let expected = expected.resolve();
        if expected.is_symbol(known::ATOM) {
            return Next::Return(term);
        }
        let Term::Expression(node) = &term else {
            if term.is_symbol(known::SELF) && !expected.is_symbol(known::SYMBOL) {
                return Next::Return(Term::Space(SpaceId::MAIN));
            }
            return match self.check(&term, &expected) {
                Ok(()) => Next::Return(term),
                Err(errors) => self.errors(errors),
            };
        };
        if node.members().is_empty() || expected.is_symbol(known::EXPRESSION) {
            return Next::Return(term);
        }
        if node.is_evaluated() {
            if node.is_ground() {
                return Next::Return(term);
            }
            let applied = apply(&term);
            return match &applied {
                Term::Expression(now) if !Rc::ptr_eq(now, node) => self.interpret(now, expected),
                _ => Next::Return(applied),
            };
        }
        self.interpret(node, expected)
    }

    /// Whether a symbol or something grounded is of the type `expected`.
    fn check(&mut self, term: &Term, expected: &Term) -> Result<(), Vec<Term>> {
        if matches!(term, Term::Variable(_)) || fits_plainly(term, expected) {
            return Ok(());
        }
        let expected = expected.resolve();
        if let Term::Variable(_) | Term::Symbol(known::UNDEFINED | known::ATOM) = expected {
            return Ok(());
        }
        types::check(self.context, self.space, term, &expected)
    }

    /// Several results that are not evaluated: errors.
    pub(super) fn errors(&mut self, errors: Vec<Term>) -> Next {
        let mut values = errors.into_iter();
        let Some(first) = values.next() else { return Next::Fail };
        if values.len() > 0 {
            self.choose(Rest::Errors { values });
        }
        Next::Return(first)
    }

    /// An expression with members.
    fn interpret(&mut self, node: &Rc<Node>, expected: Term) -> Next {
        let head = node.members()[0].resolve();
        match &head {
            Term::Symbol(symbol) => {
                if self.context.natives.form(*symbol).is_some()
                    && let Some(next) = self.form(*symbol, node, &expected)
                {
                    return next;
                }
                let declared = types::declared(self.context, self.space, *symbol);
                if declared.functions.is_empty() {
                    return self.members(node, Formals::Tuple, expected);
                }
                if let Some(result) = self.accepted(&declared, node, &expected) {
                    return self.members(node, Formals::Declared(declared, 0), result);
                }
            }
            Term::Expression(inner) => match inner.members().first().map(Term::resolve) {
                None => return self.members(node, Formals::Tuple, expected),
                Some(Term::Symbol(symbol))
                    if types::declared(self.context, self.space, symbol).types.is_empty() =>
                {
                    return self.members(node, Formals::Tuple, expected);
                }
                Some(_) => {}
            },
            _ => return self.members(node, Formals::Tuple, expected),
        }
        let all = types::of_head(self.context, self.space, &head);
        let number = all.len();
        let functions: Vec<Term> = all.into_iter().filter(is_function).collect();
        if functions.len() == number && number > 0 {
            return self.function(node, functions, expected);
        }
        if !functions.is_empty() {
            let (call, expected) = (Rc::clone(node), expected.clone());
            self.choose(Rest::Functions { call, functions, expected });
        }
        self.members(node, Formals::Tuple, expected)
    }

    /// The type of the result, where the first function type takes the call at first sight.
    fn accepted(&mut self, declared: &Declared, node: &Rc<Node>, expected: &Term) -> Option<Term> {
        let [function, ..] = &*declared.functions else { return None };
        let result = match function.result {
            Formal::Any | Formal::Meta(known::EXPRESSION) => UNDEFINED,
            Formal::Atom => Term::Symbol(known::ATOM),
            Formal::Meta(result) | Formal::Simple(result) => Term::Symbol(result),
            Formal::Complex => return None,
        };
        let fits = match (expected, &result) {
            (Term::Symbol(known::UNDEFINED), _) => true,
            (_, Term::Symbol(known::UNDEFINED | known::ATOM)) => true,
            (Term::Symbol(expected), Term::Symbol(result)) => expected == result,
            _ => false,
        };
        let fits = fits && !declared.data;
        (fits && types::accepts(self.context, self.space, function, &node.members()[1..])).then_some(result)
    }

    /// The first of the function types that takes the call; where none does, the errors of all.
    pub(super) fn function(&mut self, node: &Rc<Node>, functions: Vec<Term>, expected: Term) -> Next {
        let call = Term::Expression(Rc::clone(node));
        let mut errors = Vec::new();
        for function in functions {
            let mark = self.context.trail.mark();
            match types::applicable(self.context, self.space, &call, &function, &expected) {
                Ok(application) => {
                    self.context.trail.release(mark);
                    let result = application.result.resolve();
                    let result = match result {
                        Term::Symbol(known::EXPRESSION) => UNDEFINED,
                        other => other,
                    };
                    return self.members(node, Formals::Applied(Rc::new(application)), result);
                }
                Err(found) => {
                    self.context.trail.undo(mark);
                    self.context.trail.release(mark);
                    errors.extend(found);
                }
            }
        }
        self.errors(errors)
    }

    /// The errors of a call whose arguments do not fit, found out only when a value did not.
    pub(super) fn static_errors(&mut self, node: &Rc<Node>, expected: &Term) -> Option<Vec<Term>> {
        let functions = types::of_head(self.context, self.space, &node.members()[0].resolve());
        let call = Term::Expression(Rc::clone(node));
        let mut errors = Vec::new();
        for function in functions {
            let mark = self.context.trail.mark();
            let found = types::applicable(self.context, self.space, &call, &function, expected);
            self.context.trail.undo(mark);
            self.context.trail.release(mark);
            errors.extend(found.err()?);
        }
        Some(errors).filter(|errors| !errors.is_empty())
    }

    /// Begins to evaluate the members of a call.
    pub(super) fn members(&mut self, call: &Rc<Node>, formals: Formals, expected: Term) -> Next {
        self.go_on_with_members(Members {
            call: Rc::clone(call),
            done: SmallVec::new(),
            changed: false,
            formals,
            expected,
        })
    }

    /// Evaluates the members that are left, then makes the call.
    fn go_on_with_members(&mut self, mut members: Members) -> Next {
        loop {
            let at = members.done.len();
            let Some(written) = members.call.members().get(at) else { break };
            let member = written.resolve();
            let formal = members.formals.of(at, &member);
            let is_tuple = matches!(members.formals, Formals::Tuple);
            let as_it_is = match (&member, &formal) {
                (_, Term::Symbol(known::ATOM)) | (Term::Variable(_), _) => true,
                (Term::Symbol(known::SELF), formal) => formal.is_symbol(known::SYMBOL),
                (Term::Symbol(known::EMPTY), _) if is_tuple => return Next::Fail,
                (Term::Expression(node), Term::Symbol(known::UNDEFINED) | Term::Variable(_)) => {
                    node.members().is_empty()
                        || node.is_evaluated() && node.is_ground() && !is_error_node(node)
                }
                (Term::Expression(node), Term::Symbol(known::EXPRESSION)) => {
                    node.members().is_empty() || !is_tuple
                }
                (Term::Expression(_), _) => false,
                (_, Term::Symbol(known::UNDEFINED)) => true,
                (term, formal) => self.check(term, formal).is_ok(),
            };
            if !as_it_is {
                return self.evaluate_for(Wait::Members(members), member, formal);
            }
            members.changed |= matches!(written, Term::Variable(_)) && !matches!(member, Term::Variable(_));
            members.done.push(member);
        }
        let call = if members.changed { Rc::new(Node::new(members.done)) } else { members.call };
        self.call(&call, self.space, After::Metta(members.expected))
    }

    /// The value of a member.
    pub(super) fn member(&mut self, mut members: Members, value: Term) -> Next {
        let at = members.done.len();
        let same_node = |written: &Term| match (written, &value) {
            (Term::Expression(x), Term::Expression(y)) => Rc::ptr_eq(x, y),
            _ => false,
        };
        let Some(written) = members.call.members().get(at) else { return Next::Fail };
        if value.is_error() && (matches!(members.formals, Formals::Tuple) || !same(written, &value)) {
            return Next::Return(value);
        }
        members.changed |= !same_node(written);
        members.done.push(value);
        self.go_on_with_members(members)
    }
}

impl Formals {
    /// The type that the member with number `at` is evaluated as.
    #[inline]
    fn of(&self, at: usize, member: &Term) -> Term {
        let argument = match (self, at.checked_sub(1)) {
            (Formals::Tuple, _) => return UNDEFINED,
            (_, Some(argument)) => argument,
            // The head of a typed call is what it is, unless it must be computed.
            (_, None) if matches!(member, Term::Expression(_)) => return UNDEFINED,
            (_, None) => return Term::Symbol(known::ATOM),
        };
        match self {
            Formals::Tuple => UNDEFINED,
            Formals::Declared(declared, function) => {
                match declared.functions[*function as usize].formals.get(argument) {
                    Some(Formal::Atom) => Term::Symbol(known::ATOM),
                    Some(Formal::Meta(symbol) | Formal::Simple(symbol)) => Term::Symbol(*symbol),
                    _ => UNDEFINED,
                }
            }
            Formals::Applied(application) => {
                application.formals.get(argument).map_or(UNDEFINED, Term::resolve)
            }
        }
    }
}

/// Fits without a look at declarations.
#[inline]
fn fits_plainly(term: &Term, expected: &Term) -> bool {
    let Term::Symbol(expected) = expected else { return false };
    matches!(
        (term, *expected),
        (_, known::UNDEFINED)
            | (Term::Integer(_) | Term::Float(_), known::NUMBER)
            | (Term::Bool(_), known::BOOL)
            | (Term::Text(_), known::STRING)
            | (Term::Space(_), known::SPACE_TYPE)
    )
}

fn is_error_node(node: &Rc<Node>) -> bool {
    matches!(node.members(), [head, _, ..] if head.is_symbol(known::ERROR))
}

fn is_function(term: &Term) -> bool {
    matches!(term.resolve().members(), Some([head, _, ..]) if head.is_symbol(known::ARROW))
}
