//! Steps done with a workspace and with its specification.

use std::collections::BTreeMap;

use super::step::{CONNECTIONS, Step, Viewer};
use super::subject::{Seen, WorkspaceSubject};
use crate::oracle::specification::workspace::{View, WorkspaceSpecification, view};

/// A workspace beside its specification, and what has been seen so far.
pub struct Agreement<S> {
    specification: WorkspaceSpecification,
    subject: S,
    /// What was kept, as it was then.
    kept: Vec<Seen>,
    /// The editions seen last, by viewer.
    editions: BTreeMap<Viewer, (u64, u64)>,
    /// Contents and their identities, each determining the other, whoever saw them.
    identities: Bijection,
    /// The same for links and for hashes of everything.
    links: Bijection,
    digests: Bijection,
}

impl<S: WorkspaceSubject> Agreement<S> {
    /// Both empty.
    pub fn new(subject: S) -> Agreement<S> {
        Agreement {
            specification: WorkspaceSpecification::new(),
            subject,
            kept: Vec::new(),
            editions: BTreeMap::new(),
            identities: Bijection::default(),
            links: Bijection::default(),
            digests: Bijection::default(),
        }
    }

    /// The specification.
    pub fn specification(&self) -> &WorkspaceSpecification {
        &self.specification
    }

    /// Does a step with both and looks at everything.
    ///
    /// # Errors
    /// The first difference.
    pub fn step(&mut self, step: &Step) -> Result<(), String> {
        let (specification, subject) = (&mut self.specification, &mut self.subject);
        match step {
            Step::Publish(changes) => {
                same("what was stale", &specification.publish(changes), &subject.publish(changes))?;
            }
            Step::Submit(change) => {
                same("whether it was submitted", &specification.submit(change), &subject.submit(change))?;
            }
            Step::Settle => {
                specification.settle();
                subject.settle();
            }
            Step::Open(connection, uri, version, text) => {
                let connection = connection % CONNECTIONS;
                specification.open(connection, uri, *version, text);
                subject.open(connection, uri, *version, text);
            }
            Step::Change(connection, uri, version, text) => {
                let connection = connection % CONNECTIONS;
                let expected = specification.change(connection, uri, *version, text);
                same("whether it was changed", &expected, &subject.change(connection, uri, *version, text))?;
            }
            Step::Close(connection, uri) => {
                let connection = connection % CONNECTIONS;
                same(
                    "whether it was closed",
                    &specification.close(connection, uri),
                    &subject.close(connection, uri),
                )?;
            }
            Step::Keep(viewer) => {
                let viewer = viewer.map(|connection| connection % CONNECTIONS);
                self.kept.push(subject.look(viewer));
                subject.keep(viewer);
            }
        }
        self.look()
    }

    fn look(&mut self) -> Result<(), String> {
        for viewer in [None].into_iter().chain((0..CONNECTIONS).map(Some)) {
            let seen = self.subject.look(viewer);
            same(&format!("what {viewer:?} sees"), &self.specification.look(viewer), &seen.view)?;
            self.identify(&seen)?;
            let before = self.editions.insert(viewer, seen.edition).unwrap_or_default();
            if seen.edition.0 < before.0 || seen.edition.1 < before.1 {
                return Err(format!("{viewer:?} went back from {before:?} to {:?}", seen.edition));
            }
        }
        for (number, expected) in self.kept.iter().enumerate() {
            same("a kept snapshot", &Some(expected), &self.subject.look_kept(number).as_ref())?;
        }
        Ok(())
    }

    /// Equal contents have equal identities and others have others, on any connection and at any time.
    fn identify(&mut self, seen: &Seen) -> Result<(), String> {
        let View { documents, names, links } = &seen.view;
        self.identities.pair(format!("{documents:?}"), &seen.identity)?;
        self.links.pair(format!("{links:?}"), &seen.links)?;
        self.digests.pair(format!("{:?}", view(documents.clone())), &seen.digest)?;
        for (name, entry) in names {
            let of = |mut uris: Vec<&String>| {
                uris.dedup();
                let texts = uris.iter().filter_map(|&uri| documents.get_key_value(uri));
                format!("{:?}", texts.collect::<BTreeMap<_, _>>())
            };
            let Some((definers, mentioners)) = seen.stamps.get(name) else { continue };
            self.identities.pair(of(entry.definers.iter().collect()), definers)?;
            self.identities.pair(of(entry.sites.iter().map(|(uri, ..)| uri).collect()), mentioners)?;
        }
        Ok(())
    }
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, expected: &T, got: &T) -> Result<(), String> {
    if expected == got { Ok(()) } else { Err(format!("{what}: {expected:?} was expected, got {got:?}")) }
}

/// Pairs of which each side determines the other.
#[derive(Default)]
struct Bijection {
    there: BTreeMap<String, String>,
    back: BTreeMap<String, String>,
}

impl Bijection {
    fn pair(&mut self, content: String, stamp: &str) -> Result<(), String> {
        let stamped = self.there.entry(content.clone()).or_insert_with(|| stamp.to_owned());
        if stamped != stamp {
            return Err(format!("{content} has two identities: {stamped} and {stamp}"));
        }
        let owner = self.back.entry(stamp.to_owned()).or_insert_with(|| content.clone());
        if *owner != content {
            return Err(format!("{stamp} is the identity of {owner} and of {content}"));
        }
        Ok(())
    }
}
