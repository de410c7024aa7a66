//! What a process can do wrong, whatever the specification is.

use std::process::ExitStatus;
use std::time::Duration;

use super::LONGEST_LINE;

/// The word for silence, the one fault that takes time to see.
pub(super) const SILENT: &str = "silent";

/// What a process did wrong.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Misbehaviour {
    pub(super) what: Wrong,
    /// The last lines that it wrote to standard error.
    pub(super) last_words: String,
}

/// What a process can do wrong.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Wrong {
    /// It could not be started.
    NotStarted(String),
    /// No answer came in time.
    Silent { after: Duration, deaf: bool, half: String },
    /// It ended, or closed its output, with something unanswered or amid a line.
    Ended { how: Option<ExitStatus>, half: String },
    /// It crashed at the end of its input, with everything answered.
    CrashedAtTheEnd { how: ExitStatus },
    /// A line that is no answer.
    Garbage { line: String, why: String },
    /// A line that does not end.
    TooLong { line: String },
    /// An answer to what was answered already.
    Twice { line: String },
    /// An answer to what nobody asked.
    Unasked { line: String },
}

impl Wrong {
    /// One word for it: what is made smaller must stay the same.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Wrong::NotStarted(_) => "not started",
            Wrong::Silent { .. } => SILENT,
            Wrong::Ended { .. } => "ended",
            Wrong::CrashedAtTheEnd { .. } => "crashed at the end",
            Wrong::Garbage { .. } => "garbage",
            Wrong::TooLong { .. } => "too long",
            Wrong::Twice { .. } => "answered twice",
            Wrong::Unasked { .. } => "not asked",
        }
    }

    /// It in a sentence.
    pub(super) fn message(&self) -> String {
        match self {
            Wrong::NotStarted(error) => format!("The implementation cannot be started: {error}."),
            Wrong::Silent { after, deaf, half } => {
                let deaf = if *deaf { " It does not read its input." } else { "" };
                format!("No answer came within {} ms.{deaf}{}", after.as_millis(), half_a_line(half))
            }
            Wrong::Ended { how, half } => {
                let how = match how {
                    Some(status) => format!("The process ended with {}", plain(*status)),
                    None => "The process closed its output and did not end".to_owned(),
                };
                format!("{how}, with something unanswered.{}", half_a_line(half))
            }
            Wrong::CrashedAtTheEnd { how } => {
                format!("At the end of its input the process crashed: {}.", plain(*how))
            }
            Wrong::Garbage { line, why } => format!(
                "A line on standard output is no answer: {why}.\n  {line}\n\
                 Standard output carries answers alone; remarks go to standard error."
            ),
            Wrong::TooLong { line } => {
                format!("A line on standard output is longer than {LONGEST_LINE} bytes.\n  {line}")
            }
            Wrong::Twice { line } => format!("An operation was answered twice.\n  {line}"),
            Wrong::Unasked { line } => format!("An answer came to what was not asked.\n  {line}"),
        }
    }
}

fn half_a_line(half: &str) -> String {
    if half.is_empty() { String::new() } else { format!(" Its last line is not finished:\n  {half}") }
}

/// Whether a process was ended by a signal, or says as a shell does that its child was. Other exit codes are no crashes: many
/// a program ends with one at the end of its input.
pub(super) fn is_crash(status: ExitStatus) -> bool {
    status.code().is_none_or(|code| (129..=192).contains(&code))
}

/// How a process ended, in words that are the same on every system.
pub(super) fn plain(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("exit code {code}"),
        None => status.to_string(),
    }
}
