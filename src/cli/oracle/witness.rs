//! Why a history is not linearizable, as tables that people read.

use crate::oracle::history::{Spoken, shown};
use crate::oracle::linearize::Violation;

/// How many calls of the order are shown: the last ones.
const SHOWN: usize = 16;
/// How many characters of an operation and of an outcome are shown.
const OPERATION: usize = 48;
const OUTCOME: usize = 32;
/// How many characters of a state are shown.
const STATE: usize = 200;

/// What is shown of a violation, line by line, not wider than 100 columns for values of a usual length.
pub(super) fn lines(violation: &Violation, calls: &[Spoken]) -> Vec<String> {
    let call = |index: &usize| calls.get(*index);
    let mut lines = Vec::new();
    if let Some(partition) = &violation.partition {
        lines.push(format!("Where: {}", shown(&format!("{partition:?}"), OPERATION)));
    }
    let what = |index: &usize| {
        call(index).map_or_else(String::new, |call| {
            format!("{} of client {}{}", call.operation(OPERATION), call.client, line(call))
        })
    };
    lines.push(format!(
        "Up to the return of {} no order of the {} calls is right.",
        what(&violation.ends_with),
        violation.calls.len()
    ));
    if violation.cut.is_some() {
        lines.push("(A limit was reached while it was shortened: fewer calls may do.)".to_owned());
    }
    lines.push(String::new());

    let skipped = violation.longest.len().saturating_sub(SHOWN);
    lines.push(match violation.longest.len() {
        0 => "No call can come first:".to_owned(),
        1 => "The longest order that is right is one call long:".to_owned(),
        length => format!("The longest order that is right is {length} calls long:"),
    });
    if !violation.longest.is_empty() {
        let header = ["#", "client", "called", "returned", "operation", "outcome", "line"];
        let mut rows = vec![header.map(str::to_owned).to_vec()];
        if skipped > 0 {
            rows.push(vec!["…".to_owned()]);
        }
        for (place, index) in violation.longest.iter().enumerate().skip(skipped) {
            if let Some(call) = call(index) {
                let mut row = vec![(place + 1).to_string()];
                row.extend(cells(call));
                rows.push(row);
            }
        }
        lines.extend(table(&rows));
        lines.push(String::new());
        lines.push(format!(
            "Then the state is {}, and no call can come next:",
            shown(&violation.state, STATE)
        ));
    }

    let mut rows = vec![
        ["client", "called", "returned", "operation", "outcome", "line", "but the specification answers"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for refused in &violation.refused {
        if let Some(call) = call(&refused.call) {
            let mut row = cells(call);
            row.push(shown(&refused.expected, OUTCOME));
            rows.push(row);
        }
    }
    lines.extend(table(&rows));
    lines
}

fn line(call: &Spoken) -> String {
    if call.line > 0 { format!(" (line {})", call.line) } else { String::new() }
}

fn cells(call: &Spoken) -> Vec<String> {
    vec![
        call.client.to_string(),
        call.called.to_string(),
        call.returned.map_or_else(|| "never".to_owned(), |at| at.to_string()),
        call.operation(OPERATION),
        if call.returned.is_none() { "?".to_owned() } else { call.answer(OUTCOME) },
        if call.line > 0 { call.line.to_string() } else { String::new() },
    ]
}

/// Columns as wide as they must be, under their names in the first row; numbers to the right.
fn table(rows: &[Vec<String>]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let header = rows.first();
    let right = |column: usize| {
        let name = header.and_then(|header| header.get(column)).map(String::as_str);
        matches!(name, Some("#" | "client" | "called" | "returned" | "line"))
    };
    let line = |row: &Vec<String>| {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let pad = " "
                .repeat(widths.get(column).copied().unwrap_or_default().saturating_sub(cell.chars().count()));
            line += "  ";
            line += &if right(column) { pad + cell } else { format!("{cell}{pad}") };
        }
        line.trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}
