//! Which contracts a send can mean, one claim each.

use std::sync::Arc;

use crate::language::Fit::{self, Fits, Never, Unknown};
use crate::language::analysis::Analysis;
use crate::language::rholang::Rholang;
use crate::language::{Language, LanguageId, analyze};

fn read(text: &str) -> Analysis {
    analyze(LanguageId::Rholang, &Arc::from(text))
}

/// Whether `contract f{formals}` can be meant by `f{call}`.
fn fit_of(formals: &str, call: &str) -> Fit {
    let contract = read(&format!("contract f{formals} = {{ Nil }}"));
    let send = read(&format!("new c, x in {{ for (@v <- c) {{ f{call} }} }}"));
    let sent = send.calls().iter().find(|call| {
        send.occurrence(call.occurrence).is_some_and(|occurrence| send.source(occurrence.span) == "f")
    });
    Rholang.fit((&contract, &contract.definitions()[0]), (&send, sent.expect("a call")))
}

#[test]
fn arity_decides_first() {
    assert_eq!(fit_of("(@a, b)", "!(1, *x)"), Fits);
    assert_eq!(fit_of("(@a, b)", "!(1)"), Never);
    assert_eq!(fit_of("(@a, b)", "!(1, 2, 3)"), Never);
    assert_eq!(fit_of("()", "!()"), Fits);
    assert_eq!(fit_of("(@a ...@r)", "!(1)"), Fits);
    assert_eq!(fit_of("(@a ...@r)", "!(1, 2, 3)"), Fits);
    assert_eq!(fit_of("(@a, @b, ...@r)", "!(1)"), Never);
    assert_eq!(fit_of("(@a)", "!!(1)"), Fits);
}

#[test]
fn literals_fit_when_they_are_the_same() {
    for literal in ["1", "-1", "\"s\"", "`u`", "true", "Nil", "()", "2u8", "[]", "{}", "Set()", "(1,)"] {
        assert_eq!(fit_of(&format!("(@{literal})"), &format!("!({literal})")), Fits, "{literal}");
        assert_eq!(fit_of(&format!("(@{literal})"), "!(v)"), Unknown, "{literal}");
        assert_eq!(fit_of(&format!("(@{literal})"), "!(\"other\")"), Never, "{literal}");
    }
    assert_eq!(fit_of("(@{\"a\"})", "!((\"a\"))"), Fits);
    assert_eq!(fit_of("(@1)", "!(1 + 0)"), Unknown);
    assert_eq!(fit_of("(@\"ab\")", "!(\"a\" ++ \"b\")"), Unknown);
    assert_eq!(fit_of("(@1)", "!(01)"), Fits);
}

#[test]
fn variables_and_wildcards_fit_everything() {
    for formal in ["x", "@x", "_", "@_", "@{x}", "@*x"] {
        for argument in ["1", "v", "*x", "[v]", "x!(1)"] {
            assert_eq!(
                fit_of(&format!("({formal})"), &format!("!({argument})")),
                Fits,
                "{formal} {argument}"
            );
        }
    }
}

#[test]
fn lists_and_tuples_fit_element_by_element() {
    assert_eq!(fit_of("(@[1, x])", "!([1, 2])"), Fits);
    assert_eq!(fit_of("(@[1, x])", "!([v, 2])"), Unknown);
    assert_eq!(fit_of("(@[1, x])", "!([2, v])"), Never);
    assert_eq!(fit_of("(@[1, x])", "!([1])"), Never);
    assert_eq!(fit_of("(@[h ...t])", "!([1, 2, 3])"), Fits);
    assert_eq!(fit_of("(@[h ...t])", "!([])"), Never);
    assert_eq!(fit_of("(@(1, [x, \"k\"]))", "!((1, [v, \"k\"]))"), Fits);
    assert_eq!(fit_of("(@(1, 2))", "!([1, 2])"), Never);
}

#[test]
fn sets_fit_without_order() {
    assert_eq!(fit_of("(@Set(1, 2))", "!(Set(2, 1))"), Fits);
    assert_eq!(fit_of("(@Set(1, x))", "!(Set(2, 1))"), Fits);
    assert_eq!(fit_of("(@Set(3, x))", "!(Set(2, 1))"), Never);
    assert_eq!(fit_of("(@Set(1))", "!(Set(2, 1))"), Never);
    assert_eq!(fit_of("(@Set(1 ...r))", "!(Set(2, 1))"), Fits);
    assert_eq!(fit_of("(@Set(1))", "!(Set(v))"), Unknown);
}

#[test]
fn maps_fit_by_their_keys() {
    assert_eq!(fit_of("(@{\"k\": x, \"l\": 1})", "!({\"l\": 1, \"k\": 2})"), Fits);
    assert_eq!(fit_of("(@{\"k\": x, \"l\": 1})", "!({\"l\": 3, \"k\": 2})"), Never);
    assert_eq!(fit_of("(@{\"k\": x})", "!({\"l\": 1, \"k\": 2})"), Never);
    assert_eq!(fit_of("(@{\"k\": x ...r})", "!({\"l\": 1, \"k\": 2})"), Fits);
    assert_eq!(fit_of("(@{\"m\": x ...r})", "!({\"l\": 1, \"k\": 2})"), Never);
    assert_eq!(fit_of("(@{\"k\": {\"l\": 1}})", "!({\"k\": {\"l\": v}})"), Unknown);
    assert_eq!(fit_of("(@{\"k\": x})", "!({v: 1})"), Unknown);
}

#[test]
fn connectives_and_types_are_looked_into() {
    assert_eq!(fit_of("(@{x /\\ Int})", "!(1)"), Fits);
    assert_eq!(fit_of("(@{x /\\ Int})", "!(\"s\")"), Never);
    assert_eq!(fit_of("(@{x /\\ Int})", "!(v)"), Unknown);
    assert_eq!(fit_of("(@{String \\/ Bool})", "!(true)"), Fits);
    assert_eq!(fit_of("(@{String \\/ Bool})", "!(1)"), Never);
    assert_eq!(fit_of("(@{~1})", "!(1)"), Never);
    assert_eq!(fit_of("(@{~1})", "!(2)"), Fits);
    assert_eq!(fit_of("(@{=y})", "!(2)"), Unknown);
}

#[test]
fn a_synchronous_send_passes_a_reply_channel_first() {
    assert_eq!(fit_of("(r, @1)", "!?(1)."), Fits);
    assert_eq!(fit_of("(@1)", "!?(1)."), Never);
    assert_eq!(fit_of("(@\"r\", @1)", "!?(1)."), Unknown);
    assert_eq!(fit_of("(r, @\"m\", @1)", "!m(1)."), Fits);
    assert_eq!(fit_of("(r, @\"n\", @1)", "!m(1)."), Never);
}

#[test]
fn patterns_of_any_depth_are_compared() {
    let nested = |inner: &str| ["[".repeat(20_000), inner.to_owned(), "]".repeat(20_000)].concat();
    assert_eq!(fit_of(&format!("(@{})", nested("x")), &format!("!({})", nested("1"))), Fits);
    assert_eq!(fit_of(&format!("(@{})", nested("2")), &format!("!({})", nested("1"))), Never);
}

#[test]
fn a_key_of_a_map_argument_has_its_counterpart_in_the_formals() {
    let text = "new f, k in {\n  contract f(k, @{\"user\": {\"name\": n, \"mail\": [{\"at\": e}]}}) = { Nil } |\n  \
                f!(*k, {\"user\": {\"mail\": [{\"at\": 1}], \"name\": \"A\"}})\n}";
    let analysis = read(text);
    let (definition, call) = (&analysis.definitions()[0], &analysis.calls()[0]);
    for key in ["\"user\"", "\"name\"", "\"mail\"", "\"at\""] {
        let first = text.find(key).expect("a key of the formals") as u32;
        let second = text.rfind(key).expect("a key of the arguments") as u32;
        let found = Rholang.counterpart((&analysis, definition), (&analysis, call), second + 1);
        assert_eq!(found.map(|span| (span.start, analysis.source(span))), Some((first, key)), "{key}");
    }
    let value = text.rfind("\"A\"").expect("a value") as u32;
    assert_eq!(Rholang.counterpart((&analysis, definition), (&analysis, call), value + 1), None);
    assert_eq!(Rholang.counterpart((&analysis, definition), (&analysis, call), 0), None);
}
