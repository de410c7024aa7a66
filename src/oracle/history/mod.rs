//! Concurrent histories: who called what when, and what came back.

/// One operation of one client.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Call<Operation, Outcome> {
    /// Who called. A client that never had an answer may call again: its earlier call stays open beside the new one.
    pub client: u64,
    /// What was called.
    pub operation: Operation,
    /// When it was called, in any unit that is the same in the whole history.
    pub called: u64,
    /// When it returned; `None` if it never did (a crash, a time-out): it may take effect at any time after the call, or
    /// never.
    // invariant: not before `called`
    pub returned: Option<u64>,
    /// What it returned; `None` if nobody knows.
    pub outcome: Option<Outcome>,
    /// The line of the file that it was read from, from 1; 0 if there is none.
    pub line: usize,
}

/// A concurrent history, in any order. Where a return and a call have the same time, the two overlap.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct History<Operation, Outcome> {
    /// The calls.
    pub calls: Vec<Call<Operation, Outcome>>,
}

impl<Operation, Outcome> Default for History<Operation, Outcome> {
    fn default() -> Self {
        History { calls: Vec::new() }
    }
}
