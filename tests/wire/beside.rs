//! A client without folders: what lies beside an open document belongs to the workspace, and nothing below or above it.

use std::fs;

use serde_json::json;

use super::client::Client;

#[test]
fn files_beside_an_open_document_are_known_and_folders_below_are_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("below")).expect("a folder");
    fs::write(path("größe.metta"), "(= (beside $x) $x)\n").expect("written");
    fs::write(path("below/far.metta"), "(= (far $x) $x)\n").expect("written");
    let uri = heddle::text::Uri::from_path(&path("use.metta"));
    let mut client = Client::start(&[], json!({}));
    client.open(uri.as_str(), 1, "!(beside 1)\n!(far 1)\n");
    let mut definition = |line: u32| {
        let place =
            json!({ "textDocument": { "uri": uri.as_str() }, "position": { "line": line, "character": 2 } });
        client.request("textDocument/definition", place)["result"].clone()
    };
    let found = definition(0);
    let expected = heddle::text::Uri::from_path(&path("größe.metta"));
    assert_eq!(found[0]["uri"], expected.as_str(), "{found}");
    assert_eq!(definition(1), json!([]));
    assert!(client.stop());
}

#[test]
fn a_name_that_is_defined_beside_is_never_called_unbound() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("lib.rho"), "contract f() = { Nil }\n").expect("written");
    let uri = heddle::text::Uri::from_path(&folder.path().join("use.rho"));
    let mut client = Client::start(&[], json!({}));
    client.open(uri.as_str(), 1, "new k in { f!() | g!() }\n");
    let found = client.findings(uri.as_str(), 1);
    let said = found.to_string();
    assert!(!said.contains("`f`"), "{said}");
    assert!(client.stop());
}
