//! Files on disk: they are found and read in the background, and what the client says of them counts from then on.

use std::path::Path;

use serde_json::{Value, json};

use super::client::Client;

/// A folder with files.
pub(super) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        write(folder.path(), name, text);
    }
    folder
}

pub(super) fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder");
    std::fs::write(path, text).expect("a file");
}

pub(super) fn uri(folder: &Path, name: &str) -> String {
    heddle::text::Uri::from_path(&folder.join(name)).as_str().to_owned()
}

/// The client watches files, so that nothing happens that it has not told of.
fn watching() -> Value {
    json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } })
}

/// The names of the workspace that a query finds, with their files.
fn names(client: &mut Client, query: &str) -> Vec<(String, String)> {
    let answer = client.request("workspace/symbol", json!({ "query": query }));
    let found = answer["result"].as_array().expect("a list").iter();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let mut names: Vec<_> =
        found.map(|symbol| (text(&symbol["name"]), text(&symbol["location"]["uri"]))).collect();
    names.sort();
    names
}

fn tell(client: &mut Client, folder: &Path, changes: &[(&str, u8)]) {
    let changes: Vec<_> =
        changes.iter().map(|(name, kind)| json!({ "uri": uri(folder, name), "type": kind })).collect();
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
}

#[test]
fn a_request_during_indexing_is_answered_from_the_index() {
    let folder = folder(&[("lib.rho", "contract größe() = { Nil }\n")]);
    let mut client = Client::start(&[folder.path()], watching());
    client.open(&uri(folder.path(), "use.rho"), 1, "new k in { größe!() }\n");
    let place = json!({ "textDocument": { "uri": uri(folder.path(), "use.rho") }, "position": { "line": 0, "character": 11 } });
    let answer = client.request("textDocument/definition", place);
    assert_eq!(answer["result"][0]["uri"], uri(folder.path(), "lib.rho"), "{answer}");
    assert!(client.stop());
}

#[test]
fn an_open_buffer_counts_and_not_the_disk_whoever_comes_first() {
    let folder = folder(&[("lib.rho", "contract f() = { Nil }\n")]);
    let (lib, user) = (uri(folder.path(), "lib.rho"), uri(folder.path(), "use.rho"));
    let mut client = Client::start(&[folder.path()], watching());
    client.open(&lib, 1, "\n\n\ncontract f() = { Nil }\n");
    client.open(&user, 1, "new k in { f!() }\n");
    let place = json!({ "textDocument": { "uri": user }, "position": { "line": 0, "character": 11 } });
    let line = |client: &mut Client| {
        client.request("textDocument/definition", place.clone())["result"][0]["range"]["start"]["line"]
            .clone()
    };
    assert_eq!(line(&mut client), 3);
    write(folder.path(), "lib.rho", "\ncontract f() = { Nil }\n");
    tell(&mut client, folder.path(), &[("lib.rho", 2)]);
    assert_eq!(line(&mut client), 3, "the disk was installed over an open buffer");
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": lib } }));
    assert_eq!(line(&mut client), 1, "what is on disk counts again");
    assert!(client.stop());
}

#[test]
fn what_the_client_tells_of_files_counts_for_the_next_request() {
    let folder = folder(&[
        ("a.metta", "(= (fa) 1)\n"),
        ("sub/b.metta", "(= (fb) 1)\n"),
        ("sub/c.metta", "(= (fc) 1)\n"),
    ]);
    let path = folder.path();
    let mut client = Client::start(&[path], watching());
    assert_eq!(names(&mut client, "f").len(), 3);
    write(path, "sub/d.metta", "(= (fd) 1)\n");
    tell(&mut client, path, &[("sub/d.metta", 1)]);
    assert_eq!(names(&mut client, "fd"), [("fd".to_owned(), uri(path, "sub/d.metta"))], "created");
    write(path, "a.metta", "(= (fe) 1)\n");
    tell(&mut client, path, &[("a.metta", 2)]);
    assert_eq!(names(&mut client, "fe"), [("fe".to_owned(), uri(path, "a.metta"))], "changed");
    assert_eq!(names(&mut client, "fa"), [], "changed");
    std::fs::rename(path.join("a.metta"), path.join("z.metta")).expect("renamed");
    tell(&mut client, path, &[("a.metta", 3), ("z.metta", 1)]);
    assert_eq!(names(&mut client, "fe"), [("fe".to_owned(), uri(path, "z.metta"))], "renamed");
    std::fs::remove_dir_all(path.join("sub")).expect("removed");
    tell(&mut client, path, &[("sub", 3)]);
    assert_eq!(names(&mut client, "f"), [("fe".to_owned(), uri(path, "z.metta"))], "a folder was removed");
    assert!(client.stop());
}

#[test]
fn a_folder_that_appears_is_looked_at_with_all_that_it_holds() {
    let folder = folder(&[]);
    let mut client = Client::start(&[folder.path()], watching());
    assert_eq!(names(&mut client, "f"), []);
    write(folder.path(), "new/deep/a.metta", "(= (f) 1)\n");
    tell(&mut client, folder.path(), &[("new", 1)]);
    assert_eq!(names(&mut client, "f"), [("f".to_owned(), uri(folder.path(), "new/deep/a.metta"))]);
    assert!(client.stop());
}

#[test]
fn what_is_ignored_is_no_part_of_the_workspace_also_when_it_changes() {
    let folder = folder(&[
        (".gitignore", "gen/\n"),
        ("gen/a.metta", "(= (fa) 1)\n"),
        (".hidden/b.metta", "(= (fb) 1)\n"),
        ("c.metta", "(= (fc) 1)\n"),
        ("notes.txt", "(= (fd) 1)\n"),
    ]);
    let path = folder.path();
    let mut client = Client::start(&[path], watching());
    let only_c = [("fc".to_owned(), uri(path, "c.metta"))];
    assert_eq!(names(&mut client, "f"), only_c);
    tell(&mut client, path, &[("gen/a.metta", 2), (".hidden/b.metta", 1), ("notes.txt", 2)]);
    assert_eq!(names(&mut client, "f"), only_c);
    write(path, ".gitignore", "c.metta\n");
    tell(&mut client, path, &[(".gitignore", 2)]);
    assert_eq!(
        names(&mut client, "f"),
        [("fa".to_owned(), uri(path, "gen/a.metta"))],
        "the rules have changed"
    );
    assert!(client.stop());
}

#[test]
fn a_file_that_cannot_be_read_any_more_keeps_what_was_known_of_it() {
    let folder = folder(&[("a.metta", "(= (fa) 1)\n")]);
    let mut client = Client::start(&[folder.path()], watching());
    assert_eq!(names(&mut client, "fa").len(), 1);
    std::fs::write(folder.path().join("a.metta"), b"(= (fb) \xff)\n").expect("a file");
    tell(&mut client, folder.path(), &[("a.metta", 2)]);
    assert_eq!(names(&mut client, "f"), [("fa".to_owned(), uri(folder.path(), "a.metta"))]);
    assert!(client.stop());
}

#[test]
fn folders_come_and_go() {
    let (first, second) = (folder(&[("a.metta", "(= (fa) 1)\n")]), folder(&[("b.metta", "(= (fb) 1)\n")]));
    let (first, second) = (first.path(), second.path());
    let mut client = Client::start(&[first], watching());
    assert_eq!(names(&mut client, "f"), [("fa".to_owned(), uri(first, "a.metta"))]);
    let named = |path: &Path| json!({ "uri": heddle::text::Uri::from_path(path).as_str(), "name": "folder" });
    let event = json!({ "added": [named(second)], "removed": [] });
    client.notify("workspace/didChangeWorkspaceFolders", json!({ "event": event }));
    assert_eq!(names(&mut client, "f").len(), 2);
    let event = json!({ "added": [], "removed": [named(first)] });
    client.notify("workspace/didChangeWorkspaceFolders", json!({ "event": event }));
    assert_eq!(names(&mut client, "f"), [("fb".to_owned(), uri(second, "b.metta"))]);
    assert!(client.stop());
}

#[test]
fn settings_say_what_is_indexed() {
    let folder = folder(&[
        ("a.metta", "(= (fa) 1)\n"),
        ("gen/b.metta", "(= (fb) 1)\n"),
        ("gen/c.metta", "(= (fc) 1)\n"),
    ]);
    let mut client = Client::start(&[folder.path()], watching());
    let names =
        |client: &mut Client| names(client, "f").into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(names(&mut client), ["fa", "fb", "fc"]);
    let mut set = |index: Value| {
        client.notify(
            "workspace/didChangeConfiguration",
            json!({ "settings": { "heddle": { "index": index } } }),
        );
        names(&mut client)
    };
    assert_eq!(set(json!({ "exclude": ["gen/"] })), ["fa"]);
    assert_eq!(set(json!({ "include": ["gen/*.metta"] })), ["fb", "fc"]);
    assert_eq!(set(json!({ "include": ["gen/*.metta"], "exclude": ["c.*"] })), ["fb"]);
    assert_eq!(set(json!({ "exclude": ["*.metta"] })), [""; 0]);
    assert_eq!(set(json!({ "maxFileBytes": 3 })), [""; 0], "no file is so small");
    assert_eq!(set(json!({})), ["fa", "fb", "fc"]);
    assert!(client.stop());
}

#[test]
fn settings_are_asked_for_where_the_client_can_be_asked() {
    let folder = folder(&[("a.metta", "(= (fa) 1)\n"), ("gen/b.metta", "(= (fb) 1)\n")]);
    let capabilities = json!({ "workspace": {
        "configuration": true,
        "didChangeConfiguration": { "dynamicRegistration": true },
        "didChangeWatchedFiles": { "dynamicRegistration": true },
    } });
    let mut client = Client::connect();
    client.settings = json!({ "index": { "exclude": ["gen/"] } });
    let mut client = client.initialized(&[folder.path()], capabilities);
    let asked = client.until(|message| message["method"] == "workspace/configuration");
    assert_eq!(asked["params"]["items"][0]["section"], "heddle");
    assert_eq!(names(&mut client, "f"), [("fa".to_owned(), uri(folder.path(), "a.metta"))]);
    client.settings = json!({});
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    client.until(|message| message["method"] == "workspace/configuration");
    assert_eq!(names(&mut client, "f").len(), 2);
    assert!(client.stop());
}

#[cfg(unix)]
#[test]
fn what_two_paths_lead_to_is_one_document() {
    let (folder, outside) =
        (folder(&[("sub/a.metta", "(= (fa) 1)\n")]), folder(&[("b.metta", "(= (fb) 1)\n")]));
    let path = folder.path();
    let link =
        |target: &Path, name: &str| std::os::unix::fs::symlink(target, path.join(name)).expect("a link");
    link(&path.join("sub"), "again");
    link(&path.join("sub/a.metta"), "a.metta");
    link(path, "round");
    link(outside.path(), "outside");
    let mut client = Client::start(&[path], watching());
    let all = [("fa".to_owned(), uri(path, "sub/a.metta")), ("fb".to_owned(), uri(path, "outside/b.metta"))];
    assert_eq!(names(&mut client, "f"), all);
    tell(&mut client, path, &[("a.metta", 2), ("again/a.metta", 2), ("outside/b.metta", 2)]);
    assert_eq!(names(&mut client, "f"), all);
    assert!(client.stop());
}
