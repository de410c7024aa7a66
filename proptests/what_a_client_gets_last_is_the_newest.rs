//! What is on its way to a client, against a list: findings of the newest text alone, one message for each document, answers in
//! order and never dropped, and a bound (U42, S25).

use std::collections::BTreeMap;

use heddle::concurrent::Revision;
use heddle::server::outgoing::{Dropped, Limits, Machine};
use heddle::text::Uri;
use heddle::workspace::Edition;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestRng, TestRunner};

use crate::outgoing_mutants::{FAULTS, Lists};

/// What an entry costs besides its text.
pub(crate) const ENTRY: usize = 64;

pub(crate) const LIMITS: Limits = Limits { behind: 400, most: 1_000 };

/// A state: of the disk, and of what is open.
pub(crate) type State = (u64, u64);

/// What the body needs. Messages are texts; those of findings are told from others by what they say.
pub(crate) trait Subject {
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
    let of_something_else =
        FAULTS.into_iter().filter_map(|(fault, message)| match agree(3_000, || Lists::with(fault)) {
            Ok(()) => Some(format!("{fault:?} was not rejected")),
            Err(reason) if reason.contains(message) => None,
            Err(reason) => Some(format!("{fault:?} died of something else than `{message}`:\n{reason}")),
        });
    let of_something_else: Vec<String> = of_something_else.collect();
    assert!(of_something_else.is_empty(), "{}", of_something_else.join("\n"));
}
