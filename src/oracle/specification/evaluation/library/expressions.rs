//! Expressions as lists and as sets.

use super::super::bindings::Bindings;
use super::super::interpreter::metta;
use super::super::term::{Term, Variable};
use super::super::types::undefined;
use super::super::world::{OutOfFuel, World};
use super::control::{put, sealed};
use super::{Function, Given, alternatives, one};

pub(super) fn execute(world: &mut World, function: &Function<'_>) -> Given {
    let space = function.space;
    let message = |text: &str| Term::error(function.call, Term::Text(text.to_owned()));
    match (function.name, function.arguments) {
        ("car-atom", [list]) => match list.members() {
            Some([head, ..]) => one(head.clone()),
            _ => one(message("car-atom expects a non-empty expression as an argument")),
        },
        ("cdr-atom", [list]) => match list.members() {
            Some([_, tail @ ..]) => one(Term::expression(tail.to_vec())),
            _ => one(message("cdr-atom expects a non-empty expression as an argument")),
        },
        ("size-atom", [Term::Expression(members, _)]) => one(Term::Integer(members.len() as i64)),
        ("index-atom", [Term::Expression(members, _), Term::Integer(place)]) => {
            let member = usize::try_from(*place).ok().and_then(|place| members.get(place));
            one(member.cloned().unwrap_or_else(|| function.failure("Index is out of bounds")))
        }
        ("min-atom" | "max-atom", [Term::Expression(members, _)]) => {
            let numbers: Option<Vec<f64>> = members.iter().map(number).collect();
            let least = function.name == "min-atom";
            let best = numbers.and_then(|numbers| {
                numbers.into_iter().reduce(|x, y| if least { x.min(y) } else { x.max(y) })
            });
            match best {
                Some(best) => one(Term::Float(best)),
                None if members.is_empty() => one(function.failure("Empty expression")),
                None => one(function.failure("Only numbers are allowed in expression")),
            }
        }
        ("unique-atom", [Term::Expression(members, _)]) => one(Term::expression(unique(members))),
        ("union-atom", [Term::Expression(x, _), Term::Expression(y, _)]) => {
            one(Term::expression([x.clone(), y.clone()].concat()))
        }
        ("intersection-atom", [Term::Expression(x, _), Term::Expression(y, _)]) => {
            one(Term::expression(intersection(x, y)))
        }
        ("subtraction-atom", [Term::Expression(x, _), Term::Expression(y, _)]) => {
            one(Term::expression(difference(x, y)))
        }
        ("map-atom", [Term::Expression(members, _), Term::Variable(variable), template]) => {
            let mut instance = |member: &Term| {
                let template = sealed(world, template, |other| other == variable);
                put(variable, member, &template)
            };
            one(Term::expression(members.iter().map(&mut instance)))
        }
        ("filter-atom", [Term::Expression(members, _), Term::Variable(variable), condition]) => {
            filter(world, space, members, variable, condition)
        }
        ("foldl-atom", [list, first, Term::Variable(left), Term::Variable(right), template]) => {
            let Some(members) = list.members() else { return Ok(None) };
            let mut ways = vec![(first.clone(), Bindings::none())];
            for member in members {
                let mut next = Vec::new();
                for (sum, bindings) in ways {
                    let member = bindings.apply(member);
                    let template = bindings.apply(template);
                    let template = sealed(world, &template, |other| other == left || other == right);
                    let step = put(right, &member, &put(left, &sum, &template));
                    for (sum, more) in metta(world, space, &step, &undefined())? {
                        next.push((sum, bindings.and(&more)));
                    }
                }
                ways = next;
            }
            alternatives(ways)
        }
        ("for-each-in-atom", [Term::Expression(members, _), action]) => {
            for member in members {
                metta(world, space, &Term::expression([action.clone(), member.clone()]), &undefined())?;
            }
            one(Term::unit())
        }
        ("first-from-pair", [pair]) => match pair.members() {
            Some([first, _]) => one(first.clone()),
            _ => one(message("incorrect pair format")),
        },
        ("=alpha", [left, right]) => one(Term::Bool(left.alpha_equal(right))),
        ("noreduce-eq", [left, right]) => one(Term::Bool(left == right)),
        _ => Ok(None),
    }
}

fn number(term: &Term) -> Option<f64> {
    match term {
        Term::Integer(value) => Some(*value as f64),
        Term::Float(value) => Some(*value),
        _ => None,
    }
}

/// The members for which the condition, bare or as `(eval condition)`, gives `True`; an alternative for each way in which
/// the conditions may come out.
fn filter(world: &mut World, space: usize, members: &[Term], variable: &Variable, condition: &Term) -> Given {
    let condition = match condition.members() {
        Some([eval, bare]) if eval.is("eval") => bare,
        _ => condition,
    };
    let mut ways: Vec<Vec<Term>> = vec![Vec::new()];
    for member in members {
        let mut next = Vec::new();
        for kept in ways {
            let condition = sealed(world, condition, |other| other == variable);
            for verdict in verdicts(world, space, &put(variable, member, &condition))? {
                let mut kept = kept.clone();
                if verdict == Term::Bool(true) {
                    kept.push(member.clone());
                }
                next.push(kept);
            }
        }
        ways = next;
    }
    super::several(ways.into_iter().map(Term::expression))
}

fn verdicts(world: &mut World, space: usize, condition: &Term) -> Result<Vec<Term>, OutOfFuel> {
    Ok(metta(world, space, condition, &Term::symbol("Bool"))?
        .into_iter()
        .map(|(verdict, _)| verdict)
        .collect())
}

/// The members without those that stand there already, up to the names of variables.
fn unique(members: &[Term]) -> Vec<Term> {
    let mut kept: Vec<Term> = Vec::new();
    for member in members {
        if !kept.iter().any(|other| other.alpha_equal(member)) {
            kept.push(member.clone());
        }
    }
    kept
}

/// The members of `left` that find a partner of their own in `right`.
fn intersection(left: &[Term], right: &[Term]) -> Vec<Term> {
    let mut partners = right.to_vec();
    left.iter().filter(|member| take(&mut partners, member)).cloned().collect()
}

/// The members of `left` that find no partner of their own in `right`.
pub(super) fn difference(left: &[Term], right: &[Term]) -> Vec<Term> {
    let mut partners = right.to_vec();
    left.iter().filter(|member| !take(&mut partners, member)).cloned().collect()
}

fn take(partners: &mut Vec<Term>, member: &Term) -> bool {
    let place = partners.iter().position(|partner| partner == member);
    place.map(|place| partners.remove(place)).is_some()
}
