//! The oracle of language servers: the real server agrees with itself and with its quiet twin over generated sessions, and
//! each of the faulty servers is found, with a session made small.

use std::time::Duration;

use heddle::oracle::lsp::{Campaign, Finding, Language, Launch, Plan, Report};
use heddle::server::Engine;

use crate::server_mutants::SERVERS;

/// The body: production and mutants pass through it with the same sessions.
fn report(engine: fn() -> Engine, language: Language, fail_fast: bool) -> Report {
    let tree = language.workspace();
    let timeout = Duration::from_secs(30);
    // Who is wrong stays wrong; who is right has time on a busy machine.
    let settle = Duration::from_millis(if fail_fast { 300 } else { 20_000 });
    let plan = Plan { launch: Launch::Engine(engine), language, tree, timeout, settle };
    let campaign = Campaign {
        seed: 1,
        sessions: if fail_fast { 20 } else { 12 },
        recorded: Vec::new(),
        budget: 60,
        fail_fast,
        time: Duration::MAX,
        edits: 0,
        carried: true,
    };
    campaign.run(&plan, |_| {}).expect("a workspace can be laid out")
}

fn agrees(language: Language) {
    let report = report(Engine::new, language, false);
    assert!(report.findings.is_empty(), "{}", report.text());
    // Every feature was asked for and compared.
    assert!(report.rows.len() >= 22 && report.rows.values().all(|row| row.compared > 0), "{}", report.text());
}

#[test]
fn our_server_agrees_about_metta() {
    agrees(Language::Metta);
}

#[test]
fn our_server_agrees_about_rholang() {
    agrees(Language::Rholang);
}

#[test]
fn every_faulty_server_is_found_and_most_in_a_small_session() {
    let mut small = 0;
    for (fault, engine) in SERVERS {
        let report = report(engine, Language::Metta, true);
        assert!(!report.findings.is_empty(), "not found: {fault}\n{}", report.text());
        let steps = |found: &Finding| Some(found.session.as_ref()?.steps.len());
        small += usize::from(report.findings.iter().filter_map(steps).any(|steps| steps <= 6));
    }
    // Whether findings of a document go out before it is closed is a matter of time: that session may resist.
    assert!(small + 1 >= SERVERS.len(), "{small} of {} are small", SERVERS.len());
}
