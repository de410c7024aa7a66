//! Loading.

use crate::cli::explain::story::{Rule, Story};

pub(super) const STORIES: &[Story] = &[
    Story {
        title: "The first error in time",
        ways: &["MS11"],
        breaks: "E2",
        mutants: &["loader/first_in_time"],
        meant: "Stop at the first error and report it.",
        wrong: "First in time is not first in the files. Another thread met another error earlier, today.",
        seen: "The same broken folder gives another message in each run.",
        rule: Rule::MachineAndShell,
        instead: "Files are claimed in path order and an error is told once all before it are known to be good; \
                so it is the first in path order.",
    },
    Story {
        title: "Stopping with a file in hand",
        ways: &["MS11"],
        breaks: "E2",
        mutants: &["loader/gives_up"],
        meant: "Somebody met an error, so everybody may stop.",
        wrong: "The worker looks at the flag after it has claimed a file, and leaves that file unread. An \
                earlier error in it is never found.",
        seen: "Another error is reported than the sequential load would report, and only when threads are \
                many.",
        rule: Rule::MachineAndShell,
        instead: "A claimed file is always finished. The flag is looked at before the next claim.",
    },
    Story {
        title: "Part of a load that was called off",
        ways: &[],
        breaks: "E1",
        mutants: &["loader/publishes_prefix"],
        meant: "What was read before the cancellation is good, so keep it.",
        wrong: "Nobody knows which part that is; it depends on where the threads were.",
        seen: "After a cancelled load some rules are there and others are not.",
        rule: Rule::Snapshots,
        instead: "A load publishes once, at its end. Cancelled, it drops its draft.",
    },
    Story {
        title: "A rule in two places",
        ways: &["MS14"],
        breaks: "E2",
        mutants: &["loader/rules_twice"],
        meant: "Add every form to the space, and every rule to the rules as well.",
        wrong: "Adding a rule adds it to the space too. Each rule is there twice.",
        seen: "Every evaluation gives each answer twice, but only after a load.",
        rule: Rule::CanFail,
        instead: "Forms are classified in one function, which sequential and parallel loading share; and the dump \
                with its counts is compared with the specification's.",
    },
];
