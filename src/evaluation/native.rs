//! Grounded operations: functions of Rust that MeTTa calls.

use super::context::Context;
use super::identity::SpaceId;
use super::symbols::{Symbol, Symbols, known};
use super::term::Term;

/// What an operation is called with.
pub struct Call<'a> {
    /// The operation, as it was written.
    pub name: Symbol,
    /// The arguments, resolved at their top ([`Term::resolve`]); bound variables may stand inside: see
    /// [`apply`](super::term::apply). Evaluated already, where the type of the operation says so.
    pub arguments: &'a [Term],
    /// The space in which the call stands: `&self`.
    pub space: SpaceId,
}

impl Call<'_> {
    /// The space that an argument is. The word `&self` is left as it stands in the program's own texts: the program.
    #[inline]
    pub fn space_of(&self, argument: &Term) -> Option<SpaceId> {
        match argument {
            Term::Space(space) => Some(*space),
            Term::Symbol(known::SELF) => Some(SpaceId::MAIN),
            _ => None,
        }
    }
}

/// What an operation answers.
pub enum Answer {
    /// One result.
    Value(Term),
    /// One result, as it is: it is not held against the type that is wanted.
    Final(Term),
    /// Any number of results, in order.
    Values(Vec<Term>),
    /// A result that is to be evaluated in place of the call.
    Evaluate(Term),
    /// The call stays as it is.
    NotReducible,
    /// `(Error <the call> <reason>)`.
    Error(Term),
    /// `(Error <the call> <text>)`, the text as one symbol.
    Failure(String),
    /// The operation must wait until everything before its form is committed (`Context::speculative` is on): the form is
    /// given up here and evaluated again at its turn.
    Barrier,
}

/// A grounded operation. Must not recurse on the depth of terms and must not panic on any argument.
pub type Operation = fn(&mut Context, &Call<'_>) -> Answer;

/// An operation of the library, or a form of the machine.
#[derive(Clone, Copy)]
pub struct Native {
    /// Its name in programs.
    pub name: &'static str,
    /// Its type, as MeTTa text: `(-> Number Number Number)`; several where it has several.
    pub types: &'static [&'static str],
    /// What it does.
    pub operation: Operation,
    /// The module that brings it; [`None`] for what is always there.
    pub module: Option<&'static str>,
    /// True when it only depends on its arguments: no space, no state, no output.
    pub pure: bool,
    /// What a program's own rules for the name do.
    pub rules: Rules,
}

/// What rules of a program for the name of an operation do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rules {
    /// They never fire: the name is grounded.
    Never,
    /// They add alternatives, behind what the operation gives: the reference has rules of its own for the name.
    Add,
    /// They count alone, where there are some for so many members: peers have the name, the reference does not.
    First,
}

impl Native {
    /// An operation that only depends on its arguments.
    pub const fn pure(name: &'static str, types: &'static [&'static str], operation: Operation) -> Native {
        Native { name, types, operation, module: None, pure: true, rules: Rules::Never }
    }

    /// An operation that reads or changes more than its arguments.
    pub const fn effect(name: &'static str, types: &'static [&'static str], operation: Operation) -> Native {
        Native { name, types, operation, module: None, pure: false, rules: Rules::Never }
    }

    /// The same, as part of a module.
    pub const fn of(self, module: &'static str) -> Native {
        Native { module: Some(module), ..self }
    }

    /// The same, as something that gives way to rules of a program.
    pub const fn yielding(self) -> Native {
        Native { rules: Rules::First, ..self }
    }

    /// The same, as something that rules of a program add to.
    pub const fn open(self) -> Native {
        Native { rules: Rules::Add, ..self }
    }
}

/// What the machine itself evaluates (`if`, `chain`, `match` ..): a name and its types. Such a name has no rules in
/// `library.metta`.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// Its name in programs.
    pub name: &'static str,
    /// Its types, as MeTTa text.
    pub types: &'static [&'static str],
    /// `get-metatype` says Grounded, not Symbol.
    pub grounded: bool,
}

/// All names that mean something without a rule: operations and forms, found by their symbol in O(1).
#[derive(Default)]
pub struct Natives {
    operations: Vec<Option<Native>>,
    forms: Vec<Option<Form>>,
    /// The modules that bring operations, each with the name that its space declares.
    modules: Vec<(&'static str, Symbol)>,
}

impl Natives {
    /// A table of these. Of two with one name the later one counts.
    pub fn new(operations: &[Native], forms: &[Form], symbols: &mut Symbols) -> Natives {
        let mut natives = Natives::default();
        for &operation in operations {
            let at = symbols.intern(operation.name).0 as usize;
            put(&mut natives.operations, at, operation);
            if let Some(module) = operation.module
                && !natives.modules.iter().any(|(other, _)| *other == module)
            {
                natives.modules.push((module, symbols.intern(&format!("_{module}"))));
            }
        }
        for &form in forms {
            let at = symbols.intern(form.name).0 as usize;
            put(&mut natives.forms, at, form);
        }
        natives
    }

    /// All operations, to make another table of.
    pub fn operations(&self) -> Vec<Native> {
        self.operations.iter().flatten().copied().collect()
    }

    /// The operation of this name; whether a space has it that belongs to a module is for [`Context::operation`] to say.
    ///
    /// [`Context::operation`]: super::context::Context::operation
    #[inline]
    pub fn operation(&self, name: Symbol) -> Option<&Native> {
        self.operations.get(name.0 as usize)?.as_ref()
    }

    /// The form of this name.
    #[inline]
    pub fn form(&self, name: Symbol) -> Option<&Form> {
        self.forms.get(name.0 as usize)?.as_ref()
    }

    /// What the space of a module declares: who sees the declaration has imported the module.
    pub fn module(&self, name: &str) -> Option<Symbol> {
        self.modules.iter().find(|(module, _)| *module == name).map(|(_, mark)| *mark)
    }

    /// The types that come with the name itself, as MeTTa text; none for other names, whose types are declared in spaces alone.
    pub fn types(&self, name: Symbol) -> &'static [&'static str] {
        match (self.operation(name), self.form(name)) {
            (Some(operation), _) => operation.types,
            (None, Some(form)) => form.types,
            (None, None) if name == known::SELF => &["SpaceType"],
            (None, None) => &[],
        }
    }

    /// True for what `get-metatype` calls Grounded everywhere, also where no module was imported.
    pub fn is_grounded(&self, name: Symbol) -> bool {
        name == known::SELF
            || self
                .operation(name)
                .is_some_and(|native| native.rules == Rules::Never && native.module.is_none())
            || self.form(name).is_some_and(|form| form.grounded)
    }
}

/// How many arguments a function type takes, as MeTTa text: `(-> A (-> B C) D)` takes two.
pub(super) fn arguments(r#type: &str) -> usize {
    let (mut depth, mut members, mut within) = (0_usize, 0_usize, false);
    for character in r#type.chars() {
        let begins = !within && depth == 1 && !character.is_whitespace() && character != ')';
        members += usize::from(begins);
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        within = depth > 1 || depth == 1 && !matches!(character, '(' | ')') && !character.is_whitespace();
    }
    // The arrow and the result are none.
    members.saturating_sub(2)
}

fn put<T: Clone>(table: &mut Vec<Option<T>>, at: usize, value: T) {
    if table.len() <= at {
        table.resize(at + 1, None);
    }
    table[at] = Some(value);
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::arguments;

    #[test]
    fn function_types_take_so_many_arguments() {
        for (text, count) in [
            ("(-> A)", 0),
            ("(-> A B)", 1),
            ("(-> Atom (-> B C) D)", 2),
            ("(-> (-> B C) (-> D (E F)))", 1),
            ("Number", 0),
        ] {
            assert_eq!(arguments(text), count, "{text}");
        }
    }
}
