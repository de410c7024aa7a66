//! `Environment::run`: results, effects and errors with their places; beside others that run, publish and reload.

use std::convert::Infallible;

use heddle::environment::Environment;
use heddle::evaluation::identity::SpaceId;
use heddle::evaluation::limits::{Cancel, Limits};
use heddle::evaluation::program::{Ending, Options, Run, Source, Verdict};
use heddle::evaluation::store::Effect;
use heddle::language::metta::atom::Atom;
use heddle::sync::{Arc, thread};

fn run(environment: &Environment, text: &str) -> Run {
    environment.run(&Source::text("program", text), &Options { keep_going: true, ..Options::default() })
}

fn atoms(environment: &Environment) -> Vec<String> {
    environment.snapshot().iter_atoms().map(|atom| atom.to_string()).collect()
}

#[test]
fn each_form_says_what_it_came_to_wrote_and_printed() {
    let environment = Environment::new();
    let run = run(
        &environment,
        "(p a)\n(p b)\n!(match &self (p $x) $x)\n\n  !(let () (println! hello) (add-atom &self (q c)))\n!(remove-atom &self (p a))",
    );
    assert_eq!(run.ending, Ending::Completed);
    let shown: Vec<_> = run
        .evaluations
        .iter()
        .map(|form| {
            (form.form, form.position.line, form.position.column, form.outcome.line(), form.output.as_str())
        })
        .collect();
    // The place is that of the form, behind its `!`.
    assert_eq!(
        shown,
        [(2, 3, 2, "[a, b]".into(), ""), (3, 5, 4, "[()]".into(), "hello\n"), (4, 6, 2, "[()]".into(), "")]
    );
    assert!(run.evaluations[0].effects.is_empty());
    assert!(
        matches!(&run.evaluations[1].effects[..], [Effect::Add(SpaceId::MAIN, atom)] if atom.to_string() == "(q c)")
    );
    assert!(
        matches!(&run.evaluations[2].effects[..], [Effect::Remove(SpaceId::MAIN, atom)] if atom.to_string() == "(p a)")
    );
    assert_eq!(atoms(&environment), ["(p b)", "(q c)"]);
    assert_eq!(run.revision, environment.snapshot().revision());
}

#[test]
fn a_program_ends_where_an_error_stands_unless_it_goes_on() {
    const TEXT: &str = "!(add-atom &self first)\n!(+ 1 \"s\")\n!(add-atom &self second)";
    let environment = Environment::new();
    let ended = environment.run(&Source::text("program", TEXT), &Options::default());
    assert_eq!(ended.ending, Ending::Error);
    let last = ended.evaluations.last().expect("two forms were evaluated");
    assert_eq!((last.form, last.position.line, last.outcome.verdict), (1, 2, Verdict::Error));
    assert_eq!(atoms(&environment), ["first"]);
    let went_on = run(&environment, TEXT);
    assert_eq!((went_on.ending, went_on.evaluations.len()), (Ending::Completed, 3));
    assert_eq!(atoms(&environment), ["first", "first", "second"]);
}

#[test]
fn what_stands_before_a_syntax_error_was_run() {
    let environment = Environment::new();
    let run = run(&environment, "(p a)\n!(add-atom &self (p b))\n!(match &self (p");
    let Ending::Syntax(error) = run.ending else { panic!("{:?}", run.ending) };
    assert!(error.span.start >= 30, "{error:?}");
    assert_eq!(atoms(&environment), ["(p a)", "(p b)"]);
}

#[test]
fn a_form_is_one_publication_and_so_are_atoms_that_follow_one_another() {
    let environment = Environment::new();
    let before = environment.snapshot().revision();
    let run = run(
        &environment,
        "a\nb\nc\n!(superpose ((add-atom &self d) (add-atom &self e) (remove-atom &self a)))\n!(+ 1 2)",
    );
    assert_eq!(run.revision.number() - before.number(), 2);
    assert_eq!(atoms(&environment), ["b", "c", "d", "e"]);
}

#[test]
fn a_run_keeps_its_states_to_itself() {
    let environment = Environment::new();
    run(&environment, "!(bind! &s (new-state 1))\n!(add-atom &self (kept (get-state &s)))");
    let other = run(&environment, "!(get-state &s)");
    assert_ne!(other.evaluations[0].outcome.line(), "[1]");
}

#[test]
fn a_budget_is_an_error_with_a_place_and_holds_nobody_up() {
    let environment = Environment::new();
    let limits = Limits { steps: Some(1_000), ..Limits::default() };
    let options = Options { limits, keep_going: true, ..Options::default() };
    let text = "(= (loop $n) (loop (+ $n 1)))\n!(loop 0)\n!(+ 1 2)";
    let run = environment.run(&Source::text("program", text), &options);
    let shown: Vec<_> =
        run.evaluations.iter().map(|form| (form.position.line, form.outcome.line())).collect();
    assert_eq!(shown, [(2, "[(Error (loop 0) StepLimitExceeded)]".into()), (3, "[3]".into())]);
    assert_eq!(run.evaluations[0].outcome.verdict, Verdict::Budget);
}

#[test]
fn who_runs_for_ever_holds_nobody_up_and_can_be_stopped() {
    let environment = Arc::new(Environment::new());
    let cancel = Cancel::new();
    let endless = thread::spawn("endless", {
        let (environment, cancel) = (Arc::clone(&environment), cancel.clone());
        move || {
            let options = Options { cancel, ..Options::default() };
            let text = "(= (loop $n) (loop (+ $n 1)))\n!(add-atom &self begun)\n!(let $done (add-atom &self never) (loop 0))";
            environment.run(&Source::text("endless", text), &options)
        }
    });
    while !atoms(&environment).contains(&"begun".to_owned()) {
        run(&environment, "!(add-atom &self beside)\n!(remove-atom &self beside)");
    }
    for _ in 0..50 {
        run(&environment, "!(add-atom &self beside)");
    }
    cancel.cancel();
    let run = endless.join().unwrap_or_else(|panicked| panicked.resume());
    let last = run.evaluations.last().expect("its last form");
    assert_eq!((last.position.line, last.outcome.verdict), (3, Verdict::Budget));
    assert!(last.outcome.line().ends_with(" Cancelled)]"), "{}", last.outcome.line());
    assert_eq!(atoms(&environment).iter().filter(|atom| *atom == "beside").count(), 50);
}

/// Ten facts of one generation, and nothing else, at any time.
#[test]
fn a_reload_is_seen_whole_or_not_at_all() {
    const GENERATIONS: usize = 60;
    let fact =
        |generation: usize, place| Atom::parse(&format!("(of {generation} {place})")).expect("an atom");
    let environment = Arc::new(Environment::new());
    let facts: Vec<Atom> = (0..10).map(|place| fact(0, place)).collect();
    environment.add_batch(facts.iter().map(Atom::as_ref));
    let readers: Vec<_> = (0..3)
        .map(|number| {
            let environment = Arc::clone(&environment);
            thread::spawn("reader", move || {
                let text = format!(
                    "!(collapse (match &self (of $g $i) $g))\n!(match &self (of $g 0) (add-atom &self (seen {number} $g)))"
                );
                (0..40).map(|_| run(&environment, &text).evaluations[0].outcome.line()).collect::<Vec<_>>()
            })
        })
        .collect();
    for generation in 1..=GENERATIONS {
        let reloaded: Result<(), Infallible> = environment.transaction(|transaction| {
            for place in 0..10 {
                transaction.remove(fact(generation - 1, place).as_ref());
            }
            for place in 0..10 {
                transaction.add(fact(generation, place).as_ref());
            }
            Ok(())
        });
        assert!(reloaded.is_ok());
    }
    let whole: Vec<String> = (0..=GENERATIONS)
        .map(|generation| format!("[({})]", vec![generation.to_string(); 10].join(" ")))
        .collect();
    for reader in readers {
        let seen = reader.join().unwrap_or_else(|panicked| panicked.resume());
        let generations: Vec<_> =
            seen.iter().map(|line| whole.iter().position(|whole| whole == line)).collect();
        assert!(generations.iter().all(Option::is_some), "{seen:?}");
        assert!(generations.is_sorted(), "back to an older state: {generations:?}");
    }
    let left = atoms(&environment);
    assert_eq!(left.iter().filter(|atom| atom.starts_with("(seen ")).count(), 120);
    assert_eq!(left.iter().filter(|atom| atom.starts_with("(of ")).count(), 10);
}
