//! The search as a scheduler of shuttle, and what can be done with it: explore, find the shortest failure, replay.

use super::Search;
use crate::sync::trace::{self, Trace};
use crate::sync::{Exploration, Label, Model};
use shuttle::scheduler::{Schedule, Scheduler, Task, TaskId};
use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;

/// A failing schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Which thread runs, step by step.
    pub schedule: Vec<usize>,
    /// How often the processor is taken away from a thread that could go on.
    pub preemptions: usize,
    /// How many schedules were run before the first failing one was found, that one included.
    pub executions: u64,
    /// What the execution died of.
    pub message: String,
}

/// A model's body.
pub type Body = Arc<dyn Fn() + Send + Sync>;

impl Model {
    /// Runs `body` under every schedule with at most `bound` preemptions and says whether that was all there are.
    ///
    /// # Panics
    ///
    /// On the first schedule that fails, as [`Model::check`].
    pub fn explore(&self, body: &Body, bound: usize) -> Exploration {
        let search = Rc::new(RefCell::new(Search::new(bound)));
        let executions = self.follow(Bounded(Rc::clone(&search)), body);
        let left_out = search.borrow().left_out();
        let label = if left_out { Label::Bounded { preemptions: bound } } else { Label::Exhaustive };
        self.found(label, executions)
    }

    /// Finds the failing schedule with the fewest preemptions, at most `most`, and among those one with the fewest
    /// steps that `effort` further executions can find. `None` when there is none.
    #[must_use]
    pub fn find_failure(&self, body: &Body, most: usize, effort: u64) -> Option<Failure> {
        let mut before = 0;
        for bound in 0..=most {
            let search = Rc::new(RefCell::new(Search::new(bound)));
            let mut shortest: Option<Failure> = None;
            loop {
                let until = shortest.as_ref().map(|failure| failure.executions - before + effort);
                let scheduler = Limited { search: Rc::clone(&search), until };
                let Err(payload) = catch_unwind(AssertUnwindSafe(|| self.follow(scheduler, body))) else {
                    break;
                };
                let mut search = search.borrow_mut();
                let executions = shortest.map_or(before + search.executions(), |failure| failure.executions);
                shortest = Some(Failure {
                    schedule: search.schedule(),
                    preemptions: search.preemptions(),
                    executions,
                    message: message(payload.as_ref()),
                });
                search.look_for_shorter();
            }
            if shortest.is_some() {
                return shortest;
            }
            let search = search.borrow();
            before += search.executions();
            if !search.left_out() {
                return None;
            }
        }
        None
    }

    /// Runs `body` under the schedules that [`Model::check`] draws by chance. The same model draws the same schedules.
    ///
    /// # Errors
    /// The first schedule that fails. It has more preemptions than it needs: [`Model::find_failure`] finds a shorter one, where
    /// there are few threads.
    pub fn sample(&self, body: &Body) -> Result<usize, Failure> {
        let drawn = Rc::new(RefCell::new(Drawn::default()));
        let scheduler = Drawing { chance: self.chance(), drawn: Rc::clone(&drawn) };
        catch_unwind(AssertUnwindSafe(|| self.follow(scheduler, body))).map_err(|payload| {
            let drawn = drawn.take();
            Failure {
                schedule: drawn.schedule,
                preemptions: drawn.preemptions,
                executions: drawn.executions,
                message: message(payload.as_ref()),
            }
        })
    }

    /// Runs `body` under one schedule and records what the facade does. The trace ends where the schedule fails.
    #[must_use]
    pub fn replay(&self, body: &Body, schedule: &[usize]) -> Trace {
        let scheduler = Replay { schedule: schedule.to_vec(), step: 0, started: false };
        let (steps, outcome) =
            trace::recording(|| catch_unwind(AssertUnwindSafe(|| self.follow(scheduler, body))));
        Trace { steps, verdict: outcome.err().map(|payload| message(payload.as_ref())) }
    }

    fn follow(&self, scheduler: impl Scheduler + 'static, body: &Body) -> usize {
        let body = Arc::clone(body);
        self.schedule(scheduler, move || body())
    }
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("a panic without a message").to_owned()
}

/// What was drawn last.
#[derive(Default)]
struct Drawn {
    schedule: Vec<usize>,
    preemptions: usize,
    executions: u64,
}

/// Schedules that another scheduler draws, written down.
struct Drawing {
    chance: Box<dyn Scheduler + Send>,
    drawn: Rc<RefCell<Drawn>>,
}

impl Scheduler for Drawing {
    fn new_execution(&mut self) -> Option<Schedule> {
        let schedule = self.chance.new_execution()?;
        let executions = self.drawn.borrow().executions + 1;
        *self.drawn.borrow_mut() = Drawn { executions, ..Drawn::default() };
        Some(schedule)
    }

    fn next_task(&mut self, runnable: &[&Task], current: Option<TaskId>, yields: bool) -> Option<TaskId> {
        let chosen = self.chance.next_task(runnable, current, yields)?;
        let mut drawn = self.drawn.borrow_mut();
        let could_go_on = current.is_some_and(|current| runnable.iter().any(|task| task.id() == current));
        drawn.preemptions += usize::from(could_go_on && !yields && current != Some(chosen));
        drawn.schedule.push(chosen.into());
        Some(chosen)
    }

    fn next_u64(&mut self) -> u64 {
        no_randomness()
    }
}

/// The whole search.
struct Bounded(Rc<RefCell<Search>>);

impl Scheduler for Bounded {
    fn new_execution(&mut self) -> Option<Schedule> {
        self.0.borrow_mut().advance().then(|| Schedule::new(0))
    }

    fn next_task(&mut self, runnable: &[&Task], current: Option<TaskId>, yields: bool) -> Option<TaskId> {
        let runnable: Vec<usize> = runnable.iter().map(|task| task.id().into()).collect();
        self.0.borrow_mut().choose(&runnable, current.map(usize::from), yields).map(TaskId::from)
    }

    fn next_u64(&mut self) -> u64 {
        no_randomness()
    }
}

/// The search up to a number of executions.
struct Limited {
    search: Rc<RefCell<Search>>,
    until: Option<u64>,
}

impl Scheduler for Limited {
    fn new_execution(&mut self) -> Option<Schedule> {
        let executions = self.search.borrow().executions();
        if self.until.is_some_and(|until| executions >= until) {
            return None;
        }
        Bounded(Rc::clone(&self.search)).new_execution()
    }

    fn next_task(&mut self, runnable: &[&Task], current: Option<TaskId>, yields: bool) -> Option<TaskId> {
        Bounded(Rc::clone(&self.search)).next_task(runnable, current, yields)
    }

    fn next_u64(&mut self) -> u64 {
        no_randomness()
    }
}

/// One schedule, once.
struct Replay {
    schedule: Vec<usize>,
    step: usize,
    started: bool,
}

impl Scheduler for Replay {
    fn new_execution(&mut self) -> Option<Schedule> {
        (!std::mem::replace(&mut self.started, true)).then(|| Schedule::new(0))
    }

    fn next_task(&mut self, _runnable: &[&Task], _current: Option<TaskId>, _yields: bool) -> Option<TaskId> {
        let chosen = self.schedule.get(self.step).copied().map(TaskId::from);
        self.step += 1;
        chosen
    }

    fn next_u64(&mut self) -> u64 {
        no_randomness()
    }
}

fn no_randomness() -> u64 {
    panic!("a model must not draw random numbers: the search would not see all that can happen")
}
