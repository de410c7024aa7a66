//! `textDocument/declaration`.

use gen_lsp_types::{Declaration, DeclarationParams, DeclarationResponse};

use crate::resolver;
use crate::server::context::Context;
use crate::server::wire::Fault;

pub(in crate::server) fn declaration(
    context: &Context<'_>,
    params: DeclarationParams,
) -> Result<Option<DeclarationResponse>, Fault> {
    let Some(cursor) = context.cursor(&params.text_document_position_params) else { return Ok(None) };
    let answer = resolver::declaration(&context.lookup(), &cursor);
    let locations = context.locations(&answer.sites);
    Ok(Some(DeclarationResponse::Declaration(Declaration::LocationList(locations))))
}
