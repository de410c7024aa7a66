//! Which texts mean the same by a global name.

use std::collections::BTreeSet;

use super::import_graph::{Direction, ImportGraph};
use super::{Lookup, Unit, visible};
use crate::language::LanguageId;
use crate::text::Uri;
use crate::workspace::Namespace;

/// How far a symbol reaches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reach {
    /// The texts that may mean a definition that the asker may mean.
    Direct,
    /// These, those that may mean a definition that one of these may mean, and so on: what must change together.
    Transitive,
}

/// The units in which `key` means what it means in `unit`.
pub(super) fn group<'s>(lookup: &Lookup<'s>, unit: Unit<'s>, key: &str, reach: Reach) -> Vec<Unit<'s>> {
    let language = unit.analysis().language();
    let files: Vec<Unit<'s>> =
        lookup.mentions(Namespace::Files(language), key).into_iter().map(Unit::file).collect();
    if !visible::imports_decide(language) {
        // A free name that nothing defines is an error of its own document; a quoted name is the same channel anywhere.
        let defined = !is_free_name(language, key) || files.iter().any(|file| file.defines(key));
        return if defined { files } else { vec![unit] };
    }
    let regions = lookup.mentions(Namespace::Regions(language), key);
    let regions = regions.into_iter().flat_map(|document| Unit::regions(document, language));
    let regions: Vec<Unit<'s>> = regions.filter(|unit| unit.occurrences_of(key).next().is_some()).collect();
    Meanings::new(lookup, key, files, regions).like(unit, reach)
}

/// True for a name that has no meaning unless something defines it.
pub(crate) fn is_free_name(language: LanguageId, key: &str) -> bool {
    language == LanguageId::Rholang && !key.starts_with('@')
}

/// What a key means in each unit that mentions it: a set of units that define it, never listed but decided by what the
/// unit is, so that a name that everybody mentions costs no more than its mentions.
struct Meanings<'l, 's> {
    lookup: &'l Lookup<'s>,
    units: Vec<Unit<'s>>,
    file_definers: Vec<Unit<'s>>,
    region_definers: BTreeSet<Unit<'s>>,
    /// The documents of these regions.
    region_documents: BTreeSet<&'s Uri>,
    /// Only where there is more than one file to choose from.
    graph: Option<ImportGraph<'s>>,
    /// The files that see a file that defines the key.
    near_a_definer: Vec<bool>,
}

/// What a unit may mean.
enum Meaning<'s> {
    /// No definition at all.
    Nothing,
    /// The unit's own definitions.
    Itself,
    /// The definitions in the regions of its document.
    Document,
    /// The definitions in all regions.
    AllRegions,
    /// The definitions in all files.
    AllFiles,
    /// Those of the files that are reached from here.
    FilesFrom(Vec<&'s Uri>),
}

/// A set of units that define a key.
#[derive(Clone, PartialEq, Eq, Default)]
struct Chosen<'s> {
    files: BTreeSet<Unit<'s>>,
    regions: BTreeSet<Unit<'s>>,
}

impl<'l, 's> Meanings<'l, 's> {
    fn new(lookup: &'l Lookup<'s>, key: &str, files: Vec<Unit<'s>>, regions: Vec<Unit<'s>>) -> Self {
        let defining = |units: &[Unit<'s>]| -> Vec<Unit<'s>> {
            units.iter().filter(|unit| unit.defines(key)).copied().collect()
        };
        let file_definers = defining(&files);
        let region_definers: BTreeSet<Unit<'s>> = defining(&regions).into_iter().collect();
        let region_documents = documents(&region_definers);
        let graph = (file_definers.len() > 1).then(|| ImportGraph::new(lookup.links()));
        let mut meanings = Meanings {
            lookup,
            units: files.into_iter().chain(regions).collect(),
            near_a_definer: Vec::new(),
            file_definers,
            region_definers,
            region_documents,
            graph,
        };
        let all = meanings.file_definers.iter().copied().collect();
        meanings.near_a_definer = meanings.seeing(&all);
        meanings
    }

    fn like(&self, asker: Unit<'s>, reach: Reach) -> Vec<Unit<'s>> {
        let mut chosen = self.choose([asker]);
        if chosen == Chosen::default() {
            let means_nothing = |unit: &&Unit<'s>| matches!(self.meaning(**unit), Meaning::Nothing);
            return self.units.iter().filter(means_nothing).copied().collect();
        }
        loop {
            let (seeing, documents) = (self.seeing(&chosen.files), documents(&chosen.regions));
            let meets = |unit: &&Unit<'s>| self.meets(**unit, &chosen, &documents, &seeing);
            let like: Vec<Unit<'s>> = self.units.iter().filter(meets).copied().collect();
            if reach == Reach::Direct {
                return like;
            }
            let further = self.choose(like.iter().copied());
            if further == chosen {
                return like;
            }
            chosen = further;
        }
    }

    fn meaning(&self, unit: Unit<'s>) -> Meaning<'s> {
        if unit.region.is_some() && !self.region_definers.is_empty() {
            return if self.region_definers.contains(&unit) {
                Meaning::Itself
            } else if self.region_documents.contains(&unit.document.uri) {
                Meaning::Document
            } else {
                Meaning::AllRegions
            };
        }
        let Some(graph) = &self.graph else {
            return if self.file_definers.is_empty() { Meaning::Nothing } else { Meaning::AllFiles };
        };
        let starts = visible::starts(self.lookup, unit);
        let near = |uri: &&Uri| {
            graph.number(uri).is_some_and(|number| self.near_a_definer.get(number) == Some(&true))
        };
        if starts.iter().any(near) { Meaning::FilesFrom(starts) } else { Meaning::AllFiles }
    }

    /// Everything that one of `units` may mean.
    fn choose(&self, units: impl IntoIterator<Item = Unit<'s>>) -> Chosen<'s> {
        let mut chosen = Chosen::default();
        let (mut sources, mut beside, mut all_regions) = (Vec::new(), BTreeSet::new(), false);
        for unit in units {
            match self.meaning(unit) {
                Meaning::Nothing => {}
                Meaning::Itself => drop(chosen.regions.insert(unit)),
                Meaning::Document => drop(beside.insert(&unit.document.uri)),
                Meaning::AllRegions => all_regions = true,
                Meaning::AllFiles => chosen.files.extend(&self.file_definers),
                Meaning::FilesFrom(starts) => sources.extend(starts),
            }
        }
        let meant = |definer: &&Unit<'s>| all_regions || beside.contains(&definer.document.uri);
        chosen.regions.extend(self.region_definers.iter().filter(meant));
        if let Some(graph) = &self.graph {
            let sources = sources.into_iter().filter_map(|uri| graph.number(uri));
            let reached = graph.reach(sources, Direction::Imports);
            let seen = |unit: &&Unit<'s>| {
                graph.number(&unit.document.uri).is_some_and(|number| reached.get(number) == Some(&true))
            };
            chosen.files.extend(self.file_definers.iter().filter(seen));
        }
        chosen
    }

    /// True when `unit` may mean one of `chosen`, whose regions stand in `documents`; `seeing` are the files that see one of its
    /// files.
    fn meets(
        &self,
        unit: Unit<'s>,
        chosen: &Chosen<'s>,
        documents: &BTreeSet<&'s Uri>,
        seeing: &[bool],
    ) -> bool {
        match self.meaning(unit) {
            Meaning::Nothing => false,
            Meaning::Itself => chosen.regions.contains(&unit),
            Meaning::Document => documents.contains(&unit.document.uri),
            Meaning::AllRegions => !chosen.regions.is_empty(),
            Meaning::AllFiles => !chosen.files.is_empty(),
            Meaning::FilesFrom(starts) => starts.into_iter().any(|uri| {
                let number = self.graph.as_ref().and_then(|graph| graph.number(uri));
                number.is_some_and(|number| seeing.get(number) == Some(&true))
            }),
        }
    }

    /// For each document, whether it reaches one of `files`; empty where there is nothing to choose.
    fn seeing(&self, files: &BTreeSet<Unit<'s>>) -> Vec<bool> {
        self.graph.as_ref().map_or_else(Vec::new, |graph| {
            let sources = files.iter().filter_map(|file| graph.number(&file.document.uri));
            graph.reach(sources, Direction::Importers)
        })
    }
}

/// The documents in which units stand.
fn documents<'s>(units: &BTreeSet<Unit<'s>>) -> BTreeSet<&'s Uri> {
    units.iter().map(|unit| &unit.document.uri).collect()
}
