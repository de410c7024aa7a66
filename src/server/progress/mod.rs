//! Progress on the wire: the client is asked first, then there is one beginning, reports, and one end (Q4).
//!
//! Two threads know something: the lane, which hears the client's answers, and the indexer. If each said what follows from
//! what it knows, words would overtake each other:
//! 1. The lane hears that the client shows the run, and is about to say that it begins.
//! 2. The indexer ends the run, and says so.
//! 3. The lane says that it begins: the client shows a run for ever that is over.
//!
//! And to send under the machine's lock would be to take a second one. So what is to be said is queued in the step that
//! decides it, and one thread at a time empties the queue; who finds another one speaking leaves its words to it.

mod machine;

pub use machine::{Event, Machine, Say};

use std::time::Duration;

use serde_json::{Value, json};

use super::session::Session;
use crate::sync::Mutex;
use crate::sync::clock;

/// At most ten reports a second.
const INTERVAL: Duration = Duration::from_millis(100);

const TOKEN: &str = "heddle/indexing/";

/// The conversation about runs. See the [module](self).
pub struct Conversation {
    state: Mutex<State>,
}

struct State {
    machine: Machine,
    /// Whether a thread is saying what is queued.
    speaking: bool,
}

impl Default for Conversation {
    fn default() -> Conversation {
        Conversation::new(INTERVAL)
    }
}

impl Conversation {
    /// Nothing is said yet; between two reports lies `interval` at least.
    #[must_use]
    pub fn new(interval: Duration) -> Conversation {
        let state = State { machine: Machine::new(interval), speaking: false };
        Conversation { state: Mutex::new("server.progress", state) }
    }

    /// Takes note of an event, and has said what follows from it, in order; by this thread, or by the one that speaks.
    pub fn tell(&self, event: Event, say: impl Fn(Say)) {
        let mut state = self.state.lock();
        state.machine.apply(event, clock::now());
        if std::mem::replace(&mut state.speaking, true) {
            return;
        }
        loop {
            let Some(next) = state.machine.take() else {
                // In the step that finds the queue empty: what is queued later finds nobody speaking.
                state.speaking = false;
                return;
            };
            drop(state);
            say(next);
            state = self.state.lock();
        }
    }
}

/// Tells a session's client, if it can show progress.
pub(super) fn tell(session: &Session, event: Event) {
    if session.client().can("/window/workDoneProgress") {
        session.surroundings().progress.tell(event, |say| send(session, say));
    }
}

/// The run whose progress has this token.
pub(super) fn generation(token: &Value) -> Option<u64> {
    token.as_str()?.strip_prefix(TOKEN)?.parse().ok()
}

fn send(session: &Session, say: Say) {
    let token = |generation: u64| format!("{TOKEN}{generation}");
    match say {
        Say::Create { generation } => {
            let params = json!({ "token": token(generation) });
            session.ask("window/workDoneProgress/create", params, move |session, answer| {
                tell(session, Event::Answered { generation, granted: answer.is_ok() });
            });
        }
        Say::Begin { generation, percentage } => {
            let value = json!({
                "kind": "begin", "title": "Indexing", "cancellable": true, "percentage": percentage,
            });
            session.tell("$/progress", json!({ "token": token(generation), "value": value }));
        }
        Say::Report { generation, percentage, message } => {
            let value = json!({
                "kind": "report", "cancellable": true, "percentage": percentage, "message": message,
            });
            session.tell("$/progress", json!({ "token": token(generation), "value": value }));
        }
        Say::End { generation, message } => {
            let value = json!({ "kind": "end", "message": message });
            session.tell("$/progress", json!({ "token": token(generation), "value": value }));
        }
    }
}
