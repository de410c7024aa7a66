//! A request queue of your own.

use std::collections::VecDeque;

use serde_json::{Value, json};

use super::failure::Failure;
use super::options::{Options, Summary};
use super::run::hold;
use super::subject::Subject;
use crate::oracle::specification::components::request_queue::{
    Operation, RequestQueueSpecification, Submission, phase_said, release_said, submission_said,
};
use crate::oracle::specification::request_queue::{Phase, Refusal, Release};
use crate::sync::Arc;

/// A queue of requests that threads share. No connection is there and nobody has begun to build an index at first; a
/// connection may have [`CAPACITY`](crate::oracle::specification::components::request_queue::CAPACITY) open requests.
///
/// What each answers is said by the specification
/// [`request_queue`](crate::oracle::specification::components::request_queue). No request has a deadline here, since time
/// is not in the hands of a test.
pub trait QueueUnderTest: Send + Sync + 'static {
    /// The right to answer a request that was taken, or what stands for it: its number, say.
    type Claim: Send + 'static;

    /// A connection may submit.
    fn connect(&self, connection: u8);
    /// A run begins.
    fn begin(&self, run: u64);
    /// A run is over; whether the index is complete.
    fn end(&self, run: u64, complete: bool);
    /// A request comes; whether it waits.
    ///
    /// # Errors
    /// Why it is not taken in.
    fn submit(&self, request: &Submission) -> Result<bool, Refusal>;
    /// The first in line, if there is one. Does not wait for one.
    fn take(&self) -> Option<Taken<Self::Claim>>;
    /// Who took a request has its result; whether that is the answer.
    fn answer(&self, claim: Self::Claim) -> bool;
    /// A client does not want an answer any more; whether the request was open.
    fn cancel(&self, connection: u8, key: u8) -> bool;
    /// A connection goes: the keys of its open requests in order of submission.
    fn disconnect(&self, connection: u8) -> Vec<u8>;
    /// The end: connections and keys of all open requests in order of submission.
    fn shut_down(&self) -> Vec<(u8, u8)>;
    /// What is known about the index.
    fn phase(&self) -> Phase;
    /// How many requests are open.
    fn open(&self) -> usize;
}

/// A request that goes to work.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Taken<C> {
    /// The number that it was submitted with.
    pub job: u64,
    /// Whose it is.
    pub connection: u8,
    /// Its name.
    pub key: u8,
    /// Why it may run.
    pub release: Release,
    /// What it is answered with.
    pub claim: C,
}

/// Holds a queue against the specification `request-queue`.
///
/// # Errors
/// The first thing that is wrong.
///
/// # Panics
/// If `make` does.
pub fn queue<T: QueueUnderTest>(
    make: impl Fn() -> T + Send + Sync + 'static,
    options: &Options,
) -> Result<Summary, Box<Failure>> {
    hold(&Arc::new(RequestQueueSpecification), move || QueueSubject(make()), options)
}

/// Such a type as a subject of the specification `request-queue`, for who wants to [`record`](super::record) it.
#[derive(Debug, Default)]
pub struct QueueSubject<T>(pub T);

/// The jobs that a client took and has not answered, with the claims, in order.
#[derive(Debug)]
pub struct Work<C>(VecDeque<(u64, C)>);

impl<C> Default for Work<C> {
    fn default() -> Work<C> {
        Work(VecDeque::new())
    }
}

impl<T: QueueUnderTest> Subject<RequestQueueSpecification> for QueueSubject<T> {
    type Memory = Work<T::Claim>;

    fn choose(&self, _: Option<u64>, work: &Self::Memory, generated: Operation) -> Option<Operation> {
        match generated {
            // Only who took a job has its claim.
            Operation::Answer(_) => work.0.front().map(|(job, _)| Operation::Answer(*job)),
            Operation::Expire(_) => None,
            Operation::Submit(request) => Some(Operation::Submit(Submission { deadline: None, ..request })),
            generated => Some(generated),
        }
    }

    fn perform(&self, work: &mut Self::Memory, operation: &Operation) -> Value {
        let QueueSubject(queue) = self;
        match operation {
            Operation::Connect(connection) => queue.connect(*connection),
            Operation::Begin(run) => queue.begin(*run),
            Operation::End(run, complete) => queue.end(*run, *complete),
            Operation::Expire(_) => {}
            Operation::Submit(request) => return json!(submission_said(queue.submit(request))),
            Operation::Take => {
                let Some(Taken { job, connection, key, release, claim }) = queue.take() else {
                    return Value::Null;
                };
                work.0.push_back((job, claim));
                return json!([job, connection, key, release_said(release)]);
            }
            Operation::Answer(_) => {
                let claimed = work.0.pop_front();
                return json!(claimed.is_some_and(|(_, claim)| queue.answer(claim)));
            }
            Operation::Cancel(connection, key) => return json!(queue.cancel(*connection, *key)),
            Operation::Disconnect(connection) => return json!(queue.disconnect(*connection)),
            Operation::ShutDown => return json!(queue.shut_down()),
            Operation::Phase => return json!(phase_said(queue.phase())),
            Operation::Open => return json!(queue.open()),
        }
        Value::Null
    }

    /// Whatever waits may run, all work is done, and nothing may be left.
    fn closing() -> Vec<Operation> {
        let (take, answer) = (Operation::Take, Operation::Answer(0));
        let mut closing = vec![Operation::Phase, Operation::Open, Operation::End(9, true)];
        closing.extend([take.clone(), answer.clone(), take.clone(), answer, take.clone()]);
        closing.extend([Operation::ShutDown, take, Operation::Open]);
        closing
    }
}
