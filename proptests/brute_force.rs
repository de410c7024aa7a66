//! Linearizability by its definition: every order is tried. Nothing is shared with the checker.

use heddle::oracle::history::{Call, History};
use heddle::oracle::specification::Specification;

/// What there is to say of a history that is not linearizable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Failure {
    /// The call whose return ends the shortest prefix that is not linearizable.
    pub(crate) ends_with: usize,
    /// The calls in that prefix, sorted.
    pub(crate) calls: Vec<usize>,
    /// The length of its longest right order.
    pub(crate) longest: usize,
}

/// A call as a prefix of the history has it.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'h, S: Specification> {
    pub(crate) index: usize,
    pub(crate) call: &'h Call<S::Operation, S::Outcome>,
    pub(crate) returned: Option<u64>,
}

/// `None` if the calls with these indices are linearizable.
pub(crate) fn failure<S: Specification>(
    specification: &S,
    history: &History<S::Operation, S::Outcome>,
    among: &[usize],
) -> Option<Failure> {
    let mut returns: Vec<(u64, usize)> =
        among.iter().filter_map(|&index| Some((history.calls[index].returned?, index))).collect();
    returns.sort_unstable();
    let fails = |last: (u64, usize)| {
        let seen = prefix::<S>(history, among, last);
        let mut longest = 0;
        let right = extend(specification, &seen, &mut Vec::new(), &specification.initial(), &mut longest);
        (!right).then(|| Failure {
            ends_with: last.1,
            calls: seen.iter().map(|seen| seen.index).collect(),
            longest,
        })
    };
    // Of the whole first: most histories are right.
    fails(*returns.last()?)?;
    returns.into_iter().find_map(fails)
}

/// The calls that were called when this call returned, and which of them had returned.
pub(crate) fn prefix<'h, S: Specification>(
    history: &'h History<S::Operation, S::Outcome>,
    among: &[usize],
    last: (u64, usize),
) -> Vec<Seen<'h, S>> {
    let mut among = among.to_vec();
    among.sort_unstable();
    let seen = |index: usize| {
        let call = &history.calls[index];
        let returned = call.returned.filter(|&returned| (returned, index) <= last);
        (call.called <= last.0).then_some(Seen { index, call, returned })
    };
    among.into_iter().filter_map(seen).collect()
}

/// Whether the order can be gone on with until every call that returned stands in it.
fn extend<S: Specification>(
    specification: &S,
    seen: &[Seen<'_, S>],
    order: &mut Vec<usize>,
    state: &S::State,
    longest: &mut usize,
) -> bool {
    *longest = (*longest).max(order.len());
    if seen.iter().all(|seen| seen.returned.is_none() || order.contains(&seen.index)) {
        return true;
    }
    for next in seen {
        if let Some((state, _)) = step(specification, seen, order, state, next) {
            order.push(next.index);
            let right = extend(specification, seen, order, &state, longest);
            order.pop();
            if right {
                return true;
            }
        }
    }
    false
}

/// The state after the call, if it may come next and its outcome is right, and whether the state is another one.
pub(crate) fn step<S: Specification>(
    specification: &S,
    seen: &[Seen<'_, S>],
    order: &[usize],
    state: &S::State,
    next: &Seen<'_, S>,
) -> Option<(S::State, bool)> {
    if order.contains(&next.index) || !is_in_time(seen, order, next) {
        return None;
    }
    let mut after = state.clone();
    let expected = specification.step(&mut after, &next.call.operation);
    let changes = after != *state;
    let right = match (next.returned, &next.call.outcome) {
        (Some(_), Some(outcome)) => specification.agrees(&expected, outcome),
        (Some(_), None) => true,
        (None, _) => changes,
    };
    right.then_some((after, changes))
}

/// Whether nobody returned before it was called who does not stand in the order.
pub(crate) fn is_in_time<S: Specification>(
    seen: &[Seen<'_, S>],
    order: &[usize],
    next: &Seen<'_, S>,
) -> bool {
    !seen.iter().any(|other| {
        other.returned.is_some_and(|returned| returned < next.call.called) && !order.contains(&other.index)
    })
}
