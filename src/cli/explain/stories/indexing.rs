//! Indexing runs.

use crate::cli::explain::story::{Rule, Story};

pub(super) const STORIES: &[Story] = &[
    Story {
        title: "Two runs, one set of counters",
        ways: &["S28", "U26"],
        breaks: "Q4",
        mutants: &["indexing_runs/shares_counters"],
        meant: "Count the files that are done, in two numbers for all to see.",
        wrong: "A second run begins before the first is over. Both count in the same place, and what the first \
                leaves finishes the second too early.",
        seen: "The progress bar jumps, passes the end, or ends before the work does.",
        rule: Rule::MachineAndShell,
        instead: "Each run has counters of its own, and what is shown belongs to one run.",
    },
    Story {
        title: "Files that fail and are not counted",
        ways: &["U26"],
        breaks: "Q4",
        mutants: &["indexing_runs/forgets_failures"],
        meant: "A run is over when all its files are indexed.",
        wrong: "One cannot be read. It is never counted, and the run is never over.",
        seen: "Indexing stays at 99 per cent, and every request waits.",
        rule: Rule::MachineAndShell,
        instead: "Done is the sum of what was indexed, failed and skipped.",
    },
    Story {
        title: "Files that are counted twice",
        ways: &["S28"],
        breaks: "Q4",
        mutants: &["indexing_runs/counts_twice"],
        meant: "Count the failure where it is met, and the file where it is finished.",
        wrong: "A file that fails is both.",
        seen: "More is done than there was to do.",
        rule: Rule::MachineAndShell,
        instead: "A file has one outcome, and the outcome is what is counted.",
    },
    Story {
        title: "Two who tell the end",
        ways: &["U28"],
        breaks: "Q4",
        mutants: &["indexing_runs/ends_twice", "indexing_runs/canceller_ends_too"],
        meant: "Whoever sees that all is done says so; whoever cancels says so too.",
        wrong: "Two see it.",
        seen: "The editor is told twice that the work has ended, and protests or closes the wrong bar.",
        rule: Rule::MachineAndShell,
        instead: "The run's own thread tells its end. Others ask for it.",
    },
    Story {
        title: "A cancelled run that just stops",
        ways: &["S21"],
        breaks: "Q4",
        mutants: &["indexing_runs/drops_the_end"],
        meant: "The run was cancelled, so nobody wants to hear of its end.",
        wrong: "Requests wait for it, and so does the progress bar.",
        seen: "After a folder is removed all requests hang.",
        rule: Rule::MachineAndShell,
        instead: "Cancelled is an end like the others, and it is told.",
    },
];
