//! Waiting, waking, and handing work on.

use crate::cli::explain::story::{Rule, Story};

pub(super) const STORIES: &[Story] = &[
    Story {
        title: "Looks, then sleeps",
        ways: &["LS8", "U31"],
        breaks: "D1",
        mutants: &[
            "bounded_queue/looks_then_waits",
            "single_flight/lost_wake_up",
            "request_queue/looks_then_sleeps",
            "outgoing/looks_then_sleeps",
            "indexing_runs/sleeps_on_old_news",
        ],
        meant: "Look whether there is something to do; if not, wait to be woken.",
        wrong: "The work arrives between the look and the sleep. Its wake-up finds nobody asleep and is gone, \
                and then the thread lies down.",
        seen: "Work is there, nobody does it, and the next arrival seems to cure it. Under light load it is a \
                rare pause; at the end of a run it is for ever.",
        rule: Rule::MachineAndShell,
        instead: "The look and the falling asleep are one critical section: the condition is tested under the \
                lock that the condition variable gives back.",
    },
    Story {
        title: "A wake-up taken for the news",
        ways: &["LS8"],
        breaks: "D1",
        mutants: &[
            "bounded_queue/if_for_while",
            "single_flight/trusts_wake",
            "ordered_window/trusts_wake",
            "request_queue/trusts_wake",
        ],
        meant: "Who is woken was woken for a reason, so go on.",
        wrong: "A wake-up may come without a cause, or for something that another thread has taken in the \
                meantime. The thread goes on with nothing in its hands.",
        seen: "An item is lost, an answer is missing, or a worker goes home early. Seldom, and on some systems \
                only.",
        rule: Rule::MachineAndShell,
        instead: "Every wait is a loop around its condition. The models inject wake-ups without cause to hold it \
                to that.",
    },
    Story {
        title: "One is woken where all should be",
        ways: &["LS7"],
        breaks: "D1",
        mutants: &["bounded_queue/close_wakes_one", "single_flight/wakes_one", "request_queue/wakes_one"],
        meant: "Wake one waiter for one event; to wake all would be a stampede.",
        wrong: "The event concerns everybody: the end, a landing, many requests let go. Who is woken takes its \
                share and does not pass the news on.",
        seen: "Threads that never end, or a queue that one worker serves while the others sleep.",
        rule: Rule::MachineAndShell,
        instead: "An event for all wakes all. Where one is woken, it wakes the next one if there is more.",
    },
    Story {
        title: "Going away in silence",
        ways: &["LS10", "S21"],
        breaks: "D1",
        mutants: &["ordered_window/half_cancel", "request_queue/shuts_in_silence", "loader/leaves_workers"],
        meant: "Set the flag that says it is over, and leave.",
        wrong: "Those who wait are asleep and do not look at flags. Nobody wakes them.",
        seen: "The program does not end, or a load that was cancelled never comes back.",
        rule: Rule::MachineAndShell,
        instead: "Shutting is a step of the machine whose answer says whom to wake, and the shell wakes them.",
    },
    Story {
        title: "A worker that dies with the job in its hands",
        ways: &["LS10", "S21", "U26"],
        breaks: "D2",
        mutants: &[
            "ordered_window/silent_drop",
            "loader/dies_silently",
            "single_flight/stuck",
            "indexing_runs/ends_with_its_thread",
        ],
        meant: "A worker claims a job, does it, and reports. Panics are bugs, so they need no path.",
        wrong: "The panic ends the worker before the report. The claim stays, and all who wait for that job, or \
                for those behind it, wait for ever.",
        seen: "One strange file, and loading or indexing never ends.",
        rule: Rule::MachineAndShell,
        instead: "A claim is a guard: dropped without a result it reports the failure by itself. The panic \
                becomes an error of that one job.",
    },
    Story {
        title: "A panic that nobody hears of",
        ways: &["LU8"],
        breaks: "D2",
        mutants: &["fork_join/swallows", "loader/swallows_panic"],
        meant: "Collect what the workers bring; who brings nothing had nothing.",
        wrong: "A worker panicked. Its part is missing in a result that looks complete.",
        seen: "A load succeeds, and the rules of one file are not there.",
        rule: Rule::MachineAndShell,
        instead: "Each slot is filled by a result or by a panic, and a panic goes on to whoever asked.",
    },
    Story {
        title: "Results in the order of arrival",
        ways: &["MS13", "MS17", "LS21"],
        breaks: "D3",
        mutants: &["fork_join/completion_order", "ordered_window/first_finished", "loader/completion_order"],
        meant: "Take results as they come, so that nobody waits for the slowest.",
        wrong: "The order now depends on the schedule, and with it whatever depends on order: which rule comes \
                first, which of two definitions wins, which error is told.",
        seen: "Two runs on the same files differ, sometimes.",
        rule: Rule::MachineAndShell,
        instead: "A result stands at its index. The window hands out slots in order and gives results back in \
                order.",
    },
    Story {
        title: "Full of later work while the next one waits",
        ways: &["MS19"],
        breaks: "D1",
        mutants: &["ordered_window/counter_then_permit", "ordered_window/first_fit"],
        meant: "Bound the memory: only so much may be under way, and whoever finds room may go.",
        wrong: "The room fills with later items. The consumer needs the next one in order, and that one finds \
                no room until the consumer takes something.",
        seen: "Loading hangs at a certain mixture of small and large files.",
        rule: Rule::MachineAndShell,
        instead: "Room is granted in the order of the indexes, in the same step in which the index is claimed; so \
                the next one always has room.",
    },
    Story {
        title: "In two steps: read, then write",
        ways: &["MS2"],
        breaks: "E4",
        mutants: &[
            "multiplicity/read_modify_write",
            "concurrent_map/reads_then_writes",
            "cache_counting/read_modify_write",
        ],
        meant: "Read the count, add one, write it back; each step is safe.",
        wrong: "Two threads read the same count and write the same sum.",
        seen: "Of two insertions one is lost. A fact that was added twice is gone after one removal; \
                statistics do not add up.",
        rule: Rule::Snapshots,
        instead: "Changing a value is one operation: an update under the lock, a fetch-and-add, or a delta that \
                is applied to the current state.",
    },
];
