//! What is done in one sequence, from the beginning: operations, by whom and at which pace.

use crate::oracle::choices::Choices;
use crate::oracle::vocabulary::Vocabulary;

/// How many operations a sequence has that is done one after the other. Short ones are often new, long ones come far.
const ALONE: [usize; 4] = [8, 32, 128, 512];
/// How many operations a client does at most in a concurrent sequence.
const EACH: usize = 8;
/// How often an operation is drawn again to concern the part that is to be fought for.
const DRAWS: usize = 12;

/// When operations are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pace {
    /// Each once the one before is answered.
    Alone,
    /// Those of a round at once, in their order, those of the next round once all are answered.
    Rounds,
    /// Each once the one before of the same client is answered.
    Free,
}

impl Pace {
    /// Its name, as in a case file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Pace::Alone => "alone",
            Pace::Rounds => "rounds",
            Pace::Free => "free",
        }
    }

    /// The pace of this name.
    #[must_use]
    pub fn of(name: &str) -> Option<Pace> {
        [Pace::Alone, Pace::Rounds, Pace::Free].into_iter().find(|pace| pace.name() == name)
    }
}

/// An operation of a sequence.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Step<Operation> {
    /// Who does it.
    pub(super) client: usize,
    /// In which round, where there are rounds.
    pub(super) round: usize,
    pub(super) operation: Operation,
}

/// A sequence. Each client does its operations in this order.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Plan<Operation> {
    pub(super) pace: Pace,
    pub(super) steps: Vec<Step<Operation>>,
}

impl<Operation: Clone> Plan<Operation> {
    pub(super) fn with_steps(&self, steps: Vec<Step<Operation>>) -> Self {
        Plan { pace: self.pace, steps }
    }

    /// How many clients there are: one more than the greatest number.
    pub(super) fn clients(&self) -> usize {
        self.steps.iter().map(|step| step.client + 1).max().unwrap_or(0)
    }
}

/// A sequence for one client, of at most `most` operations.
pub(super) fn alone<S: Vocabulary>(
    specification: &S,
    choices: &mut Choices,
    most: usize,
) -> Plan<S::Operation> {
    let length = (*choices.of(&ALONE)).min(most);
    let step = |round| Step { client: 0, round, operation: specification.generate(choices) };
    let steps = (0..length).map(step).collect();
    Plan { pace: Pace::Alone, steps }
}

/// A sequence for 2 to `clients` clients, of at most `most` operations.
///
/// In half of the sequences one part of the state is fought for: most operations concern the same key.
pub(super) fn together<S: Vocabulary>(
    specification: &S,
    choices: &mut Choices,
    clients: usize,
    most: usize,
) -> Plan<S::Operation> {
    let clients = 2 + choices.below(clients.saturating_sub(1));
    let each = 1 + choices.below(EACH);
    let pace = if choices.one_in(4) { Pace::Free } else { Pace::Rounds };
    let contested = choices.one_in(2).then(|| specification.generate(choices));
    let part = contested
        .as_ref()
        .and_then(|operation| specification.partition(operation))
        .map(|part| part.into_owned());
    let mut steps = Vec::new();
    for number in 0..(clients * each).min(most) {
        let mut operation = specification.generate(choices);
        if let Some(part) = part.as_deref()
            && !choices.one_in(8)
        {
            for _ in 0..DRAWS {
                if specification.partition(&operation).as_deref() == Some(part) {
                    break;
                }
                operation = specification.generate(choices);
            }
        }
        steps.push(Step { client: number % clients, round: number / clients, operation });
    }
    Plan { pace, steps }
}
