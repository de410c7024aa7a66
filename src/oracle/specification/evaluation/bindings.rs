//! What variables stand for.

use std::collections::{BTreeMap, BTreeSet};

use super::term::{Term, Variable};

/// What some variables stand for. No variable that has a value stands in a value: applying once is enough.
#[derive(Clone, Debug, Default)]
pub(super) struct Bindings(BTreeMap<Variable, Term>);

/// A result, and what the variables of the question stand for in it.
pub(super) type Alternative = (Term, Bindings);

impl Bindings {
    /// Nothing is bound.
    pub(super) fn none() -> Bindings {
        Bindings::default()
    }

    /// `term` with values for variables.
    pub(super) fn apply(&self, term: &Term) -> Term {
        if self.0.is_empty() {
            return term.clone();
        }
        term.replace(&mut |variable| self.0.get(variable).cloned())
    }

    /// These bindings, and then `more`, which were found for terms to which these had been applied.
    #[must_use]
    pub(super) fn and(&self, more: &Bindings) -> Bindings {
        let mut all: BTreeMap<Variable, Term> =
            self.0.iter().map(|(variable, value)| (variable.clone(), more.apply(value))).collect();
        for (variable, value) in &more.0 {
            all.entry(variable.clone()).or_insert_with(|| value.clone());
        }
        Bindings(all)
    }

    /// Binds one more variable, which stands neither in what is bound nor in its value.
    #[must_use]
    pub(super) fn with(&self, variable: &Variable, value: &Term) -> Bindings {
        self.and(&Bindings(BTreeMap::from([(variable.clone(), value.clone())])))
    }

    /// What is known of `variables` alone.
    #[must_use]
    pub(super) fn only(&self, variables: &BTreeSet<Variable>) -> Bindings {
        Bindings(
            self.0
                .iter()
                .filter(|(variable, _)| variables.contains(*variable))
                .map(|(variable, value)| (variable.clone(), value.clone()))
                .collect(),
        )
    }

    /// The pairs `($variable value)`.
    pub(super) fn pairs(&self) -> impl Iterator<Item = Term> + '_ {
        self.0
            .iter()
            .map(|(variable, value)| Term::expression([Term::Variable(variable.clone()), value.clone()]))
    }
}

/// The variables of several terms.
pub(super) fn variables_of<'a>(terms: impl IntoIterator<Item = &'a Term>) -> BTreeSet<Variable> {
    terms.into_iter().flat_map(Term::variables).collect()
}
