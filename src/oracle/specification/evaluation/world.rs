//! What evaluation reads and changes.

use std::collections::BTreeMap;

use super::bindings::Bindings;
use super::term::{Term, Variable};
use super::unification::unify;

/// The space of the program: `&self`.
pub(super) const PROGRAM: usize = 0;

/// The evaluation used more than it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OutOfFuel;

/// Spaces, what was printed; and how much evaluation may still do.
pub(super) struct World {
    /// The atoms of each space, in the order in which they were added.
    pub spaces: Vec<Vec<Term>>,
    /// What words stand for in the text that is still to be read (`bind!`).
    pub words: BTreeMap<String, Term>,
    /// What was printed.
    pub output: String,
    /// `(pragma! type-check auto)` was given.
    pub checks_types: bool,
    /// Steps that are left.
    pub steps: u64,
    /// How much deeper evaluation may nest.
    pub depth: u32,
    /// What is wrong with this evaluator, on purpose: to show that tests see it.
    pub fault: Option<Fault>,
    last_variable: u64,
}

/// A way to evaluate wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Each rule fires twice.
    RulesTwice,
    /// Each of n equal rules fires n times (MU5).
    CopiesSquared,
    /// Only the first rule that matches fires.
    FirstRuleAlone,
    /// Alternatives come in the reverse order.
    Reversed,
    /// Errors stay beside other results.
    ErrorsStay,
    /// `match` goes on with what its own templates add.
    MatchSeesAdditions,
    /// `remove-atom` takes away every copy.
    RemovesAllCopies,
    /// Arguments are not held against their types.
    ArgumentsUnchecked,
    /// The variables of a stored atom are those of the question.
    RulesNotRenamed,
}

impl Fault {
    /// All of them.
    pub const ALL: [Fault; 9] = [
        Fault::RulesTwice,
        Fault::CopiesSquared,
        Fault::FirstRuleAlone,
        Fault::Reversed,
        Fault::ErrorsStay,
        Fault::MatchSeesAdditions,
        Fault::RemovesAllCopies,
        Fault::ArgumentsUnchecked,
        Fault::RulesNotRenamed,
    ];
}

impl World {
    /// An empty `&self`.
    pub(super) fn new(steps: u64, depth: u32, fault: Option<Fault>) -> World {
        World {
            spaces: vec![Vec::new()],
            words: BTreeMap::new(),
            output: String::new(),
            checks_types: false,
            steps,
            depth,
            fault,
            last_variable: 0,
        }
    }

    /// Takes one step.
    ///
    /// # Errors
    /// None is left.
    pub(super) fn step(&mut self) -> Result<(), OutOfFuel> {
        self.steps = self.steps.checked_sub(1).ok_or(OutOfFuel)?;
        Ok(())
    }

    /// True for this fault.
    pub(super) fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    /// `term` with variables that nobody had before.
    pub(super) fn renamed(&mut self, term: &Term) -> Term {
        let mut new: BTreeMap<Variable, Variable> = BTreeMap::new();
        let last = &mut self.last_variable;
        term.replace(&mut |variable| {
            let variable = new.entry(variable.clone()).or_insert_with(|| {
                *last += 1;
                Variable { number: *last, name: variable.name.clone() }
            });
            Some(Term::Variable(variable.clone()))
        })
    }

    /// `term` as a space keeps it: not evaluated, its variables named as at first, those of one name told apart.
    pub(super) fn kept(term: &Term) -> Term {
        let mut names: Vec<(Variable, String)> = Vec::new();
        let named = term.replace(&mut |variable| {
            let known = names.iter().find(|(other, _)| other == variable).map(|(_, name)| name.clone());
            let name = known.unwrap_or_else(|| {
                let mut name = variable.name.clone();
                let mut times = 1;
                while names.iter().any(|(_, other)| *other == name) {
                    times += 1;
                    name = format!("{}#{times}", variable.name);
                }
                names.push((variable.clone(), name.clone()));
                name
            });
            Some(Term::Variable(Variable { number: 0, name }))
        });
        unmarked(&named)
    }

    /// Adds a copy of `atom` behind all others.
    pub(super) fn add(&mut self, space: usize, atom: &Term) {
        self.spaces[space].push(World::kept(atom));
    }

    /// Removes the oldest copy that is the same, names of variables included.
    pub(super) fn remove(&mut self, space: usize, atom: &Term) {
        let atom = World::kept(atom);
        if self.has(Fault::RemovesAllCopies) {
            self.spaces[space].retain(|other| *other != atom);
        } else if let Some(place) = self.spaces[space].iter().position(|other| *other == atom) {
            self.spaces[space].remove(place);
        }
    }

    /// Each way in which `pattern` unifies with an atom of `space`, in the order of the atoms; `(, p ..)` asks for all of
    /// its patterns at once.
    pub(super) fn query(&mut self, space: usize, pattern: &Term) -> Vec<Bindings> {
        match pattern.members() {
            Some([comma, patterns @ ..]) if comma.is(",") => {
                let mut ways = vec![Bindings::none()];
                for pattern in patterns {
                    let mut longer = Vec::new();
                    for way in &ways {
                        let found = self.query_one(space, &way.apply(pattern));
                        longer.extend(found.iter().map(|more| way.and(more)));
                    }
                    ways = longer;
                }
                ways
            }
            _ => self.query_one(space, pattern),
        }
    }

    fn query_one(&mut self, space: usize, pattern: &Term) -> Vec<Bindings> {
        let atoms = self.spaces[space].clone();
        atoms.iter().filter_map(|atom| unify(&self.renamed(atom), pattern)).collect()
    }

    /// What a call becomes by the rules of `space`: the right side of each `(= call right)`, with what it binds. None for
    /// a call whose head is not known: a variable, or headed by one.
    pub(super) fn apply_rules(&mut self, space: usize, call: &Term) -> Vec<(Term, Bindings)> {
        if headed_by_variable(call) {
            return Vec::new();
        }
        let mut results = Vec::new();
        for atom in self.spaces[space].clone() {
            let Some([equals, _, _]) = atom.members() else { continue };
            if !equals.is("=") {
                continue;
            }
            let copies = self.spaces[space].iter().filter(|other| **other == atom).count();
            let rule = if self.has(Fault::RulesNotRenamed) { atom } else { self.renamed(&atom) };
            let Some([_, left, right]) = rule.members() else { continue };
            let Some(bindings) = unify(left, call) else { continue };
            let result = (bindings.apply(right), bindings.only(&call.variables()));
            let times = match self.fault {
                Some(Fault::RulesTwice) => 2,
                Some(Fault::CopiesSquared) => copies,
                _ => 1,
            };
            results.extend(std::iter::repeat_n(result, times));
            if self.has(Fault::FirstRuleAlone) {
                break;
            }
        }
        results
    }
}

fn headed_by_variable(call: &Term) -> bool {
    match call.members().and_then(<[Term]>::first) {
        Some(Term::Variable(_)) => true,
        Some(head) => headed_by_variable(head),
        None => false,
    }
}

/// `term` without the marks of what was evaluated.
fn unmarked(term: &Term) -> Term {
    match term {
        Term::Expression(members, _) => Term::expression(members.iter().map(unmarked)),
        other => other.clone(),
    }
}
