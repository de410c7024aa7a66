//! Queries and joins.

use std::rc::Rc;

use smallvec::SmallVec;

use super::candidates::Candidates;
use super::space::Space;
use crate::evaluation::symbols::known;
use crate::evaluation::term::{Mark, Saved, Stored, Term, Trail, match_stored};

/// The patterns that must all be met: those of a conjunction, else the pattern itself.
pub(super) fn conjuncts(pattern: &Term) -> SmallVec<[Term; 4]> {
    match pattern.members() {
        Some([comma, patterns @ ..]) if comma.resolve().is_symbol(known::COMMA) => {
            patterns.iter().map(Term::resolve).collect()
        }
        _ => SmallVec::from_elem(pattern.clone(), 1),
    }
}

/// The ways to meet all of `conjuncts`, which are resolved at their tops, in `spaces`: the atoms for the first in order,
/// for each of them those for the second, .. . Nothing stays bound.
pub(super) fn run(spaces: &[&Space], conjuncts: &[Term], trail: &mut Trail) -> Vec<Saved> {
    match conjuncts {
        [] => vec![Saved::default()],
        [pattern] => single(spaces, pattern, trail),
        several => Join::new(spaces, several).run(trail),
    }
}

fn single(spaces: &[&Space], pattern: &Term, trail: &mut Trail) -> Vec<Saved> {
    let mut results = Vec::new();
    let mut slots = Vec::new();
    let mark = trail.mark();
    for space in spaces {
        for (_, atom) in space.candidates(pattern) {
            if meets(atom, &mut slots, pattern, trail) {
                results.push(trail.save(mark));
            }
            trail.undo(mark);
        }
    }
    trail.release(mark);
    results
}

#[inline]
fn meets(atom: &Stored, slots: &mut Vec<Option<Term>>, pattern: &Term, trail: &mut Trail) -> bool {
    slots.clear();
    slots.resize(atom.names.len(), None);
    match_stored(atom, slots, pattern, trail)
}

/// A conjunction with more patterns is searched in the order in which it is written.
const PLANNED: usize = 64;

/// How many of the patterns that are left are compared.
const COMPARED: usize = 8;

/// A conjunction being searched: depth first, at each node by the pattern with clearly the fewest candidates. Solutions
/// are put into the promised order afterwards, where that was another one.
struct Join<'a> {
    spaces: &'a [&'a Space],
    conjuncts: &'a [Term],
    used: Vec<bool>,
    /// Some pattern was searched before its turn.
    reordered: bool,
    solutions: Vec<Solution<'a>>,
}

/// Which atoms meet the patterns, in the order of the patterns: space and number of each.
struct Solution<'a> {
    places: SmallVec<[(u32, u64); 3]>,
    atoms: SmallVec<[&'a Rc<Stored>; 3]>,
    saved: Saved,
}

/// The candidates of one pattern in all spaces.
struct Across<'a> {
    parts: SmallVec<[Candidates<'a>; 2]>,
    at: usize,
    count: usize,
}

/// A pattern on the way.
struct Level<'a> {
    conjunct: usize,
    candidates: Across<'a>,
    mark: Mark,
    chosen: Option<((u32, u64), &'a Rc<Stored>)>,
}

impl<'a> Join<'a> {
    fn new(spaces: &'a [&'a Space], conjuncts: &'a [Term]) -> Join<'a> {
        Join {
            spaces,
            conjuncts,
            used: vec![false; conjuncts.len()],
            reordered: false,
            solutions: Vec::new(),
        }
    }

    fn run(mut self, trail: &mut Trail) -> Vec<Saved> {
        let mut slots = Vec::new();
        let start = trail.mark();
        let mut levels: Vec<Level<'a>> = Vec::new();
        self.descend(&mut levels, trail);
        while let Some(level) = levels.last_mut() {
            trail.undo(level.mark);
            level.chosen = level.candidates.next();
            match level.chosen {
                None => {
                    trail.release(level.mark);
                    self.used[level.conjunct] = false;
                    levels.pop();
                }
                Some((_, atom)) => {
                    if !meets(atom, &mut slots, &self.conjuncts[level.conjunct], trail) {
                        continue;
                    }
                    if levels.len() == self.conjuncts.len() {
                        self.solve(&levels, trail.save(start));
                    } else {
                        self.descend(&mut levels, trail);
                    }
                }
            }
        }
        if self.reordered {
            self.put_in_order(start, trail);
        }
        trail.release(start);
        self.solutions.into_iter().map(|solution| solution.saved).collect()
    }

    fn descend(&mut self, levels: &mut Vec<Level<'a>>, trail: &mut Trail) {
        let (conjunct, candidates) = self.choose(levels.len());
        self.used[conjunct] = true;
        levels.push(Level { conjunct, candidates, mark: trail.mark(), chosen: None });
    }

    /// The pattern to search next.
    fn choose(&mut self, depth: usize) -> (usize, Across<'a>) {
        if self.conjuncts.len() > PLANNED {
            return (depth, self.candidates(depth));
        }
        let mut left = (0..self.conjuncts.len()).filter(|&conjunct| !self.used[conjunct]);
        let first = left.next().unwrap_or_default();
        let mut best = (first, self.candidates(first));
        if best.1.count > 1 {
            for conjunct in left.take(COMPARED - 1) {
                let candidates = self.candidates(conjunct);
                if candidates.count < best.1.count / 2 {
                    best = (conjunct, candidates);
                }
            }
        }
        self.reordered |= best.0 != first;
        best
    }

    fn candidates(&self, conjunct: usize) -> Across<'a> {
        let pattern = self.conjuncts[conjunct].resolve();
        let parts: SmallVec<[Candidates<'a>; 2]> =
            self.spaces.iter().map(|space| space.candidates(&pattern)).collect();
        let count = parts.iter().map(Candidates::count).sum();
        Across { parts, at: 0, count }
    }

    fn solve(&mut self, levels: &[Level<'a>], saved: Saved) {
        let mut solution = Solution { places: SmallVec::new(), atoms: SmallVec::new(), saved };
        if self.conjuncts.len() <= PLANNED {
            let mut chosen: SmallVec<[_; 4]> =
                levels.iter().filter_map(|level| Some((level.conjunct, level.chosen?))).collect();
            chosen.sort_unstable_by_key(|entry| entry.0);
            for (_, (place, atom)) in chosen {
                solution.places.push(place);
                solution.atoms.push(atom);
            }
        }
        self.solutions.push(solution);
    }

    /// Sorts the solutions, and meets the patterns again in their order: which variable stands for which, and so the names
    /// of those that stay free, must not depend on the order of the search.
    fn put_in_order(&mut self, start: Mark, trail: &mut Trail) {
        self.solutions.sort_unstable_by(|left, right| left.places.cmp(&right.places));
        let mut slots = Vec::new();
        for solution in &mut self.solutions {
            trail.undo(start);
            let mut met = solution.atoms.iter().zip(self.conjuncts);
            let all = met.all(|(atom, pattern)| meets(atom, &mut slots, pattern, trail));
            debug_assert!(all);
            solution.saved = trail.save(start);
        }
        trail.undo(start);
    }
}

impl<'a> Iterator for Across<'a> {
    type Item = ((u32, u64), &'a Rc<Stored>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let part = self.parts.get_mut(self.at)?;
            if let Some((sequence, atom)) = part.next() {
                return Some(((self.at as u32, sequence), atom));
            }
            self.at += 1;
        }
    }
}
