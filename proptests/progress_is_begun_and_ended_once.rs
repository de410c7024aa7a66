//! Q4 on the wire: whatever happens in whatever order, of each run that the client shows it hears one beginning, reports that
//! go up and do not come too often, and one end; and of the newest run it hears in any case.

use heddle::indexing::Progress;
use heddle::server::progress::{Event, Machine, Say};
use heddle::sync::clock;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestRng, TestRunner};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Milliseconds between two reports.
const INTERVAL: u64 = 100;

/// What happens; the client answers requests by itself, later.
#[derive(Clone, Debug)]
enum Step {
    Initialized,
    Began,
    Progressed {
        ok: usize,
        total: usize,
    },
    Ended,
    /// What the indexer says of a run that is not the newest.
    Late(usize),
    Answers(bool),
}

fn steps() -> impl Strategy<Value = Vec<(u64, Step)>> {
    let step = prop_oneof![
        1 => Just(Step::Initialized),
        2 => Just(Step::Began),
        8 => (0..20_usize, 1..20_usize).prop_map(|(ok, total)| Step::Progressed { ok: ok.min(total), total }),
        2 => Just(Step::Ended),
        1 => (0..20_usize).prop_map(Step::Late),
        3 => prop::bool::weighted(0.8).prop_map(Step::Answers),
    ];
    prop::collection::vec((prop_oneof![0..30_u64, 90..200_u64], step), 1..60)
}

/// What the body needs of who speaks.
trait Speaks {
    fn apply(&mut self, event: Event, now: u64) -> Vec<Say>;
}

struct Shipped {
    machine: Machine,
    zero: clock::Instant,
}

impl Shipped {
    fn new(interval: u64) -> Shipped {
        Shipped { machine: Machine::new(Duration::from_millis(interval)), zero: clock::now() }
    }
}

impl Speaks for Shipped {
    fn apply(&mut self, event: Event, now: u64) -> Vec<Say> {
        self.machine.apply(event, self.zero.after(Duration::from_millis(now)));
        std::iter::from_fn(|| self.machine.take()).collect()
    }
}

/// What the client has heard of a run.
#[derive(Default)]
struct Heard {
    granted: Option<bool>,
    begun: bool,
    ended: bool,
    percentage: u32,
    last: u64,
}

/// The client.
#[derive(Default)]
struct Client {
    ready: bool,
    runs: BTreeMap<u64, Heard>,
    unanswered: BTreeSet<u64>,
}

impl Client {
    fn hear(&mut self, say: &Say, now: u64) -> TestCaseResult {
        prop_assert!(self.ready, "something was said before the client was ready");
        match say {
            Say::Create { generation } => {
                let first = self.runs.insert(*generation, Heard::default()).is_none();
                prop_assert!(first, "asked twice");
                self.unanswered.insert(*generation);
            }
            Say::Begin { generation, percentage } => {
                let run = self.runs.entry(*generation).or_default();
                prop_assert!(run.granted == Some(true), "begun without being asked for");
                prop_assert!(!run.begun, "begun twice");
                *run = Heard {
                    begun: true,
                    percentage: *percentage,
                    last: now,
                    granted: run.granted,
                    ended: false,
                };
            }
            Say::Report { generation, percentage, .. } => {
                let run = self.runs.entry(*generation).or_default();
                prop_assert!(run.begun && !run.ended, "a report outside");
                prop_assert!(*percentage >= run.percentage && *percentage <= 100, "a percentage fell");
                prop_assert!(now - run.last >= INTERVAL, "reports come too often");
                (run.percentage, run.last) = (*percentage, now);
            }
            Say::End { generation, .. } => {
                let run = self.runs.entry(*generation).or_default();
                prop_assert!(run.begun && !run.ended, "an end outside, or a second one");
                run.ended = true;
            }
        }
        Ok(())
    }
}

/// The body: production and mutants pass through it with the same steps.
fn speaks_well<S: Speaks>(cases: u32, speaker: impl Fn() -> S) -> Result<(), String> {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[13; 32]);
    let outcome = TestRunner::new_with_rng(config, rng).run(&steps(), |steps| run(&mut speaker(), steps));
    outcome.map_err(|error| error.to_string())
}

fn run<S: Speaks>(speaker: &mut S, steps: Vec<(u64, Step)>) -> TestCaseResult {
    let mut client = Client::default();
    let (mut now, mut newest) = (0, 0);
    let message = || "done".to_owned();
    // At rest: the client is ready, the last run is over, everything is answered.
    let rest = [(0, Step::Initialized), (0, Step::Ended)];
    for (delay, step) in steps.into_iter().chain(rest) {
        now += delay;
        let event = match step {
            Step::Initialized => {
                client.ready = true;
                Some(Event::Initialized)
            }
            Step::Began => {
                newest += 1;
                Some(Event::Began { generation: newest })
            }
            Step::Progressed { ok, total } => {
                Some(Event::Progressed(Progress { generation: newest, ok, total, ..Progress::default() }))
            }
            Step::Ended => Some(Event::Ended { generation: newest, message: message() }),
            Step::Late(back) => {
                let generation = newest.saturating_sub(back as u64);
                (generation < newest).then(|| Event::Ended { generation, message: message() })
            }
            Step::Answers(granted) => client.unanswered.pop_first().map(|generation| {
                client.runs.entry(generation).or_default().granted = Some(granted);
                Event::Answered { generation, granted }
            }),
        };
        for say in event.map(|event| speaker.apply(event, now)).unwrap_or_default() {
            client.hear(&say, now)?;
        }
    }
    while let Some(generation) = client.unanswered.pop_first() {
        client.runs.entry(generation).or_default().granted = Some(true);
        for say in speaker.apply(Event::Answered { generation, granted: true }, now) {
            client.hear(&say, now)?;
        }
    }
    for (generation, run) in &client.runs {
        prop_assert!(run.granted != Some(true) || run.ended, "run {} is shown for ever", generation);
    }
    prop_assert!(newest == 0 || client.runs.contains_key(&newest), "of the newest run nothing was said");
    Ok(())
}

#[test]
fn production_speaks_well() {
    if let Err(error) = speaks_well(5_000, || Shipped::new(INTERVAL)) {
        panic!("{error}");
    }
}

/// The one thing that a mutant does otherwise.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    /// Every count is reported at once.
    ReportsEverything,
    /// A percentage is that of the moment.
    PercentageOfTheMoment,
    /// A run begins when it begins (U28).
    BeginsUnasked,
    /// The client is asked before it is ready.
    AsksTooEarly,
    /// A run that is begun anew is not ended.
    SupersededStays,
    /// A run that was over before the client answered is begun, and not ended.
    OverBeforeAnswered,
    /// An end is said whenever a run is over.
    EndsWhenOver,
    /// Nothing is said of a run that was over before the client was ready.
    TooFastToTell,
}

/// The machine that ships, with one thing changed on its way in or out.
struct Mutant {
    shipped: Shipped,
    fault: Fault,
    moment: u32,
    begun: BTreeSet<u64>,
    over: BTreeSet<u64>,
    ready: bool,
}

impl Mutant {
    fn new(fault: Fault) -> Mutant {
        let interval = if fault == Fault::ReportsEverything { 0 } else { INTERVAL };
        let mut mutant = Mutant {
            shipped: Shipped::new(interval),
            fault,
            moment: 0,
            begun: BTreeSet::new(),
            over: BTreeSet::new(),
            ready: false,
        };
        if fault == Fault::AsksTooEarly {
            mutant.shipped.apply(Event::Initialized, 0);
        }
        mutant
    }
}

impl Speaks for Mutant {
    fn apply(&mut self, event: Event, now: u64) -> Vec<Say> {
        let mut first = Vec::new();
        match &event {
            Event::Initialized => self.ready = true,
            Event::Progressed(progress) => {
                self.moment = (progress.done() * 100 / progress.total.max(1)) as u32;
            }
            Event::Began { generation } if self.fault == Fault::BeginsUnasked && self.ready => {
                first.push(Say::Begin { generation: *generation, percentage: 0 });
            }
            Event::Ended { generation, message } => {
                if self.fault == Fault::TooFastToTell && !self.ready {
                    self.over.insert(*generation);
                    return self
                        .shipped
                        .apply(Event::Answered { generation: *generation, granted: false }, now);
                }
                if self.fault == Fault::EndsWhenOver && self.begun.contains(generation) {
                    first.push(Say::End { generation: *generation, message: message.clone() });
                }
                self.over.insert(*generation);
            }
            _ => {}
        }
        let answered = match &event {
            Event::Answered { generation, .. } => Some(*generation),
            _ => None,
        };
        let superseded = matches!(event, Event::Began { .. });
        let mut said = first;
        for say in self.shipped.apply(event, now) {
            match say {
                Say::Report { generation, message, .. } if self.fault == Fault::PercentageOfTheMoment => {
                    said.push(Say::Report { generation, percentage: self.moment, message });
                }
                Say::End { .. } if self.fault == Fault::SupersededStays && superseded => {}
                Say::End { generation, .. }
                    if self.fault == Fault::OverBeforeAnswered && answered == Some(generation) => {}
                Say::Begin { generation, .. } => {
                    self.begun.insert(generation);
                    said.push(say);
                }
                say => said.push(say),
            }
        }
        if self.fault == Fault::TooFastToTell {
            said.retain(|say| !matches!(say, Say::Create { generation } if self.over.contains(generation)));
        }
        said
    }
}

#[test]
fn every_mutant_is_rejected() {
    for fault in [
        Fault::ReportsEverything,
        Fault::PercentageOfTheMoment,
        Fault::BeginsUnasked,
        Fault::AsksTooEarly,
        Fault::SupersededStays,
        Fault::OverBeforeAnswered,
        Fault::EndsWhenOver,
        Fault::TooFastToTell,
    ] {
        match speaks_well(2_000, || Mutant::new(fault)) {
            Ok(()) => panic!("not rejected: {fault:?}"),
            Err(reason) => println!("{fault:?}: {reason}"),
        }
    }
}
