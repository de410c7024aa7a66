//! What a walk has seen of files, to tell what has changed by the next one.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// What a file system says of a file without reading it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sighting {
    /// Its length.
    pub length: u64,
    /// When it was last changed, since 1970.
    pub modified: Option<Duration>,
}

/// The files that the last walk has seen.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sightings(BTreeMap<PathBuf, Sighting>);

impl Sightings {
    /// Takes note of what a walk has seen; the files that were created, changed or removed since the one before.
    pub fn renew(&mut self, seen: BTreeMap<PathBuf, Sighting>) -> Vec<PathBuf> {
        let before = std::mem::replace(&mut self.0, seen);
        let changed =
            self.0.iter().filter(|(path, now)| before.get(*path) != Some(now)).map(|(path, _)| path);
        let removed = before.keys().filter(|path| !self.0.contains_key(*path));
        changed.chain(removed).cloned().collect()
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn what_differs_was_created_changed_or_removed() {
        let seen = |files: &[(&str, u64, u64)]| {
            let sighting = |&(path, length, at): &(&str, u64, u64)| {
                let modified = Some(Duration::from_secs(at));
                (PathBuf::from(path), Sighting { length, modified })
            };
            files.iter().map(sighting).collect::<BTreeMap<_, _>>()
        };
        let mut sightings = Sightings::default();
        let first = seen(&[("a", 1, 1), ("b", 1, 1), ("c", 1, 1), ("d", 1, 1)]);
        assert_eq!(sightings.renew(first.clone()).len(), 4);
        assert!(sightings.renew(first).is_empty(), "nothing has changed");
        let changed = sightings.renew(seen(&[("a", 1, 1), ("b", 2, 1), ("c", 1, 2), ("e", 1, 1)]));
        assert_eq!(changed, ["b", "c", "e", "d"].map(PathBuf::from));
    }
}
