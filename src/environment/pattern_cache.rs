//! Compiled patterns, kept for when they are asked for again.
//!
//! From a pattern up to the names of its variables to what [`Compiled`] knows of it. Nothing in it comes from a space,
//! so there is nothing to invalidate: it is coherent by construction, for every snapshot of every environment. Bounded
//! in number and, since large patterns are not kept, in size.

use std::fmt;
use std::num::NonZeroUsize;

use foldhash::fast::FixedState;
use lru::LruCache;

use super::keys;
use super::query::compile::Compiled;
use crate::language::metta::atom::AtomRef;
use crate::sync::{Arc, Mutex};

const SHARDS: usize = 8;
/// The largest pattern that is kept, in words.
const LARGEST: usize = 1 << 8;

/// A bounded map from patterns to compiled ones; per shard the least recently used goes first.
pub(super) struct PatternCache {
    shards: Vec<Mutex<LruCache<u64, Arc<Compiled>, FixedState>>>,
}

impl PatternCache {
    /// A cache of about `capacity` patterns; `None` for 0.
    pub(super) fn new(capacity: usize) -> Option<PatternCache> {
        let shards = SHARDS.min(capacity);
        let each = NonZeroUsize::new(capacity.checked_div(shards)?)?;
        let shard = || Mutex::new("environment.patterns", LruCache::with_hasher(each, FixedState::default()));
        Some(PatternCache { shards: (0..shards).map(|_| shard()).collect() })
    }

    /// The compiled `pattern`, from the cache or into it. Compiles, hashes, compares and drops outside the lock.
    pub(super) fn compiled(&self, pattern: AtomRef<'_>) -> Arc<Compiled> {
        let (hash, _) = keys::whole(pattern.term(), pattern.constants());
        let shard = &self.shards[(hash >> 32) as usize % self.shards.len()];
        let known = shard.lock().get(&hash).map(Arc::clone);
        if let Some(known) = known
            && known.is_of(pattern)
        {
            return known;
        }
        let compiled = Arc::new(Compiled::new(pattern));
        if compiled.len() <= LARGEST {
            let evicted = shard.lock().push(hash, Arc::clone(&compiled));
            drop(evicted);
        }
        compiled
    }
}

impl fmt::Debug for PatternCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PatternCache").field("shards", &self.shards.len()).finish()
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;
    use crate::language::metta::atom::Atom;

    fn ask(cache: &PatternCache, text: &str) -> Arc<Compiled> {
        let pattern = Atom::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        cache.compiled(pattern.as_ref())
    }

    fn len(cache: &PatternCache) -> usize {
        cache.shards.iter().map(|shard| shard.lock().len()).sum()
    }

    #[test]
    fn a_pattern_is_kept_up_to_names_but_to_the_letter() {
        let Some(cache) = PatternCache::new(64) else { panic!("a cache of 64 is one") };
        let first = ask(&cache, "(p $x 1 $y $x)");
        assert!(Arc::ptr_eq(&first, &ask(&cache, "(p $a 1 $b $a)")));
        assert!(!Arc::ptr_eq(&first, &ask(&cache, "(p $a 1.0 $b $a)")));
        assert!(!Arc::ptr_eq(&first, &ask(&cache, "(p $a 1 $b $b)")));
    }

    #[test]
    fn it_never_holds_more_than_it_may_and_nothing_large() {
        assert!(PatternCache::new(0).is_none());
        for capacity in [1, 7, 64] {
            let Some(cache) = PatternCache::new(capacity) else { panic!("{capacity} is not 0") };
            for number in 0..500 {
                ask(&cache, &format!("(p{number} $x)"));
                assert!(len(&cache) <= capacity);
            }
            let before = len(&cache);
            ask(&cache, &format!("(large {})", "x ".repeat(LARGEST)));
            assert_eq!(len(&cache), before);
        }
    }
}
