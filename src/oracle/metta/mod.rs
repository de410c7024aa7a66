//! Any loader of MeTTa files, in any language, held against the specification's: what is in the space afterwards.
//!
//! # What a loader must do
//!
//! It is a program that is given a folder, loads every `*.metta` file in it and below (in the order of their paths, bytewise,
//! where its result depends on an order), prints what the space then holds, and ends with exit code 0:
//!
//! - one atom a line, on standard output, in UTF-8, in MeTTa's own syntax: symbols as they are, variables as `$name` with any
//!   names (only which of them are the same counts; `$x#7` is a name too), strings in double quotes with `\"`, `\\`, `\n`,
//!   `\t`, `\r` escaped, so that no line is broken;
//! - an atom that was added twice is printed twice: spaces are multisets;
//! - a form behind `!` is not added, and need not be run;
//! - empty lines, and lines that begin with `;`, mean nothing. Standard error may say anything.
//!
//! `heddle dump DIR` is such a program.
//!
//! # What is compared
//!
//! Atoms are equal if they differ in nothing but the names of their variables; numbers count by value. The atoms printed are
//! held as a multiset against those of the specification's loader, which reads file by file with a naive reader; so a
//! difference is told with the file and line from which the atom comes. A file that cannot be read as MeTTa is left out by
//! the specification, and said to be. Each command runs several times: every run must print the same atoms in the same order
//! (D3). A parallel mode must print what the first run of the sequential one printed, in its order (E2).
//!
//! A loader that does not end, that fails, or whose output cannot be read has a verdict too.

mod difference;
mod dump;
mod reference;
mod running;

pub use difference::{Copies, Difference};
pub use dump::{Garbage, Line};
pub use reference::{Origin, Reference};
pub use running::{End, Limits};

use std::io;
use std::path::Path;

/// A way to load: its command, where `{}` stands for the folder.
#[derive(Clone, Debug)]
pub struct Way {
    /// What it is called in the verdict: `sequential`, `parallel`.
    pub name: &'static str,
    /// The program and its arguments.
    pub command: Vec<String>,
}

/// What one run came to.
#[derive(Clone, Debug)]
pub struct Run {
    /// Which way.
    pub way: &'static str,
    /// The how-manieth of this way, from 1.
    pub number: usize,
    /// How many atoms it printed.
    pub atoms: usize,
    /// What is wrong with it; nothing, one hopes.
    pub verdict: Verdict,
}

/// What is wrong with a run.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// Nothing.
    Agrees,
    /// It did not end well.
    Ended(End),
    /// It printed what is no atom: the first such lines.
    Unreadable(Vec<Garbage>),
    /// It printed other atoms than the specification holds.
    Differs(Difference),
    /// It printed the right atoms in another order than the first run of the loader: the first line that is another one.
    OtherOrder {
        /// What stands there now.
        now: Line,
        /// What stood there.
        before: Line,
    },
}

impl Verdict {
    /// True when nothing is wrong.
    #[must_use]
    pub fn agrees(&self) -> bool {
        matches!(self, Verdict::Agrees)
    }
}

/// Runs each of `ways` over `folder`, `runs` times each, and holds every run against `reference`. `in_any_order`: the order of
/// lines does not count. `running` is told of each run before it begins.
///
/// # Errors
/// If a command cannot be started.
pub fn compare(
    reference: &Reference,
    folder: &Path,
    ways: &[Way],
    runs: usize,
    in_any_order: bool,
    limits: Limits,
    mut running: impl FnMut(&Way, usize),
) -> io::Result<Vec<Run>> {
    let mut done = Vec::new();
    let mut first: Option<Vec<Line>> = None;
    for way in ways {
        let command: Vec<String> = running::with_folder(&way.command, folder);
        for number in 1..=runs.max(1) {
            running(way, number);
            let mut atoms = 0;
            let verdict = match running::run(&command, limits)? {
                Err(end) => Verdict::Ended(end),
                Ok(output) => match dump::read(&output) {
                    Err(garbage) => Verdict::Unreadable(garbage),
                    Ok(lines) => {
                        atoms = lines.len();
                        let verdict = judge(reference, &lines, first.as_deref().filter(|_| !in_any_order));
                        if verdict.agrees() && first.is_none() {
                            first = Some(lines);
                        }
                        verdict
                    }
                },
            };
            done.push(Run { way: way.name, number, atoms, verdict });
        }
    }
    Ok(done)
}

fn judge(reference: &Reference, lines: &[Line], first: Option<&[Line]>) -> Verdict {
    if let Some(difference) = Difference::between(reference, lines) {
        return Verdict::Differs(difference);
    }
    let mut pairs = lines.iter().zip(first.unwrap_or_default());
    match pairs.find(|(now, before)| !now.term.alpha_eq(&before.term)) {
        Some((now, before)) => Verdict::OtherOrder { now: now.clone(), before: before.clone() },
        None => Verdict::Agrees,
    }
}
