//! Where the outcomes of a load come together, in path order, on one thread.

use std::ops::ControlFlow;

use super::contribution::{Contribution, Outcome};
use super::error::LoadError;
use super::options::{LoadOptions, OnError, Publication};
use super::program::Program;
use super::report::{Progress, Stage};
use super::stopwatch::{Phases, Stopwatch};
use crate::concurrent::published::Revision;
use crate::environment::{Delta, Draft, Environment};
use crate::sync::fork_join::Pool;

/// Takes outcomes in path order and publishes them.
pub(super) struct Assembly<'a> {
    pub(super) environment: &'a Environment,
    pub(super) options: LoadOptions,
    /// Threads that build.
    pub(super) threads: usize,
    /// Those threads, once they are started.
    pub(super) pool: Option<Pool>,
    pub(super) on_progress: &'a mut dyn FnMut(Progress),
    pub(super) progress: Progress,
    pub(super) stopwatch: Stopwatch,
    pub(super) phases: Phases,
    pub(super) sums: Sums,
    pub(super) pending: Pending,
}

/// What has been taken in so far.
#[derive(Default)]
pub(super) struct Sums {
    pub(super) files: usize,
    pub(super) bytes: u64,
    pub(super) atoms: usize,
    pub(super) rules: usize,
    pub(super) types: usize,
    pub(super) programs: Vec<Program>,
    pub(super) errors: Vec<LoadError>,
    pub(super) publications: usize,
    pub(super) revision: Option<Revision>,
}

/// What has been taken in and not published.
#[derive(Default)]
pub(super) struct Pending {
    drafts: Vec<Draft>,
    bytes: u64,
}

impl Assembly<'_> {
    /// Takes the next outcome. Breaks at the first error of a fail-fast load, which is then the last of `sums.errors`.
    pub(super) fn take(&mut self, outcome: Outcome) -> ControlFlow<()> {
        self.progress.files += 1;
        // With the parallel driver others read meanwhile: starting the threads that will build costs no time here.
        self.pool();
        let flow = match outcome {
            Ok(contribution) => {
                self.add(contribution);
                ControlFlow::Continue(())
            }
            Err(errors) => {
                self.sums.errors.extend(errors);
                match self.options.on_error {
                    OnError::FailFast => ControlFlow::Break(()),
                    OnError::Collect => ControlFlow::Continue(()),
                }
            }
        };
        (self.on_progress)(self.progress);
        flow
    }

    fn pool(&mut self) -> &Pool {
        let threads = self.threads;
        self.pool.get_or_insert_with(|| Pool::new(threads))
    }

    fn add(&mut self, contribution: Contribution) {
        let sums = &mut self.sums;
        sums.files += 1;
        sums.bytes += contribution.bytes;
        sums.atoms += contribution.draft.len();
        sums.rules += contribution.draft.rule_count();
        sums.types += contribution.draft.type_count();
        sums.programs.extend(contribution.program);
        self.progress.bytes = sums.bytes;
        // The delta grows by whole files in path order; merging is associative, so batches of any size and one delta
        // for everything give the same environment. invariant: E2
        self.pending.drafts.push(contribution.draft);
        self.pending.bytes += contribution.bytes;
        if self.options.publication == Publication::PerBatch && self.pending.bytes >= self.options.batch_bytes
        {
            self.publish();
        }
    }

    /// Builds and publishes what is pending, in one step: all of it becomes visible or nothing. invariant: E1
    pub(super) fn publish(&mut self) {
        self.phases.read += self.stopwatch.lap();
        let delta: Delta = std::mem::take(&mut self.pending).drafts.into_iter().collect();
        if delta.is_empty() {
            return;
        }
        (self.on_progress)(Progress { stage: Stage::Building, ..self.progress });
        let environment = self.environment;
        self.sums.revision = Some(environment.publish(delta, self.pool()));
        self.sums.publications += 1;
        self.phases.build += self.stopwatch.lap();
    }
}
