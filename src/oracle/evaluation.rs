//! Evaluation beside its specification: the same program, the same lines.

use std::cell::RefCell;
use std::fmt;
use std::ops::ControlFlow;
use std::rc::Rc;

use super::specification::evaluation::{self as specification, Fault};
use crate::evaluation::limits::Limits;
use crate::evaluation::program::{Ending, Options, Session, Source, Verdict};

/// What a program does, in a form that can be compared: variables are named by first occurrence, spaces by nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The results of each `!`, in order.
    pub results: Vec<Vec<String>>,
    /// What the program printed.
    pub output: String,
    /// How it ended.
    pub end: End,
}

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// All of it was run.
    Complete,
    /// It cannot be read to its end.
    Syntax,
    /// A budget was used up: what comes from there on is not known.
    Budget,
}

/// How `&self` prints as a value; as a word of a program that nobody has evaluated it may still be `&self`.
const SELF: &str = "ModuleSpace(GroundingSpace-top)";
/// Steps of the specification: what needs more is not compared.
const STEPS: u64 = 4_000;
/// How deep the specification may go on the stack of a test's thread.
const DEPTH: u32 = 60;
/// Steps of a form that the evaluator may take for what the specification does in [`STEPS`]. Far more, and still an end.
const MOST_STEPS: u64 = 400_000;

/// What the specification says that `program` does, going on behind errors.
pub fn expected(program: &str) -> Outcome {
    specified(program, None)
}

/// What a specification does that is wrong in one way.
pub fn faulty(program: &str, fault: Fault) -> Outcome {
    specified(program, Some(fault))
}

fn specified(program: &str, fault: Option<Fault>) -> Outcome {
    let options = specification::Options { steps: STEPS, depth: DEPTH, keep_going: true };
    let run = specification::run_with(program, options, fault);
    Outcome {
        results: run.results.iter().map(|results| canonical_all(results)).collect(),
        output: canonical(&run.output),
        end: match run.end {
            specification::End::Complete | specification::End::ErrorResult => End::Complete,
            specification::End::ReadError => End::Syntax,
            specification::End::OutOfFuel => End::Budget,
        },
    }
}

/// What the evaluator that ships does with `program`, one form after the other.
pub fn production(program: &str) -> Outcome {
    let limits = Limits { steps: Some(MOST_STEPS), depth: Some(20_000), ..Limits::default() };
    let options = crate::evaluation::program::Options { limits, keep_going: true, ..Options::default() };
    let output = Rc::new(RefCell::new(String::new()));
    let written = Rc::clone(&output);
    let mut session = Session::new(options, move |text| written.borrow_mut().push_str(text));
    let mut outcome = Outcome { results: Vec::new(), output: String::new(), end: End::Complete };
    let ending = session.run(&Source::text("program", program), |report| {
        if report.outcome.verdict == Verdict::Budget {
            outcome.end = End::Budget;
            return ControlFlow::Break(());
        }
        outcome.results.push(canonical_all(&report.outcome.printed));
        ControlFlow::Continue(())
    });
    if let Ending::Syntax(_) = ending {
        outcome.end = End::Syntax;
    }
    outcome.output = canonical(&output.borrow());
    outcome
}

/// Holds what `program` did against what the specification says.
///
/// Results are compared as lists, up to names of variables within a result. What the specification finds no end of is not
/// compared from there on; what it does find the end of, the evaluator must.
///
/// # Errors
/// The difference, in words.
pub fn compare(program: &str, found: &Outcome) -> Result<(), String> {
    let expected = expected(program);
    let agrees = if expected.end == End::Budget {
        let count = expected.results.len();
        found.end == End::Budget || found.results.get(..count) == Some(&expected.results)
    } else {
        *found == expected
    };
    if agrees {
        return Ok(());
    }
    Err(format!("{program}\nexpected\n{expected}found\n{found}"))
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for results in &self.results {
            writeln!(f, "[{}]", results.join(", "))?;
        }
        write!(f, "{}", self.output)?;
        writeln!(f, "{:?}", self.end)
    }
}

fn canonical_all(results: &[String]) -> Vec<String> {
    results.iter().map(|result| canonical(result)).collect()
}

/// A printed atom with its variables named `$0`, `$1`, .. by first occurrence, and without the numbers of spaces. What
/// stands in strings stays.
fn canonical(text: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    let mut canonical = String::new();
    let mut rest = text;
    let mut in_string = false;
    let mut word_before = false;
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        if in_string {
            if c == '\\' {
                length += rest[length..].chars().next().map_or(0, char::len_utf8);
            }
            in_string = c != '"';
            // The number of a variable within the text of a message.
            let digits = rest[c.len_utf8()..].trim_start_matches(|c: char| c.is_ascii_digit());
            if c == '#' {
                length = rest.len() - digits.len();
            } else {
                canonical.push_str(&rest[..length]);
            }
        } else if c == '"' && !word_before {
            in_string = true;
            canonical.push(c);
        } else if c == '$' && !word_before {
            length = rest.find(|c: char| c.is_whitespace() || c == '(' || c == ')').unwrap_or(rest.len());
            let name = &rest[..length];
            let place = names.iter().position(|other| *other == name).unwrap_or_else(|| {
                names.push(name);
                names.len() - 1
            });
            canonical.push_str(&format!("${place}"));
        } else if rest.starts_with(SELF) {
            length = SELF.len();
            canonical.push_str("&self");
        } else if let Some(number) = rest.strip_prefix("GroundingSpace-0x") {
            length = rest.len() - number.trim_start_matches(|c: char| c.is_ascii_hexdigit()).len();
            canonical.push_str("GroundingSpace");
        } else {
            canonical.push(c);
        }
        word_before = !(c.is_whitespace() || c == '(' || c == ')' || in_string || c == '"');
        rest = &rest[length..];
    }
    canonical
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::canonical;

    #[test]
    fn variables_are_named_by_first_occurrence() {
        let text = "(f $x#12 (g $y \"$x\" $x#12) a$b GroundingSpace-0x1f \"a\\\" $z\")";
        assert_eq!(canonical(text), "(f $0 (g $1 \"$x\" $0) a$b GroundingSpace \"a\\\" $z\")");
    }
}
