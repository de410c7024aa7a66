//! `textDocument/rename`.

use gen_lsp_types::RenameParams;

use crate::resolver;
use crate::server::context::Context;
use crate::server::wire::{Encoded, Fault};
use crate::server::workspace_edit;

pub(in crate::server) fn rename(context: &Context<'_>, params: RenameParams) -> Result<Encoded, Fault> {
    let place = &params.text_document_position_params;
    context.document(&place.text_document.uri)?;
    let Some(cursor) = context.cursor(place) else { return Err(Fault::failed("there is no name here")) };
    let changes = resolver::rename(&context.lookup(), &cursor, &params.new_name)
        .map_err(|refused| Fault::failed(refused.to_string()))?;
    workspace_edit::encode(context, changes)
}
