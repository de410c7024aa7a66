//! Where something stands.

use crate::text::{Span, Uri};

/// A stretch of a document. Ordered by document, then by place.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Site {
    /// The document.
    pub uri: Uri,
    /// The stretch, in bytes of the document; also of what stands in a text of another language.
    pub span: Span,
}
