//! One connection: what it has open, what it can, what is on its way to it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use gen_lsp_types::{LogMessageParams, MessageType};
use serde_json::Value;

use super::client::Client;
use super::engine::Engine;
use super::findings::Findings;
use super::highlighted::Highlighted;
use super::outgoing::Outgoing;
use super::surroundings::Surroundings;
use super::wire::{self, Id};
use crate::sync::Mutex;
use crate::sync::atomic::{AtomicBool, Ordering};
use crate::text::Uri;
use crate::workspace::Overlay;

/// How long a request waits for the index, unless the options say otherwise.
const DEADLINE: Duration = Duration::from_secs(10);

/// Whether a value of `trace` asks for messages.
fn traces(value: Option<&Value>) -> bool {
    value.and_then(Value::as_str).is_some_and(|value| value != "off")
}

/// What is done with the client's answer to a request of ours. Runs on the lane, so it must not wait.
type Reaction = Box<dyn FnOnce(&Session, Result<Value, Value>) + Send>;

/// A connection, once it is initialized.
pub struct Session {
    connection: u64,
    engine: Arc<Engine>,
    client: Client,
    overlay: Overlay,
    outgoing: Arc<Outgoing>,
    findings: Findings,
    highlighted: Highlighted,
    surroundings: Surroundings,
    /// How the client spells the names of documents.
    spellings: Mutex<BTreeMap<Uri, String>>,
    asked: Mutex<Asked>,
    /// Whether the client wants to read what the server does.
    traced: AtomicBool,
    deadline: Duration,
}

#[derive(Default)]
struct Asked {
    last: u64,
    reactions: BTreeMap<u64, Reaction>,
}

impl Session {
    pub(super) fn new(
        connection: u64,
        engine: Arc<Engine>,
        client: Client,
        outgoing: Arc<Outgoing>,
    ) -> Session {
        let traced = traces(client.param("/trace"));
        let deadline = client.setting("/request/deadlineMs").and_then(Value::as_u64);
        let surroundings = Surroundings::new(&client);
        engine.metrics.slow.set_threshold(surroundings.configuration().slow_operation());
        Session {
            connection,
            traced: AtomicBool::new(traced),
            deadline: deadline.map_or(DEADLINE, Duration::from_millis),
            overlay: Overlay::new(Arc::clone(&engine.workspace)),
            surroundings,
            engine,
            client,
            outgoing,
            findings: Findings::new(),
            highlighted: Highlighted::new(),
            spellings: Mutex::new("server.spellings", BTreeMap::new()),
            asked: Mutex::new("server.asked", Asked::default()),
        }
    }

    /// Its number.
    pub fn connection(&self) -> u64 {
        self.connection
    }

    /// What it shares with others.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    pub(super) fn engine_shared(&self) -> &Arc<Engine> {
        &self.engine
    }

    /// What surrounds its documents.
    pub fn surroundings(&self) -> &Surroundings {
        &self.surroundings
    }

    /// What the client said about itself.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// What it has open.
    pub fn overlay(&self) -> &Overlay {
        &self.overlay
    }

    /// What is on its way to the client.
    pub fn outgoing(&self) -> &Outgoing {
        &self.outgoing
    }

    /// Who looks for findings.
    pub(super) fn findings(&self) -> &Findings {
        &self.findings
    }

    /// The semantic tokens that the client may have.
    pub(super) fn highlighted(&self) -> &Highlighted {
        &self.highlighted
    }

    /// How the client spells a name; as we do, until it has told.
    pub fn spelling(&self, uri: &Uri) -> String {
        let known = self.spellings.lock().get(uri).cloned();
        known.unwrap_or_else(|| uri.as_str().to_owned())
    }

    /// The document that the client calls so; from now on [`spelling`](Session::spelling) calls it so too.
    pub(super) fn spelled(&self, name: &str) -> Uri {
        let uri = Uri::parse(name);
        if uri.as_str() != name {
            let before = self.spellings.lock().insert(uri.clone(), name.to_owned());
            drop(before);
        }
        uri
    }

    /// How long a request waits for the index before it is answered from what is known
    /// (`request.deadlineMs` of the options; 10 seconds).
    pub fn deadline(&self) -> Duration {
        self.deadline
    }

    /// Whether the client wants `$/logTrace`.
    pub(super) fn is_traced(&self) -> bool {
        self.traced.load(Ordering::Relaxed)
    }

    /// `$/setTrace`.
    pub(super) fn set_trace(&self, params: Value) {
        self.traced.store(traces(params.get("value")), Ordering::Relaxed);
    }

    /// Sends a request of ours; `reaction` gets the answer.
    pub fn ask(
        &self,
        method: &str,
        params: impl serde::Serialize,
        reaction: impl FnOnce(&Session, Result<Value, Value>) + Send + 'static,
    ) {
        let mut asked = self.asked.lock();
        asked.last += 1;
        let id = asked.last;
        let before = asked.reactions.insert(id, Box::new(reaction));
        drop(asked);
        drop(before);
        self.outgoing.send(wire::request(&Id::from(id), method, params));
    }

    /// Sends a notification.
    pub fn tell(&self, method: &str, params: impl serde::Serialize) {
        self.outgoing.send(wire::notification(method, params));
    }

    /// Sends a notification that the client can do without, unless it is behind.
    pub fn offer(&self, method: &str, params: impl serde::Serialize) {
        self.outgoing.offer(wire::notification(method, params));
    }

    /// Tells people something, where the editor shows its log.
    pub fn log(&self, kind: MessageType, message: impl Into<String>) {
        self.offer("window/logMessage", LogMessageParams { kind, message: message.into() });
    }

    /// The client has answered a request of ours.
    pub(super) fn answered(&self, id: &Id, result: Result<Value, Value>) {
        let Id::Number(number) = id else { return };
        let Some(number) = number.as_u64() else { return };
        let reaction = self.asked.lock().reactions.remove(&number);
        if let Some(reaction) = reaction {
            reaction(self, result);
        }
    }
}
