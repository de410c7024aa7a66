//! MeTTa: atoms, constants, the reader and the printer.

pub mod atom;
pub mod constants;
pub mod word;
