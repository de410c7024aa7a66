//! The features, one per file: each a function of a [`Context`](super::context::Context) and parameters, without state.

mod definition;
mod hover;

pub(super) use definition::definition;
pub(super) use hover::hover;
