//! Operations that give way to rules of programs: names that peers have (`max`, `progn`, `test` ..) and that programs like
//! to define themselves ([`Rules::First`](crate::evaluation::native::Rules)).

use std::rc::Rc;

use super::number::Number;
use super::sets::Bag;
use super::strings::text;
use crate::evaluation::context::Context;
use crate::evaluation::identity::SpaceId;
use crate::evaluation::native::{Answer, Call, Native};
use crate::evaluation::print::print;
use crate::evaluation::symbols::{Symbol, known};
use crate::evaluation::term::{Stored, Term, alpha_equal, apply, match_stored, same};

pub(super) const OPERATIONS: &[Native] = &[
    standing_in("min"),
    standing_in("max"),
    standing_in("exp"),
    standing_in("!="),
    standing_in("progn"),
    standing_in("prog1"),
    standing_in("is-var"),
    standing_in("is-ground"),
    standing_in("is-expr"),
    standing_in("is-space"),
    standing_in("is-member"),
    standing_in("is-alpha-member"),
    standing_in("list_to_set"),
    standing_in("exclude-item"),
    standing_in("second-from-pair"),
    standing_in("concat"),
    Native::effect("test", &[], stand_in).yielding(),
    Native::effect("hyperpose", &["(-> Expression %Undefined%)"], hyperpose).yielding(),
    Native::effect("with-mutex", &["(-> Atom Atom %Undefined%)"], second).yielding(),
    Native::effect("with_mutex", &["(-> Atom Atom %Undefined%)"], second).yielding(),
    Native::effect("catch", &["(-> Atom Atom %Undefined%)"], catch).yielding(),
    Native::effect("foldall", &["(-> Atom Atom Atom %Undefined%)"], fold_all).yielding(),
    Native::effect("forall", &["(-> Atom Atom Bool)"], for_all).yielding(),
    Native::effect("_applied", &["(-> Atom Atom %Undefined%)"], applied),
];

const fn standing_in(name: &'static str) -> Native {
    Native::pure(name, &[], stand_in).yielding()
}

fn stand_in(context: &mut Context, call: &Call<'_>) -> Answer {
    let name = context.symbols.shared_name(call.name);
    meaning(context, &name, call.arguments).map_or(Answer::NotReducible, Answer::Value)
}

/// `(hyperpose (a b ..))`: each member, evaluated.
fn hyperpose(_: &mut Context, call: &Call<'_>) -> Answer {
    match call.arguments.first().and_then(Term::members) {
        Some(members) => Answer::Values(members.to_vec()),
        None => Answer::NotReducible,
    }
}

/// `(with-mutex name atom)`: nothing comes between what a form does anyway (X1).
fn second(_: &mut Context, call: &Call<'_>) -> Answer {
    match call.arguments {
        [_, atom] => Answer::Evaluate(atom.clone()),
        _ => Answer::NotReducible,
    }
}

/// `(head member ..)`.
fn form<const N: usize>(context: &mut Context, head: &str, members: [Term; N]) -> Term {
    let head = Term::Symbol(context.symbols.intern(head));
    Term::expression(std::iter::once(head).chain(members))
}

fn new_variable(context: &mut Context, name: &str) -> Term {
    let name = context.symbols.intern(name);
    Term::Variable(context.trail.variable(name))
}

/// `(catch atom default)`: the default where the results are errors.
fn catch(context: &mut Context, call: &Call<'_>) -> Answer {
    let [atom, default] = call.arguments else { return Answer::NotReducible };
    let [failed, reason, value] = ["atom", "reason", "value"].map(|name| new_variable(context, name));
    let branches = Term::expression([
        Term::expression([Term::error(failed, reason), default.clone()]),
        Term::expression([value.clone(), value]),
    ]);
    Answer::Evaluate(form(context, "case", [atom.clone(), branches]))
}

/// `(foldall function generator start)`: `(function result value)` for each result of the generator, beginning with `start`.
fn fold_all(context: &mut Context, call: &Call<'_>) -> Answer {
    let [function, generator, start] = call.arguments else { return Answer::NotReducible };
    let [sum, item] = ["sum", "item"].map(|name| new_variable(context, name));
    let step = Term::expression([function.clone(), item.clone(), sum.clone()]);
    Answer::Evaluate(over_all(context, generator, start.clone(), [sum, item], step))
}

/// `(forall generator test)`: whether the test is True for each result of the generator.
fn for_all(context: &mut Context, call: &Call<'_>) -> Answer {
    let [generator, test] = call.arguments else { return Answer::NotReducible };
    let [so_far, item] = ["so-far", "item"].map(|name| new_variable(context, name));
    let holds = Term::expression([test.clone(), item.clone()]);
    let step = form(context, "and", [so_far.clone(), holds]);
    Answer::Evaluate(over_all(context, generator, Term::Bool(true), [so_far, item], step))
}

fn over_all(
    context: &mut Context,
    generator: &Term,
    start: Term,
    [sum, item]: [Term; 2],
    step: Term,
) -> Term {
    let all = new_variable(context, "all");
    let results = form(context, "collapse", [generator.clone()]);
    let fold = form(context, "foldl-atom", [all.clone(), start, sum, item, step]);
    form(context, "let", [all, results, fold])
}

/// What is done where the program does not say otherwise; none: the call stays as it is.
fn meaning(context: &mut Context, name: &str, arguments: &[Term]) -> Option<Term> {
    let bool = |value: bool| Some(Term::Bool(value));
    match (name, arguments) {
        ("min", [left, right]) => choose(left, right, |order| order.is_le()),
        ("max", [left, right]) => choose(left, right, |order| order.is_ge()),
        ("exp", [power]) => Number::of(power).map(|power| Term::Float(power.float().exp())),
        ("!=", [left, right]) => bool(!same(left, right)),
        ("progn", [.., last]) => Some(last.clone()),
        ("prog1", [first, ..]) => Some(first.clone()),
        ("is-var", [term]) => bool(matches!(term, Term::Variable(_))),
        ("is-ground", [term]) => bool(apply(term).is_ground()),
        ("is-expr", [term]) => bool(term.members().is_some()),
        ("is-space", [term]) => bool(matches!(term, Term::Space(_) | Term::Symbol(known::SELF))),
        ("is-member", [term, list]) => bool(contains(term, list, same)?),
        ("is-alpha-member", [term, list]) => bool(contains(term, list, alpha_equal)?),
        ("list_to_set", [list]) => {
            let mut seen = Bag::new(alpha_equal);
            Some(Term::expression(list.members()?.iter().filter(|term| seen.insert(term) == 0).cloned()))
        }
        ("exclude-item", [item, list]) => {
            Some(Term::expression(list.members()?.iter().filter(|term| !same(item, term)).cloned()))
        }
        ("second-from-pair", [pair]) => match pair.members()? {
            [_, second] => Some(second.resolve()),
            _ => None,
        },
        ("concat", [left, right]) => match (text(left), text(right)) {
            (Some(left), Some(right)) => Some(Term::text(&format!("{left}{right}"))),
            _ => None,
        },
        ("test", [actual, expected]) => Some(test(context, actual, expected)),
        _ => None,
    }
}

fn choose(left: &Term, right: &Term, first: fn(std::cmp::Ordering) -> bool) -> Option<Term> {
    let order = Number::of(left)?.compare(Number::of(right)?);
    // NaN, where it is one of them, is what comes out.
    let take_left = order.map_or(matches!(left, Term::Float(value) if value.is_nan()), first);
    Some(if take_left { left.clone() } else { right.clone() })
}

fn contains(term: &Term, list: &Term, equal: fn(&Term, &Term) -> bool) -> Option<bool> {
    Some(list.members()?.iter().any(|member| equal(term, member)))
}

/// `(test actual expected)` says how the two compare, up to the names of variables.
fn test(context: &mut Context, actual: &Term, expected: &Term) -> Term {
    let passed = alpha_equal(actual, expected);
    let mark = if passed { "✅" } else { "❌" };
    let (shown, wanted) = (print(context, actual), print(context, expected));
    context.output.write(&format!("is {shown}, should {wanted}. {mark}\n"));
    if passed {
        return Term::unit();
    }
    let [name, failed] = ["test", "test-failed"].map(|name| Term::Symbol(context.symbols.intern(name)));
    Term::error(Term::expression([name, actual.clone(), expected.clone()]), failed)
}

/// `(_applied ((f a) b) (f a b))`: the second, where it is a call that somebody defines; otherwise the first as it is. Module
/// `petta`.
fn applied(context: &mut Context, call: &Call<'_>) -> Answer {
    let [written, whole] = call.arguments else { return Answer::NotReducible };
    let Some([head, ..]) = whole.members() else { return Answer::NotReducible };
    let Term::Symbol(head) = head.resolve() else { return Answer::Value(left_alone(written)) };
    // These have rules of their own.
    if matches!(context.symbols.name(head), "|->" | "partial") {
        return Answer::Values(Vec::new());
    }
    let defined = context.operation(head, call.space).is_some() || takes(context, call.space, head, whole);
    if defined { Answer::Evaluate(whole.clone()) } else { Answer::Value(left_alone(written)) }
}

/// The call, which stays as it is.
fn left_alone(call: &Term) -> Term {
    let call = apply(call);
    if let Term::Expression(node) = &call {
        node.mark_evaluated();
    }
    call
}

/// Whether a rule that is headed by `head` takes the call.
fn takes(context: &mut Context, space: SpaceId, head: Symbol, call: &Term) -> bool {
    let length = call.members().map_or(0, <[Term]>::len);
    let rules = context.store.rules(space, Some(head), length, &mut context.symbols);
    rules.iter().any(|rule| {
        let Some([_, left, _]) = rule.term.members() else { return false };
        if !left.members().and_then(<[Term]>::first).is_some_and(|first| first.is_symbol(head)) {
            return false;
        }
        let mark = context.trail.mark();
        let mut slots = vec![None; rule.names.len()];
        let left = Stored { term: left.clone(), names: Rc::clone(&rule.names) };
        let takes = match_stored(&left, &mut slots, call, &mut context.trail);
        context.trail.undo(mark);
        context.trail.release(mark);
        takes
    })
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;
    use crate::evaluation::library::tests::read;

    #[test]
    fn names_of_peers_mean_what_they_mean_there() {
        let mut context = Context::default();
        for (text, expected) in [
            ("(min 1 2)", Some("1")),
            ("(max 1 2.5)", Some("2.5")),
            ("(max a 2)", None),
            ("(exp 0)", Some("1.0")),
            ("(!= 1 2)", Some("True")),
            ("(progn 1 2)", Some("2")),
            ("(prog1 1 2)", Some("1")),
            ("(is-var $x)", Some("True")),
            ("(is-ground (f $x))", Some("False")),
            ("(is-member b (a b))", Some("True")),
            ("(list_to_set (a b a))", Some("(a b)")),
            ("(exclude-item a (a b a))", Some("(b)")),
            ("(second-from-pair (a b))", Some("b")),
            ("(concat \"a\" \"b\")", Some("\"ab\"")),
            ("(test 3 3)", Some("()")),
            ("(test 3 4)", Some("(Error (test 3 4) test-failed)")),
        ] {
            let call = read(&mut context, text);
            let members: Vec<Term> = call.members().unwrap().iter().map(Term::resolve).collect();
            let Term::Symbol(name) = members[0] else { panic!("no name") };
            let name = context.symbols.shared_name(name);
            let term = meaning(&mut context, &name, &members[1..]);
            assert_eq!(term.map(|term| print(&mut context, &term)).as_deref(), expected, "{text}");
        }
    }
}
