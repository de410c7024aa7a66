//! What operations ask of the session that evaluates: modules, words of the reader, settings.

use super::context::Context;
use super::identity::SpaceId;
use super::term::Term;

/// Where `import!` puts a module.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Destination<'a> {
    /// Into this space: queries and rules look through to the module, its words are known.
    Space(SpaceId),
    /// The module's space becomes what this word means.
    Word(&'a str),
}

/// A session, as the library sees it. Every call has effects that cannot be taken back: operations answer
/// [`Barrier`](super::native::Answer::Barrier) instead of calling while the form is evaluated before its turn.
///
/// An error is the reason, the last member of `(Error <call> <reason>)`: as one symbol.
/// A method may evaluate other forms with `context`, and these may call the host again.
pub trait Host {
    /// `(import! destination module)`, asked in `space`.
    ///
    /// # Errors
    /// No such module, a module that does not load.
    fn import(
        &self,
        context: &mut Context,
        space: SpaceId,
        destination: Destination<'_>,
        module: &str,
    ) -> Result<(), String>;

    /// `(include module)`: runs the text of a module in `space`; the results of its last `!`.
    ///
    /// # Errors
    /// No such module, a text that does not read.
    fn include(&self, context: &mut Context, space: SpaceId, module: &str) -> Result<Vec<Term>, String>;

    /// `(bind! word value)`: what is read from now on means `value` where it says `word`.
    ///
    /// # Errors
    /// A word that cannot be bound.
    fn bind(&self, context: &mut Context, space: SpaceId, word: &str, value: &Term) -> Result<(), String>;

    /// `(register-module! path)`: the module at this path can be imported by its name.
    ///
    /// # Errors
    /// No module there.
    fn register(&self, context: &mut Context, space: SpaceId, path: &str) -> Result<(), String>;

    /// `(mod-space! module)`: the space of a module, loaded if need be. `top` is the program itself, `corelib` the library.
    ///
    /// # Errors
    /// No such module, a module that does not load.
    fn module_space(&self, context: &mut Context, space: SpaceId, module: &str) -> Result<SpaceId, String>;

    /// `(print-mods!)`: what it prints, line ends included.
    fn modules(&self, context: &mut Context) -> String;

    /// `(pragma! key value)`; the value of `max-stack-depth` is checked already.
    ///
    /// # Errors
    /// A value that the key cannot have.
    fn pragma(&self, context: &mut Context, key: &str, value: &Term) -> Result<(), String>;

    /// The names of the modules that can be imported from `space`, in order: those of the library, those that were
    /// registered, those that stand next to the program.
    fn catalog(&self, context: &mut Context, space: SpaceId) -> Vec<String>;
}
