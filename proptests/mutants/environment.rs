//! Faulty environments. Each is the environment under test behind a wrapper that does one step as its fault says; the
//! body that the environment passes must reject it.

use std::cell::RefCell;
use std::rc::Rc;

use heddle::oracle::operation::{Answer, Question, Write};
use heddle::oracle::specification::term::Term;
use heddle::oracle::specification::unification::Substitution;
use heddle::oracle::subject::Subject;

/// What a mutant does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// An atom that is there is not added again (a set; RACES.md MS18).
    Set,
    /// A batch loses the second of two equal atoms (a publication by union, MS18).
    BatchLosesDuplicates,
    /// Removal takes a copy that is equal up to the names of variables.
    RemovesUpToNames,
    /// Removal takes all copies.
    RemovesAllCopies,
    /// Rules come in the order of their text.
    RulesByText,
    /// n equal rules are found n * n times (MU5).
    SquaresRules,
    /// A rebuilt index has each rule once (MU6).
    RebuildLosesDuplicates,
    /// Multiplicities are set without touching anything else.
    SetsNothing,
    /// A fact is found by its head alone.
    FactByHead,
    /// `1` is not `1.0`.
    NumbersByText,
    /// An unknown atom has one copy (MU6).
    UnknownCountsOne,
    /// Only the first declared type is found (MU7).
    FirstTypeOnly,
    /// Variables of stored atoms match nothing but variables (as in M).
    OneSided,
    /// A variable may be bound to a term that holds it.
    NoOccursCheck,
    /// The copies in a join count once.
    JoinsWithoutCopies,
    /// A failed transaction leaves what it did.
    FailureLeaks,
    /// A transaction publishes what it computed from its old snapshot: what others did meanwhile is gone.
    CommitOverwrites,
    /// A snapshot shows later changes (MU1).
    SnapshotMoves,
    /// Names are not offered when two neighbours are exchanged.
    NoExchange,
}

/// All of them.
pub(crate) const FAULTS: [Fault; 19] = [
    Fault::Set,
    Fault::BatchLosesDuplicates,
    Fault::RemovesUpToNames,
    Fault::RemovesAllCopies,
    Fault::RulesByText,
    Fault::SquaresRules,
    Fault::RebuildLosesDuplicates,
    Fault::SetsNothing,
    Fault::FactByHead,
    Fault::NumbersByText,
    Fault::UnknownCountsOne,
    Fault::FirstTypeOnly,
    Fault::OneSided,
    Fault::NoOccursCheck,
    Fault::JoinsWithoutCopies,
    Fault::FailureLeaks,
    Fault::CommitOverwrites,
    Fault::SnapshotMoves,
    Fault::NoExchange,
];

/// An environment with a fault.
pub(crate) struct Mutant<S: Subject> {
    base: Rc<RefCell<S>>,
    fault: Fault,
    rebuilt: bool,
}

/// A snapshot of it.
pub(crate) struct MutantSnapshot<S: Subject> {
    state: S::Snapshot,
    base: Rc<RefCell<S>>,
    fault: Fault,
    rebuilt: bool,
}

impl<S: Subject> Mutant<S> {
    /// `base` with `fault`.
    pub(crate) fn new(base: S, fault: Fault) -> Mutant<S> {
        Mutant { base: Rc::new(RefCell::new(base)), fault, rebuilt: false }
    }

    fn atoms(&self) -> Vec<Term> {
        atoms_of::<S>(&self.base.borrow().snapshot())
    }

    /// What the fault makes of a change; `None` for nothing to do.
    fn changed(&self, write: &Write) -> Option<Write> {
        let known = |atom: &Term| self.atoms().iter().any(|own| own == atom);
        match (self.fault, write) {
            (Fault::Set, Write::Add(atom)) if known(atom) => None,
            (Fault::BatchLosesDuplicates, Write::AddBatch(atoms)) => {
                let mut once: Vec<Term> = Vec::new();
                for atom in atoms {
                    if !once.contains(atom) {
                        once.push(atom.clone());
                    }
                }
                Some(Write::AddBatch(once))
            }
            (Fault::RemovesUpToNames, Write::Remove(atom)) => {
                let found = self.atoms().into_iter().find(|own| own.alpha_eq(atom));
                Some(Write::Remove(found.unwrap_or_else(|| atom.clone())))
            }
            (Fault::SetsNothing, Write::SetMultiplicities(_)) => None,
            _ => Some(write.clone()),
        }
    }
}

fn atoms_of<S: Subject>(snapshot: &S::Snapshot) -> Vec<Term> {
    match S::ask(snapshot, &Question::Atoms) {
        Answer::Atoms(atoms) => atoms,
        answer => panic!("atoms are no {answer:?}"),
    }
}

impl<S: Subject> Subject for Mutant<S> {
    type Snapshot = MutantSnapshot<S>;

    fn write(&mut self, write: &Write) -> Answer {
        self.rebuilt |= matches!(write, Write::RebuildRuleIndex);
        let Some(changed) = self.changed(write) else { return Answer::Done };
        let mut base = self.base.borrow_mut();
        let answer = base.write(&changed);
        if self.fault == Fault::RemovesAllCopies
            && matches!(write, Write::Remove(_))
            && matches!(answer, Answer::Truth(true))
        {
            while matches!(base.write(&changed), Answer::Truth(true)) {}
        }
        answer
    }

    fn transaction(&mut self, writes: &[Write], meanwhile: &[Write], fails: bool) -> Vec<Answer> {
        let fails = fails && self.fault != Fault::FailureLeaks;
        let meanwhile = if self.fault == Fault::CommitOverwrites { &[] } else { meanwhile };
        self.base.borrow_mut().transaction(writes, meanwhile, fails)
    }

    fn snapshot(&self) -> MutantSnapshot<S> {
        MutantSnapshot {
            state: self.base.borrow().snapshot(),
            base: self.base.clone(),
            fault: self.fault,
            rebuilt: self.rebuilt,
        }
    }

    fn ask(snapshot: &MutantSnapshot<S>, question: &Question) -> Answer {
        let state = &snapshot.state;
        if snapshot.fault == Fault::SnapshotMoves {
            return S::ask(&snapshot.base.borrow().snapshot(), question);
        }
        match (snapshot.fault, question, S::ask(state, question)) {
            (Fault::RulesByText, Question::Rules | Question::MatchingRules(..), Answer::Atoms(mut rules)) => {
                rules.sort_by_key(Term::to_string);
                Answer::Atoms(rules)
            }
            (Fault::SquaresRules, Question::MatchingRules(..), Answer::Atoms(rules)) => {
                let copies = |rule: &Term| rules.iter().filter(|other| *other == rule).count();
                let squared = rules.iter().flat_map(|rule| std::iter::repeat_n(rule.clone(), copies(rule)));
                Answer::Atoms(squared.collect())
            }
            (Fault::RebuildLosesDuplicates, Question::MatchingRules(..), Answer::Atoms(mut rules))
                if snapshot.rebuilt =>
            {
                rules.dedup();
                Answer::Atoms(rules)
            }
            (Fault::FactByHead, Question::HasFact(atom), _) => {
                let head = |atom: &Term| atom.alpha_meaning().into_iter().take(2).collect::<Vec<_>>();
                Answer::Truth(atoms_of::<S>(state).iter().any(|own| head(own) == head(atom)))
            }
            (Fault::NumbersByText, Question::Multiplicity(atom), _) => {
                let text = |atom: &Term| atom.replace(|_| Some(Term::variable(""))).to_string();
                let found = atoms_of::<S>(state);
                Answer::Count(
                    found.iter().filter(|own| own.alpha_eq(atom) && text(own) == text(atom)).count(),
                )
            }
            (Fault::UnknownCountsOne, Question::Multiplicity(_), Answer::Count(0)) => Answer::Count(1),
            (Fault::FirstTypeOnly, Question::GetType(_), Answer::Atoms(mut types)) => {
                types.truncate(1);
                Answer::Atoms(types)
            }
            (Fault::OneSided, Question::Query { pattern, template }, _) => {
                Answer::Results(faulty_query(&atoms_of::<S>(state), pattern, template, one_sided))
            }
            (Fault::NoOccursCheck, Question::Query { pattern, template }, _) => {
                Answer::Results(faulty_query(&atoms_of::<S>(state), pattern, template, without_occurs_check))
            }
            (Fault::JoinsWithoutCopies, Question::Query { .. }, Answer::Results(mut results)) => {
                results.dedup_by(|a, b| a == b);
                Answer::Results(results)
            }
            (Fault::NoExchange, Question::Suggest(name), Answer::Words(mut words)) => {
                words.retain(|word| !exchanged(name, word));
                Answer::Words(words)
            }
            (_, _, answer) => answer,
        }
    }
}

type Unify = fn(&Substitution, &Term, &Term) -> Option<Substitution>;

/// The specification's query with another unification.
fn faulty_query(atoms: &[Term], pattern: &Term, template: &Term, unify: Unify) -> Vec<Term> {
    let patterns = match pattern.members() {
        Some(members) if members.first().is_some_and(|head| head.is_symbol(",")) => members[1..].to_vec(),
        _ => vec![pattern.clone()],
    };
    let mut solutions = vec![Substitution::default()];
    let mut uses = 0;
    for pattern in &patterns {
        let mut longer = Vec::new();
        for solution in &solutions {
            for atom in atoms {
                uses += 1;
                let fresh = atom.replace(|name| Some(Term::variable(&format!("{name}#{uses}"))));
                longer.extend(unify(solution, pattern, &fresh));
            }
        }
        solutions = longer;
    }
    solutions.iter().map(|solution| solution.apply(template)).collect()
}

/// The variables of the stored atom count as symbols.
fn one_sided(solution: &Substitution, pattern: &Term, stored: &Term) -> Option<Substitution> {
    solution.unify(pattern, &stored.replace(|name| Some(Term::symbol(&format!("${name}")))))
}

/// Where a variable meets a term that holds it, what is bound so far stands as the solution.
fn without_occurs_check(solution: &Substitution, pattern: &Term, stored: &Term) -> Option<Substitution> {
    let mut solution = solution.clone();
    loop {
        let (a, b) = (solution.apply(pattern), solution.apply(stored));
        let Some(at) = a.tokens().iter().zip(b.tokens()).position(|(a, b)| !a.same(b)) else {
            return Some(solution);
        };
        let (a, b) = (a.subterm(at)?, b.subterm(at)?);
        if !a.is_variable() && !b.is_variable() {
            return None;
        }
        match solution.unify(&a, &b) {
            Some(next) => solution = next,
            None => return Some(solution),
        }
    }
}

/// Equal but for two neighbours that changed places.
fn exchanged(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    (1..a.len()).any(|at| {
        let mut turned = a.clone();
        turned.swap(at - 1, at);
        turned == b && a != b
    })
}
