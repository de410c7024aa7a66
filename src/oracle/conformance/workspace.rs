//! A workspace of your own.

use serde_json::{Value, json};

use super::failure::Failure;
use super::options::{Options, Summary};
use super::run::hold;
use super::subject::Subject;
use crate::oracle::specification::components::workspace::{Operation, SharedWorkspaceSpecification, Sight};
use crate::oracle::specification::workspace::DiskChange;
use crate::sync::Arc;

/// How many connections there are, numbered from 0.
const CONNECTIONS: u64 = 4;

/// A workspace that threads share, over texts of words: `+f` defines `f`, every other word mentions itself. Nothing is on
/// disk or open at first; connections 0 to 3 are there.
///
/// What each answers is said by the specification [`workspace`](crate::oracle::specification::components::workspace).
/// Together, each connection is used by one thread alone, as by the thread that reads its messages, and anybody publishes.
pub trait WorkspaceUnderTest: Send + Sync + 'static {
    /// Replaces texts on disk together; the URIs of the changes that came too late.
    fn publish(&self, changes: &[DiskChange]) -> Vec<String>;
    /// Opens a document on a connection.
    fn open(&self, connection: usize, uri: &str, version: i32, text: &str);
    /// Changes an open document; whether it was open, and older.
    fn change(&self, connection: usize, uri: &str, version: i32, text: &str) -> bool;
    /// Closes a document; whether it was open.
    fn close(&self, connection: usize, uri: &str) -> bool;
    /// What a connection sees at one moment, or somebody without one.
    fn look(&self, connection: Option<usize>) -> Sight;
}

/// Holds a workspace against the specification `workspace`.
///
/// # Errors
/// The first thing that is wrong.
///
/// # Panics
/// If `make` does.
pub fn workspace<T: WorkspaceUnderTest>(
    make: impl Fn() -> T + Send + Sync + 'static,
    options: &Options,
) -> Result<Summary, Box<Failure>> {
    hold(&Arc::new(SharedWorkspaceSpecification), move || WorkspaceSubject(make()), options)
}

/// Such a type as a subject of the specification `workspace`, for who wants to [`record`](super::record) it.
#[derive(Debug, Default)]
pub struct WorkspaceSubject<T>(pub T);

impl<T: WorkspaceUnderTest> Subject<SharedWorkspaceSpecification> for WorkspaceSubject<T> {
    type Memory = ();

    fn choose(&self, client: Option<u64>, (): &(), generated: Operation) -> Option<Operation> {
        let Some(client) = client else { return Some(generated) };
        let connection = (client < CONNECTIONS).then_some(client as usize);
        Some(match generated {
            Operation::Open(_, uri, version, text) => Operation::Open(connection?, uri, version, text),
            Operation::Change(_, uri, version, text) => Operation::Change(connection?, uri, version, text),
            Operation::Close(_, uri) => Operation::Close(connection?, uri),
            Operation::Look(viewer) => Operation::Look(viewer.and(connection)),
            Operation::Publish(_) => generated,
        })
    }

    fn perform(&self, (): &mut (), operation: &Operation) -> Value {
        let WorkspaceSubject(workspace) = self;
        match operation {
            Operation::Publish(changes) => json!(workspace.publish(changes)),
            Operation::Open(connection, uri, version, text) => {
                workspace.open(*connection, uri, *version, text);
                Value::Null
            }
            Operation::Change(connection, uri, version, text) => {
                json!(workspace.change(*connection, uri, *version, text))
            }
            Operation::Close(connection, uri) => json!(workspace.close(*connection, uri)),
            Operation::Look(viewer) => workspace.look(*viewer).to_json(),
        }
    }

    fn closing() -> Vec<Operation> {
        vec![Operation::Look(None), Operation::Look(Some(0))]
    }
}
