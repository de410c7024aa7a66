//! What is published.

use std::sync::Arc;

use super::document::Document;
use super::version::Version;
use crate::concurrent::Revision;
use crate::language::Analysis;
use crate::text::Uri;

/// A new state of one document.
#[derive(Clone, Debug)]
pub struct Change {
    /// The document.
    pub uri: Uri,
    /// Which state it is; of two, the larger version counts, whichever is published first (W3).
    pub version: Version,
    /// What is known of its text; nothing when the document is gone. Its version stays, so that an analysis that comes
    /// late does not bring it back.
    pub analysis: Option<Arc<Analysis>>,
}

/// A change with everything computed that can be computed outside the publication.
#[derive(Clone, Debug)]
pub struct Prepared {
    pub(super) uri: Uri,
    pub(super) version: Version,
    pub(super) document: Option<Arc<Document>>,
}

impl From<Change> for Prepared {
    /// O(length of the text).
    fn from(change: Change) -> Prepared {
        let Change { uri, version, analysis } = change;
        let document = analysis.map(|analysis| Arc::new(Document::new(uri.clone(), analysis)));
        Prepared { uri, version, document }
    }
}

/// What became of a publication.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Publication {
    /// The revision that shows it, or a later state of the documents that it was too late for.
    pub revision: Revision,
    /// The documents of which a newer version was there already, in the order of the changes.
    pub stale: Vec<Uri>,
}
