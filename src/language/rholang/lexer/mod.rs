//! From text to tokens.
//!
//! Every byte belongs to exactly one token, so the tokens of a text, joined, are the text. Tokens do not depend on what
//! stands around them; where a version of the language cuts by context (`1-1`, `<-1`, `--1`), the parser decides.

mod kind;
mod number;

pub use kind::TokenKind;

use crate::text::Span;

/// A token and where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands. Never empty.
    pub span: Span,
}

/// Goes on a word.
const WORD: u8 = 1;
/// Starts a word.
const START: u8 = 2;
/// ASCII white space.
const BLANK: u8 = 4;
/// A character that no token starts with; other bytes of wide characters too.
const UNKNOWN: u8 = 8;

const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        class[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'\'' => WORD | START,
            b'0'..=b'9' => WORD,
            9..=13 | b' ' => BLANK,
            b'|' | b'!' | b'?' | b'<' | b'=' | b'>' | b'*' | b'&' | b';' | b',' | b'.' | b':' | b'@'
            | b'~' | b'/' | b'\\' | b'+' | b'-' | b'%' | b'{' | b'}' | b'[' | b']' | b'(' | b')' | b'"'
            | b'`' => 0,
            _ => UNKNOWN,
        };
        byte += 1;
    }
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

/// Cuts a text into tokens, from left to right. O(1) memory; O(length) for all tokens, since what never ends is searched
/// once per kind.
#[derive(Clone, Debug)]
pub struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// From here on no string ends (and so on): nothing is searched beyond its line.
    endless_texts: bool,
    endless_uris: bool,
    endless_comments: bool,
    /// The string that starts here ends with its line, whatever follows.
    cut: Option<usize>,
}

impl<'t> Lexer<'t> {
    /// A lexer at the start of `text`. Offsets are `u32`: callers refuse a text of 4 GiB or more before
    /// (see [`super::parser::MAX_TEXT`]).
    pub fn new(text: &'t str) -> Lexer<'t> {
        Lexer {
            text,
            bytes: text.as_bytes(),
            at: 0,
            endless_texts: false,
            endless_uris: false,
            endless_comments: false,
            cut: None,
        }
    }

    /// A lexer at the start of `text` that ends the string which starts at `cut` with its line (see [`unbalanced`]).
    pub fn cutting(text: &'t str, cut: u32) -> Lexer<'t> {
        Lexer { cut: Some(cut as usize), ..Lexer::new(text) }
    }

    #[inline]
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn skip_space(&mut self) {
        if self.at == 0 && self.bytes.starts_with(b"\xef\xbb\xbf") {
            self.at = 3;
        }
        while let Some(&byte) = self.bytes.get(self.at) {
            if CLASS[byte as usize] & BLANK != 0 {
                self.at += 1;
            } else if byte >= 0xc2
                && let Some(length) = self.bytes.get(self.at..).and_then(wide_space)
            {
                self.at += length;
            } else {
                return;
            }
        }
    }

    /// The end of the line at `from`, without its line break.
    fn line_end(&self, from: usize) -> usize {
        let rest = self.bytes.get(from..).unwrap_or_default();
        let end = memchr::memchr(b'\n', rest).map_or(self.bytes.len(), |found| from + found);
        if end > from && end < self.bytes.len() && self.bytes.get(end - 1) == Some(&b'\r') {
            end - 1
        } else {
            end
        }
    }

    /// Behind the `quote` that ends what starts at the present place, where `\` escapes; `None` where there is none.
    fn quoted(&self, quote: u8) -> Option<usize> {
        let mut at = self.at + 1;
        while let Some(found) = self.bytes.get(at..).and_then(|rest| memchr::memchr2(quote, b'\\', rest)) {
            at += found;
            if self.bytes.get(at) == Some(&quote) {
                return Some(at + 1);
            }
            // The escaped character may be wide: its other bytes are no quotes.
            at += 2;
        }
        None
    }

    fn text(&mut self) -> (TokenKind, usize) {
        if self.cut == Some(self.at) {
            return (TokenKind::UnclosedText, self.line_end(self.at));
        }
        match (!self.endless_texts).then(|| self.quoted(b'"')).flatten() {
            Some(end) => (TokenKind::Text, end),
            None => {
                self.endless_texts = true;
                (TokenKind::UnclosedText, self.line_end(self.at))
            }
        }
    }

    fn uri(&mut self) -> (TokenKind, usize) {
        match (!self.endless_uris).then(|| self.quoted(b'`')).flatten() {
            Some(end) => (TokenKind::Uri, end),
            None => {
                self.endless_uris = true;
                // URIs rarely hold blanks or parentheses: what follows is most likely not of it.
                let line = self.bytes.get(self.at..self.line_end(self.at)).unwrap_or_default();
                let length = line.iter().position(|byte| matches!(byte, b' ' | b'\t' | b')'));
                (TokenKind::UnclosedUri, self.at + length.unwrap_or(line.len()))
            }
        }
    }

    fn block_comment(&mut self) -> (TokenKind, usize) {
        let from = self.at + 2;
        let end = match self.endless_comments {
            true => None,
            false => self.bytes.get(from..).and_then(|rest| memchr::memmem::find(rest, b"*/")),
        };
        match end {
            Some(end) => (TokenKind::BlockComment, from + end + 2),
            None => {
                self.endless_comments = true;
                (TokenKind::UnclosedComment, self.line_end(self.at))
            }
        }
    }

    fn word(&self) -> (TokenKind, usize) {
        let mut end = self.at + 1;
        while let Some(&byte) = self.bytes.get(end)
            && CLASS[byte as usize] & WORD != 0
        {
            end += 1;
        }
        let word = self.bytes.get(self.at..end).unwrap_or_default();
        if word == b"bundle" {
            match self.bytes.get(end) {
                Some(b'+') => return (TokenKind::BundleWrite, end + 1),
                Some(b'-') => return (TokenKind::BundleRead, end + 1),
                _ => {}
            }
        }
        (word_kind(word), end)
    }

    fn unknown(&self) -> usize {
        let mut end = self.at;
        while let Some(&byte) = self.bytes.get(end)
            && CLASS[byte as usize] & UNKNOWN != 0
            && self.bytes.get(end..).and_then(wide_space).is_none()
        {
            end += 1;
        }
        // Where the run starts inside a wide character there would be no boundary; it never does.
        self.text.ceil_char_boundary(end.max(self.at + 1))
    }

    fn operator(&self, byte: u8) -> (TokenKind, usize) {
        use TokenKind::*;
        let (second, third) = (self.peek(1), self.peek(2));
        let (kind, length) = match (byte, second, third) {
            (b'<', b'<', b'-') => (PeekArrow, 3),
            (b'.', b'.', b'.') => (Ellipsis, 3),
            (b'|', b'}', _) => (ClosePathMap, 2),
            (b'{', b'|', _) => (OpenPathMap, 2),
            (b'!', b'!', _) => (BangBang, 2),
            (b'!', b'?', _) => (BangQuestion, 2),
            (b'!', b'=', _) => (NotEqual, 2),
            (b'?', b'!', _) => (QuestionBang, 2),
            (b'<', b'-', _) => (LeftArrow, 2),
            (b'<', b'=', _) => (LessEqual, 2),
            (b'>', b'=', _) => (GreaterEqual, 2),
            (b'=', b'>', _) => (Arrow, 2),
            (b'=', b'=', _) => (EqualEqual, 2),
            (b'/', b'\\', _) => (Conjunction, 2),
            (b'\\', b'/', _) => (Disjunction, 2),
            (b'+', b'+', _) => (PlusPlus, 2),
            (b'-', b'-', _) => (MinusMinus, 2),
            (b'%', b'%', _) => (PercentPercent, 2),
            (b'|', ..) => (Bar, 1),
            (b'!', ..) => (Bang, 1),
            (b'<', ..) => (Less, 1),
            (b'>', ..) => (Greater, 1),
            (b'=', ..) => (Assign, 1),
            (b'*', ..) => (Star, 1),
            (b'&', ..) => (Ampersand, 1),
            (b';', ..) => (Semicolon, 1),
            (b',', ..) => (Comma, 1),
            (b'.', ..) => (Dot, 1),
            (b':', ..) => (Colon, 1),
            (b'@', ..) => (At, 1),
            (b'~', ..) => (Tilde, 1),
            (b'/', ..) => (Slash, 1),
            (b'+', ..) => (Plus, 1),
            (b'-', ..) => (Minus, 1),
            (b'%', ..) => (Percent, 1),
            (b'{', ..) => (OpenBrace, 1),
            (b'}', ..) => (CloseBrace, 1),
            (b'[', ..) => (OpenBracket, 1),
            (b']', ..) => (CloseBracket, 1),
            (b'(', ..) => (OpenParenthesis, 1),
            (b')', ..) => (CloseParenthesis, 1),
            _ => (Unknown, 1),
        };
        (kind, self.at + length)
    }
}

/// Where a text has a string that never ends, the string that most likely lacks its end: the first that spans lines and is
/// followed by a word, which shows that its last quote opens another string. `None` where that is the last one anyway.
pub fn unbalanced(text: &str, tokens: &[Token]) -> Option<u32> {
    if !tokens.iter().any(|token| token.kind == TokenKind::UnclosedText) {
        return None;
    }
    let followed = |span: Span| {
        text.as_bytes().get(span.end as usize).is_some_and(|&byte| CLASS[byte as usize] & WORD != 0)
    };
    let mut strings = tokens.iter().filter(|token| token.kind == TokenKind::Text);
    let culprit = strings.find(|token| followed(token.span) && token.span.of(text).contains('\n'));
    culprit.map(|token| token.span.start)
}

fn word_kind(word: &[u8]) -> TokenKind {
    use TokenKind::*;
    match word {
        b"_" => Wildcard,
        b"new" => New,
        b"in" => In,
        b"if" => If,
        b"else" => Else,
        b"let" => Let,
        b"match" => Match,
        b"select" => Select,
        b"contract" => Contract,
        b"for" => For,
        b"or" => Or,
        b"and" => And,
        b"matches" => Matches,
        b"not" => Not,
        b"bundle" => Bundle,
        b"bundle0" => BundleNeither,
        b"true" => True,
        b"false" => False,
        b"where" => Where,
        b"Nil" => Nil,
        b"Set" => Set,
        b"Bool" | b"Int" | b"String" | b"Uri" | b"ByteArray" => SimpleType,
        [b'\'', ..] => QuoteVariable,
        _ => Variable,
    }
}

/// All tokens, white space and comments included: joined, they are the text.
impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let start = self.at;
        let byte = *self.bytes.get(start)?;
        let class = CLASS[byte as usize];
        let (kind, end) = if class & START != 0 {
            self.word()
        } else if class & BLANK != 0 || byte >= 0xc2 {
            self.skip_space();
            if self.at > start { (TokenKind::Space, self.at) } else { (TokenKind::Unknown, self.unknown()) }
        } else if class & WORD != 0 || (byte == b'.' && self.peek(1).is_ascii_digit()) {
            let (kind, length) = number::number(self.bytes.get(start..).unwrap_or_default());
            // `.5` without a type is a point and a number.
            if byte == b'.' && kind != TokenKind::TypedNumber {
                self.operator(byte)
            } else {
                (kind, start + length)
            }
        } else if class & UNKNOWN != 0 {
            (TokenKind::Unknown, self.unknown())
        } else {
            match (byte, self.peek(1)) {
                (b'"', _) => self.text(),
                (b'`', _) => self.uri(),
                (b'/', b'/') => (TokenKind::LineComment, self.line_end(start)),
                (b'/', b'*') => self.block_comment(),
                _ => self.operator(byte),
            }
        };
        self.at = end;
        Some(Token { kind, span: Span::new(start as u32, end as u32) })
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests;
