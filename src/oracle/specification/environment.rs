//! The environment, as a list.
//!
//! The whole state is the list of its atoms, one entry per copy, in the order of load. There is no index, so no index
//! can disagree with it; each answer is a walk over the list. Whoever wants to build an environment of their own can
//! do it from this file: whatever differs from it in an answer is wrong, however it is built.

use std::collections::BTreeMap;

use super::suggestion;
use super::term::{Meaning, Term, Token};
use super::unification::Substitution;

/// The specification of an environment. A snapshot is a clone.
#[derive(Clone, Debug, Default)]
pub struct EnvironmentSpecification {
    /// One entry per copy, the oldest first.
    copies: Vec<Term>,
}

impl EnvironmentSpecification {
    /// An environment without atoms.
    pub fn new() -> EnvironmentSpecification {
        EnvironmentSpecification::default()
    }

    /// The atoms, one per copy, in the order of load.
    pub fn atoms(&self) -> &[Term] {
        &self.copies
    }

    /// The number of atoms, each copy counted.
    pub fn len(&self) -> usize {
        self.copies.len()
    }

    /// True when there is no atom.
    pub fn is_empty(&self) -> bool {
        self.copies.is_empty()
    }

    /// Adds one copy of `atom` at the end.
    pub fn add(&mut self, atom: Term) {
        self.copies.push(atom);
    }

    /// Adds `(= left right)`.
    pub fn add_rule(&mut self, left: &Term, right: &Term) {
        self.add(Term::expression(&[Term::symbol("="), left.clone(), right.clone()]));
    }

    /// Adds `(: atom ty)`.
    pub fn add_type(&mut self, atom: &Term, ty: &Term) {
        self.add(Term::expression(&[Term::symbol(":"), atom.clone(), ty.clone()]));
    }

    /// Removes the oldest copy that is equal to `atom`, names of variables included, numbers by value. False where
    /// there is none: removal is no pattern, `(r $x)` removes neither `(r 1)` nor `(r $y)`.
    pub fn remove(&mut self, atom: &Term) -> bool {
        match self.copies.iter().position(|copy| copy == atom) {
            Some(at) => {
                self.copies.remove(at);
                true
            }
            None => false,
        }
    }

    /// Does all that `body` does, or nothing where it returns an error.
    pub fn transaction<R, E>(&mut self, body: impl FnOnce(&mut Self) -> Result<R, E>) -> Result<R, E> {
        let mut changed = self.clone();
        let outcome = body(&mut changed)?;
        *self = changed;
        Ok(outcome)
    }

    /// True when a copy is equal to `atom` up to the names of variables.
    pub fn has_fact(&self, atom: &Term) -> bool {
        self.multiplicity(atom) > 0
    }

    /// The number of copies that are equal to `atom` up to the names of variables.
    pub fn multiplicity(&self, atom: &Term) -> usize {
        self.copies.iter().filter(|copy| copy.alpha_eq(atom)).count()
    }

    /// The types `T` of all declarations `(: atom T)`, in the order of load, one per copy; `atom` up to the names of
    /// variables.
    pub fn get_type(&self, atom: &Term) -> Vec<Term> {
        let mut types = Vec::new();
        for copy in &self.copies {
            if let Some([subject, ty]) = applied(copy, ":")
                && subject.alpha_eq(atom)
            {
                types.push(ty);
            }
        }
        types
    }

    /// All rules, one per copy, in the order of load. A rule is `(= left right)`; `(= a)` and `(= a b c)` are facts.
    pub fn rules(&self) -> Vec<&Term> {
        self.copies.iter().filter(|copy| applied(copy, "=").is_some()).collect()
    }

    /// The number of rules, each copy counted.
    pub fn rule_count(&self) -> usize {
        self.rules().len()
    }

    /// The number of declarations `(: atom type)`, each copy counted.
    pub fn type_count(&self) -> usize {
        self.copies.iter().filter(|copy| applied(copy, ":").is_some()).count()
    }

    /// The rules to try for a call of the symbol `head` with `arity` arguments, one per copy, in the order of load: those
    /// whose left side is such a call, and those whose left side is no call of a symbol at all (a variable, a call of a
    /// variable, a number or an expression, ..), which are tried for every call. Whether they match is another matter.
    pub fn matching_rules(&self, head: &str, arity: usize) -> Vec<&Term> {
        let mut rules = self.rules();
        rules.retain(|rule| {
            let left = applied(rule, "=").and_then(|[left, _]| left.members());
            match left.as_deref() {
                Some([own, arguments @ ..]) if own.as_symbol().is_some() => {
                    own.is_symbol(head) && arguments.len() == arity
                }
                _ => true,
            }
        });
        rules
    }

    /// Each atom once, with the number of its copies up to the names of variables, in the order of the oldest copies.
    pub fn multiplicities(&self) -> Vec<(Term, usize)> {
        let mut rows: Vec<(Term, usize)> = Vec::new();
        let mut row_of: BTreeMap<Vec<Meaning>, usize> = BTreeMap::new();
        for copy in &self.copies {
            let row = *row_of.entry(copy.alpha_meaning()).or_insert(rows.len());
            if row == rows.len() {
                rows.push((copy.clone(), 0));
            }
            rows[row].1 += 1;
        }
        rows
    }

    /// Makes the space hold exactly the atoms of `rows`, each so many times, up to the names of variables; several rows
    /// for one atom add up. Surplus copies go, the oldest first, as removal does; missing ones come at the end, in the
    /// order of the rows; what no row names goes.
    pub fn set_multiplicities(&mut self, rows: &[(Term, usize)]) {
        let mut wanted: Vec<(Term, usize)> = Vec::new();
        for (atom, count) in rows {
            match wanted.iter_mut().find(|(own, _)| own.alpha_eq(atom)) {
                Some((_, sum)) => *sum += count,
                None => wanted.push((atom.clone(), *count)),
            }
        }
        let mut kept = Vec::new();
        for (place, copy) in self.copies.iter().enumerate() {
            let newer = self.copies[place..].iter().filter(|other| other.alpha_eq(copy)).count();
            if wanted.iter().any(|(atom, count)| atom.alpha_eq(copy) && newer <= *count) {
                kept.push(copy.clone());
            }
        }
        let mut missing = Vec::new();
        for (atom, count) in &wanted {
            for _ in self.multiplicity(atom)..*count {
                missing.push(atom.clone());
            }
        }
        self.copies = kept;
        self.copies.extend(missing);
    }

    /// Nothing to do: there is no index.
    pub fn rebuild_rule_index(&mut self) {}

    /// "Did you mean": the three symbols of the space that are nearest to `name`, at distance 1 or 2, by distance, then
    /// by text.
    pub fn suggest(&self, name: &str) -> Vec<String> {
        let mut names = Vec::new();
        for token in self.copies.iter().flat_map(Term::tokens) {
            if let Token::Symbol(name) = token {
                names.push(name.as_str());
            }
        }
        suggestion::suggest(name, names)
    }

    /// The canonical text: a comment with the totals, then one line per copy, in the order of load. An infinite float is
    /// written `1e999` or `-1e999`, so that the text reads back as the same atoms.
    pub fn dump(&self) -> String {
        let (rules, types) = (self.rule_count(), self.type_count());
        let mut text = format!("; atoms: {}, rules: {rules}, types: {types}\n", self.len());
        for copy in &self.copies {
            text.push_str(&copy.readable());
            text.push('\n');
        }
        text
    }

    /// The results of `(match space pattern template)`: for each way to unify the pattern with a copy, the oldest copy
    /// first, the instance of the template. Both sides may bind: the variables of a stored atom are fresh at each use.
    /// `(, p1 p2 ..)` wants a copy for each pattern: the copies for `p1` in order, for each of them those for `p2`, ..;
    /// `(,)` has one result.
    pub fn query(&self, pattern: &Term, template: &Term) -> Vec<Term> {
        let patterns = match pattern.members() {
            Some(members) if members.first().is_some_and(|head| head.is_symbol(",")) => members[1..].to_vec(),
            _ => vec![pattern.clone()],
        };
        let mut solutions = vec![Substitution::default()];
        let mut uses = 0;
        for pattern in &patterns {
            let mut longer = Vec::new();
            for solution in &solutions {
                for copy in &self.copies {
                    uses += 1;
                    // No name that was read has a `#`, so these are new.
                    let fresh = copy.replace(|name| Some(Term::variable(&format!("{name}#{uses}"))));
                    longer.extend(solution.unify(pattern, &fresh));
                }
            }
            solutions = longer;
        }
        solutions.iter().map(|solution| solution.apply(template)).collect()
    }
}

/// The two arguments of `(name first second)`; `None` for every other term.
fn applied(term: &Term, name: &str) -> Option<[Term; 2]> {
    let [head, first, second]: [Term; 3] = term.members()?.try_into().ok()?;
    head.is_symbol(name).then_some([first, second])
}
