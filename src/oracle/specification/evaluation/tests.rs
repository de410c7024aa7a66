//! Small programs, each with what LANGUAGE.md says that it does.

use super::{End, Fault, Options, Run, run, run_with};

const OPTIONS: Options = Options { steps: 3_000, depth: 60, keep_going: false };

fn lines(text: &str) -> Vec<String> {
    run(text, OPTIONS).lines()
}

/// Asserts what each `!` of a program gives.
fn gives(text: &str, expected: &[&str]) {
    assert_eq!(lines(text), expected, "{text}");
}

#[test]
fn atoms_are_added_and_marked_ones_evaluated_where_they_stand() {
    gives("!(f 1)\n(= (f $x) (* $x 2))\n!(f 1)\n(= (f $x) none)\n!(f 1)", &["[(f 1)]", "[2]", "[2, none]"]);
    gives("(= b c)\n!(id b)\n! b", &["[b]", "[b]"]);
    gives("(n (+ 1 1))\n!(match &self (n $what) (quote $what))", &["[(quote (+ 1 1))]"]);
}

#[test]
fn copies_count() {
    gives("(= (f) 1)\n(= (f) 1)\n(p a)\n(p a)\n!(f)\n!(match &self (p $x) $x)", &["[1, 1]", "[a, a]"]);
    gives("(p a)\n(p a)\n!(remove-atom &self (p a))\n!(match &self (p $x) $x)", &["[()]", "[a]"]);
    gives("(p $x)\n!(remove-atom &self (p a))\n!(match &self (p b) yes)", &["[()]", "[yes]"]);
}

#[test]
fn states_are_equal_where_they_hold_the_same_now_and_keep_their_type() {
    let two = "!(bind! &s (new-state 1))\n!(bind! &t (new-state 2))\n(has &s)\n";
    gives(
        &format!(
            "{two}!(match &self (has &t) x)\n!(change-state! &s 2)\n!(match &self (has &t) x)\n!(== &s &t)"
        ),
        &["[()]", "[()]", "[]", "[(State 2)]", "[x]", "[True]"],
    );
    gives(
        "!(let $s (new-state (A B)) (change-state! $s 1))",
        &["[(Error (change-state! (State (A B)) 1) (BadArgType 2 %Undefined% Number))]"],
    );
    let circle = "!(bind! &s (new-state a))\n!(bind! &t (new-state a))\n!(nop (change-state! &s (n &t)))\n\
        !(nop (change-state! &t (n &s)))\n!(== &s &t)";
    gives(circle, &["[()]", "[()]", "[()]", "[()]", "[True]"]);
}

#[test]
fn alternatives_come_in_the_order_of_insertion_depth_first() {
    let coins = "(= (c) 1)\n(= (c) 2)\n";
    gives(&format!("{coins}!(t (c) (c))"), &["[(t 1 1), (t 1 2), (t 2 1), (t 2 2)]"]);
    let run = run(&format!("{coins}!(t (c) (println! (c)))"), OPTIONS);
    assert_eq!(run.lines(), ["[(t 1 ()), (t 1 ()), (t 2 ()), (t 2 ())]"]);
    assert_eq!(run.output, "1\n2\n1\n2\n");
}

#[test]
fn errors_vanish_beside_other_results() {
    gives("!(collapse (superpose ((/ 1 0) 2)))", &["[(2)]"]);
    gives(
        "!(collapse (superpose ((/ 1 0) (/ 2 0))))",
        &["[((Error (/ 1 0) DivisionByZero) (Error (/ 2 0) DivisionByZero))]"],
    );
    gives("!(g (/ 1 0))\n!after", &["[(Error (/ 1 0) DivisionByZero)]"]);
    assert_eq!(run("!(% 1 0)\n!after", OPTIONS).end, End::ErrorResult);
    gives("!(+ 9223372036854775807 1)", &["[(Error (+ 9223372036854775807 1) IntegerOverflow)]"]);
}

#[test]
fn unification_is_two_sided_and_checks_occurrence() {
    gives("(p $x 1)\n!(match &self (p 2 $y) $y)\n!(unify $x (s $x) yes no)", &["[1]", "[no]"]);
    gives("!(let (f $x 1) (f 2 $y) ($x $y))\n!(let $x 1 (let $x 2 no))", &["[(2 1)]", "[]"]);
    gives("!(== 1 1.0)\n!(unify 1.0 1 same other)", &["[True]", "[same]"]);
    gives("(e a b)\n(e b c)\n!(match &self (, (e $x $y) (e $y $z)) ($x $z))", &["[(a c)]"]);
    gives("(= (inv $k) (key $k))\n!(let (key 3) (inv $k) $k)", &["[3]"]);
}

#[test]
fn declared_types_say_what_is_evaluated() {
    gives("(: lazy (-> Atom Atom))\n(= (lazy $x) $x)\n!(lazy (+ 1 2))", &["[(+ 1 2)]"]);
    gives("(: half (-> Atom %Undefined%))\n(= (half $x) $x)\n!(half (+ 1 2))", &["[3]"]);
    gives("(= (eager $x) (quote $x))\n!(eager (+ 1 2))", &["[(quote 3)]"]);
    gives("!(if True ok (/ 1 0))\n!(if $c 1 2)", &["[ok]", "[1, 2]"]);
}

#[test]
fn types_are_checked() {
    let inc = "(: inc (-> Number Number))\n(= (inc $x) (+ $x 1))\n";
    gives(&format!("{inc}!(inc \"s\")"), &["[(Error (inc \"s\") (BadArgType 1 Number String))]"]);
    gives(&format!("{inc}!(inc)"), &["[(Error (inc) IncorrectNumberOfArguments)]"]);
    gives(
        "(: f (-> Number Number))\n(= (f $x) word)\n(: word Word)\n!(f 1)",
        &["[(Error word (BadType Number Word))]"],
    );
    gives(
        &format!("{inc}!(get-type (inc 1))\n!(get-type (inc \"s\"))\n!(get-type (inc u))"),
        &["[Number]", "[]", "[Number]"],
    );
    gives("(: a A)\n(:< A B)\n(: b B)\n!(get-type (a b))\n!(get-type a)", &["[(A B), (B B)]", "[A, B]"]);
    gives(
        "!(pragma! type-check auto)\n(: f (-> A B))\n(: c C)\n(f c)\n!after",
        &["[()]", "[(Error (f c) (BadArgType 1 A C))]"],
    );
}

#[test]
fn minimal_instructions_go_one_step() {
    gives("(= (f $x) (g $x))\n(= (g $x) (h $x))\n!(eval (f 1))\n!(f 1)", &["[(g 1)]", "[(h 1)]"]);
    gives(
        "!(chain (eval (+ 1 2)) $x (quote $x))\n!(function (chain (eval (* 2 3)) $x (return $x)))",
        &["[(quote 3)]", "[6]"],
    );
    gives("!(function (eval (nothing)))", &["[(Error (function (eval (nothing))) NoReturn)]"]);
    gives("!(decons-atom (a b))\n!(cons-atom a (b))", &["[(a (b))]", "[(a b)]"]);
}

#[test]
fn spaces_and_states_are_shared_by_reference() {
    gives(
        "!(bind! &s (new-space))\n!(add-atom &s (= (f) 1))\n!(f)\n!(evalc (f) &s)\n!(get-atoms &s)",
        &["[()]", "[()]", "[(f)]", "[1]", "[(= (f) 1)]"],
    );
    gives("!(let $s (new-state 1) (let $_ (change-state! $s 2) (get-state $s)))", &["[2]"]);
    gives(
        "!(let $s (new-state 1) (change-state! $s \"two\"))",
        &["[(Error (change-state! (State 1) \"two\") (BadArgType 2 Number String))]"],
    );
    gives("!(bind! w 1)\n!(bind! w 2)\n!(+ w 1)", &["[()]", "[()]", "[3]"]);
}

#[test]
fn a_match_is_found_before_its_templates_run() {
    gives(
        "(q 1)\n!(match &self (q $x) (add-atom &self (q 2)))\n!(match &self (q $x) $x)",
        &["[()]", "[1, 2]"],
    );
}

#[test]
fn branches_are_tried_in_order() {
    gives("!(case (superpose (1 2)) ((1 one) ($x (other $x))))", &["[one, (other 2)]"]);
    gives("!(case (empty) ((Empty none)))\n!(case 1 ((2 two)))", &["[none]", "[]"]);
    gives("!(switch (+ 1 1) ((2 two) ($x any)))", &["[two]"]);
}

#[test]
fn what_is_bound_inside_collapse_stays_inside() {
    gives("(v 1)\n!(let $c (collapse (match &self (v $x) $x)) ($c $x))", &["[((1) $x)]"]);
}

#[test]
fn a_program_ends_where_it_cannot_be_read_or_goes_on_for_ever() {
    let Run { results, end, .. } = run("!(id 1)\n!(a", OPTIONS);
    assert_eq!((results.len(), end), (1, End::ReadError));
    assert_eq!(run("(= (f) (f))\n!(f)", OPTIONS).end, End::OutOfFuel);
    assert_eq!(run("(= (f) (s (f)))\n!(f)", OPTIONS).end, End::OutOfFuel);
}

#[test]
fn each_fault_is_one() {
    let programs = [
        (Fault::RulesTwice, "(= (f) 1)\n!(f)"),
        (Fault::FirstRuleAlone, "(= (f) 1)\n(= (f) 2)\n!(f)"),
        (Fault::Reversed, "(= (f) 1)\n(= (f) 2)\n!(f)"),
        (Fault::ErrorsStay, "!(superpose ((/ 1 0) 2))"),
        (Fault::MatchSeesAdditions, "(q 1)\n!(match &self (q $x) (add-atom &self (q 2)))"),
        (Fault::RemovesAllCopies, "(q 1)\n(q 1)\n!(remove-atom &self (q 1))\n!(match &self (q $x) $x)"),
        (Fault::ArgumentsUnchecked, "!(+ 1 \"a\")"),
        (Fault::RulesNotRenamed, "(= (f $x) (g $x))\n!(f (h $x))"),
    ];
    for (fault, program) in programs {
        assert_ne!(run_with(program, OPTIONS, Some(fault)), run(program, OPTIONS), "{fault:?}");
    }
}

#[test]
fn templates_have_variables_of_their_own_for_each_member() {
    gives(
        "!(map-atom (1 2) $x (let $y $x $y))\n!(let $y 5 (map-atom (1 2) $x ($x $y)))\n\
         !(let $m (map-atom (a a) $x $y) (=alpha $m ($p $p)))\n\
         !(let $m (map-atom (a a) $x $y) (=alpha $m ($p $q)))\n\
         !(let $m (foldl-atom (1 2) 0 $a $b ($a $b $y)) (=alpha $m ((0 1 $p) 2 $q)))",
        &["[(1 2)]", "[((1 5) (2 5))]", "[False]", "[True]", "[True]"],
    );
}
