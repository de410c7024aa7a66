//! What is answered.

use super::Site;

/// How sure an answer is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Confidence {
    /// Found where nobody else is known to define the name: a guess.
    Fuzzy,
    /// Several places, all of which may be meant.
    Ambiguous,
    /// What is left of several places, of which the arguments rule out the others.
    Narrowed,
    /// The only place there is.
    Exact,
}

/// Which rule found an answer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Origin {
    /// The scopes of the text.
    Lexical,
    /// The definitions of the workspace.
    Global,
    /// The texts of the same language inside documents.
    Region,
    /// The keys of the maps that contracts take.
    MapKey,
    /// The files that modules are.
    Module,
    /// The patterns of several definitions, against the arguments.
    Pattern,
    /// What was tried when nothing else had an answer.
    Fallback,
}

/// The places that answer a question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// The places, by document and place, none twice.
    pub sites: Vec<Site>,
    /// How sure they are.
    pub confidence: Confidence,
    /// Which rule found them.
    pub origin: Origin,
}

impl Answer {
    /// No place: nothing is known by that name.
    #[must_use]
    pub fn none() -> Answer {
        Answer { sites: Vec::new(), confidence: Confidence::Exact, origin: Origin::Lexical }
    }

    /// The answer that consists of `sites`, in any order.
    #[must_use]
    pub fn new(mut sites: Vec<Site>, confidence: Confidence, origin: Origin) -> Answer {
        sites.sort_unstable();
        sites.dedup();
        Answer { sites, confidence, origin }
    }
}
