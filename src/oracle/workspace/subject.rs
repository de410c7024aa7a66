//! What a workspace must offer to be held against the specification.

use std::collections::BTreeMap;

use super::step::Viewer;
use crate::oracle::specification::workspace::{DiskChange, View};

/// Everything that can be seen of a workspace at one moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seen {
    /// The content.
    pub view: View,
    /// The revision of the disk layer and of the overlay.
    pub edition: (u64, u64),
    /// The identity of the content.
    pub identity: String,
    /// The identity of the links.
    pub links: String,
    /// For each name, the identities of its definers and of its mentioners.
    pub stamps: BTreeMap<(String, String), (String, String)>,
    /// The hash of everything.
    pub digest: String,
}

/// A workspace of words.
pub trait WorkspaceSubject {
    /// Publishes changes; returns the documents that it was too late for.
    fn publish(&mut self, changes: &[DiskChange]) -> Vec<String>;
    /// Submits a text; whether it was the newest.
    fn submit(&mut self, change: &DiskChange) -> bool;
    /// Publishes what was submitted.
    fn settle(&mut self);
    /// Opens a document.
    fn open(&mut self, connection: usize, uri: &str, version: i32, text: &str);
    /// Changes an open document; whether that was accepted.
    fn change(&mut self, connection: usize, uri: &str, version: i32, text: &str) -> bool;
    /// Closes a document; whether it was open.
    fn close(&mut self, connection: usize, uri: &str) -> bool;
    /// What somebody sees now.
    fn look(&self, viewer: Viewer) -> Seen;
    /// Keeps what somebody sees now.
    fn keep(&mut self, viewer: Viewer);
    /// What the kept snapshot with this number, from 0, shows.
    fn look_kept(&self, number: usize) -> Option<Seen>;
}
