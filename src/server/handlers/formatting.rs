//! `textDocument/formatting` and `textDocument/rangeFormatting`.

use gen_lsp_types::{DocumentFormattingParams, DocumentRangeFormattingParams, FormattingOptions, TextEdit};

use crate::ide;
use crate::language::layout::{Change, Style};
use crate::server::context::Context;
use crate::server::wire::Fault;
use crate::workspace::Document;

pub(in crate::server) fn formatting(
    context: &Context<'_>,
    params: DocumentFormattingParams,
) -> Result<Option<Vec<TextEdit>>, Fault> {
    let Ok(document) = context.document(&params.text_document.uri) else { return Ok(None) };
    let analysis = &document.analysis;
    let changes = ide::formatting(analysis.language(), analysis.text(), style(&params.options));
    Ok(Some(edits(context, document, changes)))
}

pub(in crate::server) fn range_formatting(
    context: &Context<'_>,
    params: DocumentRangeFormattingParams,
) -> Result<Option<Vec<TextEdit>>, Fault> {
    let Ok(document) = context.document(&params.text_document.uri) else { return Ok(None) };
    let (analysis, range) = (&document.analysis, context.span(document, params.range));
    let changes = ide::range_formatting(analysis.language(), analysis.text(), range, style(&params.options));
    Ok(Some(edits(context, document, changes)))
}

/// The style that an editor wants; a step of no column, or of a whole line, is nobody's wish.
fn style(options: &FormattingOptions) -> Style {
    Style { step: options.tab_size.clamp(1, 16), tabs: !options.insert_spaces, ..Style::default() }
}

fn edits(context: &Context<'_>, document: &Document, changes: Vec<Change>) -> Vec<TextEdit> {
    let edit = |change: Change| TextEdit::new(context.range(document, change.span), change.text);
    changes.into_iter().map(edit).collect()
}
