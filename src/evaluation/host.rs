//! What a program asks of its surroundings: modules, and names that the reader knows. (`pragma!` needs no surroundings: see
//! [`Pragmas`](super::context::Pragmas).)
//!
//! Operations of the library ask; whoever runs the program answers ([`program`](super::program)). A context without a
//! program says [`Answer::Barrier`] to everything: a form that is evaluated before its turn must wait for it.

use super::context::Context;
use super::identity::SpaceId;
use super::native::Answer;
use super::term::Term;

/// The surroundings of a program. `space` is always that of the call ([`Call::space`](super::native::Call)): its module says
/// where files are looked for and whose reader learns a name.
///
/// A method may evaluate other forms with `context` before it returns, so no part of the host is borrowed meanwhile.
/// All answers but those to wrong arguments are what the operation of the same name returns: `()` where it has no value.
pub trait Host {
    /// `(bind! name value)`: text that is read later says `value` where the word `name` stands. `value` is evaluated.
    fn bind(&self, context: &mut Context, space: SpaceId, name: &str, value: &Term) -> Answer;

    /// `(import! target module)`. `target` as it was written: `&self`, a space, or the symbol that becomes a new name.
    fn import(&self, context: &mut Context, space: SpaceId, target: &Term, module: &str) -> Answer;

    /// `(include module)`: its text runs in the module of `space`; the results of its last `!`.
    fn include(&self, context: &mut Context, space: SpaceId, module: &str) -> Answer;

    /// `(register-module! path)`: later imports look for modules in this folder too, or know this file by its name.
    fn register_module(&self, context: &mut Context, space: SpaceId, path: &str) -> Answer;

    /// `(mod-space! module)`: its space, loaded where it was not.
    fn module_space(&self, context: &mut Context, space: SpaceId, module: &str) -> Answer;

    /// `(print-mods!)`: writes the modules that were loaded.
    fn print_modules(&self, context: &mut Context) -> Answer;
}

/// No program: everything must wait.
pub struct Nobody;

impl Host for Nobody {
    fn bind(&self, _: &mut Context, _: SpaceId, _: &str, _: &Term) -> Answer {
        Answer::Barrier
    }

    fn import(&self, _: &mut Context, _: SpaceId, _: &Term, _: &str) -> Answer {
        Answer::Barrier
    }

    fn include(&self, _: &mut Context, _: SpaceId, _: &str) -> Answer {
        Answer::Barrier
    }

    fn register_module(&self, _: &mut Context, _: SpaceId, _: &str) -> Answer {
        Answer::Barrier
    }

    fn module_space(&self, _: &mut Context, _: SpaceId, _: &str) -> Answer {
        Answer::Barrier
    }

    fn print_modules(&self, _: &mut Context) -> Answer {
        Answer::Barrier
    }
}
