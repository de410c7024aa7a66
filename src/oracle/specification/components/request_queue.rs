//! Requests of connections that may have to wait for an index, and who answers them.
//!
//! *The index.* Its phase is `idle` at first. `begin G` says that run G builds it: the phase is `indexing G`, if nobody has
//! begun yet or G is greater than the run that the phase speaks of; else nothing happens. `end G OUTCOME` (`complete` or
//! `failed`) says that run G is over: the phase is `ready G` or `failed G`, if G is what the phase is indexing, or a later
//! run, or nobody has begun; else nothing happens (Q3). If it happens, all requests that wait go into the line behind those
//! that are there, in order of submission, released as `indexed` or `failed`.
//!
//! *Requests.* `connect C` lets connection C submit, unless the queue is shut down. `submit C KEY NEEDS DEADLINE JOB` takes
//! a request in; JOB is a number that no other request has. It is refused, in this order: `shut down`; `disconnected` where
//! C may not submit; `duplicate` where C has an open request of this KEY; `full` where C has as many open requests as the
//! capacity, [`CAPACITY`]. A request is open from its submission until it is answered, cancelled, or its connection goes.
//! One that NEEDS the `index` waits while the phase is indexing (`waiting`), at the latest until its DEADLINE, if it has
//! one; every other one, and all that need only a `document`, goes to the end of the line (`runnable`), released as `failed`
//! if it needs the index and the phase is failed, else `at once`. `expire NOW` says that the moment NOW has come: each
//! waiting request whose deadline is not after NOW goes into the line as `expired`, and with it all that wait on the same
//! connection and came before it, so that nothing overtakes (Q2); they go in order of submission.
//!
//! *Work.* `take` takes the first in line and says its JOB, connection, KEY and release; `null` if nothing is in line.
//! `answer JOB` is said by who took JOB and has its result: `true` if the result is the answer, that is if the request is
//! still open, which it then ends; else, or if nobody took JOB, `false` (Q1). `cancel C KEY` ends the open request of this
//! name and says whether there was one. `disconnect C` ends all open requests of C, says their KEYs in order of submission,
//! and C may not submit until it connects again. `shut_down` ends all open requests of all connections, says their
//! connections and KEYs in order of submission, and refuses all that comes. What is ended is neither waiting nor in line.
//! `phase` says the phase, `open` the number of open requests.

use serde_json::{Value, json};

use crate::oracle::specification::contract::Specification;
use crate::oracle::specification::request_queue::{Phase, Queue, Refusal, Release};

/// How many open requests a connection may have.
pub const CAPACITY: usize = 3;

/// The specification.
#[derive(Clone, Copy, Debug, Default)]
pub struct RequestQueueSpecification;

/// What can be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Operation {
    /// A connection may submit.
    Connect(u8),
    /// A run begins.
    Begin(u64),
    /// A run is over; whether the index is complete.
    End(u64, bool),
    /// A request comes.
    Submit(Submission),
    /// A moment has come.
    Expire(u32),
    /// The first in line goes to work.
    Take,
    /// Who took a job has its result.
    Answer(u64),
    /// A client does not want an answer any more: connection and key.
    Cancel(u8, u8),
    /// A connection goes.
    Disconnect(u8),
    /// The end.
    ShutDown,
    /// The phase of the index.
    Phase,
    /// The number of open requests.
    Open,
}

/// A request that comes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Submission {
    /// Whose it is.
    pub connection: u8,
    /// Its name among the open ones of its connection.
    pub key: u8,
    /// Whether it needs the index.
    pub needs_index: bool,
    /// Until when it may wait.
    pub deadline: Option<u32>,
    /// Which it is; no other has this number.
    pub job: u64,
}

/// The queue, and what is known of its open requests.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct State {
    queue: Queue,
    /// The job of each open request, by number.
    jobs: Vec<(u32, u64)>,
    /// The jobs of open requests that somebody took.
    taken: Vec<u64>,
}

impl Specification for RequestQueueSpecification {
    type State = State;
    type Operation = Operation;
    type Outcome = Value;

    fn initial(&self) -> State {
        State { queue: Queue::new(CAPACITY), jobs: Vec::new(), taken: Vec::new() }
    }

    fn step(&self, state: &mut State, operation: &Operation) -> Value {
        let queue = &mut state.queue;
        let outcome = match *operation {
            Operation::Connect(connection) => {
                queue.connect(connection);
                Value::Null
            }
            Operation::Begin(generation) => {
                queue.begin(generation);
                Value::Null
            }
            Operation::End(generation, complete) => {
                queue.end(generation, complete);
                Value::Null
            }
            Operation::Submit(Submission { connection, key, needs_index, deadline, job }) => {
                let outcome = queue.submit(connection, key, needs_index, deadline);
                if outcome.is_ok() {
                    state.jobs.push((queue.last, job));
                }
                json!(submission_said(outcome))
            }
            Operation::Expire(now) => {
                queue.expire(now);
                Value::Null
            }
            Operation::Take => match queue.take() {
                None => Value::Null,
                Some((request, release)) => {
                    let job = state.jobs.iter().find(|(number, _)| *number == request.number);
                    let job = job.map_or(0, |(_, job)| *job);
                    state.taken.push(job);
                    json!([job, request.connection, request.key, release_said(release)])
                }
            },
            Operation::Answer(job) => {
                let number = state.jobs.iter().find(|(_, own)| *own == job).map(|(number, _)| *number);
                let taken = state.taken.contains(&job);
                json!(taken && number.is_some_and(|number| queue.answer(number)))
            }
            Operation::Cancel(connection, key) => json!(queue.cancel(connection, key)),
            Operation::Disconnect(connection) => {
                let open = queue.disconnect(connection);
                json!(open.iter().map(|request| request.key).collect::<Vec<_>>())
            }
            Operation::ShutDown => {
                let open = queue.shut_down();
                json!(open.iter().map(|request| (request.connection, request.key)).collect::<Vec<_>>())
            }
            Operation::Phase => json!(phase_said(queue.phase)),
            Operation::Open => json!(queue.open.len()),
        };
        // Of what is not open nothing is known.
        let State { queue, jobs, taken } = state;
        jobs.retain(|(number, _)| queue.open.iter().any(|request| request.number == *number));
        taken.retain(|job| jobs.iter().any(|(_, own)| own == job));
        outcome
    }

    fn reads(&self, operation: &Operation, observed: Option<&Value>) -> bool {
        match operation {
            Operation::Phase | Operation::Open => true,
            Operation::Take => observed == Some(&Value::Null),
            Operation::Answer(_) | Operation::Cancel(..) => observed == Some(&json!(false)),
            Operation::Submit(_) => {
                let said = observed.and_then(Value::as_str);
                said.is_some_and(|said| said != "waiting" && said != "runnable")
            }
            _ => false,
        }
    }

    fn size(&self, state: &State) -> usize {
        size_of::<State>() + 96 * state.queue.open.len()
    }

    fn print(&self, state: &State) -> String {
        let State { queue, jobs, taken } = state;
        let job = |number| jobs.iter().find(|(own, _)| *own == number).map_or(0, |(_, job)| *job);
        let waiting: Vec<u64> = queue.waiting.iter().map(|request| job(request.number)).collect();
        let line: Vec<u64> = queue.line.iter().map(|(request, _)| job(request.number)).collect();
        let phase = if queue.shut_down { "shut down".to_owned() } else { phase_said(queue.phase) };
        let connections = &queue.connections;
        format!("{phase}, connected {connections:?}, waiting {waiting:?}, in line {line:?}, taken {taken:?}")
    }

    fn print_outcome(&self, outcome: &Value) -> String {
        outcome.to_string()
    }
}

/// What a submission is told: whether it waits, or why it is not taken in.
#[must_use]
pub fn submission_said(outcome: Result<bool, Refusal>) -> &'static str {
    match outcome {
        Ok(true) => "waiting",
        Ok(false) => "runnable",
        Err(Refusal::Full) => "full",
        Err(Refusal::Duplicate) => "duplicate",
        Err(Refusal::Disconnected) => "disconnected",
        Err(Refusal::ShutDown) => "shut down",
    }
}

/// Why a task may run, in words.
#[must_use]
pub fn release_said(release: Release) -> &'static str {
    match release {
        Release::AtOnce => "at once",
        Release::Indexed => "indexed",
        Release::Failed => "failed",
        Release::Expired => "expired",
    }
}

/// What is known about the index, in words.
#[must_use]
pub fn phase_said(phase: Phase) -> String {
    match phase {
        Phase::Idle => "idle".to_owned(),
        Phase::Indexing(generation) => format!("indexing {generation}"),
        Phase::Ready(generation) => format!("ready {generation}"),
        Phase::Failed(generation) => format!("failed {generation}"),
    }
}
