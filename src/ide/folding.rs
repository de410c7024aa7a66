//! What an editor may fold.

use std::cmp::Reverse;

use crate::language::{Fold, FoldKind};
use crate::resolver::{Lookup, Unit};
use crate::text::Uri;

/// Lines that an editor may hide, and where they end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Folding {
    /// What is hidden.
    pub kind: FoldKind,
    /// The line that stays, as editors count.
    pub first_line: u32,
    /// The last line that an editor hides which hides whole lines: a bracket that closes stays where it begins its line.
    pub last_line: u32,
    /// Where the fold ends, in bytes of the document, for editors that hide parts of lines.
    pub end: u32,
}

/// What a client can do with foldings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Folder {
    /// It hides whole lines, so that only one folding can begin on a line.
    pub whole_lines: bool,
    /// It takes no more than this many.
    pub most: Option<usize>,
}

/// What can be folded in a document, the texts of other languages in it included, in order of place, the longer one first;
/// where there are more than the client takes, the outer ones. O(length log length).
#[must_use]
pub fn foldings(lookup: &Lookup<'_>, uri: &Uri, folder: Folder) -> Vec<Folding> {
    let Some(document) = lookup.document(uri) else { return Vec::new() };
    let analysis = &document.analysis;
    let mut folds = Unit::file(document).language().folds(analysis);
    for region in analysis.regions() {
        let unit = Unit { document, region: Some(region) };
        let inner = unit.language().folds(&region.analysis);
        folds
            .extend(inner.into_iter().filter_map(|fold| Some(Fold { span: unit.outer(fold.span)?, ..fold })));
    }
    folds.sort_by_key(|fold| (fold.span.start, Reverse(fold.span.end)));
    let (text, lines) = (analysis.text(), analysis.lines());
    let lines_of = |fold: &Fold| {
        let (first_line, line) = (lines.editor_line(fold.span.start), lines.editor_line(fold.span.end));
        let before = text.get(..fold.span.end as usize).unwrap_or_default();
        let alone = before.trim_end_matches([' ', '\t']).ends_with(['\n', '\r']);
        let last_line = if alone { line.saturating_sub(1) } else { line };
        let end = fold.span.end;
        (first_line < last_line).then_some(Folding { kind: fold.kind, first_line, last_line, end })
    };
    let mut found: Vec<Folding> = folds.iter().filter_map(lines_of).collect();
    if folder.whole_lines {
        found.sort_by_key(|folding| (folding.first_line, Reverse(folding.last_line)));
        found.dedup_by_key(|folding| folding.first_line);
    }
    outermost(found, folder.most)
}

/// At most `most` of the foldings, those with the fewest around them; in the same order.
fn outermost(found: Vec<Folding>, most: Option<usize>) -> Vec<Folding> {
    let Some(most) = most.filter(|&most| most < found.len()) else { return found };
    let mut around: Vec<u32> = Vec::new();
    let mut ranked: Vec<(usize, usize, Folding)> = Vec::with_capacity(found.len());
    for (place, folding) in found.into_iter().enumerate() {
        while around.last().is_some_and(|&outer| outer < folding.end) {
            around.pop();
        }
        ranked.push((around.len(), place, folding));
        around.push(folding.end);
    }
    ranked.sort_by_key(|&(depth, place, _)| (depth, place));
    ranked.truncate(most);
    ranked.sort_by_key(|&(_, place, _)| place);
    ranked.into_iter().map(|(.., folding)| folding).collect()
}
