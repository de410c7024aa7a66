//! The reader: no panic, spans inside the text, tokens that are the text, printing that reads back, and the same forms and
//! errors as the naive reader.

use heddle::language::metta;
use heddle::language::metta::atom::Atom;
use heddle::language::metta::lexer::Lexer;
use heddle::oracle::specification::reader::Reading;
use heddle::oracle::{conversion, reading};
use heddle::text::Span;

/// Reads `data` with the reader that ships.
///
/// # Panics
/// With what is wrong, where something is.
pub fn reader(data: &[u8]) {
    if let Err(wrong) = check(data, conversion::read).and_then(|()| check_spans(data)) {
        panic!("{wrong}");
    }
}

/// Reads `data`, as far as it is text, with `subject` and with the naive reader.
///
/// # Errors
/// What differs.
pub fn check(data: &[u8], subject: impl Fn(&str) -> Option<Reading>) -> Result<(), String> {
    reading::compare(&String::from_utf8_lossy(data), subject)
}

/// What the naive reader knows nothing of.
fn check_spans(data: &[u8]) -> Result<(), String> {
    let text = String::from_utf8_lossy(data);
    let inside = |span: Span| text.get(span.start as usize..span.end as usize).is_some();
    let reading = metta::read(&text);
    // Linear by count, without a clock.
    if reading.bytes_visited() > 4 * text.len() as u64 + 8 {
        return Err(format!("{text:?}: {} bytes were looked at", reading.bytes_visited()));
    }
    let mut end = 0;
    for token in Lexer::new(&text) {
        if token.span.start as usize != end || !inside(token.span) || token.span.start == token.span.end {
            return Err(format!("{text:?}: the token {token:?} does not follow what ends at {end}"));
        }
        end = token.span.end as usize;
    }
    if end != text.len() {
        return Err(format!("{text:?}: the tokens end at {end}"));
    }
    for span in reading.errors.iter().map(|error| error.span).chain(reading.comments.iter().copied()) {
        if !inside(span) {
            return Err(format!("{text:?}: {span:?} is not inside"));
        }
    }
    for (form, atom) in reading.atoms() {
        let printed = atom.readable().to_string();
        let source = text.get(form.span.start as usize..form.span.end as usize);
        for text in [source, Some(printed.as_str())] {
            match text.map(Atom::parse) {
                Some(Ok(again)) if again.as_ref().same(atom) && again.to_string() == atom.to_string() => {}
                again => return Err(format!("{printed} reads back as {again:?}")),
            }
        }
    }
    Ok(())
}
