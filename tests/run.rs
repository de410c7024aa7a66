//! `heddle run`: results as they come, exit codes, modules, budgets.

use crate::cli_answers::{Answer, heddle, heddle_reading};

fn program(name: &str) -> String {
    format!("tests/programs/{name}")
}

/// Runs a text as a file in a folder of its own, beside others.
fn run_text(files: &[(&str, &str)], args: &[&str]) -> Answer {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let main = folder.path().join(files[0].0).display().to_string();
    heddle(["run"].into_iter().chain(args.iter().copied()).chain([main.as_str()]))
}

/// Each case says what it prints in comments: `; > line`.
#[test]
fn every_case_prints_what_it_says() {
    let mut cases: Vec<_> =
        std::fs::read_dir(program("cases")).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() >= 8);
    for case in cases {
        let text = std::fs::read_to_string(&case).unwrap();
        let expected: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("; > ")).collect();
        for threads in ["1", "2"] {
            let path = case.display().to_string();
            let answer = heddle(["run", "--keep-going", "--threads", threads, &path]);
            assert_eq!(answer.answer.lines().collect::<Vec<_>>(), expected, "{path}: {}", answer.remarks);
        }
    }
}

#[test]
fn a_run_ends_at_an_error_unless_it_keeps_going() {
    let text = "!(+ 1 2)\n!(assertEqual 1 2)\n!(+ 3 4)\n";
    let answer = run_text(&[("a.metta", text)], &[]);
    assert_eq!(answer.code, 1);
    assert_eq!(answer.answer.lines().count(), 2);
    assert!(answer.answer.starts_with("[3]\n[(Error (assertEqual 1 2)"), "{}", answer.answer);
    assert!(answer.remarks.contains("a.metta:2"), "{}", answer.remarks);
    let answer = run_text(&[("a.metta", text)], &["--keep-going"]);
    assert_eq!((answer.code, answer.answer.lines().last()), (1, Some("[7]")));
}

#[test]
fn what_stands_before_a_syntax_error_was_run() {
    let answer = run_text(&[("a.metta", "!(println! early)\n!(+ 1 2)\n(open\n")], &[]);
    assert_eq!((answer.code, answer.answer.as_str()), (2, "early\n[()]\n[3]\n"));
    assert!(
        answer.remarks.contains("unclosed `(`") && answer.remarks.contains("a.metta:3"),
        "{}",
        answer.remarks
    );
    assert!(answer.remarks.contains("syntax error"));
}

#[test]
fn budgets_end_a_form_and_are_named() {
    let text = "(= (loop $x) (loop (+ $x 1)))\n(= (deep $x) (+ 1 (deep $x)))\n!(loop 0)\n";
    for (args, name) in
        [(["--max-steps", "1000"], "StepLimitExceeded"), (["--timeout", "100ms"], "TimeLimitExceeded")]
    {
        let answer = run_text(&[("a.metta", text)], &args);
        assert_eq!(answer.code, 3, "{}", answer.answer);
        assert_eq!(answer.answer, format!("[(Error (loop 0) {name})]\n"));
    }
    let deep = "(= (deep $x) (+ 1 (deep $x)))\n!(deep 0)\n";
    let answer = run_text(&[("a.metta", deep)], &["--max-depth", "500"]);
    assert!(answer.answer.contains("StackOverflow"), "{}", answer.answer);
    assert_eq!(answer.code, 3);
    let set = "!(pragma! max-stack-depth 200)\n(= (deep $x) (+ 1 (deep $x)))\n!(deep 0)\n";
    let answer = run_text(&[("a.metta", set)], &[]);
    assert!(answer.answer.contains("StackOverflow"), "{}", answer.answer);
    assert_eq!(answer.code, 1, "a program that sets the limit itself has an Error, not a budget");
}

#[test]
fn files_share_a_space_and_standard_input_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.metta");
    std::fs::write(&file, "(= (f) 1)\n!(bind! word (f))\n").unwrap();
    let answer = heddle_reading(["run", file.to_str().unwrap(), "-"], "!(f)\n!(quote word)\n");
    assert_eq!((answer.code, answer.answer.as_str()), (0, "[()]\n[1]\n[(quote 1)]\n"));
    let answer = heddle(["run", "no-such-file.metta"]);
    assert_eq!((answer.code, answer.answer.as_str()), (4, ""));
}

#[test]
fn json_is_an_object_in_a_line() {
    let answer = run_text(&[("a.metta", "!(println! \"x\")\n(a)\n!(+ 1 \"a\")\n")], &["--json", "--stats"]);
    let objects: Vec<serde_json::Value> =
        answer.answer.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects[0]["output"], "x\n");
    assert_eq!(objects[1]["results"], serde_json::json!(["()"]));
    assert_eq!((&objects[2]["line"], &objects[2]["form"]), (&3.into(), &2.into()));
    assert_eq!(objects[2]["verdict"], "error");
    assert_eq!(objects[3]["stats"]["forms"], 2);
}

#[test]
fn modules_are_loaded_once_and_cycles_end() {
    let answer = run_text(
        &[
            (
                "main.metta",
                "!(import! &self a)\n!(import! &self a)\n!(import! &b lib:b)\n!(fa)\n!(fb)\n!(match &b (own $x) $x)\n!(collapse (get-atoms &self))\n",
            ),
            ("a.metta", "!(println! loading-a)\n!(import! &self lib:b)\n(= (fa) (fb))\n"),
            (
                "lib/b.metta",
                "!(println! loading-b)\n!(import! &self a)\n(= (fb) 5)\n(own thing)\n!(add-atom &self (own more))\n",
            ),
        ],
        &[],
    );
    assert_eq!(
        answer.answer, "loading-a\nloading-b\n[()]\n[()]\n[()]\n[5]\n[5]\n[thing, more]\n[()]\n",
        "{}",
        answer.remarks
    );
    assert_eq!(answer.code, 0);
}

#[test]
fn nothing_of_a_module_that_fails_is_visible() {
    for text in ["(good)\n(bad", "(good)\n!(+ 1 \"x\")\n"] {
        let answer = run_text(
            &[
                ("main.metta", "!(import! &self m)\n!(collapse (match &self (good) yes))\n"),
                ("m.metta", text),
            ],
            &["--keep-going"],
        );
        let lines: Vec<&str> = answer.answer.lines().collect();
        assert!(
            lines[0].starts_with("[(Error (import! &self m) Failed to load module top:m")
                || lines[0].starts_with("[(Error (import! ModuleSpace"),
            "{lines:?}"
        );
        assert_eq!((lines[1], answer.code), ("[()]", 1));
    }
}

/// Each imports the next: too many for any stack, and the program says so.
#[test]
fn imports_that_are_too_deep_are_errors() {
    let files: Vec<(String, String)> =
        (0..200).map(|n| (format!("m{n}.metta"), format!("!(import! &self m{})\n", n + 1))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let answer = run_text(&files, &[]);
    assert_eq!(answer.code, 1);
    assert!(answer.answer.starts_with("[(Error (import! "), "{}", answer.answer);
}
