//! What clients did, as a table: a column for each, and a line for each call and each return in order of time.

use crate::oracle::history::History;
use crate::oracle::vocabulary::Vocabulary;

/// How wide a column may be.
const WIDEST: usize = 48;

/// The table of these calls of a history.
pub(super) fn table<S: Vocabulary>(
    specification: &S,
    history: &History<S::Operation, S::Outcome>,
    calls: &[usize],
) -> String {
    let calls = || calls.iter().filter_map(|index| history.calls.get(*index));
    let mut clients: Vec<u64> = calls().map(|call| call.client).collect();
    clients.sort_unstable();
    clients.dedup();
    // Time, whether it is a return (where one has the time of a call, the call comes first), client, what is said.
    let mut events: Vec<(u64, bool, u64, String)> = Vec::new();
    for call in calls() {
        events.push((call.called, false, call.client, said(specification, &call.operation)));
        match (call.returned, &call.outcome) {
            (Some(at), Some(outcome)) => {
                let outcome = format!("-> {}", specification.write_outcome(outcome));
                events.push((at, true, call.client, outcome));
            }
            (Some(at), None) => events.push((at, true, call.client, "-> ?".to_owned())),
            (None, _) => {}
        }
    }
    events.sort();
    let widths: Vec<usize> = clients
        .iter()
        .map(|client| {
            let own = events.iter().filter(|event| event.2 == *client);
            own.map(|event| event.3.chars().count().min(WIDEST)).max().unwrap_or_default().max(8)
        })
        .collect();
    let mut text = String::new();
    let heads: Vec<String> = clients.iter().map(|client| format!("client {client}")).collect();
    line(&mut text, &widths, &heads);
    let mut busy: Vec<bool> = vec![false; clients.len()];
    for (_, returns, client, what) in events {
        let cells: Vec<String> = clients
            .iter()
            .zip(&busy)
            .map(|(own, busy)| match (*own == client, busy) {
                (true, _) => what.clone(),
                (false, true) => "|".to_owned(),
                (false, false) => String::new(),
            })
            .collect();
        if let Some(place) = clients.iter().position(|own| *own == client)
            && let Some(busy) = busy.get_mut(place)
        {
            *busy = !returns;
        }
        line(&mut text, &widths, &cells);
    }
    text
}

/// The operation as it is called.
pub(super) fn said<S: Vocabulary>(specification: &S, operation: &S::Operation) -> String {
    let (name, arguments) = specification.write_operation(operation);
    let mut said = name.to_owned();
    for argument in arguments {
        said.push(' ');
        said.push_str(&argument.to_string());
    }
    said
}

/// A line of cells, those that are too wide on lines of their own below.
fn line(text: &mut String, widths: &[usize], cells: &[String]) {
    let mut rest: Vec<Vec<char>> = cells.iter().map(|cell| cell.chars().collect()).collect();
    loop {
        let mut row = String::new();
        for (width, rest) in widths.iter().zip(&mut rest) {
            let taken = rest.len().min(*width);
            let cell: String = rest.drain(..taken).collect();
            row.push_str(&format!("{cell:width$}  "));
        }
        text.push_str(row.trim_end());
        text.push('\n');
        if rest.iter().all(Vec::is_empty) {
            return;
        }
    }
}
