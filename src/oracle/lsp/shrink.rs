//! The smallest session that still shows what was found.

use std::io;
use std::time::Duration;

use super::features::Feature;
use super::finding::{Finding, Kind};
use super::session::{Session, Step};
use super::trial::{Plan, Scope, run};
use crate::sync::clock::Instant;

/// How many trials may be made for one finding, and until when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    pub(super) trials: usize,
    pub(super) begun: Instant,
    pub(super) time: Duration,
}

/// Makes `session` smaller as long as it shows `finding`, with at most `budget` trials; what is left, and what it shows: as
/// unfinished where a trial was not made any more.
///
/// # Errors
/// Those of [`run`].
pub(super) fn shrink(
    plan: &Plan,
    session: &Session,
    finding: &Finding,
    budget: Budget,
) -> io::Result<(Session, Finding)> {
    let mut work = Work { plan, wanted: finding, budget, left: budget.trials, ended: false };
    let mut best = (session.clone(), finding.clone());
    // Larger parts first, then smaller ones.
    let mut part = session.steps.len().div_ceil(2);
    while part > 0 {
        let mut at = 0;
        while at < best.0.steps.len() && work.may() {
            let mut steps = best.0.steps.clone();
            steps.drain(at..(at + part).min(steps.len()));
            match work.shows(best.0.with(steps))? {
                Some(smaller) => best = smaller,
                None => at += part,
            }
        }
        part = if part == 1 { 0 } else { part.div_ceil(2) };
    }
    for at in 0..best.0.steps.len() {
        for step in simpler(&best.0, at) {
            let mut steps = best.0.steps.clone();
            if work.may()
                && let Some(place) = steps.get_mut(at)
            {
                *place = step;
                if let Some(smaller) = work.shows(best.0.with(steps))? {
                    best = smaller;
                }
            }
        }
    }
    if let Some(files) = best.0.files.clone() {
        for (file, _) in files.texts() {
            let tree = best.0.files.as_ref().map(|tree| tree.without(file));
            if work.may()
                && let Some(smaller) = work.shows(Session { files: tree, ..best.0.clone() })?
            {
                best = smaller;
            }
        }
    }
    best.1.unfinished = work.ended;
    Ok(best)
}

struct Work<'w> {
    plan: &'w Plan,
    wanted: &'w Finding,
    budget: Budget,
    left: usize,
    /// Whether there was something left to try when the trials ended.
    ended: bool,
}

impl Work<'_> {
    /// Whether one more trial may be made.
    fn may(&mut self) -> bool {
        let late = self.budget.begun.elapsed() > self.budget.time;
        self.ended |= late || self.left == 0;
        !self.ended
    }

    /// The session with what it shows, if it shows what is wanted.
    fn shows(&mut self, session: Session) -> io::Result<Option<(Session, Finding)>> {
        self.left = self.left.saturating_sub(1);
        let trial = run(self.plan, &session, scope_of(self.wanted))?;
        let found = trial.findings.into_iter().find(|found| found.is_like(self.wanted));
        Ok(found.map(|found| (session, found)))
    }
}

/// How much of a trial is needed to see a finding again.
#[must_use]
pub(super) fn scope_of(finding: &Finding) -> Scope {
    match finding.kind {
        Kind::History | Kind::Differs | Kind::Stale | Kind::Malformed => {
            Scope::Feature(finding.feature.and_then(Feature::named))
        }
        // What is seen at rest alone needs the rest.
        Kind::Refused | Kind::Unanswered | Kind::Crashes | Kind::Hangs | Kind::Garbage => Scope::Whole,
        _ => Scope::Session,
    }
}

/// Simpler steps in place of one.
fn simpler(session: &Session, at: usize) -> Vec<Step> {
    match session.steps.get(at) {
        Some(Step::Change { file, edits }) if edits.len() > 1 => {
            let alone = |edit| Step::Change { file: file.clone(), edits: vec![edit] };
            edits.iter().cloned().map(alone).collect()
        }
        Some(Step::Open { file, text: Some(text) }) if !text.is_empty() => {
            let half = |keep: &dyn Fn(usize) -> bool| {
                let lines: String = text
                    .split_inclusive('\n')
                    .enumerate()
                    .filter(|(at, _)| keep(*at))
                    .map(|(_, line)| line)
                    .collect();
                Step::Open { file: file.clone(), text: Some(lines) }
            };
            let lines = text.split_inclusive('\n').count();
            vec![
                Step::Open { file: file.clone(), text: Some(String::new()) },
                half(&|at| at < lines / 2),
                half(&|at| at >= lines / 2),
            ]
        }
        _ => Vec::new(),
    }
}
