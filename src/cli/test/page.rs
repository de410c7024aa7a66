//! What came of files, as people and as programs read it.

use serde::Serialize;

use super::case::{Case, Failure};
use crate::cli::units;

/// A line for a file that has ended.
pub(super) fn line(case: &Case) -> String {
    let word = if case.passed() { "ok" } else { "FAILED" };
    format!("test {} ... {word} ({})", case.name, units::count(case.forms as usize, "form"))
}

/// What failed, why, and how many; with what passing files have written, where that is wanted.
pub(super) fn summary(cases: &[Case], skipped: usize, show_output: bool) -> String {
    let mut text = String::new();
    let failed: Vec<&Case> = cases.iter().filter(|case| !case.passed()).collect();
    if show_output {
        for case in cases.iter().filter(|case| case.passed() && !case.output.is_empty()) {
            text += &format!("\n---- {} wrote\n{}", case.name, ended(&case.output));
        }
    }
    if !failed.is_empty() {
        text += "\nfailures:\n";
    }
    for case in &failed {
        text += &format!("\n---- {}\n", case.name);
        if !case.output.is_empty() {
            text += &ended(&case.output);
        }
        for failure in &case.failures {
            text += &format!("{}:{}: {}\n", case.name, failure.line, indented(&failure.message));
        }
    }
    let word = if failed.is_empty() { "ok" } else { "FAILED" };
    let passed = cases.len() - failed.len();
    text += &format!(
        "\ntest result: {word}. {passed} passed; {} failed; {skipped} without assertions\n",
        failed.len()
    );
    text
}

fn ended(output: &str) -> String {
    if output.ends_with('\n') { output.to_owned() } else { format!("{output}\n") }
}

/// Lines behind the first stand further right.
fn indented(message: &str) -> String {
    message.trim_end().replace('\n', "\n    ")
}

/// All that there is to know, for programs.
#[derive(Serialize)]
pub(super) struct Json<'a> {
    passed: usize,
    failed: usize,
    skipped: usize,
    files: Vec<File<'a>>,
}

#[derive(Serialize)]
struct File<'a> {
    name: &'a str,
    passed: bool,
    forms: u64,
    failures: Vec<Told<'a>>,
    output: &'a str,
}

#[derive(Serialize)]
struct Told<'a> {
    line: u32,
    kind: &'static str,
    message: &'a str,
}

impl<'a> Json<'a> {
    pub(super) fn new(cases: &'a [Case], skipped: usize) -> Json<'a> {
        let told = |failure: &'a Failure| Told {
            line: failure.line,
            kind: failure.kind.word(),
            message: &failure.message,
        };
        let file = |case: &'a Case| File {
            name: &case.name,
            passed: case.passed(),
            forms: case.forms,
            failures: case.failures.iter().map(told).collect(),
            output: &case.output,
        };
        let passed = cases.iter().filter(|case| case.passed()).count();
        Json { passed, failed: cases.len() - passed, skipped, files: cases.iter().map(file).collect() }
    }
}
