//! Completions, signatures, hovers, symbols and tokens.

use heddle::ide::{CompletionKind, completion, hover, signature_help, tokens, workspace_symbols};
use heddle::language::TokenKind;
use heddle::resolver::Lookup;

use crate::marked::marked;

type Files<'a> = &'a [(&'a str, &'a str)];

fn labels(files: Files<'_>) -> Vec<String> {
    let case = marked(files);
    let offered = completion(&Lookup::new(&case.snapshot), &case.cursor);
    offered.items.into_iter().map(|item| item.label).collect()
}

#[test]
fn completions_begin_with_the_word_and_come_best_first() {
    let lib = (
        "lib.rho",
        "contract pay(@n) = { Nil } | contract payAll() = { Nil } | contract @\"path\"(x) = { Nil }",
    );
    assert_eq!(
        labels(&[lib, ("a.rho", "new paper in { new pay2 in { pa‸ } }")]),
        ["pay2", "paper", "pay", "payAll"]
    );
    assert_eq!(labels(&[lib, ("a.rho", "new x in { @\"pa‸\"!(1) }")]), ["@\"path\""]);
    assert_eq!(labels(&[lib, ("a.rho", "new x in { contr‸ }")]), ["contract"]);
}

#[test]
fn where_nothing_begins_so_what_has_the_letters_is_offered() {
    let lib = ("lib.metta", "(= (get-stack $x) 1)\n(= (push-all $x) 1)\n(fact-of-all 1)");
    assert_eq!(labels(&[lib, ("a.metta", "!(gstk‸)")]), ["get-stack"]);
    assert_eq!(labels(&[lib, ("a.metta", "!(-all‸)")]), ["fact-of-all", "push-all"]);
    assert_eq!(labels(&[lib, ("a.metta", "!(push-a‸)")]), ["push-all"]);
    assert_eq!(
        labels(&[lib, ("a.metta", "(= (f $get) (g $ge‸))")]),
        ["$get"],
        "a variable is no name of the workspace"
    );
}

#[test]
fn what_is_near_is_offered_first() {
    let files: Files<'_> = &[
        ("a.metta", "(= (item-far) 1)"),
        ("b.metta", "(= (item-of-import) 1)"),
        ("c.metta", "!(import! &self b)\n(= (item-own) 1)\n(= (f $item) !(item‸))"),
    ];
    assert_eq!(labels(files), ["item-own", "item-of-import", "item-far"]);
}

#[test]
fn nothing_is_offered_in_prose() {
    for text in ["// pa‸", "/* pa‸ */", "x!(\"pa‸\")", "x!(\"pa‸", "new x(`rho:pa‸`) in { Nil }"] {
        assert!(labels(&[("a.rho", &format!("contract pay() = {{ Nil }} |\n{text}"))]).is_empty(), "{text}");
    }
    for text in ["; pa‸", "!(f \"pa‸\")", "!(f \"pa‸"] {
        assert!(labels(&[("a.metta", &format!("(= (pay) 1)\n{text}"))]).is_empty(), "{text}");
    }
    for text in ["// c\npa‸", "/* c */pa‸", "x!(\"s\", pa‸)"] {
        assert_eq!(labels(&[("a.rho", &format!("contract pay() = {{ Nil }} |\n{text}"))]), ["pay"], "{text}");
    }
}

#[test]
fn no_name_is_left_out_of_an_answer_that_says_that_it_is_complete() {
    let text: String = (0..1001).map(|number| format!("(= (name-{number:04}) 1)\n")).collect();
    let offered = |marked: &str| {
        let case = marked_files(&text, marked);
        let found = completion(&Lookup::new(&case.snapshot), &case.cursor);
        (found.items.len(), found.incomplete)
    };
    assert_eq!(offered("!(name-‸)"), (1000, true));
    assert_eq!(offered("!(name-0‸)"), (1000, false));
    assert_eq!(offered("!(name-10‸)"), (1, false));
    assert_eq!(offered("!(ae-0‸)"), (100, true));
}

fn marked_files(lib: &str, marked_text: &str) -> crate::marked::Marked {
    marked(&[("lib.metta", lib), ("a.metta", marked_text)])
}

#[test]
fn completions_are_what_is_in_scope() {
    let offered = labels(&[(
        "a.rho",
        "new outer in { new inner in { Nil } | for (@v <- outer) { ‸Nil } | for (@w <- outer) { Nil } }",
    )]);
    for (name, wanted) in [("outer", true), ("inner", false), ("v", true), ("w", false)] {
        assert_eq!(offered.iter().any(|label| label == name), wanted, "{name}: {offered:?}");
    }
    let offered = labels(&[("a.rho", "new outer in { outer!(‸")]);
    assert!(offered.iter().any(|label| label == "outer"), "in what is being written: {offered:?}");
}

#[test]
fn completions_of_metta_know_its_files_and_strings() {
    let files: Files<'_> = &[
        ("lib.metta", "; doubles\n(= (twice $x) (* 2 $x))"),
        ("a.rho", "@\"rho:metta:eval\"!(\"(= (twist $x) $x) !(tw‸ 1)\")"),
    ];
    let case = marked(files);
    let offered = completion(&Lookup::new(&case.snapshot), &case.cursor).items;
    let of = |label: &str| offered.iter().find(|item| item.label == label).expect("it is offered");
    assert_eq!(of("twist").kind, CompletionKind::Function);
    assert!(of("twice").documentation.as_deref().unwrap_or_default().contains("doubles"));
    assert_eq!(labels(&[("a.metta", "(= (f $apple $bread) (g $a‸))")]), ["$apple"]);
}

#[test]
fn signatures_follow_the_cursor() {
    let lib = ("lib.rho", "contract f(@a) = { Nil } | contract f(@a, @b) = { Nil }");
    let cases: [(Files<'_>, &str, usize); 11] = [
        (&[lib, ("a.rho", "f!(‸1, 2)")], "f(@a, @b)", 0),
        (&[lib, ("a.rho", "f!(1, ‸2)")], "f(@a, @b)", 1),
        (&[lib, ("a.rho", "f!(1‸)")], "f(@a)", 0),
        (&[lib, ("a.rho", "f!([1, 2], \"a,b\", ‸")], "f(@a)", 2),
        (&[lib, ("a.rho", "new k in { f!(1, ‸")], "f(@a, @b)", 1),
        (&[lib, ("a.rho", "new k in { f!( 1 , k!(2), ‸ ) }")], "f(@a)", 2),
        (&[("a.rho", "contract @\"s\"(x, ...@r) = { Nil } | @\"s\"!(1, 2, ‸3)")], "@\"s\"(x, ...@r)", 1),
        (&[("a.rho", "new g in { contract g(@[x], y) = { Nil } | g!([1], ‸) }")], "g(@[x], y)", 1),
        (&[("a.metta", "(= (f $x $y) $x)\n!(f 1 ‸)")], "(f $x $y)", 1),
        // A synchronous send passes the name of its reply first.
        (&[lib, ("a.rho", "f!?(‸1).")], "f(@a, @b)", 1),
        (&[("a.rho", "contract @\"s\"(ret, @a, @b) = { Nil } | @\"s\"!?(1, ‸2).")], "@\"s\"(ret, @a, @b)", 2),
    ];
    for (files, label, parameter) in cases {
        let case = marked(files);
        let help = signature_help(&Lookup::new(&case.snapshot), &case.cursor);
        let help = help.unwrap_or_else(|| panic!("no signature: {files:?}"));
        let active = &help.signatures[help.active_signature];
        assert_eq!((active.label.as_str(), help.active_parameter), (label, parameter), "{files:?}");
    }
    let outside: [Files<'_>; 3] = [
        &[lib, ("a.rho", "‸f!(1)")],
        &[lib, ("a.rho", "f!(1)‸ | f!(2)")],
        &[("a.rho", "new k in { k!(‸1) }")],
    ];
    for files in outside {
        let case = marked(files);
        assert_eq!(signature_help(&Lookup::new(&case.snapshot), &case.cursor), None, "{files:?}");
    }
}

/// Two contracts of one name, each documented, and a call of the second.
const OVERLOADS: (&str, &str) = (
    "a.rho",
    "new f in {\n  /// One.\n  contract f(@1) = { Nil } |\n  /// Two.\n  contract f(@2) = { Nil } |\n  ‸f!(2)\n}",
);

#[test]
fn hovers_tell_what_is_documented_where_it_is_defined() {
    let cases: [(Files<'_>, &[&str]); 8] = [
        (
            &[
                (
                    "lib.metta",
                    "; A number for a number.\n(: twice (-> Number Number))\n(= (twice $x) (* 2 $x))",
                ),
                ("a.metta", "!(import! &self lib)\n!(‸twice 1)"),
            ],
            &[
                "(: twice (-> Number Number))",
                "(twice $x)",
                "A number for a number.",
                "MeTTa function*, defined in [lib.metta:3](",
                "lib.metta#L3)",
            ],
        ),
        (
            &[("a.rho", "new x in {\n@\"rho:metta:eval\"!(\"(= (f) 1) !(‸f)\") }")],
            &["MeTTa function*, defined in [a.rho:2]("],
        ),
        (
            &[("a.rho", "/** Burns. */\ncontract burn(@n) = { Nil } | bu‸rn!(1)")],
            &["**burn**", "Burns.", "Rholang contract"],
        ),
        (&[("a.rho", "new ‸x in { Nil }")], &["**x**", "bound by `new`"]),
        (
            &[("a.metta", "; Doubles.\n(= (twice $x) (* 2 $x))\n!(‸twice 1)")],
            &["**twice**", "Doubles.", "MeTTa function"],
        ),
        (&[("a.rho", "@\"rho:metta:eval\"!(\"(= (f $x) ‸$x)\")")], &["**$x**", "MeTTa variable"]),
        (&[OVERLOADS], &["Two."]),
        (
            &[("a.rho", "‸@\"s\"!(1)"), ("b.rho", "/// Serves.\ncontract @\"s\"(x) = { Nil }")],
            &["@\"s\"", "Serves."],
        ),
    ];
    for (files, wanted) in cases {
        let case = marked(files);
        let said = hover(&Lookup::new(&case.snapshot), &case.cursor).expect("something is said").markdown;
        for wanted in wanted {
            assert!(said.contains(wanted), "{files:?}: {said}");
        }
    }
    let case = marked(&[OVERLOADS]);
    let said = hover(&Lookup::new(&case.snapshot), &case.cursor).expect("something is said").markdown;
    assert!(!said.contains("One."), "the contract that cannot be meant: {said}");
}

#[test]
fn symbols_come_best_first() {
    let case = marked(&[
        (
            "a.rho",
            "contract payAll() = { Nil } | contract repay() = { Nil } | new pay3 in { contract pay3() = { Nil } }",
        ),
        ("b.rho", "contract Pay() = { Nil } | contract @\"pay\"(x) = { Nil }"),
        ("c.metta", "(: prepay (-> A B))\n(pay 1)"),
    ]);
    let found = workspace_symbols(&Lookup::new(&case.snapshot), "pAy");
    let names: Vec<&str> = found.iter().map(|symbol| symbol.name.as_str()).collect();
    assert_eq!(names, ["Pay", "@\"pay\"", "pay", "payAll", "repay", "prepay"]);
}

#[test]
fn tokens_of_strings_stand_among_those_of_the_host() {
    let case = marked(&[("a.rho", "‸@\"rho:metta:eval\"!(\"(let $x 1 \" ++ \"$x)\") // end")]);
    let found = tokens(&Lookup::new(&case.snapshot), &case.cursor.uri);
    let text = case
        .snapshot
        .document(&case.cursor.uri)
        .map(|document| document.analysis.text())
        .expect("it is there");
    let variables: Vec<&str> = found
        .iter()
        .filter(|token| token.kind == TokenKind::Variable)
        .map(|token| token.span.of(text))
        .collect();
    assert_eq!(variables, ["$x", "$x"]);
    assert!(found.iter().any(|token| token.kind == TokenKind::Comment));
    assert!(found.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "tokens overlap: {found:?}");
}
