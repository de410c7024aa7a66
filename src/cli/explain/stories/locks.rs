//! Locks that wait for their own holders.

use crate::cli::explain::story::{Rule, Story};

pub(super) const STORIES: &[Story] = &[
    Story {
        title: "A reference into a map, kept a little too long",
        ways: &["S15", "MS8"],
        breaks: "D1",
        mutants: &[
            "adding_while_matching/holds_guard",
            "concurrent_map/holds_guard",
            "workspace_newest_wins/holds_reference",
        ],
        meant: "Look an entry up, and while the answer is at hand do the next thing with the same table.",
        wrong: "The reference is a read lock in disguise. The next access wants to write to the same shard, and \
                the thread waits for itself. With a sharded map it happens only if both keys fall into one \
                shard, so the hash seed decides which run hangs.",
        seen: "A program that worked for a week stops, with no error and no use of the processor.",
        rule: Rule::Leaves,
        instead: "The concurrent map offers whole operations alone: get a clone, insert, remove, update by a \
                plain function. There is no reference to keep.",
    },
    Story {
        title: "Two locks in two orders",
        ways: &["MS6", "S16"],
        breaks: "D1",
        mutants: &["adding_while_matching/reverse_order", "leaf_locks/nests"],
        meant: "Each table has a lock of its own, and an operation takes those that it needs.",
        wrong: "One thread takes the first and asks for the second, another one the other way round. Each holds \
                what the other waits for.",
        seen: "Two requests hang, then everybody behind them.",
        rule: Rule::Leaves,
        instead: "No thread ever holds two locks, so there is no order to get wrong. Debug builds and both \
                engines check it at each acquisition, and name both lines.",
    },
    Story {
        title: "From reading to writing without letting go",
        ways: &["MS7"],
        breaks: "D1",
        mutants: &["adding_while_matching/upgrades", "published/upgrades"],
        meant: "Read the state, see that a change is needed, and make it at once, so that nothing comes in \
                between.",
        wrong: "The write lock waits until all readers are gone, and one of them is the thread that asks.",
        seen: "The first change that is made while reading hangs its thread, at the first try.",
        rule: Rule::Leaves,
        instead: "Only the published cell has a read-write lock. A writer prepares from a snapshot, then applies \
                its change to the current value under the writers' mutex.",
    },
    Story {
        title: "A lock that its owner asks for again",
        ways: &["MS7"],
        breaks: "D1",
        mutants: &["leaf_locks/asks_again"],
        meant: "A small helper locks what it needs, whoever calls it.",
        wrong: "One caller holds that lock already. The helper waits for its own caller.",
        seen: "The thread stands still the first time that this path is taken.",
        rule: Rule::Leaves,
        instead: "A second acquisition by one thread panics at once in debug builds, with both lines; and locked \
                helpers take the locked data as an argument, not the lock.",
    },
    Story {
        title: "Reading twice behind a writer that queues",
        ways: &["MS7"],
        breaks: "D1",
        mutants: &["published/nested_read"],
        meant: "Reading takes a shared lock, and two shared locks cannot hurt each other.",
        wrong: "Between the two a writer begins to wait. A fair lock lets nobody past it: the second read waits \
                for the writer, which waits for the first.",
        seen: "It never happens in a test without writers, and hangs readers under load.",
        rule: Rule::Leaves,
        instead: "A load copies one pointer under the lock and lets go. The models run with fair locks, so that \
                this is not overlooked.",
    },
    Story {
        title: "Heavy work behind the readers' door",
        ways: &["U22", "MS8"],
        breaks: "E3",
        mutants: &["publication/applies_under_write_lock", "transaction/under_guard"],
        meant: "Take the write lock first, then compute, so that the state cannot change meanwhile.",
        wrong: "Readers wait for as long as the computation takes. If the computation itself reads, it waits \
                for itself.",
        seen: "Every question hangs while somebody else makes a large change; a rule that queries while it \
                adds never ends.",
        rule: Rule::Snapshots,
        instead: "A change is computed outside all locks. The readers' lock is held for the exchange of one \
                pointer.",
    },
    Story {
        title: "Foreign code under a lock",
        ways: &["S9"],
        breaks: "D1",
        mutants: &[
            "cache_bound/compares_under_the_lock",
            "cache_bound/drops_under_the_lock",
            "workspace_overlay/combines_under_lock",
            "indexing_progress/speaks_under_lock",
        ],
        meant: "The lock is held already, so the comparison, the drop of an old value or the message to the \
                client can be done on the spot.",
        wrong: "That code belongs to somebody else. It may lock on its own, come back to the same lock, take \
                long, or panic; nobody who reads the lock's module can tell.",
        seen: "A hang that begins in code which has no lock in it.",
        rule: Rule::Leaves,
        instead: "What comes out of a critical section is a decision. Comparing, dropping, sending and calling \
                happen after the lock is gone.",
    },
    Story {
        title: "Counting inside the critical section",
        ways: &["MS22"],
        breaks: "D1",
        mutants: &["critical_sections/counts_inside", "critical_sections/counts_loads"],
        meant: "Count how often a lock is taken, at the place where it is taken.",
        wrong: "Every reader writes to one counter while it holds the lock. Readers, who would share the lock, \
                now pass one cache line around, and the section is longer by just that.",
        seen: "Nothing breaks. It is only slow, and slower with every core.",
        rule: Rule::Leaves,
        instead: "Counters are touched before the acquisition or after the release, in a stripe for each worker. \
                A probe of the engines rejects an atomic between the two.",
    },
];
