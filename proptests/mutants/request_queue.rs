//! A queue as lists, right without a fault, and what draft designs of servers do wrong.

use std::collections::BTreeMap;

use heddle::oracle::specification::request_queue::{Phase, Queue, Refusal, Release, Request};

use crate::requests_are_answered_once_and_in_order::Subject;

/// The one step in which a mutant differs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    /// What waits is not released when a run fails (S21).
    FailureNeverReleases,
    /// What waits is released behind what comes next (S22).
    ReleasedBehindTheNext,
    /// What waited longest runs last.
    LastInFirstOut,
    /// The end of any run is taken for that of the current one (Q3).
    AnyRunEnds,
    /// An earlier run begins anew (Q3).
    AnyRunBegins,
    /// What needs the index after a failed run is answered as if it were there.
    FailureForgotten,
    /// What needs its own document alone waits too.
    AllWait,
    /// A deadline lets one request overtake another.
    DeadlineOvertakes,
    /// Only the deadline of the one that waits longest is looked at.
    DeadlineOfFirst,
    /// What waits when another run begins has no deadline any more.
    DeadlineForgotten,
    /// A request that is cancelled runs all the same.
    CancelledRuns,
    /// A request that is cancelled before it runs is answered by nobody (S24).
    CancelUnanswered,
    /// Who works for a request answers it, whoever has done so.
    AnsweredTwice,
    /// An answer counts for whatever request has the name now.
    NameIsClaim,
    /// What waits stays when its connection goes (S24).
    DisconnectLeavesWaiting,
    /// What is at work stays open when its connection goes.
    DisconnectLeavesRunning,
    /// A connection that is gone may submit.
    GoneMaySubmit,
    /// What is at work at the end is answered by nobody.
    EndForgetsRunning,
    /// There is no bound (S26).
    Unbounded,
    /// There is one more than there may be.
    Overshoots,
    /// What runs does not count.
    CountsWaitingOnly,
    /// All connections share the room of one.
    RoomIsShared,
}

impl Fault {
    /// Each with what it must die of.
    pub(crate) const ALL: [(Fault, &'static str); 22] = [
        (Fault::FailureNeverReleases, "another one runs"),
        (Fault::ReleasedBehindTheNext, "another one runs"),
        (Fault::LastInFirstOut, "another one runs"),
        (Fault::AnyRunEnds, "another phase"),
        (Fault::AnyRunBegins, "another phase"),
        (Fault::FailureForgotten, "another one runs"),
        (Fault::AllWait, "taken in otherwise"),
        (Fault::DeadlineOvertakes, "another deadline"),
        (Fault::DeadlineOfFirst, "another deadline"),
        (Fault::DeadlineForgotten, "another deadline"),
        (Fault::CancelledRuns, "another one runs"),
        (Fault::CancelUnanswered, "cancelled otherwise"),
        (Fault::AnsweredTwice, "answered twice (Q1)"),
        (Fault::NameIsClaim, "answered twice (Q1)"),
        (Fault::DisconnectLeavesWaiting, "another deadline"),
        (Fault::DisconnectLeavesRunning, "other requests of the connection"),
        (Fault::GoneMaySubmit, "taken in otherwise"),
        (Fault::EndForgetsRunning, "a request was never answered (Q1)"),
        (Fault::Unbounded, "taken in otherwise"),
        (Fault::Overshoots, "taken in otherwise"),
        (Fault::CountsWaitingOnly, "taken in otherwise"),
        (Fault::RoomIsShared, "taken in otherwise"),
    ];
}

/// The specification with at most one fault, so that nothing else can differ.
pub(crate) struct Faulty {
    queue: Queue,
    fault: Option<Fault>,
    /// The body's number of each request.
    numbers: BTreeMap<u32, u32>,
    /// What was taken, by the body's number.
    taken: BTreeMap<u32, Request>,
    /// What was released and stands behind the next one.
    held_back: Vec<(Request, Release)>,
}

impl Faulty {
    pub(crate) fn new(capacity: usize, fault: Option<Fault>) -> Faulty {
        let (numbers, taken) = (BTreeMap::new(), BTreeMap::new());
        Faulty { queue: Queue::new(capacity), fault, numbers, taken, held_back: Vec::new() }
    }

    fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    fn number(&self, request: Request) -> u32 {
        self.numbers.get(&request.number).copied().unwrap_or(0)
    }

    fn at_work(&self, request: &Request) -> bool {
        let is_it = |one: &Request| one.number == request.number;
        !self.queue.waiting.iter().any(is_it) && !self.queue.line.iter().any(|(one, _)| is_it(one))
    }
}

impl Subject for Faulty {
    fn connect(&mut self, connection: u8) {
        self.queue.connect(connection);
    }

    fn begin(&mut self, generation: u64) {
        if self.has(Fault::AnyRunBegins) {
            self.queue.phase = Phase::Indexing(generation);
        }
        if self.has(Fault::DeadlineForgotten) && generation > self.queue.generation() {
            self.queue.waiting.iter_mut().for_each(|request| request.deadline = None);
        }
        self.queue.begin(generation);
    }

    fn end(&mut self, generation: u64, complete: bool) {
        let generation = match self.queue.phase {
            Phase::Indexing(current) if self.has(Fault::AnyRunEnds) => current,
            _ => generation,
        };
        let waiting = self.queue.waiting.clone();
        let line = self.queue.line.len();
        self.queue.end(generation, complete);
        if self.has(Fault::FailureNeverReleases) && !complete {
            self.queue.line.truncate(line);
            self.queue.waiting =
                waiting.into_iter().map(|request| Request { deadline: None, ..request }).collect();
        } else if self.has(Fault::LastInFirstOut) {
            self.queue.line[line..].reverse();
        } else if self.has(Fault::ReleasedBehindTheNext) {
            self.held_back.extend(self.queue.line.split_off(line));
        }
    }

    fn submit(
        &mut self,
        name: (u8, u8),
        number: u32,
        index: bool,
        deadline: Option<u32>,
    ) -> Result<bool, Refusal> {
        let capacity = self.queue.capacity;
        let its = |request: &&Request| request.connection == name.0;
        self.queue.capacity = match self.fault {
            Some(Fault::Unbounded) => usize::MAX,
            Some(Fault::Overshoots) => capacity + 1,
            Some(Fault::CountsWaitingOnly) => {
                let open = self.queue.open.iter().filter(its);
                capacity + open.filter(|request| self.at_work(request)).count()
            }
            Some(Fault::RoomIsShared) if self.queue.open.len() >= capacity => 0,
            _ => capacity,
        };
        if self.has(Fault::GoneMaySubmit) {
            self.queue.connect(name.0);
        }
        let phase = self.queue.phase;
        match phase {
            Phase::Failed(generation) if self.has(Fault::FailureForgotten) => {
                self.queue.phase = Phase::Ready(generation);
            }
            _ => {}
        }
        let outcome = self.queue.submit(name.0, name.1, index || self.has(Fault::AllWait), deadline);
        self.queue.phase = phase;
        self.queue.capacity = capacity;
        if outcome.is_ok() {
            self.numbers.insert(self.queue.last, number);
            let open = self.queue.open.clone();
            self.held_back.retain(|(request, _)| open.contains(request));
            self.queue.line.append(&mut self.held_back);
        }
        outcome
    }

    fn expire(&mut self, now: u32) {
        let waiting = self.queue.waiting.clone();
        let line = self.queue.line.len();
        self.queue.expire(now);
        let late = |request: &Request| request.deadline.is_some_and(|deadline| deadline <= now);
        if self.has(Fault::DeadlineOvertakes) {
            self.queue.line.truncate(line);
            let (late, waiting): (Vec<Request>, _) = waiting.into_iter().partition(late);
            self.queue.line.extend(late.into_iter().map(|request| (request, Release::Expired)));
            self.queue.waiting = waiting;
        } else if self.has(Fault::DeadlineOfFirst) && !waiting.first().is_some_and(late) {
            self.queue.line.truncate(line);
            self.queue.waiting = waiting;
        }
    }

    fn earliest_deadline(&self) -> Option<u32> {
        self.queue.earliest_deadline()
    }

    fn take(&mut self) -> Option<((u8, u8), u32, Release)> {
        let open = self.queue.open.clone();
        self.held_back.retain(|(request, _)| open.contains(request));
        if self.queue.line.is_empty() {
            self.queue.line.append(&mut self.held_back);
        }
        let (request, release) = self.queue.take()?;
        let number = self.number(request);
        self.taken.insert(number, request);
        Some(((request.connection, request.key), number, release))
    }

    fn answer(&mut self, number: u32) -> bool {
        let Some(request) = self.taken.get(&number).copied() else { return false };
        if self.has(Fault::AnsweredTwice) {
            self.queue.answer(request.number);
            return true;
        }
        if self.has(Fault::NameIsClaim) {
            let now = |one: &&Request| (one.connection, one.key) == (request.connection, request.key);
            let Some(now) = self.queue.open.iter().find(now).copied() else { return false };
            return self.queue.answer(now.number);
        }
        self.queue.answer(request.number)
    }

    fn cancel(&mut self, name: (u8, u8)) -> bool {
        let (waiting, line) = (self.queue.waiting.clone(), self.queue.line.clone());
        let told = self.queue.cancel(name.0, name.1);
        let queued = (self.queue.waiting.len(), self.queue.line.len()) != (waiting.len(), line.len());
        if self.has(Fault::CancelledRuns) {
            (self.queue.waiting, self.queue.line) = (waiting, line);
        }
        told && !(queued && self.has(Fault::CancelUnanswered))
    }

    fn disconnect(&mut self, connection: u8) -> Vec<u8> {
        let (waiting, open) = (self.queue.waiting.clone(), self.queue.open.clone());
        let its = |request: &&Request| request.connection == connection;
        let running: Vec<Request> =
            open.iter().filter(its).filter(|request| self.at_work(request)).copied().collect();
        let mut gone = self.queue.disconnect(connection);
        if self.has(Fault::DisconnectLeavesWaiting) {
            self.queue.waiting = waiting;
        } else if self.has(Fault::DisconnectLeavesRunning) {
            gone.retain(|request| !running.contains(request));
            self.queue.open.extend(running);
        }
        gone.iter().map(|request| request.key).collect()
    }

    fn shut_down(&mut self) -> Vec<(u8, u8)> {
        let running: Vec<u32> = self
            .queue
            .open
            .iter()
            .filter(|request| self.at_work(request))
            .map(|request| request.number)
            .collect();
        let mut open = self.queue.shut_down();
        (self.queue.waiting, self.queue.line, self.held_back) = (Vec::new(), Vec::new(), Vec::new());
        if self.has(Fault::EndForgetsRunning) {
            open.retain(|request| !running.contains(&request.number));
        }
        open.iter().map(|request| (request.connection, request.key)).collect()
    }

    fn phase(&self) -> Phase {
        self.queue.phase
    }

    fn open(&self) -> usize {
        self.queue.open.len()
    }
}
