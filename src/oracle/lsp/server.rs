//! A server that is spoken to: how it is started, what it announces, how it ends.

use std::io::pipe;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use super::features::{Feature, client_capabilities};
use super::finding::Kind;
use super::session::Session;
use crate::oracle::child::Child;
use crate::oracle::connection::Connection;
use crate::server::{Engine, serve_with};
use crate::sync::clock::Deadline;
use crate::sync::thread;
use crate::text::Uri;

/// How a server comes to be.
#[derive(Clone, Debug)]
pub enum Launch {
    /// A program and its arguments, as a process of its own that speaks over its standard streams.
    Command(Vec<String>),
    /// A server of ours in this process.
    Engine(fn() -> Engine),
}

/// What went wrong with a server as a whole, and how.
pub(super) type Failure = (Kind, String);

/// A server that has answered `initialize`.
pub(super) struct Server {
    /// The client's end.
    pub(super) connection: Connection,
    /// The process, where it is one.
    pub(super) child: Option<Child>,
    /// The encoding of columns, as an index into the specification's units.
    pub(super) encoding: usize,
    /// What it has said that it can.
    capabilities: Value,
    /// Whether the client has said that it asks for diagnostics.
    pulls: bool,
}

/// The encodings of columns, as the specification of positions counts them.
pub(super) const ENCODINGS: [&str; 3] = ["utf-8", "utf-16", "utf-32"];

impl Launch {
    /// Starts a server over the workspace `root` for the client of `session` and has it initialized within `patience`.
    ///
    /// # Errors
    /// That it cannot be started, dies, is silent, refuses, or answers what no client offered.
    pub(super) fn start(
        &self,
        root: &Path,
        session: &Session,
        patience: Duration,
    ) -> Result<Server, Failure> {
        let lost = |error: std::io::Error| (Kind::Inaccessible, format!("cannot be started: {error}"));
        let folder = root.to_path_buf();
        let respond = Box::new(move |request: &Value| Some(respond(request, &folder)));
        let (mut connection, mut child) = match self {
            Launch::Command(command) => {
                let (child, input, output) = Child::start(command, None).map_err(lost)?;
                (Connection::over(input, output, respond), Some(child))
            }
            Launch::Engine(engine) => {
                let (server_input, input) = pipe().map_err(lost)?;
                let (output, server_output) = pipe().map_err(lost)?;
                let engine = engine();
                drop(thread::spawn("server", move || serve_with(engine, server_input, server_output)));
                (Connection::over(input, output, respond), None)
            }
        };
        let uri = Uri::from_path(root);
        let params = json!({
            "processId": std::process::id(),
            "clientInfo": { "name": "heddle oracle" },
            "rootUri": uri.as_str(),
            "rootPath": root,
            "workspaceFolders": [{ "uri": uri.as_str(), "name": "workspace" }],
            "capabilities": client_capabilities(&session.encodings, session.pulls),
        });
        let id = connection.ask("initialize", &params);
        let Some(answer) = connection.answer(id, patience) else {
            return Err(Server::gone(&connection, child.as_mut(), "`initialize` is not answered"));
        };
        let capabilities = answer["result"]["capabilities"].clone();
        if !capabilities.is_object() {
            return Err((
                Kind::Refused,
                format!("`initialize` is answered with {:.200}", answer.to_string()),
            ));
        }
        let named = capabilities["positionEncoding"].as_str().unwrap_or("utf-16");
        let offered = named == "utf-16" || session.encodings.iter().any(|encoding| encoding == named);
        let Some(encoding) = ENCODINGS.iter().position(|one| *one == named).filter(|_| offered) else {
            return Err((Kind::Refused, format!("it counts columns in {named:?}, which nobody has offered")));
        };
        connection.tell("initialized", &json!({}));
        Ok(Server { connection, child, encoding, capabilities, pulls: session.pulls })
    }
}

/// What an editor without settings answers.
fn respond(request: &Value, root: &Path) -> Value {
    match request["method"].as_str() {
        Some("workspace/configuration") => {
            let items = request["params"]["items"].as_array().map_or(0, Vec::len);
            Value::Array(vec![Value::Null; items])
        }
        Some("workspace/workspaceFolders") => {
            json!([{ "uri": Uri::from_path(root).as_str(), "name": "workspace" }])
        }
        Some("workspace/applyEdit") => json!({ "applied": false }),
        _ => Value::Null,
    }
}

impl Server {
    /// Whether it has announced a feature, at the beginning or later, that the client knows of.
    #[must_use]
    pub(super) fn offers(&self, feature: &Feature) -> bool {
        let known = self.pulls || feature.name != "diagnostic";
        known && (self.can(feature.capability) || self.registers(feature.method))
    }

    /// Whether a capability is there: neither absent nor null nor false.
    #[must_use]
    pub(super) fn can(&self, pointer: &str) -> bool {
        let value = self.capabilities.pointer(pointer);
        value.is_some_and(|value| !matches!(value, Value::Null | Value::Bool(false)))
    }

    fn registers(&self, method: &str) -> bool {
        self.connection.heard(|heard| {
            heard.messages.iter().any(|message| {
                message["method"] == "client/registerCapability"
                    && message["params"]["registrations"]
                        .as_array()
                        .is_some_and(|all| all.iter().any(|one| one["method"] == method))
            })
        })
    }

    /// How it wants to be told of changes: 0 not at all, 1 by whole texts, 2 by ranges.
    #[must_use]
    pub(super) fn synchronization(&self) -> u64 {
        let announced = &self.capabilities["textDocumentSync"];
        announced.as_u64().or_else(|| announced["change"].as_u64()).unwrap_or(0)
    }

    /// Whether it wants to be told of saves, and with the text.
    #[must_use]
    pub(super) fn saves(&self) -> Option<bool> {
        let save = &self.capabilities["textDocumentSync"]["save"];
        let wanted = save.is_object() || save == &Value::Bool(true);
        (wanted || self.registers("textDocument/didSave")).then(|| save["includeText"] == true)
    }

    /// Shuts it down; what is wrong with how it ends. The process is gone afterwards in any case.
    ///
    /// # Errors
    /// That it has died before, does not answer, does not end, or ends with a failure.
    pub(super) fn stop(&mut self, patience: Duration) -> Result<(), Failure> {
        let id = self.connection.ask("shutdown", &Value::Null);
        if self.connection.answer(id, patience).is_none() {
            let silent = "`shutdown` is not answered";
            return Err(Server::gone(&self.connection, self.child.as_mut(), silent));
        }
        self.connection.tell("exit", &Value::Null);
        let Some(child) = &mut self.child else {
            self.connection.close();
            let ended = self.connection.wait(patience, |heard| heard.ended.then_some(()));
            return ended.ok_or((Kind::Hangs, "it does not end after `exit`".to_owned()));
        };
        match child.wait(patience) {
            None => {
                child.kill();
                Err((Kind::Hangs, "it does not end after `exit`, and was killed".to_owned()))
            }
            Some(status) if status.success() => Ok(()),
            Some(status) => {
                Err((Kind::Crashes, format!("after `shutdown` and `exit` it ends with {status}")))
            }
        }
    }

    /// What is the matter with a server that does not answer: it has ended, or it hangs.
    #[must_use]
    pub(super) fn failure(&mut self, silent: &str) -> Failure {
        Server::gone(&self.connection, self.child.as_mut(), silent)
    }

    fn gone(connection: &Connection, child: Option<&mut Child>, silent: &str) -> Failure {
        let ended = connection.heard(|heard| heard.ended);
        let Some(child) = child else {
            return if ended {
                (Kind::Crashes, format!("{silent}: its stream has ended"))
            } else {
                (Kind::Hangs, silent.to_owned())
            };
        };
        // Who has closed its stream is about to end.
        let status = if ended { child.wait(Duration::from_secs(1)) } else { child.ended() };
        // What it has said before its end is read soon after it, unless somebody else holds the stream.
        let patience = if status.is_some() { Duration::from_secs(1) } else { Duration::ZERO };
        let words = child.last_words_until(Deadline::after(patience));
        let words = if words.is_empty() { String::new() } else { format!("; its last words:\n{words}") };
        match status {
            Some(status) => (Kind::Crashes, format!("{silent}: it has ended with {status}{words}")),
            None if ended => (Kind::Crashes, format!("{silent}: it has closed its stream{words}")),
            None => (Kind::Hangs, format!("{silent}{words}")),
        }
    }
}

/// The URI of a file of a workspace.
#[must_use]
pub(super) fn uri_of(root: &Path, file: &str) -> String {
    let path: PathBuf = root.join(file);
    Uri::from_path(&path).as_str().to_owned()
}
