//! Frames as a server must write them, read strictly: what is none is said, where the server's own reader would look for the
//! next one in silence.

use std::io::{BufRead, Read};

/// A frame may be so long.
const LONGEST_FRAME: u64 = 16 << 20;

/// A line of a header may be so long.
const LONGEST_LINE: u64 = 8 << 10;

/// What comes next in a stream.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Frame {
    /// A message.
    Body(Vec<u8>),
    /// A line that belongs to no header, or a header without a length.
    Garbage(String),
    /// A header with a length that nobody grants.
    TooLong(u64),
    /// The stream ends inside a frame.
    CutOff,
    /// The stream ends.
    End,
}

/// The next frame. Never takes more memory than what arrives.
pub(super) fn next_frame(input: &mut impl BufRead) -> Frame {
    let mut length: Option<u64> = None;
    let mut begun = false;
    loop {
        let mut line = Vec::new();
        // An error of the stream is its end.
        if !matches!(input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line), Ok(1..)) {
            return if begun { Frame::CutOff } else { Frame::End };
        }
        begun = true;
        let shown = || Frame::Garbage(String::from_utf8_lossy(&line).trim_end().chars().take(120).collect());
        let trimmed = line.trim_ascii();
        if trimmed.is_empty() {
            match length {
                Some(_) => break,
                None => return shown(),
            }
        }
        let Ok(text) = std::str::from_utf8(trimmed) else { return shown() };
        match text.split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                match value.trim().parse() {
                    Ok(value) => length = Some(value),
                    Err(_) => return shown(),
                }
            }
            Some((name, _)) if name.eq_ignore_ascii_case("content-type") => {}
            _ => return shown(),
        }
    }
    let length = length.unwrap_or(0);
    if length > LONGEST_FRAME {
        return Frame::TooLong(length);
    }
    let mut body = Vec::new();
    match input.take(length).read_to_end(&mut body) {
        Ok(read) if read as u64 == length => Frame::Body(body),
        _ => Frame::CutOff,
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    fn frames(mut bytes: &[u8]) -> Vec<Frame> {
        let mut read = Vec::new();
        loop {
            let frame = next_frame(&mut bytes);
            if frame == Frame::End {
                return read;
            }
            read.push(frame);
        }
    }

    fn body(text: &str) -> Frame {
        Frame::Body(text.as_bytes().to_vec())
    }

    fn garbage(text: &str) -> Frame {
        Frame::Garbage(text.to_owned())
    }

    #[test]
    fn messages_are_read_and_what_stands_between_them_is_told() {
        let bytes = b"Content-Length: 2\r\n\r\n{}starting\nContent-Type: x\r\ncontent-length:1\r\n\r\n7";
        assert_eq!(frames(bytes), [body("{}"), garbage("starting"), body("7")]);
    }

    #[test]
    fn whatever_is_no_header_is_garbage_and_the_next_frame_is_read() {
        assert_eq!(frames(b"\n"), [garbage("")]);
        assert_eq!(frames(b"Content-Length: -1\r\n\r\n").first(), Some(&garbage("Content-Length: -1")));
        assert_eq!(
            frames(b"\xff\xfe: 1\nContent-Length: 1\r\n\r\n7"),
            [garbage("\u{fffd}\u{fffd}: 1"), body("7")]
        );
    }

    #[test]
    fn a_frame_that_is_cut_off_or_too_long_asks_for_no_memory() {
        assert_eq!(frames(b"Content-Length: 3\r\n\r\n{}"), [Frame::CutOff]);
        assert_eq!(frames(b"Content-Length: 3\r\n"), [Frame::CutOff]);
        assert_eq!(frames(b"Content-Length: 99999999999\r\n\r\n"), [Frame::TooLong(99_999_999_999)]);
    }
}
