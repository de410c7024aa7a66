//! What forms have read and written, as speculation asks for it.

use crate::concurrent::speculation::Footprint;
use crate::evaluation::store::{Log, conflicts};
use crate::sync::Arc;

/// The log of a form.
#[derive(Clone, Debug)]
pub(super) struct Logged(pub(super) Arc<Log>);

impl Footprint for Logged {
    fn conflicts(&self, earlier: &Logged) -> bool {
        conflicts(&self.0.reads, &earlier.0.effects)
    }
}

/// The state of a batch: what the forms that are committed have written, in order, since its beginning. Those that wrote
/// nothing are left out.
#[derive(Clone, Debug, Default)]
pub(super) struct Commits(pub(super) Vec<Arc<Log>>);
