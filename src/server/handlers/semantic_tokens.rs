//! `textDocument/semanticTokens`: full, delta and range.

use std::sync::Arc;

use gen_lsp_types::{
    SemanticToken, SemanticTokens, SemanticTokensDelta, SemanticTokensDeltaParams,
    SemanticTokensDeltaResponse, SemanticTokensEdit, SemanticTokensParams, SemanticTokensRangeParams,
};
use serde_json::Value;

use crate::ide::{self, Reader};
use crate::server::client::Client;
use crate::server::context::Context;
use crate::server::wire::Fault;
use crate::text::Span;
use crate::workspace::Document;

pub(in crate::server) fn semantic_tokens_full(
    context: &Context<'_>,
    params: SemanticTokensParams,
) -> Result<Option<SemanticTokens>, Fault> {
    let Ok(document) = context.document(&params.text_document.uri) else { return Ok(None) };
    Ok(numbers(context, document, None).map(|numbers| kept(context, document, numbers)))
}

pub(in crate::server) fn semantic_tokens_delta(
    context: &Context<'_>,
    params: SemanticTokensDeltaParams,
) -> Result<Option<SemanticTokensDeltaResponse>, Fault> {
    let Ok(document) = context.document(&params.text_document.uri) else { return Ok(None) };
    let before = context.session.highlighted().recall(&document.uri, &params.previous_result_id);
    let Some(after) = numbers(context, document, None) else { return Ok(None) };
    let Some(before) = before else { return Ok(Some(kept(context, document, after).into())) };
    let edit = ide::numbers_edit(&before, &after);
    let edits = edit.into_iter().map(|edit| {
        SemanticTokensEdit::new(edit.start as u32, edit.delete as u32, Some(edit.insert.to_vec()))
    });
    let id = name(document);
    let delta = SemanticTokensDelta::new(Some(id.clone()), edits.collect());
    context.session.highlighted().keep(&document.uri, id, Arc::from(after));
    Ok(Some(delta.into()))
}

pub(in crate::server) fn semantic_tokens_range(
    context: &Context<'_>,
    params: SemanticTokensRangeParams,
) -> Result<Option<SemanticTokens>, Fault> {
    let Ok(document) = context.document(&params.text_document.uri) else { return Ok(None) };
    let within = context.span(document, params.range);
    Ok(numbers(context, document, Some(within)).map(|numbers| SemanticTokens::new(None, tokens(&numbers))))
}

fn numbers(context: &Context<'_>, document: &Document, within: Option<Span>) -> Option<Vec<u32>> {
    ide::semantic_tokens(&context.lookup(), &document.uri, within, reader(context.session.client()))
}

/// A client that says nothing of semantic tokens, and asks for them all the same, has what a grammar of Rholang finds.
fn reader(client: &Client) -> Reader {
    let types = client.capability("/textDocument/semanticTokens/tokenTypes").and_then(Value::as_array);
    let parameters = types.is_some_and(|types| types.iter().any(|name| name == "parameter"));
    Reader { encoding: client.encoding, parameters, hosts: client.can("/textDocument/semanticTokens") }
}

/// The tokens of a document under a name by which the client may ask what has changed since.
fn kept(context: &Context<'_>, document: &Document, numbers: Vec<u32>) -> SemanticTokens {
    let id = name(document);
    let answer = SemanticTokens::new(Some(id.clone()), tokens(&numbers));
    context.session.highlighted().keep(&document.uri, id, Arc::from(numbers));
    answer
}

/// Equal contents have equal tokens, so the content names them.
fn name(document: &Document) -> String {
    document.stamp.to_string()
}

fn tokens(numbers: &[u32]) -> Vec<SemanticToken> {
    numbers.as_chunks::<5>().0.iter().map(|&token| SemanticToken::from(token)).collect()
}
