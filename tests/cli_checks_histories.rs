//! `heddle oracle check`: verdicts, tables, exit codes, faults.

use std::fs;

use crate::cli_answers::{heddle, heddle_reading};

const RIGHT: &str = r#"{"heddle":"history","version":1,"spec":"map"}
{"client":0,"op":"put","args":["k",1],"call":10,"return":20,"outcome":null}
{"client":1,"op":"get","args":["k"],"call":12,"return":31,"outcome":1}
{"client":2,"op":"put","args":["k",2],"call":15}
{"client":1,"op":"get","args":["k"],"call":40,"return":41,"outcome":2}
"#;

/// After the new value the old one was read.
const WRONG: &str = r#"{"client":0,"op":"put","args":["k",1],"call":10,"return":20,"outcome":null}
{"client":2,"op":"put","args":["k",2],"call":15}
{"client":1,"op":"get","args":["k"],"call":40,"return":41,"outcome":2}
{"client":1,"op":"put","args":["other",7],"call":42,"return":50,"outcome":null}
{"client":0,"op":"get","args":["k"],"call":45,"return":60,"outcome":1}
{"client":3,"op":"get","args":["k"],"call":61,"return":70,"outcome":2}
"#;

#[test]
fn what_is_linearizable_is_ok() {
    let answer = heddle_reading(["oracle", "check", "-"], RIGHT);
    assert_eq!((answer.code, answer.remarks.as_str()), (0, ""));
    assert_eq!(answer.answer, "ok: linearizable as map (4 operations of 3 clients, 1 partition)\n");
    let json = heddle_reading(["oracle", "check", "-", "--json"], RIGHT);
    let value: serde_json::Value = serde_json::from_str(&json.answer).unwrap();
    assert_eq!((json.code, &value["verdict"], &value["operations"]), (0, &"ok".into(), &4.into()));
}

#[test]
fn what_is_not_is_a_violation_with_its_witness() {
    let answer = heddle_reading(["oracle", "check", "-", "--spec", "map"], WRONG);
    assert_eq!((answer.code, answer.remarks.as_str()), (1, ""));
    crate::snapshot("cli_oracle_check_violation", &answer.answer);
    let json = heddle_reading(["oracle", "check", "-", "--spec", "map", "--json"], WRONG);
    assert_eq!(json.code, 1);
    crate::snapshot("cli_oracle_check_violation_json", &json.answer);
}

#[test]
fn a_terminal_obeys_nothing_that_a_history_holds() {
    let text = WRONG.replace("\"k\"", "\"\\u001b[2J\\u009b\"");
    let answer = heddle_reading(["oracle", "check", "-", "--spec", "map"], &text);
    assert_eq!(answer.code, 1);
    assert!(!answer.answer.contains(|c: char| c.is_control() && c != '\n'), "{:?}", answer.answer);
}

#[test]
fn a_limit_is_not_an_answer() {
    let answer = heddle_reading(["oracle", "check", "-", "--max-steps", "1"], RIGHT);
    assert_eq!(answer.code, 3, "{}", answer.answer);
    assert!(answer.answer.starts_with("unknown: the limit of steps was reached"), "{}", answer.answer);
    let json = heddle_reading(["oracle", "check", "-", "--json", "--max-steps", "1"], RIGHT);
    let value: serde_json::Value = serde_json::from_str(&json.answer).unwrap();
    assert_eq!((&value["verdict"], &value["limit"]), (&"unknown".into(), &"steps".into()));
}

#[test]
fn logs_of_others_are_judged() {
    let jepsen = "INFO  jepsen.util - 0\t:invoke\t:write\t1\nINFO  jepsen.util - 1\t:invoke\t:read\tnil\n\
                  INFO  jepsen.util - 1\t:ok\t:read\t1\nINFO  jepsen.util - 0\t:ok\t:write\t1\n\
                  INFO  jepsen.util - 2\t:invoke\t:cas\t[1 2]\nINFO  jepsen.util - 2\t:fail\t:cas\t[1 2]\n";
    for (text, spec, code) in [
        (jepsen, "register", 1),
        (&jepsen.replace("[1 2]", "[2 2]"), "register", 0),
        (&jepsen.replace(":fail\t:cas\t[1 2]", ":info\t:cas\t:timed-out"), "register", 0),
        (&jepsen.replace(":fail", ":ok"), "register", 0),
    ] {
        let answers = [
            vec!["oracle", "check", "-"],
            vec!["oracle", "check", "-", "--spec", spec, "--format", "jepsen"],
        ];
        for arguments in answers {
            let answer = heddle_reading(arguments, text);
            assert_eq!(answer.code, code, "{text}{}{}", answer.answer, answer.remarks);
        }
    }
    let edn = r#"{:process 0, :type :invoke, :f :append, :key "0", :value "x"}
{:process 0, :type :ok, :f :append, :key "0", :value "x"}
{:process 1, :type :invoke, :f :get, :key "1", :value nil}
{:process 1, :type :ok, :f :get, :key "1", :value ""}
{:process 1, :type :invoke, :f :get, :key "0", :value nil}
{:process 1, :type :ok, :f :get, :key "0", :value "x"}
"#;
    for (text, code) in [
        (edn, 0),
        (&edn.replace("\"0\", :value \"x\"}\n{:process 1", "\"0\", :value \"xx\"}\n{:process 1"), 0),
        (
            &edn.replace(
                "1, :type :ok, :f :get, :key \"0\", :value \"x\"",
                "1, :type :ok, :f :get, :key \"0\", :value \"\"",
            ),
            1,
        ),
    ] {
        // Who says that it is a map means a map of texts.
        for spec in ["text-map", "map"] {
            let answer = heddle_reading(["oracle", "check", "-", "--spec", spec], text);
            assert_eq!(answer.code, code, "{text}{}{}", answer.answer, answer.remarks);
        }
    }
}

#[test]
fn what_cannot_be_read_is_said() {
    let says = |input: &str, arguments: &[&str], code: i32, needle: &str| {
        let arguments = ["oracle", "check", "-"].into_iter().chain(arguments.iter().copied());
        let answer = heddle_reading(arguments, input);
        assert_eq!((answer.code, answer.answer.as_str()), (code, ""), "{}", answer.remarks);
        assert!(answer.remarks.contains(needle), "{}", answer.remarks);
    };
    says("", &[], 2, "this is no history");
    says("{\"heddle\":\"history\",\"spec\":\"map\"}\n", &[], 2, "no call was found");
    says("{:process 0}", &["--format", "jepsen", "--spec", "register"], 2, "no call was found");
    says("hello\nworld\n", &[], 2, "`--format` names one");
    says(WRONG, &[], 2, "`--spec NAME` does");
    says(WRONG, &["--spec", "mpa"], 2, "there is no specification `mpa`");
    says(WRONG, &["--spec", "register"], 2, "there is no operation `put`");
    says(&RIGHT.replace("\"return\":31", "\"return\":1"), &[], 2, "-:3:");
    says(RIGHT, &["--format", "edn", "--spec", "map"], 2, "-:1:");
    says(RIGHT, &["--max-memory", "12X"], 2, "is no unit");
    let missing = heddle(["oracle", "check", "no/such/history"]);
    assert_eq!(missing.code, 4, "{}", missing.remarks);
    let folder = heddle(["oracle", "check", "src", "--spec", "map"]);
    assert_eq!(folder.code, 4, "{}", folder.remarks);
}

#[test]
fn a_page_is_written_where_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("page.html");
    let answer = heddle_reading(["oracle", "check", "-", "--html", out.to_str().unwrap()], RIGHT);
    assert_eq!((answer.code, answer.remarks.as_str()), (0, ""));
    assert!(fs::read_to_string(&out).unwrap().starts_with("<!doctype html>"));
    // The history itself is never overwritten.
    let history = folder.path().join("history");
    fs::write(&history, RIGHT).unwrap();
    let name = history.to_str().unwrap();
    assert_eq!(heddle(["oracle", "check", name, "--html", name]).code, 2);
    assert_eq!(fs::read_to_string(&history).unwrap(), RIGHT);
    let nowhere = folder.path().join("no/page.html");
    let answer = heddle_reading(["oracle", "check", "-", "--html", nowhere.to_str().unwrap()], RIGHT);
    assert_eq!(answer.code, 4);
}
