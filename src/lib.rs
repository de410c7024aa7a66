//! Heddle: a language workspace engine whose concurrent core is production code written against one facade.
//!
//! A folder of MeTTa files becomes an [`environment`] that many threads query; see ARCHITECTURE.md for the map and the
//! guarantees by number.
//!
#![cfg_attr(not(any(feature = "loom", feature = "shuttle")), doc = "```")]
#![cfg_attr(any(feature = "loom", feature = "shuttle"), doc = "```ignore")]
//! use heddle::environment::Environment;
//! use heddle::language::metta::atom::Atom;
//! use heddle::loader::{LoadOptions, load};
//!
//! let space = Environment::new();
//! load(&space, &["examples"], &LoadOptions::default())?;
//!
//! let snapshot = space.snapshot(); // never changes, waits for nobody
//! let pattern = Atom::parse("(, (parent $x $y) (parent $y $z))")?;
//! let template = Atom::parse("(grandparent $x $z)")?;
//! for answer in snapshot.match_query(pattern.as_ref(), template.as_ref()).iter() {
//!     println!("{answer}");
//! }
//! # assert!(!snapshot.match_query(pattern.as_ref(), template.as_ref()).is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod cli;
pub mod concurrent;
pub mod environment;
pub mod evaluation;
pub mod ide;
pub mod indexing;
pub mod language;
pub mod loader;
pub mod metrics;
pub mod oracle;
pub mod resolver;
pub mod server;
pub mod sync;
pub mod text;
pub mod workspace;

pub use oracle::conformance;
