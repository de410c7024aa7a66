//! An environment of your own.

use serde_json::{Value, json};

use super::failure::Failure;
use super::options::{Options, Summary};
use super::run::hold;
use super::subject::Subject;
use crate::oracle::specification::components::environment::{
    Operation, SharedEnvironmentSpecification, canonical_results,
};
use crate::oracle::specification::term::Term;
use crate::sync::Arc;

/// A space of MeTTa's atoms that threads share; nothing is in it at first. Atoms are texts.
///
/// What each answers is said by the specification
/// [`environment`](crate::oracle::specification::components::environment).
pub trait EnvironmentUnderTest: Send + Sync + 'static {
    /// Adds one copy behind all others.
    fn add(&self, atom: &str);
    /// Adds several in one step that nobody sees half of.
    fn add_batch(&self, atoms: &[String]);
    /// Removes the oldest equal copy; whether there was one.
    fn remove(&self, atom: &str) -> bool;
    /// All copies in the order in which they came.
    fn atoms(&self) -> Vec<String>;
    /// How many copies there are, up to the names of variables.
    fn count(&self, atom: &str) -> usize;
    /// The declared types.
    fn types(&self, atom: &str) -> Vec<String>;
    /// The rules to try for a call of `name` with so many arguments.
    fn rules(&self, name: &str, arity: usize) -> Vec<String>;
    /// The instances of a template, one for each match of a pattern; the names of their variables are free.
    fn matches(&self, pattern: &str, template: &str) -> Vec<String>;
}

/// Holds an environment against the specification `environment`.
///
/// # Errors
/// The first thing that is wrong.
///
/// # Panics
/// If `make` does.
pub fn environment<T: EnvironmentUnderTest>(
    make: impl Fn() -> T + Send + Sync + 'static,
    options: &Options,
) -> Result<Summary, Box<Failure>> {
    hold(&Arc::new(SharedEnvironmentSpecification), move || EnvironmentSubject(make()), options)
}

/// Such a type as a subject of the specification `environment`, for who wants to [`record`](super::record) it.
#[derive(Debug, Default)]
pub struct EnvironmentSubject<T>(pub T);

impl<T: EnvironmentUnderTest> Subject<SharedEnvironmentSpecification> for EnvironmentSubject<T> {
    type Memory = ();

    fn perform(&self, (): &mut (), operation: &Operation) -> Value {
        let EnvironmentSubject(space) = self;
        match operation {
            Operation::Add(atom) => {
                space.add(&atom.readable());
                Value::Null
            }
            Operation::AddBatch(atoms) => {
                space.add_batch(&atoms.iter().map(Term::readable).collect::<Vec<_>>());
                Value::Null
            }
            Operation::Remove(atom) => json!(space.remove(&atom.readable())),
            Operation::Atoms => json!(space.atoms()),
            Operation::Count(atom) => json!(space.count(&atom.readable())),
            Operation::Types(atom) => json!(space.types(&atom.readable())),
            Operation::Rules(name, arity) => json!(space.rules(name, *arity)),
            Operation::Match { pattern, template } => {
                canonical_results(&json!(space.matches(&pattern.readable(), &template.readable())))
            }
        }
    }

    fn closing() -> Vec<Operation> {
        let anything = Term::variable("anything");
        let all = Operation::Match { pattern: anything.clone(), template: anything };
        vec![Operation::Atoms, Operation::Rules("f".to_owned(), 1), Operation::Types(Term::symbol("a")), all]
    }
}
