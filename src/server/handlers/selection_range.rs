//! `textDocument/selectionRange`.

use gen_lsp_types::{SelectionRange, SelectionRangeParams};

use crate::ide;
use crate::resolver::Cursor;
use crate::server::context::Context;
use crate::server::wire::Fault;

/// How many ranges one answer nests at most, since readers of JSON give up at 128 levels and more: the innermost ones, and
/// the document.
const LEVELS: usize = 64;

pub(in crate::server) fn selection_range(
    context: &Context<'_>,
    params: SelectionRangeParams,
) -> Result<Option<Vec<SelectionRange>>, Fault> {
    let Ok(document) = context.document(&params.text_document.uri) else { return Ok(None) };
    let lookup = context.lookup();
    let ranges = params.positions.into_iter().map(|position| {
        let cursor = Cursor::new(document.uri.clone(), context.offset(document, position));
        let mut spans = ide::selections(&lookup, &cursor);
        if spans.len() > LEVELS
            && let Some(whole) = spans.pop()
        {
            spans.truncate(LEVELS - 1);
            spans.push(whole);
        }
        let nest = |parent: Option<Box<SelectionRange>>, span| {
            Some(Box::new(SelectionRange::new(context.range(document, span), parent)))
        };
        let nested = spans.into_iter().rev().fold(None, nest);
        // An empty document has nothing around a place.
        nested.map_or_else(
            || SelectionRange::new(gen_lsp_types::Range { start: position, end: position }, None),
            |all| *all,
        )
    });
    Ok(Some(ranges.collect()))
}
