//! States: cells that can be changed.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use foldhash::fast::FixedState;
use hashbrown::HashSet;

use super::equality::{identical, same_constant};
use super::{Stored, Term};
use crate::evaluation::identity::StateId;

/// A state, shared by all terms of one evaluator that name it: a change is seen by all of them.
///
/// Two states are equal where both are of one type and what they hold is equal at that moment; names of variables count.
/// So a ground term is no constant: whoever remembers that two terms were equal must not rely on it.
pub struct State {
    /// Its name, by which it is shared.
    pub id: StateId,
    content: RefCell<Option<Content>>,
    /// The time at which somebody looked into it last.
    seen: Cell<u64>,
    watch: Rc<Watch>,
}

/// What a state holds.
#[derive(Clone, Debug)]
pub struct Content {
    /// The value.
    pub value: Rc<Stored>,
    /// The type of the first value: that of all later ones.
    pub kind: Rc<Stored>,
}

/// Which states comparisons have looked into: what they found is a part of what the form has read.
#[derive(Default)]
pub struct Watch {
    /// Moves with [`Watch::clear`].
    time: Cell<u64>,
    looked: RefCell<Vec<StateId>>,
}

impl Watch {
    /// Nobody has looked into any state.
    pub fn clear(&self) {
        self.time.set(self.time.get() + 1);
        self.looked.borrow_mut().clear();
    }

    /// The states that were looked into since [`Watch::clear`], each once.
    pub fn looked(&self) -> Vec<StateId> {
        self.looked.borrow().clone()
    }
}

impl State {
    /// A state of which nothing is known yet; `watch` hears of comparisons.
    pub fn new(id: StateId, watch: &Rc<Watch>) -> State {
        State { id, content: RefCell::new(None), seen: Cell::new(u64::MAX), watch: Rc::clone(watch) }
    }

    /// What it holds; none where there is no such state. Nobody hears of it. O(1).
    pub fn content(&self) -> Option<Content> {
        self.content.borrow().clone()
    }

    /// Holds `content` from now on; what it held before.
    pub fn set(&self, content: Option<Content>) -> Option<Content> {
        self.content.replace(content)
    }

    /// [`State::content`], and the watch hears of it.
    fn look(&self) -> Option<Content> {
        let now = self.watch.time.get();
        if self.seen.replace(now) != now {
            self.watch.looked.borrow_mut().push(self.id);
        }
        self.content()
    }
}

/// The name alone: a state may hold itself.
impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.id.fmt(f)
    }
}

/// Whether two states are equal now: see [`State`]. Two of which it depends whether they are equal are taken to be: states may
/// hold themselves and each other. O(size of both, each pair of states once); any depth.
#[cold]
pub(super) fn equal_states(left: &Rc<State>, right: &Rc<State>) -> bool {
    let mut met: HashSet<(StateId, StateId), FixedState> = HashSet::default();
    let mut pending = vec![(Term::State(Rc::clone(left)), Term::State(Rc::clone(right)))];
    while let Some((left, right)) = pending.pop() {
        match (&left, &right) {
            (Term::State(x), Term::State(y)) => {
                if x.id == y.id || !met.insert((x.id, y.id)) {
                    continue;
                }
                let (Some(x), Some(y)) = (x.look(), y.look()) else { return false };
                let alike = |x: &Stored, y: &Stored| x.names == y.names && identical(&x.term, &y.term);
                if !alike(&x.kind, &y.kind) || x.value.names != y.value.names {
                    return false;
                }
                pending.push((x.value.term.clone(), y.value.term.clone()));
            }
            (Term::Expression(x), Term::Expression(y)) => {
                if Rc::ptr_eq(x, y) {
                    continue;
                }
                if x.members().len() != y.members().len() {
                    return false;
                }
                pending.extend(x.members().iter().cloned().zip(y.members().iter().cloned()).rev());
            }
            _ => {
                if !same_constant(&left, &right) {
                    return false;
                }
            }
        }
    }
    true
}
