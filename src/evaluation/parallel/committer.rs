//! The session's side of a batch: what comes at its turn.

use std::ops::ControlFlow;
use std::rc::Rc;
use std::time::Duration;

use super::footprint::{Logged, State};
use super::job::{Done, Job};
use super::pace::Pace;
use super::statistics::Figures;
use super::watched::Watched;
use crate::concurrent::speculation::{Change, Committer};
use crate::evaluation::machine::Evaluator;
use crate::evaluation::program::{Outcome, contained, panic};
use crate::sync::thread::Panicked;
use crate::sync::{Arc, clock};

/// A batch in the middle of being committed. The store of the evaluator holds what was committed so far.
pub(super) struct Turns<'a, 'b> {
    evaluator: &'a mut Evaluator,
    job: &'a Job,
    host: Option<Rc<Watched>>,
    deliver: &'a mut (dyn FnMut(Outcome) -> ControlFlow<()> + 'b),
    figures: &'a Figures,
    pace: &'a mut Pace,
    delivered: usize,
    taught: bool,
}

impl<'a, 'b> Turns<'a, 'b> {
    pub(super) fn new(
        evaluator: &'a mut Evaluator,
        job: &'a Job,
        host: Option<Rc<Watched>>,
        deliver: &'a mut (dyn FnMut(Outcome) -> ControlFlow<()> + 'b),
        figures: &'a Figures,
        pace: &'a mut Pace,
    ) -> Self {
        Turns { evaluator, job, host, deliver, figures, pace, delivered: 0, taught: false }
    }

    /// How many outcomes were delivered.
    pub(super) fn delivered(&self) -> usize {
        self.delivered
    }

    /// The last form may have changed how the next ones are read.
    pub(super) fn taught(&self) -> bool {
        self.taught
    }
}

impl Committer<State, Done, Logged> for Turns<'_, '_> {
    fn compute(&mut self, task: usize, _: &Arc<State>) -> (Done, Change<State, Logged>) {
        let start = clock::now();
        self.evaluator.context.limits = self.job.limits();
        self.evaluator.context.begin(self.job.number(task));
        let form = self.job.forms[task].as_ref();
        // What a panicking form has written is in its log like any other's.
        let outcome = contained(self.evaluator, form, self.job.space, self.job.wanted);
        let context = &mut self.evaluator.context;
        let log = context.store.finish(&context.symbols);
        self.taught = self.host.as_ref().is_some_and(|host| host.was_asked());
        let took = start.elapsed();
        self.figures.session_was_busy(took);
        (Done { outcome, output: String::new(), took, whole: false }, self.job.change(Arc::new(log)))
    }

    fn recover(&mut self) {
        self.evaluator.context.store.abandon();
    }

    fn apply(&mut self, _: usize, footprint: Logged, _: &Arc<State>) -> Change<State, Logged> {
        let context = &mut self.evaluator.context;
        context.store.apply(&footprint.0.effects, &mut context.symbols);
        self.job.change(footprint.0)
    }

    fn deliver(&mut self, task: usize, result: Result<Done, Panicked>) -> bool {
        let done = result.unwrap_or_else(|panicked| {
            let (form, context) = (self.job.forms[task].as_ref(), &mut self.evaluator.context);
            let outcome = panic(context, form, &panicked, self.job.wanted);
            Done { outcome, output: String::new(), took: Duration::ZERO, whole: false }
        });
        if !done.output.is_empty() {
            self.evaluator.context.output.write(&done.output);
        }
        self.delivered += 1;
        self.pace.took(done.took, done.outcome.steps);
        (self.deliver)(done.outcome).is_continue()
            && !self.taught
            && !self.job.is_over()
            && self.pace.is_ahead()
    }
}
