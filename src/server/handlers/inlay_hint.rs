//! `textDocument/inlayHint`.

use gen_lsp_types::{InlayHint, InlayHintKind, InlayHintParams, Label};

use crate::ide::{self, HintKind};
use crate::server::context::Context;
use crate::server::wire::Fault;

pub(in crate::server) fn inlay_hint(
    context: &Context<'_>,
    params: InlayHintParams,
) -> Result<Option<Vec<InlayHint>>, Fault> {
    let Ok(document) = context.document(&params.text_document.uri) else { return Ok(None) };
    let range = context.span(document, params.range);
    let hints = ide::inlay_hints(&context.lookup(), &document.uri, range).into_iter();
    let hints = hints.map(|hint| InlayHint {
        position: context.position(document, hint.offset),
        label: Label::String(hint.label),
        kind: Some(match hint.kind {
            HintKind::Type => InlayHintKind::Type,
            HintKind::Parameter => InlayHintKind::Parameter,
        }),
        text_edits: None,
        tooltip: None,
        padding_left: None,
        padding_right: (hint.kind == HintKind::Parameter).then_some(true),
        data: None,
    });
    Ok(Some(hints.collect()))
}
