//! The features, one per file: each a function of a [`Context`](super::context::Context) and parameters, without state.

mod completion;
mod declaration;
mod definition;
mod diagnostic;
mod document_highlight;
mod document_link;
mod document_symbol;
mod folding_range;
mod hover;
mod prepare_rename;
mod references;
mod rename;
mod selection_range;
mod semantic_tokens;
mod signature_help;
mod type_definition;
mod will_rename_files;
mod workspace_symbol;

pub(super) use completion::{completion, completion_resolve};
pub(super) use declaration::declaration;
pub(super) use definition::definition;
pub(super) use diagnostic::{document_diagnostic, workspace_diagnostic};
pub(super) use document_highlight::document_highlight;
pub(super) use document_link::document_link;
pub(super) use document_symbol::document_symbol;
pub(super) use folding_range::folding_range;
pub(super) use hover::hover;
pub(super) use prepare_rename::prepare_rename;
pub(super) use references::references;
pub(super) use rename::rename;
pub(super) use selection_range::selection_range;
pub(super) use semantic_tokens::{semantic_tokens_delta, semantic_tokens_full, semantic_tokens_range};
pub(super) use signature_help::signature_help;
pub(super) use type_definition::type_definition;
pub(super) use will_rename_files::will_rename_files;
pub(super) use workspace_symbol::workspace_symbol;
