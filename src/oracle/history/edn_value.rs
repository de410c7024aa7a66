//! Values of EDN, as far as logs have them.

use std::fmt;

use serde_json::Value;

use super::unreadable::Fault;

/// How deep values may nest.
const DEEPEST: usize = 64;

/// A value.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Edn {
    Nil,
    Bool(bool),
    Integer(i64),
    Float(f64),
    Text(String),
    /// Without its colon.
    Keyword(String),
    /// A symbol, or a character with its backslash.
    Symbol(String),
    /// A vector or a list.
    Sequence(Vec<Edn>),
    Set(Vec<Edn>),
    Map(Vec<(Edn, Edn)>),
}

impl Edn {
    /// True for what stands where nobody answered in time.
    pub(super) fn is_time_out(&self) -> bool {
        matches!(self, Edn::Keyword(name) if ["timed-out", "timeout", "timedout"].contains(&name.as_str()))
    }

    /// True for a keyword: where a value should stand, it is an error.
    pub(super) fn is_keyword(&self) -> bool {
        matches!(self, Edn::Keyword(_))
    }

    /// The same in JSON: keywords and symbols as texts, sets as sorted lists, maps as sorted lists of pairs.
    pub(super) fn to_json(&self) -> Value {
        match self {
            Edn::Nil => Value::Null,
            Edn::Bool(value) => Value::Bool(*value),
            Edn::Integer(value) => Value::from(*value),
            Edn::Float(value) => Value::from(*value),
            Edn::Text(text) => Value::String(text.clone()),
            Edn::Keyword(_) | Edn::Symbol(_) => Value::String(self.to_string()),
            Edn::Sequence(values) => values.iter().map(Edn::to_json).collect(),
            Edn::Set(values) => sorted(values.iter().map(Edn::to_json)),
            Edn::Map(entries) => {
                sorted(entries.iter().map(|(key, value)| Value::Array(vec![key.to_json(), value.to_json()])))
            }
        }
    }
}

/// Sets and maps have no order: equal ones are written alike.
fn sorted(values: impl Iterator<Item = Value>) -> Value {
    let mut values: Vec<Value> = values.collect();
    values.sort_by_cached_key(Value::to_string);
    Value::Array(values)
}

impl fmt::Display for Edn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Edn::Text(text) | Edn::Symbol(text) => f.write_str(text),
            Edn::Keyword(name) => write!(f, ":{name}"),
            other => write!(f, "{}", other.to_json()),
        }
    }
}

/// Reads values from a line.
pub(super) struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    /// From its beginning.
    pub(super) fn new(text: &'t str) -> Reader<'t> {
        Reader { text, at: 0 }
    }

    /// Passes over this bracket, if it is next.
    pub(super) fn skip(&mut self, bracket: char) {
        if self.next_is(bracket) {
            self.at += bracket.len_utf8();
        }
    }

    /// True if this is the next character that is no blank.
    pub(super) fn next_is(&mut self, character: char) -> bool {
        self.peek() == Some(character)
    }

    /// True where nothing is left but blanks and a comment.
    pub(super) fn is_at_end(&mut self) -> bool {
        matches!(self.peek(), None | Some(';'))
    }

    /// Something wrong at the next character.
    pub(super) fn fault_here(&mut self, message: &str) -> Fault {
        let end = self.at + self.peek().map_or(0, char::len_utf8);
        Fault::at(self.at, end, message)
    }

    /// The next value.
    ///
    /// # Errors
    /// Where none stands.
    pub(super) fn value(&mut self) -> Result<Edn, Fault> {
        self.nested(0)
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The next character that is no blank; commas are blanks.
    fn peek(&mut self) -> Option<char> {
        let rest = self.rest();
        let trimmed = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        self.at += rest.len() - trimmed.len();
        trimmed.chars().next()
    }

    fn nested(&mut self, depth: usize) -> Result<Edn, Fault> {
        let Some(first) = self.peek() else {
            return Err(self.fault_here("the line ends where a value should stand"));
        };
        if depth > DEEPEST {
            return Err(self.fault_here("the value nests too deep"));
        }
        match first {
            '"' => self.text(),
            '[' | '(' => {
                self.at += 1;
                self.sequence(if first == '[' { ']' } else { ')' }, depth).map(Edn::Sequence)
            }
            '{' => {
                self.at += 1;
                self.map(depth)
            }
            '#' => {
                self.at += 1;
                if self.rest().starts_with('{') {
                    self.at += 1;
                    return self.sequence('}', depth).map(Edn::Set);
                }
                // A tag says what the next value is of; here it is taken as it stands.
                self.word();
                self.nested(depth + 1)
            }
            ']' | ')' | '}' | ';' => Err(self.fault_here("a value should stand here")),
            _ => self.atom(),
        }
    }

    fn sequence(&mut self, close: char, depth: usize) -> Result<Vec<Edn>, Fault> {
        let mut values = Vec::new();
        while self.peek() != Some(close) {
            values.push(self.nested(depth + 1)?);
        }
        self.at += close.len_utf8();
        Ok(values)
    }

    fn map(&mut self, depth: usize) -> Result<Edn, Fault> {
        let mut entries = Vec::new();
        while self.peek() != Some('}') {
            let key = self.nested(depth + 1)?;
            entries.push((key, self.nested(depth + 1)?));
        }
        self.at += 1;
        Ok(Edn::Map(entries))
    }

    fn text(&mut self) -> Result<Edn, Fault> {
        let start = self.at;
        let mut text = String::new();
        let mut characters = self.rest().char_indices().skip(1);
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.at = start + at + 1;
                    return Ok(Edn::Text(text));
                }
                '\\' => {
                    let escape = characters.next().map(|(_, escape)| escape);
                    let meant = match escape {
                        Some('t') => Some('\t'),
                        Some('r') => Some('\r'),
                        Some('n') => Some('\n'),
                        Some('b') => Some('\u{8}'),
                        Some('f') => Some('\u{c}'),
                        Some(itself @ ('\\' | '"')) => Some(itself),
                        Some('u') => {
                            let digits: String =
                                characters.by_ref().take(4).map(|(_, digit)| digit).collect();
                            // Half of a pair stands for nothing.
                            let code = u32::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == 4);
                            code.map(|code| char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
                        }
                        _ => None,
                    };
                    let at = start + at;
                    text.push(meant.ok_or_else(|| {
                        Fault::at(at, at + 1, "there is no such escape")
                            .hint("the escapes are \\t \\r \\n \\b \\f \\\\ \\\" \\uXXXX")
                    })?);
                }
                other => text.push(other),
            }
        }
        Err(Fault::at(start, self.text.len(), "the text does not end"))
    }

    /// The characters up to the next delimiter.
    fn word(&mut self) -> &'t str {
        let rest = self.rest();
        let delimits = |c: char| c.is_whitespace() || ",;\"()[]{}".contains(c);
        let word = rest.split(delimits).next().unwrap_or_default();
        self.at += word.len();
        word
    }

    fn atom(&mut self) -> Result<Edn, Fault> {
        let start = self.at;
        let word = self.word();
        let fault = |message: &str| Fault::at(start, start + word.len(), message);
        match word {
            "nil" => return Ok(Edn::Nil),
            "true" => return Ok(Edn::Bool(true)),
            "false" => return Ok(Edn::Bool(false)),
            _ => {}
        }
        if let Some(name) = word.strip_prefix(':') {
            return if name.is_empty() {
                Err(fault("a keyword has a name"))
            } else {
                Ok(Edn::Keyword(name.to_owned()))
            };
        }
        let digits = word.strip_prefix(['-', '+']).unwrap_or(word);
        if digits.starts_with(|c: char| c.is_ascii_digit()) {
            // Suffixes of precision.
            let number = word.strip_suffix(['N', 'M']).unwrap_or(word);
            if let Ok(integer) = number.parse() {
                return Ok(Edn::Integer(integer));
            }
            let digits_alone = number.strip_prefix(['-', '+']).unwrap_or(number);
            return match number.parse::<f64>() {
                _ if digits_alone.bytes().all(|b| b.is_ascii_digit()) => {
                    Err(fault("the number does not fit into 64 bits"))
                }
                Ok(float) if float.is_finite() => Ok(Edn::Float(float)),
                _ => Err(fault("this is not a number")),
            };
        }
        if word.is_empty() {
            return Err(self.fault_here("a value should stand here"));
        }
        Ok(Edn::Symbol(word.to_owned()))
    }
}
