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
    UnmatchedClose,
    /// A `(` at top level that nothing closes; the error points to it.
    UnclosedExpression,
    /// A string without its second quote; the error points to the first.
    UnclosedString,
    /// A backslash that starts no escape; the error points to it.
    InvalidEscape,
    /// An integer that has no 64 bits; the error points to its first character.
    IntegerOutOfRange,
    /// A `#` in the name of a variable; the error points to the first.
    ReservedInVariable,
}

<<<<<<< HEAD
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
=======
/// Reads a text; a byte order mark is skipped. An *anchor* is a `(` or `!` that stands right behind a line end.
///
/// - A form that ends before the text does is read whole. What is wrong inside it is reported, each with its place, and
///   the form is left out.
/// - A form that does not (an expression that nothing closes, a string without its second quote) ends at the next
///   anchor behind its start instead, be it inside a string. It is left out; reading goes on at the anchor. Its error is
///   the string that is open there, if one is, else the unclosed `(` at its start.
/// - Behind a `)` that closes nothing, reading goes on at the next anchor.
///
/// A `!` before something that cannot be read marks nothing.
pub fn read(text: &str) -> Reading {
    let mut reading = Reading::default();
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut marked = false;
    loop {
        let start = skip_space_and_comments(text, at);
        if start == text.len() {
            reading.errors.sort_by_key(|error| error.offset);
            return reading;
        }
        if text[start..].starts_with(')') {
            reading.errors.push(ReadError { offset: start, kind: ReadErrorKind::UnmatchedClose });
            marked = false;
            at = next_anchor(text, start);
            continue;
        }
        let mut form = read_form(text, start);
        if form.unclosed.is_some() {
            form = read_form(&text[..next_anchor(text, start)], start);
        }
        at = form.end;
        match form.term {
            Some(term) if term.is_symbol("!") => marked = true,
            Some(term) => {
                reading.forms.push(Form { marked, term, start });
                marked = false;
            }
            None => {
                reading.errors.extend(form.errors);
                reading.errors.extend(form.unclosed);
                marked = false;
>>>>>>> 7a7be65 (The reader agrees with the naive reader, errors and recovery included; mutants rejected)
            }
        }
        marked = false;
        reading.errors.append(&mut reader.errors);
    }
}

/// The only atom of a text; `None` where the text has an error or not exactly one atom. A `!` is an atom here.
pub fn read_atom(text: &str) -> Option<Term> {
<<<<<<< HEAD
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
=======
    let start = skip_space_and_comments(text, 0);
    if start == text.len() || text[start..].starts_with(')') {
        return None;
    }
    let form = read_form(text, start);
    let behind = skip_space_and_comments(text, form.end);
    form.term.filter(|_| behind == text.len())
}

/// The start of the next `(` or `!` behind `at` that follows a line end; the end of the text where there is none.
fn next_anchor(text: &str, at: usize) -> usize {
    let mut after_line_end = false;
    for (offset, c) in text.char_indices() {
        if offset > at && after_line_end && (c == '(' || c == '!') {
            return offset;
        }
        after_line_end = c == '\n';
    }
    text.len()
}

fn skip_space_and_comments(text: &str, at: usize) -> usize {
    let mut in_comment = false;
    for (offset, c) in text[at..].char_indices() {
        if c == ';' {
            in_comment = true;
        } else if c == '\n' {
            in_comment = false;
        } else if !in_comment && !c.is_whitespace() {
            return at + offset;
        }
>>>>>>> 7a7be65 (The reader agrees with the naive reader, errors and recovery included; mutants rejected)
    }
    text.len()
}

/// What was read of one form.
struct FormReading {
    /// The atom, where nothing is wrong.
    term: Option<Term>,
    /// What is wrong inside.
    errors: Vec<ReadError>,
    /// Set where the text ends before the form does.
    unclosed: Option<ReadError>,
    /// Where the form ends.
    end: usize,
}

/// Reads the form that starts at `start`, where there is something other than space, comment and `)`.
fn read_form(text: &str, start: usize) -> FormReading {
    let mut tokens = Vec::new();
    let mut errors = Vec::new();
    let mut open = 0usize;
    let mut at = start;
    loop {
        at = skip_space_and_comments(text, at);
        let error = |kind| ReadError { offset: at, kind };
        let Some(c) = text[at..].chars().next() else {
            let unclosed = ReadError { offset: start, kind: ReadErrorKind::UnclosedExpression };
            return FormReading { term: None, errors, unclosed: Some(unclosed), end: at };
        };
        let end;
        match c {
            '(' => {
                end = at + 1;
                open += 1;
                tokens.push(Token::Open);
            }
            ')' => {
                end = at + 1;
                open -= 1;
                tokens.push(Token::Close);
            }
            '"' => {
                let Some(closing) = closing_quote(text, at) else {
                    let unclosed = Some(error(ReadErrorKind::UnclosedString));
                    return FormReading { term: None, errors, unclosed, end: text.len() };
                };
                end = closing + 1;
                tokens.push(Token::Text(unescape(&text[at + 1..closing], at + 1, &mut errors)));
            }
            _ => {
                end = end_of_word(text, at);
                match word(&text[at..end]) {
                    Ok(token) => tokens.push(token),
                    Err((behind, kind)) => errors.push(ReadError { offset: at + behind, kind }),
                }
            }
        }
        at = end;
        if open == 0 {
            let term = if errors.is_empty() { Term::from_tokens(tokens) } else { None };
            return FormReading { term, errors, unclosed: None, end };
        }
    }
}

<<<<<<< HEAD
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
=======
fn end_of_word(text: &str, start: usize) -> usize {
    let ends = |c: char| c.is_whitespace() || c == '(' || c == ')' || c == ';';
    text[start..].find(ends).map_or(text.len(), |length| start + length)
}

/// What a word or a variable means, or what is wrong with it and how far behind its start.
fn word(word: &str) -> Result<Token, (usize, ReadErrorKind)> {
    if let Some(name) = word.strip_prefix('$') {
        return match word.find('#') {
            Some(behind) => Err((behind, ReadErrorKind::ReservedInVariable)),
            None => Ok(Token::Variable(name.to_owned())),
        };
    }
    if is_integer(word) {
        return word.parse().map(Token::Integer).map_err(|_| (0, ReadErrorKind::IntegerOutOfRange));
    }
    if is_float(word)
        && let Ok(value) = word.parse()
    {
        return Ok(Token::Float(value));
    }
    Ok(match word {
        "True" => Token::Bool(true),
        "False" => Token::Bool(false),
        _ => Token::Symbol(word.to_owned()),
    })
}

/// The place of the quote that closes the string at `start`; a backslash hides the character behind it.
fn closing_quote(text: &str, start: usize) -> Option<usize> {
    let mut hidden = false;
    for (offset, c) in text[start + 1..].char_indices() {
        if hidden {
            hidden = false;
        } else if c == '\\' {
            hidden = true;
        } else if c == '"' {
            return Some(start + 1 + offset);
>>>>>>> 7a7be65 (The reader agrees with the naive reader, errors and recovery included; mutants rejected)
        }
    }
    None
}

<<<<<<< HEAD
    fn variable(&mut self) -> Result<Token, ReadError> {
        self.next();
        let start = self.at;
        let name = self.run_of_word_characters();
        if let Some(place) = name.find('#') {
            self.errors.push(ReadError { offset: start + place, kind: ReadErrorKind::ReservedInVariable });
=======
/// The content of a string, which stands at `start`, with its escapes resolved.
fn unescape(content: &str, start: usize, errors: &mut Vec<ReadError>) -> String {
    let mut text = String::new();
    let mut rest = content;
    while let Some(c) = rest.chars().next() {
        if c != '\\' {
            text.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
>>>>>>> 7a7be65 (The reader agrees with the naive reader, errors and recovery included; mutants rejected)
        }
        let (length, meaning) = escape(rest);
        match meaning {
            Some(c) => text.push(c),
            None => {
                let offset = start + content.len() - rest.len();
                errors.push(ReadError { offset, kind: ReadErrorKind::InvalidEscape });
            }
        }
        rest = &rest[length..];
    }
    text
}

<<<<<<< HEAD
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
=======
/// The length of the escape that `text` starts with, and what it means, if it means anything.
fn escape(text: &str) -> (usize, Option<char>) {
    let Some(c) = text[1..].chars().next() else { return (1, None) };
    match c {
        '\'' | '"' | '\\' => (2, Some(c)),
        'n' => (2, Some('\n')),
        'r' => (2, Some('\r')),
        't' => (2, Some('\t')),
        'x' => {
            let digits: String = text[2..].chars().take(2).take_while(char::is_ascii_hexdigit).collect();
            let code =
                u32::from_str_radix(&digits, 16).ok().filter(|code| digits.len() == 2 && *code <= 0x7f);
            (2 + digits.len(), code.and_then(char::from_u32))
        }
        'u' => {
            let Some(inner) = text[2..].strip_prefix('{') else { return (2, None) };
            let digits: String = inner.chars().take_while(char::is_ascii_hexdigit).collect();
            if !inner[digits.len()..].starts_with('}') {
                return (3 + digits.len(), None);
            }
            let code = u32::from_str_radix(&digits, 16).ok().filter(|_| digits.len() <= 8);
            (4 + digits.len(), code.and_then(char::from_u32))
        }
        _ => (1 + c.len_utf8(), None),
    }
>>>>>>> 7a7be65 (The reader agrees with the naive reader, errors and recovery included; mutants rejected)
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
