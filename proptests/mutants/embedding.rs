//! Faulty ways to read an embedded text and to map its places.

use heddle::language::embedded::rholang_strings::{EmbeddedText, Piece, embedded_text};
use heddle::language::embedded::{OffsetMap, Run, RunKind};
use heddle::oracle::embedding::{PRODUCTION, Subject};

/// Subjects with one fault each.
pub(crate) const EMBEDDINGS: [(&str, Subject); 9] = [
    ("an escape counts as what it stands for", Subject { text: escapes_uncounted, ..PRODUCTION }),
    ("the quote is counted on the first line only", Subject { text: quote_on_the_first_line, ..PRODUCTION }),
    ("escapes are read by five replacements", Subject { text: five_replacements, ..PRODUCTION }),
    ("a hole leaves nothing", Subject { text: no_placeholders, ..PRODUCTION }),
    ("all holes are one variable", Subject { text: one_placeholder, ..PRODUCTION }),
    ("the placeholder may be a variable of the text", Subject { text: taken_placeholder, ..PRODUCTION }),
    (
        "what is inside a hole belongs to the embedded text",
        Subject {
            inner: |map, outer| {
                let hole = map.runs().iter().find(|run| {
                    run.kind == RunKind::Hole && run.outer <= outer && outer < run.outer + run.outer_length
                });
                hole.map(|run| run.inner).or_else(|| map.inner(outer))
            },
            ..PRODUCTION
        },
    ),
    (
        "what is between the literals belongs to the one before",
        Subject {
            inner: |map, outer| {
                map.inner(outer).or_else(|| (0..outer).rev().find_map(|outer| map.inner(outer)))
            },
            ..PRODUCTION
        },
    ),
    (
        "the start of a literal is the end of the one before",
        Subject {
            outer: |map, inner| {
                let before =
                    map.runs().iter().find(|run| run.inner + run.inner_length == inner && run.inner < inner);
                before.map(|run| run.outer + run.outer_length).or_else(|| map.outer(inner))
            },
            ..PRODUCTION
        },
    ),
];

fn with_runs(host: &str, pieces: &[Piece], change: impl FnOnce(&str, &mut Vec<Run>)) -> EmbeddedText {
    let EmbeddedText { text, map } = embedded_text(host, pieces);
    let mut runs = map.runs().to_vec();
    change(&text, &mut runs);
    EmbeddedText { text, map: OffsetMap::new(runs) }
}

fn escapes_uncounted(host: &str, pieces: &[Piece]) -> EmbeddedText {
    with_runs(host, pieces, |_, runs| {
        let mut surplus = 0;
        for at in 0..runs.len() {
            let glued = at > 0 && runs[at - 1].outer + runs[at - 1].outer_length == runs[at].outer + surplus;
            surplus = if glued { surplus } else { 0 };
            runs[at].outer -= surplus;
            if runs[at].kind == RunKind::Escape {
                surplus += runs[at].outer_length - runs[at].inner_length;
                runs[at].outer_length = runs[at].inner_length;
            }
        }
    })
}

fn quote_on_the_first_line(host: &str, pieces: &[Piece]) -> EmbeddedText {
    with_runs(host, pieces, |text, runs| {
        let first = text.find('\n').unwrap_or(text.len()) as u32;
        runs.iter_mut().filter(|run| run.inner > first).for_each(|run| run.outer -= 1);
    })
}

fn five_replacements(host: &str, pieces: &[Piece]) -> EmbeddedText {
    let mut read = embedded_text(host, pieces);
    if let [Piece::Literal(literal)] = pieces {
        let content = literal.of(host).trim_start_matches('"').trim_end_matches('"');
        read.text = content
            .replace("\\n", "\n")
            .replace("\\t", "\t")
            .replace("\\r", "\r")
            .replace("\\\"", "\"")
            .replace("\\\\", "\\");
    }
    read
}

fn no_placeholders(host: &str, pieces: &[Piece]) -> EmbeddedText {
    let literals: Vec<Piece> =
        pieces.iter().copied().filter(|piece| matches!(piece, Piece::Literal(_))).collect();
    embedded_text(host, &literals)
}

/// The text with `name(placeholder)` for each placeholder.
fn renamed(host: &str, pieces: &[Piece], name: impl Fn(&str) -> String) -> EmbeddedText {
    let mut read = embedded_text(host, pieces);
    for run in read.map.runs().to_vec() {
        let (start, end) = (run.inner as usize, (run.inner + run.inner_length) as usize);
        if run.kind == RunKind::Hole && read.text.is_char_boundary(start) && end <= read.text.len() {
            let new = name(&read.text[start..end]);
            read.text.replace_range(start..end, &new);
        }
    }
    read
}

fn one_placeholder(host: &str, pieces: &[Piece]) -> EmbeddedText {
    renamed(host, pieces, |old| old.replace(|character: char| character.is_ascii_digit(), "0"))
}

fn taken_placeholder(host: &str, pieces: &[Piece]) -> EmbeddedText {
    renamed(host, pieces, |old| format!("$_{}_", old.trim_matches(['$', '_'])))
}
