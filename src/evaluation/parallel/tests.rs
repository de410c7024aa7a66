//! What one thread shows, any number of threads shows: forms that panic, and long ones between short ones.

use std::cell::RefCell;
use std::fmt::Write;
use std::ops::ControlFlow;
use std::rc::Rc;

use super::Parallel;
use crate::evaluation::context::{Context, Output};
use crate::evaluation::identity::SpaceId;
use crate::evaluation::library;
use crate::evaluation::limits::Limits;
use crate::evaluation::machine::Evaluator;
use crate::evaluation::native::{Answer, Call, Native};
use crate::evaluation::program::{
    Batch, Batches, InOrder, Options, Session, Source, Verdict, Wanted, members, start,
};
use crate::evaluation::store::Store;
use crate::language::metta::atom::Atom;

fn boom(_: &mut Context, _: &Call<'_>) -> Answer {
    panic!("it went \"boom\"")
}

const BOOM: Native = Native::pure("boom", &["(-> Atom)"], boom);

/// All that evaluating `forms` shows: what is written and the results, in their order, and the program's space in the end.
fn shown(forms: &[String], batches: &mut dyn Batches) -> String {
    shown_in(forms, batches, usize::MAX)
}

/// The same, with so many forms in a batch at most.
fn shown_in(forms: &[String], batches: &mut dyn Batches, most: usize) -> String {
    let forms: Vec<Atom> = forms.iter().map(|form| Atom::parse(form).expect("a form")).collect();
    let shown = Rc::new(RefCell::new(String::new()));
    let written = Rc::clone(&shown);
    let context = Context {
        store: Store::new(start::world()),
        output: Output::Live(Box::new(move |text| written.borrow_mut().push_str(text))),
        ..Context::default()
    };
    let mut evaluator = Evaluator::new(context, &[library::operations(), vec![BOOM]].concat());
    let mut done = 0;
    while done < forms.len() {
        let until = done.saturating_add(batches.most().min(most)).min(forms.len());
        let batch = Batch {
            forms: &forms[done..until],
            space: SpaceId::MAIN,
            first: done as u64 + 1,
            wanted: Wanted::Atoms,
            deadline: None,
        };
        let told = batches.evaluate(&mut evaluator, &batch, &mut |outcome| {
            let line = (outcome.line(), outcome.results, outcome.verdict, outcome.steps);
            writeln!(shown.borrow_mut(), "{line:?}").expect("a string takes all");
            ControlFlow::Continue(())
        });
        assert!(told > 0, "nothing was delivered");
        done += told;
    }
    let world = evaluator.context.store.world(&evaluator.context.symbols);
    shown.borrow().clone() + &world.spaces[&SpaceId::MAIN].atoms.dump()
}

#[test]
fn a_panic_is_the_result_of_its_form_with_any_number_of_threads() {
    let forms = [
        "(add-atom &self (kept 1))",
        "(println! (before))",
        "(let () (add-atom &self (kept 2)) (let () (println! said) (boom)))",
        "(boom)",
        "(collapse (match &self (kept $x) $x))",
        "(let $x (superpose (1 2)) (if (== $x 2) (boom) $x))",
        "(match &self (kept $x) (add-atom &self (copy $x)))",
        "(collapse (match &self (copy $x) $x))",
    ];
    let forms = forms.map(str::to_owned);
    let alone = shown(&forms, &mut InOrder);
    assert!(alone.contains(r#"(Error (boom) (Panicked \"it went \\\"boom\\\"\"))"#), "{alone}");
    assert!(alone.contains("[(1 2)]"), "what was done before the panic stays, and the others go on: {alone}");
    for threads in [1, 2, 4] {
        for patience in [None, Some(super::PATIENCE)] {
            assert_eq!(shown(&forms, &mut Parallel::patient(threads, patience)), alone, "{threads} threads");
        }
    }
}

/// A form asks by one state for a fact with another one, whose content the form before it changes.
#[test]
fn what_a_state_of_a_fact_holds_is_a_part_of_the_answer() {
    let mut forms = vec![
        "(add-atom &self (= (count $n) (if (== $n 0) 0 (count (- $n 1)))))".to_owned(),
        "(let $a (new-state 0) (let () (add-atom &self (= (left) $a)) (add-atom &self (has $a x))))"
            .to_owned(),
        "(let $b (new-state 1) (let () (add-atom &self (= (right) $b)) (add-atom &self (= (f $b) hit))))"
            .to_owned(),
        "(let* (($a (left)) ($b (right))) (add-atom &self (both $a $b)))".to_owned(),
    ];
    for round in 0..20 {
        let one = if round % 2 == 0 { "left" } else { "right" };
        forms.push(format!("(let $n (count 300) (let $s ({one}) (change-state! $s {})))", round / 3 % 2));
        forms.push("(let $s (right) (match &self (has $s $x) $x))".to_owned());
        forms.push("(let $s (left) (f $s))".to_owned());
        forms.push("(match &self (both $s $s) same)".to_owned());
        forms.push("(let* (($a (left)) ($b (right))) (== $a $b))".to_owned());
        forms.push("(let $s (right) (remove-atom &self (has $s x)))".to_owned());
        forms.push(
            "(let* (($a (left)) (() (remove-atom &self (has $a x)))) (add-atom &self (has $a x)))".to_owned(),
        );
    }
    let alone = shown(&forms, &mut InOrder);
    assert!(alone.contains("[hit]") && alone.contains("[same]") && alone.contains("[x]"), "{alone}");
    for threads in [2, 3, 4] {
        assert_eq!(shown(&forms, &mut Parallel::patient(threads, None)), alone, "{threads} threads");
    }
}

#[test]
fn short_forms_between_long_ones_show_the_same() {
    let mut forms = vec![
        "(add-atom &self (= (count $n $k) (if (== $n 0) $k (count (- $n 1) (+ $k 1)))))".to_owned(),
        "(add-atom &self (total 0))".to_owned(),
    ];
    let short = |at: usize| format!("(add-atom &self (number {at}))");
    let long = "(count 20000 0)".to_owned();
    let sum = "(match &self (total $t) (let () (remove-atom &self (total $t)) \
               (let $s (+ $t (count 3000 0)) (add-atom &self (total $s)))))";
    forms.extend((0..300).map(short));
    for round in 0..4 {
        forms.extend(std::iter::repeat_n(long.clone(), 6));
        forms.extend((0..round * 40).map(short));
        forms.extend(std::iter::repeat_n(sum.to_owned(), 4));
        forms.push("(collapse (match &self (number 7) found))".to_owned());
    }
    let alone = shown(&forms, &mut InOrder);
    assert!(alone.contains("(total 48000)"), "{alone}");
    for threads in [1, 2, 3] {
        let mut parallel = Parallel::new(threads);
        assert_eq!(shown(&forms, &mut parallel), alone, "{threads} threads");
        let forms_of = parallel.figures().get().forms;
        let told =
            forms_of.first_try + forms_of.at_turn + forms_of.again + forms_of.barriers + forms_of.abandoned;
        assert_eq!(told, forms.len(), "{forms_of:?}");
    }
}

/// Rules that the alternatives below call.
const RULES: [&str; 7] = [
    "(add-atom &self (= (count $n) (if (== $n 0) 0 (count (- $n 1)))))",
    "(add-atom &self (= (facts) (match &self (fact $x) $x)))",
    "(add-atom &self (= (then $x $y) $y))",
    "(add-atom &self (= (cell) (let $s (new-state 1) (then (add-atom &self (kept $s)) $s))))",
    "(add-atom &self (= (kept) (match &self (kept $s) $s)))",
    "(add-atom &self (= (change) (let $s (kept) (change-state! $s 5))))",
    "(add-atom &self (= (lost) (collapse (transaction (let $s (new-space) (Error $s lost))))))",
];

/// What alternatives show beside each other is what one thread shows: `wanted` must be a part of it. Each form is a batch of
/// its own, so its members are what is shared.
fn same_beside_each_other(forms: &[&str], wanted: &str) {
    let forms: Vec<String> = RULES.iter().chain(forms).map(|form| (*form).to_owned()).collect();
    let alone = shown(&forms, &mut InOrder);
    assert!(alone.contains(wanted), "{wanted} is not in {alone}");
    for threads in [2, 3, 4] {
        for patience in [None, Some(super::PATIENCE)] {
            assert_eq!(
                shown_in(&forms, &mut Parallel::patient(threads, patience), 1),
                alone,
                "{threads} threads"
            );
        }
    }
}

#[test]
fn alternatives_that_have_nothing_to_do_with_each_other_are_one_form() {
    same_beside_each_other(
        &[
            "(superpose ((count 3000) 7 (superpose (a b)) (count 3000) (then (println! said) (count 2000)) (empty)))",
        ],
        "said\n(\"[0, 7, a, b, 0, 0]\"",
    );
}

#[test]
fn members_have_variables_of_their_own() {
    same_beside_each_other(
        &[
            "(superpose ((let $n (count 3000) (n $n $m)) (m $x $y $x) (let* (($a 1) ($b $c)) ($b $a $d)) ($e (count 2000))))",
        ],
        "[(n 0 $m), (m $x $y $x), ($b 1 $d), ($e 0)]",
    );
}

#[test]
fn a_member_sees_what_an_earlier_one_has_written() {
    let form = "(superpose ((then (count 3000) (add-atom &self (fact 1))) (facts) \
                (remove-atom &self (fact 1)) (collapse (facts))))";
    same_beside_each_other(&[form, "(collapse (facts))"], "[(), 1, (), ()]");
}

#[test]
fn errors_vanish_beside_other_members_and_stay_where_there_is_nothing_else() {
    same_beside_each_other(&["(superpose ((/ 1 0) (count 3000)))"], r#"("[0]""#);
    same_beside_each_other(
        &["(superpose ((count 3000) (/ 1 0) (add-atom &self (fact 1))))", "(facts)"],
        r#"("[0, ()]""#,
    );
    same_beside_each_other(&["(superpose ((/ 1 0) (/ 2 0)))"], "[(Error (/ 1 0) DivisionByZero), (Error");
    same_beside_each_other(&["(superpose ((empty) (empty)))"], r#"("[]""#);
}

#[test]
fn what_is_numbered_after_the_form_is_counted_from_member_to_member() {
    same_beside_each_other(&["(superpose ((count 3000) (lost) (lost)))", "(lost)"], "GroundingSpace");
    same_beside_each_other(&["(superpose ((cell) (cell)))", "(collapse (kept))"], "[(State 1), (State 1)]");
}

#[test]
fn a_state_among_the_results_is_what_it_is_in_the_end() {
    let form = "(superpose ((kept) (change) (count 3000)))";
    same_beside_each_other(&["(then (cell) ())", form], "[(State 5), (State 5), 0]");
}

#[test]
fn what_is_printed_stands_in_the_order_of_the_members() {
    let form = "(superpose ((then (count 4000) (println! first)) (println! second) (then (count 10) (println! third))))";
    same_beside_each_other(&[form], "first\nsecond\nthird\n(\"[(), (), ()]\"");
}

#[test]
fn a_member_that_panics_leaves_what_the_whole_form_leaves() {
    let form = "(superpose ((then (println! once) (add-atom &self (fact 1))) (count 3000) (boom) (add-atom &self (fact 2))))";
    same_beside_each_other(&[form, "(collapse (facts))"], "[(1)]");
}

/// What the forms of `text` come to.
fn told(limits: &Limits, text: &str, batches: Box<dyn Batches>) -> Vec<(String, u64, Verdict)> {
    let options = Options { limits: limits.clone(), keep_going: true, ..Options::default() };
    let mut session = Session::new(options, |_| {});
    session.evaluate_with(batches);
    let mut told = Vec::new();
    session.run(&Source::text("program", text), |report| {
        told.push((report.outcome.line(), report.outcome.steps, report.outcome.verdict));
        ControlFlow::Continue(())
    });
    told
}

#[test]
fn members_draw_one_after_the_other() {
    let text =
        "!(import! &self random)\n(= (draw) (random-int &rng 0 1000000))\n!(superpose ((draw) 1 (draw)))";
    let alone = told(&Limits::default(), text, Box::new(InOrder));
    let drawn: Vec<&str> = alone[1].0.trim_matches(['[', ']']).split(", ").collect();
    assert!(drawn.len() == 3 && drawn[0] != drawn[2], "{alone:?}");
    for patience in [None, Some(super::PATIENCE)] {
        assert_eq!(told(&Limits::default(), text, Box::new(Parallel::patient(2, patience))), alone);
    }
}

/// Limits are those of the form: one step less than it takes ends it, whoever evaluates its members.
#[test]
fn members_share_what_the_form_may_use() {
    let text =
        "(= (count $n) (if (== $n 0) 0 (count (- $n 1))))\n!(superpose ((count 50) (count 60) (count 70)))";
    let steps = told(&Limits::default(), text, Box::new(InOrder))[0].1;
    for limit in [0, 1, steps / 2, steps - 1, steps, steps + 1] {
        let limits = Limits { steps: Some(limit), ..Limits::default() };
        let alone = told(&limits, text, Box::new(InOrder));
        assert_eq!(alone[0].0.contains("StepLimitExceeded"), limit < steps, "{alone:?}");
        for patience in [None, Some(super::PATIENCE)] {
            assert_eq!(told(&limits, text, Box::new(Parallel::patient(2, patience))), alone, "{limit}");
        }
    }
}

/// Which forms have members that may be evaluated beside each other.
#[test]
fn only_alternatives_that_stand_in_the_text_are_members() {
    let mut context = Context::default();
    let mut count = |text: &str| {
        let form = Atom::parse(text).expect("a form");
        members(&mut context, &form).map(|members| members.len())
    };
    assert_eq!(count("(superpose ((f 1) (g)))"), Some(2));
    assert_eq!(count("(superpose (1 (f 1) x (g) ()))"), Some(5));
    assert_eq!(count("(superpose ((f $x $x) (g $y) (h $z $y1)))"), Some(3));
    assert_eq!(count("(superpose ($x (f) (g)))"), Some(3));
    for text in [
        "superpose",
        "(superpose)",
        "(superpose ())",
        "(superpose x)",
        "(superpose (1 2 3))",
        "(superpose ((f) 2))",
        "(superpose ((f) (g)) (h))",
        "(superpose ((f $x) (g $x)))",
        "(superpose ((f $x) (g $y $x)))",
        "(superpose ((f) (g) NotReducible))",
        "(superpose ((f) (g) Empty))",
        "(superpose ((f) (g) (function (return 1))))",
        "(superpose ((f) (g) (Error a b)))",
        "(supperpose ((f) (g)))",
    ] {
        assert_eq!(count(text), None, "{text}");
    }
    context.pragmas.type_check_auto = true;
    assert!(members(&mut context, &Atom::parse("(superpose ((f 1) (g)))").expect("a form")).is_none());
}
