//! The members of one form at the same time: `!(superpose (e1 .. en))`.
//!
//! ```text
//! the form at its turn ──► the session evaluates members, one after the other, until it has taken longer than PATIENCE
//!                               │
//!                               └──► the rest is a batch of its own: members are its tasks, all with the form's number,
//!                                    and every commit is seen by the next member, as between forms
//! all members fit ──► their results, one behind the other ──► one outcome
//! one does not    ──► all that they have changed is taken back, nothing was printed: the form is evaluated as a whole
//! ```
//! So nothing is new about conflicts: a member that has read what an earlier one wrote is evaluated again at its turn.

use std::ops::ControlFlow;
use std::time::Duration;

use super::Parallel;
use super::footprint::{Logged, State};
use super::job::{Done, Job};
use super::statistics::Figures;
use crate::concurrent::speculation::{Change, Committer};
use crate::evaluation::context::Output;
use crate::evaluation::limits::Limits;
use crate::evaluation::machine::Evaluator;
use crate::evaluation::program::{Batch, Outcome, Part, members, part, share};
use crate::evaluation::store::Log;
use crate::evaluation::term::Mark;
use crate::language::metta::atom::{Atom, AtomRef};
use crate::sync::thread::{Panicked, contain};
use crate::sync::{Arc, clock};

/// So many forms are evaluated as a whole at most, before the members of one are tried again.
const WARY: usize = 64;

impl Parallel {
    /// The first form of `batch` by its members, where it has as many as there are forms at least.
    pub(super) fn by_members(
        &mut self,
        evaluator: &mut Evaluator,
        batch: &Batch<'_>,
        deliver: &mut dyn FnMut(Outcome) -> ControlFlow<()>,
    ) -> Option<usize> {
        let context = &mut evaluator.context;
        let members = members(context, batch.forms.first()?).filter(|all| all.len() >= batch.forms.len())?;
        if self.whole > 0 {
            self.whole -= 1;
            return None;
        }
        let start = clock::now();
        let (limits, speculative) = (context.limits.clone(), context.speculative);
        let output = std::mem::replace(&mut context.output, Output::Buffered(String::new()));
        context.speculative = true;
        context.store.set_logging(true);
        let mark = context.trail.mark();
        let joined = self.together(evaluator, batch, &members, mark);
        let context = &mut evaluator.context;
        context.trail.release(mark);
        context.speculative = speculative;
        context.output = output;
        let left = batch.deadline.map(|deadline| deadline.duration_since(clock::now()));
        context.limits = Limits { time: left.or(limits.time), ..limits };
        let Some(Part { outcome, output }) = joined else {
            self.wary = (self.wary * 2).clamp(1, WARY);
            self.whole = self.wary;
            context.store.set_logging(false);
            return Some(self.one_in_turn(evaluator, batch, deliver));
        };
        self.wary = 0;
        self.pace.took(start.elapsed(), outcome.steps);
        if !output.is_empty() {
            context.output.write(&output);
        }
        // It is the last one in any case.
        let _ = deliver(outcome);
        Some(1)
    }

    /// What the members of a form come to, and their changes in the store; none, and no changes, where only the whole form
    /// tells.
    fn together(
        &mut self,
        evaluator: &mut Evaluator,
        batch: &Batch<'_>,
        members: &[Atom],
        mark: Mark,
    ) -> Option<Part> {
        let start = clock::now();
        let limits = share(&evaluator.context.limits, members.len());
        let deadline = batch.deadline.into_iter().chain(limits.time.map(|time| start.after(time))).min();
        evaluator.context.begin(batch.first);
        let mut joined = Part::none();
        let mut done = 0;
        // One after the other, as long as it is not worth waking anybody, or there is nothing for anybody else.
        while done < members.len() {
            let is_short = self.patience.is_some_and(|patience| start.elapsed() < patience);
            if !is_short && done + 1 < members.len() {
                break;
            }
            let left = deadline.map(|deadline| deadline.duration_since(clock::now()));
            evaluator.context.limits = Limits { time: left, ..limits.clone() };
            let member = members[done].as_ref();
            let next = contain(|| part(evaluator, member, batch.space, batch.wanted)).unwrap_or_else(|_| {
                evaluator.recover(mark);
                None
            });
            let joins = next.is_some_and(|next| joined.join(next, &limits).is_continue());
            if !joins {
                evaluator.context.store.abandon();
                return None;
            }
            done += 1;
        }
        self.figures.session_was_busy(start.elapsed());
        if done == members.len() {
            self.figures.one_by_members(0);
            return Some(joined);
        }
        let context = &mut evaluator.context;
        let log = context.store.finish(&context.symbols);
        context.store.abandon();
        let before = context.store.world(&context.symbols);
        context.store.apply(&log.effects, &mut context.symbols);
        let rest = Batch { forms: &members[done..], deadline, ..*batch };
        context.limits = limits;
        let job = self.hand_over(context, &rest, true);
        let handed = clock::now();
        let mut turns = Turns { evaluator, job: &job, figures: &self.figures, mark, joined, done: 0 };
        job.speculation.commit(&mut turns);
        let joined = turns.joined();
        // What is under way is of no use any more.
        job.cancel.cancel();
        if joined.is_some() {
            self.figures.one_by_members(job.speculation.statistics().first_try);
        }
        self.unprepared = self.unprepared.saturating_sub(handed.elapsed());
        if joined.is_none() {
            let context = &mut evaluator.context;
            context.store.reset(before, &mut context.symbols);
        }
        joined
    }
}

/// Evaluates a member of the form that has begun; what it has changed stays in the store.
pub(super) fn member(evaluator: &mut Evaluator, job: &Job, member: AtomRef<'_>) -> (Done, Arc<Log>) {
    let part = part(evaluator, member, job.space, job.wanted);
    let context = &mut evaluator.context;
    let (done, log) = match part {
        Some(Part { outcome, output }) => {
            let done = Done { outcome, output, took: Duration::ZERO, whole: false };
            (done, context.store.finish(&context.symbols))
        }
        None => (Done::whole(), Log::default()),
    };
    (done, Arc::new(log))
}

/// Members in the middle of being committed. The store of the evaluator holds what was committed so far.
struct Turns<'a> {
    evaluator: &'a mut Evaluator,
    job: &'a Job,
    figures: &'a Figures,
    /// Where the evaluator goes back to behind a panic.
    mark: Mark,
    joined: Part,
    /// How many members are a part of `joined`.
    done: usize,
}

impl Turns<'_> {
    /// What came of the form; none where only the whole form tells.
    fn joined(self) -> Option<Part> {
        (self.done == self.job.forms.len()).then_some(self.joined)
    }
}

impl Committer<State, Done, Logged> for Turns<'_> {
    fn compute(&mut self, task: usize, _: &Arc<State>) -> (Done, Change<State, Logged>) {
        let start = clock::now();
        self.evaluator.context.limits = self.job.limits();
        self.evaluator.context.begin(self.job.number(task));
        let (done, log) = member(self.evaluator, self.job, self.job.forms[task].as_ref());
        self.figures.session_was_busy(start.elapsed());
        (done, self.job.change(log))
    }

    fn recover(&mut self) {
        self.evaluator.recover(self.mark);
        self.evaluator.context.store.abandon();
    }

    fn apply(&mut self, _: usize, footprint: Logged, _: &Arc<State>) -> Change<State, Logged> {
        let context = &mut self.evaluator.context;
        context.store.apply(&footprint.0.effects, &mut context.symbols);
        self.job.change(footprint.0)
    }

    fn deliver(&mut self, _: usize, result: Result<Done, Panicked>) -> bool {
        let Ok(Done { outcome, output, whole: false, .. }) = result else { return false };
        if self.joined.join(Part { outcome, output }, &self.job.limits).is_break() {
            return false;
        }
        self.done += 1;
        true
    }
}
