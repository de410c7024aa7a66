//! The interleaving table: a column per thread, a row per step, the text of the source line, and the verdict.

use super::{Action, Operation};
use std::collections::BTreeMap;
use std::fmt::{self, Display, Write};
use std::path::Path;

/// One recorded operation and the name of the thread that did it.
#[derive(Clone, Debug)]
pub struct Step {
    /// What was done.
    pub operation: Operation,
    /// The thread's name.
    pub thread_name: String,
    /// The name of the thread that it starts or waits for, otherwise empty.
    pub subject: String,
}

/// What one execution did, and what it died of.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The operations in the order in which they happened.
    pub steps: Vec<Step>,
    /// What the execution died of, if it did.
    pub verdict: Option<String>,
}

impl Display for Trace {
    /// Renders the table. Source lines appear as text without their numbers, so that a snapshot of a table changes when
    /// the code that it shows does, and not when a line is added above.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sources = Sources::default();
        let threads = self.threads();
        let rows: Vec<(usize, String, String)> = self
            .told()
            .map(|(step, ending)| {
                let operation = &step.operation;
                let source = sources.quote(operation.location.file(), operation.location.line());
                let source = if shows_source(operation.action) { source } else { String::new() };
                (operation.thread, step.sentence(ending), source)
            })
            .collect();
        let widths: BTreeMap<usize, usize> = threads
            .iter()
            .map(|(&thread, name)| {
                let cells = rows.iter().filter(|row| row.0 == thread).map(|row| row.1.chars().count());
                (thread, cells.chain([name.chars().count()]).max().unwrap_or(0))
            })
            .collect();

        let mut head = String::from("  #");
        let mut rule = String::from("───");
        for (thread, name) in &threads {
            write!(head, " │ {name:width$}", width = widths[thread])?;
            write!(rule, "─┼─{}", "─".repeat(widths[thread]))?;
        }
        writeln!(formatter, "{head} │ source\n{rule}─┼────────")?;
        for (number, (by, sentence, source)) in rows.iter().enumerate() {
            let mut row = format!("{:3}", number + 1);
            for thread in threads.keys() {
                let cell = if thread == by { sentence } else { "" };
                write!(row, " │ {cell:width$}", width = widths[thread])?;
            }
            writeln!(formatter, "{}", format!("{row} │ {source}").trim_end())?;
        }
        match &self.verdict {
            Some(verdict) => write!(formatter, "\n{}", sources.without_numbers(verdict)),
            None => write!(formatter, "\nthe execution ended well"),
        }
    }
}

impl Trace {
    /// The threads that did anything, by number, with their names.
    fn threads(&self) -> BTreeMap<usize, &str> {
        self.steps.iter().map(|step| (step.operation.thread, step.thread_name.as_str())).collect()
    }

    /// The steps that the table tells. What nobody could come between is told as one step: an attempt that succeeds at
    /// once, a lock that is given back at once. The beginning and end of a thread show by themselves.
    fn told(&self) -> impl Iterator<Item = (&Step, Ending)> {
        let deadlocked = self.verdict.as_ref().is_some_and(|verdict| verdict.contains("deadlock"));
        self.steps.iter().enumerate().filter_map(move |(at, step)| {
            let operation = &step.operation;
            let own = |other: &&Step| other.operation.thread == operation.thread;
            let before = at.checked_sub(1).and_then(|at| self.steps.get(at)).filter(own);
            let next = self.steps.get(at + 1).filter(own);
            let last = !self.steps.iter().skip(at + 1).any(|later| own(&later));
            match operation.action {
                Action::Start | Action::Finish => None,
                release if release.releases() && before.is_some_and(|step| step.operation.action.takes()) => {
                    None
                }
                attempt if attempt.is_attempt() && next.is_some() => None,
                action if (action.is_attempt() || action == Action::Wait) && last && deadlocked => {
                    Some((step, Ending::Never))
                }
                _ => Some((step, Ending::Now)),
            }
        })
    }
}

impl Step {
    fn sentence(&self, ending: Ending) -> String {
        let Operation { action, name, value, .. } = self.operation;
        let value = value.map_or_else(String::new, |value| value.to_string());
        let subject = &self.subject;
        let text = match action {
            Action::LockAttempt => format!("asks to lock {name}"),
            Action::Lock => format!("locks {name}"),
            Action::Unlock => format!("unlocks {name}"),
            Action::ReadAttempt => format!("asks to read {name}"),
            Action::Read => format!("reads {name}"),
            Action::ReadEnd => format!("ends reading {name}"),
            Action::WriteAttempt => format!("asks to write {name}"),
            Action::Write => format!("writes {name}"),
            Action::WriteEnd => format!("ends writing {name}"),
            Action::MapAttempt => format!("asks for {name}"),
            Action::Map => format!("holds a shard of {name}"),
            Action::MapEnd => format!("leaves {name}"),
            Action::Wait => format!("sleeps on {name}"),
            Action::Woken => format!("wakes on {name}"),
            Action::Expired => format!("gives up on {name}"),
            Action::NotifyOne => format!("wakes one on {name}"),
            Action::NotifyAll => format!("wakes all on {name}"),
            Action::Load => format!("loads {value}"),
            Action::Store => format!("stores {value}"),
            Action::Exchange => format!("exchanges {value}"),
            Action::ExchangeFailed => format!("fails to exchange, finds {value}"),
            Action::Spawn => format!("starts {subject}"),
            Action::JoinAttempt => format!("waits for {subject}"),
            Action::Join => format!("joins {subject}"),
            Action::Inject => format!("injects a {name}"),
            Action::Yield => "yields".to_owned(),
            Action::Note => format!("sees {name} = {value}"),
            Action::Start | Action::Finish => String::new(),
        };
        match ending {
            Ending::Never => format!("{text}, for ever"),
            Ending::Now => text,
        }
    }
}

/// How an operation that may block went on.
#[derive(Clone, Copy)]
enum Ending {
    /// It went on, or the execution ended for another reason.
    Now,
    /// It is where the thread stands in a deadlock.
    Never,
}

/// The line of an acquisition says nothing about its release.
fn shows_source(action: Action) -> bool {
    !action.releases() && !matches!(action, Action::Woken | Action::Expired)
}

/// The source files that a table quotes, read when it is rendered.
#[derive(Default)]
struct Sources(BTreeMap<String, Vec<String>>);

impl Sources {
    /// `file: text of the line`, or the file alone where its text is out of reach.
    fn quote(&mut self, file: &str, line: u32) -> String {
        let lines = self.0.entry(file.to_owned()).or_insert_with(|| {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
            let text = std::fs::read_to_string(path).unwrap_or_default();
            text.lines().map(|line| line.trim().to_owned()).collect()
        });
        match lines.get((line as usize).wrapping_sub(1)) {
            Some(text) => format!("{file}: {text}"),
            None => file.to_owned(),
        }
    }

    /// Replaces each `file.rs:line:column` by the file and the text of that line.
    fn without_numbers(&mut self, message: &str) -> String {
        let mut words: Vec<String> = Vec::new();
        for word in message.split(' ') {
            let place = word.trim_end_matches([',', ';', '.', ')']);
            let tail = &word[place.len()..];
            let mut parts = place.splitn(3, ':');
            words.push(match (parts.next(), parts.next().map(str::parse), parts.next()) {
                (Some(file), Some(Ok(line)), _) if file.ends_with(".rs") => {
                    format!("[{}]{tail}", self.quote(file, line))
                }
                _ => word.to_owned(),
            });
        }
        words.join(" ")
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;
    use std::panic::Location;

    #[track_caller]
    fn step(thread: usize, action: Action, name: &'static str, value: Option<u64>) -> Step {
        let operation = Operation { thread, action, name, value, location: Location::caller() };
        let subject = if action == Action::Spawn { "worker" } else { "" };
        Step { operation, thread_name: ["main", "worker"][thread].to_owned(), subject: subject.to_owned() }
    }

    #[test]
    fn a_table_has_a_column_per_thread_and_quotes_the_source() {
        let steps = vec![
            step(0, Action::Spawn, "worker", Some(1)),
            step(1, Action::Start, "", None),
            step(1, Action::LockAttempt, "a", None),
            step(1, Action::Lock, "a", None),
            step(0, Action::LockAttempt, "a", None),
            step(1, Action::Unlock, "a", None),
            step(0, Action::Lock, "a", None),
            step(0, Action::Note, "length", Some(7)),
            step(1, Action::LockAttempt, "a", None),
        ];
        let verdict = Some(format!("deadlock at {}, it seems", Location::caller()));
        insta::with_settings!({
            snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"), prepend_module_to_snapshot => false,
        }, { insta::assert_snapshot!("interleaving_table", Trace { steps, verdict }) });
    }
}
