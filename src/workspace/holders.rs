//! The documents that hold a name.

use std::sync::Arc;

use imbl::OrdSet;

use crate::text::Uri;

/// Up to so many documents are kept in one slice; more in a tree.
const FEW: usize = 16;

/// A persistent set of documents. Most names stand in one document, a few in nearly all.
#[derive(Clone, Debug, Default)]
pub(super) enum Holders {
    /// No document.
    #[default]
    None,
    /// One.
    One(Uri),
    /// Two or more, in order.
    Few(Arc<[Uri]>),
    /// Many.
    Many(Arc<OrdSet<Uri>>),
}

impl Holders {
    /// True when there is no document.
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Holders::None)
    }

    /// The documents in order of their URIs.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Uri> {
        let (slice, many) = match self {
            Holders::None => (&[][..], None),
            Holders::One(uri) => (std::slice::from_ref(uri), None),
            Holders::Few(few) => (&few[..], None),
            Holders::Many(many) => (&[][..], Some(many.iter())),
        };
        slice.iter().chain(many.into_iter().flatten())
    }

    /// Adds a document. O(log documents).
    pub(super) fn insert(&mut self, uri: &Uri) {
        match self {
            Holders::None => *self = Holders::One(uri.clone()),
            Holders::One(one) if one == uri => {}
            Holders::One(_) | Holders::Few(_) => {
                let mut all: Vec<Uri> = self.iter().cloned().collect();
                if let Err(place) = all.binary_search(uri) {
                    all.insert(place, uri.clone());
                    *self = Holders::of(all);
                }
            }
            Holders::Many(many) => {
                Arc::make_mut(many).insert(uri.clone());
            }
        }
    }

    /// Takes a document away. O(log documents).
    pub(super) fn remove(&mut self, uri: &Uri) {
        match self {
            Holders::None => {}
            Holders::One(one) if one == uri => *self = Holders::None,
            Holders::One(_) => {}
            Holders::Few(few) => {
                *self = Holders::of(few.iter().filter(|&other| other != uri).cloned().collect())
            }
            Holders::Many(many) => {
                Arc::make_mut(many).remove(uri);
                if many.len() <= FEW {
                    *self = Holders::of(many.iter().cloned().collect());
                }
            }
        }
    }

    /// The set of these documents, which are in order.
    fn of(mut all: Vec<Uri>) -> Holders {
        match all.len() {
            0 => Holders::None,
            1 => all.pop().map_or(Holders::None, Holders::One),
            2..=FEW => Holders::Few(all.into()),
            _ => Holders::Many(Arc::new(all.into_iter().collect())),
        }
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn holders_are_a_set_of_any_size() {
        let mut holders = Holders::default();
        let mut expected = BTreeSet::new();
        // Up through every form and down again, each document in an order of its own, and each twice.
        let uris: Vec<Uri> = (0..40).map(|n| Uri::from(&*format!("file:///{:02}", n * 17 % 40))).collect();
        for uri in uris.iter().chain(&uris) {
            holders.insert(uri);
            expected.insert(uri.clone());
            assert!(holders.iter().eq(&expected));
        }
        let before = holders.clone();
        for uri in uris.iter().rev().chain(&uris) {
            holders.remove(uri);
            expected.remove(uri);
            assert!(holders.iter().eq(&expected));
            assert_eq!(holders.is_empty(), expected.is_empty());
        }
        assert_eq!(before.iter().count(), 40, "a copy never changes");
    }
}
