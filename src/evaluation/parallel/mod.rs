//! Consecutive `!` forms at the same time, and nobody can tell it from one after the other (X1).
//!
//! ```text
//! forms of a batch ──► Speculation ──► worker: an evaluator of its own, `speculative`, what it prints waits ──► outcome + log
//!                           │                                                                                      │
//!                           └──► the session's evaluator, in order: the log is held against what was written since,
//!                                effects are applied, output is written, the outcome is delivered  ◄────────────────┘
//! ```
//! What workers and the session share is the world at the start of the batch, and the logs of the forms that are committed:
//! a worker brings its own store up to date with these before each form, and takes its own changes back after it. New
//! spaces, states and random numbers are named after the number of the form, so it does not matter who evaluates it.
//!
//! A form that must wait for its turn (files, `import!`, `bind!` ..) is evaluated by the session; when it has asked the host
//! for something, the batch ends behind it, since what follows may be read in another way now.
//!
//! Where only short forms follow one another, they are not handed over at all but evaluated as one thread does it (`pace`).
//! Where there are fewer forms than a form has alternatives in its text, these are what threads share (`members`).
//! Short batches never wake the workers ([`PATIENCE`]), nor do those that take less than what workers must learn first; work in which each form depends on the one before is left to
//! its turn after a few conflicts ([`Policy`]).

mod committer;
mod footprint;
mod job;
mod members;
mod pace;
mod statistics;
mod watched;
mod worker;

pub use statistics::{Figures, Statistics};

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::rc::Rc;
use std::time::Duration;

use self::committer::Turns;
use self::footprint::Commits;
use self::job::Job;
use self::pace::Pace;
use self::watched::Watched;
use crate::concurrent::Speculation;
use crate::concurrent::speculation::Policy;
use crate::evaluation::context::Context;
use crate::evaluation::host::Host;
use crate::evaluation::machine::Evaluator;
use crate::evaluation::program::{Batch, Batches, InOrder, Outcome};
use crate::language::metta::atom::Atom;
use crate::language::metta::constants::Constant;
use crate::sync::thread::{self, JoinHandle};
use crate::sync::{Arc, BoundedQueue, clock};

/// What a batch may take before workers are woken; more, where they must learn much first.
pub const PATIENCE: Duration = Duration::from_millis(1);

/// What it takes to start the workers and all that they know, on a busy machine.
const START: Duration = Duration::from_millis(8);

/// What it takes a worker to learn of an atom.
const ATOM: Duration = Duration::from_micros(1);

/// How many forms are looked at together at most.
const MOST: usize = 1024;

/// Evaluates the forms of a batch on several threads.
pub struct Parallel {
    threads: usize,
    patience: Option<Duration>,
    /// What workers must still do before they can begin: as long they are not woken, so that it is never done in vain for
    /// longer than the forms take. Batches count together.
    unprepared: Duration,
    /// How many atoms the world of the last batch had.
    atoms: usize,
    /// How many forms to ask for: fewer after a batch that ended early.
    most: usize,
    /// So many forms are evaluated as a whole: more and more, where their members turn out to be parts of something larger.
    whole: usize,
    /// How many they were last time.
    wary: usize,
    /// How much the last batch was left to its turn.
    back_off: usize,
    pace: Pace,
    workers: Vec<Hired>,
    figures: Figures,
}

/// A worker's thread, and where its jobs come in.
struct Hired {
    jobs: Arc<BoundedQueue<Arc<Job>>>,
    thread: Option<JoinHandle<()>>,
}

impl Parallel {
    /// With so many threads; they are started when there is something for them.
    pub fn new(threads: usize) -> Parallel {
        Parallel::patient(threads, Some(PATIENCE))
    }

    /// As [`Parallel::new`], with another patience than [`PATIENCE`]; none wakes workers at once, and has all forms handed
    /// over, short ones too.
    pub fn patient(threads: usize, patience: Option<Duration>) -> Parallel {
        let threads = threads.max(1);
        Parallel {
            threads,
            patience,
            unprepared: START,
            atoms: 0,
            most: MOST,
            whole: 0,
            wary: 0,
            back_off: 0,
            pace: Pace::new(patience.is_none()),
            workers: Vec::new(),
            figures: Figures::new(threads),
        }
    }

    /// What becomes of the forms, to be asked at any time.
    pub fn figures(&self) -> Figures {
        self.figures.clone()
    }

    /// The first form of `batch`, as one thread does it.
    fn one_in_turn(
        &mut self,
        evaluator: &mut Evaluator,
        batch: &Batch<'_>,
        deliver: &mut dyn FnMut(Outcome) -> ControlFlow<()>,
    ) -> usize {
        let start = clock::now();
        let mut steps = 0;
        let done = InOrder.evaluate(evaluator, batch, &mut |outcome| {
            steps = outcome.steps;
            deliver(outcome)
        });
        let took = start.elapsed();
        self.pace.took(took, steps);
        self.figures.one_in_turn(took);
        done
    }

    /// Hands the forms of `batch` to the workers, on the world as it is; `members`: they are members of its first form.
    fn hand_over(&mut self, context: &mut Context, batch: &Batch<'_>, members: bool) -> Arc<Job> {
        self.hire();
        let (policy, barriers) = (Policy::new(self.threads), barriers(batch.forms));
        let speculation = Speculation::new(batch.forms.len(), barriers, policy, Arc::new(0));
        let speculation = speculation.held_back((self.back_off / 2).min(batch.forms.len() / 8));
        let world = context.store.world(&context.symbols);
        let atoms = world.spaces.values().map(|space| space.atoms.len()).sum();
        let unseen = u32::try_from(atoms - self.atoms.min(atoms)).unwrap_or(u32::MAX);
        self.atoms = atoms;
        self.unprepared += ATOM.saturating_mul(unseen);
        let speculation = match self.patience {
            Some(patience) => speculation.after(patience.max(self.unprepared)),
            None => speculation,
        };
        let job = Arc::new(Job {
            forms: batch.forms.to_vec(),
            space: batch.space,
            first: batch.first,
            members,
            wanted: batch.wanted,
            world,
            pragmas: context.pragmas.clone(),
            operations: context.natives.operations(),
            limits: context.limits.clone(),
            deadline: batch.deadline,
            cancel: context.cancel.child(),
            speculation,
            commits: Commits::new(),
        });
        for worker in &self.workers {
            // One that is still busy with an old form misses this batch.
            if worker.jobs.len() < 2 && worker.jobs.push(Arc::clone(&job)).is_err() {
                debug_assert!(false, "the queue is closed when the workers are let go");
            }
        }
        job
    }

    fn hire(&mut self) {
        for number in self.workers.len()..self.threads {
            let jobs = Arc::new(BoundedQueue::new("parallel.jobs", 2));
            let (queue, figures) = (Arc::clone(&jobs), self.figures.clone());
            let thread = thread::spawn(format!("evaluator {}", number + 1), move || {
                worker::run(&queue, &figures, number);
            });
            self.workers.push(Hired { jobs, thread: Some(thread) });
        }
    }
}

impl Batches for Parallel {
    fn most(&self) -> usize {
        if self.threads > 1 && self.pace.is_ahead() { self.most } else { 1 }
    }

    fn counts(&self) -> Vec<(&'static str, u64)> {
        self.figures.get().counts()
    }

    fn evaluate(
        &mut self,
        evaluator: &mut Evaluator,
        batch: &Batch<'_>,
        deliver: &mut dyn FnMut(Outcome) -> ControlFlow<()>,
    ) -> usize {
        if self.threads > 1
            && let Some(done) = self.by_members(evaluator, batch, deliver)
        {
            return done;
        }
        let alone = self.threads == 1 || batch.forms.len() < 2 || !self.pace.is_ahead();
        evaluator.context.store.set_logging(!alone);
        if alone {
            return self.one_in_turn(evaluator, batch, deliver);
        }
        let start = clock::now();
        let job = self.hand_over(&mut evaluator.context, batch, false);
        let watched = evaluator.context.host.take().map(|host| Rc::new(Watched::new(host)));
        evaluator.context.host = watched.clone().map(|watched| watched as Rc<dyn Host>);
        let mut turns = Turns::new(evaluator, &job, watched.clone(), deliver, &self.figures, &mut self.pace);
        job.speculation.commit(&mut turns);
        let (done, taught) = (turns.delivered(), turns.taught());
        // What is under way is of no use any more.
        job.cancel.cancel();
        self.figures.add(job.speculation.statistics());
        self.back_off = job.speculation.back_off();
        evaluator.context.host = watched.map(|watched| watched.inner());
        self.unprepared = self.unprepared.saturating_sub(start.elapsed());
        let ended = taught || !self.pace.is_ahead();
        self.most = if ended { (done * 2).clamp(2, MOST) } else { (self.most * 4).min(MOST) };
        done
    }
}

impl Drop for Parallel {
    fn drop(&mut self) {
        for worker in &self.workers {
            worker.jobs.close();
        }
        for worker in &mut self.workers {
            // A worker contains the panics of its forms; there is nobody to tell of another one.
            let _ = worker.thread.take().map(JoinHandle::join);
        }
    }
}

/// The forms that are known to wait for their turn.
fn barriers(forms: &[Atom]) -> BTreeSet<usize> {
    const HEADS: [&str; 5] = ["import!", "bind!", "pragma!", "include", "register-module!"];
    let is_barrier = |form: &Atom| {
        let head = form.as_ref().words().get(2).and_then(|word| word.constant_id());
        let head = head.map(|id| form.as_ref().constants().constant(id));
        matches!(head, Some(Constant::Symbol(name)) if HEADS.contains(&name))
    };
    forms.iter().enumerate().filter(|(_, form)| is_barrier(form)).map(|(number, _)| number).collect()
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests;
