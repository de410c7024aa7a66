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
    /// By place in `ids`: the length in characters (255 for all beyond) and a set of characters.
    glances: Vec<(u8, u32)>,
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
        let mut ids = Vec::new();
        let mut glances = Vec::new();
        for (at, mut bits) in used.into_iter().enumerate() {
            while bits != 0 {
                let id = ConstantId(at as u32 * 64 + bits.trailing_zeros());
                bits &= bits - 1;
                if let Constant::Symbol(name) = symbols.constant(id) {
                    ids.push(id);
                    glances.push(glance(name));
                }
            }
        }
        Names { symbols, ids, glances }
    }

    /// The names nearest to `word`, at most [`MOST`], at a distance from 1 to [`REACH`], by distance, then by text.
    pub(super) fn nearest(&self, word: &str) -> Vec<String> {
        let (length, mask) = glance(word);
        let characters: Vec<char> = word.chars().collect();
        let mut rows = Rows::default();
        let mut near: Vec<(usize, &str)> = Vec::new();
        for (at, &(other_length, other_mask)) in self.glances.iter().enumerate() {
            // An edit changes the length by at most one, and the set of characters by one lost and one won.
            if length.abs_diff(other_length) > REACH as u8
                || (mask & !other_mask).count_ones() > REACH as u32
                || (other_mask & !mask).count_ones() > REACH as u32
            {
                continue;
            }
            let Constant::Symbol(name) = self.symbols.constant(self.ids[at]) else { continue };
            match rows.distance(&characters, name) {
                Some(distance) if distance > 0 => near.push((distance, name)),
                _ => {}
            }
        }
        near.sort_unstable();
        near.into_iter().take(MOST).map(|(_, name)| name.to_owned()).collect()
    }
}

fn glance(word: &str) -> (u8, u32) {
    let set = |mask, byte: u8| mask | 1_u32 << (byte % 32);
    if word.is_ascii() {
        return (word.len().min(255) as u8, word.bytes().fold(0, set));
    }
    let mut length = 0_u8;
    let mut mask = 0;
    for character in word.chars() {
        length = length.saturating_add(1);
        mask = set(mask, character as u8);
    }
    (length, mask)
}

/// The last three rows of the table of distances, kept to be used again.
#[derive(Default)]
struct Rows {
    before: Vec<usize>,
    last: Vec<usize>,
    next: Vec<usize>,
    other: Vec<char>,
}

impl Rows {
    /// The optimal-string-alignment distance (insertions, deletions, replacements, exchanges of neighbours, nothing
    /// edited twice), where it is at most [`REACH`]. O(length · REACH).
    fn distance(&mut self, word: &[char], other: &str) -> Option<usize> {
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
                let mut distance = (self.last[j - 1] + changed).min(self.last[j] + 1).min(self.next[j - 1] + 1);
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
            }
        }
    }
}
