//! The outline of a document.

use crate::language::{OutlineItem, OutlineKind};
use crate::resolver::{Lookup, Unit};
use crate::text::Uri;

/// The outline of a document, in preorder (see [`OutlineItem::depth`]). What a text of another language inside it defines
/// stands under the construct that it stands in, in order of place. O(length).
#[must_use]
pub fn document_symbols(lookup: &Lookup<'_>, uri: &Uri) -> Vec<OutlineItem> {
    let Some(document) = lookup.document(uri) else { return Vec::new() };
    let host = Unit::file(document);
    let outline = host.language().outline(host.analysis());
    let regions = document.analysis.regions().iter().map(|region| {
        let unit = Unit { document, region: Some(region) };
        let items = unit.language().outline(unit.analysis());
        let placed = items.into_iter().filter_map(|item| {
            let (range, selection) = (unit.outer(item.range)?, unit.outer(item.selection)?);
            Some(OutlineItem { range, selection, ..item })
        });
        (region.span.start, placed.collect())
    });
    insert(outline, regions.filter(|(_, items): &(u32, Vec<OutlineItem>)| !items.is_empty()).collect())
}

/// The outline with what its regions show, each with the place where it starts, in order.
fn insert(outline: Vec<OutlineItem>, regions: Vec<(u32, Vec<OutlineItem>)>) -> Vec<OutlineItem> {
    if regions.is_empty() {
        return outline;
    }
    let mut all = Vec::with_capacity(outline.len() + regions.len());
    let mut regions = regions.into_iter().peekable();
    // Where the constructs around the place end, outermost first, and how deep they stand.
    let mut around: Vec<(u32, u32)> = Vec::new();
    let mut place = |all: &mut Vec<OutlineItem>, around: &mut Vec<(u32, u32)>, next: u32| {
        while let Some((start, items)) = regions.next_if(|&(start, _)| start < next) {
            while around.last().is_some_and(|&(end, _)| end <= start) {
                around.pop();
            }
            let below = around.last().map_or(0, |&(_, depth)| depth + 1);
            all.extend(items.into_iter().map(|item| OutlineItem { depth: item.depth + below, ..item }));
        }
    };
    for item in outline {
        // What binds stands in front of what is inside, wherever it is written.
        if item.kind != OutlineKind::Variable {
            place(&mut all, &mut around, item.range.start);
            while around.last().is_some_and(|&(_, depth)| depth >= item.depth) {
                around.pop();
            }
            around.push((item.range.end, item.depth));
        }
        all.push(item);
    }
    place(&mut all, &mut around, u32::MAX);
    all
}
