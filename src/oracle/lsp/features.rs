//! What a client can ask a server for.

use serde_json::{Value, json};

/// How the answers of a feature are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Answer {
    /// Places, in whatever order.
    Places,
    /// Names with places, in whatever order, nested or flat.
    Symbols,
    /// Something to read.
    Prose,
    /// Edits, by what they make of the texts.
    Edits,
    /// What could be written.
    Completions,
    /// A list whose order says nothing.
    Set,
    /// As it is.
    Exact,
}

/// A feature: a kind of request.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Feature {
    /// What reports and sessions call it.
    pub name: &'static str,
    /// The request.
    pub method: &'static str,
    /// Where a server announces it.
    pub capability: &'static str,
    /// Whether it is asked at a place.
    pub placed: bool,
    /// How its answers are compared.
    pub answer: Answer,
    /// Whether another implementation must answer the same, and not just of the same kind.
    pub binding: bool,
}

macro_rules! features {
    ($($name:literal $method:literal $capability:literal $placed:literal $answer:ident $binding:literal;)*) => {
        /// All features, by name.
        pub(super) const FEATURES: &[Feature] = &[$(Feature {
            name: $name, method: $method, capability: $capability,
            placed: $placed, answer: Answer::$answer, binding: $binding,
        }),*];
    };
}

features! {
    "call-hierarchy" "textDocument/prepareCallHierarchy" "/callHierarchyProvider" true Symbols false;
    "code-action" "textDocument/codeAction" "/codeActionProvider" false Set false;
    "code-lens" "textDocument/codeLens" "/codeLensProvider" false Set false;
    "completion" "textDocument/completion" "/completionProvider" true Completions true;
    "declaration" "textDocument/declaration" "/declarationProvider" true Places false;
    "definition" "textDocument/definition" "/definitionProvider" true Places true;
    "diagnostic" "textDocument/diagnostic" "/diagnosticProvider" false Set false;
    "document-color" "textDocument/documentColor" "/colorProvider" false Set false;
    "document-highlight" "textDocument/documentHighlight" "/documentHighlightProvider" true Places true;
    "document-link" "textDocument/documentLink" "/documentLinkProvider" false Set false;
    "document-symbol" "textDocument/documentSymbol" "/documentSymbolProvider" false Symbols true;
    "folding-range" "textDocument/foldingRange" "/foldingRangeProvider" false Set false;
    "formatting" "textDocument/formatting" "/documentFormattingProvider" false Edits false;
    "hover" "textDocument/hover" "/hoverProvider" true Prose true;
    "implementation" "textDocument/implementation" "/implementationProvider" true Places false;
    "inlay-hint" "textDocument/inlayHint" "/inlayHintProvider" false Set false;
    "prepare-rename" "textDocument/prepareRename" "/renameProvider/prepareProvider" true Exact false;
    "range-formatting" "textDocument/rangeFormatting" "/documentRangeFormattingProvider" false Edits false;
    "references" "textDocument/references" "/referencesProvider" true Places true;
    "rename" "textDocument/rename" "/renameProvider" true Edits true;
    "selection-range" "textDocument/selectionRange" "/selectionRangeProvider" true Exact false;
    "semantic-tokens" "textDocument/semanticTokens/full" "/semanticTokensProvider/full" false Exact false;
    "semantic-tokens-range" "textDocument/semanticTokens/range" "/semanticTokensProvider/range" false Exact false;
    "signature-help" "textDocument/signatureHelp" "/signatureHelpProvider" true Exact false;
    "type-definition" "textDocument/typeDefinition" "/typeDefinitionProvider" true Places false;
    "workspace-symbol" "workspace/symbol" "/workspaceSymbolProvider" true Symbols true;
}

impl Feature {
    /// The feature of this name.
    #[must_use]
    pub(super) fn named(name: &str) -> Option<&'static Feature> {
        FEATURES.iter().find(|feature| feature.name == name)
    }

    /// What it is asked with: a document, a place in it as the server counts, the word there, and where the text ends.
    #[must_use]
    pub(super) fn parameters(
        &self,
        uri: &str,
        (line, character): (usize, usize),
        word: &str,
        (last, length): (usize, usize),
    ) -> Value {
        let document = json!({ "uri": uri });
        let position = json!({ "line": line, "character": character });
        let range =
            json!({ "start": { "line": 0, "character": 0 }, "end": { "line": last, "character": length } });
        let options = json!({ "tabSize": 2, "insertSpaces": true });
        match self.name {
            "code-action" => {
                json!({ "textDocument": document, "range": range, "context": { "diagnostics": [] } })
            }
            "completion" => {
                json!({ "textDocument": document, "position": position, "context": { "triggerKind": 1 } })
            }
            "formatting" => json!({ "textDocument": document, "options": options }),
            "inlay-hint" | "semantic-tokens-range" => json!({ "textDocument": document, "range": range }),
            "range-formatting" => json!({ "textDocument": document, "range": range, "options": options }),
            "references" => {
                let context = json!({ "includeDeclaration": true });
                json!({ "textDocument": document, "position": position, "context": context })
            }
            "rename" => {
                // A variable stays one.
                let name = if word.starts_with('$') { "$renamed" } else { "renamed" };
                json!({ "textDocument": document, "position": position, "newName": name })
            }
            "selection-range" => json!({ "textDocument": document, "positions": [position] }),
            "workspace-symbol" => json!({ "query": word }),
            _ if self.placed => json!({ "textDocument": document, "position": position }),
            _ => json!({ "textDocument": document }),
        }
    }
}

/// What the client says that it can; it offers these encodings of columns, and asks for diagnostics itself or does not.
#[must_use]
pub(super) fn client_capabilities(encodings: &[String], pulls: bool) -> Value {
    let mut capabilities = json!({
        "general": { "positionEncodings": encodings },
        "window": { "workDoneProgress": true },
        "workspace": {
            "applyEdit": true,
            "configuration": true,
            "workspaceFolders": true,
            "didChangeConfiguration": { "dynamicRegistration": true },
            "didChangeWatchedFiles": { "dynamicRegistration": true },
            "workspaceEdit": { "documentChanges": true },
            "symbol": {},
            "fileOperations": { "willRename": true, "didRename": true },
        },
        "textDocument": {
            "synchronization": { "didSave": true },
            "publishDiagnostics": { "relatedInformation": true, "versionSupport": true },
            "hover": { "contentFormat": ["markdown", "plaintext"] },
            "definition": { "linkSupport": true },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
            "completion": { "completionItem": { "snippetSupport": false, "documentationFormat": ["markdown"] } },
            "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix", "refactor", "source"] } } },
            "formatting": { "dynamicRegistration": true },
            "rangeFormatting": { "dynamicRegistration": true },
            "rename": { "prepareSupport": true },
            "foldingRange": { "lineFoldingOnly": true },
            "semanticTokens": {
                "requests": { "full": true, "range": true },
                "tokenTypes": ["namespace", "type", "class", "function", "variable", "parameter", "keyword", "comment", "string", "number", "operator"],
                "tokenModifiers": [],
                "formats": ["relative"],
            },
        },
    });
    if pulls {
        capabilities["textDocument"]["diagnostic"] = json!({});
    }
    capabilities
}
