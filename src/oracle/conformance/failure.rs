//! What is wrong, for people.

use std::fmt;

/// How it was found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// One client alone had an outcome that is not the specification's.
    Alone,
    /// What several threads saw has no order in which one thread could have seen it.
    Together,
    /// An operation panicked.
    Panicked,
    /// A thread did not come back.
    Hung,
    /// The check reached a limit: nobody knows, which counts as wrong.
    Undecided,
    /// A rule that no history shows was broken.
    Rule,
}

/// Something that is wrong.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Failure {
    /// How it was found.
    pub kind: Kind,
    /// The name of the specification.
    pub specification: &'static str,
    /// The seed that generates the script.
    pub seed: u64,
    /// How many operations were done until it was found, before anything was shrunk.
    pub operations: u64,
    /// What is wrong, in one line.
    pub what: String,
    /// What was done: a column per client, an operation or an outcome per line; empty if nothing is to be shown.
    pub table: String,
    /// Why no order is right, or what was expected; may be empty.
    pub why: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure { specification, seed, operations, what, table, why, .. } = self;
        writeln!(f, "{specification}: {what} (seed {seed}, after {operations} operations)")?;
        if !table.is_empty() {
            write!(f, "\n{table}")?;
        }
        if !why.is_empty() {
            write!(f, "\n{why}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}
