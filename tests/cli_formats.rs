//! `heddle fmt`: what it writes, what it says, and what it leaves alone.

use std::fs;
use std::path::Path;

use crate::cli_answers::{heddle, heddle_reading};

/// A folder with a text to be formatted, one that is, and one that cannot be read.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("broken.metta", "( a\n"),
        ("careless.rho", "new é0 in { é0!( 1 ) }\n".replace('é', "e").as_str()),
        ("careless.metta", "(größe   1) ; 😀  \n"),
        ("formatted.metta", "(a 1)\n"),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn a_check_shows_what_would_change_and_changes_nothing() {
    let folder = folder();
    let path = folder.path().to_str().unwrap();
    let answer = heddle(["fmt", "--check", path]);
    assert_eq!(answer.code, 2, "a file cannot be read, and that is worse: {}", answer.remarks);
    assert!(answer.answer.contains("-(größe   1) ; 😀  \n+(größe 1) ; 😀\n"), "{}", answer.answer);
    assert!(
        answer.remarks.contains("M0002") && answer.remarks.contains("2 of 4 files"),
        "{}",
        answer.remarks
    );
    assert_eq!(read(folder.path(), "careless.metta"), "(größe   1) ; 😀  \n");
    let answer = heddle(["fmt", "--check", folder.path().join("careless.metta").to_str().unwrap()]);
    assert_eq!(answer.code, 1);
    let answer = heddle(["fmt", "--check", folder.path().join("formatted.metta").to_str().unwrap()]);
    assert_eq!((answer.code, answer.answer.as_str()), (0, ""));
}

#[test]
fn files_are_formatted_and_then_are() {
    let folder = folder();
    let path = folder.path().to_str().unwrap();
    let answer = heddle(["fmt", path, "--json"]);
    assert_eq!(answer.code, 2);
    let files: serde_json::Value = serde_json::from_str(&answer.answer).unwrap();
    let told = |index: usize, what: &str| files[index][what].as_bool().unwrap();
    assert_eq!((told(0, "broken"), told(0, "formatted"), told(0, "written")), (true, false, false));
    assert_eq!((told(1, "broken"), told(1, "formatted"), told(1, "written")), (false, false, true));
    assert_eq!((told(3, "broken"), told(3, "formatted"), told(3, "written")), (false, true, false));
    assert_eq!(read(folder.path(), "broken.metta"), "( a\n");
    assert_eq!(read(folder.path(), "careless.metta"), "(größe 1) ; 😀\n");
    assert_eq!(read(folder.path(), "careless.rho"), "new e0 in { e0!(1) }\n");
    fs::remove_file(folder.path().join("broken.metta")).unwrap();
    let answer = heddle(["fmt", "--check", path]);
    assert_eq!(
        (answer.code, answer.answer.as_str(), answer.remarks.as_str()),
        (0, "", "0 of 3 files to be formatted\n")
    );
}

#[test]
fn standard_input_is_formatted_to_standard_output() {
    let answer = heddle_reading(["fmt", "--stdin", "metta", "--indent", "4"], "(let  $é 1\n$é)");
    assert_eq!((answer.code, answer.answer.as_str()), (0, "(let $é 1\n    $é)\n"));
    let answer = heddle_reading(["fmt", "--stdin", "rholang", "--check"], "@1!( 2 )\n");
    assert_eq!(answer.code, 1);
    assert!(answer.answer.contains("-@1!( 2 )\n+@1!(2)\n"), "{}", answer.answer);
    let answer = heddle_reading(["fmt", "--stdin", "rholang"], "@1!( 2\n");
    assert_eq!((answer.code, answer.answer.as_str()), (2, ""));
}
