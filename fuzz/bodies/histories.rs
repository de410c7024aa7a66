//! Histories in all formats: whatever the bytes are, reading ends without a panic; what is read and written reads back.

use std::fmt::Debug;

use super::source::Source;
use heddle::oracle::history::{self, Format, History};
use heddle::oracle::specification::Specification;
use heddle::oracle::specification::map::{MapSpecification, Operation};
use heddle::oracle::specification::register::RegisterSpecification;
use heddle::oracle::specification::text_map::TextMapSpecification;
use heddle::oracle::vocabulary::Vocabulary;

/// A history of a specification.
type HistoryOf<S> = History<<S as Specification>::Operation, <S as Specification>::Outcome>;

/// What writes a history of a map.
pub type Writer = fn(&History<Operation, serde_json::Value>) -> Vec<u8>;

/// The writer that ships.
pub const PRODUCTION: Writer = |history| written(&MapSpecification, history);

/// What lines of JSON consist of: whole, broken, and what is easily confused.
const JSON: [&str; 20] = [
    "{\"client\":0,\"op\":\"put\",\"args\":[\"k\",1],\"call\":1,\"return\":2,\"outcome\":null}\n",
    "{\"client\":1,\"op\":\"get\",\"args\":[\"k\"],\"call\":1,\"return\":4,\"outcome\":1}\n",
    "{\"op\":\"get\",\"args\":[\"\"],\"call\":3,\"return\":5}\n",
    "{\"client\":2,\"op\":\"cas\",\"args\":[\"k\",null,[1]],\"call\":3}\n",
    "{\"heddle\":\"history\",\"version\":1,\"spec\":\"map\"}\n",
    "{\"client\":",
    "18446744073709551615",
    "18446744073709551616",
    ",\"op\":\"get\",\"args\":[\"k\"]",
    ",\"call\":7",
    ",\"return\":",
    ",\"outcome\":",
    "null",
    "\"\\ud83d\"",
    "\"é\u{2028}\"",
    "[[[[",
    "1e400",
    "}",
    "\n",
    "\r\n",
];

/// What events of a console and of EDN consist of.
const EVENTS: [&str; 36] = [
    "INFO  jepsen.util - ",
    "jepsen.util 1",
    "0",
    "1",
    "\t",
    "\t:invoke",
    "\t:ok",
    "\t:fail",
    "\t:info",
    "\t:read\tnil",
    "\t:write\t3",
    "\t:cas\t[3 4]",
    "\t:timed-out",
    "\n",
    "\n",
    "{:process 0, :type :invoke, :f :get, :key \"k\", :value nil}\n",
    "{:process 0, :type :ok, :f :get, :key \"k\", :value \"x\"}\n",
    "{:process 1, :type :invoke, :f :append, :key \"k\", :value \"x\"}\n",
    "{:process 1, :type :info, :f :append, :key \"k\", :error :timeout}\n",
    "{:process 0, :type :fail, :f :get, :key \"k\"}\n",
    "{:process ",
    ", :type ",
    ":invoke",
    ", :f :put, :key ",
    ", :value ",
    "\"a\\u0041\\\"\"",
    "#{1 2}",
    "#inst \"x\"",
    "[",
    "]",
    "(",
    "}",
    "-9223372036854775808",
    "1.5M",
    "\\a",
    "; x",
];

/// Reads what `data` stands for as a history of JSON lines.
///
/// # Panics
/// With what is wrong, where something is.
pub fn json(data: &[u8]) {
    fuzz(data, Format::Json, &JSON);
}

/// The same as a log of a console.
///
/// # Panics
/// With what is wrong, where something is.
pub fn jepsen(data: &[u8]) {
    fuzz(data, Format::Jepsen, &EVENTS);
}

/// The same as a log of EDN.
///
/// # Panics
/// With what is wrong, where something is.
pub fn edn(data: &[u8]) {
    fuzz(data, Format::Edn, &EVENTS);
}

fn fuzz(data: &[u8], format: Format, pieces: &[&str]) {
    let text = text(data, pieces);
    let (_, input) = history::detect(text.as_slice()).expect("memory can be read");
    drop(input);
    let wrong = rewritten(&MapSpecification, &text, format, PRODUCTION)
        .and_then(|()| {
            rewritten(&RegisterSpecification, &text, format, |h| written(&RegisterSpecification, h))
        })
        .and_then(|()| {
            rewritten(&TextMapSpecification, &text, format, |h| written(&TextMapSpecification, h))
        });
    if let Err(wrong) = wrong {
        panic!("{wrong}");
    }
}

/// Reads what `data` stands for as JSON lines of a map, writes it with `write` and reads it again.
///
/// # Errors
/// What differs.
pub fn check(data: &[u8], write: Writer) -> Result<(), String> {
    rewritten(&MapSpecification, &text(data, &JSON), Format::Json, write)
}

/// The text that `data` stands for: itself, or pieces.
fn text(data: &[u8], pieces: &[&str]) -> Vec<u8> {
    match data.split_first() {
        Some((0, raw)) => raw.to_vec(),
        _ => {
            let mut source = Source::new(data);
            let mut text = Vec::new();
            while !source.is_empty() && text.len() < 4096 {
                text.extend_from_slice(source.choose(pieces).copied().unwrap_or_default().as_bytes());
            }
            text
        }
    }
}

fn written<S: Vocabulary>(specification: &S, history: &History<S::Operation, S::Outcome>) -> Vec<u8> {
    let mut bytes = Vec::new();
    history::write(specification, history, &mut bytes).expect("memory can be written");
    bytes
}

/// Reads the text; where it can be read, what is written of it reads back.
fn rewritten<S: Vocabulary>(
    specification: &S,
    text: &[u8],
    format: Format,
    write: impl FnOnce(&HistoryOf<S>) -> Vec<u8>,
) -> Result<(), String> {
    let first = match history::read(specification, text, format) {
        Ok(history) => history,
        Err(history::Unreadable::Text(place)) => {
            // Every fault can be shown.
            return if place.render("history", false).is_empty() {
                Err("an empty fault".into())
            } else {
                Ok(())
            };
        }
        Err(history::Unreadable::Access(error)) => return Err(error.to_string()),
    };
    if let Some(call) = first.calls.iter().find(|call| call.returned.is_some_and(|at| at < call.called)) {
        return Err(format!("it returned before it was called: {call:?}"));
    }
    let bytes = write(&first);
    let again = history::read(specification, bytes.as_slice(), Format::Json);
    let again = again.map_err(|error| format!("what was written is unreadable: {error}"))?;
    let bare = |history: History<S::Operation, S::Outcome>| -> Vec<_> {
        history
            .calls
            .into_iter()
            .map(|mut call| {
                call.line = 0;
                call
            })
            .collect()
    };
    same(&bare(first), &bare(again))
}

fn same<T: PartialEq + Debug>(first: &[T], again: &[T]) -> Result<(), String> {
    if first == again { Ok(()) } else { Err(format!("{first:?} reads back as {again:?}")) }
}
