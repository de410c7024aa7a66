//! Programs that threads run on one environment at the same time come to what they would come to one after the other (E1, E3).
//!
//! Each program is one form. What the threads saw is a history; the specification of evaluation says what one thread alone
//! would see, and the linearizability checker looks for an order of the two.

use heddle::environment::{Environment, Transaction};
use heddle::evaluation::program::{Options, Source};
use heddle::evaluation::store::Effect;
use heddle::language::metta::atom::Atom;
use heddle::oracle::history::{Client, History, Recorder};
use heddle::oracle::linearize::{Limits, Verdict, check};
use heddle::oracle::specification::Specification;
use heddle::oracle::specification::evaluation;
use heddle::sync::{Arc, thread};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// The forms; they meet in few facts. Some read and write, so that it shows when another comes between.
const FORMS: [&str; 10] = [
    "(at 1)",
    "!(add-atom &self (at 1))",
    "!(add-atom &self (at 2))",
    "!(remove-atom &self (at 1))",
    "!(collapse (match &self (at $x) $x))",
    "!(collapse (match &self (at $x) $x))",
    "!(match &self (at $x) (add-atom &self (at 3)))",
    "!(match &self (at $x) (let $done (remove-atom &self (at $x)) (add-atom &self (was $x))))",
    "!(collapse (match &self (, (at $x) (was $x)) $x))",
    "!(superpose ((add-atom &self (was 1)) (add-atom &self (at 2))))",
];

/// A space is the atoms in it, in order; a form does what the specification of evaluation says.
struct Space;

impl Specification for Space {
    type State = Vec<String>;
    type Operation = &'static str;
    type Outcome = Vec<String>;

    fn initial(&self) -> Vec<String> {
        Vec::new()
    }

    fn step(&self, state: &mut Vec<String>, form: &&'static str) -> Vec<String> {
        let program = format!("{}\n{form}\n!(get-atoms &self)", state.join("\n"));
        let options = evaluation::Options { steps: 100_000, depth: 200, keep_going: true };
        let mut results = evaluation::run(&program, options).results;
        *state = results.pop().unwrap_or_default();
        results.pop().unwrap_or_default()
    }

    fn print(&self, state: &Vec<String>) -> String {
        state.join(" ")
    }
}

/// What each of the threads does before they all meet, and what it does then.
type Program = Vec<[Vec<usize>; 2]>;

/// Runs a form for a client of this number, and says what it has come to.
type Way = fn(&Environment, usize, &str) -> Vec<String>;

fn evaluated(environment: &Environment, form: &str) -> Vec<String> {
    let run = environment.run(&Source::text("form", form), &Options::default());
    run.evaluations.into_iter().flat_map(|evaluation| evaluation.outcome.printed).collect()
}

fn production(environment: &Environment, _: usize, form: &str) -> Vec<String> {
    evaluated(environment, form)
}

/// What the threads saw.
fn history(program: &Program, way: Way) -> History<&'static str, Vec<String>> {
    let environment = Arc::new(Environment::new());
    let recorder = Recorder::new();
    let mut clients: Vec<Client<&'static str, Vec<String>>> = Vec::new();
    for phase in 0..2 {
        let threads: Vec<_> = program
            .iter()
            .enumerate()
            .map(|(number, forms)| {
                let mut client = recorder.client((number + phase * program.len()) as u64);
                let (environment, forms) = (Arc::clone(&environment), forms[phase].clone());
                thread::spawn("client", move || {
                    for form in forms {
                        client.call(FORMS[form], |form| way(&environment, number, form));
                    }
                    client
                })
            })
            .collect();
        for thread in threads {
            clients.push(thread.join().unwrap_or_else(|panicked| panicked.resume()));
        }
    }
    History::of(clients)
}

/// The body: what ships and mutants pass through it with the same programs.
fn serialisable(cases: u32, way: Way) -> Result<(), String> {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 0, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[5; 32]));
    let forms = || prop::collection::vec(0..FORMS.len(), 0..4);
    let threads = prop::collection::vec([forms(), forms()], 1..4);
    let outcome = runner.run(&threads, |program| {
        let history = Arc::new(history(&program, way));
        match check(&Arc::new(Space), &history, &Limits::default()).verdict {
            Verdict::Linearizable(_) => Ok(()),
            verdict => Err(TestCaseError::fail(format!("{verdict:?}\n{:#?}", history.calls))),
        }
    });
    outcome.map_err(|error| error.to_string())
}

#[test]
fn production_is_serialisable() {
    if let Err(error) = serialisable(300, production) {
        panic!("{error}");
    }
}

/// Runs a form on a copy, and publishes those of its effects that are `kept`.
fn on_a_copy(environment: &Environment, form: &str, kept: impl Fn(usize, &Effect) -> bool) -> Vec<String> {
    let copy = Environment::new();
    copy.add_batch(environment.snapshot().iter_atoms());
    let run = copy.run(&Source::text("form", form), &Options::default());
    let mut results = Vec::new();
    for evaluation in run.evaluations {
        results.extend(evaluation.outcome.printed);
        for (_, effect) in
            evaluation.effects.iter().enumerate().filter(|(place, effect)| kept(*place, effect))
        {
            let done: Result<(), ()> = environment.transaction(|transaction| {
                publish(transaction, effect);
                Ok(())
            });
            debug_assert!(done.is_ok());
        }
    }
    results
}

fn publish(transaction: &mut Transaction, effect: &Effect) {
    match effect {
        Effect::Add(_, atom) => transaction.add(atom.as_ref()),
        Effect::Remove(_, atom) => _ = transaction.remove(atom.as_ref()),
        _ => {}
    }
}

/// Ways to go wrong that show whatever the threads do when.
const FAULTY: [(&str, Way); 6] =
    [
        ("what is written stays behind with the copy (MU9)", |environment, _, form| {
            on_a_copy(environment, form, |_, _| false)
        }),
        ("removals stay behind", |environment, _, form| {
            on_a_copy(environment, form, |_, effect| !matches!(effect, Effect::Remove(..)))
        }),
        ("of several effects the first is kept (MU2)", |environment, _, form| {
            on_a_copy(environment, form, |place, _| place == 0)
        }),
        ("a form is run again although nobody has published", |environment, _, form| {
            evaluated(environment, form);
            evaluated(environment, form)
        }),
        ("atoms are not added", |environment, _, form| {
            if form.starts_with('!') { evaluated(environment, form) } else { Vec::new() }
        }),
        ("every other form is answered from what is there before all others", |environment, number, form| {
            if number % 2 == 0 && form.contains("collapse") {
                return evaluated(&Environment::new(), form);
            }
            evaluated(environment, form)
        }),
    ];

#[test]
fn every_mutant_is_rejected() {
    for (fault, way) in FAULTY {
        let outcome = serialisable(300, way);
        assert!(outcome.is_err(), "not rejected: {fault}");
    }
}

/// Forms that each take the next number.
#[test]
fn no_number_is_taken_twice() {
    const FORM: &str = "!(let $n (match &self (count $n) $n) \
                          (let* ((() (remove-atom &self (count $n))) (() (add-reduct &self (count (+ $n 1))))) $n))";
    let environment = Arc::new(Environment::new());
    environment.add(Atom::parse("(count 0)").expect("an atom").as_ref());
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let environment = Arc::clone(&environment);
            thread::spawn("counter", move || {
                let forms = [FORM; 25].join("\n");
                let run = environment.run(&Source::text("forms", forms), &Options::default());
                run.evaluations.iter().flat_map(|form| form.outcome.printed.clone()).collect::<Vec<_>>()
            })
        })
        .collect();
    let mut taken: Vec<u32> = Vec::new();
    for thread in threads {
        let numbers = thread.join().unwrap_or_else(|panicked| panicked.resume());
        taken.extend(numbers.iter().map(|number| number.parse::<u32>().expect("a number")));
    }
    taken.sort_unstable();
    assert_eq!(taken, (0..100).collect::<Vec<_>>());
}
