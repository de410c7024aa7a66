//! `textDocument/documentSymbol`.

use gen_lsp_types::{
    BaseSymbolInformation, DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, Location,
    SymbolInformation, SymbolKind,
};

use crate::ide;
use crate::language::{OutlineItem, OutlineKind};
use crate::server::context::Context;
use crate::server::wire::Fault;
use crate::workspace::Document;

/// How many levels a tree has at most; what lies deeper stands on the last one. A level is two of JSON, and readers of JSON
/// give up at 128 and more.
const LEVELS: usize = 48;

pub(in crate::server) fn document_symbol(
    context: &Context<'_>,
    params: DocumentSymbolParams,
) -> Result<Option<DocumentSymbolResponse>, Fault> {
    let Ok(document) = context.document(&params.text_document.uri) else { return Ok(None) };
    let items = ide::document_symbols(&context.lookup(), &document.uri);
    let client = context.session.client();
    // Who says nothing of symbols is taken to read what is usual today.
    let flatly = client.can("/textDocument/documentSymbol")
        && !client.can("/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport");
    Ok(Some(if flatly {
        flat(context, document, items).into()
    } else {
        tree(context, document, items).into()
    }))
}

fn tree(context: &Context<'_>, document: &Document, items: Vec<OutlineItem>) -> Vec<DocumentSymbol> {
    let mut top = Vec::new();
    // What is not complete, outermost first, each with its depth.
    let mut open: Vec<(u32, DocumentSymbol)> = Vec::new();
    for item in items {
        while open.last().is_some_and(|&(depth, _)| depth >= item.depth) || open.len() >= LEVELS {
            close(&mut top, &mut open);
        }
        let range = context.range(document, item.range);
        let selection = context.range(document, item.selection);
        let kind = symbol_kind(item.kind);
        let symbol = DocumentSymbol::new(named(item.name), None, kind, None, None, range, selection, None);
        open.push((item.depth, symbol));
    }
    while !open.is_empty() {
        close(&mut top, &mut open);
    }
    top
}

/// The last of what is open is complete.
fn close(top: &mut Vec<DocumentSymbol>, open: &mut Vec<(u32, DocumentSymbol)>) {
    let Some((_, symbol)) = open.pop() else { return };
    match open.last_mut() {
        Some((_, parent)) => parent.children.get_or_insert_default().push(symbol),
        None => top.push(symbol),
    }
}

fn flat(context: &Context<'_>, document: &Document, items: Vec<OutlineItem>) -> Vec<SymbolInformation> {
    let mut around: Vec<(u32, String)> = Vec::new();
    let mut all = Vec::with_capacity(items.len());
    for item in items {
        while around.last().is_some_and(|&(depth, _)| depth >= item.depth) {
            around.pop();
        }
        let name = named(item.name);
        let container = around.last().map(|(_, name)| name.clone());
        let range = context.range(document, item.range);
        let location = Location { uri: context.name(&document.uri), range };
        let base = BaseSymbolInformation::new(name.clone(), symbol_kind(item.kind), None, container);
        all.push(SymbolInformation::new(None, location, base));
        around.push((item.depth, name));
    }
    all
}

/// The protocol forbids names of blanks; a broken text may have them.
fn named(name: String) -> String {
    if name.trim().is_empty() { "?".to_owned() } else { name }
}

/// What the protocol calls an item of an outline.
pub(in crate::server) fn symbol_kind(kind: OutlineKind) -> SymbolKind {
    match kind {
        OutlineKind::Function => SymbolKind::Function,
        OutlineKind::Variable => SymbolKind::Variable,
        OutlineKind::Namespace => SymbolKind::Namespace,
        OutlineKind::Type => SymbolKind::Class,
        OutlineKind::Data => SymbolKind::Constant,
        OutlineKind::Module => SymbolKind::Module,
    }
}
