//! `heddle oracle lsp` against a small server in Python, as it should be and with each way to be wrong: nothing that a
//! foreign process does hangs the oracle, and each fault is a verdict of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use heddle::oracle::lsp::{Campaign, Kind, Language, Launch, Plan, Report, Session, Tree};

/// The interpreter, where there is one.
fn python() -> Option<String> {
    let found = Command::new("python3").arg("--version").output().is_ok_and(|output| output.status.success());
    if !found {
        eprintln!("skipped: there is no python3 for the server that is held against the oracle");
    }
    found.then(|| "python3".to_owned())
}

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle_lsp/fake.py")
}

fn tree() -> Tree {
    let files = [("a.words", "def one two\ndef ä one\n  𠀀 one bad\n"), ("b.words", "one ä\r\ndef two\r\n")];
    Tree::of(files.map(|(file, text)| (file.to_owned(), text.to_owned())))
}

fn plan(python: String, fault: &str) -> Plan {
    // Those who are silent are waited for; all others have time on a busy machine.
    let is_silent = ["deaf", "deaf-from-the-start", "silent", "stays", "endless"].contains(&fault);
    Plan {
        launch: Launch::Command(vec![python, script().display().to_string(), fault.to_owned()]),
        language: Language::Other("words".to_owned()),
        tree: tree(),
        timeout: Duration::from_secs(if is_silent { 3 } else { 60 }),
        settle: Duration::from_millis(500),
    }
}

fn report(python: String, fault: &str, sessions: usize) -> Report {
    let edits = if fault == "grows" || fault == "none" { 160 } else { 0 };
    let campaign = Campaign {
        seed: 7,
        sessions,
        recorded: Vec::new(),
        budget: 0,
        fail_fast: false,
        time: Duration::MAX,
        edits,
        carried: true,
    };
    campaign.run(&plan(python, fault), |_| {}).expect("a workspace can be laid out")
}

#[test]
fn a_correct_server_is_found_correct() {
    let Some(python) = python() else { return };
    for fault in ["none", "stderr", "shuffles"] {
        let report = report(python.clone(), fault, 4);
        assert!(report.findings.is_empty(), "{fault}: {}", report.text());
        assert!(
            report.rows.len() == 3 && report.rows.values().all(|row| row.compared > 0),
            "{}",
            report.text()
        );
    }
}

#[test]
fn every_fault_is_a_verdict_of_its_own() {
    let Some(python) = python() else { return };
    let faults: [(&str, &[Kind], Option<&str>); 20] = [
        ("announces", &[Kind::Refused], Some("rename")),
        ("bytes", &[Kind::Positions], None),
        ("closed", &[Kind::Stale], Some("diagnostics")),
        ("crash", &[Kind::Crashes], None),
        ("deaf", &[Kind::Hangs, Kind::Unanswered], None),
        ("deaf-from-the-start", &[Kind::Hangs], None),
        ("encoding", &[Kind::Refused], None),
        ("endless", &[Kind::Garbage], None),
        ("exit-code", &[Kind::Crashes], None),
        ("first-change", &[Kind::History], None),
        ("garbage", &[Kind::Garbage], None),
        ("grows", &[Kind::Grows], Some("memory")),
        ("half", &[Kind::Garbage], None),
        ("malformed", &[Kind::Malformed], Some("document-symbol")),
        ("silent", &[Kind::Unanswered], None),
        ("stale", &[Kind::Stale], Some("diagnostics")),
        ("stays", &[Kind::Hangs], None),
        ("twice", &[Kind::AnsweredTwice], Some("definition")),
        ("unasked", &[Kind::Unasked], None),
        ("whole", &[Kind::History], None),
    ];
    for (fault, kinds, feature) in faults {
        let sessions =
            if ["first-change", "whole", "bytes", "closed", "stale"].contains(&fault) { 6 } else { 1 };
        let report = report(python.clone(), fault, sessions);
        let found = report.findings.iter().find(|found| {
            kinds.contains(&found.kind) && feature.is_none_or(|feature| found.feature == Some(feature))
        });
        assert!(found.is_some(), "{fault} is not found: {}", report.text());
    }
}

#[test]
fn texts_whose_image_in_ascii_means_something_else_are_not_held_against_a_server() {
    let Some(python) = python() else { return };
    let tree = Tree::of([("a.words".to_owned(), "def α one\ndef β two\nα β α\n".to_owned())]);
    let plan = Plan { tree, ..plan(python, "none") };
    let campaign = Campaign {
        seed: 7,
        sessions: 2,
        recorded: Vec::new(),
        budget: 0,
        fail_fast: false,
        time: Duration::MAX,
        edits: 0,
        carried: true,
    };
    let report = campaign.run(&plan, |_| {}).expect("a workspace can be laid out");
    assert!(report.findings.is_empty(), "{}", report.text());
}

#[test]
fn the_last_words_of_who_dies_are_told() {
    let Some(python) = python() else { return };
    let report = report(python, "crash", 1);
    let crash = report.findings.iter().find(|found| found.kind == Kind::Crashes).expect("it crashes");
    assert!(crash.message.contains("exit status: 3"), "{}", crash.message);
    assert!(crash.message.contains("something terrible"), "{}", crash.message);
}

#[test]
fn a_command_that_is_none_is_inaccessible() {
    let report = report("/no/such/interpreter".to_owned(), "none", 2);
    assert!(report.is_inaccessible() && report.sessions == 1, "{}", report.text());
}

#[test]
fn the_command_line_answers_with_exit_codes_and_a_session_that_replays() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let workspace = folder.path().join("workspace");
    fs::create_dir(&workspace).expect("a folder");
    fs::write(workspace.join("a.words"), "def one bad").expect("it is written");
    let heddle = |fault: &str, more: &[&str]| {
        let command = format!("{python} '{}' {fault}", script().display());
        Command::new(env!("CARGO_BIN_EXE_heddle"))
            .args(["oracle", "lsp", "--cmd", &command, "--lang", "other", "--language-id", "words"])
            .args([
                "--workspace",
                &workspace.display().to_string(),
                "--edits",
                "0",
                "--settle",
                "300",
                "--shrink",
                "8",
            ])
            .args(more)
            .output()
            .expect("heddle runs")
    };
    let (junit, out) = (folder.path().join("junit.xml"), folder.path().join("out"));
    let (junit_text, out_text) = (junit.display().to_string(), out.display().to_string());
    let right = heddle("none", &["--sessions", "2", "--json", "--junit", &junit_text]);
    assert_eq!(right.status.code(), Some(0), "{}", String::from_utf8_lossy(&right.stdout));
    let told: serde_json::Value = serde_json::from_slice(&right.stdout).expect("it answers in JSON");
    assert_eq!((&told["sessions"], told["findings"].as_array().map(Vec::len)), (&2.into(), Some(0)));
    let written = fs::read_to_string(&junit).expect("it is written");
    assert!(written.contains("failures=\"0\"") && written.contains("name=\"hover\""), "{written}");

    let wrong = heddle("malformed", &["--sessions", "1", "--out", &out_text]);
    assert_eq!(wrong.status.code(), Some(1), "{}", String::from_utf8_lossy(&wrong.stdout));
    let session = out.join("document-symbol-malformed.jsonl");
    let recorded = fs::read_to_string(&session).expect("the session is written");
    assert!(Session::read(&recorded).is_ok(), "{recorded}");
    let again = heddle("malformed", &["--session", &session.display().to_string()]);
    assert_eq!(again.status.code(), Some(1), "{}", String::from_utf8_lossy(&again.stdout));
    let right = heddle("none", &["--session", &session.display().to_string()]);
    assert_eq!(right.status.code(), Some(0), "{}", String::from_utf8_lossy(&right.stdout));

    fs::write(&session, "{}").expect("it is written");
    assert_eq!(heddle("none", &["--session", &session.display().to_string()]).status.code(), Some(2));
    assert_eq!(heddle("none", &["--session", "/no/such/session"]).status.code(), Some(4));
    assert_eq!(
        heddle("none", &["--workspace", "/no/such/folder"]).status.code(),
        Some(2),
        "twice is once too often"
    );
}
