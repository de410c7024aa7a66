//! Types (LANGUAGE.md section 5).

use super::bindings::Bindings;
use super::library;
use super::term::Term;
use super::unification::unify_under;
use super::world::{Fault, World};

/// A term of more types than this has no more: there are endless ones, such as those above `A` by `(:< $x (L $x))`.
const MOST_TYPES: usize = 100;

/// `%Undefined%`.
pub(super) fn undefined() -> Term {
    Term::symbol("%Undefined%")
}

/// `Symbol`, `Variable`, `Expression` or `Grounded`.
pub(super) fn meta_type(term: &Term) -> Term {
    Term::symbol(match term {
        Term::Symbol(name) if library::is_grounded(name) => "Grounded",
        Term::Symbol(_) => "Symbol",
        Term::Variable(_) => "Variable",
        Term::Expression(..) => "Expression",
        _ => "Grounded",
    })
}

/// The types of a term: nothing is evaluated. `%Undefined%` where nothing is known; none for an application whose
/// arguments cannot fit.
pub(super) fn types_of(world: &mut World, space: usize, term: &Term) -> Vec<Term> {
    match known_types(world, space, term) {
        Ok(types) if types.is_empty() => vec![undefined()],
        Ok(types) => types,
        Err(_) => Vec::new(),
    }
}

/// What is known of the types of a term: perhaps nothing.
///
/// # Errors
/// It is an application whose arguments cannot fit, and nothing else: why they cannot.
pub(super) fn known_types(world: &mut World, space: usize, term: &Term) -> Result<Vec<Term>, Vec<Term>> {
    let known = match term {
        Term::Variable(_) => Vec::new(),
        Term::Integer(_) | Term::Float(_) => vec![Term::symbol("Number")],
        Term::Bool(_) => vec![Term::symbol("Bool")],
        Term::Text(_) => vec![Term::symbol("String")],
        Term::Space(_) => vec![Term::symbol("SpaceType")],
        Term::State(state) => vec![Term::call("StateMonad", [world.renamed(&state.ty)])],
        Term::Symbol(_) => declared_types(world, space, term),
        Term::Expression(members, _) => match members.split_first() {
            Some((head, arguments)) => return types_of_expression(world, space, term, head, arguments),
            None => Vec::new(),
        },
    };
    Ok(known)
}

/// The types that a function call may have, and those that a tuple may have.
fn types_of_expression(
    world: &mut World,
    space: usize,
    term: &Term,
    head: &Term,
    arguments: &[Term],
) -> Result<Vec<Term>, Vec<Term>> {
    let (functions, others): (Vec<Term>, Vec<Term>) =
        known_types(world, space, head).unwrap_or_default().into_iter().partition(Term::is_function_type);
    let mut errors = Vec::new();
    let mut tuples: Vec<Vec<Term>> = others.into_iter().map(|ty| vec![ty]).collect();
    for argument in arguments {
        if tuples.is_empty() {
            break;
        }
        let types = known_types(world, space, argument).unwrap_or_default();
        tuples = tuples
            .iter()
            .flat_map(|tuple| types.iter().map(|ty| [tuple.clone(), vec![ty.clone()]].concat()))
            .collect();
    }
    let mut types: Vec<Term> = tuples.into_iter().map(Term::expression).collect();
    types.extend(declared_types(world, space, term));
    with_super_types(world, space, &mut types);
    for function in functions {
        for application in ways_to_apply(world, space, term, &function, &undefined(), Shown::AsDeclared) {
            match application {
                Ok(bindings) => types.extend(result_type(&function).map(|result| bindings.apply(result))),
                Err(error) => errors.push(error),
            }
        }
    }
    if types.is_empty() && !errors.is_empty() { Err(errors) } else { Ok(types) }
}

/// The types that the library or the space declares, their variables new; those above them.
fn declared_types(world: &mut World, space: usize, term: &Term) -> Vec<Term> {
    let mut types = Vec::new();
    if let Term::Symbol(name) = term {
        for ty in library::types_of(name) {
            types.push(world.renamed(&ty));
        }
    }
    types.extend(related(world, space, ":", term));
    with_super_types(world, space, &mut types);
    types
}

/// Adds the types above those that are there, and so on.
fn with_super_types(world: &mut World, space: usize, types: &mut Vec<Term>) {
    let mut next = 0;
    while next < types.len() && types.len() < MOST_TYPES {
        let ty = types[next].clone();
        for above in related(world, space, ":<", &ty) {
            if !types.contains(&above) {
                types.push(above);
            }
        }
        next += 1;
    }
}

/// Each `x` of `(relation term x)` in the space, where it is something: neither a variable nor `%Undefined%`.
fn related(world: &mut World, space: usize, relation: &str, term: &Term) -> Vec<Term> {
    let other = world.renamed(&Term::Variable(super::term::Variable { number: 0, name: "type".to_owned() }));
    let pattern = Term::call(relation, [term.clone(), other.clone()]);
    let found = world.query(space, &pattern).into_iter().map(|bindings| bindings.apply(&other));
    found.filter(|ty| !ty.is_variable() && !ty.is("%Undefined%")).collect()
}

/// The type of the result of a function type.
pub(super) fn result_type(function: &Term) -> Option<&Term> {
    function.members()?.last()
}

/// The types of the arguments of a function type.
pub(super) fn argument_types(function: &Term) -> &[Term] {
    match function.members() {
        Some([_, arguments @ .., _]) => arguments,
        _ => &[],
    }
}

/// Each way in which a function type takes a call, as its arguments stand, and gives something that fits `expected`; or
/// why it does not.
pub(super) fn applications(
    world: &mut World,
    space: usize,
    call: &Term,
    function: &Term,
    expected: &Term,
) -> Vec<Result<Bindings, Term>> {
    ways_to_apply(world, space, call, function, expected, Shown::AsFound)
}

/// How an error shows the type that an argument should be of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// With what the arguments before it have made of its variables: the call is made.
    AsFound,
    /// Its type is only asked for.
    AsDeclared,
}

fn ways_to_apply(
    world: &mut World,
    space: usize,
    call: &Term,
    function: &Term,
    expected: &Term,
    shown: Shown,
) -> Vec<Result<Bindings, Term>> {
    let arguments = call.members().and_then(|members| members.get(1..)).unwrap_or(&[]);
    let formals = argument_types(function);
    if formals.len() != arguments.len() {
        return vec![Err(Term::error(call, Term::symbol("IncorrectNumberOfArguments")))];
    }
    let mut ways: Vec<Result<Bindings, Term>> = vec![Ok(Bindings::none())];
    for (place, (formal, argument)) in formals.iter().zip(arguments).enumerate() {
        let mut next = Vec::new();
        for way in ways {
            match way {
                Ok(known) => {
                    let shown = match shown {
                        Shown::AsFound => known.apply(formal),
                        Shown::AsDeclared => formal.clone(),
                    };
                    let formal = [formal, &shown];
                    next.extend(argument_fits(world, space, call, place + 1, formal, argument, &known))
                }
                Err(error) => next.push(Err(error)),
            }
        }
        ways = next;
    }
    let result = result_type(function).cloned().unwrap_or_else(undefined);
    ways.into_iter()
        .map(|way| {
            let known = way?;
            if result.is("Expression") {
                return Ok(known);
            }
            fits(&known, &result, expected).ok_or_else(|| bad_type(call, expected, &known.apply(&result)))
        })
        .collect()
}

fn argument_fits(
    world: &mut World,
    space: usize,
    call: &Term,
    place: usize,
    [formal, shown]: [&Term; 2],
    argument: &Term,
    known: &Bindings,
) -> Vec<Result<Bindings, Term>> {
    let passes = formal.is("Atom") || formal.is("%Undefined%") || *formal == meta_type(argument);
    if passes || world.has(Fault::ArgumentsUnchecked) {
        return vec![Ok(known.clone())];
    }
    let actual = match known_types(world, space, argument) {
        Ok(types) => types,
        Err(errors) => return errors.into_iter().map(Err).collect(),
    };
    if actual.is_empty() {
        return vec![Ok(known.clone())];
    }
    actual
        .iter()
        .map(|actual| {
            fits(known, formal, actual).ok_or_else(|| {
                let reason = [Term::Integer(place as i64), shown.clone(), known.apply(actual)];
                Term::error(call, Term::call("BadArgType", reason))
            })
        })
        .collect()
}

/// What makes two types fit: each other, or one of them is `%Undefined%` or `Atom` as it is written.
pub(super) fn fits(known: &Bindings, left: &Term, right: &Term) -> Option<Bindings> {
    let anything = |ty: &Term| ty.is("%Undefined%") || ty.is("Atom");
    if anything(left) || anything(right) {
        return Some(known.clone());
    }
    unify_under(known, left, right)
}

/// Holds a symbol, something grounded or `()` against a type.
///
/// # Errors
/// It has other types: an error for each.
pub(super) fn cast(
    world: &mut World,
    space: usize,
    term: &Term,
    expected: &Term,
) -> Result<Bindings, Vec<Term>> {
    if expected.is("Atom") || *expected == meta_type(term) {
        return Ok(Bindings::none());
    }
    let mut errors = Vec::new();
    for actual in types_of(world, space, term) {
        match fits(&Bindings::none(), expected, &actual) {
            Some(bindings) => return Ok(bindings),
            None => errors.push(bad_type(term, expected, &actual)),
        }
    }
    Err(errors)
}

fn bad_type(term: &Term, expected: &Term, actual: &Term) -> Term {
    Term::error(term, Term::call("BadType", [expected.clone(), actual.clone()]))
}
