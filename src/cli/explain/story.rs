//! A known way in which concurrent workspaces break, told.

use super::stories;

/// One way to break, and the mutants that do it.
pub(super) struct Story {
    /// What it is called.
    pub title: &'static str,
    /// Its numbers in the project's catalogue of races, if it is one of them.
    pub ways: &'static [&'static str],
    /// The guarantee that it breaks first of all.
    pub breaks: &'static str,
    /// `PROPERTY/MUTANT`, in whatever scenario.
    pub mutants: &'static [&'static str],
    /// What the designer had in mind.
    pub meant: &'static str,
    /// What happens instead.
    pub wrong: &'static str,
    /// What somebody notices who uses the program.
    pub seen: &'static str,
    /// The rule that everything here follows and that rules this out.
    pub rule: Rule,
    /// How the component at hand follows it.
    pub instead: &'static str,
}

/// The rules that carry everything (ARCHITECTURE.md).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Rule {
    Snapshots,
    Leaves,
    MachineAndShell,
    CanFail,
}

impl Rule {
    /// Its number.
    pub(super) fn number(self) -> usize {
        match self {
            Rule::Snapshots => 2,
            Rule::Leaves => 3,
            Rule::MachineAndShell => 4,
            Rule::CanFail => 5,
        }
    }

    /// What it asks for.
    pub(super) fn text(self) -> &'static str {
        match self {
            Rule::Snapshots => {
                "readers take snapshots, writers publish: a change is prepared outside every lock and \
                 becomes visible in one step"
            }
            Rule::Leaves => {
                "locks are leaves: a thread holds at most one, no guard crosses an interface, and no foreign code \
                 runs under it"
            }
            Rule::MachineAndShell => {
                "machine and shell: what is decided together is one step of a pure machine under one lock; \
                 the shell around it only locks and wakes"
            }
            Rule::CanFail => "every guarantee can fail: a check that rejects no faulty variant shows nothing",
        }
    }
}

/// The story of a mutant of a property.
pub(super) fn of(property: &str, mutant: &str) -> Option<&'static Story> {
    let named = |name: &&str| name.rsplit_once('/') == Some((property, mutant));
    all().find(|story| story.mutants.iter().any(named))
}

/// Every story, room by room.
pub(super) fn all() -> impl Iterator<Item = &'static Story> {
    stories::ROOMS.iter().copied().flatten()
}
