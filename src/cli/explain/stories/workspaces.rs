//! Workspaces: documents, names, layers.

use crate::cli::explain::story::{Rule, Story};

pub(super) const STORIES: &[Story] = &[
    Story {
        title: "An older analysis that finishes later",
        ways: &["U8", "LU24"],
        breaks: "W3",
        mutants: &["workspace_newest_wins/compares_before"],
        meant: "Compare versions, then install: an old one is turned away.",
        wrong: "Between the comparison and the installation the newer one arrives. Both have passed.",
        seen: "The editor shows the names of the text before the last change, until the next key stroke.",
        rule: Rule::Snapshots,
        instead: "The comparison is part of the step that publishes.",
    },
    Story {
        title: "A gate in two steps",
        ways: &["U8"],
        breaks: "W3",
        mutants: &["workspace_newest_wins/gate_in_two_steps"],
        meant: "Ask the gate for the newest text, then put the own one there if it is newer.",
        wrong: "Two threads ask before either puts. The older one puts last.",
        seen: "A question about the document is answered from a text that the user has left behind.",
        rule: Rule::Snapshots,
        instead: "The map's update runs a plain function on the entry under its lock: looking and replacing are \
                one operation.",
    },
    Story {
        title: "The number that a late comer draws",
        ways: &["U8"],
        breaks: "W5",
        mutants: &["workspace_order/last_comes_last", "indexing_texts/draws_late"],
        meant: "Number the texts when they are at hand, one after the other.",
        wrong: "Reading takes a while, and who began earlier may end later. The older text gets the higher \
                number.",
        seen: "A file has changed on disk, and the workspace shows what it held before, until it changes \
                again.",
        rule: Rule::Snapshots,
        instead: "The version is drawn before the reading begins, so that a text which was read later has the \
                higher number.",
    },
    Story {
        title: "A removed document comes back",
        ways: &["U13"],
        breaks: "W3",
        mutants: &["workspace_newest_wins/forgets_removed"],
        meant: "Remove a document with all that is known of it, its version included.",
        wrong: "An analysis of its last text is still under way. It finds no version to lose against, and \
                installs itself.",
        seen: "Names of a deleted file are offered, and going there fails.",
        rule: Rule::Snapshots,
        instead: "A removal is a version like any other, and stays at the gate.",
    },
    Story {
        title: "Disk over editor",
        ways: &["U11"],
        breaks: "W3",
        mutants: &["workspace_newest_wins/one_state", "indexing_texts/one_layer"],
        meant: "A document has one text. The indexer looks whether it is open before it installs what the disk \
                says.",
        wrong: "The document is opened between the look and the installation; or the indexer does not look at \
                all.",
        seen: "While you type, definitions and findings are those of the saved file.",
        rule: Rule::Snapshots,
        instead: "Two layers: the disk's text and what a connection has open are kept apart, and who looks sees \
                the open one.",
    },
    Story {
        title: "Names in the order of arrival",
        ways: &["S13"],
        breaks: "W5",
        mutants: &["workspace_order/order_of_arrival"],
        meant: "Append each document to the list of those that define a name.",
        wrong: "The list says who came first, which the schedule decides.",
        seen: "Two starts on the same folder, and go-to-definition jumps to another of two places.",
        rule: Rule::Snapshots,
        instead: "Buckets are ordered by the name of the document, so the state is a function of the texts alone.",
    },
    Story {
        title: "Old names that never leave",
        ways: &["S12", "U5"],
        breaks: "W2",
        mutants: &["workspace_publication/insert_only"],
        meant: "Index a document by inserting its names; inserting again does no harm.",
        wrong: "A name that the new text no longer has stays in the index with its old place.",
        seen: "Rename a definition, and the old name is still found, behind the end of the file.",
        rule: Rule::Snapshots,
        instead: "A publication subtracts what the document contributed before, and adds what it contributes now.",
    },
    Story {
        title: "A moment without names",
        ways: &["U4", "S11"],
        breaks: "W1",
        mutants: &["workspace_publication/out_then_in"],
        meant: "Take the old names out, analyse, put the new ones in.",
        wrong: "Between the two everybody else's questions meet a document that defines nothing.",
        seen: "While you type in a library, all its users are told that its functions do not exist.",
        rule: Rule::Snapshots,
        instead: "The analysis is done before; taking out and putting in is one publication.",
    },
    Story {
        title: "Room for one definition",
        ways: &["S13", "U6"],
        breaks: "W2",
        mutants: &["workspace_publication/single_valued"],
        meant: "A table from name to place.",
        wrong: "Two files define the name. One overwrites the other, and when that one goes the name is gone, \
                though the other file still defines it.",
        seen: "Definitions disappear when an unrelated file is closed.",
        rule: Rule::Snapshots,
        instead: "A name leads to all documents that define it, and each can only take out its own contribution.",
    },
    Story {
        title: "References that leave with the definition",
        ways: &["U18"],
        breaks: "W2",
        mutants: &["workspace_publication/takes_references"],
        meant: "All that is known of a name is one entry, with its definition and its uses; a re-analysis \
                removes the entry.",
        wrong: "The uses are in other documents, which nobody analyses again.",
        seen: "Edit the library, and find-references is empty until every user of it was edited too.",
        rule: Rule::Snapshots,
        instead: "A use is a contribution of the document in which it stands.",
    },
    Story {
        title: "Marks that are cleared in a second step",
        ways: &["U20"],
        breaks: "W5",
        mutants: &["workspace_pending/copies_then_clears", "indexing_texts/clears_when_done"],
        meant: "Copy the list of what has changed, work through it, then clear it.",
        wrong: "A change that comes after the copy is cleared with the rest, and nobody has looked at it.",
        seen: "A file was saved, and the workspace does not notice until it is saved again.",
        rule: Rule::MachineAndShell,
        instead: "The list is taken, not copied: what comes later stands in a new one.",
    },
    Story {
        title: "Marked too early, cleared too late",
        ways: &["U20"],
        breaks: "W5",
        mutants: &["workspace_pending/marks_first", "workspace_pending/clears_when_published"],
        meant: "A mark says that a document waits to be published. Set it on arrival, clear it when all is \
                done.",
        wrong: "Set before the text is in place, it is taken by somebody who finds the old text. Cleared after \
                the publication, it takes with it the mark of a text that came meanwhile.",
        seen: "The last change of a burst is never published.",
        rule: Rule::MachineAndShell,
        instead: "The text passes the gate first and the mark comes after; and the mark is taken before the text \
                is read.",
    },
    Story {
        title: "A layer has moved, and the note comes late",
        ways: &["S34"],
        breaks: "W4",
        mutants: &["workspace_overlay/clears_mark_late", "workspace_overlay/keeps_whatever_comes_last"],
        meant: "A connection keeps its combined view and makes it anew when a layer has moved.",
        wrong: "Two threads combine at once. The older view is put down last, or its making clears the mark of \
                a move that it has not seen.",
        seen: "A connection does not see what was published, until something else changes.",
        rule: Rule::MachineAndShell,
        instead: "The mark is taken before combining, and a view is kept only if it is not older than the one \
                that is there.",
    },
    Story {
        title: "Half of a revision",
        ways: &["S34"],
        breaks: "W4",
        mutants: &["workspace_overlay/compares_disk_alone"],
        meant: "The view is fresh if the disk's revision is still the same.",
        wrong: "The connection's own edits move the overlay, not the disk.",
        seen: "You type, and your own change is not there.",
        rule: Rule::Snapshots,
        instead: "The revision of a view is the pair of both.",
    },
    Story {
        title: "Numbers in place of identities",
        ways: &["S4", "LS26"],
        breaks: "C1",
        mutants: &["workspace_overlay/counters", "cache_coherence/counters_as_stamps"],
        meant: "Number the states of a document; equal numbers, equal states.",
        wrong: "Two connections count on their own. The third state of one is not the third state of the other, \
                and a shared cache takes them for the same.",
        seen: "One user is shown the unsaved text of another.",
        rule: Rule::Snapshots,
        instead: "A stamp is a hash of the content. Equal stamps mean equal content on every connection, also \
                after an undo.",
    },
];
