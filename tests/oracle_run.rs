//! `heddle oracle run` with implementations that are right, wrong, and worse.
#![cfg(unix)]

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use heddle::oracle::drive::{Case, Difference, Options, Pace, Repeats, Report, Step, Verdict, drive, replay};
use heddle::oracle::specification::counter::CounterSpecification;
use heddle::oracle::specification::map::MapSpecification;
use heddle::oracle::specification::register::RegisterSpecification;
use heddle::sync::clock;

use crate::cli_answers::heddle;

/// More than any answer takes that comes.
const AMPLE: Duration = Duration::from_secs(60);
/// For those who never answer. A machine so slow that the others do not come so far in this time finds them silent too.
const SHORT: Duration = Duration::from_millis(300);

fn options(command: &[&str], timeout: Duration) -> Options {
    let command = command.iter().map(|word| (*word).to_owned()).collect();
    Options { command, clients: 4, seed: 0, operations: 2_000, timeout }
}

fn example(name: &str) -> String {
    format!("{}/examples/oracle/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn run(options: &Options) -> Report {
    drive(MapSpecification, options, &mut |_| ())
}

fn difference(report: Report) -> Difference {
    match report.verdict {
        Verdict::Found(difference) => *difference,
        verdict => panic!("it was not found: {verdict:?}"),
    }
}

/// What is found with the first seed whose finding resists no shrinking. The flaws are races of the adapter's own: on a busy
/// machine a schedule may not come again while its case is made smaller, and then the case stays large.
fn smallest(options: &Options) -> Difference {
    let mut seeds = (0..8).map(|seed| difference(run(&Options { seed, ..options.clone() })));
    let first = seeds.next().expect("eight seeds");
    let small = |found: &Difference| found.case.steps.len() <= 4 && found.repeats != Repeats::Never;
    if small(&first) { first } else { seeds.find(small).unwrap_or(first) }
}

/// What a shell script that speaks the protocol of a register is found to do wrong.
fn shell(script: &str, timeout: Duration) -> Difference {
    let options = Options { operations: 40, ..options(&["sh", "-c", script], timeout) };
    let report = drive(RegisterSpecification, &options, &mut |_| ());
    let difference = difference(report);
    assert_eq!(difference.case.command, options.command);
    difference
}

/// As [`shell`], without making it smaller: what comes of these operations, a line each. Who may be too slow to come as far as
/// `until` wants is given more and more time.
fn replayed(script: &str, operations: &[&str], until: impl Fn(&Difference) -> bool) -> Difference {
    let step =
        |word: &&str| Step { client: 0, round: 0, operation: (*word).to_owned(), arguments: Vec::new() };
    let mut case = Case {
        specification: "register".to_owned(),
        seed: 0,
        command: ["sh", "-c", script].map(str::to_owned).to_vec(),
        timeout: Duration::from_millis(500),
        pace: Pace::Alone,
        steps: operations.iter().map(step).collect(),
        found: String::new(),
        history: Vec::new(),
    };
    loop {
        let report = replay(RegisterSpecification, &case, &mut |_| ()).expect("it can be repeated");
        let mut difference = difference(report);
        if until(&difference) || case.timeout > AMPLE {
            let time = format!("{} ms", case.timeout.as_millis());
            difference.message = difference.message.replace(&time, "... ms");
            return difference;
        }
        case.timeout *= 4;
    }
}

/// Whether the language is there; a line where it is not.
fn there(program: &str) -> bool {
    let there = Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
    if !there {
        eprintln!("SKIPPED: {program} is not installed");
    }
    there
}

/// The interpreter and the ending of the adapters of each language that is there.
fn languages() -> Vec<(&'static str, &'static str)> {
    [("python3", "py"), ("node", "js")].into_iter().filter(|(program, _)| there(program)).collect()
}

#[test]
fn correct_adapters_are_accepted_with_a_hundred_seeds() {
    for (program, ending) in languages() {
        let path = example(&format!("map.{ending}"));
        for seed in 0..100 {
            let options = Options { seed, operations: 60, ..options(&[program, &path], AMPLE) };
            let report = run(&options);
            assert_eq!(report.verdict, Verdict::Agrees, "{path}, seed {seed}");
            assert_eq!((report.sequential, report.concurrent, report.failed), (30, 30, 0));
            assert!(report.remarks.is_empty(), "{:?}", report.remarks);
        }
    }
}

#[test]
fn flawed_adapters_are_rejected_within_two_thousand_operations() {
    for (program, ending) in languages() {
        for flawed in ["lossy_map", "stale_cache"] {
            let path = example(&format!("{flawed}.{ending}"));
            let difference = smallest(&options(&[program, &path], AMPLE));
            assert_eq!(difference.case.found, "not linearizable");
            assert!(difference.case.steps.len() <= 4, "{}", difference.table);
            assert_ne!(difference.repeats, Repeats::Never);
            // What is written repeats it.
            let case = Case::read(&difference.case.write()).expect("a case");
            let again = replay(MapSpecification, &case, &mut |_| ()).expect("it can be repeated");
            assert!(matches!(again.verdict, Verdict::Found(_)), "{}", difference.table);
            // And an implementation without the flaw passes it.
            let command = vec![program.to_owned(), example(&format!("map.{ending}"))];
            let mended = replay(MapSpecification, &Case { command, ..case }, &mut |_| ());
            assert_eq!(mended.expect("it can be repeated").verdict, Verdict::Agrees);
        }
    }
}

#[test]
fn adapters_are_short_enough_to_be_copied() {
    let folder = example("");
    let entries = std::fs::read_dir(&folder).expect("the folder of the adapters");
    let adapters = entries.map(|entry| entry.expect("an entry").path());
    let sources: Vec<_> = adapters
        .filter(|path| path.extension().is_some_and(|ending| ending == "py" || ending == "js"))
        .collect();
    assert_eq!(sources.len(), 6);
    for path in sources {
        let lines = std::fs::read_to_string(&path).expect("a text").lines().count();
        assert!(lines < 100, "{}: {lines} lines", path.display());
    }
}

/// The beginning of a register in the shell: what it answers is in `outcome`.
const LOOP: &str = r#"
value=null
while read -r line; do
    id=${line#*:}; id=${id%%,*}; args=${line##*[}; args=${args%%]*}
    case $line in
        *reset*) value=null; outcome=null ;;
        *write*) value=$args; outcome=null ;;
        *read*) outcome=$value ;;
        *) outcome=false; if [ "$value" = "${args%%,*}" ]; then value=${args#*,}; outcome=true; fi ;;
    esac
"#;

#[test]
fn a_sequential_difference_is_made_smallest() {
    // It forgets a value that was read.
    let script = format!(
        "{LOOP} echo \"{{\\\"id\\\":$id,\\\"outcome\\\":$outcome}}\"; case $line in *read*) value=null ;; esac; done"
    );
    let difference = shell(&script, AMPLE);
    assert_eq!(difference.case.found, "different");
    let words: Vec<&str> = difference.case.steps.iter().map(|step| step.operation.as_str()).collect();
    assert_eq!(words, ["write", "read", "read"], "{}", difference.table);
    assert_eq!(difference.repeats, Repeats::Times(3, 3));
    crate::snapshot("oracle_run_sequential", &format!("{}\n{}\n", difference.table, difference.message));
}

#[test]
fn whatever_a_process_does_wrong_is_a_verdict() {
    let answer = r#"echo "{\"id\":$id,\"outcome\":$outcome}""#;
    let hangs_later = format!("{LOOP} case $line in *read*) sleep 1000 ;; esac; {answer}; done");
    // Who is seen by the time that passes. What each is to come to, and what it did for that.
    let slow: [(&str, String, &[&str], &str, &str); 7] = [
        ("hangs at once", "sleep 1000".into(), &[], "silent", ""),
        ("does not even read", "exec sleep 1000 <&-".into(), &[], "silent", ""),
        ("hangs later", hangs_later.clone(), &["read"], "silent", "read"),
        (
            "half a line, then nothing",
            format!("{LOOP} printf '{{\"id\":'; sleep 1000; done"),
            &[],
            "silent",
            "{\"id\":",
        ),
        ("closes its output", "exec sleep 1000 >&-".into(), &[], "ended", ""),
        ("leaves a child behind", "sleep 1000 & exit 0".into(), &[], "ended", "exit code 0"),
        ("floods standard error", "yes error >&2".into(), &[], "silent", ""),
    ];
    let quick: [(&str, String, &str); 13] = [
        ("ends at once", "exit 0".into(), "ended"),
        ("crashes", format!("{LOOP} echo 'out of luck' >&2; exit 3; done"), "ended"),
        ("is killed", format!("{LOOP} kill -9 $$; done"), "ended"),
        ("half a line, then its end", format!("{LOOP} printf '{{\"id\":'; exit 1; done"), "ended"),
        ("crashes at the end", format!("{LOOP} {answer}; done; kill -11 $$"), "crashed at the end"),
        ("greets", format!("echo hello; {LOOP} {answer}; done"), "garbage"),
        ("answers with garbage", format!("{LOOP} echo '{{\"id\":1'; done"), "garbage"),
        ("floods", "yes".into(), "garbage"),
        ("floods without a line break", "tr '\\0' 'x' </dev/zero".into(), "too long"),
        ("answers twice", format!("{LOOP} {answer}; {answer}; done"), "answered twice"),
        (
            "answers what was not asked",
            "echo '{\"id\":77,\"outcome\":1}'; cat >/dev/null".into(),
            "not asked",
        ),
        ("fails", format!("{LOOP} echo \"{{\\\"id\\\":$id,\\\"error\\\":\\\"full\\\"}}\"; done"), "failed"),
        ("is not there", "exec /no/such/program".into(), "ended"),
    ];
    let mut shown = String::new();
    let mut show = |name: &str, kind: &str, difference: &Difference| {
        assert_eq!(difference.case.found, kind, "{name}: {}", difference.message);
        assert!(difference.case.steps.len() <= 1, "{name}: {}", difference.table);
        shown += &format!("== {name}: {kind}\n{}\n{}\n", difference.message, difference.table);
    };
    for (name, script, operations, kind, words) in slow {
        let so_far = |difference: &Difference| {
            difference.case.found == kind
                && (difference.message.contains(words) || difference.table.contains(words))
        };
        show(name, kind, &replayed(&script, operations, so_far));
    }
    for (name, script, kind) in quick {
        show(name, kind, &shell(&script, AMPLE));
        if name == "crashes" {
            // Standard error is another stream: its lines may be late, but not always.
            let words = "out of luck";
            assert_eq!(replayed(&script, &[], |it| it.last_words == words).last_words, words);
        }
    }
    let smallest = shell(&hangs_later, SHORT);
    assert_eq!(smallest.case.found, "silent");
    assert!(smallest.case.steps.len() <= 1, "{}", smallest.table);
    crate::snapshot("oracle_run_misbehaviour", &shown);
    let options = options(&["/no/such/program"], AMPLE);
    assert_eq!(difference(run(&options)).case.found, "not started");
}

#[test]
fn who_refuses_to_forget_is_started_anew() {
    let answer = r#"echo "{\"id\":$id,\"outcome\":$outcome}""#;
    let refuse = r#"case $line in *reset*) echo '{"id":0,"error":"no"}'; continue ;; esac"#;
    let script = format!("{LOOP} {refuse}; {answer}; done");
    let options = Options { operations: 200, ..options(&["sh", "-c", &script], AMPLE) };
    let report = drive(RegisterSpecification, &options, &mut |_| ());
    assert_eq!(report.verdict, Verdict::Agrees);
    assert!(report.remarks[0].contains("`reset` is refused"), "{:?}", report.remarks);
    // One that says that it forgets and does not is found out.
    let options = Options { clients: 1, operations: 1_000, ..options };
    let script = format!("{LOOP} {answer}; done").replace("value=null; outcome=null", "outcome=null");
    let options = Options { command: vec!["sh".into(), "-c".into(), script], ..options };
    let difference = difference(drive(RegisterSpecification, &options, &mut |_| ()));
    assert_eq!((difference.case.found.as_str(), difference.repeats), ("different", Repeats::Never));
}

#[test]
fn no_process_stays_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let numbers = folder.path().join("numbers");
    let script = format!("echo $$ >>{0}; sleep 1000 & echo $! >>{0}; yes error >&2", numbers.display());
    assert_eq!(shell(&script, SHORT).case.found, "silent");
    let numbers = std::fs::read_to_string(numbers).expect("they were started");
    assert!(numbers.lines().count() >= 2);
    let until = clock::now().after(AMPLE);
    let runs = |number: &str| {
        let stat = std::fs::read_to_string(Path::new("/proc").join(number).join("stat")).unwrap_or_default();
        stat.rsplit_once(')').is_some_and(|(_, state)| !state.trim_start().starts_with(['Z', 'X']))
    };
    for number in numbers.lines() {
        while runs(number) && clock::now() < until {
            std::hint::spin_loop();
        }
        assert!(!runs(number), "{number}");
    }
}

#[test]
fn the_program_says_what_it_found_and_repeats_it() {
    if !there("python3") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("case.json");
    let file = file.to_str().expect("a name");
    let command = "python3 examples/oracle/lossy_map.py";
    let arguments = ["oracle", "run", "--spec", "map", "--impl", command, "--ops", "2000", "--case", file];
    let answer = heddle(arguments);
    assert_eq!((answer.code, answer.remarks.as_str()), (1, ""));
    assert!(answer.answer.starts_with("DIFFERS from `map`, after 1000 operations one after the other, "));
    assert!(answer.answer.ends_with(&format!("heddle oracle run --replay {file}\n")), "{}", answer.answer);
    let answer = heddle(["oracle", "run", "--replay", file]);
    assert_eq!(answer.code, 1, "{}", answer.remarks);
    let mended = heddle(["oracle", "run", "--replay", file, "--impl", "python3 examples/oracle/map.py"]);
    assert_eq!((mended.code, mended.remarks.as_str()), (0, ""), "{}", mended.answer);
    let answer = heddle(arguments.into_iter().chain(["--json"]));
    let json: serde_json::Value = serde_json::from_str(&answer.answer).expect("JSON");
    assert_eq!(
        (answer.code, &json["verdict"], &json["difference"]["file"]),
        (1, &"violation".into(), &file.into())
    );
    let right = heddle([
        "oracle",
        "run",
        "--spec",
        "map",
        "--impl",
        "python3 examples/oracle/map.py",
        "--ops",
        "500",
    ]);
    assert_eq!((right.code, right.remarks.as_str()), (0, ""));
    assert_eq!(
        right.answer,
        "agrees with `map`: 250 operations one after the other, 250 by several clients at once\n"
    );
}

/// A counter that answers an operation with a text whenever another one was asked for at the same time.
const DISTRACTED: &str = r#"
import json, os
value, rest = 0, b""
while piece := os.read(0, 1 << 16):
    *lines, rest = (rest + piece).split(b"\n")
    answers = b""
    for place, line in enumerate(lines):
        request = json.loads(line)
        outcome = None
        if request["op"] == "reset":
            value = 0
        elif place == 0 and len(lines) > 1:
            outcome = "what?"
        elif request["op"] == "add":
            value += request["args"][0]
        elif request["op"] == "increment":
            value += 1
            outcome = value
        else:
            outcome = value
        answers += json.dumps({"id": request["id"], "outcome": outcome}).encode() + b"\n"
    os.write(1, answers)
"#;

#[test]
fn what_is_open_beside_an_unreadable_outcome_is_not_heard_later() {
    if !there("python3") {
        return;
    }
    let options = Options { operations: 12, ..options(&["python3", "-IS", "-c", DISTRACTED], AMPLE) };
    let difference = difference(drive(CounterSpecification, &options, &mut |_| ()));
    assert_eq!(difference.case.found, "unreadable", "{}", difference.message);
    assert_eq!(difference.case.steps.len(), 2, "{}", difference.table);
    assert_eq!(difference.repeats, Repeats::Times(20, 20));
}

/// Two clients append at once, then one looks.
const LOST_UPDATE: &str = r#"{
  "heddle": "case", "version": 1, "spec": "map", "seed": 0, "timeout": 60000, "pace": "rounds",
  "command": ["python3", "examples/oracle/lossy_map.py"],
  "operations": [
    {"client":0,"round":0,"op":"append","args":["a","x"]},
    {"client":1,"round":0,"op":"append","args":["a","y"]},
    {"client":1,"round":1,"op":"get","args":["a"]}
  ]
}"#;

#[test]
fn a_history_is_shown_with_a_column_for_each_client() {
    if !there("python3") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("case.json");
    std::fs::write(&file, LOST_UPDATE).expect("a file");
    let answer = heddle(["oracle".as_ref(), "run".as_ref(), "--replay".as_ref(), file.as_os_str()]);
    assert_eq!((answer.code, answer.remarks.as_str()), (1, ""));
    // At which attempt it shows is chance.
    let lines =
        answer.answer.lines().filter(|line| !line.starts_with("DIFFERS") && !line.starts_with("It shows"));
    crate::snapshot("oracle_run_found", &lines.map(|line| format!("{line}\n")).collect::<String>());
}

#[test]
fn what_cannot_be_run_is_said() {
    let answer = heddle(["oracle", "run", "--spec", "mapp", "--impl", "true"]);
    assert_eq!((answer.code, answer.answer.as_str()), (2, ""));
    assert_eq!(answer.remarks, "there is no specification `mapp`\nhelp: did you mean map?\n");
    assert_eq!(heddle(["oracle", "run", "--spec", "map", "--impl", "'"]).code, 2);
    assert_eq!(heddle(["oracle", "run", "--spec", "map", "--impl", "true", "--ops", "0"]).code, 2);
    assert_eq!(heddle(["oracle", "run", "--replay", "/no/such/file"]).code, 4);
    assert_eq!(heddle(["oracle", "run", "--replay", "README.md"]).code, 2);
    let folder = tempfile::tempdir().expect("a folder");
    let case = folder.path().join("missing").join("case.json");
    let case = case.to_str().expect("a name");
    let answer = heddle(["oracle", "run", "--spec", "map", "--impl", "true", "--case", case]);
    assert_eq!(answer.code, 4, "it was found, and the file cannot be written");
    assert!(answer.answer.starts_with("DIFFERS from `map`"));
}
