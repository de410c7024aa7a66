//! The client's end of a connection with a language server, whoever that is: nothing that the server does blocks who holds
//! this end, and nothing takes more memory than is granted.
//!
//! A thread of its own writes what is said, so that a server that does not read keeps nobody waiting; another one reads what
//! it says, answers its requests, and takes down whatever is no message. Who waits, waits with a deadline.

mod ear;
mod frames;
mod heard;
mod mouth;

use std::io::{Read, Write};
use std::time::Duration;

use serde_json::{Value, json};

use crate::server::wire;
use crate::sync::Arc;

use heard::Board;
pub use heard::Heard;
use mouth::Mouth;

/// What a client answers to a request of the server; nothing where it leaves it unanswered.
pub type Respond = Box<dyn Fn(&Value) -> Option<Value> + Send>;

/// A connection. Dropping it says nothing more; the threads end with the server's streams.
pub struct Connection {
    mouth: Arc<Mouth>,
    board: Arc<Board>,
    /// The names of all requests, in order: 1, 2, 3, ...
    asked: u64,
}

impl Connection {
    /// A connection over two streams: into the server and out of it.
    pub fn over(
        input: impl Write + Send + 'static,
        output: impl Read + Send + 'static,
        respond: Respond,
    ) -> Connection {
        let (mouth, board) = (Mouth::speak(input), Board::new());
        ear::listen(output, Arc::clone(&board), Arc::clone(&mouth), respond);
        Connection { mouth, board, asked: 0 }
    }

    /// Bytes as they are; nothing once the server has closed its ear.
    pub fn raw(&self, bytes: &[u8]) {
        self.mouth.say(bytes.to_vec());
    }

    /// A message of this body.
    pub fn body(&self, body: &[u8]) {
        self.mouth.say(framed(body));
    }

    /// A notification.
    pub fn tell(&self, method: &str, params: &Value) {
        let message = json!({ "jsonrpc": "2.0", "method": method, "params": params });
        self.body(message.to_string().as_bytes());
    }

    /// Sends a request; its name.
    pub fn ask(&mut self, method: &str, params: &Value) -> u64 {
        self.asked += 1;
        let id = self.asked;
        let mut message = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        // Requests without parameters have none: null is no value for them.
        if params.is_null()
            && let Some(message) = message.as_object_mut()
        {
            message.remove("params");
        }
        self.body(message.to_string().as_bytes());
        id
    }

    /// How many requests were sent: their names are 1 to this number.
    #[must_use]
    pub fn asked(&self) -> u64 {
        self.asked
    }

    /// The first answer to a request, within `patience`: at once where the server has gone.
    #[must_use]
    pub fn answer(&self, id: u64, patience: Duration) -> Option<Value> {
        self.board.wait(patience, |heard| heard.answer(id).cloned())
    }

    /// Waits until `find` finds something in what was heard, at most for `patience`, and no longer than the server talks.
    pub fn wait<T>(&self, patience: Duration, find: impl Fn(&Heard) -> Option<T>) -> Option<T> {
        self.board.wait(patience, find)
    }

    /// Waits until all these requests are answered, as long as one more is answered within each `patience`: a server that
    /// answers one after the other has that time for each.
    pub fn await_answers(&self, names: &[u64], patience: Duration) -> bool {
        let answered = |heard: &Heard| names.iter().filter(|id| heard.answer(**id).is_some()).count();
        let mut known = self.heard(answered);
        while known < names.len() {
            let more = self.wait(patience, |heard| Some(answered(heard)).filter(|count| *count > known));
            match more {
                Some(more) => known = more,
                None => return false,
            }
        }
        true
    }

    /// Looks at what was heard until now. `look` is our own code and does no more than pick: it runs under a lock.
    pub fn heard<T>(&self, look: impl FnOnce(&Heard) -> T) -> T {
        self.board.look(look)
    }

    /// Says nothing more: the server's input ends when all that was said is written.
    pub fn close(&self) {
        self.mouth.close();
    }

    /// Whether the server has stopped reading: more than 64 MiB wait to be read by it.
    #[must_use]
    pub fn is_stuffed(&self) -> bool {
        self.mouth.is_stuffed()
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.close();
    }
}

/// A body with its header.
fn framed(body: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(body.len() + 32);
    // A vector takes all.
    let _ = wire::write_frame(&mut frame, body);
    frame
}
