//! From text to tokens.
//!
//! Tokens do not depend on brackets: they are what LANGUAGE.md section 1 calls space, comment, variable, string and word,
//! and the two parentheses. Every byte belongs to exactly one token, so the tokens of a text, joined, are the text.
//! A string that does not end is the only token that can be wrong as a token; what words and strings *mean* is decided in
//! [`super::literal`].

use crate::text::Span;

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TokenKind {
    /// A run of Unicode `White_Space`; also a byte order mark at the start of the text.
    Space,
    /// From `;` up to the end of the line, without it.
    Comment,
    /// `(`
    Open,
    /// `)`
    Close,
    /// A symbol, number or boolean.
    Word,
    /// `$` and the name.
    Variable,
    /// A string, both quotes included.
    Text,
    /// A string that the end of the text (or of the broken form, see [`super::reader`]) cuts off.
    UnclosedText,
}

/// A token and where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands. Never empty.
    pub span: Span,
}

/// Ends a word: ASCII white space, a parenthesis, `;`.
const END: u8 = 1;
/// The first byte of the wide characters among which there is white space.
const LEAD: u8 = 2;
/// ASCII white space.
const BLANK: u8 = 4;

const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut byte = 9;
    while byte <= 13 {
        class[byte] = END | BLANK;
        byte += 1;
    }
    class[b' ' as usize] = END | BLANK;
    class[b'(' as usize] = END;
    class[b')' as usize] = END;
    class[b';' as usize] = END;
    class[0xc2] = LEAD;
    class[0xe1] = LEAD;
    class[0xe2] = LEAD;
    class[0xe3] = LEAD;
    class
};

/// The length of the wide white-space character that `bytes` starts with, if it does.
fn wide_space(bytes: &[u8]) -> Option<usize> {
    match *bytes {
        [0xc2, 0x85 | 0xa0, ..] => Some(2),
        [0xe1, 0x9a, 0x80, ..] | [0xe2, 0x81, 0x9f, ..] | [0xe3, 0x80, 0x80, ..] => Some(3),
        [0xe2, 0x80, 0x80..=0x8a | 0xa8 | 0xa9 | 0xaf, ..] => Some(3),
        _ => None,
    }
}

/// Cuts a text into tokens, from left to right; O(1) memory, each byte is looked at once.
#[derive(Clone, Debug)]
pub struct Lexer<'t> {
    bytes: &'t [u8],
    at: usize,
    limit: usize,
}

impl<'t> Lexer<'t> {
    /// A lexer at the start of `text`. Offsets are `u32`: a text of 4 GiB or more is cut into tokens of wrong places, so
    /// callers refuse it before (see [`super::reader::MAX_TEXT`]).
    pub fn new(text: &'t str) -> Lexer<'t> {
        Lexer { bytes: text.as_bytes(), at: 0, limit: text.len() }
    }

    /// The offset of the next token.
    #[inline]
    pub fn at(&self) -> usize {
        self.at
    }

    /// Goes on at `at`, which must be where a token starts.
    pub fn seek(&mut self, at: usize) {
        self.at = at;
    }

    /// Cuts strings off at `limit`. Tokens of other kinds never cross the limits that are used, since those are starts of
    /// lines.
    pub fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    /// Where strings are cut off.
    #[inline]
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// Skips white space.
    #[inline]
    pub fn skip_space(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            let class = CLASS[byte as usize];
            if class & BLANK != 0 {
                self.at += 1;
            } else if class & LEAD != 0 {
                match wide_space(&self.bytes[self.at..]) {
                    Some(length) => self.at += length,
                    None => return,
                }
            } else {
                return;
            }
        }
    }

    /// Skips a byte order mark, where the text starts with one.
    pub fn skip_mark(&mut self) {
        if self.at == 0 && self.bytes.starts_with(b"\xef\xbb\xbf") {
            self.at = 3;
        }
    }

    /// The next token that is not white space. `None` at the end of the text.
    #[inline]
    pub fn next_token(&mut self) -> Option<Token> {
        self.skip_space();
        self.token()
    }

    /// The token at the present place, which is not white space. `None` at the end of the text.
    #[inline]
    pub fn token(&mut self) -> Option<Token> {
        let start = self.at;
        let byte = *self.bytes.get(start)?;
        self.at += 1;
        let kind = match byte {
            b'(' => TokenKind::Open,
            b')' => TokenKind::Close,
            b';' => {
                self.at +=
                    memchr::memchr(b'\n', &self.bytes[self.at..]).unwrap_or(self.bytes.len() - self.at);
                TokenKind::Comment
            }
            b'"' => self.finish_text(),
            b'$' => {
                self.finish_word();
                TokenKind::Variable
            }
            _ => {
                self.finish_word();
                TokenKind::Word
            }
        };
        Some(Token { kind, span: Span::new(start as u32, self.at as u32) })
    }

    #[inline]
    fn finish_word(&mut self) {
        let mut at = self.at;
        while let Some(&byte) = self.bytes.get(at) {
            let class = CLASS[byte as usize];
            if class & (END | LEAD) != 0 && (class & END != 0 || wide_space(&self.bytes[at..]).is_some()) {
                break;
            }
            at += 1;
        }
        self.at = at;
    }

    /// Goes on inside a string, up to and including its quote, or up to the limit.
    pub fn finish_text(&mut self) -> TokenKind {
        while let Some(found) =
            self.bytes.get(self.at..self.limit).and_then(|rest| memchr::memchr2(b'"', b'\\', rest))
        {
            let at = self.at + found;
            if self.bytes[at] == b'"' {
                self.at = at + 1;
                return TokenKind::Text;
            }
            // The escaped character may be wide: its other bytes are no quotes.
            self.at = at + 2;
        }
        self.at = self.limit;
        TokenKind::UnclosedText
    }
}

/// All tokens, white space included: joined, they are the text.
impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let start = self.at;
        self.skip_mark();
        self.skip_space();
        if self.at > start {
            return Some(Token { kind: TokenKind::Space, span: Span::new(start as u32, self.at as u32) });
        }
        self.token()
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<(TokenKind, &str)> {
        Lexer::new(text).filter(|t| t.kind != TokenKind::Space).map(|t| (t.kind, t.span.of(text))).collect()
    }

    #[test]
    fn every_white_space_character_is_space_and_nothing_else_is() {
        for character in '\0'..=char::MAX {
            let text = format!("a{character}b");
            let words = tokens(&text).iter().filter(|(kind, _)| *kind == TokenKind::Word).count();
            let splits = character.is_whitespace() || matches!(character, '(' | ')');
            let expected = if splits { 2 } else { 1 };
            assert_eq!(words, expected, "{character:?}");
        }
    }

    #[test]
    fn tokens_follow_section_1() {
        use TokenKind::*;
        assert_eq!(tokens("!(f)"), [(Word, "!"), (Open, "("), (Word, "f"), (Close, ")")]);
        assert_eq!(tokens("!foo !\"a b\""), [(Word, "!foo"), (Word, "!\"a"), (Word, "b\"")]);
        assert_eq!(tokens("\"d\"e"), [(Text, "\"d\""), (Word, "e")]);
        assert_eq!(tokens("$a;b\n$"), [(Variable, "$a"), (Comment, ";b"), (Variable, "$")]);
        assert_eq!(tokens("$x\"y\"z"), [(Variable, "$x\"y\"z")]);
        assert_eq!(tokens("a;b\r\nc"), [(Word, "a"), (Comment, ";b\r"), (Word, "c")]);
        assert_eq!(tokens(r#""a\"b" "c\\" d"#), [(Text, r#""a\"b""#), (Text, r#""c\\""#), (Word, "d")]);
        assert_eq!(tokens("\"a\\"), [(UnclosedText, "\"a\\")]);
        assert_eq!(tokens("\u{feff}! \u{feff}!"), [(Word, "!"), (Word, "\u{feff}!")]);
    }
}
