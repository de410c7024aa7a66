//! The ledger in a few lines, for the README of the project: a row per group of guarantees.

use super::fragment::{Fragment, Row};
use super::grouped;
use super::guarantees::GUARANTEES;
use std::collections::BTreeSet;
use std::fmt::Write;

/// What stands around the summary in the README.
const MARKS: [&str; 2] = ["<!-- the ledger in a few lines: generated, do not edit -->\n", "<!-- end -->\n"];

/// The groups: the letter of their numbers, and what they are about.
const GROUPS: [(char, &str); 9] = [
    ('W', "workspace"),
    ('C', "resolver cache"),
    ('Q', "requests, indexing"),
    ('E', "environment, loading"),
    ('S', "single flight"),
    ('D', "everywhere"),
    ('X', "evaluation"),
    ('T', "task graph"),
    ('O', "outbox"),
];

/// `readme` with a summary of `fragments` in the place of the one it has; `None` if it has none.
pub(super) fn written_into(readme: &str, fragments: &[(&str, Fragment)]) -> Option<String> {
    let (before, rest) = readme.split_once(MARKS[0])?;
    let (_, after) = rest.split_once(MARKS[1])?;
    Some(format!("{before}{}{}{}{after}", MARKS[0], render(fragments), MARKS[1]))
}

fn render(fragments: &[(&str, Fragment)]) -> String {
    let mut text = "| guarantees | loom | shuttle | proptests, fuzzers | mutants, all killed |\n\
                    | --- | --- | --- | --- | ---: |\n"
        .to_owned();
    for (letter, subject) in GROUPS {
        let numbers: Vec<&str> = GUARANTEES
            .iter()
            .map(|guarantee| guarantee.number)
            .filter(|number| number.starts_with(letter))
            .collect();
        let [first, .., last] = numbers.as_slice() else {
            let number = numbers.first().copied().unwrap_or_default();
            let _ = writeln!(text, "| {number} {subject} | {} |", cells(letter, fragments));
            continue;
        };
        let _ = writeln!(text, "| {first} to {last} {subject} | {} |", cells(letter, fragments));
    }
    text
}

fn cells(letter: char, fragments: &[(&str, Fragment)]) -> String {
    let mut mutants = BTreeSet::new();
    let mut cells = Vec::new();
    for (_, fragment) in fragments {
        let mut runs = 0;
        let mut kinds = [("exhaustive", 0), ("bounded", 0), ("sampled", 0)];
        for (property, entry) in &fragment.0 {
            for (scenario, row) in &entry.scenarios {
                if !concerns(letter, row) {
                    continue;
                }
                mutants.extend(row.mutants.keys().map(|mutant| (property, scenario, mutant)));
                for run in &row.runs {
                    runs += run.executions;
                    for (kind, count) in &mut kinds {
                        *count += usize::from(run.label.contains(*kind));
                    }
                }
            }
        }
        let kinds: Vec<String> = kinds
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(kind, count)| format!("{count} {kind}"))
            .collect();
        cells.push(match runs {
            0 => String::new(),
            _ => format!("{}: {} runs", kinds.join(", "), grouped(runs)),
        });
    }
    if mutants.is_empty() {
        return "planned | | |".to_owned();
    }
    format!("{} | {}", cells.join(" | "), mutants.len())
}

fn concerns(letter: char, row: &Row) -> bool {
    row.guarantees.iter().any(|number| number.starts_with(letter))
}
