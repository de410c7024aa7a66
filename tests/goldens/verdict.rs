//! Whether an answer is the expected one. The fields of `expected` mean what `shared/rholang/tools/run_goldens.py` and
//! `run_seqs.py` say.

use heddle::ide;
use heddle::language::{OutlineItem, OutlineKind, Severity, TokenKind};
use heddle::resolver::{self, Cursor, Lookup, Site};
use heddle::text::{Encoding, LineColumn, Span, Uri};
use heddle::workspace::Snapshot;
use serde_json::{Value, json};

/// Answers `request` and holds the answer against `expected`: that of a single case, or a step of a sequence.
pub(super) fn judge(
    snapshot: &Snapshot,
    method: &str,
    request: &Value,
    expected: &Value,
) -> Result<(), String> {
    let lookup = Lookup::new(snapshot);
    let uri = Uri::parse(request["uri"].as_str().unwrap_or_default());
    let asked = Asked { snapshot, lookup: &lookup, request, uri: uri.clone() };
    let cursor = || asked.cursor();
    match method {
        "textDocument/definition" => asked.sites(&resolver::definition(&lookup, &cursor()?).sites, expected),
        "textDocument/declaration" => {
            asked.sites(&resolver::declaration(&lookup, &cursor()?).sites, expected)
        }
        "textDocument/references" => {
            let declaration = request["context"]["includeDeclaration"].as_bool() == Some(true);
            asked.sites(&resolver::references(&lookup, &cursor()?, declaration).sites, expected)
        }
        "textDocument/documentHighlight" => {
            let found = resolver::highlights(&lookup, &cursor()?);
            let found: Vec<Value> = found.iter().map(|place| asked.range(&uri, place.span)).collect();
            same(sorted(&found), sorted(array(&expected["ranges"])))
        }
        "textDocument/rename" => asked.rename(&cursor()?, expected),
        "textDocument/hover" => asked.hover(&cursor()?, expected),
        "textDocument/documentSymbol" => {
            let found = tree(&ide::document_symbols(&lookup, &uri));
            same(found, array(&expected["tree"]).to_vec())
        }
        "workspace/symbol" => asked.symbols(expected),
        "textDocument/completion" => asked.completion(&cursor()?, expected),
        "textDocument/signatureHelp" => {
            let help = ide::signature_help(&lookup, &cursor()?).ok_or("no signature")?;
            let label = &help.signatures[help.active_signature].label;
            let found = json!({ "label": label, "activeParameter": help.active_parameter });
            same(found, expected.clone())
        }
        "textDocument/publishDiagnostics" => asked.diagnostics(expected),
        "textDocument/semanticTokens/full" => asked.tokens(expected),
        other => Err(format!("unknown method {other}")),
    }
}

struct Asked<'a> {
    snapshot: &'a Snapshot,
    lookup: &'a Lookup<'a>,
    request: &'a Value,
    uri: Uri,
}

impl Asked<'_> {
    fn cursor(&self) -> Result<Cursor, String> {
        let document = self.snapshot.document(&self.uri).ok_or("the document is not there")?;
        let position = &self.request["position"];
        let number = |key: &str| position[key].as_u64().unwrap_or_default() as u32;
        let place = LineColumn { line: number("line"), column: number("character") };
        let analysis = &document.analysis;
        let offset = analysis.lines().offset(analysis.text(), place, Encoding::Utf16);
        Ok(Cursor::new(self.uri.clone(), offset))
    }

    fn range(&self, uri: &Uri, span: Span) -> Value {
        let Some(document) = self.snapshot.document(uri) else { return Value::Null };
        let analysis = &document.analysis;
        let place = |offset| {
            let place = analysis.lines().line_column(analysis.text(), offset, Encoding::Utf16);
            json!({ "line": place.line, "character": place.column })
        };
        json!({ "start": place(span.start), "end": place(span.end) })
    }

    fn location(&self, site: &Site) -> Value {
        json!({ "uri": site.uri.as_str(), "range": self.range(&site.uri, site.span) })
    }

    fn sites(&self, sites: &[Site], expected: &Value) -> Result<(), String> {
        if let Some(uris) = expected["expectedUris"].as_array() {
            let found: Vec<Value> = sites.iter().map(|site| json!(site.uri.as_str())).collect();
            return same(sorted(&found), sorted(uris));
        }
        let expected = if expected["expected"].is_object() { &expected["expected"] } else { expected };
        let found: Vec<Value> = sites.iter().map(|site| self.location(site)).collect();
        same(sorted(&found), sorted(array(&expected["locations"])))
    }

    fn rename(&self, cursor: &Cursor, expected: &Value) -> Result<(), String> {
        let name = self.request["newName"].as_str().unwrap_or_default();
        let renamed = resolver::rename(self.lookup, cursor, name);
        match (renamed, expected["error"].as_str()) {
            (Err(error), Some(expected)) if error.to_string().contains(expected) => Ok(()),
            (Err(error), expected) => Err(format!("refused: {error}, expected {expected:?}")),
            (Ok(changes), Some(expected)) => Err(format!("expected {expected}, got {changes:?}")),
            (Ok(changes), None) => {
                let found: serde_json::Map<String, Value> = changes
                    .iter()
                    .map(|(uri, edits)| {
                        let edit = |edit: &heddle::resolver::TextEdit| {
                            json!({ "range": self.range(uri, edit.span), "newText": edit.text })
                        };
                        (uri.as_str().to_owned(), edits.iter().map(edit).collect())
                    })
                    .collect();
                same(Value::Object(found), expected["changes"].clone())
            }
        }
    }

    fn hover(&self, cursor: &Cursor, expected: &Value) -> Result<(), String> {
        let hover = ide::hover(self.lookup, cursor);
        if let Some(unwanted) = expected["expectedNotContains"].as_array() {
            let text = hover.map(|hover| hover.markdown).unwrap_or_default();
            let found = unwanted.iter().filter_map(Value::as_str).find(|unwanted| text.contains(unwanted));
            return found.map_or(Ok(()), |found| Err(format!("{text:?} contains {found}")));
        }
        let Some(hover) = hover else {
            return if expected.is_null() { Ok(()) } else { Err("no hover".to_owned()) };
        };
        for wanted in array(&expected["contains"]).iter().filter_map(Value::as_str) {
            if !hover.markdown.contains(wanted) {
                return Err(format!("{:?} lacks {wanted}", hover.markdown));
            }
        }
        match (&expected["range"], expected.is_null()) {
            (_, true) => Err(format!("expected none, got {:?}", hover.markdown)),
            (Value::Null, false) => Ok(()),
            (range, false) => same(self.range(&self.uri, hover.span), range.clone()),
        }
    }

    fn symbols(&self, expected: &Value) -> Result<(), String> {
        let query = self.request["query"].as_str().unwrap_or_default();
        let found = ide::workspace_symbols(self.lookup, query);
        if let Some(names) = expected["expectedNames"].as_array() {
            let found: Vec<Value> = found.iter().map(|symbol| json!(symbol.name)).collect();
            return same(sorted(&found), sorted(names));
        }
        let found: Vec<Value> = found
            .iter()
            .map(|symbol| {
                json!({ "name": symbol.name, "kind": number(symbol.kind), "location": self.location(&symbol.site) })
            })
            .collect();
        same(sorted(&found), sorted(array(&expected["symbols"])))
    }

    fn completion(&self, cursor: &Cursor, expected: &Value) -> Result<(), String> {
        let offered = ide::completion(self.lookup, cursor).items;
        let labelled = |label: &Value| {
            let label = label.as_str().unwrap_or_default().to_owned();
            offered.iter().filter(move |item| item.label == label)
        };
        for wanted in array(&expected["includes"]) {
            let mut found = labelled(&wanted["label"]);
            let kind = wanted["kind"].as_u64();
            let words = wanted["documentationContains"].as_str().unwrap_or_default();
            let fits = found.any(|item| {
                let documentation = item.documentation.clone().unwrap_or_default();
                kind.is_none_or(|kind| kind == item_kind(item.kind)) && documentation.contains(words)
            });
            if !fits {
                return Err(format!("lacks {wanted}: {offered:?}"));
            }
        }
        match array(&expected["excludes"]).iter().find(|label| labelled(label).next().is_some()) {
            Some(unwanted) => Err(format!("offers {unwanted}")),
            None => Ok(()),
        }
    }

    fn diagnostics(&self, expected: &Value) -> Result<(), String> {
        let found = ide::diagnostics(self.lookup, &self.uri);
        let expected = array(&expected["diagnostics"]);
        if found.len() != expected.len() {
            return Err(format!("expected {} findings, got {found:?}", expected.len()));
        }
        for (found, expected) in found.iter().zip(expected) {
            let severity = match found.severity {
                Severity::Error => 1,
                Severity::Warning => 2,
                Severity::Hint => 4,
            };
            let range = self.range(&self.uri, found.span);
            let words = expected["messageContains"].as_str().unwrap_or_default();
            let place = |place: &Value| (place["line"].as_u64(), place["character"].as_u64());
            let within = |around: &Value| {
                place(&around["start"]) <= place(&range["start"])
                    && place(&range["end"]) <= place(&around["end"])
            };
            let fits = expected["severity"].as_u64().is_none_or(|expected| expected == severity)
                && (expected["range"].is_null() || expected["range"] == range)
                && (expected["rangeWithin"].is_null() || within(&expected["rangeWithin"]))
                && found.message.contains(words);
            if !fits {
                return Err(format!("expected {expected}, got {found:?}"));
            }
        }
        Ok(())
    }

    fn tokens(&self, expected: &Value) -> Result<(), String> {
        let found = ide::region_tokens(self.lookup, &self.uri);
        if expected["expectedNonEmpty"].as_bool() == Some(true) {
            return if found.is_empty() { Err("no tokens".to_owned()) } else { Ok(()) };
        }
        if let Some(count) = expected["expectedMettaTokens"].as_u64() {
            return same(json!(found.len()), json!(count));
        }
        let found: Vec<Value> = found
            .iter()
            .map(
                |token| json!({ "range": self.range(&self.uri, token.span), "type": token_type(token.kind) }),
            )
            .collect();
        same(found, array(&expected["tokens"]).to_vec())
    }
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The values by their text.
fn sorted(values: &[Value]) -> Vec<String> {
    let mut texts: Vec<String> = values.iter().map(Value::to_string).collect();
    texts.sort();
    texts
}

fn same<T: PartialEq + std::fmt::Debug>(found: T, expected: T) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("expected {expected:?}, got {found:?}")) }
}

/// An outline with its items nested.
fn tree(items: &[OutlineItem]) -> Vec<Value> {
    let Some(top) = items.first().map(|item| item.depth) else { return Vec::new() };
    let starts: Vec<usize> =
        items.iter().enumerate().filter(|(_, item)| item.depth == top).map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain([items.len()]);
    let nested = starts.iter().zip(ends).map(|(&start, end)| {
        let item = &items[start];
        json!({ "name": item.name, "kind": number(item.kind), "children": tree(&items[start + 1..end]) })
    });
    nested.collect()
}

/// The number of the protocol.
fn number(kind: OutlineKind) -> u64 {
    match kind {
        OutlineKind::Function => 12,
        OutlineKind::Variable => 13,
        OutlineKind::Namespace => 3,
        OutlineKind::Type => 5,
        OutlineKind::Data => 14,
        OutlineKind::Module => 2,
    }
}

/// The number of the protocol.
fn item_kind(kind: ide::CompletionKind) -> u64 {
    match kind {
        ide::CompletionKind::Function => 3,
        ide::CompletionKind::Variable => 6,
        ide::CompletionKind::Type => 25,
        ide::CompletionKind::Data => 21,
        ide::CompletionKind::Keyword => 14,
    }
}

fn token_type(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Comment => "comment",
        TokenKind::String => "string",
        TokenKind::Number => "number",
        TokenKind::Keyword => "keyword",
        TokenKind::Operator => "operator",
        TokenKind::Variable | TokenKind::Parameter => "variable",
        TokenKind::Function => "function",
        TokenKind::Type => "type",
    }
}
