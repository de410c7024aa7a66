//! `workspace/symbol`.

use gen_lsp_types::{
    BaseSymbolInformation, Location, WorkspaceSymbol, WorkspaceSymbolLocation, WorkspaceSymbolParams,
    WorkspaceSymbolResponse,
};

use super::document_symbol::symbol_kind;
use crate::ide;
use crate::server::context::Context;
use crate::server::wire::Fault;

pub(in crate::server) fn workspace_symbol(
    context: &Context<'_>,
    params: WorkspaceSymbolParams,
) -> Result<Option<WorkspaceSymbolResponse>, Fault> {
    let found = ide::workspace_symbols(&context.lookup(), &params.query);
    let symbols = found.into_iter().filter_map(|symbol| {
        let document = context.snapshot.document(&symbol.site.uri)?;
        let range = context.range(document, symbol.site.span);
        let location = Location { uri: context.name(&symbol.site.uri), range };
        let base_symbol_information = BaseSymbolInformation {
            name: symbol.name,
            kind: symbol_kind(symbol.kind),
            tags: None,
            container_name: None,
        };
        let location = WorkspaceSymbolLocation::Location(location);
        Some(WorkspaceSymbol { location, data: None, base_symbol_information })
    });
    Ok(Some(WorkspaceSymbolResponse::WorkspaceSymbolList(symbols.collect())))
}
