//! `textDocument/documentHighlight`.

use gen_lsp_types::{DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams};

use crate::language::analysis::Role;
use crate::resolver;
use crate::server::context::Context;
use crate::server::wire::Fault;

pub(in crate::server) fn document_highlight(
    context: &Context<'_>,
    params: DocumentHighlightParams,
) -> Result<Option<Vec<DocumentHighlight>>, Fault> {
    let place = &params.text_document_position_params;
    let Some(cursor) = context.cursor(place) else { return Ok(None) };
    let document = context.document(&place.text_document.uri)?;
    let highlights = resolver::highlights(&context.lookup(), &cursor).into_iter();
    let highlights = highlights.map(|highlight| {
        let kind = match highlight.role {
            Role::Binding | Role::Declaration | Role::Definition => DocumentHighlightKind::Write,
            Role::Reference => DocumentHighlightKind::Read,
        };
        DocumentHighlight { range: context.range(document, highlight.span), kind: Some(kind) }
    });
    Ok(Some(highlights.collect()))
}
