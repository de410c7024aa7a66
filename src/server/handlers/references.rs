//! `textDocument/references`.

use gen_lsp_types::{Location, ReferenceParams};

use crate::server::context::Context;
use crate::server::wire::Fault;

pub(in crate::server) fn references(
    context: &Context<'_>,
    params: ReferenceParams,
) -> Result<Option<Vec<Location>>, Fault> {
    let Some(cursor) = context.cursor(&params.text_document_position_params) else { return Ok(None) };
    let resolver = &context.session.engine().resolver;
    let answer = resolver.references(&context.snapshot, &cursor, params.context.include_declaration);
    Ok(Some(context.locations(&answer.sites)))
}
