//! The client's end of the pipes.

use std::io::{BufReader, PipeWriter, Write, pipe};
use std::time::Duration;

use serde_json::{Value, json};

use crate::server::{Engine, serve_with, wire};
use crate::sync::clock::Deadline;
use crate::sync::{Arc, Condvar, Mutex, thread};

/// Who waits longer for what must come waits for ever. No test of speed: the server has seconds for what takes it
/// milliseconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// A client, and a server of its own.
pub(super) struct Peer {
    input: Option<PipeWriter>,
    heard: Arc<Heard>,
    /// The names of all requests, in order.
    pub(super) asked: Vec<u64>,
}

struct Heard {
    state: Mutex<State>,
    news: Condvar,
}

#[derive(Default)]
struct State {
    messages: Vec<Value>,
    ended: bool,
}

impl Peer {
    /// A server over `engine` that was told nothing yet.
    pub(super) fn new(engine: Engine) -> Result<Peer, String> {
        let said = |error: std::io::Error| error.to_string();
        let (server_input, input) = pipe().map_err(said)?;
        let (output, server_output) = pipe().map_err(said)?;
        let heard = Arc::new(Heard {
            state: Mutex::new("oracle.heard", State::default()),
            news: Condvar::new("oracle.heard"),
        });
        drop(thread::spawn("server", move || serve_with(engine, server_input, server_output)));
        let ear = Arc::clone(&heard);
        drop(thread::spawn("client", move || {
            let mut output = BufReader::new(output);
            while let Ok(Some(frame)) = wire::read_frame(&mut output) {
                let message = serde_json::from_slice(&frame).unwrap_or(Value::Null);
                ear.state.lock().messages.push(message);
                ear.news.notify_all();
            }
            ear.state.lock().ended = true;
            ear.news.notify_all();
        }));
        Ok(Peer { input: Some(input), heard, asked: Vec::new() })
    }

    /// Bytes as they are; nothing once the server has ended.
    pub(super) fn raw(&mut self, bytes: &[u8]) {
        if let Some(input) = &mut self.input {
            let _ = input.write_all(bytes);
        }
    }

    pub(super) fn body(&mut self, body: &[u8]) {
        let mut frame = Vec::new();
        // A vector takes all.
        let _ = wire::write_frame(&mut frame, body);
        self.raw(&frame);
    }

    pub(super) fn tell(&mut self, method: &str, params: &Value) {
        let message = json!({ "jsonrpc": "2.0", "method": method, "params": params });
        self.body(message.to_string().as_bytes());
    }

    /// Sends a request; its name.
    pub(super) fn ask(&mut self, method: &str, params: &Value) -> u64 {
        let id = self.asked.len() as u64 + 1;
        self.asked.push(id);
        let message = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        self.body(message.to_string().as_bytes());
        id
    }

    /// The answer to a request.
    pub(super) fn answer(&self, id: u64) -> Result<Value, String> {
        let is_answer = |message: &Value| message["method"].is_null() && message["id"] == id;
        self.wait(|messages, _| messages.iter().find(|message| is_answer(message)).cloned())
            .ok_or_else(|| format!("request {id} is not answered"))
    }

    /// Waits until `find` finds something in what was said until now.
    pub(super) fn wait<T>(&self, find: impl Fn(&[Value], bool) -> Option<T>) -> Option<T> {
        let deadline = Deadline::after(PATIENCE);
        let mut state = self.heard.state.lock();
        loop {
            if let Some(found) = find(&state.messages, state.ended) {
                return Some(found);
            }
            if state.ended {
                return None;
            }
            let (next, expired) = self.heard.news.wait_deadline(state, deadline);
            state = next;
            if expired.0 {
                return find(&state.messages, state.ended);
            }
        }
    }

    /// Says nothing more; all that was said, once the server has ended.
    pub(super) fn end(&mut self) -> Result<Vec<Value>, String> {
        drop(self.input.take());
        let all = self.wait(|messages, ended| ended.then(|| messages.to_vec()));
        all.ok_or_else(|| "the server does not end".to_owned())
    }

    /// Shuts down and exits; all that was said.
    pub(super) fn stop(&mut self) -> Result<Vec<Value>, String> {
        let id = self.ask("shutdown", &Value::Null);
        self.answer(id)?;
        self.tell("exit", &Value::Null);
        self.end()
    }
}
