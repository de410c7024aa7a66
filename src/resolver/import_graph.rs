//! The imports of all documents at once.

use super::Links;
use crate::text::Uri;

/// The documents of a snapshot as numbers, and their imports in both directions.
pub(super) struct ImportGraph<'s> {
    documents: Vec<&'s Uri>,
    imports: Vec<Vec<u32>>,
    importers: Vec<Vec<u32>>,
}

/// Which way to go.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// From a document to what it imports.
    Imports,
    /// From a document to what imports it.
    Importers,
}

impl<'s> ImportGraph<'s> {
    /// O(imports × log documents).
    pub(super) fn new(links: Links<'s>) -> ImportGraph<'s> {
        let documents: Vec<&Uri> = links.uris().collect();
        let mut graph = ImportGraph {
            imports: vec![Vec::new(); documents.len()],
            importers: vec![Vec::new(); documents.len()],
            documents,
        };
        for from in 0..graph.documents.len() {
            let targets: Vec<usize> =
                links.targets(graph.documents[from]).filter_map(|target| graph.number(target)).collect();
            for to in targets {
                graph.imports[from].push(to as u32);
                graph.importers[to].push(from as u32);
            }
        }
        graph
    }

    /// The number of a document.
    pub(super) fn number(&self, uri: &Uri) -> Option<usize> {
        self.documents.binary_search(&uri).ok()
    }

    /// For each document, whether it can be reached from `sources`, these included. O(documents + imports).
    pub(super) fn reach(&self, sources: impl IntoIterator<Item = usize>, direction: Direction) -> Vec<bool> {
        let edges = if direction == Direction::Imports { &self.imports } else { &self.importers };
        let mut reached = vec![false; self.documents.len()];
        let mut next: Vec<usize> = sources.into_iter().collect();
        while let Some(document) = next.pop() {
            if !std::mem::replace(&mut reached[document], true) {
                next.extend(edges[document].iter().map(|&document| document as usize));
            }
        }
        reached
    }
}
