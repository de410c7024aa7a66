//! The minimal instructions: evaluated as they stand, their results are not evaluated further.

use super::bindings::{Alternative, Bindings};
use super::interpreter::{metta, reduce};
use super::printing::print;
use super::term::{Term, Variable};
use super::unification::unify;
use super::world::{OutOfFuel, World};

const INSTRUCTIONS: [&str; 11] = [
    "eval",
    "evalc",
    "chain",
    "unify",
    "cons-atom",
    "decons-atom",
    "function",
    "collapse-bind",
    "superpose-bind",
    "metta",
    "context-space",
];

/// True for an expression that is headed by a minimal instruction.
pub(super) fn is_instruction(term: &Term) -> bool {
    term.head().is_some_and(|head| INSTRUCTIONS.contains(&head))
}

/// An instruction that waits for what another one gives.
#[derive(Clone)]
enum Waiting {
    /// `(chain _ $variable template)`
    Chain(Variable, Term),
    /// `(function _)`, as it was written.
    Function(Term),
}

impl Waiting {
    fn apply(&self, bindings: &Bindings) -> Waiting {
        match self {
            Waiting::Chain(variable, template) => match bindings.apply(&Term::Variable(variable.clone())) {
                Term::Variable(variable) => Waiting::Chain(variable, bindings.apply(template)),
                _ => Waiting::Chain(variable.clone(), bindings.apply(template)),
            },
            Waiting::Function(whole) => Waiting::Function(bindings.apply(whole)),
        }
    }
}

/// A way that is not finished.
struct Way {
    term: Term,
    /// `term` is a result: it is not run even if it is an instruction.
    finished: bool,
    /// Who waits, the innermost last.
    waiting: Vec<Waiting>,
    bindings: Bindings,
}

/// Runs an instruction: all results, in order, depth first.
///
/// # Errors
/// The evaluation used more than it may.
pub(super) fn run(world: &mut World, space: usize, term: &Term) -> Result<Vec<Alternative>, OutOfFuel> {
    let asked = term.variables();
    let mut results = Vec::new();
    let mut ways =
        vec![Way { term: term.clone(), finished: false, waiting: Vec::new(), bindings: Bindings::none() }];
    world.depth = world.depth.checked_sub(1).ok_or(OutOfFuel)?;
    while let Some(mut way) = ways.pop() {
        world.step()?;
        if way.finished || !is_instruction(&way.term) {
            match way.waiting.pop() {
                None => results.push((way.term, way.bindings.only(&asked))),
                Some(waiting) => ways.push(give(way, waiting)),
            }
            continue;
        }
        match (way.term.head(), arguments(&way.term)) {
            (Some("chain"), [nested, Term::Variable(variable), template]) => {
                way.waiting.push(Waiting::Chain(variable.clone(), template.clone()));
                way.term = nested.clone();
                ways.push(way);
            }
            (Some("function"), [body @ Term::Expression(..)]) => {
                way.waiting.push(Waiting::Function(way.term.clone()));
                way.term = body.clone();
                ways.push(way);
            }
            _ => {
                let next = step(world, space, &way.term)?;
                let evaluates = matches!(way.term.head(), Some("eval" | "evalc"));
                for (term, more) in next.into_iter().rev() {
                    ways.push(Way {
                        finished: !(evaluates && term.head() == Some("function")),
                        term,
                        waiting: way.waiting.iter().map(|waiting| waiting.apply(&more)).collect(),
                        bindings: way.bindings.and(&more),
                    });
                }
            }
        }
    }
    world.depth += 1;
    Ok(results)
}

/// Gives a result to the one who waits for it.
fn give(way: Way, waiting: Waiting) -> Way {
    let Way { term: value, waiting: mut others, bindings, .. } = way;
    match waiting {
        Waiting::Chain(variable, template) => {
            let mut put = |other: &Variable| (*other == variable).then(|| value.clone());
            Way { term: template.replace(&mut put), finished: false, waiting: others, bindings }
        }
        Waiting::Function(whole) => match (value.head(), arguments(&value)) {
            (Some("return"), [result]) => {
                Way { term: result.clone(), finished: true, waiting: others, bindings }
            }
            _ if is_instruction(&value) => {
                others.push(Waiting::Function(whole));
                Way { term: value, finished: false, waiting: others, bindings }
            }
            _ => {
                let error = Term::error(&whole, Term::symbol("NoReturn"));
                Way { term: error, finished: true, waiting: others, bindings }
            }
        },
    }
}

fn arguments(term: &Term) -> &[Term] {
    term.members().and_then(|members| members.get(1..)).unwrap_or(&[])
}

/// What an instruction gives that waits for no other.
fn step(world: &mut World, space: usize, term: &Term) -> Result<Vec<Alternative>, OutOfFuel> {
    let one = |term: Term| Ok(vec![(term, Bindings::none())]);
    match (term.head().unwrap_or_default(), arguments(term)) {
        ("eval", [atom]) => reduce(world, space, atom),
        ("evalc", [atom, Term::Space(other)]) => reduce(world, *other, atom),
        ("metta", [atom, ty, Term::Space(other)]) => metta(world, *other, atom, ty),
        ("context-space", []) => one(Term::Space(space)),
        ("unify", [left, right, then, otherwise]) => {
            let ways = match left {
                Term::Space(other) if !right.is_variable() => world.query(*other, right),
                _ => unify(left, right).into_iter().collect(),
            };
            if ways.is_empty() {
                return one(otherwise.clone());
            }
            Ok(ways.into_iter().map(|bindings| (bindings.apply(then), bindings)).collect())
        }
        ("cons-atom", [head, Term::Expression(tail, _)]) => {
            one(Term::expression(std::iter::once(head).chain(tail).cloned()))
        }
        ("decons-atom", [Term::Expression(members, _)]) if !members.is_empty() => {
            one(Term::expression([members[0].clone(), Term::expression(members[1..].to_vec())]))
        }
        ("collapse-bind", [nested]) => {
            let all = run(world, space, nested)?.into_iter().filter(|(value, _)| !value.is("Empty"));
            one(Term::expression(
                all.map(|(value, bindings)| Term::expression([value, Term::expression(bindings.pairs())])),
            ))
        }
        ("superpose-bind", [Term::Expression(all, _)]) => Ok(all.iter().filter_map(superposed).collect()),
        (instruction, _) => {
            let expected = match instruction {
                "eval" => "(eval <atom>)",
                "evalc" => "(evalc <atom> <space>)",
                "chain" => "(chain <nested> (: <var> Variable) <templ>)",
                "function" => "(function (: <body> Expression))",
                "unify" => "(unify <atom> <pattern> <then> <else>)",
                "cons-atom" => "(cons-atom <head> (: <tail> Expression))",
                "decons-atom" => "(decons-atom (: <expr> Expression))",
                "metta" => "(metta atom type space)",
                other => other,
            };
            let text = format!("expected: {expected}, found: {}", print(term));
            one(Term::error(term, Term::Symbol(text)))
        }
    }
}

/// A pair of a value and what it binds.
fn superposed(pair: &Term) -> Option<Alternative> {
    let [value, Term::Expression(bound, _)] = pair.members()? else { return None };
    let names = Term::expression(bound.iter().filter_map(|pair| pair.members()?.first().cloned()));
    let values = Term::expression(bound.iter().filter_map(|pair| pair.members()?.get(1).cloned()));
    let bindings = unify(&names, &values)?;
    Some((bindings.apply(value), bindings))
}
