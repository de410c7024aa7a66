//! Frames of the base protocol: header lines, an empty line, so many bytes.

use std::fmt;
use std::io::{self, BufRead, Read, Write};

/// A frame may be so long; a longer one is skipped, so that no header can ask for all memory.
const LONGEST_FRAME: u64 = 64 << 20;

/// A header line may be so long.
const LONGEST_LINE: u64 = 8 << 10;

/// Why there is no frame.
#[derive(Debug)]
pub enum FrameError {
    /// The stream cannot be read any more.
    Io(io::Error),
    /// A header without a length, or with one that is no number. What follows is searched for the next header.
    NoLength,
    /// A frame that is too long; it was skipped.
    TooLong(u64),
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FrameError::Io(error) => error.fmt(f),
            FrameError::NoLength => f.write_str("a header without a valid Content-Length"),
            FrameError::TooLong(length) => write!(f, "a message of {length} bytes is too long"),
        }
    }
}

impl From<io::Error> for FrameError {
    fn from(error: io::Error) -> FrameError {
        FrameError::Io(error)
    }
}

/// The next frame; nothing at the end of the stream, also inside a frame. Never allocates more than arrives.
///
/// # Errors
/// See [`FrameError`]; after all but the first kind the next call reads on.
pub fn read_frame(input: &mut impl BufRead) -> Result<Option<Vec<u8>>, FrameError> {
    let mut length: Option<u64> = None;
    let mut blank_before = true;
    loop {
        let mut line = Vec::new();
        if input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = line.trim_ascii();
        if line.is_empty() {
            match length {
                Some(_) => break,
                // Blank lines before a header are let pass.
                None if blank_before => continue,
                None => return Err(FrameError::NoLength),
            }
        }
        blank_before = false;
        if let Some(value) = content_length(line) {
            length = std::str::from_utf8(value.trim_ascii()).ok().and_then(|value| value.parse().ok());
        }
    }
    let length = length.unwrap_or(0);
    if length > LONGEST_FRAME {
        io::copy(&mut input.take(length), &mut io::sink())?;
        return Err(FrameError::TooLong(length));
    }
    let mut body = Vec::new();
    let read = input.take(length).read_to_end(&mut body)?;
    Ok((read as u64 == length).then_some(body))
}

/// The value of a line that says a length. Where the length of the message before could not be read, the line begins with the
/// body of that one.
fn content_length(line: &[u8]) -> Option<&[u8]> {
    const NAME: &[u8] = b"content-length";
    let value = line.iter().rposition(|&byte| byte == b':')?;
    let name = line.get(..value)?.trim_ascii_end();
    let start = name.len().checked_sub(NAME.len())?;
    name.get(start..)?.eq_ignore_ascii_case(NAME).then(|| line.get(value + 1..))?
}

/// Writes one frame; nothing is flushed.
///
/// # Errors
/// Those of the stream.
pub fn write_frame(output: &mut impl Write, body: &[u8]) -> io::Result<()> {
    write!(output, "Content-Length: {}\r\n\r\n", body.len())?;
    output.write_all(body)
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    fn frames(mut bytes: &[u8]) -> Vec<String> {
        let mut read = Vec::new();
        loop {
            match read_frame(&mut bytes) {
                Ok(None) => return read,
                Ok(Some(body)) => read.push(String::from_utf8_lossy(&body).into_owned()),
                Err(error) => read.push(error.to_string()),
            }
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let mut bytes = Vec::new();
        for body in ["{}", "", "ä\r\n\r\nContent-Length: 7"] {
            write_frame(&mut bytes, body.as_bytes()).expect("a buffer takes all");
        }
        assert_eq!(frames(&bytes), ["{}", "", "ä\r\n\r\nContent-Length: 7"]);
    }

    #[test]
    fn headers_are_read_in_whatever_form() {
        assert_eq!(frames(b"content-length:2\nContent-Type: x\n\n{}"), ["{}"]);
        assert_eq!(frames(b"\r\n\r\nX: 1\r\nCONTENT-LENGTH :  2\r\n\r\n{}"), ["{}"]);
    }

    #[test]
    fn the_frame_after_one_that_cannot_be_read_is_read() {
        let no_length = "a header without a valid Content-Length";
        assert_eq!(frames(b"Content-Length: x\r\n\r\n{}Content-Length: 1\r\n\r\n7"), [no_length, "7"]);
        assert_eq!(frames(b"X: 1\r\n\r\nContent-Length: 1\r\n\r\n7"), [no_length, "7"]);
    }

    #[test]
    fn a_frame_that_is_cut_off_is_none_and_asks_for_no_memory() {
        assert!(frames(b"Content-Length: 3\r\n\r\n{}").is_empty());
        assert!(frames(b"Content-Length: 60000000\r\n\r\n{").is_empty());
        assert_eq!(
            frames(b"Content-Length: 99999999999\r\n\r\n{"),
            ["a message of 99999999999 bytes is too long"]
        );
        assert_eq!(frames(b"Content-Length: -1\r\n\r\n"), ["a header without a valid Content-Length"]);
    }
}
