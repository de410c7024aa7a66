//! What can be done to a workspace, as data.

use crate::oracle::specification::workspace::DiskChange;

/// How many connections there are.
pub const CONNECTIONS: usize = 2;

/// Who looks: a reader of the disk layer, or of a connection.
pub type Viewer = Option<usize>;

/// One step. Connections are numbered from 0; a number that is too large counts modulo [`CONNECTIONS`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// Publishes changes together.
    Publish(Vec<DiskChange>),
    /// Submits a text.
    Submit(DiskChange),
    /// Publishes what was submitted.
    Settle,
    /// Opens a document: connection, URI, client version, text.
    Open(usize, String, i32, String),
    /// Changes an open document.
    Change(usize, String, i32, String),
    /// Closes a document.
    Close(usize, String),
    /// Keeps a snapshot, which must never change.
    Keep(Viewer),
}
