//! One client, from its first byte to the end of the last thread that worked for it.

use std::io::{BufReader, BufWriter, Read, Write};
use std::sync::Arc;
use std::time::Duration;

use super::crew::Crew;
use super::door::Door;
use super::engine::Engine;
use super::findings::Findings;
use super::job;
use super::lane::{Lane, Next};
use super::observer::SessionObserver;
use super::outgoing::Outgoing;
use super::process::{Process, Watch};
use super::session::Session;
use super::wire::{self, FrameError, Incoming};
use crate::sync::BoundedQueue;
use crate::sync::clock::Deadline;
use crate::sync::thread::contain;

/// Messages that are read ahead.
const READ_AHEAD: usize = 32;

/// At the end so long is waited for those who answer, and then for the last bytes to be written: a client that does not read
/// must not keep the process alive.
const PATIENCE: Duration = Duration::from_secs(2);

/// Serves one client until it exits, its stream ends or its process does; true if it had shut down before, as the protocol
/// wants.
pub fn serve(input: impl Read + Send + 'static, output: impl Write + Send + 'static) -> bool {
    serve_with(Engine::new(), input, output)
}

/// The same with this engine.
pub fn serve_with(
    engine: Engine,
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
) -> bool {
    let engine = Arc::new(engine);
    let _door = engine.places.door.as_deref().and_then(|folder| {
        let opened = Door::open(folder, Arc::clone(&engine));
        opened.inspect_err(|error| tracing::info!(%error, "`heddle status` cannot ask this server")).ok()
    });
    let outgoing = Arc::new(Outgoing::new());
    let messages = Arc::new(BoundedQueue::new("server.messages", READ_AHEAD));
    // Not waited for: it may read bytes that never come.
    Crew::new("server.reader").spawn("reader", {
        let messages = Arc::clone(&messages);
        move || {
            let _ = contain(|| read(input, &messages));
            messages.close();
        }
    });
    let writer = Crew::new("server.writer");
    writer.spawn("writer", {
        let outgoing = Arc::clone(&outgoing);
        move || outgoing.write_to(BufWriter::new(output))
    });
    let crew = Crew::new("server.crew");
    let watch = Arc::new(Watch::new());
    let mut lane = Lane::new(1, Arc::clone(&engine), Arc::clone(&outgoing));
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
                start(&crew, &engine, &session);
                if let Some(process) = session.client().process.and_then(Process::of) {
                    let (watch, messages) = (Arc::clone(&watch), Arc::clone(&messages));
                    crew.spawn("client process", move || {
                        if watch.wait_for_end(&process) {
                            messages.close();
                        }
                    });
                }
                started = Some(session);
            }
        }
    };
    messages.close();
    watch.stop();
    for (_, id) in engine.queue.shut_down() {
        // Who has ended its stream may still read.
        let fault = wire::Fault::new(wire::ErrorCode::ServerCancelled, "the connection ends");
        outgoing.send(wire::error_response(Some(&id), &fault));
    }
    if let Some(session) = &started {
        session.findings().stop();
    }
    crew.spawn("end of indexing", move || {
        engine.indexer.shut_down();
        if let Some(session) = started {
            session.surroundings().watching.stop();
        }
    });
    crew.wait(Deadline::after(PATIENCE));
    outgoing.close();
    writer.wait(Deadline::after(PATIENCE));
    clean
}

/// Starts the threads of a connection that is initialized.
fn start(crew: &Crew, engine: &Arc<Engine>, session: &Arc<Session>) {
    for number in 0..engine.workers {
        let engine = Arc::clone(engine);
        crew.spawn(format!("worker {number}"), move || {
            while let Some(task) = engine.queue.take() {
                job::answer(number, task);
            }
        });
    }
    let publisher = Arc::clone(session);
    crew.spawn("findings", move || Findings::work(&publisher));
    engine.indexer.begin(Arc::new(SessionObserver::new(Arc::clone(session))));
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
}
