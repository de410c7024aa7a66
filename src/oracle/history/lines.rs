//! A text, line by line, with bounds.

use std::io::{self, BufRead, Read};

use super::unreadable::{Fault, Unreadable};

/// The longest line of a history that is read, in bytes.
pub const LONGEST_LINE: usize = 16 << 20;

/// The lines of a text, numbered from 1. One line is in memory at a time.
pub(super) struct Lines<R> {
    input: R,
    buffer: Vec<u8>,
    number: usize,
}

impl<R: BufRead> Lines<R> {
    /// The lines of `input`.
    pub(super) fn new(input: R) -> Lines<R> {
        Lines { input, buffer: Vec::new(), number: 0 }
    }

    /// The next line with its number, without its end; none at the end of the text.
    pub(super) fn next(&mut self) -> Result<Option<(usize, &[u8])>, Unreadable> {
        self.buffer.clear();
        self.number += 1;
        let bound = LONGEST_LINE as u64 + 2;
        if (&mut self.input).take(bound).read_until(b'\n', &mut self.buffer)? == 0 {
            return Ok(None);
        }
        let line = self.buffer.strip_suffix(b"\n").unwrap_or(&self.buffer);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        // Some editors begin a text with a mark of its encoding.
        let line = if self.number == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
        if line.len() > LONGEST_LINE {
            let message = format!("the line is longer than {} MiB", LONGEST_LINE >> 20);
            let beginning = String::from_utf8_lossy(line.get(..256).unwrap_or(line));
            return Err(Fault::at(0, 0, message)
                .hint("a history has one call or event a line")
                .in_line(self.number, &beginning));
        }
        Ok(Some((self.number, line)))
    }
}

/// A line as text.
pub(super) fn text(number: usize, line: &[u8]) -> Result<&str, Unreadable> {
    std::str::from_utf8(line).map_err(|error| {
        let (lossy, at) = (String::from_utf8_lossy(line), error.valid_up_to());
        Fault::at(at, at + 1, "the line is not UTF-8").in_line(number, &lossy)
    })
}

/// The bytes in which the format of a text shows, and the whole text again.
pub(super) fn peek<R: BufRead>(mut input: R, bytes: usize) -> io::Result<(Vec<u8>, impl BufRead)> {
    let mut head = Vec::new();
    (&mut input).take(bytes as u64).read_to_end(&mut head)?;
    Ok((head.clone(), io::Cursor::new(head).chain(input)))
}
