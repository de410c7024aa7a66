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

/// Who is right has all the time that a busy machine takes; nothing waits for its end.
const LONG: Duration = Duration::from_secs(300);

fn plan(python: &str, fault: &str) -> Plan {
    Plan {
        launch: Launch::Command(vec![python.to_owned(), script().display().to_string(), fault.to_owned()]),
        language: Language::Other("words".to_owned()),
        tree: tree(),
        timeout: LONG,
        settle: LONG,
    }
}

fn campaign(seed: u64, sessions: usize) -> Campaign {
    Campaign {
        seed,
        sessions,
        recorded: Vec::new(),
        budget: 0,
        fail_fast: false,
        time: Duration::MAX,
        edits: 0,
        carried: true,
    }
}

fn report(campaign: &Campaign, plan: &Plan) -> Report {
    campaign.run(plan, |_| {}).expect("a workspace can be laid out")
}

/// Plays a session, and at most five more, until what is wanted is found. Who is wrong here stays so: it is not waited for.
fn finds(python: &str, fault: &str, kinds: &[Kind], feature: Option<&str>) {
    let plan = Plan { settle: Duration::from_millis(20), ..plan(python, fault) };
    let edits = if fault == "grows" { 160 } else { 0 };
    let mut told = String::new();
    for seed in 7..13 {
        let report = report(&Campaign { edits, ..campaign(seed, 1) }, &plan);
        if shows(&report, kinds, feature) {
            return;
        }
        told.push_str(&report.text());
    }
    panic!("{fault} is not found: {told}");
}

fn shows(report: &Report, kinds: &[Kind], feature: Option<&str>) -> bool {
    let is_wanted = |found: &heddle::oracle::lsp::Finding| {
        kinds.contains(&found.kind) && feature.is_none_or(|feature| found.feature == Some(feature))
    };
    report.findings.iter().any(is_wanted)
}

#[test]
fn a_correct_server_is_found_correct() {
    let Some(python) = python() else { return };
    for (fault, sessions, edits) in [("none", 4, 160), ("stderr", 1, 0), ("shuffles", 3, 0)] {
        let report = report(&Campaign { edits, ..campaign(7, sessions) }, &plan(&python, fault));
        assert!(report.findings.is_empty(), "{fault}: {}", report.text());
        assert!(
            report.rows.len() == 3 && report.rows.values().all(|row| row.compared > 0),
            "{}",
            report.text()
        );
    }
}

#[test]
fn who_breaks_the_protocol_is_found() {
    let Some(python) = python() else { return };
    finds(&python, "announces", &[Kind::Refused], Some("rename"));
    finds(&python, "encoding", &[Kind::Refused], None);
    finds(&python, "endless", &[Kind::Garbage], None);
    finds(&python, "garbage", &[Kind::Garbage], None);
    finds(&python, "half", &[Kind::Garbage], None);
    finds(&python, "malformed", &[Kind::Malformed], Some("document-symbol"));
    finds(&python, "twice", &[Kind::AnsweredTwice], Some("definition"));
    finds(&python, "unasked", &[Kind::Unasked], None);
}

#[test]
fn who_ends_as_nobody_wanted_or_keeps_what_is_gone_is_found() {
    let Some(python) = python() else { return };
    finds(&python, "crash", &[Kind::Crashes], None);
    finds(&python, "exit-code", &[Kind::Crashes], None);
    finds(&python, "grows", &[Kind::Grows], Some("memory"));
}

#[test]
fn who_answers_wrongly_is_found() {
    let Some(python) = python() else { return };
    finds(&python, "bytes", &[Kind::Positions], None);
    finds(&python, "closed", &[Kind::Stale], Some("diagnostics"));
    finds(&python, "first-change", &[Kind::History], None);
    finds(&python, "stale", &[Kind::Stale], Some("diagnostics"));
    finds(&python, "whole", &[Kind::History], None);
}

#[test]
fn who_is_silent_is_found_by_a_client_with_enough_patience() {
    let Some(python) = python() else { return };
    let faults: [(&str, &[Kind]); 4] = [
        ("deaf", &[Kind::Hangs, Kind::Unanswered]),
        ("deaf-from-the-start", &[Kind::Hangs]),
        ("silent", &[Kind::Unanswered]),
        ("stays", &[Kind::Hangs]),
    ];
    for (fault, kinds) in faults {
        // How long it takes to start on this machine nobody knows: with too little patience it is called a hanging one.
        let is_found = [1, 4, 16, 64].into_iter().any(|seconds| {
            let plan = Plan { timeout: Duration::from_secs(seconds), ..plan(&python, fault) };
            let report = report(&campaign(7, 1), &plan);
            let dead = report.findings.iter().any(|found| found.message.contains("`initialize`"));
            shows(&report, kinds, None) && (fault == "deaf-from-the-start") == dead
        });
        assert!(is_found, "{fault} is not found");
    }
}

#[test]
fn texts_whose_image_in_ascii_means_something_else_are_not_held_against_a_server() {
    let Some(python) = python() else { return };
    let tree = Tree::of([("a.words".to_owned(), "def α one\ndef β two\nα β α\n".to_owned())]);
    let report = report(&campaign(7, 2), &Plan { tree, ..plan(&python, "none") });
    assert!(report.findings.is_empty(), "{}", report.text());
}

#[test]
fn the_last_words_of_who_dies_are_told() {
    let Some(python) = python() else { return };
    let report = report(&campaign(7, 1), &plan(&python, "crash"));
    let crash = report.findings.iter().find(|found| found.kind == Kind::Crashes).expect("it crashes");
    assert!(crash.message.contains("exit status: 3"), "{}", crash.message);
    assert!(crash.message.contains("something terrible"), "{}", crash.message);
}

#[test]
fn a_command_that_is_none_is_inaccessible() {
    let report = report(&campaign(7, 2), &plan("/no/such/interpreter", "none"));
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
                "--timeout",
                "300000",
                "--shrink",
                "6",
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
