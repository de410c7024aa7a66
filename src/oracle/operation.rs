//! What can be done with an environment, as data: steps that can be generated, shrunk, printed and run again.

use super::specification::term::Term;

/// A change.
#[derive(Clone, Debug)]
pub enum Write {
    /// Add one copy.
    Add(Term),
    /// Add `(= left right)`.
    AddRule(Term, Term),
    /// Add `(: atom type)`.
    AddType(Term, Term),
    /// Remove the oldest equal copy; the answer says whether there was one.
    Remove(Term),
    /// Add several atoms in one step.
    AddBatch(Vec<Term>),
    /// Leave so many copies of each atom named, and nothing else.
    SetMultiplicities(Vec<(Term, usize)>),
    /// Build the rule index anew.
    RebuildRuleIndex,
}

/// A question to one state.
#[derive(Clone, Debug)]
pub enum Question {
    /// All atoms, in the order of load.
    Atoms,
    /// The canonical text.
    Dump,
    /// The number of copies.
    Len,
    /// Is it there, up to the names of variables?
    HasFact(Term),
    /// How often, up to the names of variables?
    Multiplicity(Term),
    /// Each atom with its number of copies.
    Multiplicities,
    /// The declared types.
    GetType(Term),
    /// The rules to try for a head symbol and a number of arguments.
    MatchingRules(String, usize),
    /// The number of rules.
    RuleCount,
    /// The number of type declarations.
    TypeCount,
    /// All rules.
    Rules,
    /// The instances of a template, one for each match of a pattern.
    Query {
        /// What to find.
        pattern: Term,
        /// What to say about it.
        template: Term,
    },
    /// Names near to a name.
    Suggest(String),
}

/// One step of a test.
#[derive(Clone, Debug)]
pub enum Step {
    /// Change the environment.
    Write(Write),
    /// Ask its present state.
    Ask(Question),
    /// Several changes in one transaction, which in the end succeeds or fails.
    Transaction {
        /// The changes.
        writes: Vec<Write>,
        /// What others publish while it runs, behind its last change and before its end.
        meanwhile: Vec<Write>,
        /// True when it ends in an error: then nothing of it may be seen.
        fails: bool,
    },
    /// Take a snapshot and keep it.
    Keep,
    /// Ask a kept snapshot (numbered from the first kept, modulo their number). Nothing happens where there is none.
    AskKept(usize, Question),
}

/// What comes back.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Nothing to say.
    Done,
    /// Yes or no.
    Truth(bool),
    /// A number.
    Count(usize),
    /// Atoms as they were added, in order.
    Atoms(Vec<Term>),
    /// Results in order; the names of their variables are free.
    Results(Vec<Term>),
    /// Atoms with numbers of copies, in order.
    Rows(Vec<(Term, usize)>),
    /// Words in order.
    Words(Vec<String>),
    /// Text.
    Text(String),
}

impl Answer {
    /// True when both say the same. Stored atoms must agree in every character; results up to the names of variables,
    /// numbers by value (which of two equal numbers a variable stands for is the implementation's choice).
    pub fn agrees(&self, other: &Answer) -> bool {
        match (self, other) {
            (Answer::Done, Answer::Done) => true,
            (Answer::Truth(a), Answer::Truth(b)) => a == b,
            (Answer::Count(a), Answer::Count(b)) => a == b,
            (Answer::Atoms(a), Answer::Atoms(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.to_string() == b.to_string())
            }
            (Answer::Results(a), Answer::Results(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.alpha_eq(b))
            }
            (Answer::Rows(a), Answer::Rows(b)) => {
                let row = |row: &(Term, usize)| (row.0.to_string(), row.1);
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| row(a) == row(b))
            }
            (Answer::Words(a), Answer::Words(b)) => a == b,
            (Answer::Text(a), Answer::Text(b)) => a == b,
            _ => false,
        }
    }
}

impl Write {
    /// The atoms that the change names, rules and types put together.
    pub fn atoms(&self) -> Vec<Term> {
        match self {
            Write::Add(atom) | Write::Remove(atom) => vec![atom.clone()],
            Write::AddRule(left, right) => {
                vec![Term::expression(&[Term::symbol("="), left.clone(), right.clone()])]
            }
            Write::AddType(atom, ty) => {
                vec![Term::expression(&[Term::symbol(":"), atom.clone(), ty.clone()])]
            }
            Write::AddBatch(atoms) => atoms.clone(),
            Write::SetMultiplicities(rows) => rows.iter().map(|(atom, _)| atom.clone()).collect(),
            Write::RebuildRuleIndex => Vec::new(),
        }
    }
}
