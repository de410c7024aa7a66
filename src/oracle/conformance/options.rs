//! How much is run, and what was run.

use std::fmt;
use std::time::Duration;

use crate::sync::Exploration;

/// How much is run.
#[derive(Clone, Debug)]
pub struct Options {
    /// What the choices start from. The same seed generates the same scripts.
    pub seed: u64,
    /// How many sequences of one client alone, 0 for none.
    pub sequences: usize,
    /// How many operations each of them has.
    pub length: usize,
    /// How often several threads work on a fresh value, 0 for never.
    pub rounds: usize,
    /// How many threads that are. The search for an order is exponential in it.
    pub clients: usize,
    /// How many operations each of them does in a round. The search is not exponential in it, but what fails is read by
    /// people.
    pub operations: usize,
    /// How long the threads of a round may take, natively. Those that do not come back by then are left behind.
    pub deadline: Duration,
    /// With the feature `loom` or `shuttle`, how many small scripts are explored. The other numbers but `seed` and
    /// `preemptions` do not count then.
    pub scripts: usize,
    /// Loom: how many preemptions an execution may have.
    pub preemptions: usize,
    /// Shuttle: how many schedules of each script are run.
    pub schedules: usize,
    /// How many steps of the specification a check may take.
    pub steps: u64,
}

impl Default for Options {
    /// 100 sequences of 40 operations, 200 rounds of three threads with six operations each, ten seconds for each; 16
    /// scripts with two preemptions, or 500 schedules; ten million steps.
    fn default() -> Options {
        Options {
            seed: 0,
            sequences: 100,
            length: 40,
            rounds: 200,
            clients: 3,
            operations: 6,
            deadline: Duration::from_secs(10),
            scripts: 16,
            preemptions: 2,
            schedules: 500,
            steps: 10_000_000,
        }
    }
}

/// What was run, and nothing was wrong.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Summary {
    /// Sequences of one client alone.
    pub sequences: usize,
    /// Rounds of several threads.
    pub rounds: usize,
    /// Operations in both together, those of explored executions too.
    pub operations: u64,
    /// What was explored of each script.
    pub explored: Vec<Exploration>,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Summary { sequences, rounds, operations, explored } = self;
        write!(f, "{sequences} sequences, {rounds} rounds of threads, ")?;
        write!(f, "{} explored scripts, {operations} operations: nothing wrong", explored.len())?;
        explored.iter().try_for_each(|exploration| write!(f, "\n{exploration}"))
    }
}
