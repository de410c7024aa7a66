//! The comments above a definition, as Markdown.
//!
//! Doc comments (`///`, `/** */`) count, and where there are none, ordinary comments do. Only comments directly above
//! belong to a definition: a blank line ends them. Lines that start with `@param`, `@return`, `@example` or another tag
//! become sections.

use crate::text::Span;

/// The comments directly above `start`, from the first to the last; empty where there are none. O(log comments +
/// length of the comments found).
pub(super) fn above(text: &str, comments: &[Span], start: u32) -> Span {
    let behind = comments.partition_point(|comment| comment.end <= start);
    let (mut first, mut below) = (behind, start);
    while let Some(comment) = first.checked_sub(1).and_then(|index| comments.get(index)) {
        // Looking back from a place costs the blanks in front of it, however long its line is.
        let before = |place: u32| text.get(..place as usize).unwrap_or_default();
        if before(below).trim_end().len() > comment.end as usize {
            break;
        }
        let gap = Span::new(comment.end, below).of(text);
        let blank = |character: char| character.is_whitespace() && !matches!(character, '\n' | '\r');
        let line = before(comment.start)
            .trim_end_matches(|character| blank(character) || matches!(character, '|' | '{'));
        let opens_line = line.is_empty() || line.ends_with(['\n', '\r']);
        if lines_in(gap) > 1 || !(opens_line || lines_in(gap) == 0) {
            break;
        }
        below = comment.start;
        first -= 1;
    }
    let mut found = comments.get(first..behind).unwrap_or_default();
    // Ordinary comments around doc comments are no documentation.
    if let Some(doc) = found.iter().position(|comment| is_doc(comment.of(text))) {
        let last = found.iter().rposition(|comment| is_doc(comment.of(text))).unwrap_or(doc);
        found = found.get(doc..=last).unwrap_or_default();
    }
    match (found.first(), found.last()) {
        (Some(first), Some(last)) => Span::new(first.start, last.end),
        _ => Span::new(start, start),
    }
}

/// How many lines end in a stretch of white space.
fn lines_in(gap: &str) -> usize {
    gap.matches('\n').count().max(gap.matches('\r').count())
}

fn is_doc(comment: &str) -> bool {
    (comment.starts_with("///") && !comment.starts_with("////"))
        || (comment.starts_with("/**") && comment != "/**/")
}

/// A section of the documentation.
struct Section<'t> {
    /// The tag, without `@`; empty for what stands before the first one.
    tag: &'t str,
    lines: Vec<&'t str>,
}

/// `comments` (nothing but comments and blanks) as Markdown; `None` where nothing is said.
pub(super) fn markdown(comments: &str) -> Option<String> {
    let mut sections = vec![Section { tag: "", lines: Vec::new() }];
    for line in lines(comments) {
        let tag = line.trim_start().strip_prefix('@').filter(|rest| rest.starts_with(char::is_alphabetic));
        match (tag, sections.last_mut()) {
            (Some(tagged), _) => {
                let (tag, rest) = tagged.split_once(char::is_whitespace).unwrap_or((tagged, ""));
                sections.push(Section { tag, lines: vec![rest.trim()] });
            }
            (None, Some(section)) => section.lines.push(line),
            (None, None) => {}
        }
    }
    let mut out = Vec::new();
    let text = |section: &Section<'_>| section.lines.join("\n").trim().to_owned();
    let described = sections.first().map(text).unwrap_or_default();
    if !described.is_empty() {
        out.push(described);
    }
    let of =
        |tags: &'static [&'static str]| sections.iter().filter(move |section| tags.contains(&section.tag));
    let parameters: Vec<String> =
        of(&["param", "parameter"]).map(|section| parameter(&text(section))).collect();
    if !parameters.is_empty() {
        out.push(format!("## Parameters\n\n{}", parameters.join("\n")));
    }
    let results: Vec<String> = of(&["return", "returns"]).map(text).collect();
    if !results.is_empty() {
        out.push(format!("## Returns\n\n{}", results.join("\n")));
    }
    let examples: Vec<String> = of(&["example", "examples"]).map(|section| example(&text(section))).collect();
    if !examples.is_empty() {
        out.push(format!("## Examples\n\n{}", examples.join("\n\n")));
    }
    let known = ["", "param", "parameter", "return", "returns", "example", "examples"];
    for section in sections.iter().filter(|section| !known.contains(&section.tag)) {
        out.push(format!("**@{}** {}", section.tag, text(section)).trim_end().to_owned());
    }
    if out.is_empty() { None } else { Some(out.join("\n\n")) }
}

/// `name what it is` as an item of a list.
fn parameter(text: &str) -> String {
    let (name, what) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let what = what.trim_start().trim_start_matches('-').trim_start().replace('\n', "\n  ");
    if what.is_empty() { format!("- **{name}**") } else { format!("- **{name}**: {what}") }
}

fn example(text: &str) -> String {
    if text.contains("```") { text.to_owned() } else { format!("```rholang\n{text}\n```") }
}

/// The lines of the comments without their marks: of the doc comments if there are any, else of all.
fn lines(comments: &str) -> Vec<&str> {
    let parts = parts(comments);
    let has_doc = parts.iter().any(|part| is_doc(part));
    let mut lines = Vec::new();
    for part in parts.into_iter().filter(|part| !has_doc || is_doc(part)) {
        if let Some(block) = part.strip_prefix("/*") {
            let block = block.strip_suffix("*/").unwrap_or(block);
            let block = block.trim_start_matches('*').trim_matches([' ', '\t']);
            let block = block.strip_prefix("\r\n").or(block.strip_prefix('\n')).unwrap_or(block);
            for line in block.trim_end().lines() {
                let bare = line.trim_start();
                let line = bare.strip_prefix('*').unwrap_or(line);
                lines.push(line.strip_prefix(' ').unwrap_or(line).trim_end());
            }
        } else {
            let line = part.trim_start_matches('/');
            lines.push(line.strip_prefix(' ').unwrap_or(line).trim_end());
        }
    }
    lines
}

/// The comments, one by one.
fn parts(comments: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = comments.trim_start();
    while !rest.is_empty() {
        let length = if rest.starts_with("/*") {
            rest.get(2..).and_then(|inside| inside.find("*/")).map_or(rest.len(), |end| end + 4)
        } else {
            rest.find(['\n', '\r']).unwrap_or(rest.len())
        };
        let (part, behind) = rest.split_at_checked(length.max(1)).unwrap_or((rest, ""));
        parts.push(part.trim_end());
        rest = behind.trim_start();
    }
    parts
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn tags_become_sections() {
        let said = markdown(
            "/// Logs a user in\n/// @param user The login name\n/// @param pw\n/// @return whether it worked\n\
             /// @example\n/// auth!(1)\n/// @since 2\n",
        );
        assert_eq!(
            said.as_deref(),
            Some(
                "Logs a user in\n\n## Parameters\n\n- **user**: The login name\n- **pw**\n\n## Returns\n\n\
                 whether it worked\n\n## Examples\n\n```rholang\nauth!(1)\n```\n\n**@since** 2"
            )
        );
    }

    #[test]
    fn marks_of_comments_are_no_text() {
        assert_eq!(markdown("/** one\n  * two\n  *   three\n  */").as_deref(), Some("one\ntwo\n  three"));
        assert_eq!(markdown("// plain\n/// doc").as_deref(), Some("doc"));
        assert_eq!(markdown("// plain\n/* block */").as_deref(), Some("plain\nblock"));
        assert_eq!(markdown("/**/"), None);
        assert_eq!(markdown("/*"), None);
        assert_eq!(markdown(""), None);
    }

    #[test]
    fn only_comments_directly_above_belong_to_a_definition() {
        let found = |text: &str| {
            let mut comments = Vec::new();
            let mut from = 0;
            for line in text.split_inclusive('\n') {
                if let Some(at) = line.find("//") {
                    let end = line.trim_end().len();
                    comments.push(Span::new((from + at) as u32, (from + end) as u32));
                }
                from += line.len();
            }
            above(text, &comments, text.find("contract").unwrap_or(0) as u32).of(text).to_owned()
        };
        assert_eq!(found("// a\n// b\n  contract"), "// a\n// b");
        assert_eq!(found("// a\n\n// b\ncontract"), "// b");
        assert_eq!(found("// a\n\ncontract"), "");
        assert_eq!(found("x!(1)\n| // a\n  contract"), "// a");
        assert_eq!(found("new c in { // a\n  contract"), "");
        assert_eq!(found("x!(1) | // of the send\ncontract"), "");
        assert_eq!(found("// a\n/// b\n// c\ncontract"), "/// b");
        assert_eq!(found("// a\r\n// b\r\ncontract"), "// a\r\n// b");
    }
}
