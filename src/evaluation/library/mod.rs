//! The library: operations of Rust, and a part that is written in MeTTa.

mod files;
mod random;

pub use files::Files;
pub use random::Random;

use super::native::Native;

/// Every operation.
pub fn operations() -> Vec<Native> {
    Vec::new()
}

/// The part that is written in MeTTa: the content of [`SpaceId::LIBRARY`](super::identity::SpaceId::LIBRARY).
pub const SOURCE: &str = include_str!("library.metta");
