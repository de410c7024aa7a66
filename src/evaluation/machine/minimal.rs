//! Minimal instructions: `eval`, `chain`, `unify` .. as themselves, their results as they are.

use std::rc::Rc;

use super::choice::Rest;
use super::frame::{After, Value, Wait};
use super::run::{Machine, Next};
use crate::evaluation::identity::SpaceId;
use crate::evaluation::print::print;
use crate::evaluation::symbols::{Symbol, known};
use crate::evaluation::term::{Node, Term, Variable, apply, substitute, unify};

/// A minimal instruction; anything else is its own value where instructions are executed.
pub(super) fn is_instruction(head: Symbol) -> bool {
    matches!(
        head,
        known::EVAL
            | known::EVALC
            | known::CHAIN
            | known::UNIFY
            | known::CONS_ATOM
            | known::DECONS_ATOM
            | known::FUNCTION
            | known::COLLAPSE_BIND
            | known::SUPERPOSE_BIND
            | known::METTA
            | known::CONTEXT_SPACE
    )
}

/// A value of `collapse-bind`: `(value { $x <- term, .. })`. The bindings are an expression whose head is a name that no text
/// can spell.
pub(super) fn pair((value, saved): Value) -> Term {
    let bindings = saved
        .iter()
        .map(|(variable, term)| Term::expression([Term::Variable(Rc::clone(variable)), apply(term)]));
    let bindings = [Term::Symbol(known::BINDINGS)].into_iter().chain(bindings);
    Term::expression([value, Term::expression(bindings)])
}

impl Machine<'_> {
    /// Executes an instruction; another term is its own value.
    pub(super) fn execute(&mut self, term: Term) -> Next {
        let term = term.resolve();
        let Term::Expression(node) = &term else { return Next::Return(term) };
        match node.members().first().map(Term::resolve) {
            Some(Term::Symbol(head)) if is_instruction(head) => {
                if let Some(next) = self.step() {
                    return next;
                }
                self.instruction(head, node)
            }
            _ => Next::Return(term),
        }
    }

    fn instruction(&mut self, head: Symbol, node: &Rc<Node>) -> Next {
        let arguments: Vec<Term> = node.members()[1..].iter().map(Term::resolve).collect();
        let form = match (head, &*arguments) {
            (known::EVAL, [term]) => return self.one_step(term, self.space),
            (known::EVALC, [term, space]) => match self.space_of(space) {
                Some(space) => return self.one_step(term, space),
                None => "(evalc <atom> <space>)",
            },
            (known::CHAIN, [nested, Term::Variable(_), _]) => {
                return match is_instruction_term(nested) {
                    true => self.execute_for(Wait::Chain(Rc::clone(node)), nested.clone()),
                    false => self.chain(node, nested.clone()),
                };
            }
            (known::UNIFY, [atom, pattern, then, otherwise]) => {
                return self.unify_or(node, [atom, pattern, then, otherwise], After::Raw);
            }
            (known::CONS_ATOM, [head, Term::Expression(tail)]) => {
                let members = [head.clone()].into_iter().chain(tail.members().iter().cloned());
                return Next::Return(Term::expression(members));
            }
            (known::DECONS_ATOM, [Term::Expression(list)]) if !list.members().is_empty() => {
                let tail = Term::expression(list.members()[1..].iter().cloned());
                return Next::Return(Term::expression([list.members()[0].clone(), tail]));
            }
            (known::FUNCTION, [body @ Term::Expression(_)]) => {
                return self.execute_for(Wait::Function(Rc::clone(node)), body.clone());
            }
            (known::COLLAPSE_BIND, [term]) => {
                self.push(Wait::CollapseBind);
                self.choose(Rest::Nothing);
                return Next::Execute(term.clone());
            }
            (known::SUPERPOSE_BIND, [Term::Expression(pairs)]) => {
                let pairs: Vec<Term> = pairs.members().to_vec();
                self.choose(Rest::Pairs { pairs: pairs.into_iter() });
                return self.next_pair().unwrap_or(Next::Fail);
            }
            (known::METTA, [term, expected, space]) => match self.space_of(space) {
                Some(space) => {
                    let next = self.evaluate_for(Wait::Meta, term.clone(), expected.clone());
                    if matches!(next, Next::Evaluate(..)) {
                        self.space = space;
                    }
                    return next;
                }
                None => "(metta <atom> <type> <space>)",
            },
            (known::CONTEXT_SPACE, []) => return Next::Return(Term::Space(self.space)),
            (known::EVAL, _) => "(eval <atom>)",
            (known::EVALC, _) => "(evalc <atom> <space>)",
            (known::CHAIN, _) => "(chain <nested> (: <var> Variable) <templ>)",
            (known::UNIFY, _) => "(unify <atom> <pattern> <then> <else>)",
            (known::CONS_ATOM, _) => "(cons-atom <head> (: <tail> Expression))",
            (known::DECONS_ATOM, _) => "(decons-atom (: <expr> Expression))",
            (known::FUNCTION, _) => "(function (: <body> Expression))",
            (known::SUPERPOSE_BIND, _) => "(superpose-bind (: <collapsed> Expression))",
            (known::COLLAPSE_BIND, _) => "(collapse-bind <atom>)",
            (known::METTA, _) => "(metta <atom> <type> <space>)",
            _ => "(context-space)",
        };
        let call = Term::Expression(Rc::clone(node));
        let found = print(self.context, &call);
        let reason = self.context.symbols.intern(&format!("expected: {form}, found: {found}"));
        Next::Return(self.error(node, Term::Symbol(reason)))
    }

    /// `(eval term)`.
    fn one_step(&mut self, term: &Term, space: SpaceId) -> Next {
        match term {
            _ if is_instruction_term(term) => Next::Execute(term.clone()),
            Term::Expression(node) if !node.members().is_empty() => self.call(node, space, After::Raw),
            _ => Next::Return(Term::Symbol(known::NOT_REDUCIBLE)),
        }
    }

    /// A space, or the name of the program's.
    pub(super) fn space_of(&self, term: &Term) -> Option<SpaceId> {
        match term {
            Term::Space(space) => Some(*space),
            Term::Symbol(known::SELF) => Some(SpaceId::MAIN),
            _ => None,
        }
    }

    /// `(chain value variable template)`.
    pub(super) fn chain(&mut self, node: &Rc<Node>, value: Term) -> Next {
        let [_, _, variable, template] = node.members() else { return Next::Fail };
        match variable.resolve() {
            Term::Variable(variable) => Next::Execute(put(template, &variable, &value)),
            _ => Next::Execute(template.resolve()),
        }
    }

    /// `(function body)`, of whose body this is a value.
    pub(super) fn function_value(&mut self, node: Rc<Node>, value: Term) -> Next {
        match value.members() {
            Some([head, result]) if head.is_symbol(known::RETURN) => Next::Return(result.resolve()),
            _ if is_instruction_term(&value) => self.execute_for(Wait::Function(node), value),
            _ => Next::Return(self.error(&node, Term::Symbol(known::NO_RETURN))),
        }
    }

    /// `(unify atom pattern then else)`.
    pub(super) fn unify_or(&mut self, node: &Rc<Node>, parts: [&Term; 4], after: After) -> Next {
        let [atom, pattern, then, otherwise] = parts;
        if let Some(space) = self.space_of(atom) {
            let context = &mut *self.context;
            let solutions = context.store.query(space, pattern, &mut context.symbols, &mut context.trail);
            return match solutions.is_empty() {
                true => self.result(otherwise.resolve(), node, after),
                false => self.solutions(solutions, then, node, after),
            };
        }
        let equal = self.unified(atom, pattern);
        self.result(if equal { then } else { otherwise }.resolve(), node, after)
    }

    /// The next pair of the newest choice whose bindings agree with what is bound.
    pub(super) fn next_pair(&mut self) -> Option<Next> {
        loop {
            let choice = self.choices.last_mut()?;
            let mark = choice.mark;
            let Rest::Pairs { pairs } = &mut choice.rest else { return None };
            let Some(pair) = pairs.next() else {
                self.last_alternative();
                return None;
            };
            let last = pairs.len() == 0;
            match self.bind_pair(&pair) {
                Some(value) => {
                    if last {
                        self.last_alternative();
                    }
                    return Some(Next::Return(value));
                }
                None => self.context.trail.undo(mark),
            }
        }
    }

    fn bind_pair(&mut self, pair: &Term) -> Option<Term> {
        let pair = pair.resolve();
        let [value, bindings] = pair.members()? else { return None };
        let bindings = bindings.resolve();
        for binding in bindings.members()?.iter().skip(1) {
            let [variable, term] = binding.members()? else { return None };
            if !unify(variable, term, &mut self.context.trail) {
                return None;
            }
        }
        Some(value.resolve())
    }
}

/// An expression that is headed by the name of a minimal instruction.
fn is_instruction_term(term: &Term) -> bool {
    matches!(term.members(), Some([head, ..]) if matches!(head.resolve(), Term::Symbol(head) if is_instruction(head)))
}

/// `template` with `value` for `variable`, at the places where it stands and nowhere else.
pub(super) fn put(template: &Term, variable: &Rc<Variable>, value: &Term) -> Term {
    substitute(&apply(template), |other| Rc::ptr_eq(other, variable).then(|| value.clone()))
}
