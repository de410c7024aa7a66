//! `textDocument/typeDefinition`.

use gen_lsp_types::{Definition, TypeDefinitionParams, TypeDefinitionResponse};

use crate::ide;
use crate::server::context::Context;
use crate::server::wire::Fault;

pub(in crate::server) fn type_definition(
    context: &Context<'_>,
    params: TypeDefinitionParams,
) -> Result<Option<TypeDefinitionResponse>, Fault> {
    let Some(cursor) = context.cursor(&params.text_document_position_params) else { return Ok(None) };
    let answer = ide::type_definition(&context.lookup(), &cursor);
    let locations = context.locations(&answer.sites);
    Ok(Some(TypeDefinitionResponse::Definition(Definition::LocationList(locations))))
}
