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

/// Reads a text. A byte order mark is skipped. An atom with an escape, an integer or a variable that is wrong is dropped,
/// with a `!` before it, and reading goes on behind it. Where brackets or quotes are wrong, reading goes on at the next
/// `(` or `!` in column 1: behind a `)` that closes nothing; or, when the text ends inside an atom, behind the first
/// character of that atom, which then counts as if the text ended there.
pub fn read(text: &str) -> Reading {
    let mut reading = Reading::default();
    let mut reader = Reader::new(text, if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 });
    let mut marked = false;
    loop {
        reader.skip_space_and_comments();
        let start = reader.at;
        if reader.peek().is_none() {
            reading.errors.sort_by_key(|error| error.offset);
            return reading;
        }
        match reader.atom() {
            Ok(term) if term.is_symbol("!") => {
                marked = true;
                continue;
            }
            Ok(term) if reader.errors.is_empty() => reading.forms.push(Form { marked, term, start }),
            Ok(_) => {}
            Err(error) if error.kind == ReadErrorKind::UnexpectedRightBracket => {
                reading.errors.push(error);
                reader.at = next_in_column_one(text, error.offset);
            }
            Err(_) => {
                let end = next_in_column_one(text, start);
                let mut broken = Reader::new(&text[..end], start);
                reading.errors.extend(broken.atom().err());
                reader.errors = broken.errors;
                reader.at = end;
            }
        }
        marked = false;
        reading.errors.append(&mut reader.errors);
    }
}

/// The only atom of a text; `None` where the text has an error or not exactly one atom. A `!` is an atom here.
pub fn read_atom(text: &str) -> Option<Term> {
    let mut reader = Reader::new(text, 0);
    reader.skip_space_and_comments();
    reader.peek()?;
    let term = reader.atom().ok()?;
    reader.skip_space_and_comments();
    (reader.peek().is_none() && reader.errors.is_empty()).then_some(term)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// What is wrong in the atom that is being read, apart from its brackets and quotes.
    errors: Vec<ReadError>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, at: usize) -> Reader<'a> {
        Reader { text, at, errors: Vec::new() }
    }

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

    /// Reads one atom; there is a character. Errors that leave the brackets whole go to `errors`.
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
        let start = self.at;
        let name = self.run_of_word_characters();
        if let Some(place) = name.find('#') {
            self.errors.push(ReadError { offset: start + place, kind: ReadErrorKind::ReservedInVariable });
        }
        Ok(Token::Variable(name))
    }

    fn run_of_word_characters(&mut self) -> String {
        let mut word = String::new();
        while let Some(c) = self.peek() {
            if c.is_whitespace() || c == '(' || c == ')' || c == ';' {
                break;
            }
            word.push(c);
            self.next();
        }
        word
    }

    fn word(&mut self) -> Result<Token, ReadError> {
        let start = self.at;
        let word = self.run_of_word_characters();
        if is_integer(&word) {
            return Ok(Token::Integer(word.parse().unwrap_or_else(|_| {
                self.errors.push(ReadError { offset: start, kind: ReadErrorKind::IntegerOutOfRange });
                0
            })));
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
        // First to the end: a string that has none is one error, whatever else stands in it.
        loop {
            match self.next() {
                None => return Err(ReadError { offset: start, kind: ReadErrorKind::UnclosedString }),
                Some('"') => break,
                Some('\\') => {
                    self.next();
                }
                Some(_) => {}
            }
        }
        let end = self.at;
        self.at = start + 1;
        let mut text = String::new();
        while self.at < end - 1 {
            let at = self.at;
            match self.next() {
                Some('\\') => match self.escape() {
                    Some(c) => text.push(c),
                    None => {
                        self.errors.push(ReadError { offset: at, kind: ReadErrorKind::InvalidEscape });
                        self.at = at + 1;
                        self.next();
                    }
                },
                c => text.extend(c),
            }
        }
        self.at = end;
        Ok(Token::Text(text))
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
}

/// The next `(` or `!` in column 1 behind `offset`, or the end.
fn next_in_column_one(text: &str, offset: usize) -> usize {
    let starts = |at: &usize| text[..*at].ends_with('\n') && text[*at..].starts_with(['(', '!']);
    (offset + 1..text.len()).filter(|at| text.is_char_boundary(*at)).find(starts).unwrap_or(text.len())
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
