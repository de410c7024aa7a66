//! Many sessions with one server.

use std::io;
use std::time::Duration;

use super::finding::{Finding, Kind};
use super::generate;
use super::growth::growth;
use super::mirror::mirror;
use super::report::Report;
use super::session::Session;
use super::shrink::{Budget, scope_of, shrink};
use super::tree::{Tree, is_faithful};
use super::trial::{Plan, Scope, run};
use crate::sync::clock::{self, Instant};

/// How much is done.
#[derive(Clone, Debug)]
pub struct Campaign {
    /// The seed of the first session; the others follow it.
    pub seed: u64,
    /// How many sessions are made up.
    pub sessions: usize,
    /// Sessions that are played before, as they are.
    pub recorded: Vec<Session>,
    /// How many trials make the session of a finding smaller; with none it is told as it was played, and not played again.
    pub budget: usize,
    /// After this time no session is begun any more, and none made smaller; the report says so.
    pub time: Duration,
    /// Whether the first thing found wrong is the last one.
    pub fail_fast: bool,
    /// Over how many edits the memory is looked at; 0 for none.
    pub edits: usize,
    /// Whether sessions carry their files with them: those of a workspace that lies elsewhere are not copied into each.
    pub carried: bool,
}

impl Campaign {
    /// Plays all sessions, and tells `progress` what is being done.
    ///
    /// Every wait has a deadline: a server that hangs takes its time and is killed. The third session that finds the server
    /// dead or deaf is the last one.
    ///
    /// # Errors
    /// If a workspace cannot be laid out.
    pub fn run(&self, plan: &Plan, mut progress: impl FnMut(&str)) -> io::Result<Report> {
        let mut report = Report::default();
        let made = (0..self.sessions as u64).map(|at| {
            generate::session(self.seed.wrapping_add(at), &plan.language, &plan.tree, self.carried)
        });
        let begun = clock::now();
        let mut lost = 0;
        let mut small = Vec::new();
        let all = self.recorded.len() + self.sessions;
        for (at, session) in self.recorded.iter().cloned().chain(made).enumerate() {
            if begun.elapsed() > self.time {
                report.cut = true;
                return Ok(report);
            }
            progress(&format!("session {} of {all}", at + 1));
            let trial = run(plan, &session, Scope::Whole)?;
            report.sessions += 1;
            report.count(trial.rows);
            let fatal = trial.findings.iter().any(|found| {
                matches!(found.kind, Kind::Crashes | Kind::Hangs | Kind::Inaccessible | Kind::Unanswered)
            });
            lost += usize::from(fatal);
            for finding in trial.findings {
                let known = report.findings.iter().any(|known| known.is_like(&finding));
                let finding = if known || finding.kind == Kind::Inaccessible {
                    finding
                } else {
                    progress(&format!("session {} of {all}: {}, made smaller", at + 1, finding.kind.name()));
                    self.explain(plan, &session, finding, &mut small, begun)?
                };
                report.take(finding);
                if self.fail_fast {
                    return Ok(report);
                }
            }
            if lost >= 3 || report.is_inaccessible() {
                return Ok(report);
            }
        }
        if lost > 0 || self.sessions == 0 {
            return Ok(report);
        }
        if begun.elapsed() > self.time {
            report.cut = true;
            return Ok(report);
        }
        progress("texts outside ASCII against the same in ASCII");
        let (findings, rows) = mirror(plan)?;
        report.count(rows);
        for finding in findings {
            report.take(finding);
        }
        if self.edits > 0 {
            progress("memory over many edits");
            if let Some((growth, finding)) = growth(plan, self.edits)? {
                report.growth = Some(growth);
                report.findings.extend(finding);
            }
        }
        Ok(report)
    }

    /// The finding with a small session that shows it: one that was found for another, or a new one. As one of positions,
    /// where the same session in ASCII does not show it.
    fn explain(
        &self,
        plan: &Plan,
        session: &Session,
        finding: Finding,
        small: &mut Vec<Finding>,
        begun: Instant,
    ) -> io::Result<Finding> {
        if self.budget == 0 {
            return Ok(Finding { session: Some(session.clone()), unfinished: true, ..finding });
        }
        let shown = small.iter().find(|shown| shown.is_like(&finding)).cloned();
        let mut finding = match shown {
            Some(shown) => shown,
            None => {
                let budget = Budget { trials: self.budget, begun, time: self.time };
                let (session, finding) = shrink(plan, session, &finding, budget)?;
                // What else it shows need not be looked for.
                for other in run(plan, &session, Scope::Whole)?.findings {
                    small.push(Finding {
                        session: Some(session.clone()),
                        unfinished: finding.unfinished,
                        ..other
                    });
                }
                let mut finding = finding;
                let again = small.iter().any(|other| other.is_like(&finding))
                    || run(plan, &session, scope_of(&finding))?
                        .findings
                        .iter()
                        .any(|other| other.is_like(&finding));
                if !again {
                    finding.message.push_str(" (it does not show each time)");
                }
                Finding { session: Some(session), ..finding }
            }
        };
        let Some(session) = &finding.session else { return Ok(finding) };
        if matches!(finding.kind, Kind::Differs | Kind::History | Kind::Stale)
            && !is_ascii(session, &plan.tree)
            && has_image(session, &plan.tree)
        {
            let image = session.ascii().zip(plan.tree.ascii());
            if let Some((image, tree)) = image {
                let plan = Plan { tree, ..plan.clone() };
                let trial = run(&plan, &image, scope_of(&finding))?;
                if trial.findings.is_empty() {
                    finding.message = format!(
                        "{}; the same session in ASCII agrees ({})",
                        finding.message,
                        finding.kind.name()
                    );
                    finding.kind = Kind::Positions;
                }
            }
        }
        Ok(finding)
    }
}

/// Whether the session means the same in ASCII.
fn has_image(session: &Session, tree: &Tree) -> bool {
    let (written, tree) = (session.write(), session.files.as_ref().unwrap_or(tree));
    is_faithful(std::iter::once(written.as_str()).chain(tree.texts().flat_map(|(file, text)| [file, text])))
}

/// Whether nothing that a session says or stands on lies outside ASCII.
fn is_ascii(session: &Session, tree: &Tree) -> bool {
    let tree = session.files.as_ref().unwrap_or(tree);
    session.write().is_ascii() && tree.texts().all(|(file, text)| file.is_ascii() && text.is_ascii())
}
