//! Background indexing: the files of the workspace folders become documents of the workspace, run by run.
//!
//! One thread of its own discovers, reads and publishes, in batches; analysis is spread over the cores. Runs have
//! generations: a newer one ends an older one, and what the older one still says counts for nothing (Q3, Q4).

mod agenda;
mod indexer;
mod observer;
mod run;

pub use agenda::{Agenda, Work};
pub use indexer::Indexer;
pub use observer::Observer;
pub use run::{Failure, Progress, State, Status};
