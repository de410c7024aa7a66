//! What is on its way, as plain data: no lock, no thread, no clock, no JSON.

use std::collections::{BTreeMap, VecDeque};

use crate::concurrent::Revision;
use crate::sync::Arc;
use crate::text::Uri;
use crate::workspace::Edition;

/// What an entry costs besides its text.
const ENTRY: usize = 64;

/// How far a client may stay behind, in bytes that wait for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// From here on the client is behind.
    pub behind: usize,
    /// Beyond this the connection is given up.
    pub most: usize,
}

impl Default for Limits {
    /// 64 MiB and 512 MiB: no client that reads comes near, since each message leaves as soon as it is being written.
    fn default() -> Limits {
        Limits { behind: 64 << 20, most: 512 << 20 }
    }
}

enum Item {
    Message(String),
    /// What is pending of this document, when its turn comes.
    Findings(Uri),
}

struct Document {
    /// How the client spells its name.
    spelling: Arc<str>,
    open: bool,
    /// The state of the overlay in which it became what it is now.
    since: Revision,
    /// The state of which findings were taken in last.
    published: Edition,
    /// What is to be sent, if it was not yet.
    pending: Option<String>,
    /// Whether the queue has an entry for it. There is one at most, however often it is opened and closed.
    queued: bool,
}

/// See the [module](super). What a call returns is to be dropped outside the lock.
pub struct Machine {
    limits: Limits,
    queue: VecDeque<Item>,
    documents: BTreeMap<Uri, Document>,
    // invariant: the cost of what is queued and pending.
    bytes: usize,
    closed: bool,
    given_up: bool,
}

impl Machine {
    /// Nothing.
    #[must_use]
    pub fn new(limits: Limits) -> Machine {
        Machine {
            limits,
            queue: VecDeque::new(),
            documents: BTreeMap::new(),
            bytes: 0,
            closed: false,
            given_up: false,
        }
    }

    /// See [`super::Outgoing::send`].
    pub fn send(&mut self, message: String) -> Dropped {
        if self.is_closed() {
            return Dropped::Message(message);
        }
        self.bytes += ENTRY + message.len();
        self.queue.push_back(Item::Message(message));
        self.give_up_beyond_limit()
    }

    /// See [`super::Outgoing::offer`].
    ///
    /// # Errors
    /// The message, if it is not taken in.
    pub fn offer(&mut self, message: String) -> Result<(), String> {
        if self.is_behind() || self.is_closed() {
            return Err(message);
        }
        self.bytes += ENTRY + message.len();
        self.queue.push_back(Item::Message(message));
        Ok(())
    }

    /// See [`super::Outgoing::changed`].
    pub fn changed(&mut self, uri: Uri, spelling: Arc<str>, since: Revision) -> Dropped {
        if self.is_closed() {
            return Dropped::Nothing;
        }
        let queued = self.documents.get(&uri).is_some_and(|before| before.queued);
        let published = Edition::default();
        let document = Document { spelling, open: true, since, published, pending: None, queued };
        let before = self.documents.insert(uri, document).and_then(|before| before.pending);
        self.bytes -= before.as_ref().map_or(0, String::len);
        before.map_or(Dropped::Nothing, Dropped::Message)
    }

    /// How the client spells the name of a document, if it is open and findings of its state `at` would count.
    #[must_use]
    pub fn wants(&self, uri: &Uri, at: Edition) -> Option<Arc<str>> {
        let document = self.documents.get(uri).filter(|document| document.counts(at))?;
        Some(Arc::clone(&document.spelling))
    }

    /// How the client spells the name of a document that is open.
    #[must_use]
    pub fn spelling(&self, uri: &Uri) -> Option<Arc<str>> {
        self.documents
            .get(uri)
            .filter(|document| document.open)
            .map(|document| Arc::clone(&document.spelling))
    }

    /// See [`super::Outgoing::closed`]; `last` is the empty list.
    pub fn closed(&mut self, uri: &Uri, last: String) -> Dropped {
        match self.documents.get_mut(uri) {
            Some(document) if document.open => document.open = false,
            _ => return Dropped::Message(last),
        }
        self.put(uri, last)
    }

    /// See [`super::Outgoing::publish`].
    ///
    /// # Errors
    /// The findings, if they do not count any more.
    pub fn publish(&mut self, uri: &Uri, at: Edition, findings: String) -> Result<Dropped, String> {
        match self.documents.get_mut(uri) {
            // invariant: U42: decided in the step in which they are queued.
            Some(document) if document.counts(at) => document.published = at,
            _ => return Err(findings),
        }
        Ok(self.put(uri, findings))
    }

    fn put(&mut self, uri: &Uri, findings: String) -> Dropped {
        if self.is_closed() {
            return Dropped::Message(findings);
        }
        let Some(document) = self.documents.get_mut(uri) else { return Dropped::Message(findings) };
        self.bytes += findings.len();
        let before = document.pending.replace(findings);
        self.bytes -= before.as_ref().map_or(0, String::len);
        if !document.queued {
            document.queued = true;
            self.bytes += ENTRY;
            self.queue.push_back(Item::Findings(uri.clone()));
        }
        match self.give_up_beyond_limit() {
            Dropped::Nothing => before.map_or(Dropped::Nothing, Dropped::Message),
            all => all,
        }
    }

    /// Takes the next message.
    pub fn take(&mut self) -> Option<String> {
        loop {
            match self.queue.pop_front()? {
                Item::Message(message) => {
                    self.bytes -= ENTRY + message.len();
                    return Some(message);
                }
                Item::Findings(uri) => {
                    self.bytes -= ENTRY;
                    let Some(document) = self.documents.get_mut(&uri) else { continue };
                    document.queued = false;
                    let pending = document.pending.take();
                    if !document.open {
                        self.documents.remove(&uri);
                    }
                    let Some(findings) = pending else { continue };
                    self.bytes -= findings.len();
                    return Some(findings);
                }
            }
        }
    }

    /// See [`super::Outgoing::is_behind`].
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.bytes >= self.limits.behind
    }

    /// See [`super::Outgoing::is_given_up`].
    #[must_use]
    pub fn is_given_up(&self) -> bool {
        self.given_up
    }

    /// See [`super::Outgoing::close`].
    pub fn close(&mut self) {
        self.closed = true;
    }

    /// Whether no message comes any more, once what is queued is taken.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closed || self.given_up
    }

    /// What waits, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    fn give_up_beyond_limit(&mut self) -> Dropped {
        if self.bytes <= self.limits.most {
            return Dropped::Nothing;
        }
        self.given_up = true;
        self.bytes = 0;
        let (queue, documents) = (std::mem::take(&mut self.queue), std::mem::take(&mut self.documents));
        Dropped::Everything(Everything { _queue: queue, _documents: documents })
    }
}

impl Document {
    /// Whether findings of state `at` are those of its newest text, and no older ones than were taken in already.
    fn counts(&self, at: Edition) -> bool {
        let older = at.overlay < self.published.overlay || at.disk < self.published.disk;
        self.open && at.overlay >= self.since && !older
    }
}

/// What is to be dropped outside the lock.
#[must_use = "it is to be dropped outside the lock"]
pub enum Dropped {
    /// Nothing.
    Nothing,
    /// One message.
    Message(String),
    /// All that was on its way.
    Everything(Everything),
}

/// What was on its way to a client that was given up.
pub struct Everything {
    _queue: VecDeque<Item>,
    _documents: BTreeMap<Uri, Document>,
}
