//! The environment in words.

use serde_json::{Value, json};

use super::{Vocabulary, arguments};
use crate::oracle::choices::Choices;
use crate::oracle::specification::components::environment::{
    Operation, SharedEnvironmentSpecification, canonical_results,
};
use crate::oracle::specification::reader;
use crate::oracle::specification::term::Term;

/// Atoms that collide: equal up to names of variables, numbers that are equal by value, rules and types of one name.
const ATOMS: [&str; 10] = [
    "(p a b)",
    "(p b c)",
    "(p a 1)",
    "(p a 1.0)",
    "(q $x $x)",
    "(q $y $y)",
    "(= (f $x) (g $x))",
    "(= (f 1) a)",
    "(= $any b)",
    "(: a T)",
];

const QUERIES: [(&str, &str); 4] = [
    ("(p $x $y)", "(found $x $y)"),
    ("(, (p $x $y) (p $y $z))", "($x $z)"),
    ("(q a $z)", "$z"),
    ("(= (f $x) $y)", "$y"),
];

impl Vocabulary for SharedEnvironmentSpecification {
    const NAME: &'static str = "environment";
    const ABOUT: &'static str = "MeTTa's atoms with their copies, rules, types and matches";
    const OPERATIONS: &'static [&'static str] = &[
        "add ATOM -> null",
        "add_batch [ATOM, ...] -> null",
        "remove ATOM -> true if a copy was there",
        "atoms -> [ATOM, ...] in the order in which they came",
        "count ATOM -> how many copies, up to the names of variables",
        "types ATOM -> [TYPE, ...]",
        "rules NAME ARITY -> [RULE, ...] to try for such a call",
        "match PATTERN TEMPLATE -> [RESULT, ...]",
    ];

    fn read_operation(&self, name: &str, arguments: &[Value]) -> Result<Operation, String> {
        match name {
            "add" => arguments::exactly(name, arguments).and_then(|[atom]| Ok(Operation::Add(term(atom)?))),
            "add_batch" => {
                let [atoms] = arguments::exactly(name, arguments)?;
                Ok(Operation::AddBatch(arguments::list("what is added", atoms, term)?))
            }
            "remove" => {
                arguments::exactly(name, arguments).and_then(|[atom]| Ok(Operation::Remove(term(atom)?)))
            }
            "atoms" => arguments::exactly(name, arguments).map(|[]| Operation::Atoms),
            "count" => {
                arguments::exactly(name, arguments).and_then(|[atom]| Ok(Operation::Count(term(atom)?)))
            }
            "types" => {
                arguments::exactly(name, arguments).and_then(|[atom]| Ok(Operation::Types(term(atom)?)))
            }
            "rules" => {
                let [head, arity] = arguments::exactly(name, arguments)?;
                let head = arguments::text("the head of a call", head)?;
                Ok(Operation::Rules(head, arguments::number("a number of arguments", arity)?))
            }
            "match" => {
                let [pattern, template] = arguments::exactly(name, arguments)?;
                Ok(Operation::Match { pattern: term(pattern)?, template: term(template)? })
            }
            _ => Err(arguments::unknown(name, Self::OPERATIONS)),
        }
    }

    fn write_operation(&self, operation: &Operation) -> (&'static str, Vec<Value>) {
        let said = |atom: &Term| json!(atom.readable());
        match operation {
            Operation::Add(atom) => ("add", vec![said(atom)]),
            Operation::AddBatch(atoms) => {
                ("add_batch", vec![json!(atoms.iter().map(Term::readable).collect::<Vec<_>>())])
            }
            Operation::Remove(atom) => ("remove", vec![said(atom)]),
            Operation::Atoms => ("atoms", Vec::new()),
            Operation::Count(atom) => ("count", vec![said(atom)]),
            Operation::Types(atom) => ("types", vec![said(atom)]),
            Operation::Rules(head, arity) => ("rules", vec![json!(head), json!(arity)]),
            Operation::Match { pattern, template } => ("match", vec![said(pattern), said(template)]),
        }
    }

    fn read_outcome(&self, operation: &Operation, outcome: &Value) -> Result<Value, String> {
        Ok(match operation {
            Operation::Match { .. } => canonical_results(outcome),
            _ => outcome.clone(),
        })
    }

    fn write_outcome(&self, outcome: &Value) -> Value {
        outcome.clone()
    }

    fn generate(&self, choices: &mut Choices) -> Operation {
        match choices.weighted(&[8, 2, 6, 3, 4, 1, 2, 3]) {
            0 => Operation::Add(one(choices)),
            1 => Operation::AddBatch((0..2 + choices.below(2)).map(|_| one(choices)).collect()),
            2 => Operation::Remove(one(choices)),
            3 => Operation::Atoms,
            4 => Operation::Count(one(choices)),
            5 => Operation::Types(Term::symbol("a")),
            6 => Operation::Rules("f".to_owned(), 1 + choices.below(2)),
            _ => {
                let (pattern, template) = choices.of(&QUERIES);
                Operation::Match { pattern: known(pattern), template: known(template) }
            }
        }
    }
}

/// An atom as it is read.
pub(super) fn term(value: &Value) -> Result<Term, String> {
    let text = value.as_str().ok_or_else(|| format!("an atom is a text, not {value}"))?;
    reader::read_atom(text).ok_or_else(|| format!("{value} is not one atom"))
}

/// One of the atoms that collide.
pub(super) fn one(choices: &mut Choices) -> Term {
    let text = *choices.of(&ATOMS);
    known(text)
}

/// The atom of a text of ours; a symbol of that name if it is none, which a test would see.
fn known(text: &str) -> Term {
    reader::read_atom(text).unwrap_or_else(|| Term::symbol(text))
}
