//! The faulty variants: a queue by hand, with the one fault that each doc names.

use super::{Job, Queue, Taken};
use crate::harness::faults;
use heddle::concurrent::request_queue::{Needs, Outcome, Phase, Refusal, Release, Standing};
use heddle::sync::clock::{Deadline, now};
use heddle::sync::{Condvar, Mutex, MutexGuard};
use std::collections::VecDeque;
use std::marker::PhantomData;

/// Which rule of the production queue is broken.
pub(super) trait Fault: Send + Sync + 'static {
    /// Looking at the phase and standing in line are two steps.
    const LOOKS_THEN_QUEUES: bool = false;
    /// The lane leaves it to the indexer to say that a run is on.
    const BEGINS_LATE: bool = false;
    /// A failure releases nothing.
    const FAILURE_KEEPS: bool = false;
    /// What comes after a failure runs as if the index were there.
    const FAILURE_FORGOTTEN: bool = false;
    /// The end is announced in one step, what waits is released in the next.
    const ANNOUNCES_FIRST: bool = false;
    /// Any run ends the current one.
    const ANY_RUN_ENDS: bool = false;
    /// Whether the run is the current one is found out in one step, its end is noted in the next.
    const LOOKS_THEN_ENDS: bool = false;
    /// An end wakes one worker, who wakes nobody.
    const WAKES_ONE: bool = false;
    /// A worker looks in one step and sleeps in the next.
    const LOOKS_THEN_SLEEPS: bool = false;
    /// A request that waits wakes nobody, whatever its deadline.
    const DEADLINE_WAKES_NOBODY: bool = false;
    /// Workers sleep without end.
    const DEADLINE_FORGOTTEN: bool = false;
    /// A wake-up with nothing to do is taken for the end.
    const TRUSTS_WAKE: bool = false;
    /// Who expires two requests takes one and wakes nobody.
    const KEEPS_TO_ITSELF: bool = false;
    /// What has expired waits on.
    const EXPIRES_A_COPY: bool = false;
    /// A cancelled request that waits is dropped, and nobody is told.
    const CANCEL_UNANSWERED: bool = false;
    /// A cancelled request that waits is answered, and waits on.
    const CANCEL_LEAVES_WAITING: bool = false;
    /// A worker does not ask whether its request is answered already.
    const ANSWERS_ANYWAY: bool = false;
    /// A worker asks in one step, and takes the request off the table in the next.
    const LOOKS_THEN_ANSWERS: bool = false;
    /// What waits stays when its connection goes.
    const LEAVES_WAITING: bool = false;
    /// Whether a connection is there is found out in one step, its request is taken in in the next.
    const LOOKS_THEN_TAKES_IN: bool = false;
    /// What is open is taken off the table in one step, and the queue shut in the next.
    const EMPTIES_THEN_SHUTS: bool = false;
    /// The end wakes nobody.
    const SHUTS_IN_SILENCE: bool = false;
    /// There is no bound.
    const UNBOUNDED: bool = false;
    /// Room is looked for in one step, and taken in the next.
    const LOOKS_FOR_ROOM_FIRST: bool = false;
    /// The lane waits for room.
    const WAITS_FOR_ROOM: bool = false;
}

faults! {
    Fault:
    /// Loses a request between two sections (S19).
    LooksThenQueues: LOOKS_THEN_QUEUES;
    /// Is idle after `initialize` (S20).
    BeginsLate: BEGINS_LATE;
    /// Never drains (S21).
    FailureKeeps: FAILURE_KEEPS;
    /// Answers from nothing after a failure.
    FailureForgotten: FAILURE_FORGOTTEN;
    /// Lets new requests overtake (S22).
    AnnouncesFirst: ANNOUNCES_FIRST;
    /// Takes the end of one run for that of another (Q3).
    AnyRunEnds: ANY_RUN_ENDS;
    /// The same, a moment later.
    LooksThenEnds: LOOKS_THEN_ENDS;
    /// Leaves a worker asleep.
    WakesOne: WAKES_ONE;
    /// Sleeps after the wake-up.
    LooksThenSleeps: LOOKS_THEN_SLEEPS;
    /// Lets workers sleep beyond a deadline.
    DeadlineWakesNobody: DEADLINE_WAKES_NOBODY;
    /// Knows no deadline.
    DeadlineForgotten: DEADLINE_FORGOTTEN;
    /// Waits in an `if`.
    TrustsWake: TRUSTS_WAKE;
    /// Leaves an expired request in line.
    KeepsToItself: KEEPS_TO_ITSELF;
    /// Runs a request twice.
    ExpiresACopy: EXPIRES_A_COPY;
    /// Drops the answer (S24).
    CancelUnanswered: CANCEL_UNANSWERED;
    /// Runs what nobody wants (S24).
    CancelLeavesWaiting: CANCEL_LEAVES_WAITING;
    /// Answers what was cancelled.
    AnswersAnyway: ANSWERS_ANYWAY;
    /// The same, in a moment.
    LooksThenAnswers: LOOKS_THEN_ANSWERS;
    /// Holds the requests of a connection that is gone (S24).
    LeavesWaiting: LEAVES_WAITING;
    /// The same, for one that comes in behind it.
    LooksThenTakesIn: LOOKS_THEN_TAKES_IN;
    /// Loses what comes in between.
    EmptiesThenShuts: EMPTIES_THEN_SHUTS;
    /// Leaves workers asleep for ever.
    ShutsInSilence: SHUTS_IN_SILENCE;
    /// Grows with every request (S26).
    Unbounded: UNBOUNDED;
    /// Overshoots.
    LooksForRoomFirst: LOOKS_FOR_ROOM_FIRST;
    /// Blocks the lane (S25).
    WaitsForRoom: WAITS_FOR_ROOM;
}

struct Entry {
    name: (u8, u8),
    release: Release,
    deadline: bool,
    _job: Job,
}

struct State {
    phase: Phase,
    shut: bool,
    connections: Vec<u8>,
    open: Vec<(u8, u8)>,
    waiting: VecDeque<Entry>,
    line: VecDeque<Entry>,
}

impl State {
    fn is_indexing(&self) -> bool {
        matches!(self.phase, Phase::Indexing(_))
    }

    fn release(&mut self, release: Release) {
        let waiting = std::mem::take(&mut self.waiting);
        self.line.extend(waiting.into_iter().map(|entry| Entry { release, ..entry }));
    }

    fn close(&mut self, name: (u8, u8)) -> bool {
        let before = self.open.len();
        self.open.retain(|&open| open != name);
        self.open.len() < before
    }

    fn is_current(&self, generation: u64) -> bool {
        self.phase == Phase::Indexing(generation)
    }
}

/// A queue with one fault. Names are not used twice, so they are claims.
pub(super) struct Faulty<F> {
    capacity: usize,
    state: Mutex<State>,
    wake: Condvar,
    room: Condvar,
    fault: PhantomData<F>,
}

impl<F: Fault> Faulty<F> {
    /// Gives the lock back and takes it again, where the fault makes two steps of one.
    fn step<'a>(&'a self, two: bool, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        if !two {
            return state;
        }
        drop(state);
        self.state.lock()
    }

    fn expire(state: &mut State) {
        if F::EXPIRES_A_COPY {
            let copies: Vec<Entry> = state
                .waiting
                .iter()
                .map(|entry| Entry { release: Release::Expired, _job: Job::clone(&entry._job), ..*entry })
                .collect();
            state.line.extend(copies);
        } else {
            state.release(Release::Expired);
        }
    }
}

impl<F: Fault> Queue for Faulty<F> {
    type Claim = (u8, u8);

    fn new(capacity: usize) -> Self {
        let state = State {
            phase: Phase::Idle,
            shut: false,
            connections: Vec::new(),
            open: Vec::new(),
            waiting: VecDeque::new(),
            line: VecDeque::new(),
        };
        Self {
            capacity,
            state: Mutex::new("request_queue", state),
            wake: Condvar::new("request_queue.runnable"),
            room: Condvar::new("request_queue.room"),
            fault: PhantomData,
        }
    }

    fn connect(&self, connection: u8) {
        self.state.lock().connections.push(connection);
    }

    fn announce(&self, generation: u64) {
        if !F::BEGINS_LATE {
            self.begin(generation);
        }
    }

    fn begin(&self, generation: u64) {
        let mut state = self.state.lock();
        if state.phase.generation() < generation {
            state.phase = Phase::Indexing(generation);
        }
    }

    fn end(&self, generation: u64, outcome: Outcome) {
        let mut state = self.state.lock();
        if !F::ANY_RUN_ENDS && !state.is_current(generation) {
            return;
        }
        state = self.step(F::LOOKS_THEN_ENDS, state);
        let (phase, release) = match outcome {
            Outcome::Complete => (Phase::Ready(generation), Release::Indexed),
            Outcome::Failed => (Phase::Failed(generation), Release::Failed),
        };
        state.phase = phase;
        state = self.step(F::ANNOUNCES_FIRST, state);
        if !(F::FAILURE_KEEPS && outcome == Outcome::Failed) {
            state.release(release);
        }
        drop(state);
        if F::WAKES_ONE {
            self.wake.notify_one();
        } else {
            self.wake.notify_all();
        }
    }

    fn submit(&self, name: (u8, u8), needs: Needs, deadline: bool, job: Job) -> Result<Standing, Refusal> {
        let mut state = self.state.lock();
        while F::WAITS_FOR_ROOM && state.open.len() >= self.capacity {
            state = self.room.wait(state);
        }
        if state.shut {
            return Err(Refusal::ShutDown);
        }
        if !state.connections.contains(&name.0) {
            return Err(Refusal::Disconnected);
        }
        if state.open.len() >= self.capacity && !F::UNBOUNDED {
            return Err(Refusal::Full { capacity: self.capacity });
        }
        state = self.step(F::LOOKS_FOR_ROOM_FIRST || F::LOOKS_THEN_TAKES_IN, state);
        state.open.push(name);
        let waits = needs == Needs::Index && state.is_indexing();
        state = self.step(F::LOOKS_THEN_QUEUES, state);
        let failed =
            needs == Needs::Index && matches!(state.phase, Phase::Failed(_)) && !F::FAILURE_FORGOTTEN;
        let release = if failed { Release::Failed } else { Release::AtOnce };
        let entry = Entry { name, release, deadline, _job: job };
        if waits {
            state.waiting.push_back(entry);
            drop(state);
            if deadline && !F::DEADLINE_WAKES_NOBODY {
                self.wake.notify_all();
            }
            return Ok(Standing::Waiting);
        }
        state.line.push_back(entry);
        drop(state);
        self.wake.notify_one();
        Ok(Standing::Runnable)
    }

    fn take(&self) -> Option<Taken<Self::Claim>> {
        let mut state = self.state.lock();
        loop {
            if state.shut {
                return None;
            }
            if let Some(entry) = state.line.pop_front() {
                let more = !state.line.is_empty();
                drop(state);
                if more && !F::WAKES_ONE && !F::KEEPS_TO_ITSELF {
                    self.wake.notify_one();
                }
                return Some(Taken { claim: entry.name, key: entry.name.1, release: entry.release });
            }
            let timed = !F::DEADLINE_FORGOTTEN && state.waiting.iter().any(|entry| entry.deadline);
            state = self.step(F::LOOKS_THEN_SLEEPS, state);
            let deadline = if timed { Deadline::at(now()) } else { Deadline::never() };
            let (woken, expired) = self.wake.wait_deadline(state, deadline);
            state = woken;
            if expired.0 {
                Self::expire(&mut state);
            }
            if F::TRUSTS_WAKE && state.line.is_empty() {
                return None;
            }
        }
    }

    fn answer(&self, claim: Self::Claim) -> bool {
        let mut state = self.state.lock();
        let answers = if F::LOOKS_THEN_ANSWERS {
            let open = state.open.contains(&claim);
            state = self.step(true, state);
            state.close(claim);
            open
        } else {
            state.close(claim)
        };
        drop(state);
        self.room.notify_all();
        answers || F::ANSWERS_ANYWAY
    }

    fn cancel(&self, connection: u8, key: u8) -> bool {
        let mut state = self.state.lock();
        let name = (connection, key);
        if !state.close(name) {
            return false;
        }
        let queued = |state: &State| state.waiting.len() + state.line.len();
        let before = queued(&state);
        if !F::CANCEL_LEAVES_WAITING {
            state.waiting.retain(|entry| entry.name != name);
        }
        state.line.retain(|entry| entry.name != name);
        !(F::CANCEL_UNANSWERED && queued(&state) < before)
    }

    fn disconnect(&self, connection: u8) -> Vec<u8> {
        let mut state = self.state.lock();
        state.connections.retain(|&one| one != connection);
        let (gone, open): (Vec<_>, _) = state.open.iter().partition(|name| name.0 == connection);
        state.open = open;
        if !F::LEAVES_WAITING {
            state.waiting.retain(|entry| entry.name.0 != connection);
        }
        state.line.retain(|entry| entry.name.0 != connection);
        gone.into_iter().map(|(_, key)| key).collect()
    }

    fn shut_down(&self) -> Vec<(u8, u8)> {
        let mut state = self.state.lock();
        let open = std::mem::take(&mut state.open);
        state.waiting.clear();
        state.line.clear();
        state = self.step(F::EMPTIES_THEN_SHUTS, state);
        state.shut = true;
        drop(state);
        if !F::SHUTS_IN_SILENCE {
            self.wake.notify_all();
        }
        open
    }

    fn phase(&self) -> Phase {
        self.state.lock().phase
    }

    fn open(&self) -> usize {
        self.state.lock().open.len()
    }
}
