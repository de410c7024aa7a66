//! What the server says that it can.

use serde_json::{Value, json};

use super::client::Client;
use crate::ide;
use crate::text::Encoding;

/// The answer to `initialize`.
#[must_use]
pub(super) fn initialize_result(client: &Client) -> Value {
    let encoding = match client.encoding {
        Encoding::Utf8 => "utf-8",
        Encoding::Utf16 => "utf-16",
        Encoding::Utf32 => "utf-32",
    };
    let prepares = client.can("/textDocument/rename/prepareSupport");
    let rename = if prepares { json!({ "prepareProvider": true }) } else { json!(true) };
    json!({
        "serverInfo": { "name": "heddle", "version": env!("CARGO_PKG_VERSION") },
        "capabilities": {
            "positionEncoding": encoding,
            "textDocumentSync": { "openClose": true, "change": 2, "save": { "includeText": false } },
            "callHierarchyProvider": true,
            "codeActionProvider": { "codeActionKinds": ["quickfix"], "resolveProvider": false },
            "completionProvider": { "triggerCharacters": ["$", "@"], "resolveProvider": true },
            "declarationProvider": true,
            "definitionProvider": true,
            "diagnosticProvider": { "identifier": "heddle", "interFileDependencies": true, "workspaceDiagnostics": true },
            "documentFormattingProvider": true,
            "documentHighlightProvider": true,
            "documentLinkProvider": { "resolveProvider": false },
            "documentRangeFormattingProvider": true,
            "documentSymbolProvider": true,
            "foldingRangeProvider": true,
            "hoverProvider": true,
            "inlayHintProvider": { "resolveProvider": false },
            "referencesProvider": true,
            "renameProvider": rename,
            "selectionRangeProvider": true,
            "semanticTokensProvider": {
                "legend": { "tokenTypes": ide::TOKEN_TYPES, "tokenModifiers": ide::TOKEN_MODIFIERS },
                "full": { "delta": true },
                "range": true,
            },
            "signatureHelpProvider": { "triggerCharacters": ["(", ",", " "], "retriggerCharacters": [")"] },
            "typeDefinitionProvider": true,
            "workspaceSymbolProvider": true,
            "workspace": {
                "workspaceFolders": { "supported": true, "changeNotifications": true },
                "fileOperations": { "willRename": { "filters": [
                    { "scheme": "file", "pattern": { "glob": "**/*.{metta,metta2,rho}", "matches": "file" } },
                    { "scheme": "file", "pattern": { "glob": "**", "matches": "folder" } },
                ] } },
            },
        },
    })
}
