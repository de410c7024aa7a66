//! Which strings of a Rholang program are read as MeTTa, and what stays the same of a region when the text around it moves.

use std::fmt::Write;
use std::sync::Arc;

use heddle::ide;
use heddle::language::analysis::Analysis;
use heddle::language::{LanguageId, analyze};
use heddle::resolver::Lookup;
use heddle::workspace::{Overlay, Workspace};

fn rholang(text: &str) -> Analysis {
    let analysis = analyze(LanguageId::Rholang, &Arc::from(text));
    let errors: Vec<_> =
        analysis.diagnostics().iter().filter(|error| error.code.starts_with("R00")).collect();
    assert!(errors.is_empty(), "{text}: {errors:?}");
    analysis
}

/// The texts of the regions.
#[track_caller]
fn found(text: &str, expected: &[&str]) {
    let analysis = rholang(text);
    let texts: Vec<&str> = analysis.regions().iter().map(|region| &**region.analysis.text()).collect();
    assert_eq!(texts, expected, "{text}");
    let mut end = 0;
    for region in analysis.regions() {
        assert!(region.span.start >= end, "{text}: regions overlap");
        assert_eq!(region.analysis.language(), LanguageId::Metta);
        end = region.span.end;
    }
}

#[test]
fn directives() {
    found("// @metta\nx!(\"(a)\")", &["(a)"]);
    found(
        "x!(\"no\") | /* @language: metta */ x!(\"(a)\", \"(b)\") |\nx!(\"(c)\") |\nx!(\"no\")",
        &["(a)", "(b)", "(c)"],
    );
    found("x!(\"no\") // @metta\n", &[]);
    found("/* @metta\n */\nx!(\"(a)\")", &["(a)"]);
    found("/* @metta\n\n */ x!(\"(a)\")", &["(a)"]);
    found("// @metta\r\nx!(\"(a)\")\r\n| x!(\"no\")", &["(a)"]);
    found("// @metta\n\nx!(\"no\")", &[]);
    found("// @metta\nx!(\"(a)\n(b)\")", &["(a)\n(b)"]);
    found("// @param x\nx!(\"no\") |\n// @author: metta\nx!(\"no\")", &[]);
    // Another place than an argument.
    found("match x {\n  // @metta\n  {\"k\": [\"(a)\", \"(b)\"]} => Nil\n}", &["k", "(a)", "(b)"]);
    // A concatenation is one text, wherever it starts; a channel's name is none.
    found("// @metta\n@\"x\"!(\"(a \" ++ \"b)\")", &["(a b)"]);
    found("x!(\"(a \" ++ // @metta\n  \"b)\")", &["(a b)"]);
    found("// @metta\nx!(f ++ (\"(a \" ++ (n ++ \" b)\")))", &["$_0_(a $_1_ b)"]);
}

#[test]
fn sends_to_the_compilers_channels() {
    found("@\"rho:metta:compile\"!(\"(a)\")", &["(a)"]);
    found("@\"rho:metta:eval\"!(\"(a)\", \"(b)\") | @\"rho:metta:repl\"!!(\"(c)\")", &["(a)", "(b)", "(c)"]);
    found("@`rho:metta:compile`!(\"(a)\")", &["(a)"]);
    found("@\"rho:metta:compile\"!?(\"(a)\").", &["(a)"]);
    found("@\"rho:metta:compile\"!?(\"(a)\"); Nil", &["(a)"]);
    found("for (x <- @\"rho:metta:compile\"!?(\"(a)\")) { Nil }", &["(a)"]);
    found("@\"rho:metta:compile\"!([\"(a)\", n, \"(b)\" ++ n])", &["(a)", "(b)$_0_"]);
    found("@\"rho:metta:compile\"!((\"(a)\"), *x, 1, n ++ m)", &["(a)"]);
    found(
        "@\"rho:metta:other\"!(\"no\") | @\"rho:io:stdout\"!(\"no\") | @\"rho:metta:compile\"!({\"no\": \"no\"})",
        &[],
    );
    found("@{\"rho:metta:compile\" | 1}!(\"no\") | for (@\"no\" <- @\"rho:metta:compile\") { Nil }", &[]);
}

#[test]
fn names_that_are_bound_to_a_compiler() {
    found("new m(`rho:metta:compile`) in { m!(\"(a)\") }", &["(a)"]);
    found("new m(`rho:io:stdout`), n in { m!(\"no\") | n!(\"no\") } | @\"rho:metta:eval\"!(1)", &[]);
    found("for (m <- @\"rho:metta:compile\") { m!(\"(a)\") }", &["(a)"]);
    found("new c(`rho:metta:eval`) in { for (m, @n <= c) { m!(\"(a)\") | @n!(\"no\") } }", &["(a)"]);
    // The scope decides, not the spelling.
    found("new m(`rho:metta:compile`) in { new m in { m!(\"no\") } | m!(\"(a)\") } | m!(\"no\")", &["(a)"]);
    found(
        "new m(`rho:metta:compile`) in { for (m <- x) { m!(\"no\") } | contract y(m) = { m!(\"no\") } }",
        &[],
    );
    found("for (m <- @\"rho:metta:compile\" ; x <- m) { x!(\"no\") }", &[]);
    found("for (m <- @\"rho:metta:compile\"!?(1)) { m!(\"no\") }", &[]);
}

#[test]
fn one_hop_further() {
    let program =
        |send: &str| format!("new c, m(`rho:metta:compile`) in {{ {send} | for (@a, @v <- c) {{ m!(v) }} }}");
    found(&program("c!(\"no\", \"(a)\")"), &["(a)"]);
    found(&program("c!(\"no\", [\"(a)\"])"), &["(a)"]);
    found(&program("c!(\"no\")"), &[]);
    found(&program("new c in { c!(\"no\", \"no\") }"), &[]);
    found("new c in { for (v <- c) { @\"rho:metta:eval\"!(*v) } | c!(\"(a)\") }", &["(a)"]);
    found(
        "for (@v <- @\"in\") { @\"rho:metta:eval\"!([v]) } | @\"in\"!(\"(a)\") | @\"out\"!(\"no\")",
        &["(a)"],
    );
    found("for (@v <- c) { @\"rho:metta:eval\"!(v) } | c!(\"(a)\") | new c in { c!(\"no\") }", &["(a)"]);
    // What is sent on is another variable.
    found("new c in { for (@v <- c) { for (@v <- x) { @\"rho:metta:eval\"!(v) } } | c!(\"no\") }", &[]);
    // A second hop is not followed.
    found(
        "new b, c in { b!(\"no\") | for (@v <- b) { c!(v) } | for (@v <- c) { @\"rho:metta:eval\"!(v) } }",
        &[],
    );
}

#[test]
fn the_first_way_keeps_a_string() {
    found("// @metta\n@\"rho:metta:compile\"!(\"(a)\")", &["(a)"]);
    found("x!(1) |\n// @metta\n@\"rho:metta:compile\"!(\"(a) \" ++ [\"(b)\"].nth(0))", &["(a) $_0_"]);
}

#[test]
fn a_region_keeps_its_name_where_it_moves() {
    let ids = |text: &str| -> Vec<u64> { rholang(text).regions().iter().map(|region| region.id).collect() };
    let compile = |text: &str| format!("@\"rho:metta:compile\"!(\"{text}\")");
    let (a, b) = (compile("(a)"), compile("(b)"));
    let before = ids(&format!("{a} | {b}"));
    assert_eq!(ids(&format!("// moved\n{a}\n| x!(\"no\") | {b}")), before);
    assert_eq!(ids(&format!("{b} | {a}")), [before[1], before[0]]);
    assert_eq!(ids(&format!("{} | {a} | {b}", compile("(c)")))[1..], before);
    // Equal ones are numbered in order of place.
    let twice = ids(&format!("{a} | {a}"));
    assert_eq!(twice[0], before[0]);
    assert_ne!(twice[1], before[0]);
    // Another way in is another region.
    assert_ne!(ids("// @metta\nx!(\"(a)\")"), [before[0]]);
}

#[test]
fn what_a_region_says_is_said_of_its_own_text() {
    let text = "@\"rho:metta:compile\"!(\"(= (f $x)\n \\\"s\\\"\")";
    let analysis = rholang(text);
    let region = &analysis.regions()[0];
    assert!(!region.analysis.diagnostics().is_empty() && analysis.diagnostics().is_empty());
    let name = region.analysis.text().find("f ").unwrap() as u32;
    assert_eq!(region.map.outer(name), Some(text.find("f ").unwrap() as u32));
}

/// No depth of an expression needs the call stack, and no number of strings more than its share of time.
#[test]
fn depth_and_width_are_limited_by_memory_only() {
    let depth = 100_000;
    let groups = format!("// @metta\nx!({}\"(a)\"{})", "(".repeat(depth), ")".repeat(depth));
    found(&groups, &["(a)"]);
    let mut long = String::from("// @metta\nx!(\"(a\"");
    for number in 0..depth {
        let _ = write!(long, " ++ \" {number}\" ++ n");
    }
    long.push(')');
    let analysis = rholang(&long);
    assert_eq!(analysis.regions().len(), 1);
    assert_eq!(analysis.regions()[0].map.runs().len(), 2 * depth + 1);
}

#[test]
fn tokens_of_literals_are_the_regions_and_all_others_the_hosts() {
    let overlay = Overlay::new(Arc::new(Workspace::new()));
    let text = "// @metta\nx!(\"(f \\\"a\\\"\" ++ n ++ \" (fo\" ++ \"o))\")";
    overlay.open("file:///a.rho".into(), 1, text);
    let snapshot = overlay.snapshot();
    let tokens = ide::tokens(&Lookup::new(&snapshot), &"file:///a.rho".into());
    let shown: Vec<&str> = tokens.iter().map(|token| token.span.of(text)).collect();
    let expected = ["// @metta", "x", "!", "f", "\\\"a\\\"", "++", "n", "++", "fo", "++", "o"];
    assert_eq!(shown, expected);
}
