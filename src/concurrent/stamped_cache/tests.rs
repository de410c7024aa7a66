//! The cache on one thread. What it does in the hands of many is in `models/cache_*.rs`.

use std::collections::BTreeMap;

use super::*;

/// Who asks, and what for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Question(&'static str, u32);

impl CacheKey for Question {
    type Tag = &'static str;
    fn tag(&self) -> &&'static str {
        &self.0
    }
}

type Documents = BTreeMap<&'static str, &'static str>;

impl Freshness<&'static str> for Documents {
    fn stamp(&self, document: &&'static str) -> Stamp {
        self.get(document).map_or(Stamp::ABSENT, |text| Stamp::of(&[text.as_bytes()]))
    }

    fn identity(&self) -> Stamp {
        self.keys().fold(Stamp::ABSENT, |sum, name| {
            sum.combine(Stamp::of(&[name.as_bytes()])).combine(self.stamp(name))
        })
    }
}

type Cache = StampedCache<Question, String, &'static str>;

/// The text of a document, or that there is none.
fn text(documents: &Documents, of: &'static str) -> Entry<String, &'static str> {
    let value = documents.get(of).copied().unwrap_or("absent").to_owned();
    Entry::new(value, [(of, documents.stamp(&of))])
}

#[test]
fn an_answer_ends_with_what_it_was_computed_from_and_comes_back_with_it() {
    let cache = Cache::new(8, 2);
    let before = Documents::from([("lib", "one"), ("other", "x")]);
    let unrelated = Documents::from([("lib", "one"), ("other", "y")]);
    let after = Documents::from([("lib", "two"), ("other", "y")]);
    let ask = |documents: &Documents| {
        cache.get_or_compute(&Question("use", 1), documents, || text(documents, "lib"))
    };
    assert_eq!([&before, &before, &unrelated, &after, &before].map(ask), ["one", "one", "one", "two", "one"]);
    let expected = Statistics { hits: 2, misses: 3, stale: 2, evictions: 0, entries: 1 };
    assert_eq!(cache.statistics(), expected);
}

#[test]
fn an_absence_is_something_to_depend_on() {
    let cache = Cache::new(8, 2);
    let [without, with] = [Documents::new(), Documents::from([("lib", "one")])];
    let ask = |documents: &Documents| {
        cache.get_or_compute_once(&Question("use", 1), documents, || text(documents, "lib"))
    };
    assert_eq!([&without, &with].map(ask), ["absent", "one"]);
}

#[test]
fn invalidating_frees_the_entries_of_one_asker() {
    let cache = Cache::new(100, 4);
    let documents = Documents::from([("lib", "one")]);
    for number in 0..40 {
        let asker = if number % 2 == 0 { "even" } else { "odd" };
        cache.insert(Question(asker, number), text(&documents, "lib"), documents.identity());
    }
    cache.invalidate(&"even");
    assert_eq!(cache.statistics().entries, 20);
    assert_eq!(cache.get(&Question("even", 2), &documents), None);
    assert_eq!(cache.get(&Question("odd", 3), &documents).as_deref(), Some("one"));
    cache.invalidate(&"nobody");
    cache.invalidate(&"odd");
    assert_eq!(cache.statistics().entries, 0);
}

#[test]
fn the_bounds_of_the_shards_add_up_to_the_capacity() {
    for (capacity, shards) in [(0, 4), (1, 16), (7, 3), (10_000, 16), (5, 0)] {
        let cache = Cache::new(capacity, shards);
        assert_eq!(cache.capacity(), capacity);
        let documents = Documents::new();
        for number in 0..40 {
            cache.insert(Question("use", number), text(&documents, "lib"), documents.identity());
            assert!(cache.statistics().entries <= capacity);
        }
    }
}

#[test]
fn a_panicking_computation_leaves_nothing_behind() {
    let cache = Cache::new(8, 2);
    let documents = Documents::new();
    let key = Question("use", 1);
    let panicking = || cache.get_or_compute_once(&key, &documents, || panic!("no answer"));
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(panicking)).is_err());
    assert_eq!(cache.get_or_compute_once(&key, &documents, || text(&documents, "lib")), "absent");
    let statistics = cache.statistics();
    assert_eq!((statistics.misses, statistics.entries), (2, 1));
}
