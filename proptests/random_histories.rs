//! Histories of which it is known that they are right, and what becomes of them.

use heddle::oracle::choices::Choices;
use heddle::oracle::history::{Call, History};
use heddle::oracle::vocabulary::Vocabulary;

/// A history that a right implementation could have made, with calls of few clients that overlap, some of them open or of an
/// outcome that nobody knows.
pub(crate) fn right<S: Vocabulary>(
    specification: &S,
    choices: &mut Choices,
    length: usize,
) -> History<S::Operation, S::Outcome> {
    let mut state = specification.initial();
    let mut calls: Vec<Call<S::Operation, S::Outcome>> = Vec::new();
    // Of each client the call that it has, and whether it took effect.
    let mut clients: Vec<Option<(usize, bool)>> = vec![None; 1 + choices.below(4)];
    let mut now = 0;
    while calls.len() < length || clients.iter().any(Option::is_some) {
        now += choices.below(2) as u64;
        let client = choices.below(clients.len());
        match clients[client] {
            None if calls.len() < length => {
                clients[client] = Some((calls.len(), false));
                let operation = specification.generate(choices);
                calls.push(Call {
                    client: client as u64,
                    operation,
                    called: now,
                    returned: None,
                    outcome: None,
                    line: 0,
                });
            }
            None => {}
            // Now and then a call is given up.
            Some(_) if choices.one_in(12) => clients[client] = None,
            Some((call, false)) => {
                calls[call].outcome = Some(specification.step(&mut state, &calls[call].operation));
                clients[client] = Some((call, true));
            }
            Some((call, true)) => {
                calls[call].returned = Some(now);
                if choices.one_in(10) {
                    calls[call].outcome = None;
                }
                clients[client] = None;
            }
        }
    }
    History { calls }
}

/// One outcome becomes that of another call, or what another state answers.
pub(crate) fn corrupt<S: Vocabulary>(
    specification: &S,
    history: &mut History<S::Operation, S::Outcome>,
    choices: &mut Choices,
) {
    let length = history.calls.len();
    let mut state = specification.initial();
    for _ in 0..choices.below(4) {
        specification.step(&mut state, &specification.generate(choices));
    }
    let other = history.calls[choices.below(length)].clone();
    let call = &mut history.calls[choices.below(length)];
    if call.returned.is_some() {
        call.outcome = if choices.one_in(2) && other.operation == call.operation {
            other.outcome
        } else {
            Some(specification.step(&mut state, &call.operation))
        };
    }
}
