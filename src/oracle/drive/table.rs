//! A difference for people: what was done in which order, a column per client, and what is wrong with it.

use std::fmt::Write as _;

use serde_json::Value;

use super::execution::Found;
use super::plan::Pace;
use super::shrink::Failing;
use crate::oracle::excerpt::excerpt;
use crate::oracle::history::Call;
use crate::oracle::linearize::Violation;
use crate::oracle::vocabulary::Vocabulary;

/// How wide a column becomes at most, in characters.
const WIDEST: usize = 44;
/// How many rows are shown; the first ones are left out where there are more.
const ROWS: usize = 60;

/// An operation: its name and its arguments.
fn operation<S: Vocabulary>(specification: &S, operation: &S::Operation) -> String {
    let (name, arguments) = specification.write_operation(operation);
    let mut text = name.to_owned();
    for argument in arguments {
        let _ = write!(text, " {argument}");
    }
    excerpt(&text)
}

fn value(value: &Value) -> String {
    excerpt(&value.to_string())
}

fn outcome<S: Vocabulary>(specification: &S, call: &Call<S::Operation, S::Outcome>) -> String {
    call.outcome
        .as_ref()
        .map_or_else(|| "-".to_owned(), |outcome| value(&specification.write_outcome(outcome)))
}

/// What is wrong, in lines.
pub(super) fn message<S: Vocabulary>(specification: &S, failing: &Failing<S>) -> String {
    let calls = &failing.execution.history.calls;
    let named =
        |at: usize| calls.get(at).map_or_else(String::new, |call| operation(specification, &call.operation));
    let answered = |at: usize| calls.get(at).map_or_else(String::new, |call| outcome(specification, call));
    match &failing.found {
        Found::Different { at, expected } => format!(
            "`{}` answered {}; the specification answers {}.",
            named(*at),
            answered(*at),
            value(expected)
        ),
        Found::Failed { at, error, expected } => format!(
            "`{}` failed, with nothing beside it: {}; the specification answers {}.",
            named(*at),
            excerpt(error),
            value(expected)
        ),
        Found::Unreadable { at, outcome, why } => {
            format!("`{}` answered {}: {}.", named(*at), value(outcome), excerpt(why))
        }
        Found::Impossible(violation) => {
            let client = |at: usize| calls.get(at).map_or(0, |call| call.client);
            let named = |at: usize| format!("client {}: {}", client(at), named(at));
            impossible(violation, calls.len(), named, answered)
        }
        Found::Misbehaved(misbehaviour) => misbehaviour.what.message(),
    }
}

fn impossible(
    violation: &Violation,
    calls: usize,
    named: impl Fn(usize) -> String,
    answered: impl Fn(usize) -> String,
) -> String {
    let mut text = String::from("No order of these operations explains what was answered.");
    if violation.calls.len() < calls
        && let Some(partition) = &violation.partition
    {
        let _ = write!(text, " It is about {}.", excerpt(partition));
    }
    if violation.longest.is_empty() {
        text.push_str("\nFrom the beginning");
    } else {
        text.push_str("\nThe longest order that fits:");
        for &at in &violation.longest {
            let _ = write!(text, "\n    {} -> {}", named(at), answered(at));
        }
        text.push_str("\nThen");
    }
    let _ = write!(text, " the state is {}, and none of these fits:", excerpt(&violation.state));
    for refused in &violation.refused {
        let _ = write!(
            text,
            "\n    {} -> {}, where the specification answers {}",
            named(refused.call),
            answered(refused.call),
            excerpt(&refused.expected)
        );
    }
    text
}

/// What was done. Empty where nothing was.
pub(super) fn table<S: Vocabulary>(specification: &S, failing: &Failing<S>) -> String {
    if failing.execution.history.calls.is_empty() {
        return String::new();
    }
    let (titles, rows) = match failing.plan.pace {
        Pace::Alone => in_order(specification, failing),
        Pace::Rounds | Pace::Free => side_by_side(specification, failing),
    };
    layout(&titles, &rows)
}

type Rows = (Vec<String>, Vec<Vec<String>>);

/// A row for each operation.
fn in_order<S: Vocabulary>(specification: &S, failing: &Failing<S>) -> Rows {
    let titles = ["operation", "answer", "specification"].map(str::to_owned).to_vec();
    let mut state = specification.initial();
    let rows = failing.execution.history.calls.iter().enumerate().map(|(at, call)| {
        let expected = specification.step(&mut state, &call.operation);
        let answer = match &failing.found {
            Found::Failed { at: failed, .. } if *failed == at => "failed".to_owned(),
            Found::Unreadable { at: unreadable, outcome, .. } if *unreadable == at => value(outcome),
            _ => outcome(specification, call),
        };
        vec![
            operation(specification, &call.operation),
            answer,
            value(&specification.write_outcome(&expected)),
        ]
    });
    (titles, rows.collect())
}

/// A row for each call and for each return, a column for each client.
fn side_by_side<S: Vocabulary>(specification: &S, failing: &Failing<S>) -> Rows {
    let calls = &failing.execution.history.calls;
    let clients = calls.iter().map(|call| call.client + 1).max().unwrap_or(0);
    let titles = (0..clients).map(|client| format!("client {client}")).collect();
    let mut events: Vec<(u64, u64, String)> = Vec::new();
    for (at, call) in calls.iter().enumerate() {
        events.push((call.called, call.client, operation(specification, &call.operation)));
        if let Some(returned) = call.returned {
            let wrong = matches!(&failing.found, Found::Impossible(violation) if violation.ends_with == at);
            let mark = if wrong { "   <-- here" } else { "" };
            events.push((returned, call.client, format!("  -> {}{mark}", outcome(specification, call))));
        }
    }
    events.sort();
    let row = |(_, client, text): (u64, u64, String)| {
        (0..clients).map(|column| if column == client { text.clone() } else { String::new() }).collect()
    };
    (titles, events.into_iter().map(row).collect())
}

fn layout(titles: &[String], rows: &[Vec<String>]) -> String {
    let left_out = rows.len().saturating_sub(ROWS);
    let rows = rows.get(left_out..).unwrap_or_default();
    let width = |column: usize| {
        let cells = rows.iter().map(Vec::as_slice).chain([titles]).filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0).min(WIDEST)
    };
    let widths: Vec<usize> = (0..titles.len()).map(width).collect();
    let mut text = String::new();
    let mut line = |cells: &[String]| {
        let mut line = String::from(" ");
        for (cell, width) in cells.iter().zip(&widths) {
            let cell = short(cell, *width);
            let _ = write!(line, " {cell:<width$} ");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    };
    line(titles);
    if left_out > 0 {
        line(&[format!("... {left_out} before")]);
    }
    for row in rows {
        line(row);
    }
    text
}

fn short(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(3)).collect();
    format!("{kept}...")
}
