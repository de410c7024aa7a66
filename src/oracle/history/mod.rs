//! Concurrent histories: who called what when, and what came back.
//!
//! # The format
//! A history is a text of lines, each a JSON object: one call of one client. [`read`] reads it, [`write()`] writes it.
//!
//! ```text
//! {"heddle":"history","version":1,"spec":"map"}
//! {"client":0,"op":"put","args":["k",1],"call":10,"return":20,"outcome":null}
//! {"client":1,"op":"get","args":["k"],"call":12,"return":31,"outcome":1}
//! {"client":2,"op":"put","args":["k",2],"call":15}
//! ```
//!
//! The first line is optional and says which specification is meant; whoever checks may name another. Then, for each call:
//!
//! | key | what | absent |
//! | --- | --- | --- |
//! | `client` | who called: a number from 0 | 0 |
//! | `op` | what was called: an operation of the specification (`heddle oracle specs` lists them) | an error |
//! | `args` | its arguments: a list | none |
//! | `call` | when it was called: a number from 0, in any unit that is the same in the whole history | an error |
//! | `return` | when it returned, not before `call`; `null` is as if absent | it never returned: it may take effect at any time after its call, or never |
//! | `outcome` | what it returned, and `null` is something that can be returned | nobody knows; where it never returned, nobody knows either, whatever is written |
//!
//! Lines may stand in any order, blank lines and keys that are not listed are passed over. Where one call returned at
//! the very time when another began, the two overlap: no order between them is known. A client has one call at a time;
//! whose call never returned may call again all the same, and the earlier call stays open beside the later ones.
//!
//! # Formats of others
//! [`Format::Jepsen`] and [`Format::Edn`] are logs of events in the order in which they happened; [`jepsen`] and [`edn`]
//! say how they are understood, [`events`] what a completion means. [`detect`] tells the three apart.

pub mod edn;
mod edn_value;
pub mod events;
mod format;
pub mod jepsen;
mod json_lines;
mod lines;
mod recorder;
mod spoken;
mod unreadable;

pub use format::{Detected, Format, detect, read};
pub use json_lines::write;
pub use lines::LONGEST_LINE;
pub use recorder::{Client, Recorder};
pub use spoken::Spoken;
pub(crate) use spoken::shown;
pub use unreadable::{Place, Unreadable};

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
    /// What it returned; `None` if nobody knows. Nobody looks at that of a call that never returned.
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
