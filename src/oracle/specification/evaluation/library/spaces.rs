//! Spaces, states, types, text.

use std::cell::RefCell;
use std::rc::Rc;

use super::super::bindings::Bindings;
use super::super::interpreter::metta;
use super::super::printing::{print, print_raw};
use super::super::term::{State, Term};
use super::super::types::{fits, meta_type, types_of, undefined};
use super::super::world::{Fault, World};
use super::{Function, Given, alternatives, one, several};

pub(super) fn execute(world: &mut World, function: &Function<'_>) -> Given {
    let space = function.space;
    match (function.name, function.arguments) {
        ("match", [Term::Space(searched), pattern, template]) => {
            if world.has(Fault::MatchSeesAdditions) {
                return matches_with_additions(world, *searched, function);
            }
            let ways = world.query(*searched, pattern);
            alternatives(ways.into_iter().map(|bindings| (bindings.apply(template), bindings)).collect())
        }
        ("add-atom" | "add-reduct", [Term::Space(other), atom]) => {
            world.add(*other, atom);
            one(Term::unit())
        }
        ("add-atoms" | "add-reducts", [Term::Space(other), Term::Expression(atoms, _)]) => {
            for atom in atoms {
                world.add(*other, atom);
            }
            one(Term::unit())
        }
        ("remove-atom", [Term::Space(other), atom]) => {
            world.remove(*other, atom);
            one(Term::unit())
        }
        ("get-atoms", [Term::Space(other)]) => {
            let atoms = world.spaces[*other].clone();
            let atoms: Vec<Term> = atoms.iter().map(|atom| world.renamed(atom)).collect();
            several(atoms)
        }
        (
            "match" | "add-atom" | "add-reduct" | "add-atoms" | "add-reducts" | "remove-atom" | "get-atoms",
            [_, ..],
        ) => one(function.wants_space()),
        ("new-space", []) => {
            world.spaces.push(Vec::new());
            one(Term::Space(world.spaces.len() - 1))
        }
        ("new-state", [value]) => {
            let ty = types_of(world, space, value).into_iter().next().unwrap_or_else(undefined);
            let value = Rc::new(RefCell::new(World::kept(value)));
            one(Term::State(State { value, ty: Rc::new(World::kept(&ty)) }))
        }
        ("get-state", [Term::State(state)]) => {
            let value = state.value.borrow().clone();
            one(world.renamed(&value))
        }
        ("change-state!", [Term::State(state), value]) => {
            *state.value.borrow_mut() = World::kept(value);
            one(Term::State(state.clone()))
        }
        ("get-state", [_]) => one(function.failure("get-state expects single state atom as an argument")),
        ("change-state!", [_, _]) => {
            one(function.failure("change-state! expects a state as the first argument"))
        }
        ("get-type", [atom]) => {
            let types = types_of(world, space, atom);
            several(types)
        }
        ("get-type-space", [Term::Space(other), atom]) => {
            let types = types_of(world, *other, atom);
            several(types)
        }
        ("get-metatype", [atom]) => one(meta_type(atom)),
        ("type-cast", [atom, ty, Term::Space(other)]) => {
            let fitting = *ty == meta_type(atom)
                || types_of(world, *other, atom)
                    .iter()
                    .any(|actual| fits(&Bindings::none(), actual, ty).is_some());
            one(if fitting { atom.clone() } else { Term::error(atom, Term::symbol("BadType")) })
        }
        ("match-types", [left, right, then, otherwise]) => match fits(&Bindings::none(), left, right) {
            Some(bindings) => alternatives(vec![(bindings.apply(then), bindings)]),
            None => one(otherwise.clone()),
        },
        ("is-function", [ty]) => one(Term::Bool(ty.head() == Some("->"))),
        ("println!", [atom]) => {
            let line = print_raw(atom);
            world.output.push_str(&line);
            world.output.push('\n');
            one(Term::unit())
        }
        ("format-args", [Term::Text(format), Term::Expression(values, _)]) => {
            let mut values = values.iter();
            let mut pieces = format.split("{}");
            let mut text = pieces.next().unwrap_or_default().to_owned();
            for piece in pieces {
                let value = values.next().map(print_raw);
                text.push_str(&value.unwrap_or_default());
                text.push_str(piece);
            }
            one(Term::Text(text))
        }
        ("bind!", [Term::Symbol(name), value]) => {
            world.words.insert(name.clone(), value.clone());
            one(Term::unit())
        }
        ("pragma!", [Term::Symbol(name), value]) => match (name.as_str(), value) {
            ("type-check", value) => {
                world.checks_types = value.is("auto");
                one(Term::unit())
            }
            ("max-stack-depth", Term::Integer(0..)) => one(Term::unit()),
            ("max-stack-depth", _) => one(function.failure("UnsignedIntegerIsExpected")),
            _ => one(Term::unit()),
        },
        _ => Ok(None),
    }
}

/// The faulty `match`: it looks again at what its templates have added, twice at most.
fn matches_with_additions(world: &mut World, searched: usize, function: &Function<'_>) -> Given {
    let [_, pattern, template] = function.arguments else { return Ok(None) };
    let mut results = Vec::new();
    let mut seen = 0;
    for _ in 0..2 {
        let ways = world.query(searched, pattern);
        for bindings in ways.iter().skip(seen) {
            for (result, more) in metta(world, function.space, &bindings.apply(template), &undefined())? {
                results.push((result, bindings.and(&more)));
            }
        }
        seen = ways.len();
    }
    alternatives(results)
}

/// `term` printed between square brackets.
pub(super) fn bracketed(terms: &[Term]) -> String {
    let printed: Vec<String> = terms.iter().map(print).collect();
    format!("[{}]", printed.join(", "))
}
