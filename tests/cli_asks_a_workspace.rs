//! `check`, `symbols`, `definition`, `references`, `rename`: what they answer on the examples and on files that change.

use std::ffi::OsStr;
use std::fs;

use crate::cli_answers::heddle;

/// What the program says, with the exit code, as a transcript.
fn transcript(lines: &[&str]) -> String {
    let mut shown = String::new();
    for line in lines {
        let answer = heddle(line.split(' '));
        shown += &format!("$ heddle {line}\n{}{}exit {}\n\n", answer.answer, answer.remarks, answer.code);
    }
    shown
}

fn json(line: &str) -> serde_json::Value {
    serde_json::from_str(&heddle(line.split(' ')).answer).unwrap()
}

#[test]
fn check_shows_what_is_wrong() {
    crate::snapshot("cli_check", &transcript(&["check examples", "check examples/broken"]));
}

#[test]
fn a_file_is_checked_in_its_workspace() {
    // The channel that the file sends to is defined in another one, and so is the module that it imports.
    let answer = heddle(["check", "examples/market/orders.rho", "examples/family/kinship.metta"]);
    assert_eq!((answer.code, answer.answer.as_str()), (0, "2 files: 0 errors, 0 warnings, 0 hints\n"));
}

#[test]
fn check_answers_in_json() {
    let answer = json("check --json examples/broken/several_errors.metta");
    let found = &answer[0]["diagnostics"][0];
    assert_eq!(found["code"], "M0005");
    assert_eq!(found["severity"], "error");
    assert_eq!(
        found["range"],
        serde_json::json!({
            "start": { "line": 0, "character": 3 }, "end": { "line": 0, "character": 23 }
        })
    );
    assert_eq!(answer[0]["path"], "examples/broken/several_errors.metta");
}

#[test]
fn symbols_are_listed_in_the_order_of_paths() {
    crate::snapshot(
        "cli_symbols",
        &transcript(&["symbols examples/family examples/market", "symbols examples/types/shapes.metta"]),
    );
    let answer = json("symbols --json examples/types/shapes.metta");
    assert_eq!(answer[0]["symbols"][0]["name"], "Shape");
    assert_eq!(
        answer[0]["symbols"][0]["selection"]["start"],
        serde_json::json!({ "line": 2, "character": 3 })
    );
}

#[test]
fn definitions_and_references_are_found() {
    crate::snapshot(
        "cli_questions",
        &transcript(&[
            // A function of another file; of several clauses those that fit; a variable; nothing.
            "definition examples/main.metta:20:3 --workspace examples",
            "definition examples/arithmetic/peano.metta:9:25 --workspace examples",
            "definition examples/family/kinship.metta:10:21 --workspace examples",
            "definition examples/family/kinship.metta:1:1 --workspace examples",
            // A contract by its pattern; a channel of another file; a rule inside a string.
            "definition examples/market/orders.rho:19:5 --workspace examples",
            "definition examples/market/orders.rho:11:9 --workspace examples",
            "definition examples/market/prices.rho:5:13 --workspace examples",
            "references examples/family/people.metta:8:2 --workspace examples",
            "references examples/market/stock.rho:2:12 --workspace examples",
            "references examples/market/stock.rho:2:12 --workspace examples --no-declaration",
            "definition examples/no-such-file.metta:1:1",
            "definition examples:1:1",
            "definition examples/broken/invalid_utf8.metta:1:1",
        ]),
    );
}

#[test]
fn answers_in_json_count_as_editors_do() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.metta");
    fs::write(&path, "(= (f $x) $x)\n!(p \"😀\" (f 1))\n").unwrap();
    // Columns of the question are characters, from 1; those of the answer are UTF-16 code units, from 0.
    let place = format!("{}:2:10", path.display());
    let answer = heddle(["references", "--json", &place]);
    let answer: serde_json::Value = serde_json::from_str(&answer.answer).unwrap();
    let starts: Vec<_> =
        answer["places"].as_array().unwrap().iter().map(|place| &place["range"]["start"]).collect();
    assert_eq!(
        starts,
        [
            &serde_json::json!({ "line": 0, "character": 4 }),
            &serde_json::json!({ "line": 1, "character": 10 })
        ]
    );
}

#[test]
fn a_rename_is_a_diff() {
    crate::snapshot(
        "cli_rename",
        &transcript(&[
            "rename examples/family/kinship.metta:9:5 forebear --workspace examples",
            "rename examples/market/prices.rho:3:16 fee --workspace examples",
            "rename examples/family/kinship.metta:9:5 grandparent --workspace examples",
            "rename examples/family/kinship.metta:9:5 sibling --workspace examples",
            "rename examples/family/kinship.metta:9:5 two(words --workspace examples",
            "rename examples/family/kinship.metta:9:18 x --workspace examples",
        ]),
    );
}

#[test]
fn a_rename_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (folder.path().join("a.metta"), folder.path().join("b.metta"));
    fs::write(&a, "(= (f $x) $x)\n").unwrap();
    fs::write(&b, "!(import! &self a)\r\n!(f (f 1))").unwrap();
    let place = format!("{}:1:5", a.display());
    let shown = heddle(["rename", &place, "λ"]);
    assert_eq!(shown.code, 0);
    assert!(shown.answer.contains("+(= (λ $x) $x)"), "{}", shown.answer);
    assert_eq!(fs::read_to_string(&a).unwrap(), "(= (f $x) $x)\n", "a diff changes nothing");
    let written = heddle([OsStr::new("rename"), OsStr::new(&place), OsStr::new("λ"), OsStr::new("--write")]);
    assert_eq!(written.code, 0, "{}", written.remarks);
    assert_eq!(fs::read_to_string(&a).unwrap(), "(= (λ $x) $x)\n");
    assert_eq!(fs::read_to_string(&b).unwrap(), "!(import! &self a)\r\n!(λ (λ 1))");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn places_that_are_none_are_an_error_of_the_command_line() {
    for place in ["a.metta", "a.metta:1", "a.metta:0:1", "a.metta:1:x"] {
        let answer = heddle(["definition", place]);
        assert_eq!((answer.code, answer.answer.as_str()), (2, ""), "{place}");
    }
}
