//! Which request is answered by what, what it needs, and who hears which notification.

use std::collections::BTreeMap;

use gen_lsp_types::{
    CallHierarchyIncomingCallsRequest, CallHierarchyOutgoingCallsRequest, CallHierarchyPrepareRequest,
    CodeActionRequest, CompletionRequest, CompletionResolveRequest, DeclarationRequest, DefinitionRequest,
    DocumentDiagnosticRequest, DocumentFormattingRequest, DocumentHighlightRequest, DocumentLinkRequest,
    DocumentRangeFormattingRequest, DocumentSymbolRequest, FoldingRangeRequest, HoverRequest,
    InlayHintRequest, PrepareRenameRequest, ReferencesRequest, RenameRequest, Request, SelectionRangeRequest,
    SemanticTokensDeltaRequest, SemanticTokensRangeRequest, SemanticTokensRequest, SignatureHelpRequest,
    TypeDefinitionRequest, WillRenameFilesRequest, WorkspaceDiagnosticRequest, WorkspaceSymbolRequest,
};
use serde_json::Value;

use super::context::Context;
use super::handlers;
use super::session::Session;
use super::surroundings;
use super::synchronization;
use super::wire::{self, Encoded, ErrorCode, Fault};
use crate::concurrent::request_queue::Needs;
use crate::metrics::Kind;

/// What answers a request whose document has changed while it waited.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OnChange {
    /// The newest text: the request names no place in the old one.
    Newest,
    /// [`ErrorCode::ContentModified`]: its place was one of the old text.
    Modified,
}

/// Answers requests of one kind, with parameters as they came.
type Handler = dyn Fn(&Context<'_>, Value) -> Result<Encoded, Fault> + Send + Sync;

/// How one kind of request is answered.
pub struct Route {
    /// Its number among the kinds of requests.
    pub kind: Kind,
    /// What it needs.
    pub needs: Needs,
    /// What becomes of it when its document changes while it waits.
    pub on_change: OnChange,
    handler: Box<Handler>,
}

impl Route {
    /// Answers.
    ///
    /// # Errors
    /// What the client is told instead.
    pub fn answer(&self, context: &Context<'_>, params: Value) -> Result<Encoded, Fault> {
        (self.handler)(context, params)
    }
}

/// What hears a notification. Runs on the lane, so it must not wait.
pub type Listener = fn(&Session, Value);

/// The routes by method.
pub struct Router {
    routes: BTreeMap<String, Route>,
    listeners: BTreeMap<String, Listener>,
}

impl Router {
    /// All that this server answers on its workers, and all notifications that it hears.
    #[must_use]
    pub fn standard() -> Router {
        use OnChange::{Modified, Newest};
        let mut router = Router { routes: BTreeMap::new(), listeners: BTreeMap::new() };
        router.on::<CallHierarchyIncomingCallsRequest>(Needs::Index, Modified, handlers::incoming_calls);
        router.on::<CallHierarchyOutgoingCallsRequest>(Needs::Index, Modified, handlers::outgoing_calls);
        router.on::<CallHierarchyPrepareRequest>(Needs::Index, Modified, handlers::call_hierarchy);
        router.encoded::<CodeActionRequest>(Needs::Index, Modified, handlers::code_action);
        router.encoded::<CompletionRequest>(Needs::Index, Modified, handlers::completion);
        router.encoded::<CompletionResolveRequest>(Needs::Index, Newest, handlers::completion_resolve);
        router.on::<DeclarationRequest>(Needs::Index, Modified, handlers::declaration);
        router.on::<DefinitionRequest>(Needs::Index, Modified, handlers::definition);
        router.encoded::<DocumentDiagnosticRequest>(Needs::Index, Newest, handlers::document_diagnostic);
        router.on::<DocumentHighlightRequest>(Needs::Index, Modified, handlers::document_highlight);
        router.on::<DocumentLinkRequest>(Needs::Index, Newest, handlers::document_link);
        router.on::<DocumentSymbolRequest>(Needs::Document, Newest, handlers::document_symbol);
        router.on::<DocumentFormattingRequest>(Needs::Document, Modified, handlers::formatting);
        router.on::<DocumentRangeFormattingRequest>(Needs::Document, Modified, handlers::range_formatting);
        router.on::<FoldingRangeRequest>(Needs::Document, Newest, handlers::folding_range);
        router.on::<HoverRequest>(Needs::Index, Modified, handlers::hover);
        router.on::<InlayHintRequest>(Needs::Index, Modified, handlers::inlay_hint);
        router.on::<PrepareRenameRequest>(Needs::Index, Modified, handlers::prepare_rename);
        router.on::<ReferencesRequest>(Needs::Index, Modified, handlers::references);
        router.encoded::<RenameRequest>(Needs::Index, Modified, handlers::rename);
        router.on::<SelectionRangeRequest>(Needs::Document, Modified, handlers::selection_range);
        router.on::<SemanticTokensDeltaRequest>(Needs::Document, Newest, handlers::semantic_tokens_delta);
        router.on::<SemanticTokensRangeRequest>(Needs::Document, Modified, handlers::semantic_tokens_range);
        router.on::<SemanticTokensRequest>(Needs::Document, Newest, handlers::semantic_tokens_full);
        router.on::<SignatureHelpRequest>(Needs::Index, Modified, handlers::signature_help);
        router.on::<TypeDefinitionRequest>(Needs::Index, Modified, handlers::type_definition);
        router.encoded::<WillRenameFilesRequest>(Needs::Index, Newest, handlers::will_rename_files);
        router.encoded::<WorkspaceDiagnosticRequest>(Needs::Index, Newest, handlers::workspace_diagnostic);
        router.on::<WorkspaceSymbolRequest>(Needs::Index, Newest, handlers::workspace_symbol);
        router.answer("heddle/metrics".into(), Needs::Document, Newest, handlers::metrics);
        router.answer("heddle/status".into(), Needs::Document, Newest, handlers::status);
        router.hear("$/setTrace", Session::set_trace);
        router.hear("initialized", surroundings::initialized);
        router.hear("textDocument/didChange", synchronization::did_change);
        router.hear("textDocument/didClose", synchronization::did_close);
        router.hear("textDocument/didOpen", synchronization::did_open);
        router.hear("window/workDoneProgress/cancel", surroundings::progress_cancelled);
        router.hear("workspace/didChangeConfiguration", surroundings::configuration_changed);
        router.hear("workspace/didChangeWatchedFiles", surroundings::files_changed);
        router.hear("workspace/didChangeWorkspaceFolders", surroundings::folders_changed);
        router
    }

    /// A request whose handler writes the answer itself.
    fn encoded<R: Request>(
        &mut self,
        needs: Needs,
        on_change: OnChange,
        handler: fn(&Context<'_>, R::Params) -> Result<Encoded, Fault>,
    ) {
        self.answer(R::METHOD.into(), needs, on_change, move |context, params| {
            handler(context, read::<R>(params)?)
        });
    }

    fn on<R: Request>(
        &mut self,
        needs: Needs,
        on_change: OnChange,
        handler: fn(&Context<'_>, R::Params) -> Result<R::Result, Fault>,
    ) {
        self.answer(R::METHOD.into(), needs, on_change, move |context, params| {
            wire::encode(handler(context, read::<R>(params)?)?)
        });
    }

    /// Answers `method` with `handler`, instead of what answered it before.
    pub fn answer(
        &mut self,
        method: String,
        needs: Needs,
        on_change: OnChange,
        handler: impl Fn(&Context<'_>, Value) -> Result<Encoded, Fault> + Send + Sync + 'static,
    ) {
        let kind = self.routes.get(&method).map_or(Kind(self.routes.len()), |before| before.kind);
        self.routes.insert(method, Route { kind, needs, on_change, handler: Box::new(handler) });
    }

    /// Tells `listener` of each notification `method`, instead of who was told before.
    pub fn hear(&mut self, method: &str, listener: Listener) {
        self.listeners.insert(method.to_owned(), listener);
    }

    /// How `method` is answered.
    #[must_use]
    pub fn route(&self, method: &str) -> Option<&Route> {
        self.routes.get(method)
    }

    /// Who hears `method`.
    #[must_use]
    pub fn listener(&self, method: &str) -> Option<Listener> {
        self.listeners.get(method).copied()
    }

    /// The method of each kind of requests.
    #[must_use]
    pub fn kinds(&self) -> BTreeMap<Kind, &str> {
        self.routes.iter().map(|(method, route)| (route.kind, method.as_str())).collect()
    }

    /// The methods of all requests that are answered, in order.
    pub fn methods(&self) -> impl Iterator<Item = &str> {
        self.routes.keys().map(String::as_str)
    }
}

/// The parameters of a request.
fn read<R: Request>(params: Value) -> Result<R::Params, Fault> {
    serde_json::from_value(params).map_err(|error| Fault::new(ErrorCode::InvalidParams, error.to_string()))
}
