//! The faulty variants: a queue of messages by hand, with the one fault that each doc names.

use super::{Channel, Text};
use crate::harness::faults;
use heddle::sync::{Condvar, Mutex};
use std::collections::VecDeque;
use std::io;
use std::marker::PhantomData;

/// Which rule of production is broken.
pub(super) trait Fault: Send + Sync + 'static {
    /// Looking whether findings count and queueing them are two steps.
    const LOOKS_THEN_PUBLISHES: bool = false;
    /// Findings always count.
    const PUBLISHES_ANYWAY: bool = false;
    /// Findings of a closed document count.
    const PUBLISHES_AFTER_CLOSE: bool = false;
    /// Whether to flush is decided when a message is taken.
    const FLUSHES_BY_PROMISE: bool = false;
    /// The writer looks in one step and sleeps in the next.
    const LOOKS_THEN_SLEEPS: bool = false;
    /// Who sends waits for room.
    const WAITS_FOR_ROOM: bool = false;
}

faults! {
    Fault:
    /// Queues findings of a text that was replaced a moment ago (U42).
    LooksThenPublishes: LOOKS_THEN_PUBLISHES;
    /// Queues whatever comes.
    PublishesAnyway: PUBLISHES_ANYWAY;
    /// Queues findings behind the empty list (U42).
    PublishesAfterClose: PUBLISHES_AFTER_CLOSE;
    /// Keeps an answer in its buffer.
    FlushesByPromise: FLUSHES_BY_PROMISE;
    /// Sleeps after the wake-up.
    LooksThenSleeps: LOOKS_THEN_SLEEPS;
    /// Closes a ring with a client that does not read (S25).
    WaitsForRoom: WAITS_FOR_ROOM;
}

enum Item {
    Message(String),
    /// The findings that are pending when their turn comes.
    Findings,
}

struct State {
    queue: VecDeque<Item>,
    /// The text of the document; none while it is closed.
    text: Option<Text>,
    /// The newest text that it ever had.
    newest: Text,
    pending: Option<Option<Text>>,
    closed: bool,
}

impl State {
    fn counts<F: Fault>(&self, text: Text) -> bool {
        F::PUBLISHES_ANYWAY || self.text == Some(text) || (F::PUBLISHES_AFTER_CLOSE && self.newest == text)
    }

    fn put(&mut self, findings: Option<Text>) {
        if self.pending.replace(findings).is_none() {
            self.queue.push_back(Item::Findings);
        }
    }

    fn next(&mut self) -> Option<String> {
        loop {
            match self.queue.pop_front()? {
                Item::Message(message) => return Some(message),
                Item::Findings => match self.pending.take() {
                    Some(Some(text)) => return Some(format!("{{publishDiagnostics \"version\":{text}}}")),
                    Some(None) => return Some("{publishDiagnostics}".to_owned()),
                    None => {}
                },
            }
        }
    }
}

/// What is on its way to a client, with one fault.
pub(super) struct Faulty<F> {
    state: Mutex<State>,
    ready: Condvar,
    room: Condvar,
    fault: PhantomData<F>,
}

impl<F: Fault> Faulty<F> {
    /// The next message, after waiting for one, and whether something is queued behind it.
    fn next(&self) -> Option<(String, bool)> {
        let mut state = self.state.lock();
        loop {
            if let Some(message) = state.next() {
                let more = !state.queue.is_empty();
                drop(state);
                self.room.notify_all();
                return Some((message, more));
            }
            if state.closed {
                return None;
            }
            if F::LOOKS_THEN_SLEEPS {
                drop(state);
                state = self.state.lock();
            }
            state = self.ready.wait(state);
        }
    }
}

impl<F: Fault> Channel for Faulty<F> {
    fn new() -> Self {
        let state = State { queue: VecDeque::new(), text: None, newest: 0, pending: None, closed: false };
        Self {
            state: Mutex::new("server.outgoing", state),
            ready: Condvar::new("server.outgoing"),
            room: Condvar::new("server.outgoing.room"),
            fault: PhantomData,
        }
    }

    fn send(&self, message: &str) {
        let mut state = self.state.lock();
        while F::WAITS_FOR_ROOM && !state.queue.is_empty() {
            state = self.room.wait(state);
        }
        state.queue.push_back(Item::Message(message.to_owned()));
        drop(state);
        self.ready.notify_one();
    }

    fn changed(&self, text: Text) {
        let mut state = self.state.lock();
        state.text = Some(text);
        state.newest = text;
        state.pending = None;
    }

    fn closed(&self) {
        let mut state = self.state.lock();
        state.text = None;
        state.put(None);
        drop(state);
        self.ready.notify_one();
    }

    fn publish(&self, text: Text) {
        let mut state = self.state.lock();
        if !state.counts::<F>(text) {
            return;
        }
        if F::LOOKS_THEN_PUBLISHES {
            drop(state);
            state = self.state.lock();
        }
        state.put(Some(text));
        drop(state);
        self.ready.notify_one();
    }

    fn close(&self) {
        self.state.lock().closed = true;
        self.ready.notify_all();
    }

    fn write_to(&self, mut output: impl io::Write) {
        while let Some((mut message, mut more)) = self.next() {
            loop {
                let written = output.write_all(message.as_bytes());
                assert!(written.is_ok(), "the model's clients read");
                if F::FLUSHES_BY_PROMISE {
                    break;
                }
                let mut state = self.state.lock();
                let Some(next) = state.next() else {
                    more = false;
                    break;
                };
                message = next;
            }
            if !more {
                assert!(output.flush().is_ok(), "the model's clients read");
            }
        }
    }
}
