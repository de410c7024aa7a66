//! A worker: an evaluator of its own, which evaluates forms before their turn.

use std::time::Duration;

use super::footprint::{Logged, State};
use super::job::{Done, Job};
use super::members::member;
use super::statistics::Figures;
use crate::concurrent::speculation::{Attempt, Worker};
use crate::evaluation::context::{Context, Output};
use crate::evaluation::machine::Evaluator;
use crate::evaluation::program::{Outcome, within};
use crate::evaluation::store::Store;
use crate::evaluation::symbols::known;
use crate::sync::{Arc, BoundedQueue, clock};

/// The thread of worker `number`: helps with one batch after the other until the queue is closed.
pub(super) fn run(jobs: &BoundedQueue<Arc<Job>>, figures: &Figures, number: usize) {
    let mut evaluator = None;
    while let Some(job) = jobs.pop() {
        let mut helper = Helper { job: &job, evaluator, ready: false, applied: 0, figures, number };
        job.speculation.work(&mut helper);
        evaluator = helper.evaluator;
    }
}

/// A worker in the middle of a batch.
struct Helper<'a> {
    job: &'a Job,
    /// None at first, and after a panic.
    evaluator: Option<Evaluator>,
    /// The evaluator has seen the world of this batch.
    ready: bool,
    /// How many logs of the batch its store has seen.
    applied: usize,
    figures: &'a Figures,
    number: usize,
}

impl Helper<'_> {
    /// The evaluator, on `state`.
    fn evaluator(&mut self, state: State) -> &mut Evaluator {
        let job = self.job;
        let evaluator = self.evaluator.get_or_insert_with(|| {
            let context =
                Context { store: Store::new(job.world.clone()), speculative: true, ..Context::default() };
            Evaluator::new(context, &job.operations)
        });
        let context = &mut evaluator.context;
        if !self.ready {
            self.ready = true;
            self.applied = 0;
            context.store.reset(job.world.clone(), &mut context.symbols);
            context.pragmas = job.pragmas.clone();
            context.cancel = job.cancel.clone();
        }
        for log in job.commits.between(self.applied, state) {
            context.store.apply(&log.effects, &mut context.symbols);
        }
        self.applied = state;
        evaluator
    }

    fn evaluate(&mut self, task: usize, state: State) -> Attempt<Done, Logged> {
        let job = self.job;
        let Some(form) = job.forms.get(task) else { return Attempt::Abandoned };
        let evaluator = self.evaluator(state);
        evaluator.context.output = Output::Buffered(String::new());
        evaluator.context.limits = job.limits();
        evaluator.context.begin(job.number(task));
        if job.members {
            let (done, log) = member(evaluator, job, form.as_ref());
            evaluator.context.store.abandon();
            return Attempt::Finished(done, Logged(log));
        }
        let evaluated = within(evaluator, form.as_ref(), job.space);
        let context = &mut evaluator.context;
        // What time has cut is not what it would be at its turn.
        let cut = evaluated
            .exceeded
            .is_some_and(|limit| limit == known::TIME_LIMIT_EXCEEDED || limit == known::CANCELLED);
        if evaluated.barrier || cut {
            context.store.abandon();
            return if evaluated.barrier { Attempt::Barrier } else { Attempt::Abandoned };
        }
        let outcome = Outcome::of(&evaluated, context, job.wanted);
        let log = context.store.finish(&context.symbols);
        context.store.abandon();
        let output = match &mut context.output {
            Output::Buffered(text) => std::mem::take(text),
            Output::Live(_) => String::new(),
        };
        let done = Done { outcome, output, took: Duration::ZERO, whole: false };
        Attempt::Finished(done, Logged(Arc::new(log)))
    }
}

impl Worker<State, Done, Logged> for Helper<'_> {
    fn prepare(&mut self) {
        let space = self.job.space;
        let context = &mut self.evaluator(0).context;
        context.store.prepare(space, &mut context.symbols);
    }

    fn attempt(&mut self, task: usize, state: &Arc<State>) -> Attempt<Done, Logged> {
        let start = clock::now();
        let mut attempt = self.evaluate(task, **state);
        let time = start.elapsed();
        if let Attempt::Finished(done, _) = &mut attempt {
            done.took = time;
        }
        self.figures.worker_was_busy(self.number, time);
        attempt
    }

    fn recover(&mut self) {
        self.evaluator = None;
        self.ready = false;
    }
}
