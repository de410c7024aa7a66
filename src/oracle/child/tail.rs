//! The last lines of a stream.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};

use crate::sync::{Arc, Mutex, thread};

/// So many lines are kept.
const LINES: usize = 20;

/// So many bytes of a line are read at once; what is longer counts as several lines.
const LONGEST: u64 = 400;

/// The last lines of a stream that a thread of its own reads, so that nobody who writes much is kept waiting.
pub(super) struct Tail(Arc<Mutex<VecDeque<String>>>);

impl Tail {
    pub(super) fn new() -> Tail {
        Tail(Arc::new(Mutex::new("oracle.tail", VecDeque::new())))
    }

    /// Reads `stream` to its end. Not waited for: somebody may hold the other end for ever.
    pub(super) fn drain(&self, stream: impl Read + Send + 'static) {
        let lines = Arc::clone(&self.0);
        drop(thread::spawn("errors of a child", move || {
            let mut stream = BufReader::new(stream);
            let mut line = Vec::new();
            while matches!(stream.by_ref().take(LONGEST).read_until(b'\n', &mut line), Ok(1..)) {
                let text = String::from_utf8_lossy(&line).trim_end().to_owned();
                line.clear();
                let mut lines = lines.lock();
                lines.push_back(text);
                let old = if lines.len() > LINES { lines.pop_front() } else { None };
                drop(lines);
                drop(old);
            }
        }));
    }

    pub(super) fn text(&self) -> String {
        let lines: Vec<String> = self.0.lock().iter().cloned().collect();
        lines.join("\n")
    }
}
