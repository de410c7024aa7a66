//! The environment that ships, as a subject.

use std::convert::Infallible;

use super::conversion::{atom_of, term_of};
use super::operation::{Answer, Question, Write};
use super::specification::term::Term;
use super::subject::Subject;
use crate::environment::{Environment, Snapshot, Transaction};
use crate::language::metta::atom::{Atom, AtomRef};

/// An [`Environment`] of its own. Writes alternate between the methods of the environment and transactions of one
/// operation as their number says, so that both are held against the specification.
#[derive(Default)]
pub struct Production {
    environment: Environment,
    writes: usize,
}

impl Production {
    /// A subject without atoms.
    pub fn new() -> Production {
        Production::default()
    }
}

/// The change as a part of a transaction.
fn perform(transaction: &mut Transaction, write: &Write) -> Answer {
    match write {
        Write::Add(atom) => transaction.add(atom_of(atom).as_ref()),
        Write::AddRule(left, right) => transaction.add_rule(atom_of(left).as_ref(), atom_of(right).as_ref()),
        Write::AddType(atom, ty) => transaction.add_type(atom_of(atom).as_ref(), atom_of(ty).as_ref()),
        Write::Remove(atom) => return Answer::Truth(transaction.remove(atom_of(atom).as_ref())),
        Write::AddBatch(atoms) => atoms.iter().for_each(|atom| transaction.add(atom_of(atom).as_ref())),
        Write::SetMultiplicities(rows) => {
            let rows = owned_rows(rows);
            transaction.set_multiplicities(rows.iter().map(|(atom, count)| (atom.as_ref(), *count)));
        }
        // A transaction has no such operation: an index that could be wrong does not exist inside it.
        Write::RebuildRuleIndex => {}
    }
    Answer::Done
}

/// The change as a publication of its own.
fn publish(environment: &Environment, write: &Write) -> Answer {
    match write {
        Write::Add(atom) => {
            environment.add(atom_of(atom).as_ref());
        }
        Write::AddRule(left, right) => {
            environment.add_rule(atom_of(left).as_ref(), atom_of(right).as_ref());
        }
        Write::AddType(atom, ty) => {
            environment.add_type(atom_of(atom).as_ref(), atom_of(ty).as_ref());
        }
        Write::Remove(atom) => return Answer::Truth(environment.remove(atom_of(atom).as_ref())),
        Write::AddBatch(atoms) => {
            let atoms: Vec<Atom> = atoms.iter().map(atom_of).collect();
            environment.add_batch(atoms.iter().map(Atom::as_ref));
        }
        Write::SetMultiplicities(rows) => {
            let rows = owned_rows(rows);
            environment.set_multiplicities(rows.iter().map(|(atom, count)| (atom.as_ref(), *count)));
        }
        Write::RebuildRuleIndex => environment.rebuild_rule_index(),
    }
    Answer::Done
}

fn owned_rows(rows: &[(Term, usize)]) -> Vec<(Atom, usize)> {
    rows.iter().map(|(atom, count)| (atom_of(atom), *count)).collect()
}

impl Subject for Production {
    type Snapshot = Snapshot;

    fn write(&mut self, write: &Write) -> Answer {
        self.writes += 1;
        if self.writes.is_multiple_of(4) && !matches!(write, Write::RebuildRuleIndex) {
            let answer: Result<Answer, Infallible> =
                self.environment.transaction(|transaction| Ok(perform(transaction, write)));
            return answer.unwrap_or_else(|never| match never {});
        }
        publish(&self.environment, write)
    }

    fn transaction(&mut self, writes: &[Write], meanwhile: &[Write], fails: bool) -> Vec<Answer> {
        let mut answers = Vec::new();
        let _: Result<(), ()> = self.environment.transaction(|transaction| {
            answers = writes.iter().map(|write| perform(transaction, write)).collect();
            for write in meanwhile {
                publish(&self.environment, write);
            }
            if fails { Err(()) } else { Ok(()) }
        });
        answers
    }

    fn snapshot(&self) -> Snapshot {
        self.environment.snapshot()
    }

    fn ask(snapshot: &Snapshot, question: &Question) -> Answer {
        match question {
            Question::Atoms => borrowed(snapshot.iter_atoms()),
            Question::Dump => Answer::Text(snapshot.dump()),
            Question::Len => Answer::Count(snapshot.len()),
            Question::HasFact(atom) => Answer::Truth(snapshot.has_fact(atom_of(atom).as_ref())),
            Question::Multiplicity(atom) => Answer::Count(snapshot.multiplicity(atom_of(atom).as_ref())),
            Question::Multiplicities => {
                let rows = snapshot.multiplicities().into_iter().map(|(atom, count)| (term(atom), count));
                Answer::Rows(rows.collect())
            }
            Question::GetType(atom) => owned(snapshot.get_type(atom_of(atom).as_ref())),
            Question::MatchingRules(head, arity) => borrowed(snapshot.matching_rules(head, *arity)),
            Question::RuleCount => Answer::Count(snapshot.rule_count()),
            Question::TypeCount => Answer::Count(snapshot.type_count()),
            Question::Rules => borrowed(snapshot.iter_rules()),
            Question::Query { pattern, template } => {
                let matches = snapshot.match_query(atom_of(pattern).as_ref(), atom_of(template).as_ref());
                Answer::Results(matches.iter().map(term).collect())
            }
            Question::Suggest(name) => Answer::Words(snapshot.suggest(name)),
        }
    }
}

fn borrowed<'a>(atoms: impl Iterator<Item = AtomRef<'a>>) -> Answer {
    Answer::Atoms(atoms.map(term).collect())
}

fn owned(atoms: Vec<Atom>) -> Answer {
    Answer::Atoms(atoms.iter().map(|atom| term(atom.as_ref())).collect())
}

/// The term of an atom; a symbol that nothing expects where the atom's words are no term, so that the difference shows.
fn term(atom: AtomRef<'_>) -> Term {
    term_of(atom).unwrap_or_else(|| Term::symbol("<broken words>"))
}
