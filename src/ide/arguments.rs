//! The arguments of a call, also of one that is being written.

use crate::language::LanguageId;
use crate::language::metta::lexer::Lexer;

/// What stands between the start of the arguments of a call and a place behind it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Arguments {
    /// How many arguments begin before the place.
    pub(super) begun: usize,
    /// The number of the argument that the place belongs to, from 0.
    pub(super) current: usize,
    /// Whether the arguments end before the place.
    pub(super) closed: bool,
}

impl Arguments {
    /// Reads `text`, which starts with the bracket around the arguments and ends at the place. O(length).
    pub(super) fn read(language: LanguageId, text: &str) -> Arguments {
        let mut reader = Reader { language, depth: 0, begun: 0, current: 0, in_argument: false };
        let mut rest = text;
        while let Some(length) = length_of_next(language, rest) {
            let (part, after) = rest.split_at(length);
            reader.take(part);
            if reader.depth == 0 {
                return Arguments { begun: reader.begun, current: reader.current, closed: true };
            }
            rest = after;
        }
        Arguments { begun: reader.begun, current: reader.current, closed: false }
    }
}

/// Where in `text`, which starts with the bracket around the arguments, each argument begins. O(length).
pub(super) fn starts(language: LanguageId, text: &str) -> Vec<u32> {
    let mut reader = Reader { language, depth: 0, begun: 0, current: 0, in_argument: false };
    let (mut rest, mut starts) = (text, Vec::new());
    while let Some(length) = length_of_next(language, rest) {
        let (part, after) = rest.split_at(length);
        let begun = reader.begun;
        reader.take(part);
        if reader.begun > begun {
            starts.push((text.len() - rest.len()) as u32);
        }
        if reader.depth == 0 {
            break;
        }
        rest = after;
    }
    starts
}

/// Counts what it is given piece by piece.
struct Reader {
    language: LanguageId,
    depth: u32,
    begun: usize,
    current: usize,
    in_argument: bool,
}

impl Reader {
    fn take(&mut self, part: &str) {
        let blank = part.starts_with(char::is_whitespace) || is_comment(self.language, part);
        let own = self.depth == 1;
        match (self.language, part) {
            (_, "(") | (LanguageId::Rholang, "[" | "{") => {
                self.depth += 1;
                if !own {
                    return;
                }
            }
            (_, ")") | (LanguageId::Rholang, "]" | "}") => {
                self.depth = self.depth.saturating_sub(1);
                return;
            }
            _ => {}
        }
        if !own {
            return;
        }
        match self.language {
            LanguageId::Rholang if part == "," => {
                self.current += 1;
                self.in_argument = false;
            }
            LanguageId::Metta if blank => {
                self.current = self.begun;
                self.in_argument = false;
            }
            _ if blank => {}
            _ if self.in_argument => {}
            _ => {
                self.in_argument = true;
                self.current = self.begun.max(self.current);
                self.begun += 1;
            }
        }
    }
}

fn is_comment(language: LanguageId, part: &str) -> bool {
    match language {
        LanguageId::Rholang => part.starts_with("//") || part.starts_with("/*"),
        LanguageId::Metta => part.starts_with(';'),
    }
}

/// How long the next piece is: a token or a run of white space of MeTTa; of Rholang a string, a URI, a comment, or one character.
fn length_of_next(language: LanguageId, text: &str) -> Option<usize> {
    match language {
        LanguageId::Metta => length_of_metta(text),
        LanguageId::Rholang => length_of_rholang(text),
    }
}

fn length_of_metta(text: &str) -> Option<usize> {
    let mut lexer = Lexer::new(text);
    lexer.skip_space();
    match lexer.at() {
        0 => lexer.token().map(|token| token.span.end as usize),
        space => Some(space),
    }
}

fn length_of_rholang(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    let until = |end: &str| text.find(end).map_or(text.len(), |at| at + end.len());
    let inner = text.get(first.len_utf8()..).unwrap_or_default();
    Some(match first {
        '"' => {
            let mut escaped = false;
            let end = inner.find(|character| {
                let ends = character == '"' && !escaped;
                escaped = character == '\\' && !escaped;
                ends
            });
            end.map_or(text.len(), |at| at + 2)
        }
        '`' => inner.find('`').map_or(text.len(), |at| at + 2),
        '/' if text.starts_with("//") => until("\n"),
        '/' if text.starts_with("/*") => until("*/"),
        _ => first.len_utf8(),
    })
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    fn rholang(text: &str) -> (usize, usize, bool) {
        let read = Arguments::read(LanguageId::Rholang, text);
        (read.begun, read.current, read.closed)
    }

    fn metta(text: &str) -> (usize, usize, bool) {
        let read = Arguments::read(LanguageId::Metta, text);
        (read.begun, read.current, read.closed)
    }

    #[test]
    fn arguments_begin_behind_what_separates_them() {
        assert_eq!(starts(LanguageId::Rholang, "( 1, [2, 3], \"é,\",x) | 4"), [2, 5, 13, 19]);
        assert_eq!(starts(LanguageId::Metta, "(f (g 1)  \"a b\" $x)"), [1, 3, 10, 16]);
        assert_eq!(starts(LanguageId::Rholang, "()"), [0; 0]);
    }

    #[test]
    fn commas_separate_what_is_sent() {
        assert_eq!(rholang("("), (0, 0, false));
        assert_eq!(rholang("()"), (0, 0, true));
        assert_eq!(rholang("(1"), (1, 0, false));
        assert_eq!(rholang("(1, "), (1, 1, false));
        assert_eq!(rholang("(1, [2, 3], \"a,b\\\",\", `u,v`, /* , */ x"), (5, 4, false));
        assert_eq!(rholang("(f!(1, 2), // ,\n 3)"), (2, 1, true));
        assert_eq!(rholang("(\"open, "), (1, 0, false));
    }

    #[test]
    fn blanks_separate_what_a_head_is_applied_to() {
        assert_eq!(metta("("), (0, 0, false));
        assert_eq!(metta("(f"), (1, 0, false));
        assert_eq!(metta("(f "), (1, 1, false));
        assert_eq!(metta("(f (g 1 2) \"a b\""), (3, 2, false));
        assert_eq!(metta("(f ; no (\n a b)"), (3, 2, true));
        // Other brackets, and a quote that does not begin a word, are letters.
        assert_eq!(metta("(f [ a\"b c"), (4, 3, false));
        assert_eq!(starts(LanguageId::Metta, "(f {x a\"b c)"), [1, 3, 6, 10]);
    }
}
