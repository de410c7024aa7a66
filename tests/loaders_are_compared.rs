//! `heddle oracle load`: another loader, in whatever language, agrees or is shown where it differs.
#![cfg(unix)]

use std::fs;
use std::path::Path;

use crate::cli_answers::{Answer, heddle};
use crate::snapshot;
use tempfile::TempDir;

/// Two files with copies, variables, a number in two spellings, and a form that is not added.
fn workspace() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("a.metta", "(edge a b)\n(edge b c)\n(edge a b)\n(= (path $x $y) (edge $x $y))\n!(path a b)\n");
    write("b.metta", "(weight 1.0)\n(= (twice $x) (* 2 $x))\n\"last \\\"one\\\"\"\n");
    folder
}

/// A shell script that has what the shipped loader dumps on its standard input.
fn loader(script: &str) -> String {
    format!("sh -c '{} dump \"$0\" | {}' {{}}", env!("CARGO_BIN_EXE_heddle"), script.replace('\'', "'\\''"))
}

fn compare(folder: &Path, more: &[&str]) -> Answer {
    let folder = folder.display().to_string();
    let args: Vec<&str> =
        ["oracle", "load"].into_iter().chain(more.iter().copied()).chain([folder.as_str()]).collect();
    let mut answer = heddle(args);
    for text in [&mut answer.answer, &mut answer.remarks] {
        *text = text.replace(&folder, "DIR");
    }
    answer
}

#[test]
fn right_loaders_are_accepted() {
    let folder = workspace();
    for script in [
        "cat",
        // Names of variables are one's own affair; so is how a number is written.
        "sed 's/\\$x/$x#12/g; s/\\$y/$other/g; s/1\\.0/1/'",
    ] {
        let said = compare(folder.path(), &["--cmd", &loader(script), "--parallel-cmd", &loader("cat")]);
        assert_eq!(said.code, 0, "{script}: {}{}", said.answer, said.remarks);
    }
    let said = compare(folder.path(), &["--cmd", &loader("sort -r")]);
    assert_eq!(said.code, 0, "a space has no order: {}", said.answer);
    let examples = heddle([
        "oracle",
        "load",
        "--cmd",
        &format!("{} dump {{}}", env!("CARGO_BIN_EXE_heddle")),
        "--runs",
        "2",
        "examples",
    ]);
    assert_eq!(examples.code, 0, "{}", examples.answer);
}

#[test]
fn each_flawed_loader_is_shown_where_it_differs() {
    let folder = workspace();
    let mut shown = String::new();
    for (flaw, script) in [
        ("drops duplicates", "awk '!seen[$0]++'"),
        ("loses the last atom of a file", "grep -v last"),
        ("makes one variable of two", "sed 's/\\$y/$x/g'"),
        ("adds what is not there", "cat; echo \"(edge c d)\""),
        ("prints what is no atom", "sed 's/(edge b c)/edge(b, c)/; s/last/la\"st/'"),
        ("prints a remark", "cat; echo loaded 8 atoms"),
        ("fails", "head -1; echo out of luck >&2; exit 9"),
        ("prints nothing", "cat >/dev/null"),
    ] {
        let said = compare(folder.path(), &["--cmd", &loader(script), "--runs", "1"]);
        assert_eq!(said.code, 1, "{flaw}: {}{}", said.answer, said.remarks);
        shown += &format!("=== {flaw}\n{}", said.answer);
    }
    snapshot("oracle_load_flaws", &shown);
}

#[test]
fn a_parallel_mode_with_another_order_is_found_unless_order_means_nothing() {
    let folder = workspace();
    let ways = ["--cmd", &loader("cat"), "--parallel-cmd", &loader("sort"), "--runs", "1"];
    let said = compare(folder.path(), &ways);
    assert_eq!(said.code, 1, "{}", said.answer);
    assert!(said.answer.contains("parallel run 1: 7 atoms, OTHER ORDER"), "{}", said.answer);
    let said = compare(folder.path(), &[&ways[..], &["--in-any-order"]].concat());
    assert_eq!(said.code, 0, "{}", said.answer);
}

#[test]
fn a_loader_whose_runs_differ_is_found() {
    let folder = workspace();
    let state = folder.path().join("state");
    // Loses an atom whenever it has run before.
    let script = format!("if test -e {0}; then grep -v twice; else touch {0}; cat; fi", state.display());
    let said = compare(folder.path(), &["--cmd", &loader(&script), "--runs", "2"]);
    assert_eq!(said.code, 1, "{}", said.answer);
    assert!(said.answer.contains("sequential run 1: 7 atoms, same"), "{}", said.answer);
    assert!(said.answer.contains("sequential run 2: 6 atoms, DIFFERS: 1 atom missing"), "{}", said.answer);
}

#[test]
fn wrong_runs_are_held_against_each_other_too() {
    let folder = workspace();
    let state = folder.path().join("state");
    // Loses another atom whenever it has run before.
    let script =
        format!("if test -e {0}; then grep -v twice; else touch {0}; grep -v last; fi", state.display());
    let said = compare(folder.path(), &["--cmd", &loader(&script), "--runs", "3"]);
    let lines: Vec<&str> = said.answer.lines().filter(|line| line.contains("NOT what the first")).collect();
    assert_eq!((said.code, lines.len()), (1, 2), "{}", said.answer);
    let state = folder.path().join("other");
    let script = format!("if test -e {0}; then cat; else touch {0}; grep -v last; fi", state.display());
    let said = compare(folder.path(), &["--cmd", &loader(&script), "--runs", "2", "--in-any-order"]);
    assert!(
        said.answer.contains("sequential run 2: 7 atoms, same; NOT what the first run printed"),
        "{}",
        said.answer
    );
    let said = compare(folder.path(), &["--cmd", &loader("grep -v last"), "--runs", "2"]);
    assert!(!said.answer.contains("NOT what"), "the same fault each time: {}", said.answer);
}

#[test]
fn a_flood_of_atoms_is_cut_off() {
    let folder = workspace();
    let said = compare(folder.path(), &["--cmd", "sh -c 'yes a | head -n 100000'", "--runs", "1"]);
    assert!(said.answer.contains("TOO MANY: more than 10014 atoms"), "{}", said.answer);
}

#[test]
fn what_a_loader_prints_does_not_steer_the_terminal() {
    let folder = workspace();
    for script in
        [r#"cat; printf "a\033[2Jb\n""#, r#"cat; printf "a\033 b\n""#, r#"printf "a\033[2J\n" >&2; exit 3"#]
    {
        let said = compare(folder.path(), &["--cmd", &loader(script), "--runs", "1"]);
        assert!(
            said.code == 1 && !said.answer.contains('\u{1b}') && said.answer.contains(r"\u{1b}"),
            "{script}: {}",
            said.answer
        );
    }
}

#[test]
fn a_loader_that_hangs_is_killed_and_said_to() {
    let folder = workspace();
    let said = compare(
        folder.path(),
        &["--cmd", "sh -c 'echo at work >&2; sleep 1000'", "--runs", "1", "--timeout", "1"],
    );
    assert_eq!(said.code, 1);
    assert!(
        said.answer.contains("HANGS: killed after 1.00 s") && said.answer.contains("at work"),
        "{}",
        said.answer
    );
}

#[test]
fn what_cannot_be_compared_is_said() {
    let folder = workspace();
    for (code, words, args) in [
        (2, "a quote that nothing closes", ["--cmd", "load 'x"]),
        (2, "no program", ["--cmd", "  "]),
        (2, "86400", ["--cmd=cat", "--timeout=18446744073709551615"]),
        (2, "86400", ["--cmd=cat", "--timeout=0"]),
        (4, "cannot be started", ["--cmd", "/no/such/loader {}"]),
    ] {
        let said = compare(folder.path(), &args);
        assert_eq!((said.code, said.answer.as_str()), (code, ""), "{}", said.remarks);
        assert!(said.remarks.contains(words), "{}", said.remarks);
    }
    let said = compare(&folder.path().join("gone"), &["--cmd", "cat"]);
    assert_eq!(said.code, 4, "{}", said.remarks);
}

#[test]
fn a_file_that_cannot_be_read_is_left_out_and_said_to_be() {
    let folder = workspace();
    fs::write(folder.path().join("c.metta"), "(fine)\n(open\n").unwrap();
    let said = compare(
        folder.path(),
        &["--cmd", &format!("{} dump --on-error collect {{}}", env!("CARGO_BIN_EXE_heddle"))],
    );
    // `dump` says with its exit code that there was an error.
    assert!(said.remarks.contains("DIR/c.metta:2: cannot be read as MeTTa"), "{}", said.remarks);
    let said = compare(
        folder.path(),
        &[
            "--cmd",
            &format!(
                "sh -c '{} dump --on-error collect \"$0\" 2>/dev/null || true' {{}}",
                env!("CARGO_BIN_EXE_heddle")
            ),
        ],
    );
    assert_eq!(said.code, 0, "{}{}", said.answer, said.remarks);
}

#[test]
fn the_answer_in_json_says_what_the_page_says() {
    let folder = workspace();
    let said = compare(folder.path(), &["--cmd", &loader("awk '!seen[$0]++'"), "--runs", "1", "--json"]);
    let answer: serde_json::Value = serde_json::from_str(&said.answer).unwrap();
    assert_eq!((said.code, &answer["agrees"]), (1, &false.into()));
    let missing = &answer["runs"][0]["missing"][0];
    assert_eq!((missing["atom"].as_str(), missing["expected"].as_u64()), (Some("(edge a b)"), Some(2)));
    assert_eq!(missing["origin"]["line"], 3);
}
