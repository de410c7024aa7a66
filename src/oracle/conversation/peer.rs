//! A client, and a server of its own in this process.

use std::io::pipe;
use std::time::Duration;

use serde_json::Value;

use crate::oracle::connection::Connection;
use crate::server::{Engine, serve_with};
use crate::sync::thread;

/// Who waits longer for what must come waits for ever. No test of speed: the server has seconds for what takes it
/// milliseconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// A client, and a server of its own.
pub(super) struct Peer {
    connection: Connection,
}

impl Peer {
    /// A server over `engine` that was told nothing yet.
    pub(super) fn new(engine: Engine) -> Result<Peer, String> {
        let said = |error: std::io::Error| error.to_string();
        let (server_input, input) = pipe().map_err(said)?;
        let (output, server_output) = pipe().map_err(said)?;
        drop(thread::spawn("server", move || serve_with(engine, server_input, server_output)));
        // What the server asks is not answered: it serves such clients too.
        Ok(Peer { connection: Connection::over(input, output, Box::new(|_| None)) })
    }

    /// Bytes as they are; nothing once the server has ended.
    pub(super) fn raw(&mut self, bytes: &[u8]) {
        self.connection.raw(bytes);
    }

    pub(super) fn body(&mut self, body: &[u8]) {
        self.connection.body(body);
    }

    pub(super) fn tell(&mut self, method: &str, params: &Value) {
        self.connection.tell(method, params);
    }

    /// Sends a request; its name.
    pub(super) fn ask(&mut self, method: &str, params: &Value) -> u64 {
        self.connection.ask(method, params)
    }

    /// How many requests were sent: their names are 1 to this number.
    pub(super) fn asked(&self) -> u64 {
        self.connection.asked()
    }

    /// The answer to a request.
    pub(super) fn answer(&self, id: u64) -> Result<Value, String> {
        self.connection.answer(id, PATIENCE).ok_or_else(|| format!("request {id} is not answered"))
    }

    /// Waits until `find` finds something in what was said until now.
    pub(super) fn wait<T>(&self, find: impl Fn(&[Value]) -> Option<T>) -> Option<T> {
        self.connection.wait(PATIENCE, |heard| find(&heard.messages))
    }

    /// Says nothing more; all that was said, once the server has ended.
    pub(super) fn end(&mut self) -> Result<Vec<Value>, String> {
        self.connection.close();
        let all = self.connection.wait(PATIENCE, |heard| {
            heard.ended.then(|| (heard.messages.clone(), heard.complaints.first().cloned()))
        });
        match all {
            None => Err("the server does not end".to_owned()),
            Some((_, Some(complaint))) => Err(complaint),
            Some((messages, None)) => Ok(messages),
        }
    }

    /// Shuts down and exits; all that was said.
    pub(super) fn stop(&mut self) -> Result<Vec<Value>, String> {
        let id = self.ask("shutdown", &Value::Null);
        self.answer(id)?;
        self.tell("exit", &Value::Null);
        self.end()
    }
}
