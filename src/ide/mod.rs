//! What editors and the command line ask beyond places: hovers, completions, outlines, diagnostics; pure functions of a
//! snapshot, read through a [`Lookup`](crate::resolver::Lookup).

mod arguments;
mod candidates;
mod completion;
mod diagnostics;
mod document_symbols;
mod hover;
mod signature_help;
mod suggestion;
mod tokens;
mod workspace_symbols;

pub use completion::{Completion, CompletionKind, Completions, completion, completion_documentation};
pub use diagnostics::diagnostics;
pub use document_symbols::document_symbols;
pub use hover::{Hover, hover};
pub use signature_help::{SignatureHelp, signature_help};
pub use tokens::{region_tokens, tokens};
pub use workspace_symbols::{WorkspaceSymbol, workspace_symbols};
