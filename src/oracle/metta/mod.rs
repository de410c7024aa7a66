//! Any loader of MeTTa files, in any language, held against the specification's: what is in the space afterwards.
//!
//! # What a loader must do
//!
//! It is a program that is given a folder, loads every `*.metta` file in it and below (in the order of their paths, bytewise,
//! where its result depends on an order; which files those are is said below), prints what the space then holds, and ends with exit code 0:
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
//! # Which files
//!
//! Those that [`discover`](crate::loader::discover) finds, as all commands do: files and folders whose names begin with a dot
//! are left out, and so is what a `.gitignore` or `.ignore` file says, in the folder, below it or in a folder around it, with
//! or without a repository. Symbolic links are followed, and a file to which several ways lead counts once. A loader without
//! such rules is compared over a folder in which they leave nothing out.
//!
//! # What is compared
//!
//! Atoms are equal if they differ in nothing but the names of their variables; numbers count by value. The atoms printed are
//! held as a multiset against those of the specification's loader, which reads file by file with a naive reader; so a
//! difference is told with the file and line from which the atom comes. A file that cannot be read as MeTTa is left out by
//! the specification, and said to be. Each command runs several times, and every run is held against the first whose output
//! could be read, be that right or wrong: it must print the same atoms in the same order (D3), and so must a parallel mode (E2).
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

use dump::Refusal;

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
    /// Whether it printed what the first run that could be read printed; nothing where it is that run, or cannot be read.
    pub repeats: Option<bool>,
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
    let (mut first, mut first_agrees): (Option<Vec<Line>>, bool) = (None, false);
    for way in ways {
        let command: Vec<String> = running::with_folder(&way.command, folder);
        for number in 1..=runs.max(1) {
            running(way, number);
            let (mut atoms, mut repeats) = (0, None);
            let verdict = match running::run(&command, limits)? {
                Err(end) => Verdict::Ended(end),
                Ok(output) => match dump::read(&output, reference.most_atoms()) {
                    Err(Refusal::Garbage(garbage)) => Verdict::Unreadable(garbage),
                    Err(Refusal::TooMany) => Verdict::Ended(End::TooMany { limit: reference.most_atoms() }),
                    Ok(lines) => {
                        atoms = lines.len();
                        let difference = Difference::between(reference, &lines);
                        let other = first.as_deref().and_then(|first| other_line(&lines, first));
                        repeats = first.as_ref().map(|first| match in_any_order {
                            true => same_in_any_order(&lines, first),
                            false => other.is_none() && lines.len() == first.len(),
                        });
                        let verdict = match (difference, other) {
                            (Some(difference), _) => Verdict::Differs(difference),
                            // Where the first run was wrong, another order is the least of its faults.
                            (None, Some((now, before))) if !in_any_order && first_agrees => {
                                Verdict::OtherOrder { now, before }
                            }
                            (None, _) => Verdict::Agrees,
                        };
                        if first.is_none() {
                            first_agrees = verdict.agrees();
                            first = Some(lines);
                        }
                        verdict
                    }
                },
            };
            done.push(Run { way: way.name, number, atoms, repeats, verdict });
        }
    }
    Ok(done)
}

/// The first line that is another atom than its counterpart, and that.
fn other_line(lines: &[Line], first: &[Line]) -> Option<(Line, Line)> {
    let mut pairs = lines.iter().zip(first);
    pairs
        .find(|(now, before)| !now.term.alpha_eq(&before.term))
        .map(|(now, before)| (now.clone(), before.clone()))
}

fn same_in_any_order(lines: &[Line], first: &[Line]) -> bool {
    let sorted = |lines: &[Line]| {
        let mut atoms: Vec<_> = lines.iter().map(|line| line.term.alpha_meaning()).collect();
        atoms.sort_unstable();
        atoms
    };
    lines.len() == first.len() && sorted(lines) == sorted(first)
}
