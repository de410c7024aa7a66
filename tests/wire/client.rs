//! A client over real pipes, for one server in this process.

use std::collections::VecDeque;
use std::io::{BufReader, PipeReader, PipeWriter, Write, pipe};

use heddle::server::{Engine, serve_with, wire};
use heddle::sync::thread::{self, JoinHandle};
use serde_json::{Value, json};

/// The client's side of a conversation.
pub(crate) struct Client {
    input: Option<PipeWriter>,
    output: BufReader<PipeReader>,
    server: Option<JoinHandle<bool>>,
    last: i64,
    /// What was read and not asked for yet.
    read: VecDeque<Value>,
    /// What it answers when it is asked for settings.
    pub(crate) settings: Value,
}

impl Client {
    /// A server that nobody has said anything to.
    pub(crate) fn connect() -> Client {
        Client::connect_to(Engine::new())
    }

    /// The same, over this engine.
    pub(crate) fn connect_to(engine: Engine) -> Client {
        let (server_input, input) = pipe().expect("a pipe");
        let (output, server_output) = pipe().expect("a pipe");
        let server = thread::spawn("server", move || serve_with(engine, server_input, server_output));
        let output = BufReader::new(output);
        Client {
            input: Some(input),
            output,
            server: Some(server),
            last: 0,
            read: VecDeque::new(),
            settings: Value::Null,
        }
    }

    /// A server that is initialized, over `folders`, for a client with these capabilities.
    pub(crate) fn start(folders: &[&std::path::Path], capabilities: Value) -> Client {
        Client::connect().initialized(folders, capabilities)
    }

    /// Says `initialize` and `initialized`.
    pub(crate) fn initialized(mut self, folders: &[&std::path::Path], capabilities: Value) -> Client {
        let folders: Vec<Value> = folders
            .iter()
            .map(|folder| json!({ "uri": heddle::text::Uri::from_path(folder).as_str(), "name": "folder" }))
            .collect();
        let params = json!({ "processId": null, "rootUri": null, "workspaceFolders": folders, "capabilities": capabilities });
        let answer = self.request("initialize", params);
        assert!(answer.get("result").is_some(), "initialize: {answer}");
        self.notify("initialized", json!({}));
        self
    }

    /// Bytes as they are.
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("the stream is open");
        input.write_all(bytes).expect("the server reads");
    }

    pub(crate) fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request; its id.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.last += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.last, "method": method, "params": params }));
        self.last
    }

    /// The answer to a request: with `result` or `error`.
    pub(crate) fn answer(&mut self, id: i64) -> Value {
        self.until(|message| message.get("method").is_none() && message["id"] == id)
    }

    pub(crate) fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.answer(id)
    }

    /// The first message, read already or not, of which `wanted` is true; others are kept.
    pub(crate) fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.read.iter().position(&wanted) {
            return self.read.remove(at).expect("it is there");
        }
        loop {
            let message = self.next().expect("the server is still there");
            if wanted(&message) {
                return message;
            }
            self.read.push_back(message);
        }
    }

    /// Whether a message was read and not asked for.
    pub(crate) fn has_read(&self, wanted: impl Fn(&Value) -> bool) -> bool {
        self.read.iter().any(wanted)
    }

    /// Leaves what was read until now.
    pub(crate) fn forget(&mut self) {
        self.read.clear();
    }

    fn answer_to(&self, request: &Value) -> Value {
        if request["method"] == "workspace/configuration" { json!([self.settings]) } else { Value::Null }
    }

    /// The next message from the stream; nothing at its end. Requests of the server are answered: with null, or with the
    /// settings.
    pub(crate) fn next(&mut self) -> Option<Value> {
        let frame = wire::read_frame(&mut self.output).expect("the server writes frames")?;
        let message: Value = serde_json::from_slice(&frame).expect("the server writes JSON");
        if message.get("method").is_some() && message.get("id").is_some() && self.input.is_some() {
            self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": self.answer_to(&message) }));
        }
        Some(message)
    }

    pub(crate) fn open(&mut self, uri: &str, version: i32, text: &str) {
        let language = if uri.ends_with(".rho") { "rholang" } else { "metta" };
        let document = json!({ "uri": uri, "languageId": language, "version": version, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Replaces the whole text.
    pub(crate) fn change(&mut self, uri: &str, version: i32, text: &str) {
        let document = json!({ "uri": uri, "version": version });
        let changes = json!([{ "text": text }]);
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// The findings of a document at a version.
    pub(crate) fn findings(&mut self, uri: &str, version: i32) -> Value {
        let published = self.until(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && message["params"]["version"] == version
        });
        published["params"]["diagnostics"].clone()
    }

    /// Shuts down and exits; true if the server says that all was as the protocol wants.
    pub(crate) fn stop(mut self) -> bool {
        let answer = self.request("shutdown", Value::Null);
        assert!(answer.get("error").is_none(), "shutdown: {answer}");
        self.notify("exit", Value::Null);
        self.end()
    }

    /// Shuts down and exits; what was not asked for yet.
    pub(crate) fn messages_until_the_end(mut self) -> impl Iterator<Item = Value> {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        while let Some(message) = self.next() {
            self.read.push_back(message);
        }
        assert!(self.server.take().expect("it runs").join().expect("the server does not panic"));
        self.read.into_iter()
    }

    /// Waits for the end of the server, whose stream stays open and is not read; what the server says of it.
    pub(crate) fn wait(mut self) -> bool {
        self.server.take().expect("it runs").join().expect("the server does not panic")
    }

    /// Ends the client's stream; what the server says of it.
    pub(crate) fn end(mut self) -> bool {
        drop(self.input.take());
        while self.next().is_some() {}
        self.server.take().expect("it runs").join().expect("the server does not panic")
    }
}
