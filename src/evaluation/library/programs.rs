//! The library as programs use it: texts, and what they print.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;

use crate::evaluation::program::{Ending, Options, Session, Source};

/// What `text` prints: lines of its own, and a line for each `!`.
fn run(text: &str) -> Vec<String> {
    let out = Rc::new(RefCell::new(String::new()));
    let written = Rc::clone(&out);
    let options = Options { keep_going: true, ..Options::default() };
    let mut session = Session::new(options, move |text| written.borrow_mut().push_str(text));
    let source = Source::text("test", text);
    let ending = session.run(&source, |report| {
        let line = report.outcome.line();
        out.borrow_mut().push_str(&format!("{line}\n"));
        ControlFlow::Continue(())
    });
    assert_eq!(ending, Ending::Completed, "{text}");
    out.borrow().lines().map(str::to_owned).collect()
}

/// Each `!` of a table in one program, with what it prints.
fn check(before: &str, table: &[(&str, &str)]) {
    let text: String = std::iter::once(before.to_owned())
        .chain(table.iter().map(|(call, _)| format!("\n!{call}")))
        .collect();
    let expected: Vec<&str> = table.iter().flat_map(|(_, lines)| lines.lines()).collect();
    let got = run(&text);
    for (got, expected) in got.iter().zip(&expected) {
        assert_eq!(got, expected, "{text}");
    }
    assert_eq!(got.len(), expected.len(), "{got:?}");
}

#[test]
fn assertions_say_what_is_missing_and_what_is_too_much() {
    check(
        "",
        &[
            ("(assertEqual (+ 1 2) 3)", "[()]"),
            ("(assertEqual (superpose (1 2)) (superpose (2 1)))", "[()]"),
            ("(assertEqual (empty) (empty))", "[()]"),
            (
                "(assertEqual (superpose (1 2 3)) (superpose (1 2 4 4)))",
                r#"[(Error (assertEqual (superpose (1 2 3)) (superpose (1 2 4 4))) "\nExpected: [1, 2, 4, 4]\nGot: [1, 2, 3]\nMissed results: 4, 4\nExcessive results: 3")]"#,
            ),
            (
                "(assertEqualToResult (superpose (1 2)) (1))",
                r#"[(Error (assertEqualToResult (superpose (1 2)) (1)) "\nExpected: [1]\nGot: [1, 2]\nExcessive results: 2")]"#,
            ),
            ("(assertEqualMsg 1 2 \"boom\")", "[(Error (assertEqualMsg 1 2) \"boom\")]"),
            ("(assertEqualToResultMsg 1 (2) \"m\")", "[(Error (assertEqualToResultMsg 1 (2)) \"m\")]"),
            ("(assertAlphaEqual (f $x $y) (f $a $b))", "[()]"),
            ("(assertAlphaEqualToResult (quote $x) ((quote $y)))", "[()]"),
            (
                "(assertAlphaEqualMsg (f $x $x) (f $a $b) \"m\")",
                "[(Error (assertAlphaEqualMsg (f $x $x) (f $a $b)) \"m\")]",
            ),
            (
                "(assertIncludes (superpose (1 2)) (1 3))",
                "[(Error (assertIncludes (superpose (1 2)) (1 3)) (assertIncludes error: (3) not included in result: (1 2)))]",
            ),
            ("(assert (== 1 2))", "[(Error (assert (== 1 2)) ((== 1 2) not True))]"),
        ],
    );
}

#[test]
fn what_is_written_in_metta_means_what_it_says() {
    check(
        "(= (foo $x) (match-types $x Number yes no))",
        &[
            ("(foo Number)", "[yes]"),
            ("(foo String)", "[no]"),
            ("(match-types (List $x) (List Number) $x no)", "[Number]"),
            ("(type-cast \"s\" Number &self)", "[(Error \"s\" BadType)]"),
            ("(type-cast 5 Number &self)", "[5]"),
            ("(check-type 5 Number)", "[True]"),
            ("(if-decons-expr (a b) $h $t ($h $t) none)", "[(a (b))]"),
            ("(if-decons-expr () $h $t $h none)", "[none]"),
            ("(return-on-error (Error a b) 7)", "[(return (Error a b))]"),
            ("(return-on-error 5 7)", "[7]"),
            ("(unique (superpose (a b a)))", "[a, b]"),
            ("(union (superpose (a b)) (superpose (b c)))", "[a, b, b, c]"),
            ("(intersection (superpose (a b)) (superpose (b c)))", "[b]"),
            ("(subtraction (superpose (a b)) (superpose (b c)))", "[a]"),
            ("(switch-minimal (a b) (((a $x) $x) ($y no)))", "[b]"),
            ("(atom-subst (+ 1 2) $x (foo $x))", "[(foo (+ 1 2))]"),
            ("(first-from-pair (a b))", "[a]"),
            ("(first-from-pair (a b c))", "[(Error (first-from-pair (a b c)) \"incorrect pair format\")]"),
            ("(for-each-in-atom (1 (+ 1 2)) println!)", "1\n3\n[()]"),
            ("(capture (superpose (1 2)))", "[1, 2]"),
            ("(catch (/ 1 0) failed)", "[failed]"),
            ("(foldall + (superpose (1 2 3)) 0)", "[6]"),
            ("(collapse (hyperpose (1 2)))", "[(1 2)]"),
            ("(transaction (+ 1 2))", "[3]"),
            ("(with-mutex m (+ 1 2))", "[3]"),
        ],
    );
}

#[test]
fn names_of_peers_give_way_to_the_rules_of_programs() {
    check(
        "(= (max $a $b) mine)\n(= (min 0 $x) zero)\n(= (catch $a $b) caught)\n\
         (= (smaller $a $b) (if (!= $a $b) (progn $a $b) $a))\n(= (greater $a $b) (max $a $b))",
        &[
            ("(max 1 2)", "[mine]"),
            ("(min 0 1)", "[zero]"),
            ("(min 1 2)", "[(min 1 2)]"),
            ("(!= 1 2)", "[True]"),
            ("(progn (println! a) (+ 1 2))", "a\n[3]"),
            ("(progn 1 2 3 4 5 6)", "[6]"),
            ("(prog1 1 2 3 4 5 6)", "[1]"),
            ("(catch a b)", "[caught]"),
            ("(get-type catch)", "[%Undefined%]"),
            ("(get-type forall)", "[(-> Atom Atom Bool)]"),
            ("(match &self (= (is-var $x) $y) $y)", "[]"),
            ("(get-metatype max)", "[Symbol]"),
            ("(smaller 3 2)", "[2]"),
            ("(greater 3 2)", "[mine]"),
            ("(test (+ 1 2) 3)", "is 3, should 3. ✅\n[()]"),
            ("(length (a b))", "[(length (a b))]"),
            ("((|-> ($x) (+ $x 1)) 2)", "[((|-> ($x) (+ $x 1)) 2)]"),
        ],
    );
}

#[test]
fn the_module_petta_has_habits_of_its_own() {
    check(
        "!(import! &self petta)\n(= (ad $x $y) (+ $x $y))",
        &[
            ("(if True 1)", "[()]\n[1]"),
            ("((|-> ($x) (+ $x 1)) 2)", "[3]"),
            ("((|-> ($x $y) (+ $x $y)) 1 2)", "[3]"),
            ("(let $f (|-> ($x) (* $x $x)) (($f 5) ($f 6)))", "[(25 36)]"),
            ("((ad 1) 2)", "[3]"),
            ("((partial ad (1)) 5)", "[6]"),
            ("(id ((a 1) 2))", "[((a 1) 2)]"),
            ("(length (a b c))", "[3]"),
            ("(append (a) (b c))", "[(a b c)]"),
            ("(reverse (a b))", "[(b a)]"),
            ("(if False 1)", "[]"),
            ("(let $x (member $y (1 2)) $y)", "[1, 2]"),
            ("(and-then False (/ 1 0))", "[False]"),
            ("(or-else False True)", "[True]"),
            ("(=? (f $x) (f 1))", "[True]"),
            ("(log 1)", "[0.0]"),
            ("(sort (b 2 a 1 2))", "[(1 2 a b)]"),
            ("(maplist (|-> ($x) (* $x 2)) (1 2 3))", "[(2 4 6)]"),
        ],
    );
}

#[test]
fn modules_of_the_library_are_imported() {
    check(
        "!(import! &self json)\n!(bind! &d (dict-space ((\"k1\" v1) (\"k2\" (4 \"a\" 5)))))",
        &[
            (
                "(json-encode &d)",
                "[()]\n[()]\n[\"{\\\"k1\\\": \\\"sym!:v1\\\", \\\"k2\\\": [4, \\\"a\\\", 5]}\"]",
            ),
            ("(get-value &d \"k2\")", "[(4 \"a\" 5)]"),
            ("(get-keys &d)", "[\"k1\", \"k2\"]"),
            (
                "(let $s (json-decode \"{\\\"a\\\": [1, 2.5, null], \\\"b\\\": {\\\"c\\\": true}}\") (json-encode $s))",
                "[\"{\\\"a\\\": [1, 2.5, null], \\\"b\\\": {\\\"c\\\": true}}\"]",
            ),
            ("(json-decode 5)", "[(Error (json-decode 5) (BadArgType 1 String Number))]"),
        ],
    );
    check(
        "!(import! &self random)\n!(bind! &g (new-random-generator 5))\n!(bind! &h (new-random-generator 5))",
        &[
            ("(== (random-int &g 0 1000) (random-int &h 0 1000))", "[()]\n[()]\n[()]\n[True]"),
            ("(== (random-int &g 0 1000000) (random-int &g 0 1000000))", "[False]"),
            ("(set-random-seed &g 7)", "[()]"),
            ("(set-random-seed &h 7)", "[()]"),
            ("(== (random-float &g 0 1) (random-float &h 0 1))", "[True]"),
            ("(get-type &g)", "[RandomGenerator]"),
            ("(random-int 5 0 1)", "[(Error (random-int 5 0 1) (BadArgType 1 RandomGenerator Number))]"),
        ],
    );
}

#[test]
fn documentation_is_found_typed_and_printed() {
    check(
        "(: f (-> Number Bool))\n(: a A)\n(@doc a (@desc \"an atom\"))\n\
         (@doc f (@desc \"does f\") (@params ((@param \"a number\"))) (@return \"truth\"))",
        &[
            ("(get-doc a)", "[(@doc-formal (@item a) (@kind atom) (@type A) (@desc \"an atom\"))]"),
            (
                "(get-doc &self f)",
                "[(@doc-formal (@item f) (@kind function) (@type (-> Number Bool)) (@desc \"does f\") \
                 (@params ((@param (@type Number) (@desc \"a number\")))) (@return (@type Bool) (@desc \"truth\")))]",
            ),
            ("(get-doc zzz)", "[]"),
            (
                "(case (get-doc a) (((@doc-formal (@item a) (@kind atom) (@type $t) $d) $t) ($_ other)))",
                "[A]",
            ),
            (
                "(help! f)",
                "Function f: (-> Number Bool) does f\nParameters:\n  Number a number\nReturn: (type Bool) truth\n[()]",
            ),
            (
                "(help! not)",
                "Function not: (-> Bool Bool) The contrary\nParameters:\n  Bool Truth value\nReturn: (type Bool) True or False\n[()]",
            ),
        ],
    );
}

#[test]
fn spaces_states_and_the_program_itself() {
    check(
        "!(bind! &s (new-space))\n!(bind! &st (new-state 0))",
        &[
            ("(add-atoms &s ((k 1) (k 2)))", "[()]\n[()]\n[()]"),
            ("(add-reducts &s ((k (+ 1 2)) (k 4)))", "[()]"),
            ("(add-reduct &s (k (+ 2 3)))", "[()]"),
            ("(remove-atom &s (k 4))", "[()]"),
            ("(get-atoms &s)", "[(k 1), (k 2), (k 3), (k 5)]"),
            ("(match &s (k $x) $x)", "[1, 2, 3, 5]"),
            ("(change-state! &st 5)", "[(State 5)]"),
            ("(get-state &st)", "[5]"),
            (
                "(change-state! &st \"s\")",
                "[(Error (change-state! (State 5) \"s\") (BadArgType 2 Number String))]",
            ),
            ("(get-type &st)", "[(StateMonad Number)]"),
            ("(get-metatype &self)", "[Grounded]"),
            ("(get-type &self)", "[SpaceType]"),
            ("(quote &self)", "[(quote ModuleSpace(GroundingSpace-top))]"),
            ("(mod-space! corelib)", "[ModuleSpace(GroundingSpace-corelib)]"),
            ("(let $x (new-state 1) (let $_ (change-state! $x 2) $x))", "[(State 2)]"),
        ],
    );
}

/// What hyperon 0.2.10 answers, but for the order of results.
#[test]
fn states_are_compared_by_what_they_hold_now() {
    check(
        "!(bind! &s (new-state 1))\n!(bind! &t (new-state 1))\n!(bind! &u (new-state 2))\n\
         !(add-atom &self (has &s x))\n(= (f &s) two)\n(both &s &u)",
        &[
            ("(== &s &t)", "[()]\n[()]\n[()]\n[()]\n[True]"),
            ("(== &s &u)", "[False]"),
            ("(match &self (has &t $x) $x)", "[x]"),
            ("(match &self (both $a $a) same)", "[]"),
            ("(f &u)", "[(f (State 2))]"),
            ("(unique-atom (&s &t &u))", "[((State 1) (State 2))]"),
            ("(change-state! &s 2)", "[(State 2)]"),
            ("(match &self (has &t $x) $x)", "[]"),
            ("(match &self (has &u $x) $x)", "[x]"),
            ("(match &self (both $a $a) same)", "[same]"),
            ("(f &u)", "[two]"),
            ("(f &t)", "[(f (State 1))]"),
            ("(unify (&s 1) (&u 1) yes no)", "[yes]"),
            ("(=alpha (&s $x) (&u $y))", "[True]"),
            ("(case &s ((&t one) (&u two)))", "[two]"),
            ("(remove-atom &self (has &t x))", "[()]"),
            ("(match &self (has $s x) $s)", "[(State 2)]"),
            ("(remove-atom &self (has &u x))", "[()]"),
            ("(match &self (has $s x) $s)", "[]"),
            // What rules take a call is decided before the first of them changes a state.
            ("(add-atom &self (= (g $x $y) (let $_ (change-state! $x 5) first)))", "[()]"),
            ("(add-atom &self (= (g $x $x) same))", "[()]"),
            ("(g &s &u)", "[first, same]"),
            ("(g &s &u)", "[first]"),
        ],
    );
}

#[test]
fn a_state_that_holds_itself_is_compared_and_printed() {
    check(
        "(at cells)",
        &[
            ("(bind! &s (new-state a))", "[()]"),
            ("(bind! &t (new-state a))", "[()]"),
            ("(bind! &o (new-state a))", "[()]"),
            ("(nop (change-state! &s (next &t)))", "[()]"),
            ("(nop (change-state! &t (next &s)))", "[()]"),
            ("(nop (change-state! &o (next &o)))", "[()]"),
            ("(add-atom &self (at &s))", "[()]"),
            ("(== &s &t)", "[True]"),
            ("(== &s &o)", "[True]"),
            ("(match &self (at &o) &t)", "[(State (next (State (next (State ..)))))]"),
            ("(change-state! &t (end))", "[(State (end))]"),
            ("(== &s &o)", "[False]"),
            ("(match &self (at &o) &t)", "[]"),
        ],
    );
}

/// What hyperon 0.2.10 answers.
#[test]
fn a_state_takes_what_its_first_value_was() {
    check(
        "(: c T)\n(: d T)\n(: d U)\n!(bind! &a (new-state (A B)))\n!(bind! &one (new-state 1))\n\
         !(bind! &d (new-state d))\n(: takes (-> (StateMonad Number) Atom))\n(= (takes $s) (took $s))",
        &[
            ("(get-type &a)", "[()]\n[()]\n[()]\n[(StateMonad %Undefined%)]"),
            (
                "(change-state! &a 1)",
                "[(Error (change-state! (State (A B)) 1) (BadArgType 2 %Undefined% Number))]",
            ),
            (
                "(change-state! &a (1 2))",
                "[(Error (change-state! (State (A B)) (1 2)) (BadArgType 2 %Undefined% (Number Number)))]",
            ),
            (
                "(change-state! &a c)",
                "[(Error (change-state! (State (A B)) c) (BadArgType 2 %Undefined% T))]",
            ),
            ("(change-state! &a (a 1))", "[(State (a 1))]"),
            ("(change-state! &one a)", "[(State a)]"),
            (
                "(change-state! &one \"s\")",
                "[(Error (change-state! (State a) \"s\") (BadArgType 2 Number String))]",
            ),
            ("(get-type &one)", "[(StateMonad Number)]"),
            ("(takes &one)", "[(took (State a))]"),
            (
                "(takes &a)",
                "[(Error (takes (State (a 1))) (BadArgType 1 (StateMonad Number) (StateMonad %Undefined%)))]",
            ),
            ("(takes (new-state a))", "[(took (State a))]"),
            ("(let $s (new-state a) (unify $s &one same other))", "[other]"),
            ("(get-type &d)", "[(StateMonad T)]"),
            ("(change-state! &d c)", "[(State c)]"),
            ("(+ 1 (get-state &a))", "[(Error (get-state (State (a 1))) (BadType Number %Undefined%))]"),
            (
                "(change-state! (new-state (A B)) 1)",
                "[(Error (State 1) (BadType (StateMonad Number) (StateMonad %Undefined%)))]",
            ),
            ("(let $s (new-state (new-state 1)) (change-state! $s (new-state 2)))", "[(State (State 2))]"),
        ],
    );
}

#[test]
fn what_a_module_brings_is_there_where_it_was_imported() {
    check(
        "(= (flip) mine)",
        &[
            ("(json-encode (1 2))", "[(json-encode (1 2))]"),
            ("(get-type json-encode)", "[%Undefined%]"),
            ("(get-metatype json-encode)", "[Symbol]"),
            ("(random-int &rng 0 1)", "[(random-int &rng 0 1)]"),
            ("(get-type &rng)", "[%Undefined%]"),
            ("(flip)", "[mine]"),
            ("(import! &self json)", "[()]"),
            ("(json-encode (1 2))", "[\"[1, 2]\"]"),
            ("(get-type json-encode)", "[(-> Atom String)]"),
            ("(get-metatype json-encode)", "[Grounded]"),
            ("(json-decode 5)", "[(Error (json-decode 5) (BadArgType 1 String Number))]"),
            ("(file-open! a b)", "[(file-open! a b)]"),
            ("(flip)", "[mine]"),
            ("(import! &self random)", "[()]"),
            ("(random-int &rng 0 1)", "[0]"),
        ],
    );
}

#[test]
fn rules_of_a_program_add_to_what_the_library_writes_in_metta() {
    check(
        "(= (car-atom $x) (mine $x))\n(= (type-cast $a $b $c) mine)\n(= (if-error $a $b $c) mine)\n(= (empty) mine)\n\
         (= (new-state $x) mine)\n(= (is-function $x) mine)\n(= (nop $x) mine)\n(= (size-atom $x) mine)\n\
         (= (first $x) (car-atom $x))",
        &[
            ("(car-atom (a b))", "[a, (mine (a b))]"),
            ("(car-atom ())", "[(mine ())]"),
            ("(first (a b))", "[a, (mine (a b))]"),
            ("(cdr-atom (a b))", "[(b)]"),
            ("(type-cast 5 Number &self)", "[5, mine]"),
            ("(if-error a b c)", "[c, mine]"),
            ("(empty)", "[mine]"),
            ("(is-function (-> a b))", "[True, mine]"),
            ("(nop 5)", "[()]"),
            ("(size-atom (a b))", "[2]"),
            ("(get-metatype car-atom)", "[Symbol]"),
            ("(get-metatype size-atom)", "[Grounded]"),
        ],
    );
}

#[test]
fn what_the_library_declares_can_be_asked_for() {
    check(
        "(: if (-> Bool Atom Atom $t))",
        &[
            ("(match &self (: let $t) $t)", "[(-> Atom %Undefined% Atom %Undefined%)]"),
            ("(match &self (: car-atom $t) $t)", "[(-> Expression %Undefined%)]"),
            ("(match &self (: match $t) $t)", "[]"),
            ("(match &self (: size-atom $t) $t)", "[]"),
            ("(get-type let)", "[(-> Atom %Undefined% Atom %Undefined%)]"),
            ("(get-type car-atom)", "[(-> Expression %Undefined%)]"),
            ("(get-type if)", "[(-> Bool Atom Atom $t), (-> Bool Atom Atom $t)]"),
            (
                "(if 1 2 3)",
                "[(Error (if 1 2 3) (BadArgType 1 Bool Number)), (Error (if 1 2 3) (BadArgType 1 Bool Number))]",
            ),
        ],
    );
}
