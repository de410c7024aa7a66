//! The rules for one head and length.

use std::rc::Rc;

use super::rule::Rule;
use super::segment::{Place, Segment};
use crate::evaluation::term::{Stored, Term};

/// The rules that a call with a certain head and length must try, in order.
///
/// A list of segments, each compiled at one go, merged as they grow (the logarithmic method, as in `environment`): a
/// program that adds rules to a function which it calls in between pays O(log rules) for each of them, amortised.
#[derive(Debug, Default)]
pub struct Function {
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
struct Part {
    /// The number of its first rule.
    first: usize,
    segment: Rc<Segment>,
}

/// A rule that is to be tried for a call. Remembers where to go on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Candidate {
    part: u32,
    place: Place,
}

impl Function {
    /// Compiles what [`Store::rules`](crate::evaluation::store::Store::rules) gives. O(size of the left sides).
    pub fn new(stored: &[Rc<Stored>]) -> Function {
        Function::default().changed(stored, 0)
    }

    /// The function of `stored`, of which the first `same` were those of this one too. What was compiled of them stays, but
    /// for what is merged: amortised O(size of what is new · log rules) where rules are added at the end.
    pub(super) fn changed(&self, stored: &[Rc<Stored>], same: usize) -> Function {
        let (mut kept, mut start) = (0, 0);
        for part in &self.parts {
            if start + part.segment.stored() > same {
                break;
            }
            start += part.segment.stored();
            kept += 1;
        }
        // A neighbour that is not much larger is merged.
        while kept > 0 && self.parts[kept - 1].segment.stored() <= 2 * (stored.len() - start) {
            kept -= 1;
            start -= self.parts[kept].segment.stored();
        }
        let mut parts = self.parts[..kept].to_vec();
        if start < stored.len() {
            let first = parts.last().map_or(0, |part| part.first + part.segment.rules().len());
            let segment = Segment::new(stored[start..].iter().map(|stored| &**stored));
            parts.push(Part { first, segment: Rc::new(segment) });
        }
        Function { parts }
    }

    /// The number of rules.
    pub fn len(&self) -> usize {
        self.parts.last().map_or(0, |part| part.first + part.segment.rules().len())
    }

    /// True when there is no rule.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// True where one of its rules [compares](Rule::compares). O(log rules).
    pub fn compares(&self) -> bool {
        self.parts.iter().any(|part| part.segment.compares())
    }

    /// The rule with this number, in order. O(log rules).
    pub fn numbered(&self, number: usize) -> Option<&Rule> {
        let part = self.parts.partition_point(|part| part.first <= number).checked_sub(1)?;
        let part = &self.parts[part];
        part.segment.rules().get(number - part.first)
    }

    /// The first rule that may match a call, given by its members, the head first. All rules that do match are candidates.
    /// O(log rules) where an index tells, else O(rules).
    #[inline]
    pub fn first(&self, members: &[Term]) -> Option<Candidate> {
        self.first_from(members, 0)
    }

    /// The next candidate for the same call, whose variables are as they were; [`None`] tells that no other rule matches.
    #[inline]
    pub fn next(&self, members: &[Term], candidate: Candidate) -> Option<Candidate> {
        let part = candidate.part as usize;
        match self.parts[part].segment.next(members, candidate.place) {
            Some(place) => Some(Candidate { place, ..candidate }),
            None => self.first_from(members, part + 1),
        }
    }

    /// The rule.
    #[inline]
    pub fn rule(&self, candidate: Candidate) -> &Rule {
        &self.parts[candidate.part as usize].segment.rules()[candidate.place.rule as usize]
    }

    /// Its number, in order.
    #[inline]
    pub fn number(&self, candidate: Candidate) -> usize {
        self.parts[candidate.part as usize].first + candidate.place.rule as usize
    }

    #[inline]
    fn first_from(&self, members: &[Term], from: usize) -> Option<Candidate> {
        (from..self.parts.len()).find_map(|part| {
            let place = self.parts[part].segment.first(members)?;
            Some(Candidate { part: part as u32, place })
        })
    }
}
