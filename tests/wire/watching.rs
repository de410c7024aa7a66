//! A client that does not watch files: the server does.

use serde_json::{Value, json};

use super::client::Client;
use super::indexing::{folder, uri, write};

/// Waits until findings of a document come, that were not read yet, and are of this number.
fn until_findings(client: &mut Client, uri: &str, number: usize) {
    client.forget();
    client.until(|message| {
        message["method"] == "textDocument/publishDiagnostics"
            && message["params"]["uri"] == uri
            && message["params"]["diagnostics"].as_array().map(Vec::len) == Some(number)
    });
}

#[test]
fn files_that_are_created_changed_renamed_and_removed_are_noticed() {
    let folder = folder(&[("sub/other.rho", "Nil\n")]);
    let path = folder.path();
    let mut client = Client::start(&[path], json!({}));
    let user = uri(path, "use.rho");
    client.open(&user, 1, "@\"ü\"!(1) | f!() \n");
    until_findings(&mut client, &user, 1);
    // No answer before the watches are set.
    client.request("workspace/symbol", json!({ "query": "f" }));
    write(path, "lib.rho", "contract f() = { Nil }\n");
    until_findings(&mut client, &user, 0);
    write(path, "lib.rho", "contract g() = { Nil }\n");
    until_findings(&mut client, &user, 1);
    write(path, "deep/er/lib.rho", "contract f() = { Nil }\n");
    until_findings(&mut client, &user, 0);
    std::fs::rename(path.join("deep"), path.join("elsewhere")).expect("renamed");
    let answer = (0..).find_map(|_| {
        let answer = client.request("workspace/symbol", json!({ "query": "f" }));
        let found = answer["result"][0]["location"]["uri"].as_str().unwrap_or_default().to_owned();
        (found == uri(path, "elsewhere/er/lib.rho")).then_some(found)
    });
    assert!(answer.is_some());
    std::fs::remove_dir_all(path.join("elsewhere")).expect("removed");
    until_findings(&mut client, &user, 1);
    assert!(client.stop());
}

#[test]
fn where_the_operating_system_does_not_tell_the_folders_are_walked_through() {
    let folder = folder(&[("lib.rho", "contract f() = { Nil }\n")]);
    let path = folder.path();
    let mut client = Client::connect();
    let folders = json!([{ "uri": heddle::text::Uri::from_path(path).as_str(), "name": "folder" }]);
    let options = json!({ "heddle": { "watch": "poll" } });
    let params = json!({
        "processId": null, "workspaceFolders": folders, "capabilities": {}, "initializationOptions": options,
    });
    client.request("initialize", params);
    client.notify("initialized", json!({}));
    let user = uri(path, "use.rho");
    client.open(&user, 1, "f!()\n");
    until_findings(&mut client, &user, 0);
    std::fs::remove_file(path.join("lib.rho")).expect("removed");
    until_findings(&mut client, &user, 1);
    write(path, "again.rho", "contract f() = { Nil }\n");
    until_findings(&mut client, &user, 0);
    assert!(client.stop());
}

#[test]
fn a_client_that_offers_to_watch_is_asked_to() {
    let capabilities = json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    let folder = folder(&[]);
    let mut client = Client::start(&[folder.path()], capabilities);
    let asked = client.until(|message| message["method"] == "client/registerCapability");
    let registration = &asked["params"]["registrations"][0];
    assert_eq!(registration["method"], "workspace/didChangeWatchedFiles");
    let patterns = registration["registerOptions"]["watchers"].as_array().expect("a list");
    let pattern = |watcher: &Value| watcher["globPattern"].as_str().map(str::to_owned);
    assert_eq!(patterns.iter().filter_map(pattern).next().as_deref(), Some("**/*.{metta,metta2,rho}"));
    assert!(client.stop());
}
