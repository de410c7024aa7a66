//! The index over one argument of the rules of a function.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::key::{self, Key, Sight};
use super::rule::Rule;
use crate::evaluation::term::Term;

/// Which rules may match a call, by one of its members.
#[derive(Debug)]
pub(super) struct Index {
    /// The member of the call.
    position: usize,
    keys: HashMap<Key, u32, FixedState>,
    /// The rules of each key, ascending. Those of the first list have none and are tried always.
    lists: Vec<Vec<u32>>,
}

impl Index {
    /// The index over the member at `position`; [`None`] when it would not tell much. O(rules).
    pub(super) fn new(rules: &[Rule], position: usize) -> Option<Index> {
        let mut index =
            Index { position, keys: HashMap::with_hasher(FixedState::default()), lists: vec![Vec::new()] };
        for (at, rule) in rules.iter().enumerate() {
            let key = rule.patterns().and_then(|patterns| patterns.get(position)).and_then(key::of_pattern);
            let list = match key {
                None => 0,
                Some(key) => {
                    let lists = &mut index.lists;
                    *index.keys.entry(key).or_insert_with(|| {
                        lists.push(Vec::new());
                        (lists.len() - 1) as u32
                    })
                }
            };
            index.lists[list as usize].push(at as u32);
        }
        (index.keys.len() > 1 && index.lists[0].len() * 2 <= rules.len()).then_some(index)
    }

    /// The list for a call, beside list 0; [`None`] when the index tells nothing of it.
    pub(super) fn list(&self, members: &[Term]) -> Option<u32> {
        match key::of_term(members.get(self.position)?) {
            Sight::Key(key) => Some(self.keys.get(&key).copied().unwrap_or(0)),
            Sight::Untold => Some(0),
            Sight::Anything => None,
        }
    }

    /// How many rules are to be tried by a list.
    pub(super) fn weight(&self, list: u32) -> usize {
        self.lists[0].len() + if list == 0 { 0 } else { self.lists[list as usize].len() }
    }

    /// The first rule at or after `from` in a list, or among those that are tried always. O(log rules).
    pub(super) fn next(&self, list: u32, from: u32) -> Option<u32> {
        let after = |list: &[u32]| {
            // Lists are short, mostly.
            if list.len() <= 4 {
                return list.iter().copied().find(|at| *at >= from);
            }
            list.get(list.partition_point(|at| *at < from)).copied()
        };
        let always = after(&self.lists[0]);
        if list == 0 {
            return always;
        }
        match (after(&self.lists[list as usize]), always) {
            (Some(left), Some(right)) => Some(left.min(right)),
            (one, None) | (None, one) => one,
        }
    }
}
