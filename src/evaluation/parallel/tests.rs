//! What one thread shows, any number of threads shows: forms that panic, and long ones between short ones.

use std::cell::RefCell;
use std::fmt::Write;
use std::ops::ControlFlow;
use std::rc::Rc;

use super::Parallel;
use crate::evaluation::context::{Context, Output};
use crate::evaluation::identity::SpaceId;
use crate::evaluation::library;
use crate::evaluation::machine::Evaluator;
use crate::evaluation::native::{Answer, Call, Native};
use crate::evaluation::program::{Batch, Batches, InOrder, Wanted, start};
use crate::evaluation::store::Store;
use crate::language::metta::atom::Atom;

fn boom(_: &mut Context, _: &Call<'_>) -> Answer {
    panic!("it went \"boom\"")
}

const BOOM: Native = Native::pure("boom", &["(-> Atom)"], boom);

/// All that evaluating `forms` shows: what is written and the results, in their order, and the program's space in the end.
fn shown(forms: &[String], batches: &mut dyn Batches) -> String {
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
        let until = done.saturating_add(batches.most()).min(forms.len());
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
