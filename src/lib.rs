//! Heddle: a language workspace engine whose concurrent core is production code written against one facade.
//!
//! See ARCHITECTURE.md for the map and the guarantees by number.

pub mod cli;
pub mod concurrent;
pub mod environment;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
pub mod language;
pub mod loader;
pub mod oracle;
pub mod sync;
pub mod text;
