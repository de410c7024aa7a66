//! Symbols as numbers, one table for each evaluator.

use std::fmt;
use std::rc::Rc;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// A symbol of one evaluator. Its number is never printed and never orders anything (D3).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(pub u32);

/// The names of symbols.
pub struct Symbols {
    names: Vec<Rc<str>>,
    ids: HashMap<Rc<str>, Symbol, FixedState>,
}

macro_rules! known {
    ($($name:ident = $text:literal,)*) => {
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "numbers the constants below")]
        #[repr(u32)]
        enum Number { $($name,)* }

        /// Symbols that the evaluator itself speaks of: their numbers are constants.
        pub mod known {
            use super::{Number, Symbol};
            $(
                #[doc = concat!("`", $text, "`")]
                pub const $name: Symbol = Symbol(Number::$name as u32);
            )*
        }

        const KNOWN: &[&str] = &[$($text,)*];
    };
}

known! {
    EMPTY_NAME = "",
    EQUALS = "=",
    COLON = ":",
    SUBTYPE = ":<",
    ARROW = "->",
    COMMA = ",",
    BANG = "!",
    ERROR = "Error",
    EMPTY = "Empty",
    NOT_REDUCIBLE = "NotReducible",
    UNDEFINED = "%Undefined%",
    ATOM = "Atom",
    SYMBOL = "Symbol",
    VARIABLE = "Variable",
    EXPRESSION = "Expression",
    GROUNDED = "Grounded",
    NUMBER = "Number",
    BOOL = "Bool",
    STRING = "String",
    TYPE = "Type",
    SPACE_TYPE = "SpaceType",
    STATE_MONAD = "StateMonad",
    ERROR_TYPE = "ErrorType",
    BAD_TYPE = "BadType",
    BAD_ARG_TYPE = "BadArgType",
    INCORRECT_NUMBER_OF_ARGUMENTS = "IncorrectNumberOfArguments",
    DIVISION_BY_ZERO = "DivisionByZero",
    STACK_OVERFLOW = "StackOverflow",
    NO_RETURN = "NoReturn",
    EVAL = "eval",
    EVALC = "evalc",
    CHAIN = "chain",
    UNIFY = "unify",
    CONS_ATOM = "cons-atom",
    DECONS_ATOM = "decons-atom",
    FUNCTION = "function",
    RETURN = "return",
    COLLAPSE_BIND = "collapse-bind",
    SUPERPOSE_BIND = "superpose-bind",
    METTA = "metta",
    CONTEXT_SPACE = "context-space",
    IF = "if",
    LET = "let",
    LET_STAR = "let*",
    CASE = "case",
    SWITCH = "switch",
    QUOTE = "quote",
    COLLAPSE = "collapse",
    SUPERPOSE = "superpose",
    MATCH = "match",
    SELF = "&self",
    ID = "id",
    NOEVAL = "noeval",
    UNQUOTE = "unquote",
    ONCE = "once",
    TRANSACTION = "transaction",
    MAP_ATOM = "map-atom",
    FILTER_ATOM = "filter-atom",
    FOLDL_ATOM = "foldl-atom",
    BINDINGS = "{ }",
    STEP_LIMIT_EXCEEDED = "StepLimitExceeded",
    TIME_LIMIT_EXCEEDED = "TimeLimitExceeded",
    MEMORY_LIMIT_EXCEEDED = "MemoryLimitExceeded",
    CANCELLED = "Cancelled",
    RANDOM_GENERATOR = "RandomGenerator",
    FILE_HANDLE = "FileHandle",
}

impl Default for Symbols {
    fn default() -> Symbols {
        let mut symbols = Symbols { names: Vec::new(), ids: HashMap::with_hasher(FixedState::default()) };
        for name in KNOWN {
            symbols.intern(name);
        }
        symbols
    }
}

impl Symbols {
    /// The symbol with this name.
    ///
    /// # Panics
    /// When there are 2^32 symbols.
    pub fn intern(&mut self, name: &str) -> Symbol {
        if let Some(&symbol) = self.ids.get(name) {
            return symbol;
        }
        let symbol = Symbol(u32::try_from(self.names.len()).expect("fewer than 2^32 symbols"));
        let name: Rc<str> = name.into();
        self.names.push(Rc::clone(&name));
        self.ids.insert(name, symbol);
        symbol
    }

    /// The name of `symbol`; empty for one of another table.
    pub fn name(&self, symbol: Symbol) -> &str {
        self.names.get(symbol.0 as usize).map_or("", |name| name)
    }

    /// The name of `symbol`, shared.
    pub fn shared_name(&self, symbol: Symbol) -> Rc<str> {
        self.names.get(symbol.0 as usize).map_or_else(|| "".into(), Rc::clone)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Never true: some symbols are known from the start.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match KNOWN.get(self.0 as usize) {
            Some(name) => f.write_str(name),
            None => write!(f, "symbol {}", self.0),
        }
    }
}
