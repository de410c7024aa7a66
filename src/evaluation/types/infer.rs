//! The types of a term that is not evaluated.

use std::rc::Rc;

use super::declared::{add_super_types, declared, of_expression, space_types, stamp};
use super::meta::{is_meta_type, meta_type};
use super::scheme::{function_parts, generalize, instance};
use super::solve::{Actual, Listener, solve};
use crate::evaluation::context::Context;
use crate::evaluation::identity::SpaceId;
use crate::evaluation::symbols::known;
use crate::evaluation::term::{Node, Stored, Term, Trail, apply};

/// An expression has no more types than this: those of its members multiply.
const MAX_TYPES: usize = 1 << 12;

/// What is known of a term.
#[derive(Default)]
pub(super) struct Known {
    /// Its types, their variables new. None and no errors: nothing is known.
    pub(super) types: Vec<Term>,
    /// Why it is ill-typed, where it is an application that has no type.
    pub(super) errors: Vec<Term>,
}

impl Known {
    fn one(symbol: crate::evaluation::symbols::Symbol) -> Known {
        Known { types: vec![Term::Symbol(symbol)], ..Known::default() }
    }
}

/// The types of `term` in `space`. O(size of what is not remembered) where terms have one type; any depth.
pub(super) fn infer(context: &mut Context, space: SpaceId, term: &Term) -> Known {
    // Expressions whose members are being looked at.
    let mut frames: Vec<Frame> = Vec::new();
    let mut next = term.resolve();
    loop {
        let mut known = match next {
            Term::Expression(node) => match remembered(context, space, &node) {
                Some(known) => known,
                None => {
                    next = node.members()[0].resolve();
                    frames.push(Frame::new(node));
                    continue;
                }
            },
            leaf => of_leaf(context, space, &leaf),
        };
        loop {
            let Some(frame) = frames.last_mut() else { return known };
            frame.take(known);
            if let Some(member) = frame.wanted(context) {
                next = member;
                break;
            }
            known = match frames.pop() {
                Some(frame) => frame.finish(context, space),
                None => Known::default(),
            };
        }
    }
}

/// What is known of an expression without looking into it: `()` has no type.
fn remembered(context: &mut Context, space: SpaceId, node: &Node) -> Option<Known> {
    if node.members().is_empty() {
        return Some(Known::default());
    }
    let schemes = Rc::clone(context.types.memo.get(stamp(context), space, node)?);
    let types = schemes.iter().map(|scheme| instance(scheme, &mut context.trail)).collect();
    Some(Known { types, ..Known::default() })
}

fn of_leaf(context: &mut Context, space: SpaceId, leaf: &Term) -> Known {
    match leaf {
        Term::Integer(_) | Term::Float(_) => Known::one(known::NUMBER),
        Term::Bool(_) => Known::one(known::BOOL),
        Term::Text(_) => Known::one(known::STRING),
        Term::Space(_) => Known::one(known::SPACE_TYPE),
        Term::Symbol(symbol) => {
            let declared = declared(context, space, *symbol);
            let types = declared.types.iter().map(|scheme| instance(scheme, &mut context.trail)).collect();
            Known { types, ..Known::default() }
        }
        Term::State(state) => {
            let kind = match state.content() {
                Some(content) => instance(&content.kind, &mut context.trail),
                None => Term::Symbol(known::UNDEFINED),
            };
            let kind = Term::expression([Term::Symbol(known::STATE_MONAD), kind]);
            Known { types: vec![kind], errors: Vec::new() }
        }
        Term::Handle(handle) => Known::one(handle.type_name()),
        Term::Variable(_) | Term::Slot(_) | Term::Expression(_) => Known::default(),
    }
}

/// An expression whose members are being looked at: first the head, then the arguments whose types matter.
struct Frame {
    node: Rc<Node>,
    head: Option<Head>,
    arguments: Vec<Actual>,
}

/// The types of the head.
struct Head {
    functions: Vec<Term>,
    others: Vec<Term>,
}

impl Frame {
    fn new(node: Rc<Node>) -> Frame {
        Frame { node, head: None, arguments: Vec::new() }
    }

    /// Takes what is known of the member that was wanted.
    fn take(&mut self, known: Known) {
        if self.head.is_some() {
            self.arguments.push(actual(known));
            return;
        }
        let (functions, others) =
            known.types.into_iter().partition(|r#type| function_parts(r#type).is_some());
        self.head = Some(Head { functions, others });
    }

    /// The next argument whose type matters; the types of those before it are known.
    fn wanted(&mut self, context: &Context) -> Option<Term> {
        let head = self.head.as_ref()?;
        if head.functions.is_empty() && head.others.is_empty() {
            return None;
        }
        let length = self.node.members().len() - 1;
        while let Some(argument) = self.node.members().get(self.arguments.len() + 1) {
            let argument = argument.resolve();
            let at = self.arguments.len();
            let wanted = !head.others.is_empty()
                || head.functions.iter().any(|function| {
                    function_parts(function).is_some_and(|(formals, _)| {
                        formals.len() == length && !passes(context, &formals[at], &argument)
                    })
                });
            if wanted {
                return Some(argument);
            }
            self.arguments.push(Actual::Passes);
        }
        None
    }

    /// The types of the expression, from those of its members.
    fn finish(self, context: &mut Context, space: SpaceId) -> Known {
        let term = Term::Expression(Rc::clone(&self.node));
        let Some(head) = self.head else { return Known::default() };
        let mut types =
            if head.others.is_empty() { Vec::new() } else { tuples(&head.others, &self.arguments) };
        let of_space = space_types(context, space);
        types.extend(of_expression(context, &of_space, &term));
        if !of_space.subtypes.is_empty() && !types.is_empty() {
            let mut schemes: Vec<Stored> = types.iter().map(generalize).collect();
            add_super_types(context, &of_space, &mut schemes);
            types.extend(schemes[types.len()..].iter().map(|scheme| instance(scheme, &mut context.trail)));
        }
        let mut applications =
            Applications { call: &term, result: &Term::Symbol(known::UNDEFINED), types, errors: Vec::new() };
        for function in &head.functions {
            let Some((formals, result)) = function_parts(function) else { continue };
            if formals.len() != self.node.members().len() - 1 {
                applications.errors.push(wrong_number(&term));
                continue;
            }
            let actuals = for_formals(context, formals, &self.node, &self.arguments);
            applications.result = result;
            solve(
                formals,
                actuals.as_deref().unwrap_or(&self.arguments),
                &mut context.trail,
                &mut applications,
            );
        }
        let Applications { types, errors, .. } = applications;
        let known = Known { errors: if types.is_empty() { errors } else { Vec::new() }, types };
        // What is declared of an expression may be declared of what a state holds.
        let stands = of_space.others.is_empty() || !context.store.has_states();
        if self.node.is_ground() && stands && known.errors.is_empty() {
            let schemes = known.types.iter().map(generalize).collect();
            let now = stamp(context);
            context.types.memo.put(now, space, &self.node, schemes);
        }
        known
    }
}

/// What an argument is, of which this is known.
pub(super) fn actual(known: Known) -> Actual {
    match (known.types.is_empty(), known.errors.is_empty()) {
        (true, true) => Actual::Passes,
        (true, false) => Actual::Ill(known.errors),
        (false, _) => Actual::Types(known.types),
    }
}

/// True when an argument need not be looked at for this formal type.
pub(super) fn passes(context: &Context, formal: &Term, argument: &Term) -> bool {
    match formal {
        Term::Symbol(known::UNDEFINED | known::ATOM) => true,
        Term::Symbol(formal) => is_meta_type(*formal) && meta_type(context, argument) == *formal,
        _ => false,
    }
}

/// The arguments for one of several function types, where it passes some whose types are known because of another.
fn for_formals(
    context: &Context,
    formals: &[Term],
    node: &Node,
    arguments: &[Actual],
) -> Option<Vec<Actual>> {
    let passing = |at: usize| passes(context, &formals[at], &node.members()[at + 1].resolve());
    let differs = |(at, actual): (usize, &Actual)| !matches!(actual, Actual::Passes) && passing(at);
    if !arguments.iter().enumerate().any(differs) {
        return None;
    }
    let each = arguments.iter().enumerate().map(|(at, actual)| match actual {
        _ if passing(at) => Actual::Passes,
        Actual::Passes => Actual::Passes,
        Actual::Types(types) => Actual::Types(types.clone()),
        Actual::Ill(errors) => Actual::Ill(errors.clone()),
    });
    Some(each.collect())
}

/// The types `(A B ..)` of a tuple; none where the type of a member is not known.
fn tuples(heads: &[Term], arguments: &[Actual]) -> Vec<Term> {
    let mut lists: Vec<&[Term]> = vec![heads];
    for argument in arguments {
        match argument {
            Actual::Types(types) => lists.push(types),
            Actual::Passes | Actual::Ill(_) => return Vec::new(),
        }
    }
    let mut chosen = vec![0; lists.len()];
    let mut all = Vec::new();
    loop {
        all.push(Term::expression(lists.iter().zip(&chosen).map(|(list, &at)| list[at].clone())));
        // The last member changes first.
        let Some(place) = (0..lists.len()).rev().find(|&place| chosen[place] + 1 < lists[place].len()) else {
            return all;
        };
        if all.len() == MAX_TYPES {
            return all;
        }
        chosen[place] += 1;
        chosen[place + 1..].fill(0);
    }
}

/// Collects the types of applications, and why there are none.
struct Applications<'a> {
    call: &'a Term,
    result: &'a Term,
    types: Vec<Term>,
    errors: Vec<Term>,
}

impl Listener for Applications<'_> {
    fn found(&mut self, _: &mut Trail) -> bool {
        if self.types.len() < MAX_TYPES {
            self.types.push(apply(self.result).resolve());
        }
        false
    }

    fn refused(&mut self, argument: usize, formal: &Term, actual: &Term) {
        // As it is declared: nobody has made the call yet.
        self.errors.push(bad_argument(self.call, argument, formal.clone(), actual));
    }

    fn ill(&mut self, errors: &[Term]) {
        self.errors.extend_from_slice(errors);
    }
}

/// `(Error call (BadArgType i formal actual))`, for the argument `argument` counted from 0.
pub(super) fn bad_argument(call: &Term, argument: usize, formal: Term, actual: &Term) -> Term {
    let number = Term::Integer(i64::try_from(argument + 1).unwrap_or(i64::MAX));
    let reason = [Term::Symbol(known::BAD_ARG_TYPE), number, formal, apply(actual).resolve()];
    Term::error(apply(call), Term::expression(reason))
}

/// `(Error call IncorrectNumberOfArguments)`.
pub(super) fn wrong_number(call: &Term) -> Term {
    Term::error(apply(call), Term::Symbol(known::INCORRECT_NUMBER_OF_ARGUMENTS))
}
