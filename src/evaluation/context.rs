//! What all parts of one evaluator share.

use std::rc::Rc;

use super::host::Host;
use super::identity::SpaceId;
use super::library::{Files, Random};
use super::limits::{Cancel, Limits};
use super::native::{self, Native, Natives, Rules};
use super::store::{Store, World};
use super::symbols::{Symbol, Symbols};
use super::term::{Term, Trail};
use super::types::Types;
use crate::language::metta::atom::AtomRef;

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
    /// Operations and forms by name; [`Evaluator::new`](super::machine::Evaluator::new) fills it.
    pub natives: Natives,
    /// Options that `pragma!` sets.
    pub pragmas: Pragmas,
    /// What a form may use.
    pub limits: Limits,
    /// Asked at safe points.
    pub cancel: Cancel,
    /// The form is evaluated before its turn: what cannot be taken back must not happen ([`Answer::Barrier`](super::native::Answer)).
    pub speculative: bool,
    /// Where `println!` and the like write.
    pub output: Output,
    /// Modules, words of the reader and settings, where there is a session that has them.
    pub host: Option<Rc<dyn Host>>,
    /// Open files: the same for all evaluators of a session.
    pub files: Files,
    /// The generator of random numbers that each form has of its own.
    pub random: Random,
}

/// An empty world, no limits but the usual ones, no session; what is printed waits in [`Output::Buffered`].
impl Default for Context {
    fn default() -> Context {
        Context {
            symbols: Symbols::default(),
            trail: Trail::default(),
            store: Store::new(World::default()),
            types: Types::default(),
            natives: Natives::default(),
            pragmas: Pragmas::default(),
            limits: Limits::default(),
            cancel: Cancel::default(),
            speculative: false,
            output: Output::Buffered(String::new()),
            host: None,
            files: Files::default(),
            random: Random::default(),
        }
    }
}

/// Options that a program sets with `pragma!`.
#[derive(Clone, Debug, Default)]
pub struct Pragmas {
    /// `(pragma! max-stack-depth N)`; 0 sets no limit beside [`Limits::depth`].
    pub max_stack_depth: usize,
    /// `(pragma! type-check auto)`: forms and atoms are checked before they are evaluated or added.
    pub type_check_auto: bool,
}

impl Context {
    /// The operation that `name` is in `space`: what a module brings is there where the module was imported. O(1).
    #[inline]
    pub fn operation(&mut self, name: Symbol, space: SpaceId) -> Option<Native> {
        let native = *self.natives.operation(name)?;
        match native.module {
            Some(module) if !self.has_imported(module, space) => None,
            _ => Some(native),
        }
    }

    fn has_imported(&mut self, module: &str, space: SpaceId) -> bool {
        let Some(mark) = self.natives.module(module) else { return false };
        !self.store.declarations(space, mark, &mut self.symbols).is_empty()
    }

    /// The types that come with `name` itself in `space`, as MeTTa text; none where the program says what the name means.
    pub fn native_types(&mut self, name: Symbol, space: SpaceId) -> &'static [&'static str] {
        let Some(native) = self.natives.operation(name).copied() else { return self.natives.types(name) };
        let [first, ..] = native.types else { return native.types };
        let members = native::arguments(first) + 1;
        let means_another = self.operation(name, space).is_none()
            || native.rules == Rules::First && self.has_own_rules(name, members, space);
        if means_another { &[] } else { native.types }
    }

    /// Whether there are rules for calls with this head and so many members, beside those that any head has. O(1) once asked.
    pub fn has_own_rules(&mut self, head: Symbol, members: usize, space: SpaceId) -> bool {
        let all = self.store.rules(space, Some(head), members, &mut self.symbols).len();
        all > 0 && all > self.store.rules(space, None, members, &mut self.symbols).len()
    }

    /// Begins the form with this number: an empty log, and what each form has of its own.
    pub fn begin(&mut self, form: u64) {
        self.store.begin(form);
        self.random.begin(form);
    }

    /// An atom as a term: its variables new. O(size); any depth.
    pub fn import(&mut self, atom: AtomRef<'_>) -> Term {
        self.store.import(atom, &mut self.symbols, &mut self.trail)
    }
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
