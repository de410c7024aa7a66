//! Edits of several documents, as clients apply them.

use std::collections::BTreeMap;

use gen_lsp_types::{Range, Uri as Name};
use serde::Serialize;

use super::context::Context;
use super::wire::{self, Encoded, Fault};
use crate::resolver::TextEdit;
use crate::text::Uri;

/// A `WorkspaceEdit`. Written as it is, without values in between: it may have thousands of edits.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum WorkspaceEdit {
    /// For clients that read versions.
    DocumentChanges(Vec<DocumentEdit>),
    /// For others.
    Changes(BTreeMap<String, Vec<Edit>>),
}

/// The edits of one document.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DocumentEdit {
    text_document: Versioned,
    edits: Vec<Edit>,
}

#[derive(Serialize)]
struct Versioned {
    uri: Name,
    version: Option<i32>,
}

/// One edit.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Edit {
    range: Range,
    new_text: String,
}

/// The edits as clients apply them: with the versions of the documents that the client has open where it reads them, so that
/// it does not apply edits of an old text. In the order in which they are given (D3).
pub(super) fn workspace_edit(context: &Context<'_>, changes: Vec<(Uri, Vec<TextEdit>)>) -> WorkspaceEdit {
    let changes = changes.into_iter().filter_map(|(uri, edits)| {
        let document = context.snapshot.document(&uri)?;
        let edit = |edit: TextEdit| Edit { range: context.range(document, edit.span), new_text: edit.text };
        Some((uri, edits.into_iter().map(edit).collect()))
    });
    if context.session.client().can("/workspace/workspaceEdit/documentChanges") {
        let document = |(uri, edits)| {
            let text_document = Versioned { uri: context.name(&uri), version: context.version(&uri) };
            DocumentEdit { text_document, edits }
        };
        return WorkspaceEdit::DocumentChanges(changes.map(document).collect());
    }
    WorkspaceEdit::Changes(changes.map(|(uri, edits)| (context.name(&uri).0, edits)).collect())
}

/// The same as it goes over the wire.
///
/// # Errors
/// If it cannot be written as JSON.
pub(super) fn encode(context: &Context<'_>, changes: Vec<(Uri, Vec<TextEdit>)>) -> Result<Encoded, Fault> {
    wire::encode(workspace_edit(context, changes))
}
