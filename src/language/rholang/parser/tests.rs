//! Precedence as LANGUAGE.md tells it, and shapes without number.

use super::{parse, parse_counting};
use crate::language::Severity;
use crate::language::rholang::print::print;
use crate::language::rholang::tree::Tree;

/// The tree of a text without errors.
fn tree(text: &str) -> String {
    let tree = parse(text);
    let errors: Vec<_> = tree.errors().iter().filter(|error| error.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{text}: {errors:?}");
    print(&tree, text).trim_end().replace('\n', " ; ")
}

fn codes(tree: &Tree) -> Vec<&'static str> {
    tree.errors().iter().map(|error| error.code).collect()
}

#[track_caller]
fn same(left: &str, right: &str) {
    let groups = |text: &str| {
        let mut printed = tree(text);
        for bracket in ["Group", "Block"] {
            // Brackets that only group are of no interest here.
            while let Some(at) = printed.find(&format!("({bracket} ")) {
                let start = at + bracket.len() + 2;
                let mut depth = 1;
                let end = printed[start..].find(|character| {
                    depth += i32::from(character == '(') - i32::from(character == ')');
                    depth == 0
                });
                let end = start + end.expect("brackets are balanced");
                printed = format!("{}{}{}", &printed[..at], &printed[start..end], &printed[end + 1..]);
            }
        }
        printed
    };
    assert_eq!(groups(left), groups(right), "{left} and {right}");
}

#[test]
fn precedence_is_that_of_section_3() {
    same("new x in a!(1) | b!(2)", "{new x in {a!(1)}} | b!(2)");
    same("if (c) a else b | d", "{if (c) {a} else {b}} | d");
    same("if (c) a else if (d) b else e", "if (c) {a} else {if (d) b else e}");
    same("x!?(1); a | b", "{x!?(1); {a}} | b");
    same("a matches b == c", "a matches (b == c)");
    same("a == b matches c", "(a == b) matches c");
    same("not x == y", "(not x) == y");
    same("-x.y()", "-(x.y())");
    same("*x.nth(0)", "{*x}.nth(0)");
    same("a or b and c", "a or (b and c)");
    same("a - b - c", "(a - b) - c");
    same("a + b * c % d", "a + ((b * c) % d)");
    same("a ++ b -- c < d == e", "(((a ++ b) -- c) < d) == e");
    same("a \\/ b /\\ ~c", "a \\/ {b /\\ {~c}}");
    same("@x.foo()!(1)", "@{x.foo()}!(1)");
    same("let x = 1 in x | y", "{let x = 1 in {x}} | y");
    same("a | b | c", "a | b | c");
    assert_eq!(tree("a | b | c"), "(Par a b c)");
    assert_eq!(
        tree("x!(1).foo()".replace("x!(1)", "{x!(1)}").as_str()),
        "(MethodCall (Block (Send x (Arguments 1))) foo (Arguments))"
    );
}

#[test]
fn a_sign_before_digits_makes_a_process_where_one_may_follow() {
    assert_eq!(tree("1-1"), "1 ; -1");
    assert_eq!(codes(&parse("1-1")), ["R0103", "R0101"]);
    assert_eq!(tree("x-1"), "x ; -1");
    assert_eq!(tree("x - 1"), "(Binary(Subtract) x 1)");
    assert_eq!(tree("f!(1-1)"), "(Send f (Arguments (Binary(Subtract) 1 1)))");
    assert_eq!(tree("f!(-1)"), "(Send f (Arguments -1))");
    assert_eq!(tree("match x { -1 => 1 -2 => 3 }"), "(Match x (Case -1 1) (Case -2 3))");
    assert_eq!(tree("f!(--1)"), "(Send f (Arguments (Negate -1)))");
    assert_eq!(tree("f!(a--b)"), "(Send f (Arguments (Binary(Difference) a b)))");
    assert_eq!(tree("f!(a<-1)"), "(Send f (Arguments (Binary(Less) a -1)))");
    assert_eq!(tree("- 1"), "(Negate 1)");
    assert_eq!(tree("-9223372036854775808"), "-9223372036854775808");
    assert_eq!(codes(&parse("- 9223372036854775808")), ["R0012"]);
}

#[test]
fn what_at_quotes_is_short_and_the_loose_reading_warns() {
    assert_eq!(tree("@1+2!(3)"), "(Send (Quote (Binary(Add) 1 2)) (Arguments 3))");
    assert_eq!(codes(&parse("@1+2!(3)")), ["R0107"]);
    assert_eq!(codes(&parse("@a | b!(1)")), ["R0008"]);
    assert_eq!(print(&parse("@a | b!(1)"), "@a | b!(1)"), "(Par (Error (Quote a)) (Send b (Arguments 1)))\n");
    assert_eq!(codes(&parse("@x.foo()!(1)")), [] as [&str; 0]);
    for refused in ["5!(1)", "`u`!(1)", "Nil!(1)", "(x)!(1)"] {
        assert_eq!(codes(&parse(refused)), ["R0007"], "{refused}");
    }
}

/// Texts that nest or go on `count` times.
fn endless(count: usize) -> Vec<String> {
    let around = |open: &str, inner: &str, close: &str| {
        format!("{}{inner}{}", open.repeat(count), close.repeat(count))
    };
    let mut texts = vec![
        around("{", "Nil", "}"),
        around("[", "1", "]"),
        around("(", "1", ")"),
        around("{|", "1", "|}"),
        around("{1:", "1", "}"),
        around("Set(", "1", ")"),
        around("f!(", "1", ")"),
        around("x.m(", "1", ")"),
        around("bundle+{", "1", "}"),
        around("contract f(x) = {", "1", "}"),
        around("for(x <- y) {", "1", "}"),
        around("match x { 1 => ", "1", "}"),
        around("select { x <- y => ", "1", "}"),
        around("if (", "1", ") 1 else 2"),
        around("agent x { constructor(", "", ") {1} | default() {2} }"),
    ];
    for prefix in [
        "new x in ",
        "@",
        "*@",
        "not ",
        "-",
        "- ",
        "~",
        "if (x) ",
        "if (x) y else ",
        "let x = 1 in ",
        "x!?(1); ",
        "@{",
        "for(@",
        "contract @",
        "x | ",
        "x + ",
        "x matches ",
        "x == ",
        "x.m().",
        "...",
        "|",
        "=",
        "=*",
        "}",
        ")",
        "]",
        "|}",
        "\"",
        "`",
        "/*",
        "x!",
        "x!(",
        "x!?",
        "let",
        "match",
        "select {",
        "for",
        "contract",
        "new",
        "agent x {",
        "where ",
        "in ",
        ",",
        ";",
        "&",
        "<-",
        "<- ",
        "x<-",
        ": ",
        "{:",
        "{a:",
        "(,",
        "[...",
        "1",
        "1 ",
        "1-",
        "bundle",
        "--",
        "@1+",
        "@x ",
        "@@x!(1)",
        "{(",
        "([",
        "[}",
        "(}",
        "({",
        "({)",
        "{[)]",
        "for(x<-",
        "for(x<=y?!;",
        "λ",
        "'",
        "\\",
        "f!(1, ",
        "x!m(1).",
        "x.",
        "x.m ",
        "x.m(1)",
        "x!?(1).",
    ] {
        texts.push(prefix.repeat(count));
        texts.push(format!("{}x", prefix.repeat(count)));
        texts.push(format!("{}x!(1)", prefix.repeat(count)));
        texts.push(format!("{{{}}}", prefix.repeat(count)));
        texts.push(format!("f!({})", prefix.repeat(count)));
    }
    texts
}

#[test]
fn work_is_linear_whatever_the_nesting() {
    for (small, large) in endless(100).into_iter().zip(endless(20_000)) {
        let (tree, few) = parse_counting(&small);
        drop(tree);
        let (tree, many) = parse_counting(&large);
        drop(tree);
        let excerpt: String = small.chars().take(30).collect();
        assert!(many <= few.max(200) * 220, "{excerpt}: {few} steps, then {many}");
        assert!(few <= 12 * small.len() as u64 + 20, "{excerpt}: {few} steps for {} bytes", small.len());
    }
}

#[test]
fn a_hundred_thousand_levels_are_read_and_dropped() {
    const LEVELS: usize = 100_000;
    for (open, inner, close) in
        [("{", "Nil", "}"), ("[", "1", "]"), ("f!(", "1", ")"), ("new x in {", "Nil", "}")]
    {
        let text = format!("{}{inner}{}", open.repeat(LEVELS), close.repeat(LEVELS));
        let tree = parse(&text);
        assert_eq!(codes(&tree), [] as [&str; 0], "{open}");
        assert!(tree.nodes().len() > LEVELS);
    }
    for prefix in
        ["not ", "- ", "~", "new x in ", "x | ", "x + ", "x matches ", "if (x) y else ", "@{*", "1 ++ "]
    {
        let (count, end) = (
            LEVELS,
            if prefix == "@{*" { "x".to_owned() + &"}".repeat(LEVELS) + "!(1)" } else { "x".to_owned() },
        );
        let text = prefix.repeat(count) + &end;
        let tree = parse(&text);
        assert_eq!(codes(&tree), [] as [&str; 0], "{prefix}");
        assert!(tree.nodes().len() > LEVELS);
    }
}

#[test]
fn what_stands_around_an_error_is_read() {
    let (broken, expected) = (
        "new x in { x!(1 | y!(2) } | contract f(@a = { Nil } | g!(3",
        "(Par (New (NameDeclaration x) (Block (Send x (Arguments (Par 1 (Send y (Arguments 2))))))) \
         (Contract f (Names (Quote a)) (Block Nil)) (Send g (Arguments 3)))\n",
    );
    let tree = parse(broken);
    assert_eq!(print(&tree, broken), expected);
    assert_eq!(codes(&tree), ["R0003", "R0003", "R0003"]);
}

#[test]
fn what_is_no_declaration_of_an_agent_is_passed_over() {
    for inside in ["private", "private x", "private ( )", "| | |", "x | private |"] {
        let tree = parse(&format!("agent a {{ constructor() {{ }} | default() {{ }} {inside} }}"));
        assert!(!codes(&tree).is_empty(), "{inside}");
        assert!(codes(&tree).iter().all(|code| *code != "R0017"), "{inside}: the declarations are read");
    }
    let bars = format!("agent a {{ {} }}", "|".repeat(100_000));
    assert!(!codes(&parse(&bars)).is_empty());
}
