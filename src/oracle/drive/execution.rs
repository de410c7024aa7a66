//! One sequence, done with an implementation and judged.

use serde_json::Value;

use super::adapter::Adapter;
use super::misbehaviour::Misbehaviour;
use super::plan::{Pace, Plan, Step};
use crate::oracle::history::{Call, History};
use crate::oracle::linearize::{self, Limits, Verdict, Violation};
use crate::oracle::vocabulary::Vocabulary;
use crate::sync::Arc;

/// How much the check of one history may use. No time: what is found does not depend on how fast the machine is.
const LIMITS: Limits = Limits { time: None, steps: Some(4_000_000), memory: Some(256 << 20) };

/// What was done, and what is wrong with it.
pub(super) struct Execution<S: Vocabulary> {
    pub(super) history: Arc<History<S::Operation, S::Outcome>>,
    pub(super) found: Option<Found>,
    /// Operations of several clients that failed.
    pub(super) failed: usize,
    /// The limit was reached before it was known whether the history is right.
    pub(super) undecided: bool,
}

/// What is wrong. Indices are those of the history's calls.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Found {
    /// The outcome is another than the specification's.
    Different { at: usize, expected: Value },
    /// An operation failed that nothing disturbed.
    Failed { at: usize, error: String, expected: Value },
    /// The outcome is none of this operation.
    Unreadable { at: usize, outcome: Value, why: String },
    /// No order of the operations explains the outcomes.
    Impossible(Box<Violation>),
    /// The process itself is at fault.
    Misbehaved(Misbehaviour),
}

impl Found {
    /// One word for it: what is made smaller must stay the same.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Found::Different { .. } => "different",
            Found::Failed { .. } => "failed",
            Found::Unreadable { .. } => "unreadable",
            Found::Impossible(_) => "not linearizable",
            Found::Misbehaved(misbehaviour) => misbehaviour.what.kind(),
        }
    }
}

/// Does the sequence of `plan`; `adapter` has forgotten everything before.
pub(super) fn execute<S: Vocabulary>(
    specification: &Arc<S>,
    plan: &Plan<S::Operation>,
    adapter: &mut Adapter,
) -> Execution<S> {
    let mut run = Run::<S>::new();
    let mut found = match plan.pace {
        Pace::Alone => alone(&**specification, plan, adapter, &mut run),
        Pace::Rounds | Pace::Free => together(&**specification, plan, adapter, &mut run),
    };
    let history = Arc::new(run.history);
    let mut undecided = false;
    if plan.pace != Pace::Alone && found.is_none() {
        match linearize::check(specification, &history, &LIMITS).verdict {
            Verdict::Linearizable(_) => {}
            Verdict::Violation(violation) => found = Some(Found::Impossible(violation)),
            Verdict::Unknown(_) => undecided = true,
        }
    }
    Execution { history, found, failed: run.failed, undecided }
}

struct Run<S: Vocabulary> {
    history: History<S::Operation, S::Outcome>,
    failed: usize,
}

impl<S: Vocabulary> Run<S> {
    fn new() -> Self {
        Run { history: History::default(), failed: 0 }
    }

    fn call(&mut self, client: usize, operation: &S::Operation, called: u64) {
        self.history.calls.push(Call {
            client: client as u64,
            operation: operation.clone(),
            called,
            returned: None,
            outcome: None,
            line: 0,
        });
    }

    fn give(&mut self, at: usize, returned: u64, outcome: S::Outcome) {
        if let Some(call) = self.history.calls.get_mut(at) {
            (call.returned, call.outcome) = (Some(returned), Some(outcome));
        }
    }
}

/// One after the other, each compared at once.
fn alone<S: Vocabulary>(
    specification: &S,
    plan: &Plan<S::Operation>,
    adapter: &mut Adapter,
    run: &mut Run<S>,
) -> Option<Found> {
    let mut state = specification.initial();
    for (at, Step { client, operation, .. }) in plan.steps.iter().enumerate() {
        let (name, arguments) = specification.write_operation(operation);
        let id = adapter.ask(*client, name, &arguments);
        run.call(*client, operation, 2 * at as u64);
        let answer = match adapter.answer_to(id) {
            Ok(answer) => answer,
            Err(misbehaviour) => return Some(Found::Misbehaved(misbehaviour)),
        };
        let expected = specification.step(&mut state, operation);
        match answer {
            Err(error) => {
                let expected = specification.write_outcome(&expected);
                return Some(Found::Failed { at, error, expected });
            }
            Ok(outcome) => match specification.read_outcome(operation, &outcome) {
                Err(why) => return Some(Found::Unreadable { at, outcome, why }),
                Ok(observed) => {
                    let agrees = specification.agrees(&expected, &observed);
                    run.give(at, 2 * at as u64 + 1, observed);
                    if !agrees {
                        return Some(Found::Different {
                            at,
                            expected: specification.write_outcome(&expected),
                        });
                    }
                }
            },
        }
    }
    None
}

/// By several clients at once. What comes in one piece is answered before anything more is asked.
fn together<S: Vocabulary>(
    specification: &S,
    plan: &Plan<S::Operation>,
    adapter: &mut Adapter,
    run: &mut Run<S>,
) -> Option<Found> {
    let mut waiting: Vec<&Step<S::Operation>> = plan.steps.iter().collect();
    let mut time = 0;
    // Of each client: the number of its open operation, and the call.
    let mut open: Vec<Option<(u64, usize)>> = vec![None; plan.clients()];
    loop {
        let idle = open.iter().all(Option::is_none);
        // In rounds nothing is written before all is answered, and then the earliest round.
        let round = waiting.iter().map(|step| step.round).min();
        let mut passed = vec![false; open.len()];
        waiting.retain(|step| {
            let now = plan.pace == Pace::Free || (idle && Some(step.round) == round);
            let (Some(open), Some(passed)) = (open.get_mut(step.client), passed.get_mut(step.client)) else {
                return false;
            };
            if open.is_some() || *passed || !now {
                // What the client does later does not overtake this.
                *passed = true;
                return true;
            }
            let (name, arguments) = specification.write_operation(&step.operation);
            let id = adapter.ask(step.client, name, &arguments);
            *open = Some((id, run.history.calls.len()));
            time += 1;
            run.call(step.client, &step.operation, time);
            false
        });
        if open.iter().all(Option::is_none) {
            return None;
        }
        let mut next = match adapter.answer() {
            Ok(answer) => Some(answer),
            Err(misbehaviour) => return Some(Found::Misbehaved(misbehaviour)),
        };
        while let Some((id, answer)) = next {
            let asked = open.iter_mut().find(|open| open.is_some_and(|(number, _)| number == id));
            if let Some((_, at)) = asked.and_then(Option::take) {
                time += 1;
                match (answer, run.history.calls.get(at).map(|call| call.operation.clone())) {
                    (Ok(outcome), Some(operation)) => {
                        match specification.read_outcome(&operation, &outcome) {
                            Ok(outcome) => run.give(at, time, outcome),
                            Err(why) => return Some(Found::Unreadable { at, outcome, why }),
                        }
                    }
                    // It stays open: it may have happened, and may yet.
                    _ => run.failed += 1,
                }
            }
            next = match adapter.answer_at_hand() {
                Ok(answer) => answer,
                Err(misbehaviour) => return Some(Found::Misbehaved(misbehaviour)),
            };
        }
    }
}
