//! The last lines of a stream.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};

use crate::sync::clock::Deadline;
use crate::sync::{Arc, Condvar, Mutex, thread};

/// So many lines are kept.
const LINES: usize = 20;

/// So many bytes of a line are read at once; what is longer counts as several lines.
const LONGEST: u64 = 400;

/// The last lines of a stream that a thread of its own reads, so that nobody who writes much is kept waiting.
pub(super) struct Tail {
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    ended: Condvar,
}

#[derive(Default)]
struct State {
    lines: VecDeque<String>,
    ended: bool,
}

impl Tail {
    pub(super) fn new() -> Tail {
        let state = Mutex::new("oracle.tail", State::default());
        Tail { shared: Arc::new(Shared { state, ended: Condvar::new("oracle.tail") }) }
    }

    /// Reads `stream` to its end. Not waited for: somebody may hold the other end for ever.
    pub(super) fn drain(&self, stream: impl Read + Send + 'static) {
        let shared = Arc::clone(&self.shared);
        drop(thread::spawn("errors of a child", move || {
            let mut stream = BufReader::new(stream);
            let mut line = Vec::new();
            while matches!(stream.by_ref().take(LONGEST).read_until(b'\n', &mut line), Ok(1..)) {
                let text = String::from_utf8_lossy(&line).trim_end().to_owned();
                line.clear();
                let mut state = shared.state.lock();
                state.lines.push_back(text);
                let old = if state.lines.len() > LINES { state.lines.pop_front() } else { None };
                drop(state);
                drop(old);
            }
            shared.state.lock().ended = true;
            shared.ended.notify_all();
        }));
    }

    /// Waits until the stream has ended, until `deadline` at the latest.
    pub(super) fn wait(&self, deadline: Deadline) {
        let mut state = self.shared.state.lock();
        let mut expired = false;
        while !state.ended && !expired {
            let (guard, how) = self.shared.ended.wait_deadline(state, deadline);
            (state, expired) = (guard, how.0);
        }
    }

    pub(super) fn text(&self) -> String {
        let lines: Vec<String> = self.shared.state.lock().lines.iter().cloned().collect();
        lines.join("\n")
    }
}
