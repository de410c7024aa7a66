//! Which request is answered by what, and what it needs.

use std::collections::BTreeMap;

use gen_lsp_types::{DefinitionRequest, HoverRequest, Request};
use serde_json::Value;

use super::context::Context;
use super::handlers;
use super::wire::{self, Encoded, ErrorCode, Fault};
use crate::concurrent::request_queue::Needs;

/// What answers a request whose document has changed while it waited.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OnChange {
    /// The newest text: the request names no place in the old one.
    Newest,
    /// [`ErrorCode::ContentModified`]: its place was one of the old text.
    Modified,
}

/// How one kind of request is answered.
pub struct Route {
    /// What it needs.
    pub needs: Needs,
    /// What becomes of it when its document changes while it waits.
    pub on_change: OnChange,
    handler: Box<dyn Fn(&Context<'_>, Value) -> Result<Encoded, Fault> + Send + Sync>,
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

/// The routes by method.
pub struct Router(BTreeMap<String, Route>);

impl Router {
    /// All that this server answers on its workers.
    #[must_use]
    pub fn standard() -> Router {
        use OnChange::Modified;
        let mut router = Router(BTreeMap::new());
        router.on::<DefinitionRequest>(Needs::Index, Modified, handlers::definition);
        router.on::<HoverRequest>(Needs::Index, Modified, handlers::hover);
        router
    }

    fn on<R: Request>(
        &mut self,
        needs: Needs,
        on_change: OnChange,
        handler: fn(&Context<'_>, R::Params) -> Result<R::Result, Fault>,
    ) {
        let handler = move |context: &Context<'_>, params: Value| {
            let params = serde_json::from_value(params)
                .map_err(|error| Fault::new(ErrorCode::InvalidParams, error.to_string()))?;
            wire::encode(handler(context, params)?)
        };
        self.0.insert(R::METHOD.into(), Route { needs, on_change, handler: Box::new(handler) });
    }

    /// How `method` is answered.
    #[must_use]
    pub fn route(&self, method: &str) -> Option<&Route> {
        self.0.get(method)
    }
}
