//! `textDocument/diagnostic` and `workspace/diagnostic`.

use std::collections::{BTreeMap, BTreeSet};

use gen_lsp_types::{Diagnostic, DocumentDiagnosticParams, WorkspaceDiagnosticParams};
use serde::Serialize;
use serde_json::json;

use crate::concurrent::Stamp;
use crate::server::context::Context;
use crate::server::finding;
use crate::server::wire::{self, Encoded, ErrorCode, Fault};
use crate::text::Uri;

/// The identity of findings: a function of what they say, so that no server has to remember what it sent.
fn identity(findings: &[Diagnostic]) -> Result<String, Fault> {
    Ok(Stamp::of(&[wire::encode(findings)?.get().as_bytes()]).to_string())
}

/// A report: `unchanged` where the client has these findings already.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum Report {
    Full { result_id: String, items: Vec<Diagnostic> },
    Unchanged { result_id: String },
}

fn report(findings: Vec<Diagnostic>, previous: Option<&str>) -> Result<Report, Fault> {
    let result_id = identity(&findings)?;
    Ok(match previous == Some(&result_id) {
        true => Report::Unchanged { result_id },
        false => Report::Full { result_id, items: findings },
    })
}

/// A document that is not there has no findings.
pub(in crate::server) fn document_diagnostic(
    context: &Context<'_>,
    params: DocumentDiagnosticParams,
) -> Result<Encoded, Fault> {
    let uri = Uri::parse(&params.text_document.uri.0);
    let findings = finding::of_document(context, &uri).unwrap_or_default();
    wire::encode(report(findings, params.previous_result_id.as_deref())?)
}

/// A report of one document of the workspace.
#[derive(Serialize)]
struct Item {
    uri: gen_lsp_types::Uri,
    version: Option<i32>,
    #[serde(flatten)]
    report: Report,
}

/// Reports each document that has findings, or of which the client has a report.
pub(in crate::server) fn workspace_diagnostic(
    context: &Context<'_>,
    params: WorkspaceDiagnosticParams,
) -> Result<Encoded, Fault> {
    let previous: BTreeMap<Uri, String> =
        params.previous_result_ids.into_iter().map(|id| (Uri::parse(&id.uri.0), id.value)).collect();
    let there = context.snapshot.documents().map(|document| &document.uri);
    let documents: BTreeSet<&Uri> = there.chain(previous.keys()).collect();
    let mut items: Vec<Item> = Vec::new();
    for uri in documents {
        if context.is_cancelled() {
            return Err(Fault::new(ErrorCode::RequestCancelled, "cancelled"));
        }
        let findings = finding::of_document(context, uri).unwrap_or_default();
        let before = previous.get(uri).map(String::as_str);
        if findings.is_empty() && before.is_none() {
            continue;
        }
        let report = report(findings, before)?;
        items.push(Item { uri: context.name(uri), version: context.version(uri), report });
    }
    wire::encode(json!({ "items": items }))
}
