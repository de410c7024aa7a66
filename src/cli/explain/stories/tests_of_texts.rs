//! What random texts reject: crowds of faulty readers, maps and resolvers.

use crate::cli::explain::story::{Rule, Story};

pub(super) const STORIES: &[Story] = &[
    Story {
        title: "A crowd of faulty readers of MeTTa",
        ways: &["MS15"],
        breaks: "D3",
        mutants: &[
            "proptests/the_reader_agrees_with_a_naive_one.rs/every_mutant_is_rejected",
            "fuzz/replay.rs/the_corpus_of_the_reader_rejects_faulty_readers",
        ],
        meant: "Read fast: look at bytes, skip what needs no look.",
        wrong: "A quote, a comment or a number at the edge of what was skipped is read as something else.",
        seen: "A file means something else than it says, at one odd place.",
        rule: Rule::CanFail,
        instead: "A naive reader goes letter by letter, and both must agree, on errors too.",
    },
    Story {
        title: "A crowd of faulty readers of Rholang",
        ways: &[],
        breaks: "D3",
        mutants: &[
            "proptests/rholang_reads_what_was_meant.rs/every_mutant_is_rejected",
            "proptests/rholang_trees_keep_their_layouts.rs/every_mutant_is_rejected",
            "fuzz/replay.rs/the_corpus_of_rholang_rejects_faulty_readers",
        ],
        meant: "Read any text, finished or not, into a tree that keeps every letter.",
        wrong: "A precedence is wrong, a letter is lost, a span leaves its parent, or the work is more than \
                linear in the text.",
        seen: "An answer about another expression than the one under the cursor; or an editor that hangs on a \
                broken file.",
        rule: Rule::CanFail,
        instead: "Programs are written from trees and read back, and trees of any text are checked for what a \
                tree promises.",
    },
    Story {
        title: "A crowd of malformed analyses",
        ways: &["U25"],
        breaks: "D2",
        mutants: &["proptests/rholang_analyses_are_well_formed.rs/every_mutant_is_rejected"],
        meant: "Derive scopes, names and findings from whatever tree there is.",
        wrong: "Broken text leads to a place outside the text, a scope without a parent, or a panic.",
        seen: "The server is gone, or points to nowhere, while a line is half typed.",
        rule: Rule::CanFail,
        instead: "What an analysis promises is a list, and each analysis of random text is held against it.",
    },
    Story {
        title: "A crowd of misread scopes",
        ways: &["U7", "U19"],
        breaks: "D3",
        mutants: &[
            "proptests/scopes_agree_with_their_specification.rs/every_mutant_is_rejected",
            "fuzz/replay.rs/the_corpus_of_metta_analysis_rejects_faulty_analyses",
        ],
        meant: "Find what a name means: look outwards until something binds it.",
        wrong: "A binder is visible where it is not, or a name that was bound twice leads to the wrong place.",
        seen: "A rename changes another variable of the same spelling.",
        rule: Rule::CanFail,
        instead: "The rules of scope stand as a specification, and each variable of random programs is asked for \
                its meaning.",
    },
    Story {
        title: "A crowd of faulty finders of embedded texts",
        ways: &[],
        breaks: "D3",
        mutants: &["proptests/embedded_metta_is_found_by_scopes.rs/every_mutant_is_rejected"],
        meant: "A string that goes to the compiler is MeTTa.",
        wrong: "Whether it goes there depends on scopes: a name may be bound twice, a channel may be another \
                one.",
        seen: "Errors in a string that is only text, or none in a program.",
        rule: Rule::CanFail,
        instead: "Which strings reach the compiler is computed by the specification from scopes, not from \
                spelling.",
    },
    Story {
        title: "A crowd of faulty maps between texts",
        ways: &["U41", "U43"],
        breaks: "D3",
        mutants: &[
            "proptests/embedded_texts_map_both_ways.rs/every_mutant_is_rejected",
            "fuzz/replay.rs/the_corpus_of_embedding_rejects_faulty_maps",
        ],
        meant: "A place in an embedded text is a place in its host, a constant further on.",
        wrong: "Escapes are longer in the host than in the text, and so are joints between strings.",
        seen: "Red lines that drift to the right, and renames that cut a string.",
        rule: Rule::CanFail,
        instead: "A map knows each escape. Every place goes there and back, and the text that is read is the one \
                that was meant.",
    },
    Story {
        title: "A crowd of faulty ways to count columns",
        ways: &["U41", "LU23"],
        breaks: "D3",
        mutants: &[
            "proptests/positions_agree_with_counting.rs/every_mutant_is_rejected",
            "fuzz/replay.rs/the_corpus_of_positions_rejects_faulty_ways_to_count",
        ],
        meant: "A column is an index into the line.",
        wrong: "Of bytes, of UTF-16 units or of characters? Behind the first letter that is not ASCII they \
                differ; and ranges may lie beyond the end.",
        seen: "An edit lands in the middle of a letter, and the texts are different from then on.",
        rule: Rule::CanFail,
        instead: "Positions carry their encoding, and lines, columns and edits are what counting from the start \
                of the text says.",
    },
    Story {
        title: "A crowd of faulty matchers",
        ways: &[],
        breaks: "D3",
        mutants: &[
            "proptests/queries_agree_with_naive_unification.rs/every_mutant_of_matching_is_rejected",
            "fuzz/replay.rs/the_corpus_of_queries_rejects_the_mutants_of_matching",
        ],
        meant: "Match a pattern against atoms by an index, and join the answers.",
        wrong: "Variables of the atom are not bound, a variable is bound to what contains it, or two uses of \
                one rule share their variables.",
        seen: "Answers are missing, or there are some that follow from nothing.",
        rule: Rule::CanFail,
        instead: "Unification by the book, over a plain list, has the same answers in the same order.",
    },
    Story {
        title: "A crowd of faulty resolvers",
        ways: &["U7", "S13", "U19", "U43"],
        breaks: "D3",
        mutants: &[
            "proptests/resolution_agrees_with_naive_resolution.rs/every_mutant_of_resolution_is_rejected",
        ],
        meant: "Go from a name to its definition through the index.",
        wrong: "Spelling is taken for identity: a local name leads to a global one, a second definition is not \
                seen, an embedded place is told in the wrong file.",
        seen: "A rename that changes the meaning of a program.",
        rule: Rule::CanFail,
        instead: "Definitions, references and renames are what looking at every name of every text says; and a \
                rename that is not refused changes no meaning.",
    },
];
