//! What a server has said.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use crate::sync::clock::{self, Deadline, Instant};
use crate::sync::{Arc, Condvar, Mutex};

/// So much is kept of what a server says; one that says more has its stream left unread.
pub(super) const MOST_HEARD: usize = 64 << 20;

/// So many complaints are kept; the others are counted.
const MOST_COMPLAINTS: usize = 8;

/// All that was heard.
pub struct Heard {
    /// The messages, in order.
    pub messages: Vec<Value>,
    /// What was no message, or broke the base protocol: the first ones.
    pub complaints: Vec<String>,
    /// The bodies that were no messages.
    pub invalid: usize,
    /// Whether the server has ended its stream.
    pub ended: bool,
    /// When it has said the last thing, or when the connection began.
    pub last: Instant,
    /// How much it has said unasked.
    pub unasked: usize,
    under_way: usize,
    answers: BTreeMap<u64, Vec<usize>>,
}

impl Heard {
    /// The first answer to a request.
    #[must_use]
    pub fn answer(&self, id: u64) -> Option<&Value> {
        self.messages.get(*self.answers.get(&id)?.first()?)
    }

    /// All answers to a request.
    pub fn answers(&self, id: u64) -> impl Iterator<Item = &Value> {
        self.answers.get(&id).into_iter().flatten().filter_map(|&at| self.messages.get(at))
    }

    /// Whether it has work under way of which it has told (`$/progress`), as far as was said.
    #[must_use]
    pub fn is_working(&self) -> bool {
        self.under_way > 0
    }
}

/// What was heard, shared by who hears and who waits.
pub(super) struct Board {
    heard: Mutex<Heard>,
    news: Condvar,
}

impl Board {
    pub(super) fn new() -> Arc<Board> {
        let heard = Heard {
            messages: Vec::new(),
            complaints: Vec::new(),
            invalid: 0,
            ended: false,
            last: clock::now(),
            unasked: 0,
            under_way: 0,
            answers: BTreeMap::new(),
        };
        Arc::new(Board { heard: Mutex::new("oracle.heard", heard), news: Condvar::new("oracle.heard") })
    }

    pub(super) fn message(&self, message: Value) {
        let mut heard = self.heard.lock();
        if message["method"].is_null()
            && let Some(id) = message["id"].as_u64()
        {
            let at = heard.messages.len();
            heard.answers.entry(id).or_default().push(at);
        }
        heard.unasked += usize::from(!message["method"].is_null());
        match message["params"]["value"]["kind"].as_str() {
            Some("begin") => heard.under_way += 1,
            Some("end") => heard.under_way = heard.under_way.saturating_sub(1),
            _ => {}
        }
        heard.messages.push(message);
        heard.last = clock::now();
        drop(heard);
        self.news.notify_all();
    }

    /// Takes down what is wrong with the stream.
    pub(super) fn complain(&self, complaint: String) {
        let mut heard = self.heard.lock();
        heard.invalid += 1;
        if heard.complaints.len() < MOST_COMPLAINTS {
            heard.complaints.push(complaint);
        }
        heard.last = clock::now();
        drop(heard);
        self.news.notify_all();
    }

    pub(super) fn end(&self) {
        self.heard.lock().ended = true;
        self.news.notify_all();
    }

    pub(super) fn look<T>(&self, look: impl FnOnce(&Heard) -> T) -> T {
        look(&self.heard.lock())
    }

    pub(super) fn wait<T>(&self, patience: Duration, find: impl Fn(&Heard) -> Option<T>) -> Option<T> {
        let deadline = Deadline::after(patience);
        let mut heard = self.heard.lock();
        loop {
            if let Some(found) = find(&heard) {
                return Some(found);
            }
            if heard.ended {
                return None;
            }
            let (next, expired) = self.news.wait_deadline(heard, deadline);
            heard = next;
            if expired.0 {
                return find(&heard);
            }
        }
    }
}
