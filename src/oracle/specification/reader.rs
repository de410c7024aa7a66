//! A reader that is nothing but LANGUAGE.md section 1, read aloud: one character at a time, one atom at a time.

use super::term::{Term, Token};

/// What a text contains.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The atoms, in the order of the text.
    pub forms: Vec<Form>,
    /// The errors, in the order in which reading meets them.
    pub errors: Vec<ReadError>,
}

/// One atom at top level.
#[derive(Clone, Debug)]
pub struct Form {
    /// True when a `!` stands before it: it is to be evaluated, not added.
    pub marked: bool,
    /// The atom.
    pub term: Term,
    /// The byte at which the atom starts (not its `!`).
    pub start: usize,
}

/// A place that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// The byte that the error points to.
    pub offset: usize,
    /// What is wrong there.
    pub kind: ReadErrorKind,
}

/// What can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadErrorKind {
    /// A `)` that closes nothing; the error points to it.
    UnexpectedRightBracket,
    /// The text ends inside an expression; the error points to the outermost `(` that is open.
    UnclosedExpression,
    /// The text ends inside a string; the error points to its opening quote.
    UnclosedString,
    /// A backslash that starts no escape; the error points to it.
    InvalidEscape,
    /// An integer that has no 64 bits; the error points to its first character.
    IntegerOutOfRange,
    /// A `#` in the name of a variable; the error points to the `#`.
    ReservedInVariable,
}

/// Reads a text. A byte order mark is skipped. After an error reading goes on at the next `(` or `!` that stands in
/// column 1 behind the place of the error; the atom that holds the error, and a `!` before it, are dropped.
pub fn read(text: &str) -> Reading {
    let mut reading = Reading::default();
    let mut reader =
        Reader { text, at: if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 } };
    let mut marked = false;
    loop {
        reader.skip_space_and_comments();
        let start = reader.at;
        if reader.peek().is_none() {
            return reading;
        }
        match reader.atom() {
            Ok(term) if term.is_symbol("!") => marked = true,
            Ok(term) => {
                reading.forms.push(Form { marked, term, start });
                marked = false;
            }
            Err(error) => {
                reading.errors.push(error);
                marked = false;
                reader.resume_behind(error.offset);
            }
        }
    }
}

/// The only atom of a text; `None` where the text has an error or not exactly one atom. A `!` is an atom here.
pub fn read_atom(text: &str) -> Option<Term> {
    let mut reader = Reader { text, at: 0 };
    reader.skip_space_and_comments();
    reader.peek()?;
    let term = reader.atom().ok()?;
    reader.skip_space_and_comments();
    reader.peek().is_none().then_some(term)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn skip_space_and_comments(&mut self) {
        while let Some(c) = self.peek() {
            if c == ';' {
                while self.peek().is_some_and(|c| c != '\n') {
                    self.next();
                }
            } else if c.is_whitespace() {
                self.next();
            } else {
                return;
            }
        }
    }

    /// Reads one atom; there is a character.
    fn atom(&mut self) -> Result<Term, ReadError> {
        let start = self.at;
        let mut tokens = Vec::new();
        let mut open = 0usize;
        loop {
            self.skip_space_and_comments();
            let at = self.at;
            match self.peek() {
                None => return Err(ReadError { offset: start, kind: ReadErrorKind::UnclosedExpression }),
                Some('(') => {
                    self.next();
                    open += 1;
                    tokens.push(Token::Open);
                }
                Some(')') => {
                    if open == 0 {
                        return Err(ReadError { offset: at, kind: ReadErrorKind::UnexpectedRightBracket });
                    }
                    self.next();
                    open -= 1;
                    tokens.push(Token::Close);
                }
                Some('"') => tokens.push(self.string()?),
                Some('$') => tokens.push(self.variable()?),
                Some(_) => tokens.push(self.word()?),
            }
            if open == 0 {
                return Ok(Term::from_tokens(tokens).expect("as many closed as opened, and nothing behind"));
            }
        }
    }

    fn variable(&mut self) -> Result<Token, ReadError> {
        self.next();
        let mut name = String::new();
        while let Some(c) = self.peek() {
            if c.is_whitespace() || c == '(' || c == ')' || c == ';' {
                break;
            }
            if c == '#' {
                return Err(ReadError { offset: self.at, kind: ReadErrorKind::ReservedInVariable });
            }
            name.push(c);
            self.next();
        }
        Ok(Token::Variable(name))
    }

    fn word(&mut self) -> Result<Token, ReadError> {
        let start = self.at;
        let mut word = String::new();
        while let Some(c) = self.peek() {
            if c.is_whitespace() || c == '(' || c == ')' || c == ';' {
                break;
            }
            word.push(c);
            self.next();
        }
        if is_integer(&word) {
            return match word.parse() {
                Ok(value) => Ok(Token::Integer(value)),
                Err(_) => Err(ReadError { offset: start, kind: ReadErrorKind::IntegerOutOfRange }),
            };
        }
        if is_float(&word) {
            return Ok(Token::Float(
                word.parse().expect("digits, a point, an exponent: what Rust reads as well"),
            ));
        }
        Ok(match word.as_str() {
            "True" => Token::Bool(true),
            "False" => Token::Bool(false),
            _ => Token::Symbol(word),
        })
    }

    fn string(&mut self) -> Result<Token, ReadError> {
        let start = self.at;
        self.next();
        let mut text = String::new();
        loop {
            let at = self.at;
            match self.next() {
                None => return Err(ReadError { offset: start, kind: ReadErrorKind::UnclosedString }),
                Some('"') => return Ok(Token::Text(text)),
                Some('\\') if self.peek().is_none() => {
                    return Err(ReadError { offset: start, kind: ReadErrorKind::UnclosedString });
                }
                Some('\\') => match self.escape() {
                    Some(c) => text.push(c),
                    None => return Err(ReadError { offset: at, kind: ReadErrorKind::InvalidEscape }),
                },
                Some(c) => text.push(c),
            }
        }
    }

    /// What stands behind a backslash.
    fn escape(&mut self) -> Option<char> {
        match self.next()? {
            c @ ('\'' | '"' | '\\') => Some(c),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            'x' => {
                let high = self.next()?.to_digit(16)?;
                let low = self.next()?.to_digit(16)?;
                let code = high * 16 + low;
                if code <= 0x7f { char::from_u32(code) } else { None }
            }
            'u' => {
                if self.next()? != '{' {
                    return None;
                }
                let mut digits = String::new();
                loop {
                    match self.next()? {
                        '}' => break,
                        c if c.is_ascii_hexdigit() => digits.push(c),
                        _ => return None,
                    }
                }
                if digits.is_empty() || digits.len() > 8 {
                    return None;
                }
                char::from_u32(u32::from_str_radix(&digits, 16).ok()?)
            }
            _ => None,
        }
    }

    /// Goes to the next `(` or `!` in column 1 behind `offset`, or to the end.
    fn resume_behind(&mut self, offset: usize) {
        self.at = offset;
        while let Some(c) = self.next() {
            if c == '\n' && matches!(self.peek(), Some('(' | '!')) {
                return;
            }
        }
    }
}

/// `[-+]?[0-9]+`
fn is_integer(word: &str) -> bool {
    is_digits(without_sign(word))
}

/// `[-+]?[0-9]+\.[0-9]+` or `[-+]?[0-9]+(\.[0-9]+)?[eE][-+]?[0-9]+`
fn is_float(word: &str) -> bool {
    let word = without_sign(word);
    match word.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => {
            is_digits(without_sign(exponent)) && (is_digits(mantissa) || is_decimal(mantissa))
        }
        None => is_decimal(word),
    }
}

fn is_decimal(word: &str) -> bool {
    word.split_once('.').is_some_and(|(whole, fraction)| is_digits(whole) && is_digits(fraction))
}

fn without_sign(word: &str) -> &str {
    word.strip_prefix(['-', '+']).unwrap_or(word)
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_digit())
}
