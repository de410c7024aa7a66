//! The global keys of a document and where they stand.

use super::entities::{KeyId, OccurrenceId};

/// The global keys that a document defines or mentions, ordered by text, each with its occurrences in order of place.
/// One text and three flat tables, since a workspace has hundreds of thousands of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Keys {
    /// All keys, joined.
    text: Box<str>,
    /// Where each key ends in `text`.
    ends: Box<[u32]>,
    /// Where the sites of each key end in `sites`.
    site_ends: Box<[u32]>,
    /// The occurrences of all keys.
    sites: Box<[OccurrenceId]>,
}

impl Keys {
    /// The table of `keys`, which must be ordered by text, each with its occurrences in order.
    pub(super) fn new<'a>(keys: impl IntoIterator<Item = (&'a str, &'a [OccurrenceId])>) -> Keys {
        let (mut text, mut ends, mut site_ends, mut sites) =
            (String::new(), Vec::new(), Vec::new(), Vec::new());
        for (key, occurrences) in keys {
            text.push_str(key);
            ends.push(text.len() as u32);
            sites.extend_from_slice(occurrences);
            site_ends.push(sites.len() as u32);
        }
        Keys { text: text.into(), ends: ends.into(), site_ends: site_ends.into(), sites: sites.into() }
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True when the document mentions nothing global.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of a key; empty for a key of another analysis.
    pub fn text(&self, key: KeyId) -> &str {
        let (start, end) = bounds(&self.ends, key.0 as usize);
        self.text.get(start..end).unwrap_or_default()
    }

    /// The key with this text. O(log keys).
    pub fn find(&self, text: &str) -> Option<KeyId> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.text(KeyId(middle as u32)).cmp(text) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(KeyId(middle as u32)),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// The occurrences of a key, in order of place.
    pub fn sites(&self, key: KeyId) -> &[OccurrenceId] {
        let (start, end) = bounds(&self.site_ends, key.0 as usize);
        self.sites.get(start..end).unwrap_or_default()
    }

    /// All keys in order of text.
    pub fn iter(&self) -> impl Iterator<Item = (KeyId, &str)> {
        (0..self.len() as u32).map(|key| (KeyId(key), self.text(KeyId(key))))
    }
}

/// Where item `index` starts and ends, of items that lie one behind the other and end at `ends`.
fn bounds(ends: &[u32], index: usize) -> (usize, usize) {
    let start = index.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    (start as usize, ends.get(index).copied().unwrap_or(start) as usize)
}
