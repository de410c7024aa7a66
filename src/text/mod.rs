//! Texts: documents' names, spans of bytes, lines and columns.
//!
//! Offsets are bytes (`u32`), since that is what a reader has at hand; a [`LineIndex`] turns them into what people and
//! editors count.

pub mod edit;
mod encoding;
mod line_index;
mod span;
mod uri;

pub use encoding::{Encoding, LineColumn};
pub use line_index::{LineIndex, Position};
pub use span::Span;
pub use uri::Uri;
