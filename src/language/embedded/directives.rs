//! Comments that name the language of the strings behind them: `// @metta`, `/* @language: metta */`.

use crate::text::{Encoding, LineColumn, LineIndex, Span};

/// Where strings must start to be meant by a directive: from its end to the end of the line after it. In order of place;
/// so are the ends.
pub(super) fn reaches(text: &str, comments: &[Span]) -> Vec<Span> {
    let mut directives = comments.iter().filter(|comment| names_metta(comment.of(text))).peekable();
    if directives.peek().is_none() {
        return Vec::new();
    }
    let lines = LineIndex::new(text);
    let reach = |comment: &Span| {
        // A line comment may hold the end of its line: what counts is where its text ends.
        let written = comment.of(text).trim_end_matches(['\r', '\n']);
        let end = comment.start + written.len() as u32;
        let next = LineColumn::new(lines.editor_line(end) + 1, u32::MAX);
        Span::new(end, lines.offset(text, next, Encoding::Utf8))
    };
    directives.map(reach).collect()
}

/// True when `offset` lies in one of `reaches`.
pub(super) fn reached(reaches: &[Span], offset: u32) -> bool {
    let before = reaches.partition_point(|reach| reach.start <= offset);
    before.checked_sub(1).and_then(|last| reaches.get(last)).is_some_and(|reach| offset < reach.end)
}

/// Whether a comment is a directive for MeTTa: `@metta`, `@language: metta` or `@language: meta` in any case, and behind it
/// whatever is no part of the word.
fn names_metta(comment: &str) -> bool {
    let content = match comment.strip_prefix("/*") {
        Some(block) => block.strip_suffix("*/").unwrap_or(block),
        None => comment.strip_prefix("//").unwrap_or_default(),
    };
    let Some(directive) = content.trim_start().strip_prefix('@') else { return false };
    let (first, rest) = word(directive);
    if !first.eq_ignore_ascii_case("language") {
        return first.eq_ignore_ascii_case("metta");
    }
    let Some(language) = rest.trim_start().strip_prefix(':') else { return false };
    let (language, _) = word(language.trim_start());
    ["metta", "meta"].iter().any(|name| language.eq_ignore_ascii_case(name))
}

/// The word that `text` starts with, and what stands behind it.
fn word(text: &str) -> (&str, &str) {
    let end = text.find(|character: char| !character.is_alphanumeric() && !"_-".contains(character));
    text.split_at(end.unwrap_or(text.len()))
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn only_directives_of_metta_count() {
        for comment in [
            "// @metta",
            "//@metta",
            "// @MeTTa: the rules of the game",
            "/* @metta */",
            "/*@language:metta*/",
            "// @language: metta",
            "// @language : meta (old)",
            "/*\n @language: metta\n*/",
        ] {
            assert!(names_metta(comment), "{comment}");
        }
        for comment in [
            "// metta",
            "// see @metta",
            "/// @metta",
            "/** @metta */",
            "// @param x",
            "// @author: metta",
            "// @mettaton",
            "// @metta-like",
            "// @language metta",
            "// @language: python",
            "// @language: metta2",
            "// @",
            "//",
            "/*",
        ] {
            assert!(!names_metta(comment), "{comment}");
        }
    }

    #[test]
    fn a_directive_reaches_to_the_end_of_the_next_line() {
        let text = "0 // @metta\r\n 1\r\n2 /* @metta\n */ 3\r4\n5";
        let span = |part: &str| {
            let start = text.find(part).unwrap() as u32;
            Span::new(start, start + part.len() as u32)
        };
        let reaches = reaches(text, &[span("// @metta"), span("/* @metta\n */")]);
        let reached: Vec<char> = text
            .char_indices()
            .filter(|&(at, _)| reached(&reaches, at as u32))
            .map(|(_, found)| found)
            .collect();
        assert_eq!(reached.iter().filter(|found| found.is_ascii_digit()).collect::<String>(), "134");
    }
}
