//! Texts of one language inside another: MeTTa in the strings of Rholang.

mod channels;
mod detection;
mod directives;
mod offset_map;
pub mod rholang_strings;

use std::sync::Arc;

pub use detection::detect;
pub use offset_map::{OffsetMap, Run, RunKind};

use super::analysis::Analysis;
use crate::text::Span;

/// A text of another language inside a document.
#[derive(Clone, Debug)]
pub struct Region {
    /// Names the region for as long as its content and its way in stay what they are, wherever in the document it moves:
    /// the hash of both, and a number that tells equal ones apart (in order of place).
    pub id: u64,
    /// The whole expression in the host: a string with its quotes, or a concatenation.
    pub span: Span,
    /// From the region's offsets to the host's and back.
    pub map: OffsetMap,
    /// What the region's own language says about its text; spans count within that text.
    pub analysis: Arc<Analysis>,
}
