//! MeTTa: atoms, constants, the reader and the printer.

pub mod atom;
mod batch;
mod constant_table;
pub mod constants;
mod language;
pub mod lexer;
pub mod literal;
pub mod print;
pub mod reader;
pub mod reading;
mod recovery;
pub mod report;
pub mod syntax;
pub mod syntax_error;
pub mod word;

pub use language::Metta;
pub use reader::read;
pub use reading::{Form, FormKind, Reading};
pub use syntax_error::SyntaxError;
