//! `textDocument/documentLink`.

use gen_lsp_types::{DocumentLink, DocumentLinkParams};

use crate::ide;
use crate::server::context::Context;
use crate::server::wire::Fault;

pub(in crate::server) fn document_link(
    context: &Context<'_>,
    params: DocumentLinkParams,
) -> Result<Option<Vec<DocumentLink>>, Fault> {
    let Ok(document) = context.document(&params.text_document.uri) else { return Ok(None) };
    let links = ide::document_links(&context.lookup(), &document.uri).into_iter();
    let links = links.map(|link| DocumentLink {
        range: context.range(document, link.span),
        target: Some(context.name(&link.target)),
        tooltip: None,
        data: None,
    });
    Ok(Some(links.collect()))
}
