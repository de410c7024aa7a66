//! Evaluation by types (LANGUAGE.md section 4): `metta(a, T)`, `interpret`, `call`.

use super::bindings::{Alternative, Bindings, variables_of};
use super::library;
use super::minimal;
use super::term::Term;
use super::types::{applications, argument_types, cast, meta_type, result_type, types_of, undefined};
use super::world::{Fault, OutOfFuel, World};

/// `metta(term, T)`: all results, in order, each with what the variables of `term` and `T` stand for in it.
///
/// # Errors
/// The evaluation used more than it may. The same for all functions here.
pub(super) fn metta(
    world: &mut World,
    space: usize,
    term: &Term,
    expected: &Term,
) -> Result<Vec<Alternative>, OutOfFuel> {
    world.step()?;
    let as_it_is = Ok(vec![(term.clone(), Bindings::none())]);
    if expected.is("Atom") || *expected == meta_type(term) {
        return as_it_is;
    }
    match term {
        Term::Variable(_) | Term::Expression(_, true) => as_it_is,
        Term::Expression(members, false) if !members.is_empty() => {
            world.depth = world.depth.checked_sub(1).ok_or(OutOfFuel)?;
            let results = interpret(world, space, term, expected)?;
            world.depth += 1;
            Ok(successes_or_errors(world, results))
        }
        _ => Ok(match cast(world, space, term, expected) {
            Ok(bindings) => vec![(term.clone(), bindings)],
            Err(errors) => errors.into_iter().map(|error| (error, Bindings::none())).collect(),
        }),
    }
}

/// Empty alternatives disappear; errors do where something else is left.
fn successes_or_errors(world: &World, mut results: Vec<Alternative>) -> Vec<Alternative> {
    results.retain(|(result, _)| !result.is("Empty"));
    if results.iter().any(|(result, _)| !result.is_error()) && !world.has(Fault::ErrorsStay) {
        results.retain(|(result, _)| !result.is_error());
    }
    if world.has(Fault::Reversed) {
        results.reverse();
    }
    results
}

/// The results of an expression: as a tuple where its head has a type that is no function type, or none; as a call by
/// the first function type that takes it. Both may be.
fn interpret(
    world: &mut World,
    space: usize,
    term: &Term,
    expected: &Term,
) -> Result<Vec<Alternative>, OutOfFuel> {
    let Some(head) = term.members().and_then(<[Term]>::first) else { return Ok(Vec::new()) };
    let (functions, others): (Vec<Term>, Vec<Term>) =
        types_of(world, space, head).into_iter().partition(Term::is_function_type);
    let mut results = Vec::new();
    if !others.is_empty() || functions.is_empty() {
        let tuple = Call {
            members: term.members().unwrap_or(&[]).to_vec(),
            types: Vec::new(),
            result: expected.clone(),
            bindings: Bindings::none(),
        };
        results.extend(tuple.go_on(world, space, 0)?);
    }
    if !functions.is_empty() {
        results.extend(interpret_function(world, space, term, &functions, expected)?);
    }
    let asked = variables_of([term, expected]);
    Ok(results.into_iter().map(|(result, bindings)| (result, bindings.only(&asked))).collect())
}

fn interpret_function(
    world: &mut World,
    space: usize,
    term: &Term,
    functions: &[Term],
    expected: &Term,
) -> Result<Vec<Alternative>, OutOfFuel> {
    let mut errors = Vec::new();
    for function in functions {
        for application in applications(world, space, term, function, expected) {
            let bindings = match application {
                Ok(bindings) => bindings,
                Err(error) => {
                    errors.push((error, Bindings::none()));
                    continue;
                }
            };
            let function = bindings.apply(function);
            let result = result_type(&function).cloned().unwrap_or_else(undefined);
            let mut types = vec![function.clone()];
            types.extend_from_slice(argument_types(&function));
            let members = bindings.apply(term).members().unwrap_or(&[]).to_vec();
            let result = if result.is("Expression") { undefined() } else { result };
            return Call { members, types, result, bindings }.go_on(world, space, 0);
        }
    }
    Ok(errors)
}

/// A call whose members are being evaluated, from left to right.
#[derive(Clone)]
struct Call {
    members: Vec<Term>,
    /// The type that each member is evaluated as; none for a tuple.
    types: Vec<Term>,
    /// The type of what comes of it.
    result: Term,
    /// What was bound on the way.
    bindings: Bindings,
}

impl Call {
    /// Evaluates the members from `place` on, then calls. Each alternative of a member goes its own way to the end before
    /// the next one does.
    fn go_on(&self, world: &mut World, space: usize, place: usize) -> Result<Vec<Alternative>, OutOfFuel> {
        let Some(member) = self.members.get(place) else {
            let called = call(world, space, &Term::expression(self.members.clone()), &self.result)?;
            return Ok(called.into_iter().map(|(result, more)| (result, self.bindings.and(&more))).collect());
        };
        let is_tuple = self.types.is_empty();
        let is_known = place == 0 && member.members().is_none();
        let alternatives = match self.types.get(place) {
            // A symbol is of the type that was found for it.
            Some(_) if is_known => vec![(member.clone(), Bindings::none())],
            Some(ty) => metta(world, space, member, ty)?,
            None => metta(world, space, member, &undefined())?,
        };
        let mut results = Vec::new();
        for (value, more) in alternatives {
            let stops = value.is_error() || value.is("Empty");
            if stops && (is_tuple || value != *member) {
                results.push((value, self.bindings.and(&more)));
                continue;
            }
            let mut next = Call {
                members: self.members.iter().map(|member| more.apply(member)).collect(),
                types: self.types.iter().map(|ty| more.apply(ty)).collect(),
                result: more.apply(&self.result),
                bindings: self.bindings.and(&more),
            };
            next.members[place] = value;
            results.extend(next.go_on(world, space, place + 1)?);
        }
        Ok(results)
    }
}

/// One step of a call whose members are evaluated, and then on with what comes of it.
fn call(
    world: &mut World,
    space: usize,
    term: &Term,
    expected: &Term,
) -> Result<Vec<Alternative>, OutOfFuel> {
    if term.is_error() {
        return Ok(vec![(term.clone(), Bindings::none())]);
    }
    let asked = variables_of([term, expected]);
    let mut results = Vec::new();
    for (step, bindings) in reduce(world, space, term)? {
        // Only now, so that the alternatives before it are through.
        let values = if step.head() == Some("function") && !minimal::is_instruction(term) {
            minimal::run(world, space, &step)?
        } else {
            vec![(step, Bindings::none())]
        };
        for (value, more) in values {
            let bindings = bindings.and(&more);
            if value.is("NotReducible") {
                results.push((bindings.apply(term).evaluated(), bindings));
            } else if value.is("Empty") || value.is_error() || is_new_state(term, &value) {
                // That a new state fits was seen before its value was evaluated.
                results.push((value, bindings));
            } else {
                for (result, last) in metta(world, space, &value, &bindings.apply(expected))? {
                    results.push((result, bindings.and(&last)));
                }
            }
        }
    }
    Ok(results.into_iter().map(|(result, bindings)| (result, bindings.only(&asked))).collect())
}

/// `(eval term)`: one step. `NotReducible` where there is none.
pub(super) fn reduce(world: &mut World, space: usize, term: &Term) -> Result<Vec<Alternative>, OutOfFuel> {
    world.step()?;
    let not_reducible = || vec![(Term::symbol("NotReducible"), Bindings::none())];
    if minimal::is_instruction(term) {
        return minimal::run(world, space, term);
    }
    let mut results = library::execute(world, space, term)?.unwrap_or_default();
    let grounded = term.head().is_some_and(library::is_grounded);
    if !grounded && term.members().is_some() {
        results.extend(world.apply_rules(space, term));
    }
    Ok(if results.is_empty() { not_reducible() } else { results })
}

/// A state that this call has made.
fn is_new_state(call: &Term, value: &Term) -> bool {
    call.head() == Some("new-state") && matches!(value, Term::State(_))
}
