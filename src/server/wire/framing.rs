//! Frames of the base protocol: header lines, an empty line, so many bytes.

use std::fmt;
use std::io::{self, BufRead, Read, Write};

/// A frame may be so long; a longer one is skipped, so that no header can ask for all memory.
const LONGEST_FRAME: u64 = 256 << 20;

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
        let Some(colon) = line.iter().position(|&byte| byte == b':') else { continue };
        let (name, value) = (line.get(..colon), line.get(colon + 1..));
        if name.is_some_and(|name| name.trim_ascii().eq_ignore_ascii_case(b"content-length")) {
            let value = value.and_then(|value| std::str::from_utf8(value.trim_ascii()).ok());
            length = value.and_then(|value| value.parse().ok());
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

/// Writes one frame; nothing is flushed.
///
/// # Errors
/// Those of the stream.
pub fn write_frame(output: &mut impl Write, body: &[u8]) -> io::Result<()> {
    write!(output, "Content-Length: {}\r\n\r\n", body.len())?;
    output.write_all(body)
}
