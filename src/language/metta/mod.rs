//! MeTTa: atoms, constants, the reader and the printer.

pub mod atom;
mod batch;
mod constant_table;
pub mod constants;
pub mod lexer;
pub mod literal;
pub mod print;
pub mod reader;
mod recovery;
pub mod report;
pub mod syntax;
pub mod syntax_error;
pub mod word;

pub use reader::{Form, FormKind, Reading, read};
pub use syntax_error::SyntaxError;
