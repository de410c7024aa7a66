//! Runs that somebody stops, that fail, or that are begun anew while they work: who waits for them is answered.

use std::collections::BTreeSet;
use std::path::PathBuf;

use heddle::indexing::{Disk, Failure, Files, Indexer, Scope};
use heddle::server::Engine;
use heddle::sync::fork_join::Pool;
use heddle::sync::{Arc, Condvar, Mutex};
use serde_json::{Value, json};

use super::client::Client;
use super::indexing::{folder, uri};

/// The files on disk, behind a gate: whoever reads waits until it is open.
#[derive(Clone)]
struct Gated(Arc<Gate>);

struct Gate {
    state: Mutex<State>,
    moved: Condvar,
    panics: bool,
}

#[derive(Default)]
struct State {
    /// Somebody has come to read.
    reached: bool,
    open: bool,
}

impl Gated {
    fn new(panics: bool) -> Gated {
        let state = Mutex::new("gate", State::default());
        Gated(Arc::new(Gate { state, moved: Condvar::new("gate"), panics }))
    }

    fn open(&self) {
        self.0.state.lock().open = true;
        self.0.moved.notify_all();
    }

    /// Waits until somebody stands before the gate.
    fn reached(&self) {
        let mut state = self.0.state.lock();
        while !state.reached {
            state = self.0.moved.wait(state);
        }
    }

    /// A server whose indexer reads through this gate.
    fn engine(&self) -> Engine {
        let mut engine = Engine::new();
        engine.indexer = Indexer::over(Arc::clone(&engine.workspace), 1, self.clone());
        engine
    }
}

impl Files for Gated {
    fn find(&self, scope: &Scope, only: Option<&BTreeSet<PathBuf>>) -> Vec<Result<PathBuf, Failure>> {
        Disk.find(scope, only)
    }

    fn read(&self, pool: &Pool, files: Vec<PathBuf>, limit: u64) -> Vec<Result<Arc<str>, Failure>> {
        let mut state = self.0.state.lock();
        state.reached = true;
        self.0.moved.notify_all();
        while !state.open {
            state = self.0.moved.wait(state);
        }
        drop(state);
        assert!(!self.0.panics, "a file that nobody can read");
        Disk.read(pool, files, limit)
    }
}

fn capabilities() -> Value {
    json!({
        "window": { "workDoneProgress": true },
        "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } },
    })
}

/// What the end of a run says.
fn end(client: &mut Client) -> Value {
    client.until(|message| message["params"]["value"]["kind"] == "end")["params"]["value"]["message"].clone()
}

/// Waits until the client knows that a run has begun; its token.
fn begun(client: &mut Client) -> Value {
    client.until(|message| message["params"]["value"]["kind"] == "begin")["params"]["token"].clone()
}

/// More files than are read at once, so that a run can be stopped between.
fn many() -> tempfile::TempDir {
    let files: Vec<(String, String)> =
        (0..300).map(|number| (format!("{number:03}.metta"), format!("(= (f{number:03}) é)\n"))).collect();
    folder(&files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>())
}

#[test]
fn a_run_that_the_user_stops_ends_after_what_it_is_at_and_who_waits_gets_what_is_known() {
    let (folder, gated) = (many(), Gated::new(false));
    let mut client = Client::connect_to(gated.engine()).initialized(&[folder.path()], capabilities());
    let token = begun(&mut client);
    gated.reached();
    let waiting = client.ask("workspace/symbol", json!({ "query": "f" }));
    client.notify("window/workDoneProgress/cancel", json!({ "token": token }));
    // What the lane has answered, it has heard after the cancellation.
    client.request("nothing/at/all", json!({}));
    gated.open();
    assert_eq!(end(&mut client), "cancelled after 256 files");
    let answer = client.answer(waiting);
    let names: Vec<&str> = answer["result"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|symbol| symbol["name"].as_str())
        .collect();
    assert!(names.contains(&"f000") && !names.contains(&"f299"), "{answer}");
    assert!(client.stop());
}

#[test]
fn a_run_that_panics_is_told_of_and_who_waits_is_answered() {
    let (folder, gated) = (folder(&[("a.metta", "(= (f) 1)\n")]), Gated::new(true));
    let mut client = Client::connect_to(gated.engine()).initialized(&[folder.path()], capabilities());
    begun(&mut client);
    let waiting = client.ask("workspace/symbol", json!({ "query": "f" }));
    gated.open();
    assert_eq!(end(&mut client), "a fault of heddle: a file that nobody can read");
    assert_eq!(client.answer(waiting)["result"], json!([]));
    // The thread lives on: what changes is looked at, and told of likewise.
    let changes = json!({ "changes": [{ "uri": uri(folder.path(), "a.metta"), "type": 2 }] });
    client.notify("workspace/didChangeWatchedFiles", changes);
    assert_eq!(client.request("workspace/symbol", json!({ "query": "f" }))["result"], json!([]));
    assert!(client.stop());
}

#[test]
fn a_folder_that_is_added_during_a_run_begins_it_anew() {
    let (first, second) = (many(), folder(&[("b.metta", "(= (später) 1)\n")]));
    let gated = Gated::new(false);
    let mut client = Client::connect_to(gated.engine()).initialized(&[first.path()], capabilities());
    let token = begun(&mut client);
    let added = json!({ "uri": heddle::text::Uri::from_path(second.path()).as_str(), "name": "second" });
    client.notify(
        "workspace/didChangeWorkspaceFolders",
        json!({ "event": { "added": [added], "removed": [] } }),
    );
    let waiting = client.ask("workspace/symbol", json!({ "query": "später" }));
    // What the lane has answered, it has heard after the folder.
    client.request("nothing/at/all", json!({}));
    gated.open();
    assert_eq!(end(&mut client), "begun anew");
    assert_ne!(begun(&mut client), token, "each run has a token of its own");
    assert_eq!(end(&mut client), "301 files");
    assert_eq!(client.answer(waiting)["result"].as_array().map(Vec::len), Some(1));
    assert!(client.stop());
}
