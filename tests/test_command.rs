//! `heddle test`: which files are tests, what is told of those that fail.

use crate::cli_answers::heddle;

/// A folder with one file that passes, one that fails, one that is none.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "good.metta",
        "!(import! &self lib)\n!(assertEqual (double 2) 4)\n!(assertEqualToResult (double 3) (6))\n",
    );
    write("bad.metta", "!(println! seen)\n!(assertEqual 1 2)\n!(assertEqual 3 3)\n!(+ 1 \"a\")\n");
    write("lib.metta", "(= (double $x) (* 2 $x))\n");
    folder
}

#[test]
fn failures_are_told_with_their_places() {
    let folder = folder();
    let path = folder.path().display().to_string();
    for threads in ["1", "2"] {
        let answer = heddle(["test", "--threads", threads, &path]);
        let told = answer.answer.replace(&path, "DIR");
        crate::snapshot("test_command", &told);
        assert_eq!(answer.code, 1);
    }
    let answer = heddle(["test", "--filter", "good", &path]);
    assert!(answer.answer.contains("1 passed; 0 failed"), "{}", answer.answer);
    assert_eq!(answer.code, 0);
}

#[test]
fn machines_get_json_and_junit() {
    let folder = folder();
    let path = folder.path().display().to_string();
    let junit = folder.path().join("report.xml").display().to_string();
    let answer = heddle(["test", "--json", "--junit", &junit, &path]);
    let json: serde_json::Value = serde_json::from_str(&answer.answer).unwrap();
    assert_eq!((&json["passed"], &json["failed"], &json["skipped"]), (&1.into(), &1.into(), &1.into()));
    assert_eq!(json["files"][0]["failures"][0]["kind"], "assertion");
    assert_eq!(json["files"][0]["failures"][1]["line"], 4);
    let xml = std::fs::read_to_string(junit).unwrap();
    assert!(xml.contains("tests=\"2\"") && xml.contains("errors=\"1\""), "{xml}");
}

#[test]
fn exit_codes_tell_what_went_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let run = |name: &str, text: &str, args: &[&str]| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let path = path.display().to_string();
        heddle(["test"].into_iter().chain(args.iter().copied()).chain([path.as_str()])).code
    };
    assert_eq!(run("plain.metta", "!(+ 1 2)\n", &[]), 0, "a file that is named is a test");
    assert_eq!(run("syntax.metta", "!(assertEqual 1 1)\n(open\n", &[]), 2);
    assert_eq!(run("loop.metta", "(= (l) (l))\n!(l)\n", &["--timeout", "100ms"]), 3);
    assert_eq!(heddle(["test", "no-such-folder"]).code, 4);
}
