//! What is on its way to a client: the last findings are those of the last text (U42), nothing stays behind, and nobody waits
//! for a client but the thread that writes (S25).

#[cfg(any(feature = "loom", feature = "shuttle"))]
mod faulty;

use std::io;

use crate::harness::{Bound, Engines, Handle, Model, Property, Scenario, join, mutants, spawn};
use crate::words::uri;
use heddle::concurrent::Revision;
use heddle::server::Outgoing;
use heddle::sync::trace::note;
use heddle::sync::{Arc, BoundedQueue, Mutex};
use heddle::workspace::Edition;

/// A text of the document `a`, as the client numbers it.
type Text = i32;

/// What the bodies need.
trait Channel: Send + Sync + Sized + 'static {
    fn new() -> Self;
    fn send(&self, message: &str);
    /// The client opens or changes the document: its text is `text` from state `text` on.
    fn changed(&self, text: Text);
    fn closed(&self);
    /// Findings of `text`, computed in a state in which that was the text.
    fn publish(&self, text: Text);
    fn close(&self);
    fn write_to(&self, output: impl io::Write);
}

impl Channel for Outgoing {
    fn new() -> Self {
        Outgoing::new()
    }

    fn send(&self, message: &str) {
        Outgoing::send(self, message.to_owned());
    }

    fn changed(&self, text: Text) {
        Outgoing::changed(self, &uri("a"), "a", state(text).overlay);
    }

    fn closed(&self) {
        Outgoing::closed(self, &uri("a"));
    }

    fn publish(&self, text: Text) {
        Outgoing::publish(self, &uri("a"), state(text), text, Vec::new());
    }

    fn close(&self) {
        Outgoing::close(self);
    }

    fn write_to(&self, output: impl io::Write) {
        Outgoing::write_to(self, output);
    }
}

fn state(text: Text) -> Edition {
    Edition { disk: Revision::default(), overlay: Revision::new(text.unsigned_abs().into()) }
}

/// What a message says: a text, or of which text it has findings.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Said {
    Message(String),
    Findings(Option<Text>),
}

fn read(frame: &str) -> Said {
    match frame.split_once("\"version\":") {
        Some((_, rest)) => {
            let digits = rest.split(|character: char| !character.is_ascii_digit()).next();
            Said::Findings(digits.and_then(|digits| digits.parse().ok()))
        }
        None if frame.contains("publishDiagnostics") => Said::Findings(None),
        None => Said::Message(frame.lines().last().unwrap_or_default().to_owned()),
    }
}

/// What a client has got: bytes count once they are flushed.
#[derive(Clone)]
struct Client {
    got: Arc<Mutex<Vec<Said>>>,
    frame: Vec<u8>,
    written: Vec<Said>,
}

impl Client {
    fn new() -> Client {
        let got = Arc::new(Mutex::new("client", Vec::new()));
        Client { got, frame: Vec::new(), written: Vec::new() }
    }
}

impl io::Write for Client {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.frame.extend_from_slice(bytes);
        // The writer gives a header, then a body.
        if bytes.first() == Some(&b'{') {
            self.written.push(read(&String::from_utf8_lossy(&std::mem::take(&mut self.frame))));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.got.lock().append(&mut self.written);
        Ok(())
    }
}

fn start<C: Channel>(channel: &Arc<C>, name: &'static str, work: impl FnOnce(&C) + Send + 'static) -> Handle {
    let channel = Arc::clone(channel);
    spawn(name, move || work(&channel))
}

/// Closes the channel, writes what is left, and gives what the client has got of findings last.
fn last_findings<C: Channel>(channel: &C, client: &Client) -> Option<Said> {
    channel.close();
    channel.write_to(client.clone());
    let got = client.got.lock();
    got.iter().rfind(|said| matches!(said, Said::Findings(_))).cloned()
}

/// Findings of the text before come while the client changes it.
fn late_findings<C: Channel>() {
    let channel = Arc::new(C::new());
    channel.changed(1);
    let findings = start(&channel, "findings", |channel| channel.publish(1));
    channel.changed(2);
    channel.publish(2);
    join([findings]);
    let last = last_findings(&*channel, &Client::new());
    assert_eq!(last, Some(Said::Findings(Some(2))), "the last findings are not those of the last text");
}

/// Findings come while the client closes the document.
fn closed_document<C: Channel>() {
    let channel = Arc::new(C::new());
    channel.changed(1);
    let findings = start(&channel, "findings", |channel| channel.publish(1));
    channel.closed();
    join([findings]);
    let last = last_findings(&*channel, &Client::new());
    assert_eq!(last, Some(Said::Findings(None)), "findings of a closed document stay");
}

/// The client closes a document and opens it again, while findings of the time before come and a writer writes.
fn opened_again<C: Channel>() {
    let channel = Arc::new(C::new());
    let client = Client::new();
    channel.changed(1);
    let findings = start(&channel, "findings", |channel| channel.publish(1));
    let writer = start(&channel, "writer", {
        let client = client.clone();
        move |channel| channel.write_to(client)
    });
    channel.closed();
    channel.changed(2);
    channel.publish(2);
    join([findings]);
    channel.close();
    join([writer]);
    let last = last_findings(&*channel, &client);
    assert_eq!(last, Some(Said::Findings(Some(2))), "the last findings are not those of the last text");
}

/// An answer is queued, and findings behind it are taken back, while a writer writes. The client waits for the answer before
/// it says anything else.
fn answer_arrives<C: Channel>() {
    let channel = Arc::new(C::new());
    let answers = Arc::new(BoundedQueue::new("pipe", 4));
    channel.changed(1);
    channel.send("{answer}");
    channel.publish(1);
    let writer = start(&channel, "writer", {
        let answers = Arc::clone(&answers);
        move |channel| channel.write_to(Pipe { answers, written: Vec::new() })
    });
    channel.changed(2);
    assert_eq!(answers.pop(), Some(()), "no answer");
    channel.close();
    join([writer]);
}

/// A pipe to a client: what is flushed and is an answer arrives. A full one makes the writer wait.
struct Pipe {
    answers: Arc<BoundedQueue<()>>,
    written: Vec<()>,
}

impl io::Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes == b"{answer}" {
            self.written.push(());
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        for answer in self.written.drain(..) {
            note("an answer is written", 1);
            // The client may be gone.
            let _ = self.answers.push(answer);
        }
        Ok(())
    }
}

/// How many requests the deaf client writes; more than pipes and queues of one hold together.
const REQUESTS: usize = 4;

/// A client writes all its requests before it reads an answer, through pipes that hold one each.
fn deaf_client<C: Channel>() {
    let channel = Arc::new(C::new());
    let requests = Arc::new(BoundedQueue::new("pipe to the server", 1));
    let answers = Arc::new(BoundedQueue::new("pipe to the client", 1));
    let writer = start(&channel, "writer", {
        let answers = Arc::clone(&answers);
        move |channel| channel.write_to(Pipe { answers, written: Vec::new() })
    });
    let lane = start(&channel, "lane", {
        let requests = Arc::clone(&requests);
        move |channel| {
            while requests.pop().is_some() {
                channel.send("{answer}");
            }
            channel.close();
        }
    });
    for _ in 0..REQUESTS {
        assert!(requests.push(()).is_ok());
    }
    for _ in 0..REQUESTS {
        assert_eq!(answers.pop(), Some(()), "no answer");
    }
    requests.close();
    join([lane, writer]);
}

/// What the client is sent.
pub(crate) const PROPERTY: Property = Property {
    name: "outgoing",
    claim: "the last findings that a client gets are those of the last text, what is written arrives, and a client that does \
            not read keeps nobody waiting but the thread that writes",
    explores: &["server/outgoing"],
    scenarios: &[
        Scenario {
            name: "late_findings",
            guarantees: &["W3"],
            threads: 2,
            model: Model::new,
            body: late_findings::<Outgoing>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(3)),
                sampled: 0,
            },
            mutants: mutants![
                Mutant {
                    name: "looks_then_publishes",
                    fault: "looks whether the text is the newest in one step, and queues in the next (U42)",
                    body: late_findings::<faulty::Faulty<faulty::LooksThenPublishes>>,
                    deaths: &[Death::of("the last findings are not those of the last text")],
                },
                Mutant {
                    name: "publishes_anyway",
                    fault: "does not look at all",
                    body: late_findings::<faulty::Faulty<faulty::PublishesAnyway>>,
                    deaths: &[Death::of("the last findings are not those of the last text")],
                },
            ],
        },
        Scenario {
            name: "closed_document",
            guarantees: &["W3"],
            threads: 2,
            model: Model::new,
            body: closed_document::<Outgoing>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(3)),
                sampled: 0,
            },
            mutants: mutants![
                Mutant {
                    name: "publishes_after_close",
                    fault: "findings count by their text alone, whether the document is open or not (U42)",
                    body: closed_document::<faulty::Faulty<faulty::PublishesAfterClose>>,
                    deaths: &[Death::of("findings of a closed document stay")],
                },
                Mutant {
                    name: "looks_then_publishes",
                    fault: "looks whether the document is open in one step, and queues in the next (U42)",
                    body: closed_document::<faulty::Faulty<faulty::LooksThenPublishes>>,
                    deaths: &[Death::of("findings of a closed document stay")],
                },
            ],
        },
        Scenario {
            name: "opened_again",
            guarantees: &["W3", "D1"],
            threads: 3,
            model: Model::new,
            body: opened_again::<Outgoing>,
            engines: Engines {
                loom: Some(Bound::Preemptions(2)),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 1_000,
            },
            mutants: mutants![Mutant {
                name: "looks_then_publishes",
                fault: "looks whether the text is the newest in one step, and queues in the next (U42)",
                body: opened_again::<faulty::Faulty<faulty::LooksThenPublishes>>,
                deaths: &[Death::of("the last findings are not those of the last text")],
            }],
        },
        Scenario {
            name: "answer_arrives",
            guarantees: &["Q1", "D1"],
            threads: 2,
            model: Model::new,
            body: answer_arrives::<Outgoing>,
            engines: Engines {
                loom: Some(Bound::Exhaustive),
                shuttle: Some(Bound::Preemptions(2)),
                sampled: 0,
            },
            mutants: mutants![
                Mutant {
                    name: "flushes_by_promise",
                    fault: "flushes only if nothing was queued behind a message when it was taken",
                    body: answer_arrives::<faulty::Faulty<faulty::FlushesByPromise>>,
                    deaths: &[Death::of("deadlock")],
                },
                Mutant {
                    name: "looks_then_sleeps",
                    fault: "the writer looks in one step and sleeps in the next",
                    body: answer_arrives::<faulty::Faulty<faulty::LooksThenSleeps>>,
                    deaths: &[Death::of("deadlock")],
                },
            ],
        },
        Scenario {
            name: "deaf_client",
            guarantees: &["Q5", "D1"],
            threads: 3,
            model: Model::new,
            body: deaf_client::<Outgoing>,
            engines: Engines {
                loom: Some(Bound::Preemptions(2)),
                shuttle: Some(Bound::Preemptions(1)),
                sampled: 1_000,
            },
            mutants: mutants![Mutant {
                name: "waits_for_room",
                fault: "who sends waits for room for its message (S25)",
                body: deaf_client::<faulty::Faulty<faulty::WaitsForRoom>>,
                deaths: &[Death::of("deadlock")],
            }],
        },
    ],
};

crate::harness::model!(PROPERTY);
