//! Texts that are ordered by their hash.
//!
//! A B-tree over hashes compares numbers that lie in its nodes, where one over texts would follow a pointer for each
//! comparison; and it keeps its nodes full, where a hash trie leaves most of each empty. Nothing of the hash is seen
//! outside: whatever is listed is listed in the order of texts (D3).

use std::cmp::Ordering;
use std::hash::BuildHasher;

use equivalent::{Comparable, Equivalent};
use foldhash::fast::FixedState;

fn hash(text: &str) -> u64 {
    FixedState::default().hash_one(text)
}

/// Something with a text, and the hash of that.
#[derive(Clone, Debug)]
pub(super) struct Hashed<T> {
    hash: u64,
    pub(super) value: T,
}

impl<T: AsRef<str>> Hashed<T> {
    /// Hashes the text of `value`.
    pub(super) fn new(value: T) -> Hashed<T> {
        Hashed { hash: hash(value.as_ref()), value }
    }
}

impl<T: AsRef<str>> Ord for Hashed<T> {
    fn cmp(&self, other: &Hashed<T>) -> Ordering {
        self.hash.cmp(&other.hash).then_with(|| self.value.as_ref().cmp(other.value.as_ref()))
    }
}

impl<T: AsRef<str>> PartialOrd for Hashed<T> {
    fn partial_cmp(&self, other: &Hashed<T>) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: AsRef<str>> PartialEq for Hashed<T> {
    fn eq(&self, other: &Hashed<T>) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<T: AsRef<str>> Eq for Hashed<T> {}

/// A text to look for.
pub(super) struct Probe<'t> {
    hash: u64,
    text: &'t str,
}

impl<'t> Probe<'t> {
    /// Hashes `text`.
    pub(super) fn new(text: &'t str) -> Probe<'t> {
        Probe { hash: hash(text), text }
    }
}

impl<T: AsRef<str>> Equivalent<Hashed<T>> for Probe<'_> {
    fn equivalent(&self, key: &Hashed<T>) -> bool {
        self.compare(key) == Ordering::Equal
    }
}

impl<T: AsRef<str>> Comparable<Hashed<T>> for Probe<'_> {
    fn compare(&self, key: &Hashed<T>) -> Ordering {
        self.hash.cmp(&key.hash).then_with(|| self.text.cmp(key.value.as_ref()))
    }
}
