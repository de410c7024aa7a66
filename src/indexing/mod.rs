//! Background indexing: the files of the workspace folders become documents of the workspace, run by run.
//!
//! One thread of its own discovers, reads and publishes, in batches; analysis is spread over the cores. What is asked for
//! meanwhile waits on the [`Agenda`]. Every request has a number, its *generation*; a run is over when the work with its
//! generation ends, or when a newer run takes its place, and then that one's end is what counts (Q3).
//!
//! # Why it is built like this
//!
//! Each of the simpler designs below stands in `models/` as a mutant, which the models reject.
//!
//! *Whichever run ends says that the index is there* lets an earlier run end a later one (Q3):
//! 1. The client adds a folder: a second run is asked for, and requests wait for it.
//! 2. The first run ends, and requests are let go.
//! 3. They find nothing of the folder that was added.
//!
//! So an end names its generation, and only that of the last run that was asked for counts.
//!
//! *Counters that all runs share* add up files of two runs (S28, U26): the second one ends early, or counts more files than
//! it has. So each run has counts of its own, and what an older run still says is dropped.
//!
//! *A run that panics* leaves everybody waiting who waits for its end (S21). So its end is told whatever becomes of it.
//!
//! *A version that is drawn after the file was read* lets an old text win (W3):
//! 1. A run reads version 1 of a file.
//! 2. The file is changed; a look at it is published.
//! 3. The run draws a version, the newest of all, and publishes what it has read.
//!
//! So the version is drawn before the file is read. Disk and editor never meet here: what is open is a layer of its own
//! ([`Overlay`](crate::workspace::Overlay)), and the disk cannot overwrite it (U11).

mod agenda;
mod files;
mod indexer;
mod observer;
mod run;
mod scope;
mod walk;
pub mod watching;

pub use agenda::{Agenda, Verdict, Work};
pub use files::{Disk, Failure, Files};
pub use indexer::Indexer;
pub use observer::{End, Observer};
pub use run::{Counted, Progress, Record, State, Status};
pub use scope::Scope;
