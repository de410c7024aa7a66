//! Evaluation: within its budgets on any text, and as its specification says on programs that mean something.

use std::ops::ControlFlow;

use heddle::evaluation::limits::Limits;
use heddle::evaluation::program::{Options, Outcome, Session, Source, Verdict};
use heddle::oracle::evaluation::{self, compare, production};
use heddle::oracle::programs::program;

/// Bytes of a form.
const PIECE: usize = 32;
/// More forms than this add nothing but time.
const FORMS: usize = 10;

/// The program that `data` stands for, and what comes of it.
///
/// # Panics
/// With the difference to the specification, where there is one.
pub fn evaluation(data: &[u8]) {
    if let Err(difference) = check(data, production) {
        panic!("{difference}");
    }
}

/// Runs the program that `data` stands for with `subject`.
///
/// # Errors
/// The difference to the specification.
pub fn check(data: &[u8], subject: impl Fn(&str) -> evaluation::Outcome) -> Result<(), String> {
    let text = program(data.chunks(PIECE).take(FORMS));
    compare(&text, &subject(&text))
}

/// What a form came to within its budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spent {
    /// Whether it exceeded a budget.
    pub verdict: Verdict,
    /// The steps that it took.
    pub steps: u64,
    /// Its results.
    pub printed: Vec<String>,
}

/// The steps that each form of any text may take.
pub const STEPS: u64 = 4_000;

/// Runs any text as a program whose forms may take so many steps each.
pub fn spend(text: &str, steps: u64) -> Vec<Spent> {
    let limits =
        Limits { steps: Some(steps), depth: Some(10_000), memory: Some(1 << 26), ..Limits::default() };
    let mut session = Session::new(Options { limits, keep_going: true, ..Options::default() }, |_| {});
    let mut spent = Vec::new();
    session.run(&Source::text("program", text), |report| {
        let Outcome { verdict, steps, printed, .. } = report.outcome;
        spent.push(Spent { verdict: *verdict, steps: *steps, printed: printed.clone() });
        ControlFlow::Continue(())
    });
    spent
}

/// Any text, as a program: it ends within its budgets, whatever it is.
///
/// # Panics
/// Where a form takes more than it may, or less and something else comes of it.
pub fn evaluation_text(data: &[u8]) {
    if let Err(difference) = check_text(data, spend) {
        panic!("{difference}");
    }
}

/// Runs a text with `subject`, which may take [`STEPS`] for each form, and with four times as much: a form that needs no more
/// comes to the same, and the first one that does comes to the error that names the budget, alone. What follows that one may
/// be anything.
///
/// # Errors
/// What is wrong.
pub fn check_text(data: &[u8], subject: impl FnOnce(&str, u64) -> Vec<Spent>) -> Result<(), String> {
    let Ok(text) = std::str::from_utf8(data) else { return Ok(()) };
    let (found, free) = (subject(text, STEPS), spend(text, 4 * STEPS));
    for (number, free) in free.iter().enumerate() {
        let Some(found) = found.get(number) else {
            return Err(format!("{text}\nform {number} has no results"));
        };
        if free.steps <= STEPS {
            if found != free {
                return Err(format!("{text}\nform {number} comes to {found:?}, with more steps to {free:?}"));
            }
            continue;
        }
        let named = matches!(&found.printed[..], [one] if one.starts_with("(Error ") && one.ends_with(" StepLimitExceeded)"));
        if found.verdict != Verdict::Budget || !named || found.steps > STEPS + 1 {
            return Err(format!("{text}\nform {number} may take {STEPS} steps and comes to {found:?}"));
        }
        return Ok(());
    }
    if found.len() == free.len() {
        Ok(())
    } else {
        Err(format!("{text}\n{} forms came to something", found.len()))
    }
}
