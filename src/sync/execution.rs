//! What the facade knows about the running execution of a model: its threads, what they hold, what the model chose.
//!
//! Both engines run all threads of a model on one thread of the operating system, so this state lives in a plain
//! thread-local and uses no modelled primitive: keeping it neither adds schedules nor hides any.

use super::backend::{self, ThreadKey};
use super::exploration::Fairness;
use super::injection::{self, Injector};
use super::one_lock::Entry;
use super::trace::{self, Action, Operation};
use std::cell::RefCell;
use std::panic::Location;
use std::sync::Arc;

/// What a model chose, in force while it runs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Options {
    pub(super) fairness: Fairness,
    pub(super) one_lock: bool,
    /// How many deadlines may expire in one execution.
    pub(super) deadlines: usize,
    /// How many waits may end without cause in one execution.
    pub(super) spurious: usize,
}

impl Options {
    pub(super) const DEFAULT: Options =
        Options { fairness: Fairness::Fair, one_lock: true, deadlines: 0, spurious: 0 };

    pub(super) fn injects(self) -> bool {
        self.deadlines > 0 || self.spurious > 0
    }
}

struct Thread {
    key: Option<ThreadKey>,
    name: String,
    held: Vec<Entry>,
    /// The message of a panic that nobody has taken by joining.
    panic: Option<String>,
}

impl Thread {
    fn new(key: Option<ThreadKey>, name: String) -> Thread {
        Thread { key, name, held: Vec::new(), panic: None }
    }
}

struct State {
    options: Options,
    threads: Vec<Thread>,
    /// The model's threads that have not ended, main included, injectors not.
    alive: usize,
    injectors: Vec<Arc<Injector>>,
    /// Whether the body of the last execution returned; one that was given up or failed loses nothing by being left.
    returned: bool,
    executions: usize,
}

impl State {
    const fn new(options: Options) -> State {
        State {
            options,
            threads: Vec::new(),
            alive: 0,
            injectors: Vec::new(),
            returned: false,
            executions: 0,
        }
    }
}

thread_local! {
    static STATE: RefCell<State> = const { RefCell::new(State::new(Options::DEFAULT)) };
}

/// Starts a run of a model: its options, no executions yet.
pub(super) fn open(options: Options) {
    STATE.with_borrow_mut(|state| *state = State::new(options));
}

/// Starts the next execution, on its main thread.
///
/// # Panics
/// If a thread of the execution before panicked and nobody joined it: a failed assertion must not get lost.
pub(super) fn begin() {
    refuse_lost_panics();
    trace::begin();
    let key = backend::thread_key();
    STATE.with_borrow_mut(|state| {
        state.executions += 1;
        state.threads.clear();
        state.injectors.clear();
        state.threads.push(Thread::new(Some(key), "main".to_owned()));
        state.alive = 1;
        state.returned = false;
    });
    injection::start();
}

/// Ends the run: how many executions it had.
///
/// # Panics
/// As [`begin`].
pub(super) fn close() -> usize {
    refuse_lost_panics();
    STATE.with_borrow_mut(|state| {
        let executions = state.executions;
        *state = State::new(Options::DEFAULT);
        executions
    })
}

fn refuse_lost_panics() {
    let lost = STATE.with_borrow_mut(|state| {
        if !state.returned {
            return None;
        }
        state.threads.iter_mut().find_map(|thread| Some((thread.name.clone(), thread.panic.take()?)))
    });
    if let Some((name, message)) = lost {
        panic!("thread `{name}` panicked and nobody took its result: {message}");
    }
}

pub(super) fn options() -> Options {
    STATE.with_borrow(|state| state.options)
}

/// Whether the thread unwinds: the execution may be gone, and a guard must not ask the engine for anything.
pub(super) fn is_over() -> bool {
    std::thread::panicking()
}

/// The number of the running thread: 0 is main, the others count in the order in which they were spawned.
pub(super) fn current() -> usize {
    let key = backend::thread_key();
    STATE.with_borrow_mut(|state| match state.threads.iter().position(|thread| thread.key == Some(key)) {
        Some(number) => number,
        None => {
            let number = state.threads.len();
            state.threads.push(Thread::new(Some(key), format!("thread {number}")));
            number
        }
    })
}

/// Registers a thread that its parent is about to spawn; the number is the parent's choice, hence deterministic.
pub(super) fn reserve(name: &str) -> usize {
    STATE.with_borrow_mut(|state| {
        state.threads.push(Thread::new(None, name.to_owned()));
        state.threads.len() - 1
    })
}

/// Called by the spawned thread itself, first of all.
///
/// Injectors call it too, and are not counted among the living.
pub(super) fn adopt(number: usize) {
    let key = backend::thread_key();
    STATE.with_borrow_mut(|state| {
        if let Some(thread) = state.threads.get_mut(number) {
            thread.key = Some(key);
        }
    });
}

/// One more thread of the model is about to live.
pub(super) fn enter() {
    STATE.with_borrow_mut(|state| state.alive += 1);
}

/// The body has returned, on main.
pub(super) fn end() {
    STATE.with_borrow_mut(|state| state.returned = true);
    leave();
}

/// A thread of the model, or main, has done all it does.
pub(super) fn leave() {
    let last = STATE.with_borrow_mut(|state| {
        state.alive = state.alive.saturating_sub(1);
        state.alive == 0
    });
    if last {
        injection::stop();
    }
}

pub(super) fn add_injector(injector: Arc<Injector>) {
    STATE.with_borrow_mut(|state| state.injectors.push(injector));
}

pub(super) fn injectors() -> Vec<Arc<Injector>> {
    STATE.with_borrow(|state| state.injectors.clone())
}

pub(super) fn set_panic(number: usize, message: Option<String>) {
    STATE.with_borrow_mut(|state| {
        if let Some(thread) = state.threads.get_mut(number) {
            thread.panic = message;
        }
    });
}

/// Gives `visit` what the running thread holds.
pub(super) fn with_held<R>(visit: impl FnOnce(&mut Vec<Entry>) -> R) -> R {
    let number = current();
    STATE.with_borrow_mut(|state| match state.threads.get_mut(number) {
        Some(thread) => visit(&mut thread.held),
        None => visit(&mut Vec::new()),
    })
}

/// The name of a thread of this execution.
fn name_of(number: usize) -> String {
    STATE
        .with_borrow(|state| state.threads.get(number).map_or_else(String::new, |thread| thread.name.clone()))
}

/// Reports one operation of the running thread to the trace.
pub(super) fn note(
    action: Action,
    name: &'static str,
    value: Option<u64>,
    location: &'static Location<'static>,
) {
    if !is_over() {
        let thread = current();
        trace::record(Operation { thread, action, name, value, location }, name_of);
    }
}
