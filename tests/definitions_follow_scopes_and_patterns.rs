//! Where names are defined and declared: by scope, by arguments, by imports, across strings and files.

use heddle::resolver::{Confidence, Lookup, Origin, declaration, definition};

use crate::marked::{marked, show};

/// A workspace with marks.
type Files<'a> = &'a [(&'a str, &'a str)];

fn defined(cases: &[(&str, Files<'_>)]) {
    for (claim, files) in cases {
        let case = marked(files);
        let answer = definition(&Lookup::new(&case.snapshot), &case.cursor);
        let found = show(&case.snapshot, &answer.sites);
        assert_eq!(found, show(&case.snapshot, &case.places), "{claim}");
    }
}

#[test]
fn names_of_rholang() {
    defined(&[
        (
            "a contract of another file",
            &[("lib.rho", "contract ‹f›() = { Nil }"), ("u.rho", "new k in { ‸f!() }")],
        ),
        ("a name that a `for` receives", &[("a.rho", "new c in { for (‹x› <- c) { *‸x } }")]),
        ("a formal that is a name", &[("a.rho", "contract @\"s\"(‹x›) = { ‸x!(1) }")]),
        ("the cursor behind the last letter", &[("a.rho", "new ‹chan› in { chan‸!(1) }")]),
        ("`let` goes to the binder", &[("a.rho", "new c in { let ‹x› <- 1 in { c!(*‸x) } }")]),
        ("`let` with `=` too", &[("a.rho", "new c in { let ‹x› = 1 in { c!(‸x) } }")]),
        ("not by its own source", &[("a.rho", "new c, ‹x› in { for (x <- ‸x) { Nil } }")]),
        (
            "a `new` with contracts goes to the contract",
            &[("a.rho", "new ‸f in { contract ‹f›() = { Nil } | f!() }")],
        ),
        (
            "a name that is handed on goes to all contracts",
            &[("a.rho", "new f, k in { contract ‹f›(@1) = { Nil } | contract ‹f›(@2) = { Nil } | k!(*‸f) }")],
        ),
        (
            "the name of a contract is its own definition",
            &[("a.rho", "new f in { contract ‹‸f›(@1) = { Nil } | contract f(@2) = { Nil } }")],
        ),
        ("a variable in a list", &[("a.rho", "new c in { for (@[‹h›, _] <- c) { c!(‸h) } }")]),
        ("a variable in a tuple", &[("a.rho", "new c in { for (@(_, ‹h›) <- c) { c!(‸h) } }")]),
        ("a variable of a `select` branch", &[("a.rho", "new c in { select { ‹x› <- c => { *‸x } } }")]),
        (
            "another kind of name",
            &[("lib.rho", "contract @\"f\"() = { Nil }"), ("u.rho", "new k in { ‸f!() }")],
        ),
        (
            "quoted names are structural",
            &[
                ("lib.rho", "contract ‹@{\"k\": 1, \"l\": [2]}›(x) = { Nil }"),
                ("u.rho", "new k in { ‸@{ \"l\": [2],  \"k\": 1 }!(*k) }"),
            ],
        ),
        (
            "a quoted number",
            &[("lib.rho", "contract ‹@1›(x) = { Nil } | contract @\"1\"(x) = { Nil }"), ("u.rho", "‸@1!(2)")],
        ),
        (
            "definitions of several files",
            &[
                ("a.rho", "contract ‹@\"s\"›(x) = { Nil }"),
                ("b.rho", "contract ‹@\"s\"›(y) = { Nil }"),
                ("u.rho", "‸@\"s\"!(1)"),
            ],
        ),
        (
            "a private contract of the same name is none",
            &[
                ("a.rho", "new f in { contract f() = { Nil } }"),
                ("b.rho", "contract ‹f›() = { Nil }"),
                ("u.rho", "new k in { ‸f!() }"),
            ],
        ),
        ("nothing in a string", &[("a.rho", "contract @\"s\"(x) = { x!(\"‸s\") }")]),
        ("nothing on blanks", &[("a.rho", "new x in {  ‸  x!(1) }")]),
    ]);
}

#[test]
fn overloads_are_told_apart_by_their_arguments() {
    defined(&[
        (
            "by arity",
            &[(
                "a.rho",
                "new f in { contract f(@x) = { Nil } | contract ‹f›(@x, @y) = { Nil } | ‸f!(1, 2) }",
            )],
        ),
        (
            "the rest takes any number",
            &[(
                "a.rho",
                "new f in { contract ‹f›(@x ...@r) = { Nil } | contract f(@x) = { Nil } | ‸f!(1, 2, 3) }",
            )],
        ),
        (
            "by strings, across files",
            &[
                ("a.rho", "contract @\"api\"(@\"get\", r) = { Nil }"),
                ("b.rho", "contract ‹@\"api\"›(@\"put\", r) = { Nil }"),
                ("u.rho", "new k in { ‸@\"api\"!(\"put\", *k) }"),
            ],
        ),
        (
            "a variable takes anything",
            &[(
                "a.rho",
                "new f in { contract f(@\"a\") = { Nil } | contract ‹f›(@x) = { Nil } | ‸f!(\"b\") }",
            )],
        ),
        (
            "by the keys of a map",
            &[(
                "a.rho",
                "new f in { contract ‹f›(@{\"k\": v}) = { Nil } | contract f(@{\"l\": v}) = { Nil } | ‸f!({\"k\": 1}) }",
            )],
        ),
        (
            "none fits: all",
            &[("a.rho", "new f in { contract ‹f›(@1) = { Nil } | contract ‹f›(@2) = { Nil } | ‸f!(3) }")],
        ),
    ]);
}

#[test]
fn keys_of_maps_lead_to_the_patterns() {
    defined(&[
        ("a key", &[("a.rho", "new p in { contract p(@{‹\"k\"›: v}) = { Nil } | p!({\"‸k\": 1}) }")]),
        (
            "in another file",
            &[
                ("lib.rho", "contract @\"p\"(@{\"u\": {‹\"n\"›: v}}) = { Nil }"),
                ("u.rho", "@\"p\"!({\"u\": {\"‸n\": 1}})"),
            ],
        ),
        (
            "of all contracts that may be meant",
            &[(
                "a.rho",
                "new p in { contract p(@{‹\"k\"›: 1}) = { Nil } | contract p(@{‹\"k\"›: v}) = { Nil } | for (@x <- p) { p!({\"‸k\": x}) } }",
            )],
        ),
        ("not a value", &[("a.rho", "new p in { contract p(@{\"k\": v}) = { Nil } | p!({\"k\": \"‸k\"}) }")]),
        (
            "not another path",
            &[("a.rho", "new p in { contract p(@{\"k\": v}) = { Nil } | p!({\"l\": {\"‸k\": 1}}) }")],
        ),
    ]);
}

#[test]
fn names_of_metta() {
    defined(&[
        ("the head of the clause", &[("a.metta", "(= ‹(f $x)› $x)\n!(‸f 1)")]),
        (
            "all clauses that unify",
            &[("a.metta", "(= ‹(f 1 $x)› a)\n(= (f 2 $x) b)\n(= ‹(f $y $y)› c)\n!(‸f 1 $z)")],
        ),
        ("none unifies: all", &[("a.metta", "(= ‹(f 1)› a)\n(= ‹(f 2)› b)\n!(‸f 3)")]),
        ("functions before types", &[("a.metta", "(: f (-> A B))\n(= ‹(f $x)› $x)\n!(‸f 1)")]),
        ("types where there is no function", &[("a.metta", "(: ‹f› (-> A B))\n!(‸f 1)")]),
        ("facts where there is nothing else", &[("a.metta", "(‹g› a b)\n!(match &self (‸g a $x) $x)")]),
        ("a variable of a clause", &[("a.metta", "(= (f ‹$x›) (g ‸$x))\n(= (g $x) $x)")]),
        ("own clauses win", &[("a.metta", "(= ‹(f $x)› 1)\n!(‸f 1)"), ("b.metta", "(= (f $x) 2)")]),
        (
            "imported clauses win, through others and around cycles",
            &[
                ("a.metta", "!(import! &self b)\n!(‸f 1)"),
                ("b.metta", "!(import! &self c)"),
                ("c.metta", "!(import! &self a)\n(= ‹(f $x)› 1)"),
                ("d.metta", "(= (f $x) 2)"),
            ],
        ),
        (
            "imports of a folder",
            &[
                ("x/a.metta", "!(import! &self lib:m)\n!(‸f 1)"),
                ("x/lib/m.metta", "(= ‹(f $x)› 1)"),
                ("d.metta", "(= (f $x) 2)"),
            ],
        ),
        (
            "otherwise anybody's",
            &[("a.metta", "!(‸f 1)"), ("b.metta", "(= ‹(f $x)› 1)"), ("d.metta", "(= ‹(f $x)› 2)")],
        ),
    ]);
}

#[test]
fn names_of_metta_in_strings() {
    defined(&[
        (
            "another string of another file, mapped by its own place",
            &[
                ("a.rho", "new aaaaaaaaaaaaaaaaaaaa in { @\"rho:metta:eval\"!(\"!(‸dbl 4)\") }"),
                ("b.rho", "@\"rho:metta:compile\"!(\"(= ‹(dbl $x)› (* 2 $x))\")"),
            ],
        ),
        (
            "its own string wins",
            &[(
                "a.rho",
                "@\"rho:metta:compile\"!(\"(= (f $x) 1)\") | @\"rho:metta:compile\"!(\"(= ‹(f $x)› 2) !(‸f 1)\")",
            )],
        ),
        (
            "its own document wins",
            &[
                (
                    "a.rho",
                    "@\"rho:metta:compile\"!(\"(= ‹(f $x)› 1)\") | @\"rho:metta:compile\"!(\"!(‸f 1)\")",
                ),
                ("b.rho", "@\"rho:metta:compile\"!(\"(= (f $x) 1)\")"),
            ],
        ),
        (
            "files where no string defines it",
            &[("a.rho", "@\"rho:metta:compile\"!(\"!(‸f 1)\")"), ("b.metta", "(= ‹(f $x)› 1)")],
        ),
        (
            "behind escapes",
            &[(
                "a.rho",
                "@\"rho:metta:compile\"!(\"(= ‹(say $s)› \\\"a\\\\nb\\\") !(g \\\"é\\\" (‸say 1))\")",
            )],
        ),
        (
            "through a concatenation",
            &[("a.rho", "@\"rho:metta:compile\"!(\"(= ‹(k \" ++ \"$v)› $v)\" ++ \" !(‸k 1)\")")],
        ),
        (
            "a hole belongs to the host",
            &[("a.rho", "new c in { for (@‹n› <- c) { @\"rho:metta:compile\"!(\"(k \" ++ ‸n ++ \")\") } }")],
        ),
        (
            "a synchronous send",
            &[(
                "a.rho",
                "new r in { for (@x <- @\"rho:metta:eval\"!?(\"(= ‹(g $x)› 1) !(‸g 1)\")) { Nil } }",
            )],
        ),
        ("another channel is none", &[("a.rho", "@\"other\"!(\"(= (g $x) 1) !(‸g 1)\")")]),
    ]);
}

#[test]
fn declarations() {
    let cases: [(&str, Files<'_>); 6] = [
        ("the `new`, at the contract's name", &[("a.rho", "new ‹f› in { contract ‸f() = { Nil } }")]),
        (
            "the contract of a global name",
            &[("a.rho", "contract ‹f›() = { Nil }"), ("b.rho", "new k in { ‸f!() }")],
        ),
        ("the type", &[("a.metta", "(: ‹f› (-> A B))\n(= (f $x) $x)\n!(‸f 1)")]),
        ("the type, at the head of a clause", &[("a.metta", "(: ‹f› (-> A B))\n(= (‸f $x) $x)")]),
        ("the clause where there is no type", &[("a.metta", "(= ‹(f $x)› $x)\n!(‸f 1)")]),
        ("a formal", &[("a.rho", "contract @\"s\"(@‹x›, r) = { r!(‸x) }")]),
    ];
    for (claim, files) in cases {
        let case = marked(files);
        let answer = declaration(&Lookup::new(&case.snapshot), &case.cursor);
        assert_eq!(show(&case.snapshot, &answer.sites), show(&case.snapshot, &case.places), "{claim}");
    }
}

#[test]
fn an_answer_says_how_sure_it_is_and_where_it_comes_from() {
    let cases: [(Files<'_>, Confidence, Origin); 8] = [
        (&[("a.rho", "new x in { ‸x!(1) }")], Confidence::Exact, Origin::Lexical),
        (&[("a.rho", "contract f() = { Nil } | new k in { ‸f!() }")], Confidence::Exact, Origin::Global),
        (
            &[("a.rho", "contract f(@1) = { Nil } | contract f(@2) = { Nil } | ‸f!(2)")],
            Confidence::Narrowed,
            Origin::Pattern,
        ),
        (
            &[("a.rho", "contract f(@1) = { Nil } | contract f(@2) = { Nil } | ‸f!(3)")],
            Confidence::Ambiguous,
            Origin::Global,
        ),
        (&[("a.rho", "@\"rho:metta:eval\"!(\"(= (f) 1) !(‸f)\")")], Confidence::Exact, Origin::Region),
        (
            &[("a.rho", "@\"rho:metta:eval\"!(\"!(‸f)\")"), ("b.rho", "@\"rho:metta:eval\"!(\"(= (f) 1)\")")],
            Confidence::Fuzzy,
            Origin::Region,
        ),
        (
            &[("a.rho", "@\"rho:metta:eval\"!(\"!(‸f)\")"), ("b.metta", "(= (f) 1)")],
            Confidence::Fuzzy,
            Origin::Fallback,
        ),
        (
            &[("a.rho", "contract @\"p\"(@{\"k\": v}) = { Nil } | @\"p\"!({\"‸k\": 1})")],
            Confidence::Exact,
            Origin::MapKey,
        ),
    ];
    for (files, confidence, origin) in cases {
        let case = marked(files);
        let answer = definition(&Lookup::new(&case.snapshot), &case.cursor);
        assert_eq!((answer.confidence, answer.origin), (confidence, origin), "{files:?}");
    }
}
