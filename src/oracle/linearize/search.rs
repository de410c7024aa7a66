//! Wing and Gong's search for an order, with Lowe's memory of what was tried, as a machine that can be stopped anywhere.
//!
//! A *configuration* is what is done so far: the first return that is not done (all before it are), which of the calls
//! that are open there are done, and the state. A configuration that was once left without success is never entered
//! again. Three cuts keep the search small, none of which loses an order:
//!
//! 1. A call that only reads ([`Specification::reads`]) and fits is done at once, and no other choice is tried: where it
//!    stands later in an order, it may as well stand here.
//! 2. A call that never returned is done only where it changes the state.
//! 3. Of two calls of the same operation that never returned, the earlier is done first.

use std::time::Duration;

use foldhash::fast::FixedState;
use hashbrown::HashSet;

use super::chain::Chain;
use super::kind::{Kind, kinds, observed};
use super::mask::Mask;
use super::part::{Event, Part};
use super::states::States;
use super::verdict::Limit;
use crate::oracle::history::History;
use crate::oracle::specification::Specification;
use crate::sync::Arc;
use crate::sync::clock::Instant;

/// How many steps are taken between two looks at the clock.
const STEPS_PER_LOOK: u64 = 64;

/// How far a search may go, all its runs together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowance {
    /// Steps of the specification.
    pub steps: u64,
    /// Bytes.
    pub memory: u64,
    /// From when for how long.
    pub time: Option<(Instant, Duration)>,
}

/// How far a search came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Progress {
    /// There is an order: [`Search::order`].
    Found,
    /// There is none.
    Impossible,
    /// It may go on where it is allowed more.
    Paused(Limit),
}

/// A search, however many calls are open at once in its history.
pub(super) type AnySearch<S> = Box<dyn Searching<S>>;

/// What is asked of a search.
pub(super) trait Searching<S: Specification>: Send {
    /// Goes on until there is an answer or no more is allowed.
    fn run(&mut self, allowance: &Allowance) -> Progress;

    /// The steps taken.
    fn steps(&self) -> u64;

    /// The bytes of what was tried, roughly, if one more is: configurations, states and the path.
    fn memory(&self) -> u64;

    /// The history that is searched.
    fn part(&self) -> &Part;

    /// The order that was found, by rank.
    fn order(&self) -> Vec<u32>;

    /// After [`Progress::Impossible`]: how many of the first returns some order did.
    fn furthest(&self) -> usize;

    /// The first of the longest orders that were tried, by rank, and the state after it; unless one was
    /// [`Progress::Found`].
    fn best(&self) -> (&[u32], &S::State);
}

/// A search in this part of the history.
pub(super) fn search<S: Specification>(
    specification: &Arc<S>,
    history: &Arc<History<S::Operation, S::Outcome>>,
    part: Part,
) -> AnySearch<S> {
    if part.width <= 64 {
        Box::new(Search::<S, u64>::new(specification, history, part))
    } else {
        Box::new(Search::<S, Box<[u64]>>::new(specification, history, part))
    }
}

struct Search<S: Specification, M> {
    specification: Arc<S>,
    history: Arc<History<S::Operation, S::Outcome>>,
    part: Part,
    kinds: Vec<Kind>,
    /// The ranks of the calls that returned, in order of return.
    returns: Vec<u32>,
    chain: Chain,
    done: Vec<bool>,
    states: States<S>,
    /// The state of this number, to be changed.
    copy: Option<(u32, S::State)>,
    tried: HashSet<Configuration<M>, FixedState>,
    at: Configuration<M>,
    /// How the search came here.
    path: Vec<Step<M>>,
    stage: Stage,
    steps: u64,
    looked: u64,
    /// The longest path so far, as far as it was left again, with the state at its end.
    best: Vec<u32>,
    best_state: u32,
    /// How much of the path is the beginning of `best`.
    common: usize,
    furthest: u32,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Configuration<M> {
    state: u32,
    /// How many of `returns` are done, up to the first that is not.
    returned: u32,
    /// The slots of the calls that are done and do not count in `returned`.
    open: M,
}

struct Step<M> {
    rank: u32,
    /// Where it was done; `None` if no other choice need be tried in its place.
    before: Option<Configuration<M>>,
}

#[derive(Clone, Copy)]
enum Stage {
    /// A configuration was entered.
    Arrived,
    /// The call at this place of the chain is the next to try.
    Try(u32),
    /// Nothing is left to try here.
    Back,
}

impl<S: Specification, M: Mask> Search<S, M> {
    fn new(
        specification: &Arc<S>,
        history: &Arc<History<S::Operation, S::Outcome>>,
        part: Part,
    ) -> Search<S, M> {
        let kinds = kinds(&**specification, history, &part);
        let returns: Vec<u32> = part.returns().into_iter().map(|(rank, _)| rank).collect();
        let left_out = |rank: u32| kinds.get(rank as usize).is_some_and(|kind| kind.reads && !kind.returned);
        let chain = Chain::new(&part, left_out);
        Search {
            states: States::new(specification),
            copy: None,
            specification: Arc::clone(specification),
            history: Arc::clone(history),
            done: vec![false; part.calls.len()],
            tried: HashSet::with_hasher(FixedState::default()),
            at: Configuration { state: 0, returned: 0, open: M::none(part.width) },
            path: Vec::new(),
            stage: Stage::Arrived,
            steps: 0,
            looked: 0,
            best: Vec::new(),
            best_state: 0,
            common: 0,
            furthest: 0,
            part,
            kinds,
            returns,
            chain,
        }
    }

    fn reached(&mut self, allowance: &Allowance) -> Option<Limit> {
        if self.steps >= allowance.steps {
            return Some(Limit::Steps);
        }
        if matches!(self.stage, Stage::Arrived) && self.memory() > allowance.memory {
            return Some(Limit::Memory);
        }
        if self.steps.wrapping_sub(self.looked) >= STEPS_PER_LOOK {
            self.looked = self.steps;
            let (since, time) = allowance.time?;
            return (since.elapsed() > time).then_some(Limit::Time);
        }
        None
    }

    /// The state after the call here, if its outcome is right here.
    fn after(&mut self, rank: u32) -> Option<S::State> {
        let (fits, state) = self.step(rank)?;
        if fits {
            return Some(state);
        }
        // Most calls that do not fit leave the state as it is.
        if state == *self.states.get(self.at.state) {
            self.copy = Some((self.at.state, state));
        }
        None
    }

    /// Whether a call that only reads has the right outcome here.
    fn reads_right(&mut self, rank: u32) -> bool {
        let Some((fits, state)) = self.step(rank) else { return false };
        if fits || state == *self.states.get(self.at.state) {
            self.copy = Some((self.at.state, state));
        }
        fits
    }

    /// The state after the call here, and whether its outcome is right here.
    fn step(&mut self, rank: u32) -> Option<(bool, S::State)> {
        self.steps += 1;
        let call = self.history.calls.get(*self.part.calls.get(rank as usize)?)?;
        let kind = self.kinds.get(rank as usize)?;
        let mut state = match self.copy.take() {
            Some((number, state)) if number == self.at.state => state,
            _ => self.states.get(self.at.state).clone(),
        };
        let expected = self.specification.step(&mut state, &call.operation);
        let outcome = observed(kind.returned, call);
        let fits = outcome.is_none_or(|outcome| self.specification.agrees(&expected, outcome));
        Some((fits, state))
    }

    /// Does all calls that only read and fit.
    fn read(&mut self) {
        let mut place = self.chain.after(0);
        while let Some(rank) = self.candidate(place) {
            let before = self.chain.before(place);
            if self.kinds[rank as usize].reads && self.reads_right(rank) {
                self.advance(rank, self.at.state, true);
                place = self.chain.after(before);
            } else {
                place = self.chain.after(place);
            }
        }
    }

    /// The call at this place; `None` behind the last that may come next.
    fn candidate(&self, place: u32) -> Option<u32> {
        let index = (place as usize).checked_sub(1)?;
        match *self.part.events.get(index)? {
            Event::Call(rank) => Some(rank),
            Event::Return(_) => None,
        }
    }

    fn attempt(&mut self, place: u32) -> Stage {
        let Some(rank) = self.candidate(place) else { return Stage::Back };
        let kind = self.kinds[rank as usize];
        let in_turn = kind.twin.is_none_or(|twin| self.done[twin as usize]);
        if in_turn
            && !kind.reads
            && let Some(state) = self.after(rank)
        {
            let state = self.states.number(&self.specification, state);
            if kind.returned || state != self.at.state {
                self.advance(rank, state, false);
                return Stage::Arrived;
            }
        }
        Stage::Try(self.chain.after(place))
    }

    fn advance(&mut self, rank: u32, state: u32, only: bool) {
        self.path.push(Step { rank, before: (!only).then(|| self.at.clone()) });
        self.chain.take(rank);
        self.done[rank as usize] = true;
        self.at.state = state;
        self.at.open.flip(self.part.slots[rank as usize]);
        while let Some(&first) = self.returns.get(self.at.returned as usize)
            && self.done[first as usize]
        {
            self.at.open.flip(self.part.slots[first as usize]);
            self.at.returned += 1;
        }
    }

    /// Undoes the last step that had a choice.
    fn back(&mut self) -> Option<Stage> {
        loop {
            let step = self.path.pop()?;
            self.common = self.common.min(self.path.len());
            self.done[step.rank as usize] = false;
            self.chain.put_back(step.rank);
            if let Some(before) = step.before {
                self.at = before;
                return Some(Stage::Try(self.chain.after(self.chain.of(step.rank))));
            }
        }
    }

    fn note_best(&mut self) {
        if self.path.len() > self.best.len() {
            self.best.truncate(self.common);
            self.best.extend(self.path.iter().skip(self.common).map(|step| step.rank));
            self.common = self.path.len();
            self.best_state = self.at.state;
        }
    }
}

impl<S: Specification, M: Mask> Searching<S> for Search<S, M> {
    fn run(&mut self, allowance: &Allowance) -> Progress {
        loop {
            if let Some(limit) = self.reached(allowance) {
                self.note_best();
                return Progress::Paused(limit);
            }
            match self.stage {
                Stage::Arrived => {
                    self.read();
                    self.furthest = self.furthest.max(self.at.returned);
                    if self.at.returned as usize == self.returns.len() {
                        return Progress::Found;
                    }
                    let new = self.tried.insert(self.at.clone());
                    self.stage = if new { Stage::Try(self.chain.after(0)) } else { Stage::Back };
                }
                Stage::Try(place) => self.stage = self.attempt(place),
                Stage::Back => {
                    self.note_best();
                    match self.back() {
                        Some(stage) => self.stage = stage,
                        None => return Progress::Impossible,
                    }
                }
            }
        }
    }

    fn steps(&self) -> u64 {
        self.steps
    }

    fn memory(&self) -> u64 {
        let length = self.tried.len();
        let room = if length == self.tried.capacity() { (2 * length).max(4) } else { self.tried.capacity() };
        let each = size_of::<Configuration<M>>() + 1;
        let path = self.path.capacity() * size_of::<Step<M>>();
        let masks = (length + self.path.len()) * M::heap(self.part.width);
        (room * each + path + masks) as u64 + self.states.bytes()
    }

    fn part(&self) -> &Part {
        &self.part
    }

    fn order(&self) -> Vec<u32> {
        self.path.iter().map(|step| step.rank).collect()
    }

    fn furthest(&self) -> usize {
        self.furthest as usize
    }

    fn best(&self) -> (&[u32], &S::State) {
        (&self.best, self.states.get(self.best_state))
    }
}
