//! Bytes and messages: how the base protocol frames JSON, and what JSON-RPC says is in a frame.

mod framing;
mod message;

pub use framing::{FrameError, read_frame, write_frame};
pub use message::{
    Encoded, ErrorCode, Fault, Id, Incoming, encode, error_response, notification, request, response,
};
