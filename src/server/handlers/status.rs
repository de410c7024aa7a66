//! `heddle/status` and `heddle/metrics`: what the server says about itself.

use serde_json::Value;

use crate::server::context::Context;
use crate::server::exposition;
use crate::server::status::Status;
use crate::server::wire::{self, Encoded, Fault};

/// All of it, as data.
pub(in crate::server) fn status(context: &Context<'_>, _: Value) -> Result<Encoded, Fault> {
    wire::encode(Status::of(context.session.engine()))
}

/// Its figures, as Prometheus reads them.
pub(in crate::server) fn metrics(context: &Context<'_>, _: Value) -> Result<Encoded, Fault> {
    wire::encode(exposition::text(&Status::of(context.session.engine())))
}
