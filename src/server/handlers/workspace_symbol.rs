//! `workspace/symbol`.

use gen_lsp_types::{
    BaseSymbolInformation, Location, SymbolKind, WorkspaceSymbol, WorkspaceSymbolLocation,
    WorkspaceSymbolParams, WorkspaceSymbolResponse,
};

use crate::ide;
use crate::language::OutlineKind;
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
            kind: kind(symbol.kind),
            tags: None,
            container_name: None,
        };
        let location = WorkspaceSymbolLocation::Location(location);
        Some(WorkspaceSymbol { location, data: None, base_symbol_information })
    });
    Ok(Some(WorkspaceSymbolResponse::WorkspaceSymbolList(symbols.collect())))
}

/// What a symbol is, in the words of the protocol.
fn kind(kind: OutlineKind) -> SymbolKind {
    match kind {
        OutlineKind::Function => SymbolKind::Function,
        OutlineKind::Variable => SymbolKind::Variable,
        OutlineKind::Namespace => SymbolKind::Namespace,
        OutlineKind::Type => SymbolKind::Class,
        OutlineKind::Data => SymbolKind::Constant,
        OutlineKind::Module => SymbolKind::Module,
    }
}
