//! Faulty readers of frames.

use std::io::{BufRead, Read};

use crate::bodies::framing::Reader;

/// What is wrong with each, and the reader.
pub(crate) const FRAMINGS: [(&str, Reader); 3] = [
    ("a length is one of characters", characters),
    ("header names are written in one way", exact_names),
    ("a body comes in one read", one_read),
];

/// The length that a header says whose name `is_length` knows; nothing at the end of the stream.
fn header(input: &mut dyn BufRead, is_length: fn(&str) -> bool) -> Option<usize> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim().split_once(':') {
            Some((name, value)) if is_length(name) => length = value.trim().parse().ok(),
            Some(_) => {}
            None if line.trim().is_empty() => return Some(length.unwrap_or(0)),
            None => {}
        }
    }
}

fn any_case(name: &str) -> bool {
    name.eq_ignore_ascii_case("content-length")
}

fn characters(input: &mut dyn BufRead) -> Option<Vec<u8>> {
    let length = header(input, any_case)?;
    let mut body = Vec::new();
    while String::from_utf8_lossy(&body).chars().count() < length {
        let mut byte = [0];
        input.read_exact(&mut byte).ok()?;
        body.extend(byte);
    }
    Some(body)
}

fn exact_names(input: &mut dyn BufRead) -> Option<Vec<u8>> {
    let length = header(input, |name| name == "Content-Length")?;
    let mut body = Vec::new();
    input.take(length as u64).read_to_end(&mut body).ok()?;
    (body.len() == length).then_some(body)
}

fn one_read(input: &mut dyn BufRead) -> Option<Vec<u8>> {
    let length = header(input, any_case)?;
    let mut body = vec![0; length];
    let read = input.read(&mut body).ok()?;
    body.truncate(read);
    Some(body)
}
