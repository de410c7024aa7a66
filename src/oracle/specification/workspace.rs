//! What a workspace holds: texts by name, of which everything else is a function.
//!
//! Nothing is kept but the newest text of each document and what each connection has open; whatever is asked is read
//! out of the texts again, from the start.

use std::collections::{BTreeMap, BTreeSet};

/// What a word says about a name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Said {
    /// `+f`: defines it.
    Defines,
    /// `:f`: declares it.
    Declares,
    /// `f`: mentions it.
    Mentions,
}

/// Everything that a reader can see.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct View {
    /// The texts by URI.
    pub documents: BTreeMap<String, String>,
    /// The names, by namespace and text.
    pub names: BTreeMap<(String, String), Entry>,
    /// The paths that each document links.
    pub links: BTreeMap<String, Vec<String>>,
}

/// What is known of a name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Entry {
    /// The documents that define or declare it.
    pub definers: BTreeSet<String>,
    /// Where it stands: document, offset, and what is said there; in that order.
    pub sites: Vec<(String, usize, Said)>,
}

/// A new state of a document on disk: its URI, its version, its text or its removal.
pub type DiskChange = (String, u64, Option<String>);

/// What is on disk, what was submitted, what is open.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct WorkspaceSpecification {
    disk: BTreeMap<String, (u64, Option<String>)>,
    newest: BTreeMap<String, (u64, Option<String>)>,
    waiting: BTreeSet<String>,
    open: BTreeMap<(usize, String), (i32, String)>,
}

impl WorkspaceSpecification {
    /// Nothing on disk, nothing open.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Publishes changes; returns the documents of which a newer version, or this one, was there.
    pub fn publish(&mut self, changes: &[DiskChange]) -> Vec<String> {
        let mut stale = Vec::new();
        for (uri, version, text) in changes {
            match self.disk.get(uri) {
                Some((current, _)) if current >= version => stale.push(uri.clone()),
                _ => {
                    self.disk.insert(uri.clone(), (*version, text.clone()));
                }
            }
        }
        stale
    }

    /// Submits a text; false when a newer one, or this one, was submitted before.
    pub fn submit(&mut self, (uri, version, text): &DiskChange) -> bool {
        if self.newest.get(uri).is_some_and(|(current, _)| current >= version) {
            return false;
        }
        self.newest.insert(uri.clone(), (*version, text.clone()));
        self.waiting.insert(uri.clone());
        true
    }

    /// Publishes what was submitted.
    pub fn settle(&mut self) {
        for uri in std::mem::take(&mut self.waiting) {
            if let Some((version, text)) = self.newest.get(&uri).cloned() {
                self.publish(&[(uri, version, text)]);
            }
        }
    }

    /// Opens a document on a connection.
    pub fn open(&mut self, connection: usize, uri: &str, version: i32, text: &str) {
        self.open.insert((connection, uri.to_owned()), (version, text.to_owned()));
    }

    /// Changes an open document; false when it is not open, or the version is not newer.
    pub fn change(&mut self, connection: usize, uri: &str, version: i32, text: &str) -> bool {
        match self.open.get_mut(&(connection, uri.to_owned())) {
            Some(buffer) if buffer.0 < version => {
                *buffer = (version, text.to_owned());
                true
            }
            _ => false,
        }
    }

    /// Closes a document; false when it is not open.
    pub fn close(&mut self, connection: usize, uri: &str) -> bool {
        self.open.remove(&(connection, uri.to_owned())).is_some()
    }

    /// The version of an open document.
    #[must_use]
    pub fn client_version(&self, connection: usize, uri: &str) -> Option<i32> {
        self.open.get(&(connection, uri.to_owned())).map(|(version, _)| *version)
    }

    /// The version of the newest state on disk.
    #[must_use]
    pub fn version(&self, uri: &str) -> u64 {
        self.disk.get(uri).map_or(0, |(version, _)| *version)
    }

    /// What a reader without a connection sees, or one with.
    #[must_use]
    pub fn look(&self, connection: Option<usize>) -> View {
        view(self.texts(connection))
    }

    /// The texts that a reader without a connection sees, or one with.
    #[must_use]
    pub fn texts(&self, connection: Option<usize>) -> BTreeMap<String, String> {
        let mut texts = BTreeMap::new();
        for (uri, (_, text)) in &self.disk {
            if let Some(text) = text {
                texts.insert(uri.clone(), text.clone());
            }
        }
        for ((owner, uri), (_, text)) in &self.open {
            if Some(*owner) == connection {
                texts.insert(uri.clone(), text.clone());
            }
        }
        texts
    }

    /// The connections that have something open.
    #[must_use]
    pub fn connections(&self) -> BTreeSet<usize> {
        self.open.keys().map(|(connection, _)| *connection).collect()
    }
}

/// Everything that these texts hold.
#[must_use]
pub fn view(documents: BTreeMap<String, String>) -> View {
    let mut view = View::default();
    for (uri, text) in &documents {
        let language = if uri.ends_with(".rho") { "rholang" } else { "metta" };
        let mut linked = Vec::new();
        for word in words(text) {
            let namespace =
                if word.in_region { "regions metta".to_owned() } else { format!("files {language}") };
            let mut say = |name: &str, offset: usize, said: Said| {
                let entry = view.names.entry((namespace.clone(), name.to_owned())).or_default();
                entry.sites.push((uri.clone(), offset, said));
                if said != Said::Mentions {
                    entry.definers.insert(uri.clone());
                }
            };
            match word.text.chars().next() {
                Some('+') => say(&word.text[1..], word.offset + 1, Said::Defines),
                Some(':') => say(&word.text[1..], word.offset + 1, Said::Declares),
                Some('<') if word.in_region => {}
                Some('<') => linked.push(word.text[1..].to_owned()),
                _ => say(&word.text, word.offset, Said::Mentions),
            }
        }
        view.links.insert(uri.clone(), linked);
    }
    view.documents = documents;
    view
}

struct Word {
    offset: usize,
    text: String,
    in_region: bool,
}

/// The words of a text. A region goes from `[` to the first `]`, or to the end; what looks like a region inside one
/// says nothing.
fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut depth = 0;
    let mut joined = false;
    for (offset, c) in text.char_indices() {
        if c == '[' {
            depth += 1;
            joined = false;
        } else if c == ']' && depth > 0 {
            depth = 0;
            joined = false;
        } else if c.is_whitespace() {
            joined = false;
        } else if depth < 2 {
            if c == ']' || !joined {
                words.push(Word { offset, text: String::new(), in_region: depth == 1 });
            }
            if let Some(word) = words.last_mut() {
                word.text.push(c);
            }
            joined = c != ']';
        }
    }
    words
}
