//! Progress of indexing, as a client sees it.

use serde_json::{Value, json};

use super::client::Client;
use super::indexing::folder;

fn able() -> Value {
    json!({
        "window": { "workDoneProgress": true },
        "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } },
    })
}

/// All that is said until the end of a run, with the request to show it.
fn until_end(client: &mut Client) -> Vec<Value> {
    let mut heard = Vec::new();
    loop {
        let message = client.until(|message| {
            message["method"] == "window/workDoneProgress/create" || message["method"] == "$/progress"
        });
        let is_end = message["params"]["value"]["kind"] == "end";
        heard.push(message);
        if is_end {
            return heard;
        }
    }
}

#[test]
fn a_run_is_asked_for_begins_goes_up_and_ends_once() {
    let files: Vec<(String, String)> =
        (0..600).map(|number| (format!("{number}.metta"), format!("(= (f{number}) é)\n"))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let folder = folder(&files);
    std::fs::write(folder.path().join("bad.metta"), [0xff]).expect("a file");
    let mut client = Client::start(&[folder.path()], able());
    let heard = until_end(&mut client);
    assert_eq!(heard[0]["method"], "window/workDoneProgress/create", "{heard:?}");
    let token = &heard[0]["params"]["token"];
    assert!(heard[1..].iter().all(|message| message["params"]["token"] == *token), "{heard:?}");
    let values: Vec<&Value> = heard[1..].iter().map(|message| &message["params"]["value"]).collect();
    let kinds: Vec<&str> = values.iter().filter_map(|value| value["kind"].as_str()).collect();
    assert_eq!((kinds[0], kinds[kinds.len() - 1]), ("begin", "end"));
    assert!(kinds[1..kinds.len() - 1].iter().all(|kind| *kind == "report"), "{kinds:?}");
    let percentages: Vec<u64> = values.iter().filter_map(|value| value["percentage"].as_u64()).collect();
    assert!(
        percentages.is_sorted() && percentages.iter().all(|percentage| *percentage <= 100),
        "{percentages:?}"
    );
    assert_eq!(values[values.len() - 1]["message"], "601 files, 1 of them could not be read");
    client.request("workspace/symbol", json!({ "query": "f" }));
    assert!(
        !client.has_read(|message| message["method"] == "$/progress"),
        "something was said after the end"
    );
    assert!(client.stop());
}

#[test]
fn nothing_is_said_before_the_client_is_initialized() {
    let folder = folder(&[("a.metta", "(= (f) 1)\n")]);
    let mut client = Client::connect();
    let folders = json!([{ "uri": heddle::text::Uri::from_path(folder.path()).as_str(), "name": "folder" }]);
    client.request(
        "initialize",
        json!({ "processId": null, "workspaceFolders": folders, "capabilities": able() }),
    );
    // Answered when the run is over.
    let answer = client.request("workspace/symbol", json!({ "query": "f" }));
    assert_eq!(answer["result"].as_array().map(Vec::len), Some(1), "{answer}");
    assert!(!client.has_read(|message| message.get("method").is_some()), "something was said");
    client.notify("initialized", json!({}));
    assert_eq!(until_end(&mut client).len(), 3, "asked, begun, ended");
    assert!(client.stop());
}

#[test]
fn a_client_that_does_not_show_progress_hears_nothing_of_it() {
    let folder = folder(&[("a.metta", "(= (f) 1)\n")]);
    let watched = json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    let mut client = Client::start(&[folder.path()], watched);
    client.request("workspace/symbol", json!({ "query": "f" }));
    let about_progress = |message: &Value| {
        message["method"].as_str().is_some_and(|method| method.to_lowercase().contains("progress"))
    };
    assert!(!client.has_read(about_progress));
    assert!(client.stop());
}
