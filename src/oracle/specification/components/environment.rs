//! The environment that threads share: a list of atoms.
//!
//! The state is the list of all copies of atoms in the order in which they came; it is empty at first. Atoms are texts in
//! MeTTa. `add ATOM` puts one copy at the end, `add_batch ATOMS` several in one step that nobody sees half of (E1).
//! `remove ATOM` takes out the oldest copy that is equal to it, names of variables included, and says whether there was one.
//! `atoms` says all copies in order; `count ATOM` how many copies are equal to it up to the names of variables (E4);
//! `types ATOM` the `T` of all `(: ATOM T)`; `rules NAME ARITY` the rules to try for such a call; `match PATTERN TEMPLATE`
//! the instances of the template for each copy that the pattern unifies with, copies in order. What exactly each answers is
//! in the sibling module `environment`, which does it with the list; atoms are printed as `LANGUAGE.md` says. In the
//! results of `match`, and there alone, the names of variables are free, and which of two numbers of equal value is printed:
//! they are compared in [canonical form](canonical_results).

use std::hash::{Hash, Hasher};

use serde_json::{Value, json};

use crate::oracle::specification::contract::Specification;
use crate::oracle::specification::environment::EnvironmentSpecification;
use crate::oracle::specification::reader;
use crate::oracle::specification::term::{Meaning, Term, Token};

/// The specification. (The list itself has the name `EnvironmentSpecification`.)
#[derive(Clone, Copy, Debug, Default)]
pub struct SharedEnvironmentSpecification;

/// What can be done.
#[derive(Clone, PartialEq, Debug)]
pub enum Operation {
    /// Add one copy.
    Add(Term),
    /// Add several atoms in one step.
    AddBatch(Vec<Term>),
    /// Remove the oldest equal copy.
    Remove(Term),
    /// All copies.
    Atoms,
    /// The number of copies.
    Count(Term),
    /// The declared types.
    Types(Term),
    /// The rules to try for a head symbol and a number of arguments.
    Rules(String, usize),
    /// The instances of a template, one for each match of a pattern.
    Match {
        /// What to find.
        pattern: Term,
        /// What to say about it.
        template: Term,
    },
}

/// The list. Two are equal if they print alike: `1` and `1.0` are one number and two texts.
#[derive(Clone, Debug, Default)]
pub struct Space(pub EnvironmentSpecification);

impl Space {
    /// How many bytes it takes, roughly.
    pub(super) fn size(&self) -> usize {
        let text = |token: &Token| match token {
            Token::Symbol(text) | Token::Text(text) | Token::Variable(text) => text.len(),
            _ => 0,
        };
        let tokens = self.0.atoms().iter().flat_map(|atom| atom.tokens());
        size_of::<Space>() + tokens.map(|token| 48 + text(token)).sum::<usize>()
    }
}

impl PartialEq for Space {
    fn eq(&self, other: &Space) -> bool {
        self.0.len() == other.0.len() && printed(self.0.atoms()) == printed(other.0.atoms())
    }
}

impl Eq for Space {}

impl Hash for Space {
    fn hash<H: Hasher>(&self, state: &mut H) {
        printed(self.0.atoms()).hash(state);
    }
}

impl Specification for SharedEnvironmentSpecification {
    type State = Space;
    type Operation = Operation;
    type Outcome = Value;

    fn initial(&self) -> Space {
        Space::default()
    }

    fn step(&self, Space(space): &mut Space, operation: &Operation) -> Value {
        match operation {
            Operation::Add(atom) => {
                space.add(atom.clone());
                Value::Null
            }
            Operation::AddBatch(atoms) => {
                atoms.iter().for_each(|atom| space.add(atom.clone()));
                Value::Null
            }
            Operation::Remove(atom) => json!(space.remove(atom)),
            Operation::Atoms => json!(printed(space.atoms())),
            Operation::Count(atom) => json!(space.multiplicity(atom)),
            Operation::Types(atom) => json!(printed(&space.get_type(atom))),
            Operation::Rules(name, arity) => json!(printed(space.matching_rules(name, *arity))),
            Operation::Match { pattern, template } => {
                json!(printed(
                    space.query(pattern, template).iter().map(canonical).collect::<Vec<_>>().iter()
                ))
            }
        }
    }

    fn reads(&self, operation: &Operation, observed: Option<&Value>) -> bool {
        match operation {
            Operation::Add(_) | Operation::AddBatch(_) => false,
            Operation::Remove(_) => observed == Some(&json!(false)),
            _ => true,
        }
    }

    fn size(&self, state: &Space) -> usize {
        state.size()
    }

    fn print(&self, Space(space): &Space) -> String {
        printed(space.atoms()).join(" ")
    }

    fn print_outcome(&self, outcome: &Value) -> String {
        outcome.to_string()
    }
}

/// The atoms as they are read back.
pub(super) fn printed<'t>(atoms: impl IntoIterator<Item = &'t Term>) -> Vec<String> {
    atoms.into_iter().map(Term::readable).collect()
}

/// The outcome of a `match` as it is compared: each result canonical. What is no list of atoms stays as it is.
#[must_use]
pub fn canonical_results(outcome: &Value) -> Value {
    let Some(results) = outcome.as_array() else { return outcome.clone() };
    let one = |result: &Value| match result.as_str().and_then(reader::read_atom) {
        Some(result) => json!(canonical(&result).readable()),
        None => result.clone(),
    };
    json!(results.iter().map(one).collect::<Vec<_>>())
}

/// One form for all results that are equal up to what is free in them: variables are `$v1`, `$v2`, .. in order of first
/// occurrence, and floats that are whole numbers of 64 bits are integers.
fn canonical(term: &Term) -> Term {
    let token = |meaning| match meaning {
        Meaning::Open => Token::Open,
        Meaning::Close => Token::Close,
        Meaning::Symbol(name) => Token::Symbol(name),
        Meaning::Text(text) => Token::Text(text),
        Meaning::Whole(value) => Token::Integer(value),
        Meaning::Real(bits) => Token::Float(f64::from_bits(bits)),
        Meaning::Bool(value) => Token::Bool(value),
        Meaning::Variable(name) => Token::Variable(name),
        Meaning::Nth(number) => Token::Variable(format!("v{}", number.saturating_add(1))),
    };
    Term::from_tokens(term.alpha_meaning().into_iter().map(token).collect()).unwrap_or_else(|| term.clone())
}
