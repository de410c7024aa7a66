//! The state of a workspace: documents, the global index, publication, snapshots, overlays (W1–W5).
//!
//! Everything that is read as a whole is one immutable value, the [`Index`], behind one published pointer. A reader takes
//! a [`Snapshot`] (the copy of that pointer) and works on it for as long as it likes. A writer analyses texts outside every
//! lock and publishes what it found in one step, in which alone is decided what counts.
//!
//! # Why it is built like this
//!
//! Each of the simpler designs below stands in `models/` as a mutant, which the models reject.
//!
//! *A table for each kind of fact, updated one after the other*, shows half a change (W1):
//! 1. A replaces the document `d` in the table of documents.
//! 2. B looks a symbol up, finds the place that it had in the old `d`, and applies it to the new text.
//! 3. A replaces the symbols of `d`.
//!
//! So documents and symbols are one value, replaced by one assignment.
//!
//! *A test of the version before the step that installs* lets an older analysis win (W3):
//! 1. A has analysed version 2, sees version 1 installed, and goes on.
//! 2. B has analysed version 3, sees version 1 installed, and installs version 3.
//! 3. A installs version 2; it stays until the next edit.
//!
//! So the test is part of the publication, on the value that is current there. What was removed leaves its version behind,
//! since otherwise an analysis that comes late brings the document back.
//!
//! *A set of pending documents that is read and then cleared* loses an edit:
//! 1. A copies the set `{d}`.
//! 2. B submits an edit of `e` and marks it.
//! 3. A clears the set: nobody ever analyses `e`.
//!
//! So the set is taken away in one step, and a text passes the gate before its document is marked.
//!
//! *One state of a document for disk and editor* lets whoever is late overwrite the other:
//! 1. The editor opens `d` and changes it.
//! 2. A change on disk is indexed: the editor's text is gone.
//!
//! So there are two layers. The disk layer is shared by all connections; what a connection has open is its
//! [`Overlay`], which is laid over a private copy of the index by the same code.

mod bucket;
mod buffers;
mod change;
mod document;
mod dump;
mod edition;
mod gate;
mod hashed;
mod holders;
mod index;
mod names;
mod namespace;
mod overlay;
mod snapshot;
mod state;
mod version;

pub use buffers::{Buffers, Refused};
pub use change::{Change, Prepared, Publication};
pub use document::{ANALYSIS_VERSION, Document, Site};
pub use edition::Edition;
pub use index::Index;
pub use namespace::Namespace;
pub use overlay::{Overlay, Pin};
pub use snapshot::Snapshot;
pub use state::{FrontEnd, Workspace, by_extension};
pub use version::Version;

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests;
