//! What the machine promises, by programs.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;

use crate::evaluation::limits::{Cancel, Limits};
use crate::evaluation::program::{Options, Session, Source};

/// The result lines of a program, and what it printed.
fn run_with(options: Options, text: &str) -> (Vec<String>, String) {
    let printed = Rc::new(RefCell::new(String::new()));
    let output = Rc::clone(&printed);
    let options = Options { keep_going: true, ..options };
    let mut session = Session::new(options, move |text| output.borrow_mut().push_str(text));
    let mut lines = Vec::new();
    session.run(&Source::text("test", text), |report| {
        lines.push(report.outcome.line());
        ControlFlow::Continue(())
    });
    let printed = printed.borrow().clone();
    (lines, printed)
}

fn run(text: &str) -> Vec<String> {
    run_with(Options::default(), text).0
}

fn limited(limits: Limits, text: &str) -> Vec<String> {
    run_with(Options { limits, ..Options::default() }, text).0
}

const SUM: &str = "(= (sum $n) (if (== $n 0) 0 (+ $n (sum (- $n 1)))))\n";
const COUNT: &str = "(= (count $n) (if (== $n 0) done (count (- $n 1))))\n";
const TWO: &str = "(= (two) 1)\n(= (two) 2)\n";

#[test]
fn alternatives_come_depth_first_in_the_order_of_the_rules() {
    let lines = run(&format!("{TWO}!((two) (two))\n!(superpose ((two) a (two)))"));
    assert_eq!(lines, ["[(1 1), (1 2), (2 1), (2 2)]", "[1, 2, a, 1, 2]"]);
}

#[test]
fn all_alternatives_of_an_argument_come_before_the_body_sees_one() {
    let (lines, printed) = run_with(
        Options::default(),
        &format!(
            "{TWO}(= (say $x) (let $_ (println! (said $x)) $x))\n(= (second $x $y) $y)\n!(second (say (two)) (say a))"
        ),
    );
    assert_eq!(printed, "(said 1)\n(said 2)\n(said a)\n(said a)\n");
    assert_eq!(lines, ["[a, a]"]);
}

#[test]
fn errors_vanish_where_an_alternative_is_none() {
    let lines =
        run("(= (f) (Error f bad))\n(= (f) 1)\n(= (f) (Error f worse))\n!(f)\n!(g (f))\n!(collapse (f))\n\
         (= (h) (Error a b))\n(= (h) (Error c d))\n!(h)\n!(pair (h) (f))");
    assert_eq!(
        lines,
        ["[1]", "[(g 1)]", "[(1)]", "[(Error a b), (Error c d)]", "[(Error a b), (Error c d)]"]
    );
}

#[test]
fn bindings_of_an_alternative_are_its_own() {
    let lines = run("(p 1 a)\n(p 2 b)\n!(let $r (match &self (p $x $y) found) ($r $x $y))\n\
         (= (same $x $x) yes)\n!(let $r (same ($a 2) (1 $b)) ($r $a $b))\n\
         !(let $c (collapse (match &self (p $x $y) $x)) ($c $x))\n\
         !(if $c (yes $c) (no $c))\n!(case (let ($x 1) (2 3) ok) ((Empty (none $x))))");
    assert_eq!(lines[0], "[(found 1 a), (found 2 b)]");
    assert_eq!(lines[1], "[(yes 1 2)]");
    assert_eq!(lines[2], "[((1 2) $x)]");
    assert_eq!(lines[3], "[(yes True), (no False)]");
    assert_eq!(lines[4], "[(none $x)]");
}

#[test]
fn what_was_collected_is_not_bound_by_the_last_alternative() {
    let facts = "(pair $v $w)\n(pair 0 2)\n(= (pairs $k) (match &self (pair $k $x) $x))\n\
                 (= (either $x) $x)\n(= (either $x) (let $x 3 $x))\n(= (free) (either $y))\n";
    let lines = run(&format!(
        "{facts}!(collapse (pairs 0))\n!(superpose ((pairs 0) (pairs 0)))\n!(collapse (free))\n\
         !(collapse (superpose ((free) (free))))\n!(collapse (let $z (pairs 0) (either $z)))"
    ));
    assert_eq!(lines, ["[($x 2)]", "[$x, 2, $x, 2]", "[($y 3)]", "[($y 3 $y#1 3)]", "[($z 3 2)]"]);
}

#[test]
fn variables_bound_on_the_way_to_collected_values_are_bound_behind_them() {
    // Through three levels of collecting, with variables made on the way.
    let lines = run("(e 1 2)\n(e 2 3)\n(e 2 4)\n\
         (= (path $x $y) (match &self (e $x $y) (step $x $y)))\n\
         (= (path $x $z) (let (step $x $y) (path $x $y) (let $_ (path $y $z) (step $x $z))))\n\
         (= (hop $x $z) (let (step $x $y) (match &self (e $x $y) (step $x $y)) (let (step $y $z) (match &self (e $y $z) (step $y $z)) (via $y))))\n\
         !(let $v (hop 1 $z) ($v $z))\n!(let $v (hop $x 4) ($v $x))");
    assert_eq!(lines, ["[((via 2) 3), ((via 2) 4)]", "[((via 2) 1)]"]);
}

#[test]
fn a_call_that_stays_is_not_evaluated_again_but_its_instance_is() {
    let (lines, printed) = run_with(
        Options::default(),
        "(= (f 1) one)\n!(let $c (f $x) (let $x 1 $c))\n(= (say $x) (let $_ (println! $x) (said $x)))\n\
         (= (id3 $x) (id2 $x))\n(= (id2 $x) (id $x))\n!(id3 (say hello))",
    );
    assert_eq!(lines, ["[one]", "[(said hello)]"]);
    assert_eq!(printed, "hello\n");
}

#[test]
fn a_hundred_thousand_nested_additions_need_no_stack_of_the_thread() {
    assert_eq!(run(&format!("{SUM}!(sum 100000)")), ["[5000050000]"]);
}

#[test]
fn a_tail_call_needs_no_frame() {
    let limits = Limits { depth: Some(40), ..Limits::default() };
    let program = format!(
        "{COUNT}(= (cased $n) (case $n ((0 done) ($m (cased (- $m 1))))))\n\
         (= (letted $n) (let $m (- $n 1) (if (== $m 0) done (letted $m))))\n\
         (= (minimal $n) (function (chain (eval (- $n 1)) $m (return (if (== $m 0) done (minimal $m))))))\n\
         !(count 20000)\n!(cased 20000)\n!(letted 20000)\n!(minimal 20000)"
    );
    assert_eq!(limited(limits, &program), ["[done]", "[done]", "[done]", "[done]"]);
}

#[test]
fn a_stack_that_is_too_deep_is_an_error_that_programs_can_see() {
    let limits = Limits { depth: Some(100), ..Limits::default() };
    let program = format!("{SUM}!(sum 50)\n!(case (sum 5000) (((Error $c StackOverflow) caught) ($x $x)))");
    assert_eq!(limited(limits, &program), ["[1275]", "[caught]"]);
    let lines = run(&format!(
        "{SUM}!(pragma! max-stack-depth 50)\n!(sum 5000)\n!(pragma! max-stack-depth 0)\n!(sum 60)"
    ));
    assert!(lines[1].ends_with("StackOverflow)]"), "{lines:?}");
    assert_eq!(lines[3], "[1830]");
}

#[test]
fn an_exceeded_limit_ends_the_form_and_names_itself() {
    let steps = Limits { steps: Some(1000), ..Limits::default() };
    let program = format!("(= (loop) (loop))\n{COUNT}!(loop)\n!(count 10)");
    assert_eq!(limited(steps, &program), ["[(Error (loop) StepLimitExceeded)]", "[done]"]);
    let time = Limits { time: Some(std::time::Duration::ZERO), ..Limits::default() };
    assert_eq!(limited(time, "(= (loop) (loop))\n!(loop)"), ["[(Error (loop) TimeLimitExceeded)]"]);
    let memory = Limits { memory: Some(1 << 20), ..Limits::default() };
    let program = "(= (grow $x) (grow (pair $x $x)))\n!(grow 1)\n\
         (= (stay $n $x) (if (== $n 0) ok (stay (- $n 1) (pair $n $n))))\n!(stay 20000 1)";
    let lines = limited(memory.clone(), program);
    assert_eq!(lines, ["[(Error (grow 1) MemoryLimitExceeded)]", "[ok]"]);
    assert_eq!(limited(memory, "(= (f $x) (g (f $x)))\n!(f 1)"), ["[(Error (f 1) MemoryLimitExceeded)]"]);
}

#[test]
fn who_cancels_gets_an_error() {
    let cancel = Cancel::new();
    cancel.cancel();
    let options = Options { cancel, ..Options::default() };
    assert_eq!(run_with(options, "(= (loop) (loop))\n!(loop)").0, ["[(Error (loop) Cancelled)]"]);
}

#[test]
fn steps_do_not_depend_on_what_was_evaluated_before() {
    let steps = |text: &str| {
        let mut session = Session::new(Options::default(), |_| {});
        let mut steps = Vec::new();
        session.run(&Source::text("test", text), |report| {
            steps.push(report.outcome.steps);
            ControlFlow::Continue(())
        });
        steps
    };
    let all = steps(&format!("{SUM}!(sum 30)\n!(sum 30)\n!(+ 1 2)"));
    assert_eq!(all[0], all[1]);
    assert_eq!(all[2], 1);
}

#[test]
fn rules_for_forms_of_the_library_follow_as_alternatives() {
    let lines = run(
        "(= (if maybe $a $b) $a)\n!(if maybe 1 2)\n!(if True 1 2)\n(= (let $a $b $c) mine)\n!(let $x 1 $x)\n\
         (= (+ $a $b) mine)\n!(+ 1 2)\n(= (match $a $b $c) mine)\n!(match &self (nothing) 1)",
    );
    assert_eq!(lines, ["[1]", "[1]", "[1, mine]", "[3]", "[]"]);
}

#[test]
fn minimal_instructions_do_one_step_each() {
    let lines = run(&format!(
        "{TWO}(= (f $x) (g $x))\n(= (g $x) (h $x))\n!(eval (f 1))\n!(chain (f 1) $x (quote $x))\n!(chain (eval (f 1)) $x (quote $x))\n\
         !(function (chain (eval (two)) $x (return $x)))\n!(function (unify 1 2 (return a) (return b)))\n!(function (+ 1 2))\n\
         !(chain (collapse-bind (unify ($a) (5) $a none)) $p (chain (superpose-bind $p) $v (quote ($v $a))))\n\
         !(eval (nothing))\n!(evalc (f 1) &self)\n!(metta (two) %Undefined% &self)\n!(metta (two) Atom &self)\n!(chain 1 $x (quote ($x $x)))"
    ));
    assert_eq!(
        lines,
        [
            "[(g 1)]",
            "[(quote (f 1))]",
            "[(quote (g 1))]",
            "[1, 2]",
            "[b]",
            "[(Error (function (+ 1 2)) NoReturn)]",
            "[(quote (5 5))]",
            "[(eval (nothing))]",
            "[(g 1)]",
            "[1, 2]",
            "[(two)]",
            "[(quote (1 1))]",
        ]
    );
}

#[test]
fn arguments_are_evaluated_by_their_types() {
    let lines = run(
        "(: lazy (-> Atom %Undefined% Atom))\n(= (lazy $x $y) (quote ($x $y)))\n!(lazy (+ 1 2) (+ 3 4))\n\
         (: num (-> Number Number))\n(= (num $x) $x)\n!(num \"s\")\n!(num (+ 1 2))\n!(num)\n(= (num 7) \"seven\")\n!(num 7)\n\
         (: a A)\n(: a B)\n(: fa (-> A R))\n(: fb (-> B R))\n!(fa a)\n!(fb a)\n!(if (+ 1 2) a b)",
    );
    assert_eq!(
        lines,
        [
            "[(quote ((+ 1 2) 7))]",
            "[(Error (num \"s\") (BadArgType 1 Number String))]",
            "[3]",
            "[(Error (num) IncorrectNumberOfArguments)]",
            "[7]",
            "[(fa a)]",
            "[(fb a)]",
            "[(Error (if (+ 1 2) a b) (BadArgType 1 Bool Number))]",
        ]
    );
}

#[test]
fn once_takes_the_first_and_does_no_more() {
    let (lines, printed) = run_with(
        Options::default(),
        &format!(
            "{TWO}(= (say) (println! a))\n(= (say) (println! b))\n!(once (say))\n!(once (superpose ()))\n!(let $x (once (two)) ($x (two)))"
        ),
    );
    assert_eq!(printed, "a\n");
    assert_eq!(lines, ["[()]", "[]", "[(1 1), (1 2)]"]);
}

#[test]
fn what_is_deep_inside_terms_is_evaluated_and_printed() {
    let lines = run("(= (build $n $t) (if (== $n 0) $t (build (- $n 1) (S $t))))\n(= (depth Z) 0)\n\
         (= (depth (S $x)) (+ 1 (depth $x)))\n!(depth (build 100000 Z))\n!(let (S $x) (build 100000 Z) ok)");
    assert_eq!(lines, ["[100000]", "[ok]"]);
}

#[test]
fn a_step_without_a_branch_gives_empty_to_who_waits() {
    for step in [
        "(let a b d)",
        "(let* ((a b)) d)",
        "(switch a ((b d)))",
        "(case a ((b d)))",
        "(case (empty) ((b d)))",
        "(let (f $x a) (f 1 b) d)",
    ] {
        let lines = run(&format!("!(chain (eval {step}) $y c)\n!{step}"));
        assert_eq!(lines, ["[c]", "[]"], "{step}");
    }
    let lines = run("!(chain (eval (case (superpose (a b)) ((b d)))) $y (c $y))\n\
         !(chain (eval (case a ((Empty b)))) $y c)\n\
         !(chain (eval (case a ((a (+ 1 2))))) $y (quote $y))\n\
         !(chain (eval (switch a ((a (+ 1 2))))) $y (quote $y))\n\
         !(chain (eval (let* () (+ 1 2))) $y (quote $y))");
    assert_eq!(lines, ["[(c d)]", "[c]", "[(quote (+ 1 2))]", "[(quote (+ 1 2))]", "[(quote (+ 1 2))]"]);
}

#[test]
fn a_function_that_is_a_value_is_not_run() {
    let lines =
        run("!(function (return (function (return a))))\n!(f (function (return (function (return a)))))\n\
         !(id (function (return a)))\n(= (g) (function (return (+ 1 2))))\n!(g)");
    assert_eq!(lines, ["[(function (return a))]", "[(f (function (return a)))]", "[a]", "[3]"]);
}

#[test]
fn an_error_that_is_written_is_of_its_own_type() {
    let lines = run("!(metta (Error a a) Number &self)\n!(metta (Error a a) %Undefined% &self)\n\
         !(metta (Error a a) ErrorType &self)\n!(if (Error a b) 1 2)");
    assert_eq!(
        lines,
        [
            "[(Error (Error a a) (BadType Number ErrorType))]",
            "[(Error a a)]",
            "[(Error a a)]",
            "[(Error (if (Error a b) 1 2) (BadArgType 1 Bool ErrorType))]",
        ]
    );
}

#[test]
fn a_condition_that_cannot_be_true_or_false_is_not_evaluated() {
    let refused = "(Error (if ((match ModuleSpace(GroundingSpace-top) (p a) a) 1 1) a a) \
                   (BadArgType 1 Bool (%Undefined% Number Number)))";
    let program =
        "!(if ((match &self (p a) a) 1 1) a a)\n(= (f $x) (if ((match &self (p a) a) 1 1) $x a))\n!(f a)";
    assert_eq!(run(program), [format!("[{refused}]"), format!("[{refused}]")]);
    let (lines, printed) = run_with(
        Options::default(),
        "(= (f $x) (if (println! $x) 1 2))\n!(if (println! a) 1 2)\n!(f a)\n!(if (g 1) 1 2)\n\
         (: h (-> Number))\n(= (h) (empty))\n!(if (h) 1 2)\n(: b Bool)\n!(if (id b) 1 2)",
    );
    assert_eq!(printed, "");
    let refused = "[(Error (if (println! a) 1 2) (BadArgType 1 Bool (->)))]";
    let number = "[(Error (if (h) 1 2) (BadArgType 1 Bool Number))]";
    assert_eq!(lines, [refused, refused, "[(if (g 1) 1 2)]", number, "[(if b 1 2)]"]);
}

#[test]
fn templates_have_variables_of_their_own_for_each_member() {
    let lines = run("!(map-atom (1 2) $x (let $y $x $y))\n!(map-atom (a a) $x $y)\n\
         !(let $y 5 (map-atom (1 2) $x ($x $y)))\n!(foldl-atom (1 2) 0 $a $b ($a $b $y))");
    assert_eq!(lines, ["[(1 2)]", "[($y $y#1)]", "[((1 5) (2 5))]", "[((0 1 $y) 2 $y#1)]"]);
}

#[test]
fn a_transaction_that_fails_leaves_nothing() {
    let lines = run("!(bind! &s (new-state 1))\n(a 1)\n(a 2)\n\
         (= (spend) (let $_ (remove-atom &self (a 1)) (let $_ (add-atom &self (b 1)) (change-state! &s 2))))\n\
         !(transaction (let $_ (spend) (empty)))\n!(collapse (match &self (a $x) $x))\n!(get-state &s)\n\
         !(transaction (let $_ (spend) (/ 1 0)))\n!(collapse (match &self (a $x) $x))\n\
         !(transaction (let $_ (spend) (superpose ((/ 1 0) done))))\n!(collapse (match &self (a $x) $x))\n\
         !(get-state &s)\n!(collapse (match &self (b $x) $x))\n\
         !(transaction (superpose (1 (let $_ (transaction (let $_ (add-atom &self (c 1)) (empty))) 2))))\n\
         !(match &self (c $x) $x)");
    let divided = "[(Error (/ 1 0) DivisionByZero)]";
    assert_eq!(
        lines,
        ["[()]", "[]", "[(1 2)]", "[1]", divided, "[(1 2)]", "[done]", "[(2)]", "[2]", "[(1)]", "[1]", "[]"]
    );
}

#[test]
fn what_is_done_in_a_transaction_is_seen_until_it_is_taken_back() {
    let lines = run(
        "(= (f) 1)\n!(transaction (let $_ (add-atom &self (= (f) 2)) (println! (f))))\n!(collapse (f))\n\
         !(let $_ (add-atom &self (= (f) 3)) (transaction (let $_ (add-atom &self (= (f) 4)) (empty))))\n!(collapse (f))\n\
         (= (transaction $x) mine)\n(= (once $x) (just $x))\n!(transaction (+ 1 2))\n!(once (superpose (1 2)))",
    );
    assert_eq!(lines, ["[(), ()]", "[(1 2)]", "[]", "[(1 2 3)]", "[mine]", "[(just 1), (just 2)]"]);
}

#[test]
fn what_collapse_bind_collects_says_what_was_bound() {
    let lines =
        run("!(collapse-bind (eval (superpose (1 2))))\n!(collapse-bind (unify ($x $y) (5 $z) $x no))\n\
         !(chain (collapse-bind (unify $x 5 $x no)) $c (chain (superpose-bind $c) $v ($v $x)))\n\
         !(superpose-bind ((3 ())))\n!(f ({ }))\n!(f (Bindings (a b)))");
    assert_eq!(
        lines,
        [
            "[((1 {  }) (2 {  }))]",
            "[((5 { $x <- 5, $z = $y }))]",
            "[(5 5)]",
            "[3]",
            "[(f ({ }))]",
            "[(f (Bindings (a b)))]"
        ]
    );
}

#[test]
fn a_call_whose_type_is_only_asked_for_is_refused_with_the_type_as_it_is_declared() {
    let lines = run("!(== 1 \"s\")\n!(not (== 1 \"s\"))\n!(if (== 1 \"s\") 1 2)\n!(unquote $x)");
    assert_eq!(
        lines,
        [
            "[(Error (== 1 \"s\") (BadArgType 2 Number String))]",
            "[(Error (== 1 \"s\") (BadArgType 2 $t String))]",
            "[(Error (== 1 \"s\") (BadArgType 2 $t String))]",
            "[$atom]",
        ]
    );
}
