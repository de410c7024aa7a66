//! The program as people run it: answers on standard output, everything else on standard error, exit codes.

use std::ffi::OsStr;
use std::io::Read;
use std::process::{Command, Stdio};

/// What the program said.
pub(crate) struct Answer {
    pub(crate) answer: String,
    pub(crate) remarks: String,
    pub(crate) code: i32,
}

fn command<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_heddle"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("NO_COLOR").env("COLUMNS", "100").args(args);
    command
}

/// Runs `heddle` in the root of the source tree.
pub(crate) fn heddle<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Answer {
    answer(command(args).output().unwrap())
}

/// The same with a text on standard input.
pub(crate) fn heddle_reading<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>, input: &str) -> Answer {
    let (from, mut to) = std::io::pipe().unwrap();
    // Short enough for a pipe, so that nobody waits.
    std::io::Write::write_all(&mut to, input.as_bytes()).unwrap();
    drop(to);
    answer(command(args).stdin(from).output().unwrap())
}

fn answer(output: std::process::Output) -> Answer {
    Answer {
        answer: String::from_utf8(output.stdout).unwrap(),
        remarks: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap(),
    }
}

/// A summary without what depends on the machine and the hour.
fn without_times(summary: &str) -> String {
    let mut out = String::new();
    for line in summary.lines() {
        let line = match line.split_once("; ") {
            Some((driver, rate)) if rate.ends_with("/s") => format!("{driver}; RATE"),
            _ => line.to_string(),
        };
        let phase = ["discover ", "read ", "build ", "total "].iter().any(|name| line.starts_with(name));
        let line = if phase { format!("{}  TIME  TIME", line.split(' ').next().unwrap()) } else { line };
        let line = if line.starts_with("serial part") { "serial part TIME".to_string() } else { line };
        out += &line;
        out.push('\n');
    }
    out
}

#[test]
fn load_says_what_it_loaded() {
    let answer = heddle(["load", "--driver", "sequential", "examples"]);
    assert_eq!((answer.code, answer.remarks.as_str()), (0, ""));
    crate::snapshot("cli_load", &without_times(&answer.answer));
    let parallel = heddle(["load", "--driver", "parallel", "--threads", "2", "examples"]);
    assert!(parallel.answer.contains("parallel driver, 2 threads"), "{}", parallel.answer);
}

#[test]
fn load_answers_in_json() {
    let answer = heddle(["load", "--json", "--on-error", "collect", "examples", "examples/broken"]);
    let json: serde_json::Value = serde_json::from_str(&answer.answer).unwrap();
    assert_eq!(answer.code, 2);
    assert_eq!(json["files"], 13);
    assert_eq!(json["driver"], "sequential");
    assert_eq!(json["phases"].as_array().unwrap().len(), 3);
    crate::snapshot("cli_load_json_errors", &serde_json::to_string_pretty(&json["errors"]).unwrap());
}

#[test]
fn load_counts_what_happens_at_the_locks() {
    let answer = heddle(["load", "--stats", "--json", "examples"]);
    let json: serde_json::Value = serde_json::from_str(&answer.answer).unwrap();
    let names: Vec<&str> =
        json["locks"].as_array().unwrap().iter().map(|lock| lock["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"published.writer"), "{names:?}");
    assert!(heddle(["load", "--stats", "examples"]).answer.contains("published.cell"));
}

#[test]
fn the_first_error_in_path_order_ends_a_load() {
    for driver in ["sequential", "parallel"] {
        let answer = heddle(["load", "--driver", driver, "examples/broken"]);
        assert_eq!((answer.code, answer.answer.as_str()), (2, ""));
        crate::snapshot("cli_load_fail_fast", &answer.remarks);
    }
}

#[test]
fn all_errors_are_collected_in_path_order() {
    for driver in ["sequential", "parallel"] {
        let answer = heddle([
            "load",
            "--on-error",
            "collect",
            "--driver",
            driver,
            "examples/broken",
            "no-such-folder",
        ]);
        assert_eq!(answer.code, 4);
        crate::snapshot("cli_load_collect", &answer.remarks);
    }
}

#[test]
fn the_dumps_of_all_examples_are_reviewed() {
    let answer = heddle(["dump", "examples"]);
    assert_eq!((answer.code, answer.remarks.as_str()), (0, ""));
    crate::snapshot("dump_examples", &answer.answer);
    // A dump is MeTTa: read back it gives itself, but that a `!` in it would be a program again.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dump.metta");
    std::fs::write(&path, &answer.answer).unwrap();
    assert_eq!(heddle([OsStr::new("dump"), path.as_os_str()]).answer, answer.answer);
}

#[test]
fn queries_are_answered_in_load_order() {
    let mut shown = String::new();
    for question in [
        vec!["(parent $x tove)"],
        vec!["(, (parent $x $y) (parent $y $z))", "(grandparent $x $z)"],
        vec!["(equal 1)", "found"],
        vec!["(basket apple)"],
        vec!["(admires tove $whom)"],
        vec!["(word $language \"väv\")", "$language"],
        vec!["(: unit-circle $type)", "$type"],
        vec!["apple"],
        vec!["(parnet $x $y)"],
        vec!["(parent tove nobody-at-all)"],
        vec!["(parent $x"],
        vec!["(a)", "(b)", "(c)"],
    ] {
        let answer = heddle(["query", "examples"].into_iter().chain(question.iter().copied()));
        shown += &format!("$ heddle query examples '{}'\n", question.join("' '"));
        shown += &format!("{}{}exit {}\n\n", answer.answer, answer.remarks, answer.code);
    }
    crate::snapshot("cli_query", &shown);
}

#[test]
fn verify_finds_no_difference() {
    for (paths, code) in [(vec!["examples"], 0), (vec!["examples/broken", "examples"], 2)] {
        let answer = heddle(["verify"].into_iter().chain(paths.iter().copied()));
        assert_eq!(answer.code, code, "{}", answer.answer);
        crate::snapshot(if code == 0 { "cli_verify" } else { "cli_verify_broken" }, &answer.answer);
        let json = heddle(["verify", "--json"].into_iter().chain(paths));
        let json: serde_json::Value = serde_json::from_str(&json.answer).unwrap();
        assert_eq!(json["holds"], true);
    }
}

#[test]
fn without_a_command_the_examples_are_verified() {
    let answer = heddle::<&str>([]);
    assert_eq!((answer.code, answer.remarks.as_str()), (0, ""));
    crate::snapshot("cli_overview", &without_times(&answer.answer));
}

#[test]
fn a_command_line_that_cannot_be_read_is_an_error_on_standard_error() {
    for args in
        [vec!["weave"], vec!["load"], vec!["load", "--threads", "many", "x"], vec!["query", "examples"]]
    {
        let answer = heddle(&args);
        assert_eq!((answer.code, answer.answer.as_str()), (2, ""), "{args:?}");
        assert!(!answer.remarks.is_empty());
    }
}

#[test]
fn nothing_is_coloured_where_nobody_sees_it() {
    let answer = heddle(["load", "--on-error", "collect", "examples/broken"]);
    assert!(!answer.remarks.contains('\u{1b}') && !answer.answer.contains('\u{1b}'));
}

#[test]
fn a_reader_that_goes_away_ends_the_program_quietly() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.metta");
    std::fs::write(&path, "(a line that is printed often enough to fill every pipe)\n".repeat(20_000))
        .unwrap();
    let mut child = command([OsStr::new("dump"), path.as_os_str()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
