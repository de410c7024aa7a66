//! Work that runs ahead of its turn.

use crate::cli::explain::story::{Rule, Story};

pub(super) const STORIES: &[Story] = &[
    Story {
        title: "A conflict that nobody notices",
        ways: &["MU9"],
        breaks: "X1",
        mutants: &[
            "speculation/commits_unseen",
            "speculation/reads_outside_the_log",
            "speculation/base_apart",
            "speculation/begins_on_what_it_saw",
            "speculation/decides_at_landing",
            "speculation/past_the_barrier",
        ],
        meant: "Evaluate the next forms on the other cores meanwhile; most of them have nothing to do with each other.",
        wrong: "A form has read what an earlier one changes: nobody looks, or the log does not say what was read, or it is \
                held against what was written until some moment that is not its commit.",
        seen: "A program prints an old value, with many threads, sometimes.",
        rule: Rule::MachineAndShell,
        instead: "A task and the state that it reads are handed out in one step; at its turn it is held against all that was \
                written since, and computed again where it has read any of it. What no log can tell is a barrier.",
    },
    Story {
        title: "Effects that stay behind",
        ways: &["MU9"],
        breaks: "X1",
        mutants: &["speculation/drops_effects", "speculation/applies_untold"],
        meant: "Each thread works on a clone, and hands back the result.",
        wrong: "What was added to the clone goes away with it; or it is kept although its result is not shown.",
        seen: "`!(add-atom ..)` answers and adds nothing, as soon as there are two of them.",
        rule: Rule::MachineAndShell,
        instead: "An attempt changes nothing: it says what is to be changed, and the committer does that and shows the result \
                as one step of its loop.",
    },
    Story {
        title: "A missing result that moves the others up",
        ways: &["MU9"],
        breaks: "X1",
        mutants: &["speculation/result_missing", "speculation/completion_order", "speculation/dies_silently"],
        meant: "Collect the results as they come; who panics has none.",
        wrong: "Results have no place of their own: one that is missing or early stands where another belongs.",
        seen: "The answer to the third question is printed as that to the second.",
        rule: Rule::MachineAndShell,
        instead: "A result is delivered under the number of its task, in order; an attempt that comes to nothing is made again \
                at its turn, and a panic there is its result.",
    },
    Story {
        title: "Everybody waits for somebody to begin",
        ways: &["LS8", "MS19"],
        breaks: "D1",
        mutants: &[
            "speculation/waits_for_a_worker",
            "speculation/looks_then_sleeps",
            "speculation/trusts_wake",
            "speculation/half_cancel",
        ],
        meant: "Workers wait for a commit when they are too far ahead, the committer waits for workers.",
        wrong: "The next task was begun by nobody, or its landing was announced before the committer slept, or the end was \
                told to half of those who wait.",
        seen: "A run that hangs after a conflict, or at its end.",
        rule: Rule::MachineAndShell,
        instead: "The committer computes itself what nobody has begun; looking and falling asleep are one critical section, in a \
                loop; the end wakes all.",
    },
];
