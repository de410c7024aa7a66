//! `textDocument/prepareRename`.

use gen_lsp_types::{PrepareRenameParams, PrepareRenamePlaceholder, PrepareRenameResult};

use crate::resolver;
use crate::server::context::Context;
use crate::server::wire::Fault;

/// What will be replaced at the cursor; null where there is no name, and the reason where a name cannot be renamed
/// whatever the new one is.
pub(in crate::server) fn prepare_rename(
    context: &Context<'_>,
    params: PrepareRenameParams,
) -> Result<Option<PrepareRenameResult>, Fault> {
    let place = &params.text_document_position_params;
    let Some(cursor) = context.cursor(place) else { return Ok(None) };
    let document = context.document(&place.text_document.uri)?;
    let found = resolver::renameable(&context.lookup(), &cursor);
    let found = found.map_err(|refused| Fault::failed(refused.to_string()))?;
    Ok(found.map(|found| {
        let range = context.range(document, found.span);
        let placeholder = PrepareRenamePlaceholder { range, placeholder: found.name };
        PrepareRenameResult::PrepareRenamePlaceholder(placeholder)
    }))
}
