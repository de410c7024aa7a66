//! MeTTa: atoms, constants, the reader and the printer.

mod analysis;
pub mod atom;
mod batch;
mod constant_table;
pub mod constants;
mod documentation;
mod enclosing;
mod fit;
mod folding;
mod format;
mod highlighting;
mod language;
pub mod lexer;
pub mod literal;
mod outline;
pub mod print;
pub mod reader;
pub mod reading;
mod recovery;
mod renaming;
pub mod report;
mod signature;
pub mod syntax;
pub mod syntax_error;
mod vocabulary;
pub mod word;

pub(crate) use analysis::module_candidates;
pub use language::Metta;
pub use reader::read;
pub use reading::{Form, FormKind, Reading};
pub use syntax_error::SyntaxError;
