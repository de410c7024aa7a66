//! The names of one namespace.

use std::ops::Bound;
use std::sync::Arc;

use imbl::{OrdMap, OrdSet};

use super::bucket::Bucket;
use super::hashed::{Hashed, Probe};
use crate::text::Uri;

/// A persistent multimap from names to the documents that hold them.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    buckets: OrdMap<Hashed<Arc<str>>, Bucket>,
    /// The same names in the order of their texts.
    ordered: OrdSet<Arc<str>>,
}

impl Names {
    /// What is known of a name. O(log names).
    pub(super) fn bucket(&self, text: &str) -> Option<&Bucket> {
        self.buckets.get(&Probe::new(text))
    }

    /// All names, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.ordered.iter().map(|name| &**name)
    }

    /// The names that begin with `prefix`, in order. O(log names + answers).
    pub(super) fn with_prefix<'n>(&'n self, prefix: &'n str) -> impl Iterator<Item = &'n str> {
        let from = (Bound::Included(prefix), Bound::Unbounded);
        let names = self.ordered.range::<_, str>(from).map(|name| &**name);
        names.take_while(move |name| name.starts_with(prefix))
    }

    /// Notes that `uri` mentions `text` (and defines it, or no longer does), or takes it away from the name.
    pub(super) fn set(&mut self, text: &str, uri: &Uri, held: Option<Held>) {
        let probe = Probe::new(text);
        if !self.buckets.contains_key(&probe) {
            if held.is_none() {
                return;
            }
            let name: Arc<str> = text.into();
            self.ordered.insert(Arc::clone(&name));
            self.buckets.insert(Hashed::new(name), Bucket::default());
        }
        let Some(bucket) = self.buckets.get_mut(&probe) else { return };
        match held {
            Some(_) => bucket.mentioners.insert(uri),
            None => bucket.mentioners.remove(uri),
        }
        match held {
            Some(Held { defines: true }) => bucket.definers.insert(uri),
            _ => bucket.definers.remove(uri),
        }
        // invariant: W2: a name that nobody holds is no name.
        if bucket.mentioners.is_empty() {
            self.buckets.remove(&probe);
            self.ordered.remove(text);
        }
    }
}

/// How a document holds a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Held {
    /// Whether it defines or declares it, beyond mentioning it.
    pub(super) defines: bool,
}
