//! Faulty workspaces: tables that are kept up to date by hand, as draft designs do, each with one fault.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, Hash};

use heddle::oracle::specification::workspace::{DiskChange, Entry, Said, View, view};
use heddle::oracle::workspace::{CONNECTIONS, Seen, Viewer, WorkspaceSubject};

/// The one thing that is wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fault {
    /// Nothing: the tables by themselves are right.
    None,
    /// Names of a replaced text stay (S12, U5).
    InsertOnly,
    /// The last document to define a name is its only definer (S13).
    LastDefinerWins,
    /// The first one is, and takes the whole name with it when it goes (U6).
    FirstDefinerWins,
    /// Versions are not compared (U8).
    OlderLast,
    /// A change on disk is installed over an open buffer (U11).
    DiskOverBuffer,
    /// A closed buffer leaves its text (U12).
    CloseKeepsText,
    /// A closed buffer is replaced by what was on disk when it was opened.
    CloseRestoresOldDisk,
    /// A removed document stays, empty (U13).
    DeleteLeavesEmpty,
    /// Definitions are appended, never replaced (U14).
    AppendsDefinitions,
    /// Where a text has no region any more, the old ones stay (U15).
    GhostRegions,
    /// The table of regions is cleared and refilled with the document at hand (U16).
    RegionsCleared,
    /// What other documents say of a name goes with its definition (U18).
    ReferencesLost,
    /// A text that was seen before is taken from a cache, without its names (U1).
    CacheSkipsInstall,
    /// A name that nobody holds any more stays as a name.
    EmptyNamesStay,
    /// A removal forgets the version, so that a late analysis brings the document back.
    RemovalForgetsVersion,
    /// Versions of a batch are compared with what was there before the batch.
    BatchComparesBefore,
    /// A client's version is not compared.
    StaleClientAccepted,
    /// Buffers of one connection are seen by the other.
    SharedBuffers,
    /// An older text passes the gate.
    GateIsOpen,
    /// Of what was submitted only the first document is published; the other marks are lost (U20).
    MarksLost,
    /// Identities count the changes of each copy.
    CountersForStamps,
    /// A name's identity is that of its sites, whatever else its documents hold.
    StampsOfSites,
    /// The identity of the links does not know which documents exist.
    LinksWithoutDocuments,
    /// A kept snapshot is looked at anew.
    SnapshotMoves,
    /// The revision of a connection starts anew when it closes a document.
    RevisionRestarts,
}

/// Every fault.
pub(crate) const FAULTS: [Fault; 25] = [
    Fault::InsertOnly,
    Fault::LastDefinerWins,
    Fault::FirstDefinerWins,
    Fault::OlderLast,
    Fault::DiskOverBuffer,
    Fault::CloseKeepsText,
    Fault::CloseRestoresOldDisk,
    Fault::DeleteLeavesEmpty,
    Fault::AppendsDefinitions,
    Fault::GhostRegions,
    Fault::RegionsCleared,
    Fault::ReferencesLost,
    Fault::CacheSkipsInstall,
    Fault::EmptyNamesStay,
    Fault::RemovalForgetsVersion,
    Fault::BatchComparesBefore,
    Fault::StaleClientAccepted,
    Fault::SharedBuffers,
    Fault::GateIsOpen,
    Fault::MarksLost,
    Fault::CountersForStamps,
    Fault::StampsOfSites,
    Fault::LinksWithoutDocuments,
    Fault::SnapshotMoves,
    Fault::RevisionRestarts,
];

type Name = (String, String);

/// What one viewer sees, kept up to date change by change.
#[derive(Clone, Default)]
struct World {
    view: View,
    changes: u64,
    seen: BTreeSet<(String, String)>,
}

impl World {
    fn install(&mut self, uri: &str, text: Option<&str>, fault: Fault) {
        self.changes += 1;
        let old = self.view.documents.get(uri).cloned();
        let [before, after] = [old.as_deref(), text]
            .map(|text| view(text.map(|text| (uri.to_owned(), text.to_owned())).into_iter().collect()));
        self.view.documents.remove(uri);
        self.view.links.remove(uri);
        self.view.documents.extend(after.documents.clone());
        self.view.links.extend(after.links.clone());
        let known = text.is_some_and(|text| !self.seen.insert((uri.to_owned(), text.to_owned())));
        if fault == Fault::CacheSkipsInstall && known {
            return;
        }
        let regions = |view: &View| view.names.keys().any(|(namespace, _)| namespace.starts_with("regions"));
        if fault == Fault::RegionsCleared && text.is_some() {
            self.view.names.retain(|(namespace, _), _| !namespace.starts_with("regions"));
        }
        for (name, entry) in &before.names {
            let ghost = fault == Fault::GhostRegions && !regions(&after) && name.0.starts_with("regions");
            if !ghost && fault != Fault::InsertOnly {
                self.subtract(name, entry, uri, fault);
            }
        }
        for (name, entry) in &after.names {
            self.add(name, entry, uri, fault);
        }
    }

    fn subtract(&mut self, name: &Name, old: &Entry, uri: &str, fault: Fault) {
        let Some(entry) = self.view.names.get_mut(name) else { return };
        let defined = entry.definers.contains(uri);
        let whole = match fault {
            Fault::FirstDefinerWins | Fault::ReferencesLost => defined,
            _ => false,
        };
        if whole {
            self.view.names.remove(name);
            return;
        }
        if fault == Fault::AppendsDefinitions && old.definers.contains(uri) {
            entry.sites.retain(|(owner, _, said)| owner != uri || *said != Said::Mentions);
        } else {
            entry.definers.remove(uri);
            entry.sites.retain(|(owner, ..)| owner != uri);
        }
        if entry.sites.is_empty() && fault != Fault::EmptyNamesStay {
            self.view.names.remove(name);
        }
    }

    fn add(&mut self, name: &Name, new: &Entry, uri: &str, fault: Fault) {
        let entry = self.view.names.entry(name.clone()).or_default();
        let taken = !entry.definers.is_empty() && !entry.definers.contains(uri);
        let mut new = new.clone();
        if taken && !new.definers.is_empty() {
            let defines = |(_, _, said): &(String, usize, Said)| *said != Said::Mentions;
            match fault {
                Fault::LastDefinerWins => {
                    entry.definers.clear();
                    entry.sites.retain(|site| !defines(site));
                }
                Fault::FirstDefinerWins => {
                    new.definers.clear();
                    new.sites.retain(|site| !defines(site));
                }
                _ => {}
            }
        }
        entry.definers.extend(new.definers);
        entry.sites.extend(new.sites);
        entry.sites.sort();
    }

    fn seen(&self, edition: (u64, u64), fault: Fault) -> Seen {
        let of = |uris: BTreeSet<&String>| {
            hash(&uris.iter().map(|&uri| (uri, self.view.documents.get(uri))).collect::<Vec<_>>())
        };
        let stamps = self.view.names.iter().map(|(name, entry)| {
            let mentioners = entry.sites.iter().map(|(uri, ..)| uri).collect();
            let stamps = match fault {
                Fault::StampsOfSites => {
                    let sites = hash(&entry.sites.iter().map(|(uri, at, _)| (uri, at)).collect::<Vec<_>>());
                    (sites.clone(), sites)
                }
                _ => (of(entry.definers.iter().collect()), of(mentioners)),
            };
            (name.clone(), stamps)
        });
        let links: Vec<_> = self.view.links.iter().filter(|(_, paths)| !paths.is_empty()).collect();
        Seen {
            edition,
            identity: match fault {
                Fault::CountersForStamps => self.changes.to_string(),
                _ => of(self.view.documents.keys().collect()),
            },
            links: match fault {
                Fault::LinksWithoutDocuments => hash(&links),
                _ => hash(&self.view.links),
            },
            stamps: stamps.collect(),
            digest: hash(&format!("{:?}", self.view)),
            view: self.view.clone(),
        }
    }
}

fn hash(value: &impl Hash) -> String {
    format!("{:x}", foldhash::fast::FixedState::default().hash_one(value))
}

/// Tables with one fault.
pub(crate) struct Tables {
    fault: Fault,
    versions: BTreeMap<String, u64>,
    disk: World,
    connections: [World; CONNECTIONS],
    open: [BTreeMap<String, (i32, Option<String>)>; CONNECTIONS],
    newest: BTreeMap<String, (u64, Option<String>)>,
    waiting: BTreeSet<String>,
    revision: u64,
    overlay: [u64; CONNECTIONS],
    kept: Vec<(Viewer, Seen)>,
}

impl Tables {
    pub(crate) fn new(fault: Fault) -> Tables {
        Tables {
            fault,
            versions: BTreeMap::new(),
            disk: World::default(),
            connections: Default::default(),
            open: Default::default(),
            newest: BTreeMap::new(),
            waiting: BTreeSet::new(),
            revision: 0,
            overlay: [0; CONNECTIONS],
            kept: Vec::new(),
        }
    }

    fn install(&mut self, uri: &str, text: Option<&str>) {
        let text = if self.fault == Fault::DeleteLeavesEmpty { text.or(Some("")) } else { text };
        self.revision += 1;
        self.disk.install(uri, text, self.fault);
        for (world, open) in self.connections.iter_mut().zip(&self.open) {
            if !open.contains_key(uri) || self.fault == Fault::DiskOverBuffer {
                world.install(uri, text, self.fault);
            }
        }
    }

    fn put(&mut self, connection: usize, uri: &str, text: Option<&str>) {
        self.overlay[connection] += 1;
        for (number, world) in self.connections.iter_mut().enumerate() {
            if number == connection || self.fault == Fault::SharedBuffers {
                world.install(uri, text, self.fault);
            }
        }
    }
}

impl WorkspaceSubject for Tables {
    fn publish(&mut self, changes: &[DiskChange]) -> Vec<String> {
        let mut stale = Vec::new();
        let before = self.versions.clone();
        for (uri, version, text) in changes {
            let versions = if self.fault == Fault::BatchComparesBefore { &before } else { &self.versions };
            let late = versions.get(uri).is_some_and(|current| current >= version);
            if late && self.fault != Fault::OlderLast {
                stale.push(uri.clone());
                continue;
            }
            self.versions.insert(uri.clone(), *version);
            if text.is_none() && self.fault == Fault::RemovalForgetsVersion {
                self.versions.remove(uri);
            }
            self.install(uri, text.as_deref());
        }
        stale
    }

    fn submit(&mut self, (uri, version, text): &DiskChange) -> bool {
        let late = self.newest.get(uri).is_some_and(|(current, _)| current >= version);
        if late && self.fault != Fault::GateIsOpen {
            return false;
        }
        self.newest.insert(uri.clone(), (*version, text.clone()));
        self.waiting.insert(uri.clone());
        !late
    }

    fn settle(&mut self) {
        let most = if self.fault == Fault::MarksLost { 1 } else { usize::MAX };
        for uri in std::mem::take(&mut self.waiting).into_iter().take(most) {
            if let Some((version, text)) = self.newest.get(&uri).cloned() {
                self.publish(&[(uri, version, text)]);
            }
        }
    }

    fn open(&mut self, connection: usize, uri: &str, version: i32, text: &str) {
        let below = self.disk.view.documents.get(uri).cloned();
        self.open[connection].insert(uri.to_owned(), (version, below));
        self.put(connection, uri, Some(text));
    }

    fn change(&mut self, connection: usize, uri: &str, version: i32, text: &str) -> bool {
        let Some(buffer) = self.open[connection].get_mut(uri) else { return false };
        if buffer.0 >= version && self.fault != Fault::StaleClientAccepted {
            return false;
        }
        let newer = buffer.0 < version;
        buffer.0 = version;
        self.put(connection, uri, Some(text));
        newer
    }

    fn close(&mut self, connection: usize, uri: &str) -> bool {
        let Some((_, below)) = self.open[connection].remove(uri) else { return false };
        let disk = self.disk.view.documents.get(uri).cloned();
        match self.fault {
            Fault::CloseKeepsText => {}
            Fault::CloseRestoresOldDisk => self.put(connection, uri, below.as_deref()),
            _ => self.put(connection, uri, disk.as_deref()),
        }
        if self.fault == Fault::RevisionRestarts {
            self.overlay[connection] = 0;
        }
        true
    }

    fn look(&self, viewer: Viewer) -> Seen {
        match viewer {
            None => self.disk.seen((self.revision, 0), self.fault),
            Some(number) => self.connections[number].seen((self.revision, self.overlay[number]), self.fault),
        }
    }

    fn keep(&mut self, viewer: Viewer) {
        self.kept.push((viewer, self.look(viewer)));
    }

    fn look_kept(&self, number: usize) -> Option<Seen> {
        let (viewer, seen) = self.kept.get(number)?;
        Some(if self.fault == Fault::SnapshotMoves { self.look(*viewer) } else { seen.clone() })
    }
}
