//! Faulty readers.

use heddle::oracle::conversion;
use heddle::oracle::specification::reader::{ReadErrorKind, Reading};
use heddle::oracle::specification::term::{Term, Token};

/// A fault in words, and the reader that has it.
pub(crate) type Faulty = (&'static str, fn(&str) -> Option<Reading>);

/// Readers with one fault each.
pub(crate) const READERS: [Faulty; 8] = [
    ("`!` is a prefix", |text| conversion::read(&text.replace('!', " ! "))),
    ("a byte order mark is a character", |text| conversion::read(&text.replacen('\u{feff}', "\u{200b}", 1))),
    ("a no-break space is a letter", |text| conversion::read(&text.replace('\u{a0}', "__"))),
    ("a comment runs to the end", |text| conversion::read(text.split(';').next().unwrap_or_default())),
    ("integers wrap", |text| {
        let mut reading = conversion::read(text)?;
        reading.errors.retain(|error| error.kind != ReadErrorKind::IntegerOutOfRange);
        Some(reading)
    }),
    ("only the first error is reported", |text| {
        let mut reading = conversion::read(text)?;
        reading.errors.truncate(1);
        Some(reading)
    }),
    ("what stands behind an error is lost", |text| {
        let mut reading = conversion::read(text)?;
        let first = reading.errors.first().map_or(text.len(), |error| error.offset);
        reading.forms.retain(|form| form.start < first);
        Some(reading)
    }),
    ("floats are read as integers where they can be", |text| {
        let mut reading = conversion::read(text)?;
        for form in &mut reading.forms {
            let whole = |token: &Token| match token {
                Token::Float(value) if value.fract() == 0.0 => Token::Integer(*value as i64),
                token => token.clone(),
            };
            form.term = Term::from_tokens(form.term.tokens().iter().map(whole).collect())?;
        }
        Some(reading)
    }),
];
