//! What is known of a call before anything is tried.

use super::part::Part;
use crate::oracle::history::{Call, History};
use crate::oracle::specification::Specification;

/// How many calls that never returned are looked at for one of the same operation.
const TWINS: usize = 64;

/// What is known of a call.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    /// It returned in this part of the history.
    pub returned: bool,
    /// Where it fits, it leaves the state as it is ([`Specification::reads`]).
    pub reads: bool,
    /// A call of the same operation before this one; neither returned.
    pub twin: Option<u32>,
}

/// What the call is known to have answered. Whatever is said of a call that never returned is not.
pub(super) fn observed<O, R>(returned: bool, call: &Call<O, R>) -> Option<&R> {
    call.outcome.as_ref().filter(|_| returned)
}

/// Of all calls of the part, by rank. O(n).
pub(super) fn kinds<S: Specification>(
    specification: &S,
    history: &History<S::Operation, S::Outcome>,
    part: &Part,
) -> Vec<Kind> {
    let mut returned = vec![false; part.calls.len()];
    for (rank, _) in part.returns() {
        returned[rank as usize] = true;
    }
    let mut open: Vec<(u32, &S::Operation)> = Vec::new();
    let mut kinds = Vec::with_capacity(part.calls.len());
    for ((rank, &index), returned) in (0..).zip(&part.calls).zip(returned) {
        let Some(call) = history.calls.get(index) else { continue };
        let reads = specification.reads(&call.operation, observed(returned, call));
        let mut twin = None;
        if !returned && !reads {
            let same = |(_, operation): &&(u32, &S::Operation)| **operation == call.operation;
            twin = open.iter().rev().take(TWINS).find(same).map(|&(rank, _)| rank);
            open.push((rank, &call.operation));
        }
        kinds.push(Kind { returned, reads, twin });
    }
    kinds
}
