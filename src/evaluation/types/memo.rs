//! The types of ground expressions, remembered by the expressions themselves.
//!
//! A node holds a number into a table of the room. Numbers only grow; when declarations change, all that were given out so
//! far become old at once. So the type of a term that is a thousand deep is inferred once, not at every call that it is
//! passed to.

use std::rc::Rc;

use hashbrown::HashMap;

use super::declared::Stamp;
use crate::evaluation::identity::SpaceId;
use crate::evaluation::symbols::Symbol;
use crate::evaluation::term::{Node, Stored, Term};

/// More entries than this are forgotten together.
const CAPACITY: usize = 1 << 16;

/// What the numbers in nodes stand for.
#[derive(Default)]
pub(super) struct Memo {
    stamp: Stamp,
    /// The number before that of the first entry.
    base: u32,
    entries: Vec<(SpaceId, Rc<[Stored]>)>,
    /// Numbers of the most frequent entries: no type, or one symbol.
    simple: HashMap<(SpaceId, Option<Symbol>), u32>,
}

impl Memo {
    /// The types of `node` in `space`, if they are known since `now`.
    pub(super) fn get(&self, now: Stamp, space: SpaceId, node: &Node) -> Option<&Rc<[Stored]>> {
        let at = node.types().checked_sub(self.base)?.checked_sub(1)?;
        let (of, types) = self.entries.get(at as usize)?;
        (*of == space && self.stamp == now).then_some(types)
    }

    /// Remembers the types of a ground node.
    pub(super) fn put(&mut self, now: Stamp, space: SpaceId, node: &Node, types: Vec<Stored>) {
        if self.stamp != now || self.entries.len() >= CAPACITY {
            let Some(base) =
                u32::try_from(self.entries.len()).ok().and_then(|len| self.base.checked_add(len))
            else {
                return;
            };
            self.base = base;
            self.stamp = now;
            self.entries.clear();
            self.simple.clear();
        }
        let key = match &types[..] {
            [] => Some(None),
            [one] => match one.term {
                Term::Symbol(symbol) => Some(Some(symbol)),
                _ => None,
            },
            _ => None,
        };
        if let Some(&number) = key.and_then(|key| self.simple.get(&(space, key))) {
            node.remember_types(number);
            return;
        }
        let Some(number) =
            u32::try_from(self.entries.len() + 1).ok().and_then(|at| self.base.checked_add(at))
        else {
            return;
        };
        self.entries.push((space, types.into()));
        if let Some(key) = key {
            self.simple.insert((space, key), number);
        }
        node.remember_types(number);
    }
}
