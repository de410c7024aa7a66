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
