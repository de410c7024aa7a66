//! What a page says in words and tables, for those who do not see the picture.

use std::fmt::Write;

use super::{LONGEST, Page, escaped};
use crate::oracle::history::Spoken;
use crate::oracle::linearize::{Verdict, Violation};

/// How many calls of the order are in the table: the last ones.
const SHOWN: usize = 50;

/// The verdict in a sentence.
pub(super) fn summary(page: &Page<'_>) -> String {
    let specification = escaped(page.specification);
    let calls = page.calls.len();
    match page.verdict {
        Verdict::Linearizable(parts) => match parts.len() {
            0 | 1 => {
                format!("Linearizable as {specification}: {calls} operations, and an order that shows it.")
            }
            parts => format!(
                "Linearizable as {specification}: {calls} operations in {parts} partitions, and for each an order that \
                 shows it."
            ),
        },
        Verdict::Violation(violation) => {
            let place =
                violation.partition.as_deref().map(|partition| format!(" Where: {}.", code(partition)));
            format!(
                "Not linearizable as {specification}: of {calls} operations, {} are enough to show it.{}{}",
                violation.calls.len(),
                place.unwrap_or_default(),
                if violation.cut.is_some() {
                    " Fewer may do: a limit was reached while they were sought."
                } else {
                    ""
                }
            )
        }
        Verdict::Unknown(limit) => {
            let limit = limit.name();
            format!(
                "Nobody knows whether these {calls} operations are linearizable as {specification}: the limit of {limit} was \
                 reached."
            )
        }
    }
}

/// The witness of a violation; nothing where there is none.
pub(super) fn witness(page: &Page<'_>) -> String {
    let Verdict::Violation(violation) = page.verdict else { return String::new() };
    let mut html = String::from("<section aria-label=\"Why it is not linearizable\">\n");
    html += &refused(page, violation);
    html += &order(page, violation);
    html + "</section>"
}

fn order(page: &Page<'_>, violation: &Violation) -> String {
    let length = violation.longest.len();
    if length == 0 {
        return String::new();
    }
    let mut html = format!("<h2>The longest order that is right: {length} calls</h2>\n");
    if length > SHOWN {
        let _ = writeln!(html, "<p>The last {SHOWN} of them:</p>");
    }
    html +=
        "<div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th scope=\"col\" class=\"number\">#</th>";
    html += HEADERS;
    html += "</tr></thead><tbody>\n";
    for (place, index) in violation.longest.iter().enumerate().skip(length.saturating_sub(SHOWN)) {
        if let Some(call) = page.calls.get(*index) {
            let _ = writeln!(html, "<tr><td class=\"number\">{}</td>{}</tr>", place + 1, cells(call));
        }
    }
    html + "</tbody></table></div>\n"
}

fn refused(page: &Page<'_>, violation: &Violation) -> String {
    let state = code(&shortened(&violation.state));
    let mut html = format!("<h2>No call can come next in the state {state}</h2>\n");
    html += "<div class=\"scroll\" tabindex=\"0\"><table><thead><tr>";
    html += HEADERS;
    html += "<th scope=\"col\">But the specification answers</th></tr></thead><tbody>\n";
    for refused in &violation.refused {
        if let Some(call) = page.calls.get(refused.call) {
            let expected = escaped(&shortened(&refused.expected));
            let _ = writeln!(html, "<tr>{}<td class=\"code\">{expected}</td></tr>", cells(call));
        }
    }
    html + "</tbody></table></div>\n"
}

const HEADERS: &str = "<th scope=\"col\" class=\"number\">Client</th><th scope=\"col\" class=\"number\">Called</th><th scope=\"col\" class=\"number\">Returned</th>\
                       <th scope=\"col\">Operation</th><th scope=\"col\">Outcome</th><th scope=\"col\" class=\"number\">Line</th>";

fn cells(call: &Spoken) -> String {
    let returned = call.returned.map_or_else(|| "never".to_owned(), |at| at.to_string());
    let line = if call.line > 0 { call.line.to_string() } else { String::new() };
    format!(
        "<td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{returned}</td>\
         <td class=\"code\">{}</td><td class=\"code\">{}</td><td class=\"number\">{line}</td>",
        call.client,
        call.called,
        escaped(&call.operation(LONGEST)),
        escaped(&call.answer(LONGEST)),
    )
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(text))
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
