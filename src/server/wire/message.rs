//! JSON-RPC messages.

use std::fmt;

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Number, Value, json};

use crate::sync::thread::Panicked;

/// The name of a request: what the client made it, also numbers beyond 32 bits.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(untagged)]
pub enum Id {
    /// A number.
    Number(Number),
    /// A text.
    Text(String),
}

impl Id {
    /// The name that a value is.
    pub fn of(value: &Value) -> Option<Id> {
        match value {
            Value::Number(number) => Some(Id::Number(number.clone())),
            Value::String(text) => Some(Id::Text(text.clone())),
            _ => None,
        }
    }
}

impl From<u64> for Id {
    fn from(number: u64) -> Id {
        Id::Number(number.into())
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Id::Number(number) => number.fmt(f),
            Id::Text(text) => write!(f, "{text:?}"),
        }
    }
}

/// The codes of errors.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(i32)]
pub enum ErrorCode {
    /// No JSON.
    ParseError = -32700,
    /// JSON, but no message.
    InvalidRequest = -32600,
    /// A request that this server does not know.
    MethodNotFound = -32601,
    /// Parameters of another shape.
    InvalidParams = -32602,
    /// A fault of the server.
    InternalError = -32603,
    /// A request before `initialize`.
    ServerNotInitialized = -32002,
    /// The client has cancelled it.
    RequestCancelled = -32800,
    /// The document has changed since.
    ContentModified = -32801,
    /// The server has cancelled it; it may be asked again.
    ServerCancelled = -32802,
    /// It was understood, and cannot be done.
    RequestFailed = -32803,
}

/// An error that answers a request.
#[derive(Clone, PartialEq, Debug)]
pub struct Fault {
    /// Its code.
    pub code: ErrorCode,
    /// What people read.
    pub message: String,
}

impl Fault {
    /// An error.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Fault {
        Fault { code, message: message.into() }
    }

    /// What a request is answered with whose handler has panicked (D2).
    pub fn internal(panicked: &Panicked) -> Fault {
        Fault::new(ErrorCode::InternalError, format!("a fault of heddle: {}", panicked.message()))
    }

    /// A request that was understood and cannot be done.
    pub fn failed(message: impl Into<String>) -> Fault {
        Fault::new(ErrorCode::RequestFailed, message)
    }
}

/// What a client says.
#[derive(Clone, PartialEq, Debug)]
pub enum Incoming {
    /// Wants an answer.
    Request {
        /// Its name.
        id: Id,
        /// What it wants.
        method: String,
        /// Of what.
        params: Value,
    },
    /// Wants none.
    Notification {
        /// What has happened.
        method: String,
        /// To what.
        params: Value,
    },
    /// Answers one of ours.
    Response {
        /// The name of our request.
        id: Id,
        /// The result, or the error.
        result: Result<Value, Value>,
    },
    /// No message; answered with an error, whose id is null where none could be read.
    Invalid {
        /// The name that it has all the same.
        id: Option<Id>,
        /// What is wrong.
        fault: Fault,
    },
}

impl Incoming {
    /// What a frame says. Never fails: what is no message is [`Incoming::Invalid`].
    pub fn read(body: &[u8]) -> Incoming {
        let invalid = |id, code, message: String| Incoming::Invalid { id, fault: Fault::new(code, message) };
        let mut message = match serde_json::from_slice(body) {
            Ok(Value::Object(message)) => message,
            Ok(_) => return invalid(None, ErrorCode::InvalidRequest, "a message is an object".to_owned()),
            Err(error) => return invalid(None, ErrorCode::ParseError, error.to_string()),
        };
        let given = message.get("id").filter(|id| !id.is_null());
        let id = given.and_then(Id::of);
        if given.is_some() && id.is_none() {
            return invalid(None, ErrorCode::InvalidRequest, "an id is a number or a text".to_owned());
        }
        match (message.remove("method"), id) {
            (Some(Value::String(method)), Some(id)) => {
                Incoming::Request { id, method, params: params(message) }
            }
            (Some(Value::String(method)), None) => Incoming::Notification { method, params: params(message) },
            (Some(_), id) => invalid(id, ErrorCode::InvalidRequest, "a method is a text".to_owned()),
            (None, Some(id)) => match (message.remove("error"), message.remove("result")) {
                (Some(error), _) if !error.is_null() => Incoming::Response { id, result: Err(error) },
                (_, result) => Incoming::Response { id, result: Ok(result.unwrap_or_default()) },
            },
            (None, None) => invalid(None, ErrorCode::InvalidRequest, "no method and no id".to_owned()),
        }
    }
}

fn params(mut message: Map<String, Value>) -> Value {
    message.remove("params").unwrap_or_default()
}

/// A result as it goes over the wire: made by the worker, so that the thread that writes only writes.
pub type Encoded = Box<RawValue>;

/// A result as it goes over the wire.
///
/// # Errors
/// If it cannot be written as JSON.
pub fn encode(result: impl Serialize) -> Result<Encoded, Fault> {
    serde_json::value::to_raw_value(&result)
        .map_err(|error| Fault::new(ErrorCode::InternalError, error.to_string()))
}

/// The answer to a request.
#[must_use]
pub fn response(id: &Id, result: Result<Encoded, Fault>) -> String {
    match result {
        Ok(result) => format!("{{\"jsonrpc\":\"2.0\",\"id\":{},\"result\":{result}}}", json!(id)),
        Err(fault) => error_response(Some(id), &fault),
    }
}

/// An error as an answer, to nothing in particular where no id could be read.
#[must_use]
pub fn error_response(id: Option<&Id>, fault: &Fault) -> String {
    let error = json!({ "code": fault.code as i32, "message": fault.message });
    json!({ "jsonrpc": "2.0", "id": id, "error": error }).to_string()
}

/// A notification of ours.
#[must_use]
pub fn notification(method: &str, params: impl Serialize) -> String {
    let params = serde_json::to_value(params).unwrap_or_default();
    json!({ "jsonrpc": "2.0", "method": method, "params": params }).to_string()
}

/// A request of ours.
#[must_use]
pub fn request(id: &Id, method: &str, params: impl Serialize) -> String {
    let params = serde_json::to_value(params).unwrap_or_default();
    json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string()
}
