//! Lines of a stream that comes in pieces.

use super::LONGEST_LINE;

/// A line was longer than [`LONGEST_LINE`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct TooLong;

/// Bytes that have come, and the lines that they make. Memory: the longest line and one piece.
#[derive(Default, Debug)]
pub(super) struct Lines {
    bytes: Vec<u8>,
    /// Where the first line begins that nobody has had.
    start: usize,
    /// Before it there is no line break behind `start`.
    searched: usize,
}

impl Lines {
    /// Where the next piece is appended.
    pub(super) fn room(&mut self) -> &mut Vec<u8> {
        self.bytes.drain(..self.start);
        self.searched = self.searched.saturating_sub(self.start);
        self.start = 0;
        &mut self.bytes
    }

    /// The next whole line, without its end; nothing where it has not come yet.
    pub(super) fn next(&mut self) -> Result<Option<&[u8]>, TooLong> {
        let unsearched = self.bytes.get(self.searched..).unwrap_or_default();
        let end = memchr::memchr(b'\n', unsearched).map(|place| self.searched + place);
        let length = end.unwrap_or(self.bytes.len()).saturating_sub(self.start);
        if length > LONGEST_LINE {
            return Err(TooLong);
        }
        let Some(end) = end else {
            self.searched = self.bytes.len();
            return Ok(None);
        };
        let line = self.bytes.get(self.start..end).unwrap_or_default();
        (self.start, self.searched) = (end + 1, end + 1);
        Ok(Some(line.strip_suffix(b"\r").unwrap_or(line)))
    }

    /// What has come of the line that is not whole.
    pub(super) fn rest(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn lines_are_the_same_however_the_stream_is_cut() {
        let text = b"one\n\ntwo\r\nthree";
        for first in 0..=text.len() {
            for second in first..=text.len() {
                let mut lines = Lines::default();
                let mut seen = Vec::new();
                for piece in [&text[..first], &text[first..second], &text[second..]] {
                    lines.room().extend_from_slice(piece);
                    while let Some(line) = lines.next().expect("short lines") {
                        seen.push(line.to_vec());
                    }
                }
                assert_eq!(seen, [b"one".to_vec(), Vec::new(), b"two".to_vec()], "{first} {second}");
                assert_eq!(lines.rest(), b"three");
            }
        }
    }

    #[test]
    fn a_line_without_end_is_refused_in_time() {
        let mut lines = Lines::default();
        for _ in 0..LONGEST_LINE / 1024 {
            lines.room().extend_from_slice(&[b'x'; 1024]);
            assert_eq!(lines.next(), Ok(None));
        }
        lines.room().push(b'x');
        assert_eq!(lines.next(), Err(TooLong));
        lines.room().push(b'\n');
        assert_eq!(lines.next(), Err(TooLong), "its end makes it no shorter");
    }
}
