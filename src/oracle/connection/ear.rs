//! Hears what a server says, and answers its requests.

use std::io::{BufReader, Read};

use serde_json::{Value, json};

use super::frames::{Frame, next_frame};
use super::heard::{Board, MOST_HEARD};
use super::mouth::Mouth;
use super::{Respond, framed};
use crate::sync::{Arc, thread};

/// A thread of its own hears until the stream ends. Not waited for: somebody may hold the other end for ever.
pub(super) fn listen(
    output: impl Read + Send + 'static,
    board: Arc<Board>,
    mouth: Arc<Mouth>,
    respond: Respond,
) {
    drop(thread::spawn("client's ear", move || {
        let mut output = BufReader::new(output);
        let mut bytes = 0;
        loop {
            match next_frame(&mut output) {
                Frame::End => break,
                Frame::CutOff => {
                    board.complain("the stream ends in the middle of a message".to_owned());
                    break;
                }
                Frame::TooLong(length) => {
                    board.complain(format!("a message of {length} bytes is announced"));
                    break;
                }
                Frame::Garbage(line) => board.complain(format!("no message on standard output: {line:?}")),
                Frame::Body(body) => {
                    bytes += body.len();
                    hear(&body, &board, &mouth, &respond);
                }
            }
            if bytes > MOST_HEARD {
                board.complain(format!("more than {} MiB were said", MOST_HEARD >> 20));
                break;
            }
        }
        board.end();
    }));
}

fn hear(body: &[u8], board: &Board, mouth: &Mouth, respond: &Respond) {
    let message: Value = match serde_json::from_slice(body) {
        Ok(message) => message,
        Err(error) => {
            let shown: String = String::from_utf8_lossy(body).chars().take(120).collect();
            return board.complain(format!("a message is no JSON ({error}): {shown:?}"));
        }
    };
    if !message.is_object() {
        let shown: String = message.to_string().chars().take(120).collect();
        return board.complain(format!("a message is no object: {shown}"));
    }
    if message["jsonrpc"] != "2.0" {
        board.complain(format!("a message does not say \"jsonrpc\": \"2.0\": {:.120}", message.to_string()));
    }
    if message["method"].is_string()
        && !message["id"].is_null()
        && let Some(result) = respond(&message)
    {
        let answer = json!({ "jsonrpc": "2.0", "id": message["id"], "result": result });
        mouth.say(framed(answer.to_string().as_bytes()));
    }
    board.message(message);
}
