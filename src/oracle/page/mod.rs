//! The picture of a history: one page that any browser shows without a network.
//!
//! Clients are rows, operations are bars on an axis of time, the points at which they took effect are marked, and where the
//! history is not linearizable so is the window in which no order is right. The page is drawn on demand, so that ten
//! thousand operations take less than a megabyte, and everything in it can be reached with the keyboard. What a history
//! holds is never markup: texts are escaped, and a policy in the page forbids whatever is not the page's own.

mod data;
mod tables;

use crate::oracle::history::Spoken;
use crate::oracle::linearize::Verdict;

/// What a page shows.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// What people call the history.
    pub name: &'a str,
    /// The name of the specification.
    pub specification: &'a str,
    /// The calls; the verdict's indices are those of this list.
    pub calls: &'a [Spoken],
    /// What the check said.
    pub verdict: &'a Verdict,
}

/// How much of an operation or an outcome a page shows, in characters.
const LONGEST: usize = 400;

/// The page, as HTML.
///
/// # Complexity
/// O(n log n) for n calls.
#[must_use]
pub fn render(page: &Page<'_>) -> String {
    let verdict = match page.verdict {
        Verdict::Linearizable(_) => "ok",
        Verdict::Violation(_) => "violation",
        Verdict::Unknown(_) => "unknown",
    };
    let name = escaped(page.name);
    let parts = [
        ("TITLE", format!("{verdict}: {name}")),
        ("STYLE", include_str!("page.css").trim_end().to_owned()),
        ("VERDICT", verdict.to_owned()),
        ("NAME", name),
        ("SUMMARY", tables::summary(page)),
        ("WITNESS", tables::witness(page)),
        ("DATA", data::data(page)),
        ("SCRIPT", include_str!("page.js").trim_end().to_owned()),
    ];
    // One pass from the left: what was put in is not looked at again.
    let mut rest = include_str!("page.html");
    let mut html = String::new();
    while let Some((before, after)) = rest.split_once("{{") {
        html += before;
        let (name, behind) = after.split_once("}}").unwrap_or((after, ""));
        html += parts.iter().find(|(part, _)| *part == name).map_or("", |(_, text)| text);
        rest = behind;
    }
    html + rest
}

/// A text, where markup is expected.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\'' => out += "&#39;",
            other => out.push(other),
        }
    }
    out
}
