//! `textDocument/codeAction`.

use gen_lsp_types::{CodeActionKind, CodeActionParams, Diagnostic};
use serde::Serialize;

use crate::ide;
use crate::server::context::Context;
use crate::server::finding;
use crate::server::wire::{self, Encoded, Fault};
use crate::server::workspace_edit::{WorkspaceEdit, workspace_edit};

/// The only kind of action that there is.
const QUICK_FIX: &str = "quickfix";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Action {
    title: String,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnostics: Option<[Diagnostic; 1]>,
    is_preferred: bool,
    edit: WorkspaceEdit,
}

pub(in crate::server) fn code_action(
    context: &Context<'_>,
    params: CodeActionParams,
) -> Result<Encoded, Fault> {
    let wanted = |kind: &CodeActionKind| matches!(kind, CodeActionKind::Empty | CodeActionKind::QuickFix);
    let unwanted = params.context.only.is_some_and(|only| !only.iter().any(wanted));
    let document = context.document(&params.text_document.uri).ok().filter(|_| !unwanted);
    let Some(document) = document else { return wire::encode(Vec::<Action>::new()) };
    let span = context.span(document, params.range);
    let fixes = ide::fixes(&context.lookup(), &document.uri, span).into_iter();
    let actions = fixes.map(|fix| Action {
        title: fix.title,
        kind: QUICK_FIX,
        diagnostics: fix.finding.map(|finding| [finding::diagnostic(context, document, finding)]),
        is_preferred: fix.is_preferred,
        edit: workspace_edit(context, fix.changes),
    });
    wire::encode(actions.collect::<Vec<Action>>())
}
