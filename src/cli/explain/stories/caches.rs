//! The cache and the flights.

use crate::cli::explain::story::{Rule, Story};

pub(super) const STORIES: &[Story] = &[
    Story {
        title: "Put after the invalidation",
        ways: &["S1"],
        breaks: "C1",
        mutants: &["cache_coherence/put_after_invalidate"],
        meant: "Compute on a miss and keep the answer; when a document changes, throw its answers away.",
        wrong: "The change comes while somebody computes. The throwing away finds nothing, and then the old \
                answer is put.",
        seen: "Go-to-definition leads to where the definition was. It stays so until the entry is pushed out.",
        rule: Rule::Snapshots,
        instead: "An entry carries the stamps of all that it was computed from, and counts only where those \
                stand. No message has to arrive in time.",
    },
    Story {
        title: "Only who asked is asked",
        ways: &["S2"],
        breaks: "C1",
        mutants: &["cache_coherence/invalidated_by_asker"],
        meant: "When a document changes, its cached answers go.",
        wrong: "The answer was asked in one document and rests on another. The other one changes.",
        seen: "Edit a library, and its users are sent to the old line.",
        rule: Rule::Snapshots,
        instead: "An entry names each document and each bucket that was consulted, whoever asked.",
    },
    Story {
        title: "No such name, for ever",
        ways: &["S3"],
        breaks: "C1",
        mutants: &["cache_coherence/negative_sticks"],
        meant: "Remember that a name is not defined; it saves the longest search.",
        wrong: "That answer names no document, so no change of a document touches it.",
        seen: "You add the missing definition, and are still told that it is missing.",
        rule: Rule::Snapshots,
        instead: "Absence has a stamp too, that of the empty bucket, and it changes when somebody defines the \
                name.",
    },
    Story {
        title: "A document that is taken away for a moment",
        ways: &["U16", "U4"],
        breaks: "C1",
        mutants: &["cache_coherence/cleared_and_refilled"],
        meant: "Replace a document by removing and adding it.",
        wrong: "Between the two it does not exist. A question of that moment is answered with nothing, and the \
                cache keeps the answer for that state.",
        seen: "A definition that was always there is not found, once in a while.",
        rule: Rule::Snapshots,
        instead: "A replacement is one publication.",
    },
    Story {
        title: "Vouching for another's entry",
        ways: &["S1"],
        breaks: "C1",
        mutants: &["cache_coherence/confirms_another"],
        meant: "The entry was compared with the snapshot and found good, so note under its key that it is good \
                for that snapshot.",
        wrong: "In the meantime another entry has come under that key. The note makes that one good, unseen.",
        seen: "The answer of another state of the workspace, with the stamp of correctness on it.",
        rule: Rule::Snapshots,
        instead: "What is confirmed is the entry that was compared, by identity, and not whatever the key has \
                now.",
    },
    Story {
        title: "Right, and of no use",
        ways: &["S5"],
        breaks: "C5",
        mutants: &["cache_coherence/never_hits", "cache_coherence/emptied_by_every_edit"],
        meant: "When in doubt, compute anew; then no answer can be stale.",
        wrong: "It is always in doubt. Every edit empties the cache, or no entry ever counts.",
        seen: "No wrong answer, and every answer as slow as the first.",
        rule: Rule::CanFail,
        instead: "Use is a guarantee of its own: an unchanged second look-up is a hit, and an unrelated edit \
                leaves the rest valid.",
    },
    Story {
        title: "A look for room, then a place",
        ways: &["LU2"],
        breaks: "C2",
        mutants: &[
            "cache_bound/check_then_insert",
            "cache_bound/room_after",
            "cache_bound/counts_all_shards",
        ],
        meant: "Insert if there is room, else make room; the bound holds up to a moment.",
        wrong: "As many threads as there are find room for one and insert. Or the sizes of all shards are added \
                up while they change.",
        seen: "Memory grows past what was configured, most under the heaviest load.",
        rule: Rule::MachineAndShell,
        instead: "Each shard has its own part of the bound, and making room and inserting are one critical \
                section of that shard.",
    },
    Story {
        title: "The victim has been used since",
        ways: &["LS31"],
        breaks: "C2",
        mutants: &["cache_bound/evicts_by_snapshot"],
        meant: "Pick the entry that was used least recently, then remove it.",
        wrong: "Between the two somebody uses it, or puts a new value under its key. What goes is the one that \
                was used last.",
        seen: "The busiest entries are lost, and the cache serves worse the more it is used.",
        rule: Rule::MachineAndShell,
        instead: "Picking and removing are one step of the machine under the shard's lock.",
    },
    Story {
        title: "Statistics that leave something out",
        ways: &["LS29"],
        breaks: "C4",
        mutants: &[
            "cache_counting/skips_when_busy",
            "cache_counting/stale_is_no_miss",
            "cache_counting/joiner_uncounted",
        ],
        meant: "Counting must never slow a look-up down: skip it when the counter is busy, and count what is \
                clearly a hit or a miss.",
        wrong: "What is skipped, stale or joined is counted as nothing.",
        seen: "Hits and misses do not add up to the look-ups, by ever more, and no figure can be trusted.",
        rule: Rule::MachineAndShell,
        instead: "Each look-up ends in one of two counts, in the step that looks; who finds a stale entry or \
                joins a flight has missed.",
    },
    Story {
        title: "Statistics of two moments",
        ways: &["S8"],
        breaks: "C4",
        mutants: &["cache_counting/torn"],
        meant: "Read one counter after the other; they are all atomic.",
        wrong: "Look-ups happen in between. The sum belongs to no moment.",
        seen: "A hit rate above a hundred per cent.",
        rule: Rule::MachineAndShell,
        instead: "What a shard has counted is kept together under its lock, and read in one step.",
    },
    Story {
        title: "Computed twice after all",
        ways: &["S7", "LS27"],
        breaks: "C3",
        mutants: &[
            "single_flight/herd",
            "cache_counting/computes_again",
            "cache_counting/keeps_after_landing",
        ],
        meant: "Miss, see that nobody computes the answer, compute it.",
        wrong: "Several miss together, each sees that nobody computes, and all do. Or the flight lands just \
                after the miss, and who leads next does not look again; or the entry comes only after the \
                flight has left the table.",
        seen: "After an edit the same search runs once for each open window.",
        rule: Rule::MachineAndShell,
        instead: "Looking and taking the lead are one step; who leads looks once more; and the entry is in the \
                cache before the flight leaves the table.",
    },
    Story {
        title: "A flight that stays on the table",
        ways: &["S21"],
        breaks: "S1",
        mutants: &["single_flight/keeps_landed"],
        meant: "Leave the outcome on the table for those who come later.",
        wrong: "Nobody takes it away. Later callers get an answer of long ago, and the table grows.",
        seen: "A leak, with stale answers in it.",
        rule: Rule::MachineAndShell,
        instead: "A flight leaves the table in the step in which it lands; who waits holds it by itself.",
    },
    Story {
        title: "An old failure for a new try",
        ways: &["LS27"],
        breaks: "S1",
        mutants: &["single_flight/lands_first"],
        meant: "Tell the waiters first, then tidy the table.",
        wrong: "A waiter hears of the failure and tries again at once. It finds the failed flight still there \
                and gets the same failure.",
        seen: "A single failure, reported twice, and the retry did nothing.",
        rule: Rule::MachineAndShell,
        instead: "The flight leaves the table before anybody hears of its outcome.",
    },
    Story {
        title: "A ring of leaders",
        ways: &["LS28", "LS34"],
        breaks: "C3",
        mutants: &["single_flight/waits_for_itself", "single_flight/waits_in_a_ring"],
        meant: "Who needs an answer that somebody computes waits for it, always.",
        wrong: "The one who computes needs the answer of the one who waits. The ring closes, or a leader waits \
                for its own flight.",
        seen: "Two requests about files that import each other hang, together.",
        rule: Rule::MachineAndShell,
        instead: "Who holds a flight never waits for another: it computes for itself. So no ring can close.",
    },
];
