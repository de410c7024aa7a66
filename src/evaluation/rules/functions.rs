//! Functions by head and length.

use std::rc::Rc;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::function::Function;
use crate::evaluation::identity::SpaceId;
use crate::evaluation::store::Store;
use crate::evaluation::symbols::{Symbol, Symbols};
use crate::evaluation::term::Stored;

/// Functions that were compiled. The store is asked once per form and epoch for each of them, so that its log tells of it;
/// they are compiled again only where their rules have changed.
#[derive(Default)]
pub struct Functions {
    entries: HashMap<(SpaceId, Option<Symbol>, usize), Entry, FixedState>,
    epoch: u64,
    /// Moves with every form and every epoch.
    stamp: u64,
}

struct Entry {
    rules: Rc<[Rc<Stored>]>,
    function: Rc<Function>,
    stamp: u64,
}

impl Functions {
    /// A form begins: its log knows of nothing yet.
    pub fn begin(&mut self) {
        self.stamp += 1;
    }

    /// What is known under the same stamp holds: no rule and no declaration has changed since, and the form is the same.
    #[inline]
    pub fn stamp(&mut self, store: &Store) -> u64 {
        let epoch = store.epoch();
        if epoch != self.epoch {
            self.epoch = epoch;
            self.stamp += 1;
        }
        self.stamp
    }

    /// The rules for calls with this head and so many members (the head included); `None` for calls that are headed by no
    /// symbol. The very same value as long as nothing of it has changed. O(1) when it was asked for under this stamp.
    pub fn get(
        &mut self,
        space: SpaceId,
        head: Option<Symbol>,
        length: usize,
        store: &mut Store,
        symbols: &mut Symbols,
    ) -> Rc<Function> {
        let stamp = self.stamp(store);
        let key = (space, head, length);
        if let Some(entry) = self.entries.get(&key)
            && entry.stamp == stamp
        {
            return Rc::clone(&entry.function);
        }
        let rules = store.rules(space, head, length, symbols);
        if let Some(entry) = self.entries.get_mut(&key)
            && Rc::ptr_eq(&entry.rules, &rules)
        {
            entry.stamp = stamp;
            return Rc::clone(&entry.function);
        }
        let function = Rc::new(match self.entries.get(&key) {
            Some(entry) => entry.function.changed(&rules, same(&entry.rules, &rules)),
            None => Function::new(&rules),
        });
        self.entries.insert(key, Entry { rules, function: Rc::clone(&function), stamp });
        function
    }
}

/// With how many atoms both begin.
fn same(before: &[Rc<Stored>], now: &[Rc<Stored>]) -> usize {
    before.iter().zip(now).take_while(|(before, now)| Rc::ptr_eq(before, now)).count()
}
