//! The process door: any implementation, in any language, held against a specification over its standard streams.
//!
//! # The protocol
//!
//! Heddle starts the implementation, an *adapter* around it usually, writes one JSON object a line to its standard input, and
//! reads one JSON object a line from its standard output.
//!
//! | Heddle writes | the implementation answers |
//! | --- | --- |
//! | `{"id":7,"client":0,"op":"put","args":["k",1]}` | `{"id":7,"outcome":null}` |
//! | | `{"id":7,"error":"no room"}` where the operation failed, and nobody knows whether it happened |
//! | `{"id":0,"op":"reset","args":[]}` | `{"id":0,"outcome":null}` once everything is forgotten |
//! | | `{"id":0,"error":"cannot"}`: then Heddle starts a new process for every sequence |
//!
//! - The operations, their arguments and outcomes are those of the specification: `heddle oracle specs`.
//! - Every line is answered exactly once. A client has one operation open at a time; those of different clients may be
//!   answered in any order, and should be worked on at the same time: that is what is tried.
//! - `reset` comes when nothing is open. `id` is a number that is not used again before the process ends, but for `reset`,
//!   which is always 0.
//! - Standard output carries answers alone, flushed after each; remarks go to standard error. Members that are not named
//!   here are ignored. A line is at most [`LONGEST_LINE`] bytes long.
//! - At the end of its input the process ends, within the time of an answer. A crash there is a difference, another exit code
//!   than 0 is remarked on.
//!
//! An adapter is a loop that reads a line, calls the method `op` with `args`, and writes what it returned; see
//! `examples/oracle/`.
//!
//! # What is done
//!
//! Half of the operations are done one after the other, in sequences of different lengths, and every answer is compared with
//! the specification's. The other half is done by several clients at once, and each history, by the time of write and of
//! read, is checked for linearizability. The first difference is repeated in a fresh process, made smaller as long as it
//! shows, and becomes a [`Case`] that can be repeated.
//!
//! Everything that the process can do wrong is a difference too: it may be silent, end, write what is no answer, half an
//! answer, an answer twice or to nothing, a line without end, or floods. It is killed with its process group; nothing waits
//! for it beyond its time. Where Heddle itself is ended by a signal (Ctrl-C is one), nobody kills it: it reads the end of its
//! input.

mod adapter;
mod answer;
mod campaign;
mod case;
mod driver;
mod execution;
mod lines;
mod misbehaviour;
mod plan;
mod shrink;
mod simplify;
mod table;

use std::time::Duration;

pub use campaign::{drive, replay};
pub use case::{Case, Step};
pub use plan::Pace;

/// The longest line that is read, in bytes.
pub const LONGEST_LINE: usize = 1 << 20;

/// What is done with an implementation.
#[derive(Clone, Debug)]
pub struct Options {
    /// The program and its arguments.
    pub command: Vec<String>,
    /// How many clients at most; with one, nothing concurrent is tried.
    pub clients: usize,
    /// What determines the operations.
    pub seed: u64,
    /// How many operations, before a difference is made smaller; with none, nobody knows.
    pub operations: usize,
    /// How long an answer may take, and the end of the process at the end of its input.
    pub timeout: Duration,
}

/// What came of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Report {
    /// The verdict.
    pub verdict: Verdict,
    /// How many operations were answered or given up one after the other, until the difference if there is one.
    pub sequential: usize,
    /// How many by several clients at once, until the difference if there is one.
    pub concurrent: usize,
    /// How many of the concurrent ones failed, so that nobody knows whether they happened.
    pub failed: usize,
    /// What else is worth knowing, in lines for people.
    pub remarks: Vec<String>,
}

/// The verdict.
#[derive(Clone, PartialEq, Debug)]
pub enum Verdict {
    /// No difference was found.
    Agrees,
    /// One was.
    Found(Box<Difference>),
    /// Nobody knows, and why.
    Unknown(String),
}

/// A difference between the implementation and the specification.
#[derive(Clone, PartialEq, Debug)]
pub struct Difference {
    /// What it is, in lines for people.
    pub message: String,
    /// What was done, in a table.
    pub table: String,
    /// The last lines that the process wrote to standard error, where it misbehaved.
    pub last_words: String,
    /// How often it shows.
    pub repeats: Repeats,
    /// How to repeat it.
    pub case: Case,
}

/// How often a difference shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Repeats {
    /// So many times of so many.
    Times(usize, usize),
    /// At this attempt to repeat a case, counted from 1; then nothing more was tried.
    At(usize),
    /// It was seen once, and not again: neither in the same process nor in a fresh one.
    Never,
}
