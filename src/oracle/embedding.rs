//! Embedded texts and their maps beside a host whose parts are known.

use super::specification::embedding::{Part, embed};
use crate::language::embedded::OffsetMap;
use crate::language::embedded::rholang_strings::{EmbeddedText, Piece, embedded_text};
use crate::text::Span;

/// What is held against the known parts: three functions, so that a faulty subject replaces one.
#[derive(Clone, Copy)]
pub struct Subject {
    /// The text that pieces of a host stand for, and its map.
    pub text: fn(&str, &[Piece]) -> EmbeddedText,
    /// From the embedded text to the host.
    pub outer: fn(&OffsetMap, u32) -> Option<u32>,
    /// From the host to the embedded text.
    pub inner: fn(&OffsetMap, u32) -> Option<u32>,
}

/// What ships.
pub const PRODUCTION: Subject =
    Subject { text: embedded_text, outer: OffsetMap::outer, inner: OffsetMap::inner };

/// Reads `parts` out of a host with `subject`: the text, every place of it and every place of the host must be what the
/// parts say.
///
/// # Errors
/// The first difference.
pub fn compare(parts: &[Part], joint: &str, subject: Subject) -> Result<(), String> {
    let embedding = embed("x!(é, ", parts, joint, ")");
    let host = embedding.host.as_str();
    let pieces: Vec<Piece> = parts
        .iter()
        .zip(&embedding.parts)
        .map(|(part, &(start, end))| {
            let span = Span::new(start as u32, end as u32);
            if matches!(part, Part::Hole(_)) { Piece::Hole(span) } else { Piece::Literal(span) }
        })
        .collect();
    let found = (subject.text)(host, &pieces);
    let expected: String = embedding.pieces.iter().map(|(text, ..)| text.as_str()).collect();
    if found.text != expected {
        return Err(format!("{host}: the text is {expected:?}, not {:?}", found.text));
    }

    // From the inside to the outside and back, whole stretches too.
    let mut inner = 0;
    let mut back = vec![None; host.len() + 2];
    for (text, (start, end), hole) in &embedding.pieces {
        let outer = (subject.outer)(&found.map, inner);
        if outer != Some(*start as u32) {
            return Err(format!("{host}: place {inner} comes from {start}, not {outer:?}"));
        }
        let next = inner + text.len() as u32;
        let span = found.map.outer_span(Span::new(inner, next));
        if span != Some(Span::new(*start as u32, *end as u32)) {
            return Err(format!("{host}: {inner}..{next} comes from {start}..{end}, not {span:?}"));
        }
        for (place, answer) in back.iter_mut().enumerate().take(*end).skip(*start).filter(|_| !hole) {
            // Inside a character that is written as it is, byte by byte; an escape is one place.
            let plain = text.len() == end - start;
            *answer = Some(inner + if plain { (place - start) as u32 } else { 0 });
        }
        inner = next;
    }
    // The end of a literal is the end of its last character.
    let mut inner = 0;
    let mut ends = embedding.ends.iter();
    let mut characters = embedding.pieces.iter();
    for part in parts {
        match part {
            Part::Literal(literal) => {
                inner +=
                    characters.by_ref().take(literal.len()).map(|(text, ..)| text.len() as u32).sum::<u32>();
                if let Some(answer) = ends.next().and_then(|&end| back.get_mut(end)) {
                    *answer = Some(inner);
                }
            }
            Part::Hole(_) => inner += characters.next().map_or(0, |(text, ..)| text.len() as u32),
        }
    }
    for (place, answer) in back.iter().enumerate() {
        let found = (subject.inner)(&found.map, place as u32);
        if found != *answer {
            return Err(format!("{host}: place {place} of the host is {answer:?}, not {found:?}"));
        }
    }
    Ok(())
}
