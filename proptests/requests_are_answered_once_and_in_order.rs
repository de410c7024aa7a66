//! The machine of the request queue against its specification, lists of requests (Q1, Q2, Q3, Q5).

use std::collections::BTreeMap;

use heddle::concurrent::request_queue as queue;
use heddle::concurrent::request_queue::{Claim, Machine, Needs, Outcome, Task};
use heddle::oracle::specification::request_queue::{Phase, Refusal, Release};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestRng, TestRunner};

use crate::request_queue_mutants::{Fault, Faulty};

/// A request by connection and key.
type Name = (u8, u8);

/// What the body needs of a queue. Requests that were taken are known by the order in which they were.
pub(crate) trait Subject {
    fn connect(&mut self, connection: u8);
    fn begin(&mut self, generation: u64);
    fn end(&mut self, generation: u64, complete: bool);
    /// Whether it waits. `number` is that of the step, so no two are the same.
    fn submit(
        &mut self,
        name: Name,
        number: u32,
        index: bool,
        deadline: Option<u32>,
    ) -> Result<bool, Refusal>;
    fn expire(&mut self, now: u32);
    fn earliest_deadline(&self) -> Option<u32>;
    fn take(&mut self) -> Option<(Name, u32, Release)>;
    /// Answers what was taken with this number.
    fn answer(&mut self, number: u32) -> bool;
    fn cancel(&mut self, name: Name) -> bool;
    fn disconnect(&mut self, connection: u8) -> Vec<u8>;
    fn shut_down(&mut self) -> Vec<Name>;
    fn phase(&self) -> Phase;
    fn open(&self) -> usize;
}

/// The machine that ships; a job is the number of its request.
struct Production {
    machine: Machine<u8, u8, u32, u32>,
    taken: BTreeMap<u32, Claim<u8, u8>>,
}

impl Production {
    fn new(capacity: usize) -> Production {
        Production { machine: Machine::new(capacity), taken: BTreeMap::new() }
    }
}

impl Subject for Production {
    fn connect(&mut self, connection: u8) {
        self.machine.connect(connection);
    }

    fn begin(&mut self, generation: u64) {
        self.machine.begin(generation);
    }

    fn end(&mut self, generation: u64, complete: bool) {
        let outcome = if complete { Outcome::Complete } else { Outcome::Failed };
        self.machine.end(generation, outcome);
    }

    fn submit(
        &mut self,
        name: Name,
        number: u32,
        index: bool,
        deadline: Option<u32>,
    ) -> Result<bool, Refusal> {
        let needs = if index { Needs::Index } else { Needs::Document };
        let outcome = self.machine.submit(name.0, name.1, needs, deadline, number);
        match outcome {
            Ok(standing) => Ok(standing == queue::Standing::Waiting),
            Err((refusal, job)) => {
                assert_eq!(job, number, "a refused job comes back");
                Err(match refusal {
                    queue::Refusal::Full { .. } => Refusal::Full,
                    queue::Refusal::Duplicate => Refusal::Duplicate,
                    queue::Refusal::Disconnected => Refusal::Disconnected,
                    queue::Refusal::ShutDown => Refusal::ShutDown,
                })
            }
        }
    }

    fn expire(&mut self, now: u32) {
        self.machine.expire(|deadline| deadline <= now);
    }

    fn earliest_deadline(&self) -> Option<u32> {
        self.machine.earliest_deadline()
    }

    fn take(&mut self) -> Option<(Name, u32, Release)> {
        let Task { claim, release, job, .. } = self.machine.take()?;
        let release = match release {
            queue::Release::AtOnce => Release::AtOnce,
            queue::Release::Indexed => Release::Indexed,
            queue::Release::Failed => Release::Failed,
            queue::Release::Expired => Release::Expired,
        };
        let name = (*claim.connection(), *claim.key());
        self.taken.insert(job, claim);
        Some((name, job, release))
    }

    fn answer(&mut self, number: u32) -> bool {
        let claim = self.taken.remove(&number).expect("it was taken");
        let key = self.machine.answer(&claim);
        assert!(key.is_none_or(|key| key == *claim.key()), "the answer has another name");
        key.is_some()
    }

    fn cancel(&mut self, name: Name) -> bool {
        self.machine.cancel(name.0, &name.1).is_some()
    }

    fn disconnect(&mut self, connection: u8) -> Vec<u8> {
        self.machine.disconnect(connection).0
    }

    fn shut_down(&mut self) -> Vec<Name> {
        self.machine.shut_down().0
    }

    fn phase(&self) -> Phase {
        match self.machine.phase() {
            queue::Phase::Idle => Phase::Idle,
            queue::Phase::Indexing(generation) => Phase::Indexing(generation),
            queue::Phase::Ready(generation) => Phase::Ready(generation),
            queue::Phase::Failed(generation) => Phase::Failed(generation),
        }
    }

    fn open(&self) -> usize {
        self.machine.open()
    }
}

#[derive(Clone, Debug)]
enum Step {
    Connect(u8),
    Begin(u64),
    End(u64, bool),
    Submit(Name, bool, Option<u32>),
    /// So much time passes.
    Wait(u32),
    Take,
    /// Answers one of those that were taken.
    Answer(prop::sample::Index),
    Cancel(Name),
    Disconnect(u8),
    ShutDown,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let name = || (0..3_u8, 0..5_u8);
    let deadline = prop_oneof![1 => Just(None), 2 => (1..8_u32).prop_map(Some)];
    let step = prop_oneof![
        20 => (name(), prop::bool::weighted(0.7), deadline)
            .prop_map(|(name, index, deadline)| Step::Submit(name, index, deadline)),
        12 => Just(Step::Take),
        8 => any::<prop::sample::Index>().prop_map(Step::Answer),
        4 => name().prop_map(Step::Cancel),
        4 => (0..3_u32).prop_map(Step::Wait),
        4 => (0..6_u64).prop_map(Step::Begin),
        4 => (0..6_u64, any::<bool>()).prop_map(|(generation, complete)| Step::End(generation, complete)),
        3 => (0..3_u8).prop_map(Step::Connect),
        2 => (0..3_u8).prop_map(Step::Disconnect),
        1 => Just(Step::ShutDown),
    ];
    prop::collection::vec(step, 1..80)
}

/// What can be said of any queue, without a specification.
#[derive(Default)]
struct Account {
    /// The requests that nobody answered, by name.
    open: BTreeMap<Name, u32>,
    /// Who needs the index.
    index: BTreeMap<u32, bool>,
    /// The last one that was taken, by connection and need.
    last: BTreeMap<(u8, bool), u32>,
}

impl Account {
    fn answered(&mut self, name: Name, number: Option<u32>) -> TestCaseResult {
        let open = self.open.remove(&name);
        prop_assert!(open.is_some() && (number.is_none() || open == number), "answered twice (Q1)");
        Ok(())
    }

    fn taken(&mut self, name: Name, number: u32) -> TestCaseResult {
        let index = self.index.get(&number).copied().unwrap_or(false);
        let last = self.last.insert((name.0, index), number);
        prop_assert!(last.is_none_or(|last| last < number), "one request overtook another (Q2)");
        Ok(())
    }
}

/// The body: production and mutants pass through it with the same steps.
fn agree<S: Subject>(cases: u32, subject: impl Fn(usize) -> S) -> Result<(), String> {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[17; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let outcome =
        runner.run(&(0..5_usize, steps()), |(capacity, steps)| run(&mut subject(capacity), capacity, &steps));
    outcome.map_err(|error| error.to_string())
}

fn run<S: Subject>(subject: &mut S, capacity: usize, steps: &[Step]) -> TestCaseResult {
    let mut specified = Faulty::new(capacity, None);
    let mut account = Account::default();
    let (mut now, mut taken): (u32, Vec<(Name, u32)>) = (0, Vec::new());
    for connection in 0..2 {
        subject.connect(connection);
        specified.connect(connection);
    }
    for (number, step) in (1_u32..).zip(steps) {
        match *step {
            Step::Connect(connection) => {
                subject.connect(connection);
                specified.connect(connection);
            }
            Step::Begin(generation) => {
                subject.begin(generation);
                specified.begin(generation);
            }
            Step::End(generation, complete) => {
                subject.end(generation, complete);
                specified.end(generation, complete);
            }
            Step::Submit(name, index, patience) => {
                let deadline = patience.map(|patience| now + patience);
                let outcome = subject.submit(name, number, index, deadline);
                if outcome.is_ok() {
                    account.open.insert(name, number);
                    account.index.insert(number, index);
                }
                prop_assert_eq!(
                    outcome,
                    specified.submit(name, number, index, deadline),
                    "taken in otherwise"
                );
            }
            Step::Wait(time) => {
                now += time;
                subject.expire(now);
                specified.expire(now);
            }
            Step::Take => {
                let task = subject.take();
                if let Some((name, number, _)) = task {
                    account.taken(name, number)?;
                    taken.push((name, number));
                }
                prop_assert_eq!(task, specified.take(), "another one runs");
            }
            Step::Answer(_) if taken.is_empty() => {}
            Step::Answer(which) => {
                let (name, number) = taken.swap_remove(which.index(taken.len()));
                let answers = subject.answer(number);
                if answers {
                    account.answered(name, Some(number))?;
                }
                prop_assert_eq!(answers, specified.answer(number), "answered by somebody else");
            }
            Step::Cancel(name) => {
                let told = subject.cancel(name);
                if told {
                    account.answered(name, None)?;
                }
                prop_assert_eq!(told, specified.cancel(name), "cancelled otherwise");
            }
            Step::Disconnect(connection) => {
                let keys = subject.disconnect(connection);
                for &key in &keys {
                    account.answered((connection, key), None)?;
                }
                prop_assert_eq!(keys, specified.disconnect(connection), "other requests of the connection");
            }
            Step::ShutDown => {
                let names = subject.shut_down();
                for &name in &names {
                    account.answered(name, None)?;
                }
                prop_assert_eq!(names, specified.shut_down(), "other requests at the end");
            }
        }
        prop_assert_eq!(subject.phase(), specified.phase(), "another phase");
        prop_assert_eq!(subject.earliest_deadline(), specified.earliest_deadline(), "another deadline");
        prop_assert_eq!(subject.open(), account.open.len(), "a request is lost, or kept for nobody (Q1)");
        for connection in 0..3 {
            let open = account.open.keys().filter(|name| name.0 == connection).count();
            prop_assert!(open <= capacity, "more requests than there may be (Q5)");
        }
    }
    for name in subject.shut_down() {
        account.answered(name, None)?;
    }
    prop_assert!(account.open.is_empty(), "a request was never answered (Q1)");
    prop_assert!(subject.take().is_none(), "something runs after the end");
    Ok(())
}

#[test]
fn production_agrees() {
    if let Err(error) = agree(10_000, Production::new) {
        panic!("{error}");
    }
}

#[test]
fn every_mutant_is_rejected() {
    let of_something_else = Fault::ALL.into_iter().filter_map(|(fault, message)| {
        match agree(3_000, |capacity| Faulty::new(capacity, Some(fault))) {
            Ok(()) => Some(format!("{fault:?} was not rejected")),
            Err(reason) if reason.contains(message) => None,
            Err(reason) => Some(format!("{fault:?} died of something else than `{message}`:\n{reason}")),
        }
    });
    let of_something_else: Vec<String> = of_something_else.collect();
    assert!(of_something_else.is_empty(), "{}", of_something_else.join("\n"));
}
