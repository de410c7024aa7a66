//! What readers of a shared state see.

use crate::cli::explain::story::{Rule, Story};

pub(super) const STORIES: &[Story] = &[
    Story {
        title: "Two runs on one space",
        ways: &["MU2", "MU3", "MU9"],
        breaks: "E1",
        mutants: &[
            "serializable/rebases",
            "serializable/looks_then_publishes",
            "serializable/drops_effects",
            "serializable/one_by_one",
        ],
        meant: "Evaluate on a snapshot, then bring the additions and removals to what the space is by then.",
        wrong: "What the form decided rests on what it has read, and that has changed meanwhile. Looking for it first, in \
                a step of its own, leaves the same gap a little later; effects that go in one by one are seen half done.",
        seen: "Two programs count in one space; each counts one further, and the count is one higher, or there are two of \
                them.",
        rule: Rule::Snapshots,
        instead: "A form is published only if the space is the very state that it was evaluated on, decided in the step that \
                publishes; else it is evaluated again.",
    },
    Story {
        title: "An update that is based on yesterday",
        ways: &["MU3"],
        breaks: "E1",
        mutants: &[
            "published/overwrites",
            "transaction/overwrites",
            "visibility/rebuilds_snapshot",
            "loader/overwrites",
            "workspace_publication/overwrites",
        ],
        meant: "Take a snapshot, compute the next state at leisure, put it in its place.",
        wrong: "Somebody else has published in the meantime. The new state was made from the old one and erases \
                what came between.",
        seen: "A rule or a document that was there for a moment is gone, and nobody removed it.",
        rule: Rule::Snapshots,
        instead: "What is prepared is a difference. It is applied to the current state, in the step that \
                publishes.",
    },
    Story {
        title: "The number before the thing",
        ways: &["MS1"],
        breaks: "W4",
        mutants: &["published/revision_first"],
        meant: "Raise the revision, then exchange the value; both happen, so the order hardly matters.",
        wrong: "A reader comes between the two and pairs the old value with the new number.",
        seen: "A cache believes that it is up to date and keeps what is stale until the next change.",
        rule: Rule::Snapshots,
        instead: "Revision and value are exchanged in one step under one lock, and read together.",
    },
    Story {
        title: "One lock for each table",
        ways: &["MS1", "MU2", "S11"],
        breaks: "E1",
        mutants: &[
            "visibility/two_locks",
            "visibility/torn_copy",
            "workspace_publication/one_after_the_other",
        ],
        meant: "Each table has its own lock, so that operations on different tables do not disturb each other.",
        wrong: "A change goes through the tables one by one, and so does a reader. In between, one table knows \
                of the rule or the document and the other does not.",
        seen: "A rule is found by one question and denied by the next; a definition points behind the end of \
                the text.",
        rule: Rule::Snapshots,
        instead: "All tables are one immutable value behind one pointer. Who reads holds one version of \
                everything.",
    },
    Story {
        title: "Cleared and filled again",
        ways: &["MS5", "U16"],
        breaks: "E1",
        mutants: &["visibility/refills", "workspace_publication/clears_and_refills"],
        meant: "To rebuild an index, empty it and put everything back; it is quick.",
        wrong: "Between the two the index is empty or half full, and readers take it for the truth.",
        seen: "Definitions are not found for a moment, or an expression is returned as it is because no rule \
                was there; and no error says why.",
        rule: Rule::Snapshots,
        instead: "A new index is built beside the old one and exchanged in one step.",
    },
    Story {
        title: "Bit by bit",
        ways: &["MS12"],
        breaks: "E1",
        mutants: &[
            "visibility/atom_by_atom",
            "transaction/as_it_goes",
            "loader/file_by_file",
            "loader/per_batch",
            "workspace_publication/one_by_one",
            "multiplicity/one_by_one",
        ],
        meant: "Publish each part when it is ready; all of them arrive in the end.",
        wrong: "What belongs together is seen in parts. And when the rest fails, the parts that came first \
                remain.",
        seen: "A query sees half of a library. A load that failed has left something behind.",
        rule: Rule::Snapshots,
        instead: "The parts are collected as one delta, and published in one step or not at all. Who asks for \
                publication by batches is told that it is not atomic.",
    },
    Story {
        title: "First done, then taken back",
        ways: &["MU3"],
        breaks: "E1",
        mutants: &["transaction/takes_back"],
        meant: "Apply the changes at once, and undo them if the end fails.",
        wrong: "Until they are undone everybody sees them, and others may have built on them.",
        seen: "Facts flash up that never were true.",
        rule: Rule::Snapshots,
        instead: "A transaction works on a private state. Failing drops it, and nobody has seen it.",
    },
    Story {
        title: "Busy for ever",
        ways: &["MS10"],
        breaks: "D2",
        mutants: &["transaction/stays_busy"],
        meant: "A flag says that somebody is at work, so that one comes in at a time.",
        wrong: "A panic leaves without lowering the flag.",
        seen: "One bad file, and from then on every change hangs.",
        rule: Rule::MachineAndShell,
        instead: "There is no flag: writers take turns at a mutex that a panic gives back, and nothing is \
                poisoned.",
    },
    Story {
        title: "The value is out for repair",
        ways: &["MS10"],
        breaks: "D2",
        mutants: &["publication/takes_out"],
        meant: "Take the value out, change it, put it back: nothing needs to be copied.",
        wrong: "The change panics, and nothing is put back. What is left is empty.",
        seen: "After one failure the workspace holds nothing, and nothing says so.",
        rule: Rule::Snapshots,
        instead: "The old value stays where it is until the new one is complete.",
    },
    Story {
        title: "Snapshots that share what changes",
        ways: &["MU1", "LS18"],
        breaks: "E1",
        mutants: &["snapshot_stability/shares_tables"],
        meant: "A snapshot is a cheap copy: it shares its tables with the original.",
        wrong: "The original goes on writing into those tables. The snapshot changes under its reader, table by \
                table.",
        seen: "The same question asked twice of one snapshot has two answers.",
        rule: Rule::Snapshots,
        instead: "Tables are persistent: a writer makes new nodes and shares the rest, and what a snapshot holds \
                never changes.",
    },
    Story {
        title: "From one cell to another and back",
        ways: &["MS1"],
        breaks: "W4",
        mutants: &["snapshot_stability/two_cells"],
        meant: "Two replicas, published one after the other, and readers take whichever is free.",
        wrong: "A reader sees the newer state in one and then the older state in the other.",
        seen: "A fact is there, then not yet there, then there again.",
        rule: Rule::Snapshots,
        instead: "There is one cell, and its revision only grows.",
    },
    Story {
        title: "Answers from what was just added",
        ways: &["MS8"],
        breaks: "E3",
        mutants: &["adding_while_matching/looks_again"],
        meant: "Do not hold a lock while an answer is worked on: fetch one, let go, fetch the next.",
        wrong: "Each fetch sees what the evaluation itself has added. A rule that adds an atom for each answer \
                feeds itself.",
        seen: "An evaluation that should add two atoms adds until the memory is full.",
        rule: Rule::Snapshots,
        instead: "An evaluation answers from the snapshot with which it began.",
    },
    Story {
        title: "The answer from before",
        ways: &["MS2"],
        breaks: "E4",
        mutants: &["multiplicity/checks_first"],
        meant: "Look whether there is a copy, remove one, and answer what the look said.",
        wrong: "Two removals see the one copy. Both say that they removed it.",
        seen: "The caller counts two removals where one took place, and the sums no longer agree.",
        rule: Rule::Snapshots,
        instead: "The outcome of a removal is computed in the step that removes.",
    },
];
