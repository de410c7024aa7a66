//! What is on its way to a client, against a list: findings of the newest text alone, one message for each document, answers in
//! order and never dropped, and a bound (U42, S25).

use std::collections::BTreeMap;

use heddle::concurrent::Revision;
use heddle::server::outgoing::{Dropped, Limits, Machine};
use heddle::text::Uri;
use heddle::workspace::Edition;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestRng, TestRunner};

/// What an entry costs besides its text.
const ENTRY: usize = 64;

const LIMITS: Limits = Limits { behind: 400, most: 1_000 };

/// A state: of the disk, and of what is open.
type State = (u64, u64);

/// What the body needs. Messages are texts; those of findings are told from others by what they say.
trait Subject {
    fn send(&mut self, message: &str);
    fn offer(&mut self, message: &str) -> bool;
    fn changed(&mut self, document: u8, since: u64);
    fn closed(&mut self, document: u8, last: &str);
    fn publish(&mut self, document: u8, at: State, findings: &str) -> bool;
    fn next(&mut self) -> Option<String>;
    fn bytes(&self) -> usize;
    fn given_up(&self) -> bool;
}

fn uri(document: u8) -> Uri {
    Uri::from(format!("document {document}").as_str())
}

fn edition((disk, overlay): State) -> Edition {
    Edition { disk: Revision::new(disk), overlay: Revision::new(overlay) }
}

impl Subject for Machine {
    fn send(&mut self, message: &str) {
        drop(Machine::send(self, message.to_owned()));
    }

    fn offer(&mut self, message: &str) -> bool {
        Machine::offer(self, message.to_owned()).is_ok()
    }

    fn changed(&mut self, document: u8, since: u64) {
        drop(Machine::changed(self, uri(document), "name".into(), Revision::new(since)));
    }

    fn closed(&mut self, document: u8, last: &str) {
        let open = self.spelling(&uri(document)).is_some();
        let dropped = Machine::closed(self, &uri(document), last.to_owned());
        assert!(open || matches!(dropped, Dropped::Message(_)), "a document that is not open was closed");
    }

    fn publish(&mut self, document: u8, at: State, findings: &str) -> bool {
        let wanted = self.wants(&uri(document), edition(at)).is_some();
        let taken = Machine::publish(self, &uri(document), edition(at), findings.to_owned()).is_ok();
        assert_eq!(wanted, taken, "what was wanted is not what is taken");
        taken
    }

    fn next(&mut self) -> Option<String> {
        Machine::take(self)
    }

    fn bytes(&self) -> usize {
        Machine::bytes(self)
    }

    fn given_up(&self) -> bool {
        self.is_given_up()
    }
}

/// The one step in which a mutant differs.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
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

const FAULTS: [(Fault, &str); 10] = [
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
struct Lists {
    fault: Option<Fault>,
    queue: Vec<Entry>,
    open: BTreeMap<u8, Open>,
    /// What was open, and since when.
    closed: BTreeMap<u8, u64>,
    given_up: bool,
}

impl Lists {
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

#[derive(Clone, Debug)]
enum Step {
    Send(usize),
    Offer(usize),
    Changed(u8),
    Closed(u8),
    /// Findings of a state so far back: of the disk, and of what is open.
    Publish(u8, u64, u64),
    /// The disk has changed.
    Disk,
    /// So many messages are written.
    Write(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => (0..80_usize).prop_map(Step::Send),
        3 => (0..80_usize).prop_map(Step::Offer),
        5 => (0..3_u8).prop_map(Step::Changed),
        3 => (0..3_u8).prop_map(Step::Closed),
        8 => (0..3_u8, 0..3_u64, 0..3_u64).prop_map(|(document, disk, overlay)| Step::Publish(document, disk, overlay)),
        2 => Just(Step::Disk),
        4 => (0..4_usize).prop_map(Step::Write),
    ];
    prop::collection::vec(step, 1..120)
}

/// What can be said without knowing how it is done.
#[derive(Default)]
struct Account {
    /// The answers that were queued and not written, in order.
    answers: Vec<String>,
    /// Which document is open, since when; closed ones have nothing.
    open: BTreeMap<u8, Option<u64>>,
    /// The last state of which findings of a document were taken in.
    taken: BTreeMap<u8, State>,
    /// What was written last for each document.
    written: BTreeMap<u8, String>,
}

impl Account {
    /// A message is written.
    fn wrote(&mut self, message: &str) -> TestCaseResult {
        match message.split_once(':') {
            Some(("findings", rest)) => {
                let mut numbers = rest.split(' ').map(str::parse);
                let document = numbers.next().and_then(Result::ok).unwrap_or(u8::MAX);
                let overlay = numbers.next_back().and_then(Result::ok).map(u64::from);
                let since = self.open.get(&document).copied().flatten();
                let newest = since.is_none_or(|since| overlay.is_some_and(|overlay| overlay >= since));
                prop_assert!(newest, "what is written is not those of the newest text");
                self.written.insert(document, message.to_owned());
            }
            _ => {
                let first = if self.answers.is_empty() { None } else { Some(self.answers.remove(0)) };
                prop_assert_eq!(first.as_deref(), Some(message), "an answer is lost, or out of order");
            }
        }
        Ok(())
    }

    fn published(&mut self, document: u8, at: State) -> TestCaseResult {
        let since = self.open.get(&document).copied().flatten();
        prop_assert!(since.is_some(), "findings of a closed document");
        prop_assert!(since.is_some_and(|since| at.1 >= since), "findings are not those of the newest text");
        let before = self.taken.insert(document, at).unwrap_or_default();
        prop_assert!(at.0 >= before.0 && at.1 >= before.1, "older findings took the place of newer ones");
        Ok(())
    }

    /// Nothing is on its way any more.
    fn at_rest(&self) -> TestCaseResult {
        prop_assert!(self.answers.is_empty(), "an answer is lost, or out of order");
        for (document, open) in &self.open {
            let written = self.written.get(document).map(String::as_str);
            match (open, self.taken.get(document)) {
                (None, _) => {
                    prop_assert_eq!(
                        written,
                        Some(&*empty(*document)),
                        "a closed document keeps its findings"
                    );
                }
                (Some(_), Some(&at)) => {
                    prop_assert_eq!(written, Some(&*findings(*document, at)), "not those of the newest text");
                }
                (Some(_), None) => {}
            }
        }
        Ok(())
    }
}

fn findings(document: u8, (disk, overlay): State) -> String {
    format!("findings:{document} {disk} {overlay}")
}

fn empty(document: u8) -> String {
    format!("findings:{document}")
}

/// The body: production and mutants pass through it with the same steps.
fn agree<S: Subject>(cases: u32, subject: impl Fn() -> S) -> Result<(), String> {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[23; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    runner.run(&steps(), |steps| run(&mut subject(), &steps)).map_err(|error| error.to_string())
}

fn run<S: Subject>(subject: &mut S, steps: &[Step]) -> TestCaseResult {
    let mut lists = Lists::default();
    let mut account = Account::default();
    let (mut disk, mut overlay) = (0_u64, 0_u64);
    let mut miscounted = None;
    for (number, step) in steps.iter().enumerate() {
        let message = |length: usize| format!("{number}:{}", "x".repeat(length));
        match *step {
            Step::Send(length) => {
                account.answers.push(message(length));
                subject.send(&message(length));
                lists.send(&message(length));
            }
            Step::Offer(length) => {
                let taken = subject.offer(&message(length));
                if taken {
                    account.answers.push(message(length));
                }
                prop_assert_eq!(taken, lists.offer(&message(length)), "an offer to a client that is behind");
            }
            Step::Changed(document) => {
                overlay += 1;
                account.open.insert(document, Some(overlay));
                account.taken.remove(&document);
                subject.changed(document, overlay);
                lists.changed(document, overlay);
            }
            Step::Closed(document) => {
                overlay += 1;
                account.open.entry(document).and_modify(|open| *open = None);
                subject.closed(document, &empty(document));
                lists.closed(document, &empty(document));
            }
            Step::Publish(document, disk_back, overlay_back) => {
                let at = (disk.saturating_sub(disk_back), overlay.saturating_sub(overlay_back));
                let taken = subject.publish(document, at, &findings(document, at));
                if taken {
                    account.published(document, at)?;
                }
                prop_assert_eq!(
                    taken,
                    lists.publish(document, at, &findings(document, at)),
                    "other findings count"
                );
            }
            Step::Disk => disk += 1,
            Step::Write(count) => {
                for _ in 0..count {
                    let message = subject.next();
                    if let Some(message) = &message {
                        account.wrote(message)?;
                    }
                    prop_assert_eq!(message, lists.next(), "another message");
                }
            }
        }
        prop_assert!(subject.bytes() <= LIMITS.most, "over the bound");
        prop_assert_eq!(subject.given_up(), lists.given_up(), "given up otherwise");
        if subject.given_up() {
            prop_assert!(subject.next().is_none() && subject.bytes() == 0, "something is left for nobody");
            return Ok(());
        }
        let documents = account.open.len() * (ENTRY + 40);
        let answers: usize = account.answers.iter().map(|answer| ENTRY + answer.len()).sum();
        prop_assert!(subject.bytes() <= documents + answers, "more than one message for a document");
        if subject.bytes() != lists.bytes() {
            miscounted = Some((subject.bytes(), lists.bytes()));
        }
    }
    while let Some(message) = subject.next() {
        account.wrote(&message)?;
        prop_assert_eq!(Some(message), lists.next(), "another message");
    }
    account.at_rest()?;
    prop_assert_eq!(subject.bytes(), 0, "something is left");
    // The last thing to be said of a mutant: what it has done otherwise says more.
    prop_assert!(miscounted.is_none(), "bytes are counted otherwise: {:?}", miscounted);
    Ok(())
}

#[test]
fn production_agrees() {
    if let Err(error) = agree(10_000, || Machine::new(LIMITS)) {
        panic!("{error}");
    }
}

#[test]
fn every_mutant_is_rejected() {
    let of_something_else = FAULTS.into_iter().filter_map(|(fault, message)| {
        match agree(3_000, || Lists { fault: Some(fault), ..Lists::default() }) {
            Ok(()) => Some(format!("{fault:?} was not rejected")),
            Err(reason) if reason.contains(message) => None,
            Err(reason) => Some(format!("{fault:?} died of something else than `{message}`:\n{reason}")),
        }
    });
    let of_something_else: Vec<String> = of_something_else.collect();
    assert!(of_something_else.is_empty(), "{}", of_something_else.join("\n"));
}
