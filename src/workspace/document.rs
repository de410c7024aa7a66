//! A document as the index holds it.

use std::sync::Arc;

use super::names::Held;
use super::namespace::Namespace;
use crate::concurrent::Stamp;
use crate::language::Analysis;
use crate::language::analysis::{KeyId, OccurrenceId, Role, Target};
use crate::language::embedded::Region;
use crate::text::{Span, Uri};

/// Goes into the stamp of every document: raised when the front ends find something else in the same text.
pub const ANALYSIS_VERSION: &str = "1";

/// A document: its name, its identity, what is known of its text. Never changes (W1).
#[derive(Debug)]
pub struct Document {
    /// Its name.
    pub uri: Uri,
    /// The identity of its content: of name, language and text.
    pub stamp: Stamp,
    /// What is known of its text.
    pub analysis: Arc<Analysis>,
    /// The identity of its links.
    pub(super) links: Stamp,
    /// For each key of the analysis, whether the document defines it: 64 to a word.
    defining: Box<[u64]>,
    /// The names in its regions, by namespace and text, each once.
    region_names: Box<[RegionName]>,
}

/// A name in a region.
#[derive(Debug)]
struct RegionName {
    region: u32,
    key: KeyId,
    held: Held,
}

/// A place where a name stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Site {
    /// The name as it is written, in bytes of the document, also where it stands in a region.
    pub span: Span,
    /// What it does there.
    pub role: Role,
}

impl Document {
    /// The document that has this analysis. O(length): everything that its publication needs is computed here.
    #[must_use]
    pub fn new(uri: Uri, analysis: Arc<Analysis>) -> Document {
        let name = uri.as_str().as_bytes();
        let language = analysis.language().to_string();
        let text = analysis.text().as_bytes();
        let stamp = Stamp::of(&[name, ANALYSIS_VERSION.as_bytes(), language.as_bytes(), text]);
        let paths = analysis.imports().iter().flat_map(|import| &import.candidates);
        let linked: Vec<&[u8]> = std::iter::once(name).chain(paths.map(String::as_bytes)).collect();
        let links = Stamp::of(&linked);
        let defining = defining(&analysis);
        let region_names = region_names(analysis.regions());
        Document { uri, stamp, analysis, links, defining, region_names }
    }

    /// The names that the document holds, by namespace and text, each once.
    pub(super) fn names(&self) -> impl Iterator<Item = ((Namespace, &str), Held)> {
        let files = Namespace::Files(self.analysis.language());
        let own = self
            .analysis
            .keys()
            .iter()
            .map(move |(key, text)| ((files, text), Held { defines: self.defines(key) }));
        let regions = self.analysis.regions();
        let inner = self.region_names.iter().filter_map(move |name| {
            let analysis = &regions.get(name.region as usize)?.analysis;
            let namespace = Namespace::Regions(analysis.language());
            Some(((namespace, analysis.keys().text(name.key)), name.held))
        });
        own.chain(inner)
    }

    /// Whether the text outside its regions defines or declares this key of the document. O(1).
    #[must_use]
    pub fn defines(&self, key: KeyId) -> bool {
        let word = self.defining.get(key.0 as usize / 64).copied().unwrap_or(0);
        word >> (key.0 % 64) & 1 == 1
    }

    /// The analyses whose names belong to `namespace`: that of the document, or those of its regions in order of place, each
    /// with its region.
    pub fn analyses(&self, namespace: Namespace) -> impl Iterator<Item = (&Analysis, Option<&Region>)> {
        let own = match namespace {
            Namespace::Files(language) if language == self.analysis.language() => {
                Some((&*self.analysis, None))
            }
            _ => None,
        };
        let regions = self
            .analysis
            .regions()
            .iter()
            .filter(move |region| namespace == Namespace::Regions(region.analysis.language()));
        own.into_iter().chain(regions.map(|region| (&*region.analysis, Some(region))))
    }

    /// Where the global `name` stands in the document, in order of place. O(log keys + answers), for each region.
    pub fn sites<'d>(&'d self, namespace: Namespace, name: &'d str) -> impl Iterator<Item = Site> + 'd {
        self.analyses(namespace).flat_map(move |(analysis, region)| {
            let key = analysis.keys().find(name);
            let sites = key.map_or(&[][..], |key| analysis.keys().sites(key));
            sites.iter().filter_map(move |&id| site(analysis, region, id))
        })
    }
}

/// The place of an occurrence in the document.
pub(super) fn site(analysis: &Analysis, region: Option<&Region>, id: OccurrenceId) -> Option<Site> {
    let occurrence = analysis.occurrence(id)?;
    let span = match region {
        None => occurrence.span,
        Some(region) => region.map.outer_span(occurrence.span)?,
    };
    Some(Site { span, role: occurrence.role })
}

/// Whether it defines or declares, beyond mentioning.
pub(super) fn defines(role: Role) -> bool {
    matches!(role, Role::Definition | Role::Declaration)
}

/// For each key, whether one of its sites defines it.
fn defining(analysis: &Analysis) -> Box<[u64]> {
    let mut words = vec![0; analysis.keys().len().div_ceil(64)];
    for occurrence in analysis.occurrences() {
        if let Target::Global(key) = occurrence.target
            && defines(occurrence.role)
            && let Some(word) = words.get_mut(key.0 as usize / 64)
        {
            *word |= 1 << (key.0 % 64);
        }
    }
    words.into()
}

fn region_names(regions: &[Region]) -> Box<[RegionName]> {
    let mut all: Vec<((Namespace, &str), RegionName)> = Vec::new();
    for (number, region) in regions.iter().enumerate() {
        let namespace = Namespace::Regions(region.analysis.language());
        for (key, text) in region.analysis.keys().iter() {
            let roles =
                region.analysis.keys().sites(key).iter().filter_map(|&id| region.analysis.occurrence(id));
            let held = Held { defines: roles.into_iter().any(|occurrence| defines(occurrence.role)) };
            all.push(((namespace, text), RegionName { region: number as u32, key, held }));
        }
    }
    all.sort_by_key(|&(name, _)| name);
    all.dedup_by(|(name, later), (kept, first)| {
        let same = name == kept;
        first.held.defines |= same && later.held.defines;
        same
    });
    all.into_iter().map(|(_, name)| name).collect()
}
