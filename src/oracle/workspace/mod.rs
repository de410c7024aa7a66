//! Workspaces held against their specification.
//!
//! [`Step`] is what can be done, as data; [`WorkspaceSubject`] is what a workspace must offer; [`Agreement`] does each step
//! with the subject and with the specification and compares everything that can be seen.

mod agreement;
pub mod edit_script;
mod production;
mod step;
mod subject;

pub use agreement::Agreement;
pub use production::{WorkspaceProduction, seen, view_of};
pub use step::{CONNECTIONS, Step, Viewer};
pub use subject::{Seen, WorkspaceSubject};
