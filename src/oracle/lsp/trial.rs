//! One session with a server, and what was found wrong in it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::time::Duration;

use super::desk::Desk;
use super::features::{FEATURES, Feature};
use super::finding::{Finding, Kind};
use super::language::Language;
use super::rest::Rest;
use super::server::{ENCODINGS, Launch, Server};
use super::session::Session;
use super::tree::Tree;
use crate::server::Engine;

/// What all sessions share.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The server that is looked at.
    pub launch: Launch,
    /// What it is spoken to about.
    pub language: Language,
    /// The workspace of sessions that carry none.
    pub tree: Tree,
    /// Who answers later does not answer.
    pub timeout: Duration,
    /// Who says something else for so long after the last change is not about to say the same.
    pub settle: Duration,
}

/// What was counted of a feature.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Row {
    /// Requests.
    pub asked: usize,
    /// Those that were answered with a result.
    pub answered: usize,
    /// Those that were answered with an error.
    pub refused: usize,
    /// Answers at rest that were compared.
    pub compared: usize,
    /// Those that agreed with all others.
    pub agreed: usize,
}

impl Row {
    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: Row) {
        self.asked += other.asked;
        self.answered += other.answered;
        self.refused += other.refused;
        self.compared += other.compared;
        self.agreed += other.agreed;
    }
}

/// What came of a session.
#[derive(Clone, Debug, Default)]
pub(super) struct Trial {
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// What was counted, for each feature that the server announces.
    pub rows: BTreeMap<&'static str, Row>,
    /// What was asked at rest, by the names of the requests.
    pub probed: BTreeMap<u64, &'static str>,
}

/// How much of a trial is made.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scope {
    /// All of it.
    Whole,
    /// The session alone; nothing is compared at rest.
    Session,
    /// Only this feature is compared, at more places; nothing for what is said unasked.
    Feature(Option<&'static Feature>),
}

impl Trial {
    fn find(&mut self, finding: Finding) {
        if !self.findings.iter().any(|known| known.is_like(&finding)) {
            self.findings.push(finding);
        }
    }

    fn fail(&mut self, (kind, message): (Kind, String)) {
        self.find(Finding::new(kind, None, message));
    }
}

/// Plays `session` to a new server over a new copy of its workspace.
///
/// Takes no longer than some multiples of the plan's timeout, whatever the server does; its process is gone afterwards.
///
/// # Errors
/// If the workspace cannot be laid out.
pub(super) fn run(plan: &Plan, session: &Session, scope: Scope) -> io::Result<Trial> {
    let mut desk = Desk::new(session.files.as_ref().unwrap_or(&plan.tree), &plan.language)?;
    let mut trial = Trial::default();
    match plan.launch.start(&desk.root, session, plan.timeout) {
        Err(failure) => trial.fail(failure),
        Ok(mut server) => {
            for feature in FEATURES.iter().filter(|feature| server.offers(feature)) {
                trial.rows.insert(feature.name, Row::default());
            }
            let whole = play(plan, session, &mut desk, &mut server, &mut trial);
            if whole && !matches!(scope, Scope::Session) {
                rest(plan, session, scope, &mut desk, &mut server, &mut trial);
            }
            let unwell = trial.findings.iter().any(|found| {
                matches!(found.kind, Kind::Crashes | Kind::Hangs | Kind::Inaccessible | Kind::Unanswered)
            });
            // Who does not answer is not waited for once more.
            if !unwell && let Err(failure) = server.stop(plan.timeout) {
                trial.fail(failure);
            }
            judge(&desk, &server, &mut trial);
        }
    }
    Ok(trial)
}

/// Plays the steps and waits for all answers; false if the server has not given them.
fn play(plan: &Plan, session: &Session, desk: &mut Desk, server: &mut Server, trial: &mut Trial) -> bool {
    let answers = session.steps.iter().all(|step| desk.play(step, server, plan.timeout));
    let all = server.connection.asked();
    let silent = |heard: &crate::oracle::connection::Heard| -> Vec<u64> {
        (1..=all).filter(|id| heard.answer(*id).is_none()).collect()
    };
    if answers {
        server.connection.await_answers(&(1..=all).collect::<Vec<_>>(), plan.timeout);
    }
    let silent = server.connection.heard(silent);
    if silent.is_empty() && !server.connection.heard(|heard| heard.ended) {
        return true;
    }
    unanswered(desk, server, &silent, trial);
    false
}

/// Says what is the matter with a server that owes answers.
fn unanswered(desk: &Desk, server: &mut Server, silent: &[u64], trial: &mut Trial) {
    let what = format!("{} requests are not answered", silent.len());
    let failure = server.failure(&what);
    if failure.0 == Kind::Crashes || server.connection.is_stuffed() {
        return trial.fail(failure);
    }
    for id in silent {
        let name = desk.asked.get(id).map(|feature| feature.name);
        let cancelled = if desk.is_cancelled(*id) { ", which was cancelled," } else { "" };
        let message = format!("a request{cancelled} is not answered");
        trial.find(Finding::new(Kind::Unanswered, name, message));
    }
}

/// Compares the server at rest with a fresh one of its own, and with ours where it speaks our language.
fn rest(
    plan: &Plan,
    session: &Session,
    scope: Scope,
    desk: &mut Desk,
    server: &mut Server,
    trial: &mut Trial,
) {
    let mut twin = match plan.launch.start(&desk.root, session, plan.timeout) {
        Ok(twin) => twin,
        Err((kind, message)) => return trial.fail((kind, format!("a second process: {message}"))),
    };
    desk.lay_out(&twin);
    let ours = plan.language.is_ours().then(|| {
        let offer =
            Session { encodings: vec![ENCODINGS[server.encoding].to_owned()], ..session.with(Vec::new()) };
        Launch::Engine(Engine::new).start(&desk.root, &offer, plan.timeout)
    });
    let mut ours = match ours {
        None => None,
        Some(Ok(ours)) => Some(ours),
        Some(Err((_, message))) => {
            return trial.fail((Kind::Inaccessible, format!("the reference: {message}")));
        }
    };
    if let Some(ours) = &ours {
        desk.lay_out(ours);
    }
    let rest = Rest { plan, desk, scope, pulls: session.pulls };
    let settled = rest.compare(server, &mut twin, ours.as_mut());
    for (name, row) in settled.rows {
        trial.rows.entry(name).or_default().add(row);
    }
    for finding in settled.findings {
        trial.find(finding);
    }
    trial.probed = settled.probed;
    // Who is quiet all the time is not judged by how it ends; it is gone when it is dropped.
    if let Some(mut ours) = ours {
        let _ = ours.stop(plan.timeout);
    }
    if twin.child.is_none() {
        let _ = twin.stop(plan.timeout);
    }
}

/// What must hold of all that was said.
fn judge(desk: &Desk, server: &Server, trial: &mut Trial) {
    if server.connection.is_stuffed() {
        trial.fail((Kind::Hangs, "it does not read what it is told".to_owned()));
    }
    let asked = server.connection.asked();
    let mut findings = Vec::new();
    let mut rows: BTreeMap<&'static str, Row> = BTreeMap::new();
    server.connection.heard(|heard| {
        if let Some(first) = heard.complaints.first() {
            let more = if heard.invalid > 1 { format!(" ({} times)", heard.invalid) } else { String::new() };
            findings.push(Finding::new(Kind::Garbage, None, format!("{first}{more}")));
        }
        for id in 1..=asked {
            let feature = desk.asked.get(&id);
            let name = feature.map(|feature| feature.name).or_else(|| trial.probed.get(&id).copied());
            let times = heard.answers(id).count();
            if times > 1 {
                let message = format!("a request is answered {times} times");
                findings.push(Finding::new(Kind::AnsweredTwice, name, message));
            }
            if let Some(feature) = feature {
                rows.entry(feature.name).or_default().asked += 1;
            }
            let Some(answer) = heard.answer(id) else { continue };
            if answer.get("result").is_none() && answer["error"].is_null() {
                findings.push(Finding::new(Kind::Garbage, name, "an answer has neither result nor error"));
            }
            if let Some(feature) = feature {
                let row = rows.entry(feature.name).or_default();
                row.answered += usize::from(answer["error"].is_null());
                row.refused += usize::from(!answer["error"].is_null());
            }
            // What is asked at rest is judged there.
            if !trial.probed.contains_key(&id) {
                findings.extend(refusal(answer, name, desk.is_cancelled(id)));
            }
        }
        let names: BTreeSet<u64> = (1..=asked).collect();
        let answers = heard.messages.iter().filter(|message| message["method"].is_null());
        for message in answers {
            if !message["id"].as_u64().is_some_and(|id| names.contains(&id)) {
                findings.push(Finding::new(Kind::Unasked, None, format!("{:.300}", message.to_string())));
            }
        }
    });
    for (name, row) in rows {
        trial.rows.entry(name).or_default().add(row);
    }
    for finding in findings {
        trial.find(finding);
    }
}

/// What is wrong with an error as an answer to what was announced.
pub(super) fn refusal(
    answer: &serde_json::Value,
    name: Option<&'static str>,
    cancelled: bool,
) -> Option<Finding> {
    let error = &answer["error"];
    let said = error["message"].as_str().unwrap_or_default();
    let said: String = said.chars().take(400).collect();
    let message = match error["code"].as_i64() {
        Some(-32601) => format!("it is announced, and then unknown: {said}"),
        Some(-32603) => format!("it fails at it: {said}"),
        Some(-32800) if !cancelled => format!("it is answered as cancelled, which nobody has done: {said}"),
        None if !error.is_null() => "an error without a code".to_owned(),
        _ => return None,
    };
    Some(Finding::new(Kind::Refused, name, message))
}
