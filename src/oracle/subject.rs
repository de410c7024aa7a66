//! What an environment must offer to be held against the specification: a small trait, implemented for the
//! specification itself, for the environment that ships, and for the mutants that prove that a check can fail.

use super::operation::{Answer, Question, Write};
use super::specification::environment::EnvironmentSpecification;

/// An environment under test.
pub trait Subject {
    /// A state that no later change reaches.
    type Snapshot;

    /// Makes a change.
    fn write(&mut self, write: &Write) -> Answer;

    /// Makes all changes in one transaction, which ends in an error where `fails` is set; the answers inside. Before its
    /// end, others make the changes in `meanwhile`: the transaction does not see them, and must not undo them.
    fn transaction(&mut self, writes: &[Write], meanwhile: &[Write], fails: bool) -> Vec<Answer>;

    /// The present state.
    fn snapshot(&self) -> Self::Snapshot;

    /// Asks a state.
    fn ask(snapshot: &Self::Snapshot, question: &Question) -> Answer;
}

impl Subject for EnvironmentSpecification {
    type Snapshot = EnvironmentSpecification;

    fn write(&mut self, write: &Write) -> Answer {
        match write {
            Write::Add(atom) => self.add(atom.clone()),
            Write::AddRule(left, right) => self.add_rule(left, right),
            Write::AddType(atom, ty) => self.add_type(atom, ty),
            Write::Remove(atom) => return Answer::Truth(self.remove(atom)),
            Write::AddBatch(atoms) => atoms.iter().for_each(|atom| self.add(atom.clone())),
            Write::SetMultiplicities(rows) => self.set_multiplicities(rows),
            Write::RebuildRuleIndex => self.rebuild_rule_index(),
        }
        Answer::Done
    }

    /// The changes are tried on a copy, which gives the answers. What others did stands; then the changes are made, in
    /// their order, where they find what they need. (A removal that found nothing was no change.)
    fn transaction(&mut self, writes: &[Write], meanwhile: &[Write], fails: bool) -> Vec<Answer> {
        let mut private = self.clone();
        let answers: Vec<Answer> = writes.iter().map(|write| private.write(write)).collect();
        for write in meanwhile {
            self.write(write);
        }
        for (write, answer) in writes.iter().zip(&answers) {
            if !fails && !matches!(answer, Answer::Truth(false)) {
                self.write(write);
            }
        }
        answers
    }

    fn snapshot(&self) -> EnvironmentSpecification {
        self.clone()
    }

    fn ask(snapshot: &EnvironmentSpecification, question: &Question) -> Answer {
        let atoms = |atoms: Vec<&super::specification::term::Term>| {
            Answer::Atoms(atoms.into_iter().cloned().collect())
        };
        match question {
            Question::Atoms => Answer::Atoms(snapshot.atoms().to_vec()),
            Question::Dump => Answer::Text(snapshot.dump()),
            Question::Len => Answer::Count(snapshot.len()),
            Question::HasFact(atom) => Answer::Truth(snapshot.has_fact(atom)),
            Question::Multiplicity(atom) => Answer::Count(snapshot.multiplicity(atom)),
            Question::Multiplicities => Answer::Rows(snapshot.multiplicities()),
            Question::GetType(atom) => Answer::Atoms(snapshot.get_type(atom)),
            Question::MatchingRules(head, arity) => atoms(snapshot.matching_rules(head, *arity)),
            Question::TypeCount => Answer::Count(snapshot.type_count()),
            Question::RuleCount => Answer::Count(snapshot.rule_count()),
            Question::Rules => atoms(snapshot.rules()),
            Question::Query { pattern, template } => Answer::Results(snapshot.query(pattern, template)),
            Question::Suggest(name) => Answer::Words(snapshot.suggest(name)),
        }
    }
}
