//! Control: conditions, bindings, branches, all results of something.

use super::super::bindings::{Alternative, Bindings};
use super::super::interpreter::metta;
use super::super::term::{Term, Variable};
use super::super::types::undefined;
use super::super::unification::unify;
use super::super::world::{OutOfFuel, World};
use super::{Function, Given, alternatives, one, several};

pub(super) fn execute(world: &mut World, function: &Function<'_>) -> Given {
    let space = function.space;
    match (function.name, function.arguments) {
        ("if", [condition, then, otherwise]) => condition_of(condition, then, otherwise),
        ("let", [pattern, value, body]) => alternatives(branch(value, pattern, body).into_iter().collect()),
        ("let*", [Term::Expression(pairs, _), body]) => match pairs.split_first() {
            None => one(body.clone()),
            Some((pair, rest)) => {
                let Some([pattern, value]) = pair.members() else { return Ok(None) };
                let rest = Term::call("let*", [Term::expression(rest.to_vec()), body.clone()]);
                one(Term::call("let", [pattern.clone(), value.clone(), rest]))
            }
        },
        ("case", [value, Term::Expression(branches, _)]) => {
            let mut values = metta(world, space, value, &undefined())?;
            if values.is_empty() {
                values.push((Term::symbol("Empty"), Bindings::none()));
            }
            let mut results = Vec::new();
            for (value, bindings) in values {
                let branches: Vec<Term> = branches.iter().map(|branch| bindings.apply(branch)).collect();
                let chosen = first_branch(&value, &branches);
                results.extend(chosen.map(|(result, more)| (result, bindings.and(&more))));
            }
            alternatives(results)
        }
        ("switch", [value, Term::Expression(branches, _)]) => {
            alternatives(first_branch(value, branches).into_iter().collect())
        }
        ("if-equal", [left, right, then, otherwise]) => {
            one(if left.alpha_equal(right) { then } else { otherwise }.clone())
        }
        ("if-error", [atom, then, otherwise]) => one(if atom.is_error() { then } else { otherwise }.clone()),
        ("return-on-error", [atom, then]) => {
            let returns = atom.is("Empty") || atom.is_error();
            one(if returns { Term::call("return", [atom.clone()]) } else { then.clone() })
        }
        ("if-decons-expr", [atom, head, tail, then, otherwise]) => match atom.members() {
            Some([first, rest @ ..]) => {
                let parts = Term::expression([first.clone(), Term::expression(rest.to_vec())]);
                let pattern = Term::expression([head.clone(), tail.clone()]);
                match branch(&parts, &pattern, then) {
                    Some(result) => alternatives(vec![result]),
                    None => one(otherwise.clone()),
                }
            }
            _ => one(otherwise.clone()),
        },
        ("superpose", [Term::Expression(members, _)]) => several(members.iter().cloned()),
        ("superpose", [_]) => one(function.failure("superpose expects single expression as an argument")),
        ("collapse", [atom]) => {
            let all = all_results(world, space, atom)?;
            one(Term::expression(all))
        }
        ("unique", [atom]) => one(with_all(world, "unique-atom", &[atom])),
        ("union" | "intersection" | "subtraction", [left, right]) => {
            one(with_all(world, &format!("{}-atom", function.name), &[left, right]))
        }
        ("id" | "noeval", [atom]) => one(atom.clone()),
        ("nop", _) => one(Term::unit()),
        ("empty", []) => one(Term::symbol("Empty")),
        ("quote", [_]) => one(Term::symbol("NotReducible")),
        ("unquote", [quoted @ Term::Variable(_)]) => {
            let atom = world.renamed(&Term::Variable(Variable { number: 0, name: "atom".to_owned() }));
            let pattern = Term::call("quote", [atom.clone()]);
            alternatives(branch(quoted, &pattern, &atom).into_iter().collect())
        }
        ("unquote", [quoted]) => match quoted.members() {
            Some([quote, atom]) if quote.is("quote") => one(atom.clone()),
            _ => Ok(None),
        },
        ("atom-subst", [value, Term::Variable(variable), template]) => one(put(variable, value, template)),
        ("sealed", [Term::Expression(kept, _), atom]) => {
            let kept = Term::expression(kept.to_vec()).variables();
            one(sealed(world, atom, |variable| kept.contains(variable)))
        }
        _ => Ok(None),
    }
}

fn condition_of(condition: &Term, then: &Term, otherwise: &Term) -> Given {
    match condition {
        Term::Bool(true) => one(then.clone()),
        Term::Bool(false) => one(otherwise.clone()),
        Term::Variable(_) => alternatives(
            [(true, then), (false, otherwise)]
                .into_iter()
                .filter_map(|(value, result)| branch(condition, &Term::Bool(value), result))
                .collect(),
        ),
        _ => Ok(None),
    }
}

/// The template, where the value unifies with the pattern.
fn branch(value: &Term, pattern: &Term, template: &Term) -> Option<Alternative> {
    let bindings = unify(value, pattern)?;
    Some((bindings.apply(template), bindings))
}

fn first_branch(value: &Term, branches: &[Term]) -> Option<Alternative> {
    branches.iter().find_map(|pair| match pair.members() {
        Some([pattern, template]) => branch(value, pattern, template),
        _ => None,
    })
}

/// `(superpose (set-function all ..))`, by way of `let`: all results of each atom, as tuples, to a function of sets, and the
/// members of what it gives.
fn with_all(world: &mut World, function: &str, atoms: &[&Term]) -> Term {
    let mut variable =
        |name: &str| world.renamed(&Term::Variable(Variable { number: 0, name: name.to_owned() }));
    let set = variable("set");
    let all: Vec<Term> = atoms.iter().map(|_| variable("all")).collect();
    let found = Term::call(function, all.clone());
    let mut whole = Term::call("let", [set.clone(), found, Term::call("superpose", [set])]);
    for (atom, all) in atoms.iter().zip(all).rev() {
        whole = Term::call("let", [all, Term::call("collapse", [(*atom).clone()]), whole]);
    }
    whole
}

/// All results of `atom`; what they bind stays inside.
pub(super) fn all_results(world: &mut World, space: usize, atom: &Term) -> Result<Vec<Term>, OutOfFuel> {
    Ok(metta(world, space, atom, &undefined())?
        .into_iter()
        .map(|(result, _)| result)
        .filter(|result| !result.is("Empty"))
        .collect())
}

/// `atom` with new variables in the place of all but those that are `kept`.
pub(super) fn sealed(world: &mut World, atom: &Term, kept: impl Fn(&Variable) -> bool) -> Term {
    let mut names = Vec::new();
    world.renamed(atom).collect_variables(&mut |variable| names.push(variable.clone()));
    let mut names = names.into_iter();
    atom.replace(&mut |variable| names.next().filter(|_| !kept(variable)).map(Term::Variable))
}

/// `template` with `value` in the place of `variable`.
pub(super) fn put(variable: &Variable, value: &Term, template: &Term) -> Term {
    template.replace(&mut |other| (other == variable).then(|| value.clone()))
}
