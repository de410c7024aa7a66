//! Programs that run, alone, ahead of their turn and beside others: crowds of faulty evaluators.

use crate::cli::explain::story::{Rule, Story};

pub(super) const STORIES: &[Story] = &[
    Story {
        title: "A crowd of faulty evaluators",
        ways: &["MU5", "MS8"],
        breaks: "E4",
        mutants: &[
            "proptests/evaluation_agrees_with_its_specification.rs/every_mutant_is_rejected",
            "fuzz/replay.rs/the_corpus_of_evaluation_rejects_faulty_specifications",
        ],
        meant: "Index rules, compile right sides, share terms, bind variables in place.",
        wrong: "n equal rules fire n times each, a match goes on with what its own template adds, variables of two \
                rules are the same, an error drops its neighbours or stays beside them.",
        seen: "Results that are too many, too few, or in another order; a program that never ends.",
        rule: Rule::CanFail,
        instead: "Another evaluator reads the language aloud: substitution, lists, no index. Random programs must have the \
                same results in the same order, the same output and the same end in both.",
    },
    Story {
        title: "A crowd of faulty ways to run ahead",
        ways: &["MU9", "MU1", "MU2"],
        breaks: "X1",
        mutants: &[
            "proptests/parallel_evaluation_is_sequential.rs/every_mutant_is_rejected",
            "fuzz/replay.rs/the_corpus_of_parallel_evaluation_rejects_every_mutant",
        ],
        meant: "Evaluate the forms of a program on all cores, each on a copy of what is there.",
        wrong: "The log forgets a state, a type, an answer that was absent; effects, output or a result stay behind with \
                the copy; the copy is not one, or is torn; what is done first comes first.",
        seen: "A program that shows something else with two threads than with one.",
        rule: Rule::CanFail,
        instead: "Programs whose forms meet in few spaces and states are run with one thread, with several, and in the worst \
                order, each form on the state before all others; all must show the same, to the last atom.",
    },
    Story {
        title: "A crowd of faulty ways to share a space",
        ways: &["MU2", "MU9"],
        breaks: "E1",
        mutants: &["proptests/evaluation_beside_others_is_serialisable.rs/every_mutant_is_rejected"],
        meant: "Let several programs run on one environment at the same time.",
        wrong: "Effects stay behind with a copy, a part of them is published, a form that is evaluated again has happened \
                twice, an answer is older than the question.",
        seen: "A number that two programs have drawn; a thing that was moved and is in both places.",
        rule: Rule::CanFail,
        instead: "A form is evaluated on a snapshot and published in one step, or evaluated again. Histories of threads are held \
                against the specification: some order of the forms must explain all results.",
    },
    Story {
        title: "A crowd of faulty budgets",
        ways: &["LS8"],
        breaks: "D1",
        mutants: &["fuzz/replay.rs/the_corpus_of_texts_rejects_faulty_budgets"],
        meant: "Give each form so many steps, and an error that says so to the one that needs more.",
        wrong: "Steps are not counted, or counted for the program as a whole; a form that was cut shows what it had so far, or \
                nothing, or that all is well.",
        seen: "A service that hangs on one request; or half an answer that looks like a whole one.",
        rule: Rule::CanFail,
        instead: "Any text is run with a budget and with four times as much: what fits is the same in both, and the first that \
                does not fit comes to the error that names the budget, and to nothing else.",
    },
];
