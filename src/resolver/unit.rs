//! A text with an analysis of its own.

use std::sync::Arc;

use super::Site;
use crate::language::analysis::{Analysis, KeyId, Occurrence, OccurrenceId, Role};
use crate::language::embedded::Region;
use crate::language::{Language, LanguageId};
use crate::text::Span;
use crate::workspace::{Document, Namespace};

/// A document, or a text of another language inside one. What it says is placed in bytes of its own text; whatever
/// leaves the resolver goes through [`outer`](Unit::outer), with the map of the unit where it stands and never of the
/// one that asks.
#[derive(Clone, Copy, Debug)]
pub struct Unit<'s> {
    /// The document.
    pub document: &'s Arc<Document>,
    /// The region, unless it is the document itself.
    pub region: Option<&'s Region>,
}

impl<'s> Unit<'s> {
    /// The document itself.
    pub fn file(document: &'s Arc<Document>) -> Unit<'s> {
        Unit { document, region: None }
    }

    /// The document itself, then the texts in it, in order of place.
    pub fn all(document: &'s Arc<Document>) -> impl Iterator<Item = Unit<'s>> {
        let regions = document.analysis.regions().iter();
        std::iter::once(Unit::file(document))
            .chain(regions.map(move |region| Unit { document, region: Some(region) }))
    }

    /// The regions of a document that are written in `language`, in order of place.
    pub fn regions(document: &'s Arc<Document>, language: LanguageId) -> impl Iterator<Item = Unit<'s>> {
        let written = move |region: &&Region| region.analysis.language() == language;
        let regions = document.analysis.regions().iter().filter(written);
        regions.map(move |region| Unit { document, region: Some(region) })
    }

    /// The units of `document` that contribute to `namespace`, in order of place.
    pub fn of(document: &'s Arc<Document>, namespace: Namespace) -> Vec<Unit<'s>> {
        match namespace {
            Namespace::Files(language) if document.analysis.language() == language => {
                vec![Unit::file(document)]
            }
            Namespace::Files(_) => Vec::new(),
            Namespace::Regions(language) => Unit::regions(document, language).collect(),
        }
    }

    /// What is known of its text.
    pub fn analysis(&self) -> &'s Analysis {
        self.region.map_or(&self.document.analysis, |region| &region.analysis)
    }

    /// The front end of its language.
    pub fn language(&self) -> &'static dyn Language {
        self.analysis().language().language()
    }

    /// Where its names are known.
    pub fn namespace(&self) -> Namespace {
        let language = self.analysis().language();
        if self.region.is_some() { Namespace::Regions(language) } else { Namespace::Files(language) }
    }

    /// The stretch of the document in which `span` of the unit's text stands.
    pub fn outer(&self, span: Span) -> Option<Span> {
        self.region.map_or(Some(span), |region| region.map.outer_span(span))
    }

    /// The place of `span` of the unit's text.
    pub fn site(&self, span: Span) -> Option<Site> {
        self.outer(span).map(|span| Site { uri: self.document.uri.clone(), span })
    }

    /// The occurrences of the global `key`, in order of place.
    pub fn occurrences_of(
        &self,
        key: &str,
    ) -> impl Iterator<Item = (OccurrenceId, &'s Occurrence)> + use<'s> {
        let analysis = self.analysis();
        let sites = analysis.keys().find(key).map(|key: KeyId| analysis.keys().sites(key));
        let sites = sites.unwrap_or_default().iter();
        sites.filter_map(|&id| analysis.occurrence(id).map(|occurrence| (id, occurrence)))
    }

    /// True when the unit defines or declares the global `key`.
    pub fn defines(&self, key: &str) -> bool {
        let gives = |role| matches!(role, Role::Definition | Role::Declaration);
        self.occurrences_of(key).any(|(_, occurrence)| gives(occurrence.role))
    }

    /// The global names that the unit defines or declares, by text. O(names), for a document.
    pub fn defined_names(&self) -> impl Iterator<Item = (KeyId, &'s str)> + use<'s> {
        let (unit, keys) = (*self, self.analysis().keys());
        keys.iter().filter(move |&(key, name)| match unit.region {
            None => unit.document.defines(key),
            Some(_) => unit.defines(name),
        })
    }

    /// Which unit of its document it is: 0 the document itself, then its regions in order of place.
    pub(super) fn number(&self) -> usize {
        let starts_before =
            |region: &Region| self.region.is_some_and(|own| region.span.start <= own.span.start);
        self.document.analysis.regions().partition_point(starts_before)
    }

    /// Units in order of document and place.
    fn rank(&self) -> (&'s str, Option<Span>) {
        (self.document.uri.as_str(), self.region.map(|region| region.span))
    }
}

impl PartialEq for Unit<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.rank() == other.rank()
    }
}

impl Eq for Unit<'_> {}

impl PartialOrd for Unit<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Unit<'_> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.rank().cmp(&other.rank())
    }
}
