//! The language server: bytes in, bytes out.
//!
//! ```text
//! client ─► reader ─► lane (ordered; never waits) ─► request queue ─► workers, each on a snapshot ─► outgoing ─► writer ─► client
//!                       │ text synchronization                                                          ▲
//!                       └─► overlay ─► findings ────────────────────────────────────────────────────────┘
//! ```

mod capabilities;
mod client;
mod context;
mod engine;
mod findings;
mod handlers;
mod highlighted;
mod job;
mod lane;
mod observer;
pub mod outgoing;
mod router;
mod session;
pub mod wire;
mod workspace_edit;

use std::io::{BufReader, BufWriter, Read, Write};
use std::sync::Arc;

pub use client::Client;
pub use context::Context;
pub use engine::Engine;
pub use outgoing::Outgoing;
pub use session::Session;

use self::findings::Findings;
use self::lane::{Lane, Next};
use self::observer::SessionObserver;
use self::wire::{FrameError, Incoming};
use crate::sync::BoundedQueue;
use crate::sync::thread;

/// Messages that are read ahead.
const READ_AHEAD: usize = 256;

/// Serves one client until it exits, or its stream ends; true if it had shut down before, as the protocol wants.
pub fn serve(input: impl Read + Send + 'static, output: impl Write + Send + 'static) -> bool {
    let engine = Arc::new(Engine::new());
    let outgoing = Arc::new(Outgoing::new());
    let messages = Arc::new(BoundedQueue::new("server.messages", READ_AHEAD));
    // Not joined: it may wait for bytes that never come.
    let reader = thread::spawn("reader", {
        let messages = Arc::clone(&messages);
        move || read(input, &messages)
    });
    drop(reader);
    let writer = thread::spawn("writer", {
        let outgoing = Arc::clone(&outgoing);
        move || outgoing.write_to(BufWriter::new(output))
    });
    let mut lane = Lane::new(1, Arc::clone(&engine), Arc::clone(&outgoing));
    let mut threads = Vec::new();
    let mut started = None;
    let clean = loop {
        let Some(message) = messages.pop() else { break lane.ended() };
        if outgoing.is_given_up() {
            break false;
        }
        match lane.handle(message) {
            Next::Go => {}
            Next::Exit(clean) => break clean,
            Next::Started(session) => {
                for number in 0..engine.workers {
                    let engine = Arc::clone(&engine);
                    threads.push(thread::spawn(format!("worker {number}"), move || {
                        while let Some(task) = engine.queue.take() {
                            job::answer(task);
                        }
                    }));
                }
                let publisher = Arc::clone(&session);
                threads.push(thread::spawn("findings", move || Findings::work(&publisher)));
                engine.indexer.begin(Arc::new(SessionObserver::new(Arc::clone(&session))));
                started = Some(session);
            }
        }
    };
    messages.close();
    engine.indexer.shut_down();
    engine.queue.shut_down();
    if let Some(session) = started {
        session.findings().stop();
    }
    for thread in threads {
        // Workers contain the panics of requests.
        let _ = thread.join();
    }
    outgoing.close();
    let _ = writer.join();
    clean
}

fn read(input: impl Read, messages: &BoundedQueue<Incoming>) {
    let mut input = BufReader::new(input);
    loop {
        let message = match wire::read_frame(&mut input) {
            Ok(Some(body)) => Incoming::read(&body),
            Err(error @ (FrameError::NoLength | FrameError::TooLong(_))) => {
                let fault = wire::Fault::new(wire::ErrorCode::InvalidRequest, error.to_string());
                Incoming::Invalid { id: None, fault }
            }
            Ok(None) | Err(FrameError::Io(_)) => break,
        };
        if messages.push(message).is_err() {
            break;
        }
    }
    messages.close();
}
