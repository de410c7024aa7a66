//! Which format a history is in.

use std::io::{self, BufRead};

use serde::Deserialize;

use super::lines::{Lines, peek};
use super::unreadable::Unreadable;
use super::{History, edn, jepsen, json_lines};
use crate::oracle::vocabulary::Vocabulary;

/// How a history is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// A JSON object a line: a call each ([`super`] documents it).
    Json,
    /// A log of Jepsen's console: an event a line, among lines of other kinds.
    Jepsen,
    /// An EDN map a line: an event each.
    Edn,
}

/// What the beginning of a history shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Detected {
    /// The format.
    pub format: Format,
    /// The specification that the history is about, where it says so or where its operations are those of one alone.
    pub specification: Option<String>,
}

/// How much of a text is looked at to tell its format.
const HEAD: usize = 1 << 18;

/// Tells the format of a text by its first lines, at most 256 KiB of them, and its specification: an object of JSON or of EDN, or an event of
/// Jepsen's console among other lines; none where it shows none of them. Comes with the whole text again.
///
/// # Errors
/// What the operating system says.
pub fn detect(input: impl BufRead) -> io::Result<(Option<Detected>, impl BufRead)> {
    let (head, input) = peek(input, HEAD)?;
    let mut lines = Lines::new(head.as_slice());
    let mut detected = None;
    while let Ok(Some((_, line))) = lines.next() {
        let Some(shown) = of_line(&String::from_utf8_lossy(line)) else { continue };
        // The first line tells the format; of the events behind it one may tell the specification.
        let first: &mut Detected = detected.get_or_insert_with(|| shown.clone());
        if shown.format == first.format && first.specification.is_none() {
            first.specification = shown.specification;
        }
        if first.specification.is_some() || first.format == Format::Json {
            break;
        }
    }
    Ok((detected, input))
}

/// The first line of a history, or one of its calls.
#[derive(Deserialize)]
struct Header {
    heddle: Option<serde_json::Value>,
    spec: Option<String>,
}

/// What one line shows.
fn of_line(line: &str) -> Option<Detected> {
    let of = |format, specification: Option<&str>| {
        Some(Detected { format, specification: specification.map(str::to_owned) })
    };
    let trimmed = line.trim_start();
    if let Some(inside) = trimmed.strip_prefix('{').map(str::trim_start)
        && inside.starts_with(['"', '}'])
    {
        let header: Option<Header> = serde_json::from_str(trimmed).ok();
        let header = header.filter(|header| header.heddle.is_some());
        return of(Format::Json, header.and_then(|header| header.spec).as_deref());
    }
    if let Some(specification) = jepsen::shows(line) {
        return of(Format::Jepsen, specification);
    }
    if trimmed.starts_with("{") || trimmed.starts_with("[{") || trimmed.starts_with('#') {
        return of(Format::Edn, edn::shows(trimmed)?);
    }
    None
}

/// Reads a history of this specification.
///
/// # Errors
/// [`Unreadable::Text`] with the place where it is not a history in this format, or not one of this specification;
/// [`Unreadable::Access`] where the operating system refuses.
pub fn read<S: Vocabulary>(
    specification: &S,
    input: impl BufRead,
    format: Format,
) -> Result<History<S::Operation, S::Outcome>, Unreadable> {
    match format {
        Format::Json => json_lines::read(specification, input),
        Format::Jepsen => jepsen::read(specification, input),
        Format::Edn => edn::read(specification, input),
    }
}
