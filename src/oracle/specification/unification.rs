//! Two-sided unification after Robinson (*A machine-oriented logic based on the resolution principle*, JACM 1965), in
//! its first form: find the first place where two terms differ, replace a variable, start over.
//!
//! Nothing is shared and nothing is clever, so the size of a solution, and with it the time, can grow exponentially
//! with the number of variables: `(p (g $a $a) (g $b $b) ..)` against `(p $b $c ..)` doubles at each step. Meant for
//! inputs of a few variables; the depth of a term does not matter.

use std::collections::BTreeMap;

use super::term::{Term, Token};

/// A most general unifier: each variable's final value. No value mentions a variable that has a value itself.
#[derive(Clone, Debug, Default)]
pub struct Substitution {
    values: BTreeMap<String, Term>,
}

impl Substitution {
    /// `term` with each variable replaced by its value.
    pub fn apply(&self, term: &Term) -> Term {
        term.replace(|name| self.values.get(name).cloned())
    }

    /// Makes `name` stand for `value`, also inside the values that are there.
    fn bind(&mut self, name: &str, value: &Term) {
        for old in self.values.values_mut() {
            *old = old.replace(|own| (own == name).then(|| value.clone()));
        }
        self.values.insert(name.to_owned(), value.clone());
    }

    /// This unifier extended so that `a` and `b` become equal under it; `None` where no extension does that, or only a
    /// cyclic one (`$x` against `(s $x)`). Numbers are equal by value.
    pub fn unify(&self, a: &Term, b: &Term) -> Option<Substitution> {
        let mut unifier = self.clone();
        let mut a = unifier.apply(a);
        let mut b = unifier.apply(b);
        loop {
            let Some(at) = first_difference(&a, &b) else { return Some(unifier) };
            let (name, value) = match (&a.tokens()[at], &b.tokens()[at]) {
                (Token::Variable(name), _) => (name.clone(), b.subterm(at)?),
                (_, Token::Variable(name)) => (name.clone(), a.subterm(at)?),
                _ => return None,
            };
            if value.mentions(&name) {
                return None;
            }
            unifier.bind(&name, &value);
            a = unifier.apply(&a);
            b = unifier.apply(&b);
        }
    }
}

/// The first token in which two terms differ. Where they agree so far, both stand at the start of a member or at the
/// end of an expression.
fn first_difference(a: &Term, b: &Term) -> Option<usize> {
    a.tokens().iter().zip(b.tokens()).position(|(a, b)| !a.same(b))
}

/// The most general unifier of two terms, if there is one.
pub fn unify(a: &Term, b: &Term) -> Option<Substitution> {
    Substitution::default().unify(a, b)
}
