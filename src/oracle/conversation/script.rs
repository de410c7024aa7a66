//! A client that says what bytes stand for, and what must hold at the end.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::memory::Memory;
use super::talk::{ENCODINGS, Talk, URIS, parameters};
use crate::oracle::specification::positions::{Edit, Place};
use crate::server::Engine;

/// At most so many steps.
const STEPS: usize = 60;

/// What the texts consist of.
const PIECES: [&str; 20] = [
    "(= (f $x) $x)",
    "\n",
    "!(f 1)",
    "(: f (-> Number Number))",
    "; größe 😀\n",
    "(",
    ")",
    "\"ä\"",
    "$x ",
    "contract f(@x) = { Nil }",
    "new f in { f!(1) }",
    "|",
    "@\"rho:metta:compile\"!(\"(= (f $x) $x)\")",
    "\r\n",
    "// @metta\n",
    "{",
    "}",
    "for(@y <- f) { y }",
    "😀",
    "import! &self a",
];

/// Which steps are made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mix {
    /// All kinds.
    All,
    /// Mostly edits of texts, with ranges that lie anywhere.
    Edits,
    /// Mostly what is no message, or has parameters of other types.
    Malformed,
}

/// How often a server has refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// All requests.
    pub requests: usize,
    /// Those that were answered as cancelled.
    pub cancelled: usize,
    /// Those that were refused since their document has changed.
    pub modified: usize,
    /// Those that were refused for another reason.
    pub refused: usize,
}

/// Bytes as choices; zero when they are used up.
struct Choices<'d>(&'d [u8]);

impl Choices<'_> {
    fn below(&mut self, end: usize) -> usize {
        let Some((&first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(first) % end
    }

    fn text(&mut self) -> String {
        (0..self.below(7)).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }

    /// A place: mostly in a text or near it, sometimes nowhere.
    fn place(&mut self) -> Place {
        match self.below(12) {
            0 => (u32::MAX as usize, u32::MAX as usize),
            1 => (0, u32::MAX as usize),
            _ => (self.below(4), self.below(24)),
        }
    }

    fn edit(&mut self) -> Edit {
        let range = (self.below(8) > 0).then(|| (self.place(), self.place()));
        (range, self.text())
    }
}

/// Has the conversation that `data` stands for with a server over what `engine` makes.
///
/// # Errors
/// What does not hold: a request without answer or with two, an answer at rest that a quiet server over a production engine
/// gives otherwise, findings of a text that is gone, a refusal without reason, a fault of the server.
pub fn converse(data: &[u8], mix: Mix, engine: fn() -> Engine) -> Result<Tally, String> {
    let mut choices = Choices(data);
    let memory = Memory::new();
    let mut talk = Talk::begin(engine(), &memory, choices.below(ENCODINGS.len()), vec!["file:///ws"])?;
    let methods: Vec<String> = Engine::new().router.methods().map(str::to_owned).collect();
    let mut script = Script { cancelled: Vec::new(), malformed: 0 };
    for _ in 0..STEPS {
        if choices.0.is_empty() {
            break;
        }
        if script.step(&mut talk, &mut choices, mix, &methods) {
            let said = talk.peer.end()?;
            return script.judge(&talk, &said, true);
        }
    }
    let (line, column) = choices.place();
    let mut quiet = Talk::begin(Engine::new(), &memory, talk.encoding, talk.folders.clone())?;
    for (document, open) in talk.open.iter().enumerate() {
        if let Some((version, text)) = open {
            quiet.open(document, *version, text.clone());
        }
    }
    for (document, _) in URIS.iter().enumerate() {
        // What a server says of itself is its own.
        for method in methods.iter().filter(|method| !method.starts_with("heddle/")) {
            let params = parameters(document, line, column);
            let (one, other) = (talk.peer.ask(method, &params), quiet.peer.ask(method, &params));
            let (one, other) = (settled(talk.peer.answer(one)?), settled(quiet.peer.answer(other)?));
            if one != other {
                return Err(format!(
                    "{method} of {} is {one}, and to a quiet server {other}",
                    URIS[document]
                ));
            }
        }
    }
    let last = last_findings(&talk, &mut quiet)?;
    let found = talk.peer.wait(|messages| (published(messages) == last).then_some(()));
    let said = talk.peer.stop()?;
    if found.is_none() || published(&said) != last {
        return Err(format!("the last findings are {:?}, not {last:?}", published(&said)));
    }
    quiet.peer.stop()?;
    script.judge(&talk, &said, false)
}

/// The last findings of each document that was open: its version and its findings, nothing where it is closed.
type Last = BTreeMap<String, (Value, Value)>;

fn published(messages: &[Value]) -> Last {
    let of = |message: &Value| {
        let params = &message["params"];
        let uri = params["uri"].as_str().unwrap_or_default().to_owned();
        (uri, (params["version"].clone(), params["diagnostics"].clone()))
    };
    messages.iter().filter(|message| message["method"] == "textDocument/publishDiagnostics").map(of).collect()
}

fn last_findings(talk: &Talk, quiet: &mut Talk) -> Result<Last, String> {
    let mut last = Last::new();
    for (document, uri) in URIS.iter().enumerate().filter(|(document, _)| talk.seen[*document]) {
        let findings = match &talk.open[document] {
            None => (Value::Null, json!([])),
            Some((version, _)) => {
                let id = quiet.peer.ask("textDocument/diagnostic", &parameters(document, 0, 0));
                (json!(version), quiet.peer.answer(id)?["result"]["items"].clone())
            }
        };
        last.insert((*uri).to_owned(), findings);
    }
    Ok(last)
}

/// An answer without the names that a server makes up.
fn settled(mut answer: Value) -> Value {
    let mut result = answer["result"].take();
    if let Some(result) = result.as_object_mut() {
        result.remove("resultId");
    }
    json!([result, answer["error"]])
}

struct Script {
    cancelled: Vec<u64>,
    /// How many errors without a name there must be.
    malformed: usize,
}

impl Script {
    /// Makes a step; true if the client goes away in it.
    fn step(&mut self, talk: &mut Talk, choices: &mut Choices<'_>, mix: Mix, methods: &[String]) -> bool {
        let kind = match (mix, choices.below(4)) {
            (Mix::Edits, 0..3) => 3,
            (Mix::Malformed, 0..3) => 14,
            _ => choices.below(17),
        };
        let document = choices.below(URIS.len());
        match kind {
            0..6 => match &talk.open[document] {
                None => talk.open(document, choices.below(5) as i32, choices.text()),
                Some(_) => {
                    let edits: Vec<Edit> = (0..=choices.below(3)).map(|_| choices.edit()).collect();
                    talk.change(document, &edits);
                }
            },
            6 => talk.close(document),
            7..11 => {
                let (line, column) = choices.place();
                talk.peer.ask(&methods[choices.below(methods.len())], &parameters(document, line, column));
            }
            11 => {
                let back = choices.below(4) as u64;
                if let Some(id) = talk.peer.asked().checked_sub(back).filter(|id| *id > 0) {
                    self.cancelled.push(id);
                    talk.peer.tell("$/cancelRequest", &json!({ "id": id }));
                }
            }
            12 => {
                let text = (choices.below(4) > 0).then(|| choices.text());
                talk.disk(document, text.as_deref());
            }
            13 => talk.toggle_folder(if choices.below(2) == 0 { "file:///more" } else { "file:///ws" }),
            14 | 15 => self.malformed(talk, choices, methods),
            _ => return choices.below(8) == 7,
        }
        false
    }

    /// Says what no client should say.
    fn malformed(&mut self, talk: &mut Talk, choices: &mut Choices<'_>, methods: &[String]) {
        const BODIES: [&[u8]; 8] = [
            b"",
            b"{",
            b"\xff\xfe",
            b"[]",
            b"7",
            b"{\"jsonrpc\":\"2.0\"}",
            b"{\"id\":{},\"method\":\"x\"}",
            b"{\"method\":7}",
        ];
        const NOTIFICATIONS: [&str; 7] = [
            "textDocument/didOpen",
            "textDocument/didChange",
            "textDocument/didClose",
            "$/cancelRequest",
            "workspace/didChangeWatchedFiles",
            "$/unknown",
            "workspace/didChangeConfiguration",
        ];
        let odd = match choices.below(9) {
            0 => Value::Null,
            1 => json!([]),
            2 => json!(-1),
            3 => json!({ "textDocument": 7 }),
            4 => json!({ "textDocument": { "uri": [] }, "position": { "line": "x" } }),
            5 => {
                json!({ "textDocument": { "uri": "\u{0}://%zz" }, "position": { "line": -1, "character": 1.5 } })
            }
            6 => json!({ "textDocument": { "uri": "file:///ws/nobody.rho" }, "contentChanges": [{}] }),
            7 => json!({ "id": [], "changes": [{ "uri": 7 }], "settings": { "heddle": [] } }),
            _ => (0..100).fold(json!({}), |inner, _| json!([inner])),
        };
        match choices.below(5) {
            0 => {
                talk.peer.body(BODIES[choices.below(BODIES.len())]);
                self.malformed += 1;
            }
            1 => {
                talk.peer.raw(b"Content-Length: many\r\n\r\n");
                self.malformed += 1;
            }
            2 => talk.peer.tell(NOTIFICATIONS[choices.below(NOTIFICATIONS.len())], &odd),
            3 => talk.peer.body(json!({ "id": 7, "result": odd }).to_string().as_bytes()),
            _ => {
                let method =
                    methods.get(choices.below(methods.len() + 1)).map_or("no/method", String::as_str);
                talk.peer.ask(method, &odd);
            }
        }
    }

    /// What must hold of all that was said.
    fn judge(&self, talk: &Talk, said: &[Value], gone: bool) -> Result<Tally, String> {
        let mut tally = Tally { requests: talk.peer.asked() as usize, ..Tally::default() };
        let mut answers: BTreeMap<u64, usize> = BTreeMap::new();
        let mut nameless = 0;
        for message in said.iter().filter(|message| message["method"].is_null()) {
            match message["id"].as_u64() {
                Some(id) => *answers.entry(id).or_default() += 1,
                None => nameless += 1,
            }
            let error = &message["error"];
            match error["code"].as_i64() {
                None | Some(-32700 | -32600 | -32601) => {}
                Some(-32800) if message["id"].as_u64().is_some_and(|id| self.cancelled.contains(&id)) => {
                    tally.cancelled += 1;
                }
                Some(-32801) => tally.modified += 1,
                Some(-32602 | -32803) => tally.refused += 1,
                // What is open when the connection ends.
                Some(-32802) if gone => tally.refused += 1,
                _ => return Err(format!("refused without reason: {message}")),
            }
        }
        if let Some((id, times)) = answers.iter().find(|(_, times)| **times > 1) {
            return Err(format!("request {id} is answered {times} times"));
        }
        if let Some(id) = answers.keys().find(|id| !(1..=talk.peer.asked()).contains(*id)) {
            return Err(format!("nobody has asked {id}"));
        }
        // Who goes away does not hear the rest.
        let silent: Vec<u64> = (1..=talk.peer.asked()).filter(|id| !answers.contains_key(id)).collect();
        if !gone && !silent.is_empty() {
            return Err(format!("not answered: {silent:?}"));
        }
        if !gone && nameless != self.malformed {
            return Err(format!("{nameless} errors without a name for {} messages", self.malformed));
        }
        Ok(tally)
    }
}
