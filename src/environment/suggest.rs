//! "Did you mean": the names of a space that are nearest to a word.

use std::sync::Arc;

use super::state::{State, term};
use super::symbols::Symbols;
use crate::language::metta::constants::{Constant, Constants};
use crate::language::metta::word::{ConstantId, Kind};

/// The largest distance of a suggestion.
const REACH: usize = 2;
/// The most suggestions.
const MOST: usize = 3;

/// The symbols that live atoms of a state use, with what tells at a glance that a word is far from them.
pub(super) struct Names {
    symbols: Arc<Symbols>,
    ids: Vec<ConstantId>,
    /// By place in `ids`.
    glances: Vec<Glance>,
}

/// What a word looks like from far away: its length in characters in the lower five bits (31 for all beyond), above them
/// the set of its characters, in 27 classes.
#[derive(Clone, Copy)]
pub(crate) struct Glance(u32);

impl Glance {
    /// O(length).
    pub(crate) fn of(word: &str) -> Glance {
        let with = |set: u32, byte: u8| set | 1 << (5 + byte % 27);
        let (length, set) = if word.is_ascii() {
            (word.len(), word.bytes().fold(0, with))
        } else {
            word.chars().fold((0, 0), |(length, set), character| (length + 1, with(set, character as u8)))
        };
        Glance(set | length.min(31) as u32)
    }

    /// False where two words are certainly further apart than [`REACH`]: an edit changes the length by at most one, and
    /// the set of characters by at most one lost and one won.
    #[inline]
    pub(crate) fn may_be_near(self, other: Glance) -> bool {
        let (mine, others) = (self.0 & !31, other.0 & !31);
        (self.0 & 31).abs_diff(other.0 & 31) <= REACH as u32
            && (mine & !others).count_ones() <= REACH as u32
            && (others & !mine).count_ones() <= REACH as u32
    }
}

impl Names {
    /// The names of `state`. O(words of the space).
    pub(super) fn of(state: &State) -> Names {
        let symbols = Arc::clone(state.symbols());
        let mut used = vec![0_u64; symbols.end() as usize / 64 + 1];
        for words in state.atoms() {
            let term = term(words);
            let mut at = 0;
            while at < term.len() {
                match term[at].kind() {
                    Kind::Constant(id) => used[id.0 as usize / 64] |= 1 << (id.0 % 64),
                    Kind::Expression { .. } => at += 1,
                    Kind::Number(_) | Kind::Variable(_) => {}
                }
                at += 1;
            }
        }
        let count = used.iter().map(|bits| bits.count_ones() as usize).sum();
        let mut ids = Vec::with_capacity(count);
        let mut glances = Vec::with_capacity(count);
        for (id, constant) in symbols.iter() {
            if used[id.0 as usize / 64] >> (id.0 % 64) & 1 == 1
                && let Constant::Symbol(name) = constant
            {
                ids.push(id);
                glances.push(Glance::of(name));
            }
        }
        Names { symbols, ids, glances }
    }

    /// The names nearest to `word`, at most [`MOST`], at a distance from 1 to [`REACH`], by distance, then by text.
    pub(super) fn nearest(&self, word: &str) -> Vec<String> {
        let glance = Glance::of(word);
        let characters: Vec<char> = word.chars().collect();
        let mut rows = Rows::default();
        let mut near: Vec<(usize, &str)> = Vec::new();
        for (&id, &other) in self.ids.iter().zip(&self.glances) {
            if !glance.may_be_near(other) {
                continue;
            }
            let Constant::Symbol(name) = self.symbols.constant(id) else { continue };
            match rows.distance(&characters, name) {
                Some(distance) if distance > 0 => near.push((distance, name)),
                _ => {}
            }
        }
        near.sort_unstable();
        near.into_iter().take(MOST).map(|(_, name)| name.to_owned()).collect()
    }
}

/// The last three rows of the table of distances, kept to be used again.
#[derive(Default)]
pub(crate) struct Rows {
    before: Vec<usize>,
    last: Vec<usize>,
    next: Vec<usize>,
    other: Vec<char>,
}

impl Rows {
    /// The optimal-string-alignment distance (insertions, deletions, replacements, exchanges of neighbours, nothing
    /// edited twice), where it is at most [`REACH`]. O(length · REACH).
    pub(crate) fn distance(&mut self, word: &[char], other: &str) -> Option<usize> {
        self.other.clear();
        self.other.extend(other.chars());
        let (word, other) = (word, &self.other[..]);
        if word.len().abs_diff(other.len()) > REACH {
            return None;
        }
        let far = REACH + 1;
        for row in [&mut self.before, &mut self.last, &mut self.next] {
            row.clear();
            row.resize(other.len() + 1, far);
        }
        for (column, distance) in self.last.iter_mut().enumerate().take(REACH + 1) {
            *distance = column;
        }
        for i in 1..=word.len() {
            // Only cells near the diagonal can be within reach; those beside the band stay far.
            let from = i.saturating_sub(REACH).max(1);
            let to = (i + REACH).min(other.len());
            self.next.fill(far);
            if i <= REACH {
                self.next[0] = i;
            }
            let mut best = self.next[0];
            for j in from..=to {
                let changed = usize::from(word[i - 1] != other[j - 1]);
                let mut distance =
                    (self.last[j - 1] + changed).min(self.last[j] + 1).min(self.next[j - 1] + 1);
                if i > 1 && j > 1 && word[i - 1] == other[j - 2] && word[i - 2] == other[j - 1] {
                    distance = distance.min(self.before[j - 2] + 1);
                }
                self.next[j] = distance.min(far);
                best = best.min(distance);
            }
            if best > REACH && self.last.iter().all(|&distance| distance > REACH) {
                return None;
            }
            std::mem::swap(&mut self.before, &mut self.last);
            std::mem::swap(&mut self.last, &mut self.next);
        }
        let distance = self.last[other.len()];
        (distance <= REACH).then_some(distance)
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;
    use crate::oracle::specification::suggestion;

    #[test]
    fn distances_are_those_of_the_definition() {
        let mut words = vec![String::new()];
        let mut from = 0;
        for _ in 0..4 {
            let until = words.len();
            for at in from..until {
                for letter in ['a', 'b', 'é'] {
                    words.push(format!("{}{letter}", words[at]));
                }
            }
            from = until;
        }
        let mut rows = Rows::default();
        for a in &words {
            let characters: Vec<char> = a.chars().collect();
            for b in &words {
                let expected = Some(suggestion::distance(a, b)).filter(|&distance| distance <= REACH);
                assert_eq!(rows.distance(&characters, b), expected, "{a} {b}");
                assert!(expected.is_none() || Glance::of(a).may_be_near(Glance::of(b)), "{a} {b}");
            }
        }
    }
}
