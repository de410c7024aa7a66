//! An environment beside its specification: each step is done with both, and their answers must agree.

use std::fmt;

use super::operation::{Answer, Question, Step, Write};
use super::specification::environment::EnvironmentSpecification;
use super::specification::term::Term;
use super::subject::Subject;

/// More snapshots than this are not kept: the oldest goes.
const KEPT: usize = 4;

/// A subject and its specification after the same steps.
pub struct Differential<S: Subject> {
    specification: EnvironmentSpecification,
    subject: S,
    kept: Vec<(EnvironmentSpecification, S::Snapshot)>,
}

/// Two answers that should be one.
#[derive(Debug)]
pub struct Difference {
    /// What was asked or done.
    pub what: String,
    /// What the specification says.
    pub expected: Answer,
    /// What the subject says.
    pub found: Answer,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.what)?;
        writeln!(f, "  expected {:?}", self.expected)?;
        write!(f, "  found    {:?}", self.found)
    }
}

impl<S: Subject> Differential<S> {
    /// A subject without atoms, beside a specification without atoms.
    pub fn new(subject: S) -> Differential<S> {
        Differential { specification: EnvironmentSpecification::new(), subject, kept: Vec::new() }
    }

    /// The specification after the steps so far.
    pub fn specification(&self) -> &EnvironmentSpecification {
        &self.specification
    }

    /// All steps in order, up to the first difference.
    ///
    /// # Errors
    /// That difference.
    pub fn run(&mut self, steps: &[Step]) -> Result<(), Difference> {
        steps.iter().try_for_each(|step| self.step(step))
    }

    /// One step with both sides. After a change the whole state is compared, each rule that the change names is looked
    /// for in space, rule index and multiplicities (E1), and every kept snapshot must still say what it said (E3).
    ///
    /// # Errors
    /// The first difference.
    pub fn step(&mut self, step: &Step) -> Result<(), Difference> {
        match step {
            Step::Write(write) => {
                let expected = self.specification.write(write);
                agree(step, expected, self.subject.write(write))?;
                self.compare_states(std::slice::from_ref(write))
            }
            Step::Transaction { writes, meanwhile, fails } => {
                let expected = Subject::transaction(&mut self.specification, writes, meanwhile, *fails);
                let found = self.subject.transaction(writes, meanwhile, *fails);
                agree(step, Answer::Count(expected.len()), Answer::Count(found.len()))?;
                for (expected, found) in expected.into_iter().zip(found) {
                    agree(step, expected, found)?;
                }
                self.compare_states(writes)?;
                self.compare_states(meanwhile)
            }
            Step::Ask(question) => ask::<S>(&self.specification, &self.subject.snapshot(), question),
            Step::Keep => {
                if self.kept.len() == KEPT {
                    self.kept.remove(0);
                }
                self.kept.push((self.specification.clone(), self.subject.snapshot()));
                Ok(())
            }
            Step::AskKept(number, question) => {
                let Some(place) = number.checked_rem(self.kept.len()) else { return Ok(()) };
                let (specification, snapshot) = &self.kept[place];
                ask::<S>(specification, snapshot, question)
            }
        }
    }

    fn compare_states(&self, writes: &[Write]) -> Result<(), Difference> {
        let snapshot = self.subject.snapshot();
        let mut questions = vec![
            Question::Dump,
            Question::Atoms,
            Question::Len,
            Question::Rules,
            Question::RuleCount,
            Question::TypeCount,
            Question::Multiplicities,
        ];
        for atom in writes.iter().flat_map(Write::atoms) {
            if let Some((head, arity)) = call_of_rule(&atom) {
                questions.push(Question::MatchingRules(head, arity));
            }
            questions.push(Question::Multiplicity(atom.clone()));
            questions.push(Question::HasFact(atom));
        }
        for question in &questions {
            ask::<S>(&self.specification, &snapshot, question)?;
        }
        for (specification, snapshot) in &self.kept {
            ask::<S>(specification, snapshot, &Question::Dump)?;
        }
        Ok(())
    }
}

fn ask<S: Subject>(
    specification: &EnvironmentSpecification,
    snapshot: &S::Snapshot,
    question: &Question,
) -> Result<(), Difference> {
    let expected = <EnvironmentSpecification as Subject>::ask(specification, question);
    agree(question, expected, S::ask(snapshot, question))
}

fn agree(what: &impl fmt::Debug, expected: Answer, found: Answer) -> Result<(), Difference> {
    if expected.agrees(&found) {
        Ok(())
    } else {
        Err(Difference { what: format!("{what:?}"), expected, found })
    }
}

/// Head and number of arguments of the call on the left side of a rule.
fn call_of_rule(atom: &Term) -> Option<(String, usize)> {
    let [equals, left, _]: [Term; 3] = atom.members()?.try_into().ok()?;
    let [head, arguments @ ..] = &left.members()?[..] else { return None };
    equals.is_symbol("=").then_some((head.as_symbol()?.to_owned(), arguments.len()))
}
