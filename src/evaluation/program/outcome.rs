//! What came of a form, as threads can share it.

use crate::evaluation::context::Context;
use crate::evaluation::machine::Evaluated;
use crate::evaluation::print::print;
use crate::evaluation::store::export;
use crate::evaluation::term::Term;
use crate::language::metta::atom::Atom;

/// How a form ended. Ordered: the worst is the largest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Verdict {
    /// No Error among the results.
    #[default]
    Fine,
    /// An Error that a program can make.
    Error,
    /// A budget was exceeded, or somebody cancelled.
    Budget,
}

/// What came of a form.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The results in order, as MeTTa prints them.
    pub printed: Vec<String>,
    /// The same as atoms, where they were asked for; spaces and states as the store writes them.
    pub results: Vec<Atom>,
    /// The worst of the results.
    pub verdict: Verdict,
    /// Steps that it took.
    pub steps: u64,
}

/// What is wanted of results beside their text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Wanted {
    /// The text alone.
    #[default]
    Text,
    /// Atoms too.
    Atoms,
}

/// Reasons of errors that name a budget. `StackOverflow` counts only where no program has set the limit itself.
const BUDGETS: [&str; 4] = ["StepLimitExceeded", "TimeLimitExceeded", "MemoryLimitExceeded", "Cancelled"];

impl Outcome {
    /// What an evaluation in `context` came to. O(size of the results).
    pub fn of(evaluated: &Evaluated, context: &mut Context, wanted: Wanted) -> Outcome {
        let mut outcome = Outcome::new(&evaluated.results, context, wanted);
        outcome.steps = evaluated.steps;
        if evaluated.exceeded.is_some() {
            outcome.verdict = Verdict::Budget;
        }
        outcome
    }

    /// These results. O(size of the results).
    pub fn new(results: &[Term], context: &mut Context, wanted: Wanted) -> Outcome {
        let verdict = results.iter().map(|result| verdict(result, context)).max().unwrap_or_default();
        let printed = results.iter().map(|result| print(context, result)).collect();
        let results = match wanted {
            Wanted::Text => Vec::new(),
            Wanted::Atoms => results.iter().map(|result| export(result, &context.symbols)).collect(),
        };
        Outcome { printed, results, verdict, steps: 0 }
    }

    /// All results as one line: `[a, b]`.
    pub fn line(&self) -> String {
        format!("[{}]", self.printed.join(", "))
    }
}

/// What a single result says.
pub(super) fn verdict(result: &Term, context: &Context) -> Verdict {
    let result = result.resolve();
    if !result.is_error() {
        return Verdict::Fine;
    }
    let reason = result.members().and_then(|members| members.last()).map(Term::resolve);
    let Some(Term::Symbol(reason)) = reason else { return Verdict::Error };
    let reason = context.symbols.name(reason);
    let overflow = reason == "StackOverflow" && context.pragmas.max_stack_depth == 0;
    if overflow || BUDGETS.contains(&reason) { Verdict::Budget } else { Verdict::Error }
}
