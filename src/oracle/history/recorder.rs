//! Records what threads do with an implementation.

use std::fmt;

use super::{Call, History};
use crate::sync::EventClock;

/// Records histories of threads of this process: a [`Client`] each, joined afterwards.
///
/// Recording a call costs two looks at the clock and a place in a vector of the client's own: threads share nothing but
/// the clock. Times are nanoseconds since the recorder was made. Under loom and shuttle they are numbers in the order of
/// events in the execution that is explored; nothing of a recorder is seen by the engines, so it adds no interleavings.
///
/// ```ignore
/// let recorder = Recorder::new();
/// let mut client = recorder.client(0);
/// client.call(Operation::Get("k".into()), |_| map.get("k"));
/// let history = History::of([client]);
/// ```
#[derive(Clone, Debug)]
pub struct Recorder {
    clock: EventClock,
}

impl Recorder {
    /// A recorder whose time begins now.
    #[must_use]
    pub fn new() -> Recorder {
        Recorder { clock: EventClock::new() }
    }

    /// The client of this number, for one thread.
    #[must_use]
    pub fn client<Operation, Outcome>(&self, number: u64) -> Client<Operation, Outcome> {
        Client { number, clock: self.clock.clone(), calls: Vec::new() }
    }
}

impl Default for Recorder {
    fn default() -> Recorder {
        Recorder::new()
    }
}

/// What one thread did.
pub struct Client<Operation, Outcome> {
    number: u64,
    clock: EventClock,
    calls: Vec<Call<Operation, Outcome>>,
}

impl<Operation, Outcome> Client<Operation, Outcome> {
    /// Makes room for so many further calls, so that none of them has to.
    pub fn reserve(&mut self, calls: usize) {
        self.calls.reserve(calls);
    }

    /// Does the operation and records what came back.
    ///
    /// # Panics
    /// If `act` does; the call is then one that never returned, whose effect nobody knows.
    pub fn call(&mut self, operation: Operation, act: impl FnOnce(&Operation) -> Outcome) -> &Outcome {
        let called = self.clock.now();
        // Recorded before it is done: what panics stays open.
        let open = Call { client: self.number, operation, called, returned: None, outcome: None, line: 0 };
        let call = self.calls.push_mut(open);
        let outcome = act(&call.operation);
        call.returned = Some(self.clock.now());
        call.outcome.insert(outcome)
    }
}

impl<Operation, Outcome> History<Operation, Outcome> {
    /// What these clients of one recorder did.
    pub fn of(clients: impl IntoIterator<Item = Client<Operation, Outcome>>) -> History<Operation, Outcome> {
        History { calls: clients.into_iter().flat_map(|client| client.calls).collect() }
    }
}

impl<Operation, Outcome> fmt::Debug for Client<Operation, Outcome> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("number", &self.number).field("calls", &self.calls.len()).finish()
    }
}
