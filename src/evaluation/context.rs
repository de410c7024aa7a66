//! What all parts of one evaluator share.

use super::limits::{Cancel, Limits};
use super::store::Store;
use super::symbols::Symbols;
use super::term::Trail;
use super::types::Types;

/// Tables and stores of one evaluator; belongs to one thread.
pub struct Context {
    /// The names of symbols.
    pub symbols: Symbols,
    /// Variables and their bindings.
    pub trail: Trail,
    /// Spaces and states, with the log of what was read and written.
    pub store: Store,
    /// What is remembered of types.
    pub types: Types,
    /// What a form may use.
    pub limits: Limits,
    /// Asked at safe points.
    pub cancel: Cancel,
    /// The form is evaluated before its turn: what cannot be taken back must not happen ([`Answer::Barrier`](super::native::Answer)).
    pub speculative: bool,
    /// Where `println!` and the like write.
    pub output: Output,
}

/// Output of a program.
pub enum Output {
    /// Goes out at once.
    Live(Box<dyn FnMut(&str)>),
    /// Waits until the form is committed.
    Buffered(String),
}

impl Output {
    /// Writes `text`, line ends included.
    pub fn write(&mut self, text: &str) {
        match self {
            Output::Live(write) => write(text),
            Output::Buffered(buffer) => buffer.push_str(text),
        }
    }
}
