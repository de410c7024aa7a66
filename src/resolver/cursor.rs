//! What is asked about.

use crate::text::Uri;

/// A place in a document that is asked about.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Cursor {
    /// The document.
    pub uri: Uri,
    /// The place, in bytes of the document; also inside a text of another language.
    pub offset: u32,
}

impl Cursor {
    /// The place `offset` of a document.
    pub fn new(uri: Uri, offset: u32) -> Cursor {
        Cursor { uri, offset }
    }
}
