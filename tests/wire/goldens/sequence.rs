//! Sequences in a real folder. What a case calls a connection is a server of its own over the same folder, since a process
//! serves one client.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{capabilities, parameters, verdict};
use crate::wire::client::Client;

struct Run {
    folder: PathBuf,
    files: Value,
    clients: BTreeMap<String, Client>,
}

/// Does the steps of a case, in a folder that takes the place of `file:///ws/`.
pub(super) fn run(case: &Value) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let base = format!("{}/", heddle::text::Uri::from_path(folder.path()).as_str().trim_end_matches('/'));
    let moved = case.to_string().replace("file:///ws/", &base);
    let case: Value = serde_json::from_str(&moved).map_err(|error| error.to_string())?;
    let mut run =
        Run { folder: folder.path().to_owned(), files: case["files"].clone(), clients: BTreeMap::new() };
    for (number, step) in case["steps"].as_array().into_iter().flatten().enumerate() {
        run.step(step).map_err(|why| format!("step {}: {why}", number + 1))?;
    }
    match run.clients.into_values().all(Client::stop) {
        true => Ok(()),
        false => Err("a server has not ended well".to_owned()),
    }
}

fn path(uri: &str) -> PathBuf {
    heddle::text::Uri::parse(uri).to_path().expect("a file")
}

/// Many files, so that the index is not there at once.
fn slow_index(folder: &Path) {
    for file in 0..400 {
        let contracts: String =
            (0..20).map(|n| format!("contract q{file}x{n}(@a) = {{ new z in {{ z!(a) }} }}\n")).collect();
        fs::write(folder.join(format!("zz{file}.rho")), contracts).expect("the folder can be written");
    }
}

impl Run {
    fn client(&mut self, step: &Value) -> &mut Client {
        let name = step["connection"].as_str().unwrap_or_default().to_owned();
        self.clients.entry(name).or_insert_with(|| Client::start(&[], capabilities()))
    }

    fn step(&mut self, step: &Value) -> Result<(), String> {
        let text = |key: &str| step[key].as_str();
        let version = step["version"].as_i64().unwrap_or(1) as i32;
        if let Some(uri) = text("disk") {
            fs::write(path(uri), text("text").unwrap_or_default()).map_err(|error| error.to_string())?;
        } else if text("initializeRoot").is_some() {
            if step["slowIndex"] == true {
                slow_index(&self.folder);
            }
            let name = text("connection").unwrap_or_default().to_owned();
            self.clients.insert(name, Client::start(&[&self.folder], capabilities()));
        } else if let Some(uri) = text("open") {
            let given = text("text").or(self.files[uri].as_str()).unwrap_or_default().to_owned();
            self.client(step).open(uri, version, &given);
        } else if let Some(uri) = text("change") {
            self.client(step).change(uri, version, text("text").unwrap_or_default());
        } else if let Some(uri) = text("close") {
            let document = json!({ "textDocument": { "uri": uri } });
            self.client(step).notify("textDocument/didClose", document);
        } else if let Some(uri) = text("deleteOnDisk") {
            fs::remove_file(path(uri)).map_err(|error| error.to_string())?;
        } else if step["didChangeWatchedFiles"].is_array() {
            let changes = json!({ "changes": step["didChangeWatchedFiles"] });
            self.client(step).notify("workspace/didChangeWatchedFiles", changes);
        } else if let Some(method) = text("request") {
            let answer = self.client(step).request(method, parameters(step));
            return verdict::judge(method, &answer, step);
        } else if step["waitIndexed"] == true {
            for client in self.clients.values_mut() {
                client.until(|message| {
                    message["method"] == "$/progress" && message["params"]["value"]["kind"] == "end"
                });
            }
        } else {
            return Err(format!("unknown step: {step}"));
        }
        Ok(())
    }
}
