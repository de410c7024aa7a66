//! What a client is told.

use crate::cli::explain::story::{Rule, Story};

pub(super) const STORIES: &[Story] = &[
    Story {
        title: "Findings of a text that is gone",
        ways: &["U42"],
        breaks: "W3",
        mutants: &[
            "outgoing/looks_then_publishes",
            "outgoing/publishes_after_close",
            "outgoing/publishes_anyway",
        ],
        meant: "Check that the document is still what it was, then send its findings.",
        wrong: "It changes or closes between the two, or nobody checks. The old findings come last.",
        seen: "A red line under text that was mended, and it stays when the file is closed.",
        rule: Rule::MachineAndShell,
        instead: "What is queued is replaced in place, and whether findings count is decided in the step that \
                queues them. Closing queues an empty list behind which nothing of that document comes.",
    },
    Story {
        title: "A promise to flush",
        ways: &["S39"],
        breaks: "Q1",
        mutants: &["outgoing/flushes_by_promise"],
        meant: "If more is queued, leave the flush to the next message.",
        wrong: "The next message is replaced or taken back before it is written. Nobody flushes.",
        seen: "The answer sits in the buffer while the client waits for it.",
        rule: Rule::MachineAndShell,
        instead: "The writer flushes when it finds nothing more, at the moment when it would fall asleep.",
    },
    Story {
        title: "A bar that nobody asked for",
        ways: &["U28"],
        breaks: "Q4",
        mutants: &["indexing_progress/begins_unasked"],
        meant: "Send the beginning of the progress when the work begins.",
        wrong: "The client was not asked to create the bar, or has not answered yet.",
        seen: "The editor logs an error, or shows an end without a beginning.",
        rule: Rule::MachineAndShell,
        instead: "A conversation per run: ask, and speak when the client has agreed.",
    },
    Story {
        title: "All speak at once",
        ways: &["U28"],
        breaks: "Q4",
        mutants: &["indexing_progress/speaks_over_others"],
        meant: "Decide under the lock what to say, and say it after the lock.",
        wrong: "Two threads have decided. The second one speaks first.",
        seen: "A report before the beginning, or after the end.",
        rule: Rule::MachineAndShell,
        instead: "One at a time holds the floor: what others have to say is left with it, and it says everything \
                in order.",
    },
    Story {
        title: "The last word that stays unsaid",
        ways: &["U28"],
        breaks: "D1",
        mutants: &["indexing_progress/falls_silent_late", "indexing_progress/looks_in_two_steps"],
        meant: "When there is nothing more to say, give the floor back. When a run is over, do not show it.",
        wrong: "Something comes up between finding nothing and giving back: who brings it believes that the \
                holder will say it. Or the run ends between the look and the note that it is shown.",
        seen: "A progress bar that stands in the editor until it is restarted.",
        rule: Rule::MachineAndShell,
        instead: "Finding nothing and giving the floor back are one step, and so are the look and the note.",
    },
];
