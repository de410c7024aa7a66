//! `textDocument/completion` and `completionItem/resolve`.

use gen_lsp_types::{CompletionItem, CompletionParams, Documentation, MarkupContent, MarkupKind, TextEdit};
use serde::Serialize;
use serde_json::{Value, json};

use crate::ide::{self, Completion, CompletionKind};
use crate::resolver::Cursor;
use crate::server::context::Context;
use crate::server::wire::{self, Encoded, Fault};
use crate::text::Uri;

/// A list of items as it goes over the wire. Lists are long, so no item says what all have in common where the client lets
/// the list say it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct List {
    is_incomplete: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    item_defaults: Option<Value>,
    items: Vec<Item>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    label: String,
    kind: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    documentation: Option<MarkupContent>,
    sort_text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    text_edit: Option<TextEdit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Value>,
}

pub(in crate::server) fn completion(
    context: &Context<'_>,
    params: CompletionParams,
) -> Result<Encoded, Fault> {
    let place = &params.text_document_position_params;
    let Some(cursor) = context.cursor(place) else { return wire::encode(()) };
    let document = context.document(&place.text_document.uri)?;
    let found = ide::completion(&context.lookup(), &cursor);
    let client = context.session.client();
    let lazy = lists(client.capability("/textDocument/completion/completionItem/resolveSupport/properties"));
    let defaults = lists(client.capability("/textDocument/completion/completionList/itemDefaults"));
    let (documents_later, range_once, data_once) =
        (lazy("documentation"), defaults("editRange"), defaults("data"));
    let range = context.range(document, found.replaces);
    let data = json!({ "uri": cursor.uri.as_str(), "offset": cursor.offset });
    let items = found.items.into_iter().enumerate().map(|(rank, item)| {
        let Completion { label, kind, detail, documentation } = item;
        Item {
            kind: number(kind),
            detail,
            documentation: documentation.filter(|_| !documents_later).map(markdown),
            // Ranks have one length, so that they are ordered as texts are.
            sort_text: format!("{rank:05}"),
            text_edit: (!range_once).then(|| TextEdit { range, new_text: label.clone() }),
            data: (documents_later && !data_once).then(|| data.clone()),
            label,
        }
    });
    let items = items.collect();
    let mut shared = serde_json::Map::new();
    if range_once {
        shared.insert("editRange".to_owned(), json!(range));
    }
    if documents_later && data_once {
        shared.insert("data".to_owned(), data);
    }
    let item_defaults = (!shared.is_empty()).then_some(Value::Object(shared));
    wire::encode(List { is_incomplete: found.incomplete, item_defaults, items })
}

/// Fills in what is documented about an item that [`completion`] offered.
pub(in crate::server) fn completion_resolve(
    context: &Context<'_>,
    mut item: CompletionItem,
) -> Result<Encoded, Fault> {
    let data = item.data.as_ref().and_then(|data| {
        let uri = data.get("uri")?.as_str()?;
        Some(Cursor::new(Uri::parse(uri), u32::try_from(data.get("offset")?.as_u64()?).ok()?))
    });
    if let Some(cursor) = data {
        let said = ide::completion_documentation(&context.lookup(), &cursor, &item.label);
        item.documentation = said.map(markdown).map(Documentation::MarkupContent).or(item.documentation);
    }
    wire::encode(item)
}

/// Whether a list of texts has a text.
fn lists(list: Option<&Value>) -> impl Fn(&str) -> bool {
    let list = list.and_then(Value::as_array);
    move |name| list.is_some_and(|list| list.iter().any(|one| one == name))
}

fn markdown(value: String) -> MarkupContent {
    MarkupContent { kind: MarkupKind::Markdown, value }
}

/// What an item is, as the protocol counts.
fn number(kind: CompletionKind) -> u32 {
    match kind {
        CompletionKind::Function => 3,
        CompletionKind::Variable => 6,
        CompletionKind::Keyword => 14,
        CompletionKind::Data => 21,
        CompletionKind::Type => 25,
    }
}
