//! Rules that were compiled together, with their indexes.

use super::index::Index;
use super::rule::Rule;
use crate::evaluation::term::{Stored, Term};

/// So few rules are looked at one by one.
const FEW: usize = 4;

/// So many arguments are looked at for an index.
const ARGUMENTS: usize = 4;

/// Neighbouring rules of a function. Never changes.
#[derive(Debug)]
pub(super) struct Segment {
    /// How many atoms it was made of: those that are no rules for calls are left out.
    stored: usize,
    rules: Box<[Rule]>,
    indexes: Vec<Index>,
    compares: bool,
}

/// A rule of a segment that is to be tried. Remembers where to go on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place {
    pub(super) rule: u32,
    /// The index that is asked, plus one; zero for none.
    index: u32,
    list: u32,
}

impl Segment {
    /// O(size of the left sides).
    pub(super) fn new<'a>(stored: impl ExactSizeIterator<Item = &'a Stored>) -> Segment {
        let number = stored.len();
        let rules: Box<[Rule]> = stored.filter_map(Rule::new).collect();
        let mut indexes = Vec::new();
        if rules.len() > FEW {
            let length =
                rules.iter().filter_map(|rule| rule.patterns()).map(<[_]>::len).max().unwrap_or_default();
            indexes.extend((0..length).filter_map(|position| Index::new(&rules, position)).take(ARGUMENTS));
        }
        let compares = rules.iter().any(Rule::compares);
        Segment { stored: number, rules, indexes, compares }
    }

    /// How many atoms it was made of.
    pub(super) fn stored(&self) -> usize {
        self.stored
    }

    /// True where one of its rules [compares](Rule::compares).
    pub(super) fn compares(&self) -> bool {
        self.compares
    }

    /// Its rules, in order.
    pub(super) fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The first rule that may match a call. O(1) where an index tells, else O(rules).
    #[inline]
    pub(super) fn first(&self, members: &[Term]) -> Option<Place> {
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
        self.from(members, Place { rule: 0, index, list })
    }

    /// The next rule that may match the same call.
    #[inline]
    pub(super) fn next(&self, members: &[Term], place: Place) -> Option<Place> {
        self.from(members, Place { rule: place.rule + 1, ..place })
    }

    fn from(&self, members: &[Term], mut place: Place) -> Option<Place> {
        loop {
            if let Some(index) = place.index.checked_sub(1) {
                place.rule = self.indexes[index as usize].next(place.list, place.rule)?;
            }
            if self.rules.get(place.rule as usize)?.may_match(members) {
                return Some(place);
            }
            place.rule += 1;
        }
    }
}
