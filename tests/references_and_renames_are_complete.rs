//! References are all places where a name means the same; a rename changes all of them or is refused.

use heddle::resolver::{Lookup, RenameError, Site, highlights, references, rename};

use crate::marked::{marked, show};

type Files<'a> = &'a [(&'a str, &'a str)];

#[test]
fn references_are_where_the_name_means_the_same() {
    let cases: [(&str, Files<'_>); 11] = [
        ("a contract on a `new`", &[("a.rho", "new ‹f› in { contract ‹f›(@x) = { Nil } | ‹‸f›!(42) }")]),
        (
            "local names of a `for`",
            &[("a.rho", "new c in { for (@‹x› <- c) { c!(‹‸x›) | new x in { x!(1) } } }")],
        ),
        (
            "quoted names however they are written",
            &[
                ("a.rho", "contract ‹@{\"k\": \"v\"}›(x) = { Nil }"),
                ("b.rho", "‹‸@{\"k\":\"v\"}›!(1) | for (@y <- ‹@{ \"k\" : \"v\" }›) { Nil }"),
            ],
        ),
        (
            "a channel without a contract",
            &[("a.rho", "‹‸@\"c\"›!(1)"), ("b.rho", "for (@y <- ‹@\"c\"›) { Nil }")],
        ),
        (
            "a free name that nobody defines stays in its document",
            &[("a.rho", "‹‸n›!(1) | ‹n›!(2)"), ("b.rho", "n!(3)")],
        ),
        (
            "clauses, types, calls of MeTTa",
            &[
                ("a.metta", "(: ‹f› (-> A A))\n(= (‹f› $x) (‹f› $x))"),
                ("b.metta", "!(import! &self a)\n!(‹‸f› 1)"),
            ],
        ),
        (
            "not what another module calls so",
            &[
                ("a.metta", "(= (‹f› $x) 1)"),
                ("b.metta", "!(import! &self a)\n!(‹‸f› 1)"),
                ("c.metta", "(= (f $x) 2)\n!(f 1)"),
                ("d.metta", "!(import! &self c)\n!(f 1)"),
            ],
        ),
        (
            "what may mean either is a reference of both",
            &[
                ("a.metta", "(= (‹f› $x) 1)"),
                ("b.metta", "!(import! &self a)\n!(import! &self c)\n!(‹f› 1)"),
                ("c.metta", "(= (f $x) 2)"),
                ("d.metta", "!(import! &self a)\n!(‹‸f› 1)"),
                ("e.metta", "!(‹f› 1)"),
            ],
        ),
        ("a variable of one clause", &[("a.metta", "(= (f ‹$n›) (g ‹‸$n›))\n(= (h $n) $n)")]),
        (
            "strings of one document, and their files",
            &[
                (
                    "a.rho",
                    "@\"rho:metta:compile\"!(\"(= (‹f› $x) 1)\") | @\"rho:metta:eval\"!(\"!(‹‸f› 1)\")",
                ),
                ("b.rho", "@\"rho:metta:compile\"!(\"(= (f $x) 1)\")"),
            ],
        ),
        (
            "strings that use what a file defines",
            &[("a.metta", "(= (‹‸f› $x) 1)"), ("a.rho", "@\"rho:metta:eval\"!(\"!(‹f› 1)\")")],
        ),
    ];
    for (claim, files) in cases {
        let case = marked(files);
        let found = references(&Lookup::new(&case.snapshot), &case.cursor, true).sites;
        assert_eq!(show(&case.snapshot, &found), show(&case.snapshot, &case.places), "{claim}");
    }
}

#[test]
fn the_declaration_can_be_left_out() {
    let cases: [(&str, Files<'_>); 4] = [
        ("the binder", &[("a.rho", "new x in { ‹‸x›!() | ‹x›!() }")]),
        ("the `new`, not the contract", &[("a.rho", "new f in { contract ‹f›() = { Nil } | ‹‸f›!() }")]),
        ("the contract of a global name", &[("a.rho", "contract f() = { Nil }"), ("b.rho", "‹‸f›!()")]),
        ("clauses and types", &[("a.metta", "(: f A)\n(= (f) 1)\n!(‹‸f›)")]),
    ];
    for (claim, files) in cases {
        let case = marked(files);
        let found = references(&Lookup::new(&case.snapshot), &case.cursor, false).sites;
        assert_eq!(show(&case.snapshot, &found), show(&case.snapshot, &case.places), "{claim}");
    }
}

#[test]
fn highlights_are_the_references_of_the_document() {
    let cases: [(&str, Files<'_>); 3] = [
        ("a global name", &[("a.rho", "contract ‹f›() = { Nil } | ‹‸f›!()"), ("b.rho", "f!()")]),
        (
            "in a string",
            &[(
                "a.rho",
                "@\"rho:metta:eval\"!(\"(= (‹f› $x) 1) !(‹‸f› 1)\") | @\"rho:metta:eval\"!(\"(= (f $x) 2)\")",
            )],
        ),
        ("a variable in a string", &[("a.rho", "@\"rho:metta:eval\"!(\"(= (f ‹$x›) ‹‸$x›) (= (g $x) 1)\")")]),
    ];
    for (claim, files) in cases {
        let case = marked(files);
        let found = highlights(&Lookup::new(&case.snapshot), &case.cursor);
        let uri = &case.cursor.uri;
        let found: Vec<Site> =
            found.iter().map(|place| Site { uri: uri.clone(), span: place.span }).collect();
        assert_eq!(show(&case.snapshot, &found), show(&case.snapshot, &case.places), "{claim}");
    }
}

/// The workspace after a rename, file by file.
fn renamed(files: Files<'_>, name: &str) -> Result<Vec<String>, RenameError> {
    let case = marked(files);
    let changes = rename(&Lookup::new(&case.snapshot), &case.cursor, name)?;
    let texts = case.snapshot.documents().map(|document| {
        let mut text = document.analysis.text().to_string();
        let edits = changes.iter().filter(|(uri, _)| *uri == document.uri).flat_map(|(_, edits)| edits);
        let mut edits: Vec<_> = edits.collect();
        edits.sort();
        for edit in edits.into_iter().rev() {
            text.replace_range(edit.span.range(), &edit.text);
        }
        text
    });
    Ok(texts.collect())
}

#[test]
fn a_rename_changes_all_occurrences() {
    let cases: [(&str, Files<'_>, &str, &[&str]); 8] = [
        (
            "a formal",
            &[("a.rho", "contract @\"s\"(@‸x, r) = { r!(x) | new x in { x!(1) } }")],
            "y",
            &["contract @\"s\"(@y, r) = { r!(y) | new x in { x!(1) } }"],
        ),
        (
            "a quoted name across files",
            &[
                ("a.rho", "contract @\"s\"(x) = { x!(\"s\") }"),
                ("b.rho", "‸@\"s\"!(1) | for (@y <- @\"s\") { Nil }"),
            ],
            "t",
            &["contract @\"t\"(x) = { x!(\"s\") }", "@\"t\"!(1) | for (@y <- @\"t\") { Nil }"],
        ),
        ("the same name: nothing", &[("a.rho", "new ‸x in { x!(1) }")], "x", &["new x in { x!(1) }"]),
        (
            "a function of MeTTa with its type and its calls",
            &[("a.metta", "(: f (-> A A))\n(= (f $x) (f $x))"), ("b.metta", "!(import! &self a)\n!(‸f 1)")],
            "twice",
            &["(: twice (-> A A))\n(= (twice $x) (twice $x))", "!(import! &self a)\n!(twice 1)"],
        ),
        (
            "all that hangs together by a call that may mean either",
            &[
                ("a.metta", "(= (‸f $x) 1)"),
                ("b.metta", "!(import! &self a)\n!(import! &self c)\n!(f 1)"),
                ("c.metta", "(= (f $x) 2)"),
                ("d.metta", "!(import! &self c)\n!(f 2)"),
            ],
            "g",
            &[
                "(= (g $x) 1)",
                "!(import! &self a)\n!(import! &self c)\n!(g 1)",
                "(= (g $x) 2)",
                "!(import! &self c)\n!(g 2)",
            ],
        ),
        ("a variable of MeTTa", &[("a.metta", "(= (f $x) (g ‸$x $y))")], "$z", &["(= (f $z) (g $z $y))"]),
        (
            "in strings, at the right places",
            &[
                ("a.rho", "@\"rho:metta:eval\"!(\"(= (f \\\"é\\\") 1) !(‸f \" ++ \"2)\")"),
                ("b.metta", "(g 1)"),
            ],
            "twice",
            &["@\"rho:metta:eval\"!(\"(= (twice \\\"é\\\") 1) !(twice \" ++ \"2)\")", "(g 1)"],
        ),
        (
            "a free name that nobody defines, in its document",
            &[("a.rho", "‸n!(1) | n!(2)"), ("b.rho", "n!(3)")],
            "m",
            &["m!(1) | m!(2)", "n!(3)"],
        ),
    ];
    for (claim, files, name, expected) in cases {
        let expected: Vec<String> = expected.iter().map(ToString::to_string).collect();
        assert_eq!(renamed(files, name), Ok(expected), "{claim}");
    }
}

#[test]
fn a_rename_that_would_change_a_meaning_is_refused() {
    let cases: [(&str, Files<'_>, &str, &str); 20] = [
        (
            "an inner use would be captured",
            &[("a.rho", "new ‸x in { new y in { x!(1) | y!(2) } }")],
            "y",
            "capture",
        ),
        (
            "an outer use would be captured",
            &[("a.rho", "new y in { new ‸x in { x!(1) | y!(2) } }")],
            "y",
            "capture",
        ),
        ("two names of one `new`", &[("a.rho", "new ‸x, y in { x!(1) }")], "y", "capture"),
        ("two formals", &[("a.rho", "contract @\"s\"(@‸x, @y) = { Nil }")], "y", "capture"),
        (
            "a free name would be captured",
            &[("a.rho", "new ‸x in { f!(1) }"), ("b.rho", "contract f(@x) = { Nil }")],
            "f",
            "capture",
        ),
        (
            "a use of a global name would become local",
            &[("a.rho", "contract ‸f() = { Nil }"), ("b.rho", "new g in { f!() | g!() }")],
            "g",
            "capture",
        ),
        (
            "a global name that is defined elsewhere",
            &[("a.rho", "contract ‸f() = { Nil }"), ("b.rho", "contract g() = { Nil }")],
            "g",
            "capture",
        ),
        (
            "a global name that is used elsewhere",
            &[("a.rho", "contract ‸f() = { Nil }"), ("b.rho", "g!()")],
            "g",
            "capture",
        ),
        ("a channel that is in use", &[("a.rho", "‸@\"s\"!(1)"), ("b.rho", "@\"t\"!(1)")], "t", "capture"),
        ("a channel inside another name", &[("a.rho", "‸@\"s\"!(1) | @[*@\"s\"]!(2)")], "t", "capture"),
        ("a variable of the same clause", &[("a.metta", "(= (f ‸$x $y) $y)")], "$y", "capture"),
        ("a function that there is", &[("a.metta", "(= (‸f) 1)\n(= (g) 2)")], "g", "capture"),
        ("a function of another file", &[("a.metta", "(= (‸f) 1)"), ("b.metta", "!(g)")], "g", "capture"),
        (
            "a function of a string",
            &[("a.metta", "(= (‸f) 1)"), ("b.rho", "@\"rho:metta:eval\"!(\"(= (g) 2)\")")],
            "g",
            "capture",
        ),
        ("a reserved word", &[("a.rho", "new ‸x in { x!(1) }")], "new", "not a Rholang variable"),
        ("no word", &[("a.rho", "new ‸x in { x!(1) }")], "a b", "not a Rholang variable"),
        ("a word that binds", &[("a.metta", "(= (‸f) 1)")], "let", "a meaning of its own"),
        ("a name of the library", &[("a.metta", "(= (‸f) 1)")], "car-atom", "belongs to the language"),
        ("of the library", &[("a.metta", "(= (f) (‸car-atom (1)))")], "first", "belongs to the language"),
        (
            "syntax errors",
            &[("a.rho", "contract ‸f() = { Nil }"), ("b.rho", "new k in { f!( }")],
            "g",
            "syntax errors",
        ),
    ];
    for (claim, files, name, reason) in cases {
        match renamed(files, name) {
            Err(error) => assert!(error.to_string().contains(reason), "{claim}: {error}"),
            Ok(texts) => panic!("{claim}: {texts:?}"),
        }
    }
    assert_eq!(renamed(&[("a.rho", "new x in { ‸ x!(1) }")], "y"), Err(RenameError::Nothing));
}

#[test]
fn a_rename_that_captures_nothing_is_not_refused() {
    let cases: [(&str, Files<'_>, &str); 6] = [
        ("a reserved word between quotes", &[("a.rho", "‸@\"s\"!(1)")], "new"),
        (
            "the inner scope does not use the outer name",
            &[("a.rho", "new ‸x in { x!(1) | new y in { y!(2) } }")],
            "y",
        ),
        ("side by side", &[("a.rho", "new ‸x in { x!(1) } | new y in { y!(2) }")], "y"),
        (
            "a local name like a global one that is not used here",
            &[("a.rho", "new ‸x in { x!(1) }"), ("b.rho", "contract f() = { Nil }")],
            "f",
        ),
        ("another kind of name", &[("a.rho", "contract ‸f() = { Nil } | @\"g\"!(1)")], "g"),
        ("a variable of another clause", &[("a.metta", "(= (f ‸$x) $x)\n(= (g $y) $y)")], "$y"),
    ];
    for (claim, files, name) in cases {
        assert!(renamed(files, name).is_ok(), "{claim}: {:?}", renamed(files, name));
    }
}
