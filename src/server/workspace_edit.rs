//! Edits of several documents, as clients apply them.

use std::collections::BTreeMap;

use serde_json::json;

use super::context::Context;
use super::wire::{self, Encoded, Fault};
use crate::resolver::TextEdit;
use crate::text::Uri;

/// The edits as a `WorkspaceEdit`: with the versions of the documents that the client has open where it reads them, so that
/// it does not apply edits of an old text. In the order in which they are given (D3).
///
/// # Errors
/// If they cannot be written as JSON.
pub(super) fn encode(context: &Context<'_>, changes: Vec<(Uri, Vec<TextEdit>)>) -> Result<Encoded, Fault> {
    let versioned = context.session.client().can("/workspace/workspaceEdit/documentChanges");
    let changes = changes.iter().filter_map(|(uri, edits)| {
        let document = context.snapshot.document(uri)?;
        let edits: Vec<gen_lsp_types::TextEdit> = edits
            .iter()
            .map(|edit| gen_lsp_types::TextEdit {
                range: context.range(document, edit.span),
                new_text: edit.text.clone(),
            })
            .collect();
        Some((uri, context.name(uri), edits))
    });
    if versioned {
        let changes: Vec<_> = changes
            .map(|(uri, name, edits)| {
                let version = context.version(uri);
                json!({ "textDocument": { "uri": name, "version": version }, "edits": edits })
            })
            .collect();
        return wire::encode(json!({ "documentChanges": changes }));
    }
    let changes: BTreeMap<String, Vec<gen_lsp_types::TextEdit>> =
        changes.map(|(_, name, edits)| (name.0, edits)).collect();
    wire::encode(json!({ "changes": changes }))
}
