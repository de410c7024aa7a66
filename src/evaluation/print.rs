//! Terms as text.

use super::context::Context;
use super::term::Term;

/// `term` as MeTTa prints it (LANGUAGE.md section 6): bound variables as what they stand for, free ones of one name told
/// apart, spaces and states by what they are. Any depth.
pub fn print(_context: &mut Context, _term: &Term) -> String {
    todo!()
}
