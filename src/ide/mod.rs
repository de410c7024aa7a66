//! What editors and the command line ask beyond places: hovers, completions, outlines, diagnostics; pure functions of a
//! snapshot, read through a [`Lookup`](crate::resolver::Lookup).

mod arguments;
mod call_hierarchy;
mod candidates;
mod completion;
mod diagnostics;
mod document_links;
mod document_symbols;
mod file_moves;
mod fixes;
mod folding;
mod formatting;
mod fuzzy;
mod hover;
mod inlay_hints;
mod mending;
mod offered;
mod selection;
mod semantic_tokens;
mod signature_help;
mod suggestion;
mod tokens;
mod type_definition;
mod workspace_symbols;

pub use call_hierarchy::{Callable, Calls, callables, incoming_calls, outgoing_calls};
pub use completion::{Completion, CompletionKind, Completions, completion, completion_documentation};
pub use diagnostics::{diagnostics, own_diagnostics};
pub use document_links::{DocumentLink, document_links};
pub use document_symbols::document_symbols;
pub use file_moves::Moves;
pub use fixes::{Fix, fixes};
pub use folding::{Folder, Folding, foldings};
pub use formatting::{formatting, range_formatting, syntax_errors};
pub use hover::{Hover, hover};
pub use inlay_hints::{HintKind, InlayHint, inlay_hints};
pub use selection::selections;
pub use semantic_tokens::{NumbersEdit, Reader, TOKEN_MODIFIERS, TOKEN_TYPES, numbers_edit, semantic_tokens};
pub use signature_help::{SignatureHelp, signature_help};
pub use tokens::{region_tokens, tokens};
pub use type_definition::type_definition;
pub use workspace_symbols::{MOST_SYMBOLS, WorkspaceSymbol, workspace_symbols};
