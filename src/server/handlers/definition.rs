//! `textDocument/definition`.

use gen_lsp_types::{Definition, DefinitionParams, DefinitionResponse};

use crate::resolver;
use crate::server::context::Context;
use crate::server::wire::Fault;

pub(in crate::server) fn definition(
    context: &Context<'_>,
    params: DefinitionParams,
) -> Result<Option<DefinitionResponse>, Fault> {
    let Some(cursor) = context.cursor(&params.text_document_position_params) else { return Ok(None) };
    let answer = resolver::definition(&context.lookup(), &cursor);
    let locations = answer.sites.iter().filter_map(|site| context.location(site)).collect();
    Ok(Some(DefinitionResponse::Definition(Definition::LocationList(locations))))
}
