//! Operations that give way to rules of programs: names that peers have (`max`, `progn`, `test` ..) and that programs like
//! to define themselves.
//!
//! `library.metta` says `(= (max $a $b) (_fallback (max $a $b)))`. Where a rule of the program takes the call, the fallback
//! has no result, so the program's meaning does not change; where the program has rules of which none takes the call, the
//! call stays as it is; otherwise the operation below is done.

use std::rc::Rc;

use super::number::Number;
use super::sets::Bag;
use super::strings::text;
use crate::evaluation::context::Context;
use crate::evaluation::native::{Answer, Call, Native};
use crate::evaluation::print::print;
use crate::evaluation::symbols::{Symbol, known};
use crate::evaluation::term::{Term, alpha_equal, apply, match_stored, same};

pub(super) const OPERATIONS: &[Native] = &[
    Native::effect("_fallback", &["(-> Atom Atom)"], fall_back),
    Native::effect("_applied", &["(-> Atom Atom %Undefined%)"], applied),
];

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

fn fall_back(context: &mut Context, call: &Call<'_>) -> Answer {
    let [written] = call.arguments else { return Answer::NotReducible };
    let Some([head, arguments @ ..]) = written.members() else { return Answer::NotReducible };
    let Term::Symbol(head) = head.resolve() else { return Answer::NotReducible };
    match defined(context, call, head, written) {
        Defined::AndTaken => return Answer::Values(Vec::new()),
        Defined::NotTaken => return Answer::Value(left_alone(written)),
        Defined::No => {}
    }
    let name = context.symbols.shared_name(head);
    let arguments: Vec<Term> = arguments.iter().map(Term::resolve).collect();
    match meaning(context, &name, &arguments) {
        Some(term) => Answer::Value(term),
        None => Answer::Value(left_alone(written)),
    }
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
    let defined = context.operation(head, call.space).is_some()
        || !matches!(defined(context, call, head, whole), Defined::No);
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

/// What rules of the program do with a call.
enum Defined {
    /// There are none.
    No,
    /// There are some, none for this call.
    NotTaken,
    AndTaken,
}

fn defined(context: &mut Context, call: &Call<'_>, head: Symbol, written: &Term) -> Defined {
    let length = written.members().map_or(0, <[Term]>::len);
    let rules = context.store.rules(call.space, Some(head), length, &mut context.symbols);
    let mut defined = Defined::No;
    for rule in rules.iter() {
        let Some([_, left, right]) = rule.term.members() else { continue };
        let fallback =
            right.members().and_then(<[Term]>::first).is_some_and(|head| head.is_symbol(call.name));
        let headed = left.members().and_then(<[Term]>::first).is_some_and(|first| first.is_symbol(head));
        if fallback || !headed {
            continue;
        }
        let mark = context.trail.mark();
        let mut slots = vec![None; rule.names.len()];
        let side = crate::evaluation::term::Stored { term: left.clone(), names: Rc::clone(&rule.names) };
        let takes = match_stored(&side, &mut slots, written, &mut context.trail);
        context.trail.undo(mark);
        context.trail.release(mark);
        if takes {
            return Defined::AndTaken;
        }
        defined = Defined::NotTaken;
    }
    defined
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
