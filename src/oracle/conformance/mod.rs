//! Hold a type of your own against a specification, from a test of your own.
//!
//! Implement one of the traits for your type, or [`Subject`] for anything else, and call the function of that name:
//!
#![cfg_attr(not(any(feature = "loom", feature = "shuttle")), doc = "```")]
#![cfg_attr(any(feature = "loom", feature = "shuttle"), doc = "```ignore")]
//! use heddle::conformance::{self, MapUnderTest, Options};
//! use heddle::sync::ConcurrentMap;
//!
//! struct MyMap(ConcurrentMap<String, u64>);
//!
//! impl MapUnderTest for MyMap {
//!     fn put(&self, key: &str, value: u64) {
//!         self.0.insert(key.to_owned(), value);
//!     }
//!     fn get(&self, key: &str) -> Option<u64> {
//!         self.0.get(&key.to_owned())
//!     }
//!     fn remove(&self, key: &str) -> Option<u64> {
//!         self.0.remove(&key.to_owned())
//!     }
//! }
//!
//! let summary = conformance::map(|| MyMap(ConcurrentMap::new("my map")), &Options::default());
//! println!("{}", summary.unwrap_or_else(|failure| panic!("{failure}")));
//! ```
//!
//! # What is run
//! *Alone*: generated sequences of operations on a fresh value each, every outcome held against the specification's. A
//! sequence that fails is shrunk until no operation can be left out.
//!
//! *Together*: generated scripts for several threads on a fresh value each; what the threads saw is recorded, with a look
//! at everything when all are done, and checked for linearizability ([`linearize`](super::linearize)). A type that answers
//! right to one thread and loses an update of two is found here.
//!
//! *Explored*: with the feature `loom` or `shuttle`, if the type is built on [`sync`](crate::sync), small scripts run under
//! every schedule within a bound (loom) or under many sampled ones (shuttle) instead, and each execution's history is
//! checked. So the rare schedule needs no luck (Koval et al.: Lincheck, CAV 2023).
//!
//! A panic, a thread that does not come back and a check that reaches a limit are failures too.
//!
//! # What is asked
//! The same seed generates the same scripts (D3); which schedules real threads meet is the machine's choice. A failure of
//! real threads is a history that happened, by the machine's clock: a type whose writes become visible after its calls have
//! returned (stores that are weaker than a lock or `SeqCst`) fails for that. A test that passes has seen no failure, which
//! [`Summary`] says in
//! numbers, and no more than that.

mod cache;
mod environment;
mod failure;
mod map;
mod options;
mod player;
mod production;
mod queue;
mod run;
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
mod sequence;
mod subject;
mod table;
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
mod threads;
mod workspace;

#[cfg(any(feature = "loom", feature = "shuttle"))]
mod exploration;

pub use cache::{CacheSubject, CacheUnderTest, Documents, Question, cache};
pub use environment::{EnvironmentSubject, EnvironmentUnderTest, environment};
pub use failure::{Failure, Kind};
pub use map::{MapSubject, MapUnderTest, map};
pub use options::{Options, Summary};
pub use production::Served;
pub use queue::{QueueSubject, QueueUnderTest, Taken, Work, queue};
pub use run::hold;
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
pub use run::record;
pub use subject::Subject;
pub use workspace::{WorkspaceSubject, WorkspaceUnderTest, workspace};
