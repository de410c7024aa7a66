//! A cached resolver as a list, right without a fault, and what draft designs forget.

use heddle::concurrent::Stamp;
use heddle::resolver::{Dependency, Lookup, Request};
use heddle::text::Uri;
use heddle::workspace::{Edition, Snapshot};

use crate::cached_resolution_is_resolution::{Ask, Subject, answer};

/// The one step in which a mutant differs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    /// An answer depends on the asking document alone (S2).
    AskerAlone,
    /// Nothing depends on what was absent (S3).
    NegativeSticks,
    /// The key leaves the place out (S4).
    WithoutPlace,
    /// The key leaves out what is asked beside the place (S4).
    WithoutContext,
    /// The kind of request is no part of the key (S4).
    WithoutKind,
    /// Who defines a key is not recorded.
    WithoutDefinitions,
    /// Who mentions a key is not recorded.
    WithoutMentions,
    /// What is imported is not recorded.
    WithoutLinks,
    /// That all names were looked through is not recorded.
    WithoutEverything,
    /// What other documents say is not recorded.
    WithoutDocuments,
    /// Valid for the revision that it was computed at, whichever connection counts it.
    RevisionsAsStamps,
    /// Valid until a change of the asking document throws it away (S1, S2).
    ValidUntilChanged,
}

pub(crate) const FAULTS: [Fault; 12] = [
    Fault::AskerAlone,
    Fault::NegativeSticks,
    Fault::WithoutPlace,
    Fault::WithoutContext,
    Fault::WithoutKind,
    Fault::WithoutDefinitions,
    Fault::WithoutMentions,
    Fault::WithoutLinks,
    Fault::WithoutEverything,
    Fault::WithoutDocuments,
    Fault::RevisionsAsStamps,
    Fault::ValidUntilChanged,
];

struct Kept {
    ask: Ask,
    stamp: Stamp,
    revision: Edition,
    read: Vec<(Dependency, Stamp)>,
    answer: String,
}

/// The cached resolver with at most one fault.
pub(crate) struct Faulty {
    fault: Option<Fault>,
    kept: Vec<Kept>,
}

impl Faulty {
    pub(crate) fn new(fault: Option<Fault>) -> Self {
        Self { fault, kept: Vec::new() }
    }

    fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    fn same(&self, kept: &Kept, ask: &Ask, stamp: Stamp) -> bool {
        let kind = |request: &Request| std::mem::discriminant(request);
        let request = match self.fault {
            Some(Fault::WithoutKind) => true,
            Some(Fault::WithoutContext) => kind(&kept.ask.request) == kind(&ask.request),
            _ => kept.ask.request == ask.request,
        };
        let place = self.has(Fault::WithoutPlace) || kept.ask.offset == ask.offset;
        request && place && kept.ask.uri == ask.uri && kept.stamp == stamp
    }

    fn stands(&self, kept: &Kept, snapshot: &Snapshot) -> bool {
        match self.fault {
            Some(Fault::RevisionsAsStamps) => kept.revision == snapshot.revision(),
            Some(Fault::ValidUntilChanged) => true,
            _ => kept.read.iter().all(|(dependency, stamp)| dependency.stamp(snapshot) == *stamp),
        }
    }

    /// Whether the mutant records this dependency of a question asked in `asker`.
    fn records(&self, dependency: &Dependency, stamp: Stamp, asker: &Uri) -> bool {
        let own = matches!(dependency, Dependency::Document(uri) if uri == asker);
        match self.fault {
            Some(Fault::AskerAlone) => own,
            Some(Fault::NegativeSticks) => stamp != Stamp::ABSENT,
            Some(Fault::WithoutDefinitions) => !matches!(dependency, Dependency::Definitions(..)),
            Some(Fault::WithoutMentions) => !matches!(dependency, Dependency::Mentions(..)),
            Some(Fault::WithoutLinks) => !matches!(dependency, Dependency::Links),
            Some(Fault::WithoutEverything) => !matches!(dependency, Dependency::Everything),
            Some(Fault::WithoutDocuments) => !matches!(dependency, Dependency::Document(_)),
            _ => true,
        }
    }
}

impl Subject for Faulty {
    fn ask(&mut self, snapshot: &Snapshot, ask: &Ask) -> String {
        // What is asked of the whole workspace, or of a whole document, has no place.
        let mut ask = ask.clone();
        match ask.request {
            Request::WorkspaceSymbols(_) => (ask.uri, ask.offset) = (Uri::parse("workspace"), 0),
            Request::DocumentSymbols => ask.offset = 0,
            _ => {}
        }
        let stamp = match self.has(Fault::WithoutDocuments) {
            true => Stamp::ABSENT,
            false => snapshot.document(&ask.uri).map_or(Stamp::ABSENT, |document| document.stamp),
        };
        let found = self.kept.iter().position(|kept| self.same(kept, &ask, stamp));
        if let Some(at) = found {
            if self.stands(&self.kept[at], snapshot) {
                return self.kept[at].answer.clone();
            }
            self.kept.remove(at);
        }
        let lookup = Lookup::recording(snapshot);
        let answer = answer(&lookup, &ask);
        let read = lookup.into_dependencies();
        let read = read.iter().filter(|(dependency, stamp)| self.records(dependency, *stamp, &ask.uri));
        let read = read.cloned().collect();
        self.kept.push(Kept { ask, stamp, revision: snapshot.revision(), read, answer: answer.clone() });
        answer
    }

    fn changed(&mut self, uri: &Uri) {
        if self.has(Fault::ValidUntilChanged) {
            self.kept.retain(|kept| kept.ask.uri != *uri);
        }
    }
}
