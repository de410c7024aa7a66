//! What is known of a name.

use super::holders::Holders;

/// The documents that hold a name. Where in them it stands is in their analyses, which are part of the same index, so
/// that an edit that adds no name and removes none touches no bucket.
#[derive(Clone, Debug, Default)]
pub(super) struct Bucket {
    /// The documents that define or declare it.
    pub(super) definers: Holders,
    /// The documents that mention it in any way; the definers are among them.
    pub(super) mentioners: Holders,
}
