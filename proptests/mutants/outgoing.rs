//! What is on its way to a client as lists, right without a fault, and what draft designs of servers do wrong.

use std::collections::BTreeMap;

use crate::what_a_client_gets_last_is_the_newest::{ENTRY, LIMITS, State, Subject};

/// The one step in which a mutant differs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    /// Findings of an older text count.
    OlderText,
    /// Findings of a closed document count.
    ClosedDocument,
    /// Findings of an older state of the disk take the place of newer ones.
    OlderDisk,
    /// Findings of a text that is replaced stay on their way.
    KeepsReplaced,
    /// Every list of findings is a message of its own.
    NothingTakesPlace,
    /// Closing says nothing.
    ClosesInSilence,
    /// A client that is behind gets no answers.
    DropsAnswers,
    /// A client is never behind.
    NeverBehind,
    /// A client is never given up.
    NeverGivenUp,
    /// Findings are sent before all that is queued.
    FindingsFirst,
}

pub(crate) const FAULTS: [(Fault, &str); 10] = [
    (Fault::OlderText, "not those of the newest text"),
    (Fault::ClosedDocument, "findings of a closed document"),
    (Fault::OlderDisk, "older findings took the place of newer ones"),
    (Fault::KeepsReplaced, "not those of the newest text"),
    (Fault::NothingTakesPlace, "more than one message for a document"),
    (Fault::ClosesInSilence, "a closed document keeps its findings"),
    (Fault::DropsAnswers, "an answer is lost, or out of order"),
    (Fault::NeverBehind, "an offer to a client that is behind"),
    (Fault::NeverGivenUp, "over the bound"),
    (Fault::FindingsFirst, "another message"),
];

enum Entry {
    Message(String),
    /// What is pending of a document; nothing once it was taken back.
    Findings(u8, Option<String>),
}

struct Open {
    since: u64,
    published: State,
}

/// The same as lists, with at most one fault.
#[derive(Default)]
pub(crate) struct Lists {
    fault: Option<Fault>,
    queue: Vec<Entry>,
    open: BTreeMap<u8, Open>,
    /// What was open, and since when.
    closed: BTreeMap<u8, u64>,
    given_up: bool,
}

impl Lists {
    pub(crate) fn with(fault: Fault) -> Lists {
        Lists { fault: Some(fault), ..Lists::default() }
    }

    fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    fn put(&mut self, document: u8, findings: &str) {
        if self.given_up {
            return;
        }
        let is_its = |entry: &&mut Entry| matches!(entry, Entry::Findings(whose, _) if *whose == document);
        let place =
            self.queue.iter_mut().find(is_its).filter(|_| self.fault != Some(Fault::NothingTakesPlace));
        match place {
            Some(entry) => *entry = Entry::Findings(document, Some(findings.to_owned())),
            None => {
                let at = if self.has(Fault::FindingsFirst) { 0 } else { self.queue.len() };
                self.queue.insert(at, Entry::Findings(document, Some(findings.to_owned())));
            }
        }
        self.give_up_beyond_limit();
    }

    fn give_up_beyond_limit(&mut self) {
        if self.bytes() > LIMITS.most && !self.has(Fault::NeverGivenUp) {
            self.given_up = true;
            self.queue.clear();
            self.open.clear();
        }
    }
}

impl Subject for Lists {
    fn send(&mut self, message: &str) {
        if self.given_up || (self.has(Fault::DropsAnswers) && self.bytes() >= LIMITS.behind) {
            return;
        }
        self.queue.push(Entry::Message(message.to_owned()));
        self.give_up_beyond_limit();
    }

    fn offer(&mut self, message: &str) -> bool {
        if self.given_up || (self.bytes() >= LIMITS.behind && !self.has(Fault::NeverBehind)) {
            return false;
        }
        self.queue.push(Entry::Message(message.to_owned()));
        true
    }

    fn changed(&mut self, document: u8, since: u64) {
        if self.given_up {
            return;
        }
        self.open.insert(document, Open { since, published: (0, 0) });
        self.closed.remove(&document);
        let keeps = self.has(Fault::KeepsReplaced);
        for entry in &mut self.queue {
            match entry {
                Entry::Findings(whose, findings) if *whose == document && !keeps => *findings = None,
                _ => {}
            }
        }
    }

    fn closed(&mut self, document: u8, last: &str) {
        let Some(open) = self.open.remove(&document) else { return };
        self.closed.insert(document, open.since);
        if !self.has(Fault::ClosesInSilence) {
            self.put(document, last);
        }
    }

    fn publish(&mut self, document: u8, at: State, findings: &str) -> bool {
        let any = self.has(Fault::OlderText);
        let older = self.has(Fault::OlderDisk);
        let also_closed = self.has(Fault::ClosedDocument);
        let counts = match self.open.get_mut(&document) {
            Some(open) => {
                let (disk, overlay) = open.published;
                let counts = (at.1 >= open.since && at.1 >= overlay || any) && (at.0 >= disk || older);
                if counts {
                    open.published = at;
                }
                counts
            }
            None if also_closed => self.closed.get(&document).is_some_and(|since| at.1 >= *since),
            None => false,
        };
        if counts {
            self.put(document, findings);
        }
        counts
    }

    fn next(&mut self) -> Option<String> {
        while !self.queue.is_empty() {
            match self.queue.remove(0) {
                Entry::Message(message) | Entry::Findings(_, Some(message)) => return Some(message),
                Entry::Findings(_, None) => {}
            }
        }
        None
    }

    fn bytes(&self) -> usize {
        let cost = |entry: &Entry| match entry {
            Entry::Message(message) | Entry::Findings(_, Some(message)) => ENTRY + message.len(),
            Entry::Findings(_, None) => ENTRY,
        };
        self.queue.iter().map(cost).sum()
    }

    fn given_up(&self) -> bool {
        self.given_up
    }
}
