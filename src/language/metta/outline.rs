//! The outline of a text: its definitions and its links to other files.

use crate::language::analysis::{Analysis, DefinitionKind};
use crate::language::{OutlineItem, OutlineKind};

/// One item for each definition and each link, in order of place, all at top level. O(definitions + links), plus sorting.
pub(super) fn outline(analysis: &Analysis) -> Vec<OutlineItem> {
    let definitions = analysis.definitions().iter().filter_map(|definition| {
        let selection = analysis.occurrence(definition.occurrence)?.span;
        let kind = match definition.kind {
            DefinitionKind::Contract | DefinitionKind::Function => OutlineKind::Function,
            DefinitionKind::Type => OutlineKind::Type,
            DefinitionKind::Data => OutlineKind::Data,
        };
        let name = analysis.source(selection).to_owned();
        Some(OutlineItem { name, kind, range: definition.range, selection, depth: 0 })
    });
    let links = analysis.imports().iter().map(|import| {
        let name = analysis.source(import.span).trim_matches('"').to_owned();
        OutlineItem { name, kind: OutlineKind::Module, range: import.span, selection: import.span, depth: 0 }
    });
    let mut items: Vec<OutlineItem> = definitions.chain(links).collect();
    items.sort_by_key(|item| item.range);
    items
}
