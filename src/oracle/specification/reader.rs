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
            reading.errors.push(ReadError { offset: start, kind: ReadErrorKind::UnexpectedRightBracket });
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
            }
        }
    }
}

/// The only atom of a text; `None` where the text has an error or not exactly one atom. A `!` is an atom here.
pub fn read_atom(text: &str) -> Option<Term> {
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
        }
    }
    None
}

/// The content of a string, which stands at `start`, with its escapes resolved.
fn unescape(content: &str, start: usize, errors: &mut Vec<ReadError>) -> String {
    let mut text = String::new();
    let mut rest = content;
    while let Some(c) = rest.chars().next() {
        if c != '\\' {
            text.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
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
