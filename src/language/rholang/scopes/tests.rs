//! The rules of binding, one claim each.

use std::sync::Arc;

use crate::language::analysis::{Analysis, Role, SymbolKind, Target};
use crate::language::{LanguageId, Severity, analyze};
use crate::text::Span;

fn read(text: &str) -> Analysis {
    analyze(LanguageId::Rholang, &Arc::from(text))
}

/// The places where `word` stands as a word of its own.
fn places(text: &str, word: &str) -> Vec<Span> {
    let part = |character: char| character.is_alphanumeric() || matches!(character, '_' | '\'');
    let whole =
        |&(at, _): &(usize, &str)| !text[..at].ends_with(part) && !text[at + word.len()..].starts_with(part);
    let found = text.match_indices(word).filter(whole);
    found.map(|(at, word)| Span::new(at as u32, (at + word.len()) as u32)).collect()
}

/// What each `word` in the text means: the number of the place that binds it, `-1` when it is free, `-2` when nothing
/// is known of it.
fn binders(text: &str, word: &str) -> Vec<i32> {
    let analysis = read(text);
    let syntax: Vec<_> = analysis.diagnostics().iter().filter(|found| found.code < "R0100").collect();
    assert!(syntax.iter().all(|found| found.severity != Severity::Error), "{text}: {syntax:?}");
    let places = places(text, word);
    let number = |span: Span| places.iter().position(|&place| place == span).map_or(-3, |place| place as i32);
    let meaning = |&place: &Span| {
        let found = analysis.occurrences().iter().find(|occurrence| occurrence.span == place);
        found.map_or(-2, |occurrence| match occurrence.target {
            Target::Global(_) => -1,
            Target::Local(symbol) => {
                let binding = analysis.symbols()[symbol.0 as usize].binding;
                number(analysis.occurrence(binding).map_or(Span::default(), |binding| binding.span))
            }
        })
    };
    places.iter().map(meaning).collect()
}

/// The codes of what binding finds wrong, hints aside, in order of place.
fn codes(text: &str) -> Vec<&'static str> {
    let analysis = read(text);
    let binding = analysis.diagnostics().iter().filter(|found| found.severity != Severity::Hint);
    binding.map(|found| found.code).filter(|code| *code >= "R0200").collect()
}

/// The place of the only finding.
fn finding(text: &str) -> (&'static str, Span) {
    let analysis = read(text);
    let found: Vec<_> =
        analysis.diagnostics().iter().filter(|found| found.severity == Severity::Error).collect();
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    (found[0].code, found[0].span)
}

fn sort(text: &str, word: &str) -> SymbolKind {
    let analysis = read(text);
    let place = places(text, word)[0];
    let symbol = |symbol: &&crate::language::analysis::Symbol| {
        analysis.occurrence(symbol.binding).is_some_and(|binding| binding.span == place)
    };
    analysis.symbols().iter().find(symbol).map(|symbol| symbol.kind).expect("a binder")
}

#[test]
fn new_binds_in_its_body_only() {
    assert_eq!(binders("{ new x in { x!(1) } | x!(2) }", "x"), [0, 0, -1]);
    assert_eq!(binders("new x, y in { x!(*y) }", "y"), [0, 0]);
    assert_eq!(binders("new x(`rho:io:stdout`) in { x!(1) }", "x"), [0, 0]);
    // One process of the level of `new`: the `|` ends it.
    assert_eq!(binders("new x in x!(1) | x!(2)", "x"), [0, 0, -1]);
}

#[test]
fn the_innermost_binder_is_meant() {
    assert_eq!(binders("new x in { x!(1) | new x in { x!(2) } | x!(3) }", "x"), [0, 0, 2, 2, 0]);
    assert_eq!(binders("new c, x in { for (x <- c) { x!(1) } | x!(2) }", "x"), [0, 1, 1, 0]);
}

#[test]
fn receive_binds_in_its_body_not_in_its_own_sources() {
    assert_eq!(binders("new x in { for (x <- x) { x!(1) } }", "x"), [0, 1, 0, 1]);
    assert_eq!(binders("new c in { for (@{x} <= c) { c!(x) } | c!(x) }", "x"), [0, 0, -1]);
    assert_eq!(binders("new c in { for (@x <<- c) { c!(x) } }", "x"), [0, 0]);
    assert_eq!(binders("new x in { for (@y <- x!?(1)) { x!(y) } }", "y"), [0, 0]);
    assert_eq!(binders("new x in { for (x <- x?!) { x!(1) } }", "x"), [0, 1, 0, 1]);
}

#[test]
fn a_later_receipt_sees_earlier_binders_and_a_join_does_not() {
    assert_eq!(binders("new a in { for (x <- a; @y <- x) { Nil } }", "x"), [0, 0]);
    assert_eq!(binders("new a, x in { for (x <- a & @y <- x) { Nil } }", "x"), [0, 1, 0]);
    assert_eq!(binders("new a in { for (x <- a; x <- x; @y <- x) { x!(1) } }", "x"), [0, 1, 0, 1, 1]);
}

#[test]
fn guards_see_what_their_construct_binds() {
    assert_eq!(binders("new a in { for (@x <- a where x > 1) { Nil } }", "x"), [0, 0]);
    assert_eq!(binders("new a in { for (@x <- a; @y <- a where x > y) { Nil } }", "x"), [0, 0]);
    assert_eq!(binders("match 1 { x where x > 0 => Nil }", "x"), [0, 0]);
}

#[test]
fn remainders_bind_processes() {
    assert_eq!(binders("new a in { for (@h ...@r <- a) { a!(r) } }", "r"), [0, 0]);
    assert_eq!(sort("new a in { for (@h ...@r <- a) { a!(r) } }", "r"), SymbolKind::Process);
    assert_eq!(binders("contract @\"c\"(@[h ...t], ret) = { ret!(t) }", "t"), [0, 0]);
    assert_eq!(sort("match [1] { [_ ...t] => @1!(t) }", "t"), SymbolKind::Process);
    assert_eq!(binders("match {} { {\"k\": v ...rest} => @1!(rest) }", "rest"), [0, 0]);
}

#[test]
fn contract_formals_are_visible_in_its_body_only() {
    assert_eq!(binders("new x in { contract x(x) = { x!(1) } | x!(2) }", "x"), [0, 0, 2, 2, 0]);
    assert_eq!(
        binders("new f, g in { contract f(@a) = { g!(a) } | contract g(@b) = { g!(a) } }", "a"),
        [0, 0, -1]
    );
    // The name is read around the contract: `@x` quotes the `x` of the receive.
    assert_eq!(binders("new c in { for (@x <- c) { contract @x(x) = { x!(1) } } }", "x"), [0, 0, 2, 2]);
}

#[test]
fn a_contract_does_not_bind_its_name() {
    let text = "contract f(@x) = { f!(x) }";
    assert_eq!(binders(text, "f"), [-1, -1]);
    let analysis = read(text);
    let definition = analysis.definitions()[0];
    assert_eq!(analysis.source(definition.target), "f");
    assert_eq!(analysis.source(definition.formals), "(@x)");
    assert_eq!(analysis.source(definition.range), text);
    let name = analysis.occurrence(definition.occurrence).copied().expect("an occurrence");
    assert_eq!(name.role, Role::Definition);
    assert_eq!(analysis.keys().find("f").map(|key| analysis.keys().sites(key).len()), Some(2));
}

#[test]
fn a_contract_defines_what_new_binds_and_nothing_else_that_is_bound() {
    let analysis = read("new f in { contract f(@x) = { Nil } | f!(1) }");
    let roles: Vec<Role> = analysis.occurrences().iter().map(|occurrence| occurrence.role).collect();
    assert_eq!(roles, [Role::Binding, Role::Definition, Role::Binding, Role::Reference]);
    assert_eq!(analysis.definitions().len(), 1);
    let analysis = read("new c in { for (f <- c) { contract f(@x) = { Nil } } }");
    assert_eq!(analysis.definitions().len(), 0);
}

#[test]
fn case_variables_are_visible_in_their_case_only() {
    assert_eq!(binders("match 1 { x => @1!(x) y => @1!(x) }", "x"), [0, 0, -1]);
    assert_eq!(sort("match 1 { x => @1!(x) }", "x"), SymbolKind::Process);
    assert_eq!(binders("new c in { match c { *x => x!(1) } }", "x"), [0, 0]);
    assert_eq!(sort("match 1 { *x => x!(1) }", "x"), SymbolKind::Name);
}

#[test]
fn a_sequential_let_is_seen_by_what_follows_and_not_by_its_own_value() {
    assert_eq!(binders("let x = 1 in { @1!(x) }", "x"), [0, 0]);
    assert_eq!(binders("new c in { for (@x <- c) { let x = x; y = x in { c!(x) } } }", "x"), [0, 1, 0, 1, 1]);
    assert_eq!(binders("let x = 1; y = x in { @1!(x + y) }", "x"), [0, 0, 0]);
}

#[test]
fn a_concurrent_let_is_seen_by_the_body_only() {
    assert_eq!(binders("let x = 1 & y = x in { @1!(x + y) }", "x"), [0, -1, 0]);
    assert_eq!(codes("let x = 1 & x = 2 in { @1!(x) }"), ["R0203"]);
}

#[test]
fn let_with_equals_binds_a_process_and_with_an_arrow_a_name() {
    assert_eq!(sort("let x = 1 in { @1!(x) }", "x"), SymbolKind::Process);
    assert_eq!(sort("let x <- 1 in { @1!(*x) }", "x"), SymbolKind::Name);
    assert_eq!(sort("let @x <- 1 in { @1!(x) }", "x"), SymbolKind::Process);
    assert_eq!(codes("let x = 1 in { @1!(*x) }"), ["R0202"]);
    assert_eq!(codes("let x <- 1 in { @1!(x) }"), ["R0201"]);
}

#[test]
fn a_branch_of_select_binds_like_a_receive() {
    let text = "new a, b in { select { x <- a => { x!(1) } @y <- b => { b!(y) } } }";
    assert_eq!(binders(text, "x"), [0, 0]);
    assert_eq!(binders(text, "y"), [0, 0]);
}

#[test]
fn the_right_side_of_matches_binds_nothing() {
    assert_eq!(binders("new c in { if (1 matches x) { c!(x) } }", "x"), [0, -1]);
    assert_eq!(codes("new c in { for (@x <- c) { c!(x matches {y /\\ Int}) } }"), Vec::<&str>::new());
}

#[test]
fn the_sides_of_a_disjunction_and_a_negation_bind_nothing_outside() {
    assert_eq!(binders("match 1 { [x] \\/ {y} => @1!(x) }", "x"), [0, -1]);
    assert_eq!(codes("match 1 { [x] \\/ {y} => @1!(x) }"), ["R0214"]);
    assert_eq!(codes("match 1 { ~[x] => @1!(x) }"), ["R0214"]);
    assert_eq!(codes("match 1 { [x] \\/ [x] => Nil }"), Vec::<&str>::new());
    assert_eq!(binders("match 1 { x /\\ [y] => @1!([x, y]) }", "y"), [0, 0]);
    // What is bound around the pattern is meant instead; that is rarely wanted.
    let text = "new c in { for (@x <- c) { match 1 { [x] \\/ 2 => c!(x) } } }";
    assert_eq!(binders(text, "x"), [0, 1, 0]);
    assert_eq!(codes(text), ["R0214"]);
}

#[test]
fn a_pattern_variable_is_a_new_binder_and_a_reference_is_not() {
    let text = "new c in { for (@x <- c) { match 1 { x => c!(x) } } }";
    assert_eq!(binders(text, "x"), [0, 1, 1]);
    let text = "new c in { for (@x <- c) { match 1 { =x => c!(x) } } }";
    assert_eq!(binders(text, "x"), [0, 0, 0]);
    let text = "new c in { for (x <- c) { match 1 { =*x => x!(1) } } }";
    assert_eq!(binders(text, "x"), [0, 0, 0]);
    assert_eq!(codes("new x in { match 1 { =x => Nil } }"), ["R0201"]);
    assert_eq!(codes("new c in { for (@x <- c) { match 1 { =*x => Nil } } }"), ["R0202"]);
}

#[test]
fn what_a_pattern_binds_inside_itself_is_meant_there() {
    let text = "new c in { for (@{new x in { x!(y) }} <- c) { c!(y) | c!(x) } }";
    assert_eq!(binders(text, "x"), [0, 0, -1]);
    assert_eq!(binders(text, "y"), [0, 0]);
    // What is bound around the pattern is not meant inside it.
    let text = "new c, n in { for (@{n!(1)} <- c) { n!(1) } }";
    assert_eq!(binders(text, "n"), [0, 1, 1]);
    let text = "new c in { for (@{for (@x <- a) { b!(x) }} <- c) { a!(1) | b!(1) } }";
    assert_eq!(binders(text, "a"), [0, 0]);
    assert_eq!(binders(text, "b"), [0, 0]);
    assert_eq!(binders(text, "x"), [0, 0]);
}

#[test]
fn agents_bind_this_and_private_around_their_declarations() {
    let text =
        "new A in { agent A { constructor(@x) { this!(x) } | method m(r) { r!(x) } | default() { Nil } } }";
    assert_eq!(binders(text, "x"), [0, 0, -1]);
    assert_eq!(binders(text, "this"), [-3]);
    assert_eq!(codes(text), Vec::<&str>::new());
}

#[test]
fn each_place_needs_its_sort() {
    for name in ["c!(x)", "@{x}!(1)", "match x { _ => Nil }", "c!([x])", "c!(x + 1)", "x.size()"] {
        let text = format!("new c, x in {{ {name} }}");
        assert_eq!(codes(&text), ["R0201"], "{text}");
    }
    for process in ["x!(1)", "x!!(1)", "c!(*x)", "for (_ <- x) { Nil }", "contract x() = { Nil }", "x!?(1)."]
    {
        let text = format!("new c in {{ for (@x <- c) {{ {process} }} }}");
        assert_eq!(codes(&text), ["R0202"], "{text}");
    }
    // A contract makes a free variable a name.
    assert_eq!(codes("contract f() = { @1!(f, *f) }"), ["R0201"]);
    assert_eq!(codes("new c in { for (@x, y <- c) { @x!(*y) } }"), Vec::<&str>::new());
}

#[test]
fn a_variable_may_stand_once_in_what_is_read_together() {
    assert_eq!(finding("new c in { for (@x, @x <- c) { Nil } }"), ("R0203", Span::new(21, 22)),);
    assert_eq!(codes("new c, d in { for (@x <- c & @x <- d) { Nil } }"), ["R0203"]);
    assert_eq!(codes("new c, d in { for (@x <- c ; @x <- d) { Nil } }"), Vec::<&str>::new());
    assert_eq!(codes("contract @1(x, @{x}) = { Nil }"), ["R0203"]);
    assert_eq!(codes("match 1 { [x, x] => Nil }"), ["R0203"]);
    assert_eq!(codes("match 1 { [x ...x] => Nil }"), ["R0203"]);
    assert_eq!(codes("new c in { for (_, _, @_, @[_, _] <- c) { Nil } }"), Vec::<&str>::new());
    assert_eq!(codes("new x, x in { Nil }"), ["R0205"]);
}

#[test]
fn a_join_receives_once_on_each_channel() {
    assert_eq!(codes("new c in { for (@x <- c & @y <- c) { Nil } }"), ["R0204"]);
    assert_eq!(codes("for (@x <- @\"a\" & @y <- @{\"a\"}) { Nil }"), ["R0204"]);
    assert_eq!(codes("new c, d in { for (@x <- c & @y <- d) { Nil } }"), Vec::<&str>::new());
    assert_eq!(codes("new c in { for (@x <- c; @y <- c) { Nil } }"), Vec::<&str>::new());
}

#[test]
fn what_belongs_into_patterns_is_refused_elsewhere() {
    assert_eq!(finding("new c in { c!(_) }"), ("R0206", Span::new(14, 15)));
    assert_eq!(codes("new c in { c!(~1) }"), ["R0207"]);
    assert_eq!(codes("new c in { c!(1 \\/ 2) }"), ["R0207"]);
    assert_eq!(codes("new c in { c!(1 /\\ 2) }"), ["R0207"]);
    assert_eq!(codes("new c in { c!(Int) }"), ["R0208"]);
    assert_eq!(codes("new c in { c!([1 ..._]) }"), ["R0209"]);
    assert_eq!(codes("new c in { for (@x <- c) { c!(=x) } }"), ["R0210"]);
    assert_eq!(
        codes("new c in { match 1 { [_, ~1, 1 \\/ 2, 3 /\\ x, Int ..._] => c!(x) } }"),
        Vec::<&str>::new()
    );
}

#[test]
fn a_received_pattern_is_no_disjunction() {
    assert_eq!(codes("new c in { for (@{1 \\/ 2} <- c) { Nil } }"), ["R0211"]);
    assert_eq!(codes("new c in { for (@{~1} <- c) { Nil } }"), ["R0211"]);
    assert_eq!(codes("new c in { for (@{x /\\ Int} <- c) { c!(x) } }"), Vec::<&str>::new());
    assert_eq!(codes("new c in { for (@[1 \\/ 2] <- c) { Nil } }"), Vec::<&str>::new());
}

#[test]
fn bundles_hold_processes_and_stand_in_no_pattern() {
    assert_eq!(codes("new c in { bundle+{*c} | bundle-{c!(_)} }"), ["R0212"]);
    assert_eq!(codes("match 1 { bundle+{x} => Nil }"), ["R0213"]);
}

#[test]
fn arithmetic_needs_one_type_of_number() {
    assert_eq!(codes("@1!(1i8 + 2i16)"), ["R0215"]);
    assert_eq!(codes("@1!(1 + (2u8 * 3u8))"), ["R0215"]);
    assert_eq!(codes("@1!(1i64 + 2)"), Vec::<&str>::new());
    assert_eq!(codes("@1!(1.5f64 % 2.0f64)"), ["R0216"]);
    assert_eq!(codes("@1!(1.5f64 / 2.0f64)"), Vec::<&str>::new());
}

#[test]
fn a_binder_that_shadows_is_hinted_at() {
    let found = read("new x in { new x in { x!(1) } }");
    let hints: Vec<_> = found.diagnostics().iter().map(|found| (found.severity, found.code)).collect();
    assert_eq!(hints, [(Severity::Hint, "R0217")]);
}

#[test]
fn depth_costs_no_call_stack() {
    let depth = 100_000;
    for (open, close) in [
        ("new x in { ", "}"),
        ("for (@x <- c) { ", "}"),
        ("match 1 { x => { ", "}}"),
        ("@{ *@", "}!(1)"),
        ("contract c(x) = { ", "}"),
        ("let x = 1 in { ", "}"),
        ("[", "]"),
        ("match 1 { ~[", "] => Nil }"),
    ] {
        let text = [open.repeat(depth), "x".to_owned(), close.repeat(depth)].concat();
        let analysis = read(&text);
        assert!(
            analysis.text().len() == text.len() && analysis.diagnostics().iter().all(|d| d.code != "H0001")
        );
    }
}
