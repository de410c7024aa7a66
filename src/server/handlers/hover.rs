//! `textDocument/hover`.

use gen_lsp_types::{Contents, Hover, HoverParams, MarkupContent, MarkupKind};

use crate::ide;
use crate::server::context::Context;
use crate::server::wire::Fault;

pub(in crate::server) fn hover(context: &Context<'_>, params: HoverParams) -> Result<Option<Hover>, Fault> {
    let Some(cursor) = context.cursor(&params.text_document_position_params) else { return Ok(None) };
    let found = ide::hover(&context.lookup(), &cursor);
    Ok(found.and_then(|hover| {
        let document = context.snapshot.document(&cursor.uri)?;
        let contents = MarkupContent { kind: MarkupKind::Markdown, value: hover.markdown };
        let range = Some(context.range(document, hover.span));
        Some(Hover { contents: Contents::MarkupContent(contents), range })
    }))
}
