//! Which state a snapshot shows.

use std::cmp::Ordering;
use std::fmt;

use crate::concurrent::Revision;

/// The revisions of the two layers that a snapshot shows: of what is on disk, and of what a connection has open. Neither
/// goes backwards for who asks again (W4).
///
/// Editions are ordered where both layers agree on which one is later; two threads may hold editions that are not.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Edition {
    /// The revision of the disk layer.
    pub disk: Revision,
    /// The revision of the overlay; 0 where there is none.
    pub overlay: Revision,
}

impl PartialOrd for Edition {
    fn partial_cmp(&self, other: &Edition) -> Option<Ordering> {
        match (self.disk.cmp(&other.disk), self.overlay.cmp(&other.overlay)) {
            (disk, overlay) if disk == overlay => Some(disk),
            (Ordering::Equal, one) | (one, Ordering::Equal) => Some(one),
            _ => None,
        }
    }
}

/// `r3+r1`.
impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{}", self.disk, self.overlay)
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn editions_are_ordered_where_both_layers_agree() {
        let edition = |disk, overlay| Edition { disk: Revision::new(disk), overlay: Revision::new(overlay) };
        assert!(edition(1, 1) < edition(2, 1) && edition(1, 1) < edition(1, 2));
        assert!(edition(1, 1) < edition(2, 2));
        assert_eq!(edition(1, 2).partial_cmp(&edition(2, 1)), None);
        assert_eq!(edition(1, 2).partial_cmp(&edition(1, 2)), Some(Ordering::Equal));
    }
}
