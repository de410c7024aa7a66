//! `heddle lsp` as a process of its own: what its streams carry and what it exits with.

use std::io::{BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

use heddle::server::wire;
use serde_json::{Value, json};

pub(crate) struct Server {
    child: Child,
    input: ChildStdin,
    output: BufReader<std::process::ChildStdout>,
}

pub(crate) fn start() -> Server {
    let mut command = Command::new(env!("CARGO_BIN_EXE_heddle"));
    command.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the program starts");
    let input = child.stdin.take().expect("a pipe");
    let output = BufReader::new(child.stdout.take().expect("a pipe"));
    Server { child, input, output }
}

impl Server {
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("the server reads");
    }

    fn next(&mut self) -> Option<Value> {
        let frame = wire::read_frame(&mut self.output).expect("standard output carries frames")?;
        Some(serde_json::from_slice(&frame).expect("standard output carries JSON"))
    }

    pub(crate) fn answer(&mut self, id: u64) -> Value {
        loop {
            let message = self.next().expect("the server is there");
            if message["id"] == id && message.get("method").is_none() {
                return message;
            }
        }
    }

    /// What it exits with, once it has said all.
    pub(crate) fn exit(mut self) -> Option<i32> {
        while self.next().is_some() {}
        self.child.wait().expect("it ends").code()
    }
}

pub(crate) fn initialize(id: u64) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "method": "initialize", "params": { "capabilities": {} } })
}

#[test]
fn a_client_that_shuts_down_first_leaves_success() {
    let mut server = start();
    server.send(&initialize(1));
    assert!(server.answer(1)["result"]["capabilities"].is_object());
    server.send(&json!({ "jsonrpc": "2.0", "id": 2, "method": "shutdown" }));
    assert_eq!(server.answer(2)["result"], Value::Null);
    server.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
    assert_eq!(server.exit(), Some(0));
}

#[test]
fn a_client_that_only_exits_leaves_failure() {
    let mut server = start();
    server.send(&initialize(1));
    server.answer(1);
    server.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
    assert_eq!(server.exit(), Some(1));
}

#[test]
fn a_client_that_goes_away_leaves_failure() {
    let mut server = start();
    server.send(&initialize(1));
    server.answer(1);
    let Server { mut child, input, .. } = server;
    drop(input);
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
}
