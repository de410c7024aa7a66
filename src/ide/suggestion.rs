//! "Did you mean".

use std::collections::BTreeSet;

use crate::environment::suggest::{Glance, Rows};
use crate::language::analysis::Analysis;
use crate::resolver::Lookup;
use crate::workspace::Namespace;

/// The names that an unbound name may be a slip of: those that the document binds, and those that the workspace defines.
pub(super) struct Suggestions<'l, 's> {
    lookup: &'l Lookup<'s>,
    namespace: Namespace,
    bound: BTreeSet<&'s str>,
    rows: Rows,
}

impl<'l, 's> Suggestions<'l, 's> {
    /// For the unbound names of the text that `analysis` is about. O(binders).
    pub(super) fn new(lookup: &'l Lookup<'s>, analysis: &'s Analysis) -> Suggestions<'l, 's> {
        let namespace = Namespace::Files(analysis.language());
        let bound = analysis.symbols().iter().filter_map(|symbol| analysis.occurrence(symbol.binding));
        let bound = bound.map(|occurrence| analysis.source(occurrence.span)).collect();
        Suggestions { lookup, namespace, bound, rows: Rows::default() }
    }

    /// The name nearest to `name`, by distance, then by text: at distance 1, and 2 for longer names. O(names).
    pub(super) fn nearest(&mut self, name: &str) -> Option<&'s str> {
        let characters: Vec<char> = name.chars().collect();
        let glance = Glance::of(name);
        let reach = characters.len() / 3;
        let mut near: Vec<(usize, &'s str)> = Vec::new();
        let snapshot = self.lookup.everything();
        let names = self.bound.iter().copied().chain(snapshot.names(self.namespace));
        for other in names.filter(|other| !other.starts_with('@') && glance.may_be_near(Glance::of(other))) {
            match self.rows.distance(&characters, other) {
                Some(distance) if (1..=reach).contains(&distance) => near.push((distance, other)),
                _ => {}
            }
        }
        near.sort_unstable();
        let defined = |name: &str| snapshot.definitions(self.namespace, name).next().is_some();
        let means_something = |name: &&str| self.bound.contains(name) || defined(name);
        near.into_iter().map(|(_, name)| name).find(means_something)
    }
}
