//! `textDocument/prepareCallHierarchy`, `callHierarchy/incomingCalls`, `callHierarchy/outgoingCalls`.

use gen_lsp_types::{
    CallHierarchyIncomingCall, CallHierarchyIncomingCallsParams, CallHierarchyItem,
    CallHierarchyOutgoingCall, CallHierarchyOutgoingCallsParams, CallHierarchyPrepareParams, Range,
    SymbolKind,
};

use crate::ide::{self, Callable};
use crate::resolver::Cursor;
use crate::server::context::Context;
use crate::server::wire::Fault;
use crate::text::{Span, Uri};

pub(in crate::server) fn call_hierarchy(
    context: &Context<'_>,
    params: CallHierarchyPrepareParams,
) -> Result<Option<Vec<CallHierarchyItem>>, Fault> {
    let Some(cursor) = context.cursor(&params.text_document_position_params) else { return Ok(None) };
    let found = ide::callables(&context.lookup(), &cursor).into_iter();
    let items: Vec<CallHierarchyItem> = found.filter_map(|callable| item(context, callable)).collect();
    Ok(Some(items).filter(|items| !items.is_empty()))
}

pub(in crate::server) fn incoming_calls(
    context: &Context<'_>,
    params: CallHierarchyIncomingCallsParams,
) -> Result<Option<Vec<CallHierarchyIncomingCall>>, Fault> {
    let Some(cursor) = cursor(context, &params.item) else { return Ok(None) };
    let calls = ide::incoming_calls(&context.lookup(), &cursor).into_iter().filter_map(|(from, spans)| {
        let from_ranges = ranges(context, &from.uri, spans)?;
        Some(CallHierarchyIncomingCall { from: item(context, from)?, from_ranges })
    });
    Ok(Some(calls.collect()))
}

pub(in crate::server) fn outgoing_calls(
    context: &Context<'_>,
    params: CallHierarchyOutgoingCallsParams,
) -> Result<Option<Vec<CallHierarchyOutgoingCall>>, Fault> {
    let Some(cursor) = cursor(context, &params.item) else { return Ok(None) };
    let calls = ide::outgoing_calls(&context.lookup(), &cursor).into_iter().filter_map(|(to, spans)| {
        let from_ranges = ranges(context, &cursor.uri, spans)?;
        Some(CallHierarchyOutgoingCall { to: item(context, to)?, from_ranges })
    });
    Ok(Some(calls.collect()))
}

/// What an item is about; nothing for a file, which is not called and calls nothing that belongs to it.
fn cursor(context: &Context<'_>, item: &CallHierarchyItem) -> Option<Cursor> {
    let document = context.document(&item.uri).ok().filter(|_| item.kind == SymbolKind::Function)?;
    Some(Cursor::new(document.uri.clone(), context.offset(document, item.selection_range.start)))
}

fn item(context: &Context<'_>, callable: Callable) -> Option<CallHierarchyItem> {
    let document = context.snapshot.document(&callable.uri)?;
    let kind = if callable.signature.is_some() { SymbolKind::Function } else { SymbolKind::File };
    Some(CallHierarchyItem {
        name: callable.name,
        kind,
        tags: None,
        detail: callable.signature,
        uri: context.name(&callable.uri),
        range: context.range(document, callable.range),
        selection_range: context.range(document, callable.selection),
        data: None,
    })
}

fn ranges(context: &Context<'_>, uri: &Uri, spans: Vec<Span>) -> Option<Vec<Range>> {
    let document = context.snapshot.document(uri)?;
    Some(spans.into_iter().map(|span| context.range(document, span)).collect())
}
