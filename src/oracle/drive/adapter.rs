//! An implementation that runs, and the protocol that is spoken with it.

use std::process::ExitStatus;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use super::answer::{self, Answer};
use super::lines::Lines;
use super::misbehaviour::{self, Misbehaviour, Wrong};
use crate::oracle::child::{Received, Talk};
use crate::oracle::excerpt::excerpt;
use crate::sync::clock::{self, Instant};

/// The number of a reset.
const RESET: u64 = 0;
/// How long a process may take to end once its output has ended, however long an answer may take.
const FAREWELL: Duration = Duration::from_secs(2);

/// A line that is written.
#[derive(Serialize)]
struct Request<'a> {
    id: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<usize>,
    op: &'a str,
    args: &'a [Value],
}

/// An implementation that runs.
pub(super) struct Adapter {
    talk: Talk,
    timeout: Duration,
    lines: Lines,
    /// What is written with the next wait.
    unwritten: Vec<u8>,
    /// What has no answer yet, in the order of writing, and since when it is written.
    // invariant: at most one of each client, so it is short
    open: Vec<(u64, Option<Instant>)>,
    last: u64,
}

impl Adapter {
    pub(super) fn start(command: &[String], timeout: Duration) -> Result<Adapter, Misbehaviour> {
        let talk = Talk::start(command, None).map_err(|error| Misbehaviour {
            what: Wrong::NotStarted(format!(
                "`{}`: {error}",
                excerpt(command.first().map_or("", String::as_str))
            )),
            last_words: String::new(),
        })?;
        Ok(Adapter {
            talk,
            timeout,
            lines: Lines::default(),
            unwritten: Vec::new(),
            open: Vec::new(),
            last: RESET,
        })
    }

    /// Asks for an operation; its number. It is written with the next wait for an answer.
    pub(super) fn ask(&mut self, client: usize, name: &str, arguments: &[Value]) -> u64 {
        self.last += 1;
        let id = self.last;
        self.write(&Request { id, client: Some(client), op: name, args: arguments });
        id
    }

    fn write(&mut self, request: &Request) {
        self.open.push((request.id, None));
        // Writing JSON to memory does not fail.
        let _ = serde_json::to_writer(&mut self.unwritten, request);
        self.unwritten.push(b'\n');
    }

    /// The next answer that has come already.
    pub(super) fn answer_at_hand(&mut self) -> Result<Option<(u64, Answer)>, Misbehaviour> {
        let line = match self.lines.next() {
            Ok(Some(line)) => line,
            Ok(None) => return Ok(None),
            Err(_) => {
                let line = excerpt(&String::from_utf8_lossy(self.beginning()));
                return Err(self.wrong(Wrong::TooLong { line }));
            }
        };
        let parsed = answer::parse(line);
        let shown = || excerpt(&String::from_utf8_lossy(line));
        let what = match parsed {
            Err(why) => Wrong::Garbage { line: shown(), why },
            Ok((id, answer)) => match self.open.iter().position(|(open, _)| *open == id) {
                Some(place) => {
                    self.open.remove(place);
                    return Ok(Some((id, answer)));
                }
                None if id <= self.last => Wrong::Twice { line: shown() },
                None => Wrong::Unasked { line: shown() },
            },
        };
        Err(self.wrong(what))
    }

    /// The next answer; writes what is to be written and waits.
    pub(super) fn answer(&mut self) -> Result<(u64, Answer), Misbehaviour> {
        if !self.unwritten.is_empty() {
            self.talk.send(&self.unwritten);
            self.unwritten.clear();
            let now = clock::now();
            for (_, since) in &mut self.open {
                since.get_or_insert(now);
            }
        }
        loop {
            if let Some(answer) = self.answer_at_hand()? {
                return Ok(answer);
            }
            // The oldest comes first. A number is open whenever an answer is waited for.
            let since = self.open.first().and_then(|(_, since)| *since).unwrap_or_else(clock::now);
            match self.talk.receive(self.lines.room(), since.after(self.timeout)) {
                Received::Output => {}
                Received::End => return Err(self.ended()),
                Received::Expired => {
                    let (deaf, half) = (self.talk.unsent() > 0, self.half());
                    let silent = Wrong::Silent { after: self.timeout, deaf, half };
                    return Err(self.wrong(silent));
                }
            }
        }
    }

    /// The answer to `id`, which is open; those to others are passed over.
    pub(super) fn answer_to(&mut self, id: u64) -> Result<Answer, Misbehaviour> {
        loop {
            let (answered, answer) = self.answer()?;
            if answered == id {
                return Ok(answer);
            }
        }
    }

    /// Lets it forget everything; false if it refuses.
    pub(super) fn reset(&mut self) -> Result<bool, Misbehaviour> {
        self.write(&Request { id: RESET, client: None, op: "reset", args: &[] });
        Ok(self.answer_to(RESET)?.is_ok())
    }

    /// Tells it that this is the end, and hears what it says then: that must be nothing. How it ended, if it did in time; a
    /// crash is wrong.
    pub(super) fn finish(mut self, patience: Duration) -> Result<Option<ExitStatus>, Misbehaviour> {
        self.talk.close_input();
        let until = clock::now().after(patience);
        loop {
            // Nothing is open, so that every line is one too many.
            while self.answer_at_hand()?.is_some() {}
            match self.talk.receive(self.lines.room(), until) {
                Received::Output => {}
                Received::End if self.lines.rest().is_empty() => {
                    let (how, last_words) = self.talk.ended(until.duration_since(clock::now()));
                    return match how.filter(|status| misbehaviour::is_crash(*status)) {
                        Some(how) => Err(Misbehaviour { what: Wrong::CrashedAtTheEnd { how }, last_words }),
                        None => Ok(how),
                    };
                }
                Received::End => return Err(self.ended()),
                Received::Expired => return Ok(None),
            }
        }
    }

    fn ended(&mut self) -> Misbehaviour {
        let (how, last_words) = self.talk.ended(self.timeout.min(FAREWELL));
        Misbehaviour { what: Wrong::Ended { how, half: self.half() }, last_words }
    }

    fn wrong(&mut self, what: Wrong) -> Misbehaviour {
        match (what, self.talk.ended(Duration::ZERO)) {
            // Its children may hold the output open.
            (Wrong::Silent { half, .. }, (how @ Some(_), last_words)) => {
                Misbehaviour { what: Wrong::Ended { how, half }, last_words }
            }
            (what, (_, last_words)) => Misbehaviour { what, last_words },
        }
    }

    fn half(&self) -> String {
        excerpt(&String::from_utf8_lossy(self.beginning()))
    }

    /// The beginning of the line that is not whole: more than is shown.
    fn beginning(&self) -> &[u8] {
        let rest = self.lines.rest();
        rest.get(..1024).unwrap_or(rest)
    }
}
