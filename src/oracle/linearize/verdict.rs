//! What a check says.

use std::time::Duration;

/// How much a check may use, all partitions together. The default is no limit.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Time. A search looks at it every 64 steps: neither a step of the specification nor a run of calls that only read is
    /// interrupted, nor are the monitors.
    pub time: Option<Duration>,
    /// Steps of specifications.
    pub steps: Option<u64>,
    /// Bytes of what was tried, roughly; the history itself is not counted.
    pub memory: Option<u64>,
}

/// The limit that was reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Limit {
    /// [`Limits::time`].
    Time,
    /// [`Limits::steps`].
    Steps,
    /// [`Limits::memory`].
    Memory,
}

impl Limit {
    /// Its name, in one word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Limit::Time => "time",
            Limit::Steps => "steps",
            Limit::Memory => "memory",
        }
    }
}

/// What a check says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The history is linearizable: for each partition an order that shows it.
    Linearizable(Vec<Linearization>),
    /// It is not. Of several partitions that are not linearizable it is the first by name of those that a monitor refutes;
    /// if there is none, the first by name of those that were found in the earliest round: partitions are searched side
    /// by side in rounds, each with a share of the steps that grows from round to round.
    Violation(Box<Violation>),
    /// Nobody knows: a limit was reached while some partition had no answer and none was found not to be linearizable.
    Unknown(Limit),
}

/// An order of the calls of a partition in which every outcome is right. Calls that never returned and need not have
/// happened are missing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Linearization {
    /// The partition; `None` where the specification does not divide the history.
    pub partition: Option<String>,
    /// Indices into the history's calls.
    pub order: Vec<usize>,
}

/// Why a history is not linearizable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Violation {
    /// The partition; `None` where the specification does not divide the history.
    pub partition: Option<String>,
    /// The calls of the shortest prefix of the partition's events (calls and returns in order of time) that is not
    /// linearizable: those that were called in it, by time of call. Indices into the history's calls.
    pub calls: Vec<usize>,
    /// The call whose return ends that prefix: without it the prefix is linearizable. Returns that come later count as
    /// open.
    pub ends_with: usize,
    /// The longest order of some of these calls that is right. Calls that are open stand in it only where they change the
    /// state.
    pub longest: Vec<usize>,
    /// The state after `longest`, printed.
    pub state: String,
    /// The calls that could come next in time, and why each cannot. Open calls are not among them: nothing speaks against
    /// them but that they would change nothing.
    pub refused: Vec<Refused>,
    /// The limit that was reached while the witness was looked for. The history is not linearizable all the same, nor is
    /// this prefix; but a shorter one may not be either, and `longest` need not be the longest.
    pub cut: Option<Limit>,
}

/// A call that does not fit behind the longest linearizable prefix.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refused {
    /// The call, an index into the history's calls.
    pub call: usize,
    /// What the specification would answer there, printed; the outcome that was observed is another.
    pub expected: String,
}

/// A verdict, and what it took.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// The verdict.
    pub verdict: Verdict,
    /// The number of partitions.
    pub partitions: usize,
    /// The number of calls in the largest one.
    pub largest: usize,
    /// The steps of the specification that were tried.
    pub steps: u64,
    /// How many partitions a monitor decided, without a search.
    pub monitored: usize,
}
