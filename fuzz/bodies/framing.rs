//! Frames of the base protocol: what is written is read, whatever the pieces in which it arrives, and whatever bytes arrive,
//! reading ends.

use std::io::{self, BufRead, BufReader, Read};

use super::source::Source;
use heddle::server::wire::{read_frame, write_frame};

/// What reads the next frame; nothing at the end, or where there is none.
pub type Reader = fn(&mut dyn BufRead) -> Option<Vec<u8>>;

/// Bytes that arrive in pieces.
struct Pieces<'d> {
    bytes: &'d [u8],
    most: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let room = buffer.len().min(self.most);
        let taken = self.bytes.read(buffer.get_mut(..room).unwrap_or_default())?;
        Ok(taken)
    }
}

/// Reads with the reader that ships: frames that were written, and `data` itself.
///
/// # Panics
/// With what is wrong, where something is.
pub fn framing(data: &[u8]) {
    let read: Reader = |input| read_frame(&mut &mut *input).ok().flatten();
    if let Err(wrong) = check(data, read) {
        panic!("{wrong}");
    }
    let mut rest = data;
    // Each call takes a byte at least, or ends.
    for _ in 0..=data.len() {
        if matches!(read_frame(&mut rest), Ok(None)) {
            return;
        }
    }
    panic!("reading does not end");
}

/// Writes the frames that `data` stands for and reads them with `read`.
///
/// # Errors
/// What differs.
pub fn check(data: &[u8], read: Reader) -> Result<(), String> {
    const PARTS: [&str; 8] = ["{}", "ä", "😀", "\r\n", "\n\n", "Content-Length: 3\r\n\r\n", "x", ":"];
    const HEADERS: [&str; 4] = ["", "content-type: x\r\n", "X:\r\n", "\r\n"];
    let mut source = Source::new(data);
    let most = source.below(16) + 1;
    let (mut bytes, mut bodies) = (Vec::new(), Vec::new());
    while !source.is_empty() && bodies.len() < 8 {
        let body: String = (0..source.below(6)).filter_map(|_| source.choose(&PARTS).copied()).collect();
        bytes.extend(source.choose(&HEADERS).copied().unwrap_or_default().as_bytes());
        if source.below(3) == 0 {
            bytes.extend(format!("CONTENT-length : {}\n\n{body}", body.len()).as_bytes());
        } else {
            // A vector takes all.
            let _ = write_frame(&mut bytes, body.as_bytes());
        }
        bodies.push(body.into_bytes());
    }
    let mut input = BufReader::with_capacity(most, Pieces { bytes: &bytes, most });
    for (number, body) in bodies.iter().enumerate() {
        let found = read(&mut input);
        if found.as_ref() != Some(body) {
            let found = found.map(|found| String::from_utf8_lossy(&found).into_owned());
            return Err(format!("frame {number} is {found:?}, not {:?}", String::from_utf8_lossy(body)));
        }
    }
    match read(&mut input) {
        None => Ok(()),
        Some(more) => Err(format!("one frame too many: {:?}", String::from_utf8_lossy(&more))),
    }
}
