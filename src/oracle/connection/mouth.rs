//! What is said to a server, written by a thread of its own.

use std::io::Write;

use crate::sync::{Arc, Condvar, Mutex, thread};

/// A server that lets so many bytes lie unread is told nothing more.
const MOST_UNREAD: usize = 64 << 20;

/// What is still to be said.
pub(super) struct Mouth {
    state: Mutex<State>,
    news: Condvar,
}

#[derive(Default)]
struct State {
    unsaid: Vec<Vec<u8>>,
    bytes: usize,
    closed: bool,
    stuffed: bool,
}

impl Mouth {
    /// A mouth that speaks into `input`, and closes it at the end.
    pub(super) fn speak(mut input: impl Write + Send + 'static) -> Arc<Mouth> {
        let mouth = Arc::new(Mouth {
            state: Mutex::new("oracle.mouth", State::default()),
            news: Condvar::new("oracle.mouth"),
        });
        let speaker = Arc::clone(&mouth);
        drop(thread::spawn("client's mouth", move || {
            while let Some(said) = speaker.next() {
                let bytes: usize = said.iter().map(Vec::len).sum();
                let written =
                    said.iter().try_for_each(|bytes| input.write_all(bytes)).and_then(|()| input.flush());
                let mut state = speaker.state.lock();
                state.bytes = state.bytes.saturating_sub(bytes);
                // A server that has closed its ear hears nothing more.
                state.closed |= written.is_err();
            }
        }));
        mouth
    }

    /// What is to be said next; nothing after the end.
    fn next(&self) -> Option<Vec<Vec<u8>>> {
        let mut state = self.state.lock();
        loop {
            if !state.unsaid.is_empty() {
                return Some(std::mem::take(&mut state.unsaid));
            }
            if state.closed {
                return None;
            }
            state = self.news.wait(state);
        }
    }

    /// Says `bytes`, some time; never waits.
    pub(super) fn say(&self, bytes: Vec<u8>) {
        let mut state = self.state.lock();
        state.stuffed |= state.bytes + bytes.len() > MOST_UNREAD;
        if !state.closed && !state.stuffed {
            state.bytes += bytes.len();
            state.unsaid.push(bytes);
        }
        drop(state);
        self.news.notify_all();
    }

    pub(super) fn close(&self) {
        self.state.lock().closed = true;
        self.news.notify_all();
    }

    pub(super) fn is_stuffed(&self) -> bool {
        self.state.lock().stuffed
    }
}
