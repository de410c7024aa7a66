//! `textDocument/foldingRange`.

use gen_lsp_types::{FoldingRange, FoldingRangeKind, FoldingRangeParams};
use serde_json::Value;

use crate::ide::{self, Folder};
use crate::language::FoldKind;
use crate::server::context::Context;
use crate::server::wire::Fault;

pub(in crate::server) fn folding_range(
    context: &Context<'_>,
    params: FoldingRangeParams,
) -> Result<Option<Vec<FoldingRange>>, Fault> {
    let Ok(document) = context.document(&params.text_document.uri) else { return Ok(None) };
    let client = context.session.client();
    let most = client.capability("/textDocument/foldingRange/rangeLimit").and_then(Value::as_u64);
    let whole_lines = client.can("/textDocument/foldingRange/lineFoldingOnly");
    let folder = Folder { whole_lines, most: most.and_then(|most| usize::try_from(most).ok()) };
    let foldings = ide::foldings(&context.lookup(), &document.uri, folder).into_iter();
    let ranges = foldings.map(|folding| {
        let end = context.position(document, folding.end);
        let kind = match folding.kind {
            FoldKind::Code => None,
            FoldKind::Comment => Some(FoldingRangeKind::Comment),
            FoldKind::Imports => Some(FoldingRangeKind::Imports),
        };
        let (end_line, end_character) =
            if whole_lines { (folding.last_line, None) } else { (end.line, Some(end.character)) };
        FoldingRange::new(folding.first_line, None, end_line, end_character, kind, None)
    });
    Ok(Some(ranges.collect()))
}
