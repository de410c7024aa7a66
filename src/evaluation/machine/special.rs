//! Forms of the library that the machine evaluates itself: `if`, `let`, `case`, `match` ..

use std::rc::Rc;

use super::choice::Rest;
use super::frame::{After, Wait};
use super::minimal::is_instruction;
use super::run::{Machine, Next};
use crate::evaluation::identity::SpaceId;
use crate::evaluation::symbols::{Symbol, known};
use crate::evaluation::term::{Node, Saved, Term, same, unify};
use crate::evaluation::types;

const UNDEFINED: Term = Term::Symbol(known::UNDEFINED);
const ATOM: Term = Term::Symbol(known::ATOM);
const EMPTY: Term = Term::Symbol(known::EMPTY);

impl Machine<'_> {
    /// A form as it is written, where its arguments are of the right kinds at first sight: only those that it wants are
    /// evaluated. None: its types must be looked at.
    pub(super) fn form(&mut self, head: Symbol, node: &Rc<Node>, expected: &Term) -> Option<Next> {
        let members = node.members();
        let is_list = |at: usize| matches!(members[at].resolve(), Term::Expression(_));
        let is_variable = |at: usize| matches!(members[at].resolve(), Term::Variable(_));
        let result = match (head, members.len()) {
            (known::IF, 4) => match members[1].resolve() {
                Term::Expression(condition) => {
                    if !self.may_be_condition(&condition) {
                        return None;
                    }
                    let condition = Term::Expression(condition);
                    let wait = Wait::If(Rc::clone(node), expected.clone());
                    return Some(self.evaluate_for(wait, condition, Term::Symbol(known::BOOL)));
                }
                Term::Bool(_) | Term::Variable(_) => expected.clone(),
                _ => return None,
            },
            (known::LET, 4) => match members[2].resolve() {
                value @ Term::Expression(_) => {
                    return Some(self.evaluate_for(Wait::Let(Rc::clone(node)), value, UNDEFINED));
                }
                Term::Symbol(known::EMPTY) => return None,
                _ => UNDEFINED,
            },
            (known::LET_STAR, 3) if is_list(1) => UNDEFINED,
            (known::CASE, 3) if is_list(2) => UNDEFINED,
            (known::COLLAPSE | known::NOEVAL, 2) => ATOM,
            (known::ONCE | known::TRANSACTION, 2) => UNDEFINED,
            (known::QUOTE, 2) => ATOM,
            (known::SUPERPOSE, 2) if is_list(1) => UNDEFINED,
            (known::MATCH, 4) if self.space_of(&members[1].resolve()).is_some() => UNDEFINED,
            (known::MAP_ATOM | known::FILTER_ATOM, 4) if is_list(1) && is_variable(2) => UNDEFINED,
            (known::FOLDL_ATOM, 6) if is_list(1) && is_variable(3) && is_variable(4) => UNDEFINED,
            (known::EVAL | known::FUNCTION, 2) => ATOM,
            (known::CHAIN, 4) if is_variable(2) => UNDEFINED,
            (known::UNIFY, 5) => UNDEFINED,
            (known::CONS_ATOM, 3) if is_list(2) => ATOM,
            (known::DECONS_ATOM, 2) if is_list(1) => ATOM,
            (known::ERROR, 3) => {
                let fits = matches!(expected, Term::Symbol(known::UNDEFINED | known::ERROR_TYPE));
                return fits.then(|| self.keep(node));
            }
            _ => return None,
        };
        Some(self.call(node, self.space, After::Metta(result)))
    }

    /// One step of a form whose arguments are evaluated where it wants that. None: it stays as it is, unless a rule takes it.
    pub(super) fn form_step(
        &mut self,
        head: Symbol,
        node: &Rc<Node>,
        space: SpaceId,
        after: &After,
    ) -> Option<Next> {
        let members = node.members();
        if is_instruction(head) {
            return Some(match (after, head) {
                (After::Raw, _) => Next::Execute(Term::Expression(Rc::clone(node))),
                (After::Metta(_), known::UNIFY) if members.len() == 5 => {
                    self.alternatives(head, node, space, after);
                    let parts: Vec<Term> = members[1..].iter().map(Term::resolve).collect();
                    self.unify_or(node, [&parts[0], &parts[1], &parts[2], &parts[3]], after.clone())
                }
                (After::Metta(expected), _) => {
                    let wait = Wait::Then(Rc::clone(node), expected.clone());
                    self.execute_for(wait, Term::Expression(Rc::clone(node)))
                }
            });
        }
        Some(match (head, members) {
            (known::IF, [_, condition, then, otherwise]) => match condition.resolve() {
                Term::Bool(condition) => {
                    self.alternatives(head, node, space, after);
                    self.result(if condition { then } else { otherwise }.resolve(), node, after.clone())
                }
                Term::Variable(condition) => {
                    self.alternatives(head, node, space, after);
                    let (call, after) = (Rc::clone(node), after.clone());
                    let branch = otherwise.resolve();
                    let again = Rc::clone(&condition);
                    self.choose(Rest::Else { condition: again, branch, call, after: after.clone() });
                    self.context.trail.bind(&condition, Term::Bool(true));
                    self.result(then.resolve(), node, after)
                }
                _ => return None,
            },
            (known::LET, [_, pattern, value, body]) => {
                self.alternatives(head, node, space, after);
                match self.unified(value, pattern) {
                    true => self.result(body.resolve(), node, after.clone()),
                    false => self.result(EMPTY, node, after.clone()),
                }
            }
            (known::LET_STAR, [_, pairs, body]) => {
                let Term::Expression(pairs) = pairs.resolve() else { return None };
                self.alternatives(head, node, space, after);
                match after {
                    After::Metta(_) => self.let_star(node, &pairs, 0, body),
                    After::Raw => self.let_star_step(node, &pairs, body),
                }
            }
            (known::CASE, [_, atom, branches]) => {
                let Term::Expression(_) = branches.resolve() else { return None };
                self.alternatives(head, node, space, after);
                let wait = Wait::Case(Rc::clone(node), after.clone());
                self.evaluate_guarded(wait, atom.resolve(), UNDEFINED)
            }
            (known::SWITCH, [_, value, branches]) => {
                let Term::Expression(_) = branches.resolve() else { return None };
                self.alternatives(head, node, space, after);
                self.branches(node, &value.resolve(), after.clone())
            }
            (known::COLLAPSE, [_, atom]) => {
                self.alternatives(head, node, space, after);
                let wait = Wait::Collapse(Rc::clone(node), after.clone());
                self.evaluate_guarded(wait, atom.resolve(), UNDEFINED)
            }
            (known::ONCE | known::TRANSACTION, [_, atom]) => {
                if self.context.has_own_rules(head, members.len(), space) {
                    return None;
                }
                self.alternatives(head, node, space, after);
                if head == known::ONCE {
                    return Some(self.evaluate_for(Wait::Once, atom.resolve(), UNDEFINED));
                }
                let wait = Wait::Transaction(self.context.store.savepoint());
                self.evaluate_guarded(wait, atom.resolve(), UNDEFINED)
            }
            (known::SUPERPOSE, [_, tuple]) => {
                let Term::Expression(tuple) = tuple.resolve() else {
                    let text = "superpose expects single expression as an argument";
                    let reason = Term::Symbol(self.context.symbols.intern(text));
                    return Some(Next::Return(self.error(node, reason)));
                };
                self.values(tuple.members().to_vec(), node, after.clone())
            }
            (known::MATCH, [_, place, pattern, template]) => {
                let Some(place) = self.space_of(&place.resolve()) else {
                    let text = "match expects a space as the first argument";
                    let reason = Term::Symbol(self.context.symbols.intern(text));
                    return Some(Next::Return(self.error(node, reason)));
                };
                let context = &mut *self.context;
                let solutions = context.store.query(place, pattern, &mut context.symbols, &mut context.trail);
                self.solutions(solutions, template, node, after.clone())
            }
            (known::ID | known::NOEVAL, [_, term]) => {
                self.alternatives(head, node, space, after);
                self.result(term.resolve(), node, after.clone())
            }
            (known::UNQUOTE, [_, quoted]) if matches!(quoted.resolve(), Term::Variable(_)) => {
                self.alternatives(head, node, space, after);
                let name = self.context.symbols.intern("atom");
                let term = Term::Variable(self.context.trail.variable(name));
                let pattern = Term::expression([Term::Symbol(known::QUOTE), term.clone()]);
                self.unified(quoted, &pattern);
                self.result(term, node, after.clone())
            }
            (known::UNQUOTE, [_, quoted]) => match quoted.resolve().members() {
                Some([quote, term]) if quote.is_symbol(known::QUOTE) => {
                    self.alternatives(head, node, space, after);
                    self.result(term.resolve(), node, after.clone())
                }
                _ => return None,
            },
            (known::MAP_ATOM, [_, list, variable, template]) => {
                let (Term::Expression(list), Term::Variable(variable)) = (list.resolve(), variable.resolve())
                else {
                    return None;
                };
                self.alternatives(head, node, space, after);
                self.map(node, &list, &variable, template, after.clone())
            }
            (known::FILTER_ATOM, [_, list, variable, condition]) => {
                let (Term::Expression(list), Term::Variable(variable)) = (list.resolve(), variable.resolve())
                else {
                    return None;
                };
                self.alternatives(head, node, space, after);
                self.filter(node, list, variable, condition, after.clone())
            }
            (known::FOLDL_ATOM, [_, list, start, sum, element, operation]) => {
                let (Term::Expression(list), Term::Variable(sum), Term::Variable(element)) =
                    (list.resolve(), sum.resolve(), element.resolve())
                else {
                    return None;
                };
                self.alternatives(head, node, space, after);
                self.fold(node, list, start.resolve(), [sum, element], operation, after.clone())
            }
            _ => return None,
        })
    }

    /// The template once for each solution.
    pub(super) fn solutions(
        &mut self,
        solutions: Vec<Saved>,
        template: &Term,
        node: &Rc<Node>,
        after: After,
    ) -> Next {
        if solutions.is_empty() {
            return self.result(EMPTY, node, after);
        }
        let (call, template) = (Rc::clone(node), template.clone());
        self.choose(Rest::Matches { solutions: solutions.into_iter(), template, call, after });
        self.next_solution().unwrap_or(Next::Fail)
    }

    /// The next solution of the newest choice.
    pub(super) fn next_solution(&mut self) -> Option<Next> {
        let choice = self.choices.last_mut()?;
        let Rest::Matches { solutions, template, call, after } = &mut choice.rest else { return None };
        let solution = solutions.next();
        let (template, call, after) = (template.clone(), Rc::clone(call), after.clone());
        if solutions.len() == 0 {
            self.last_alternative();
        }
        self.context.trail.restore(&solution?);
        Some(self.result(template.resolve(), &call, after))
    }

    /// `(if value then else)`, of whose condition this is a value.
    pub(super) fn if_value(&mut self, node: Rc<Node>, expected: Term, value: Term) -> Next {
        let [head, _, then, otherwise] = node.members() else { return Next::Fail };
        if let Term::Bool(condition) = value {
            if !self.memory.has_rules(self.context, self.space, known::IF, 4) {
                let branch = if condition { then } else { otherwise }.resolve();
                return self.result(branch, &node, After::Metta(expected));
            }
        } else if let Some(errors) = self.static_errors(&node, &expected) {
            return self.errors(errors);
        }
        if value.is_error() {
            return Next::Return(value);
        }
        let members = [head, &value, then, otherwise].into_iter().cloned().collect();
        self.call(&Rc::new(Node::new(members)), self.space, After::Metta(expected))
    }

    /// `(let pattern value body)`, of which this is the value.
    pub(super) fn let_value(&mut self, node: &Rc<Node>, value: Term) -> Next {
        let [head, pattern, written, body] = node.members() else { return Next::Fail };
        if value.is_error() && !same(written, &value) {
            return Next::Return(value);
        }
        if self.memory.has_rules(self.context, self.space, known::LET, 4) {
            let members = [head, pattern, &value, body].into_iter().cloned().collect();
            return self.call(&Rc::new(Node::new(members)), self.space, After::Metta(UNDEFINED));
        }
        match unify(&value, pattern, &mut self.context.trail) {
            true => self.result(body.resolve(), node, After::Metta(UNDEFINED)),
            false => Next::Fail,
        }
    }

    /// The pairs of a `let*` from number `at` on, then its body.
    fn let_star(&mut self, node: &Rc<Node>, pairs: &Rc<Node>, at: usize, body: &Term) -> Next {
        for (at, pair) in pairs.members().iter().enumerate().skip(at) {
            let pair = pair.resolve();
            let Some([pattern, value]) = pair.members() else {
                let reason = Term::text("List of (<pattern> <atom>) pairs is expected as a second argument");
                return Next::Return(self.error(node, reason));
            };
            match value.resolve() {
                value @ Term::Expression(_) => {
                    return self.evaluate_for(Wait::LetStar(Rc::clone(node), at as u32), value, UNDEFINED);
                }
                value => {
                    if !unify(&value, pattern, &mut self.context.trail) {
                        return Next::Fail;
                    }
                }
            }
        }
        self.result(body.resolve(), node, After::Metta(UNDEFINED))
    }

    /// One step of a `let*` that is not evaluated: a `let` for its first pair, or its body.
    fn let_star_step(&mut self, node: &Rc<Node>, pairs: &Rc<Node>, body: &Term) -> Next {
        let [first, rest @ ..] = pairs.members() else { return Next::Return(body.resolve()) };
        let first = first.resolve();
        let Some([pattern, value]) = first.members() else {
            return self.let_star(node, pairs, 0, body);
        };
        let rest = Term::expression(rest.iter().cloned());
        let rest = Term::expression([Term::Symbol(known::LET_STAR), rest, body.clone()]);
        let members = [Term::Symbol(known::LET), pattern.clone(), value.clone(), rest];
        self.result(Term::expression(members), node, After::Raw)
    }

    /// The value of pair number `at` of a `let*`.
    pub(super) fn let_star_value(&mut self, node: &Rc<Node>, at: usize, value: Term) -> Next {
        let [_, pairs, body] = node.members() else { return Next::Fail };
        let Term::Expression(pairs) = pairs.resolve() else { return Next::Fail };
        let pair = pairs.members().get(at).map(Term::resolve);
        let Some([pattern, written]) = pair.as_ref().and_then(Term::members) else { return Next::Fail };
        if value.is_error() && !same(written, &value) {
            return Next::Return(value);
        }
        match unify(&value, pattern, &mut self.context.trail) {
            true => self.let_star(node, &pairs, at + 1, body),
            false => Next::Fail,
        }
    }

    /// The first branch of a `case` or `switch` whose pattern unifies with `value`.
    pub(super) fn branches(&mut self, node: &Rc<Node>, value: &Term, after: After) -> Next {
        let branches = node.members().get(2).map(Term::resolve);
        let branches = branches.as_ref().and_then(Term::members).unwrap_or_default();
        for branch in branches {
            let branch = branch.resolve();
            let Some([pattern, template]) = branch.members() else { continue };
            if self.unified(value, pattern) {
                return self.result(template.resolve(), node, after);
            }
        }
        self.result(EMPTY, node, after)
    }

    /// Whether the two unify; where they do not, nothing of the attempt stays bound.
    pub(super) fn unified(&mut self, left: &Term, right: &Term) -> bool {
        let mark = self.context.trail.mark();
        let equal = unify(left, right, &mut self.context.trail);
        if !equal {
            self.context.trail.undo(mark);
        }
        self.context.trail.release(mark);
        equal
    }

    /// False for a condition that cannot be a truth value, as its head shows: then the types of all of it are looked at.
    fn may_be_condition(&mut self, condition: &Node) -> bool {
        let Some(Term::Symbol(head)) = condition.members().first().map(Term::resolve) else { return false };
        types::may_give(self.context, self.space, head, condition.members().len(), known::BOOL)
    }
}
