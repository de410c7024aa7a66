//! The rules for one head and length.

use super::index::Index;
use super::rule::Rule;
use crate::evaluation::term::{Stored, Term};

/// So few rules are looked at one by one.
const FEW: usize = 4;

/// So many arguments are looked at for an index.
const ARGUMENTS: usize = 4;

/// The rules that a call with a certain head and length must try, in order.
#[derive(Debug)]
pub struct Function {
    rules: Box<[Rule]>,
    indexes: Vec<Index>,
}

/// A rule that is to be tried for a call. Remembers where to go on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Candidate {
    rule: u32,
    /// The index that is asked, plus one; zero for none.
    index: u32,
    list: u32,
}

impl Function {
    /// Compiles what [`Store::rules`](crate::evaluation::store::Store::rules) gives. O(size of the left sides).
    pub fn new<'a>(stored: impl IntoIterator<Item = &'a Stored>) -> Function {
        let rules: Box<[Rule]> = stored.into_iter().filter_map(Rule::new).collect();
        let mut indexes = Vec::new();
        if rules.len() > FEW {
            let length =
                rules.iter().filter_map(|rule| rule.patterns()).map(<[_]>::len).max().unwrap_or_default();
            indexes.extend((0..length).filter_map(|position| Index::new(&rules, position)).take(ARGUMENTS));
        }
        Function { rules, indexes }
    }

    /// All rules, in order.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The first rule that may match a call, given by its members, the head first. All rules that do match are candidates.
    /// O(1) where an index tells, else O(rules).
    #[inline]
    pub fn first(&self, members: &[Term]) -> Option<Candidate> {
        if self.rules.is_empty() {
            return None;
        }
        let mut best: Option<(usize, u32, u32)> = None;
        for (at, index) in self.indexes.iter().enumerate() {
            if let Some(list) = index.list(members) {
                let weight = index.weight(list);
                if best.is_none_or(|(least, ..)| weight < least) {
                    best = Some((weight, at as u32 + 1, list));
                }
                if weight <= 1 {
                    break;
                }
            }
        }
        let (_, index, list) = best.unwrap_or_default();
        self.from(members, 0, index, list)
    }

    /// The next candidate for the same call, whose variables are as they were; [`None`] tells that no other rule matches.
    #[inline]
    pub fn next(&self, members: &[Term], candidate: Candidate) -> Option<Candidate> {
        self.from(members, candidate.rule + 1, candidate.index, candidate.list)
    }

    /// The rule.
    #[inline]
    pub fn rule(&self, candidate: Candidate) -> &Rule {
        &self.rules[candidate.rule as usize]
    }

    /// Its number among [`Function::rules`].
    #[inline]
    pub fn number(&self, candidate: Candidate) -> usize {
        candidate.rule as usize
    }

    fn from(&self, members: &[Term], mut rule: u32, index: u32, list: u32) -> Option<Candidate> {
        loop {
            rule = match index.checked_sub(1) {
                None => rule,
                Some(index) => self.indexes[index as usize].next(list, rule)?,
            };
            if self.rules.get(rule as usize)?.may_match(members) {
                return Some(Candidate { rule, index, list });
            }
            rule += 1;
        }
    }
}
