//! What the server says about itself.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::client::Client;

/// A client that has asked for three definitions and a hover, and for one completion in a shape that nobody understands; in a
/// workspace of two documents.
fn conversation(options: Value) -> (Client, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("lib.metta"), "(= (größe $x) $x)\n(= (f) (größe 1))\n")
        .expect("written");
    std::fs::write(folder.path().join("bank.rho"), "contract @\"bank\"(x) = { Nil }\n").expect("written");
    let root = heddle::text::Uri::from_path(folder.path());
    let mut client = Client::connect();
    let params = json!({
        "processId": null, "rootUri": root.as_str(), "capabilities": {}, "initializationOptions": options,
    });
    assert!(client.request("initialize", params).get("result").is_some());
    client.notify("initialized", json!({}));
    let place = json!({ "textDocument": { "uri": format!("{}/lib.metta", root.as_str()) }, "position": { "line": 1, "character": 9 } });
    for _ in 0..3 {
        let answer = client.request("textDocument/definition", place.clone());
        assert_eq!(answer["result"][0]["range"]["start"]["line"], 0, "{answer}");
    }
    client.request("textDocument/hover", place);
    assert!(client.request("textDocument/completion", json!(7)).get("error").is_some());
    (client, folder)
}

#[test]
fn status_tells_requests_index_workspace_and_connection() {
    let (mut client, _folder) = conversation(Value::Null);
    let answer = client.request("heddle/status", Value::Null);
    let status = &answer["result"];
    assert_eq!(status["version"], env!("CARGO_PKG_VERSION"), "{answer}");
    assert_eq!(status["process"], std::process::id());
    let kinds = &status["requests"]["kinds"];
    assert_eq!(kinds["textDocument/definition"]["outcomes"], json!({ "answered": 3 }), "{kinds}");
    assert_eq!(kinds["textDocument/hover"]["took"]["count"], 1);
    assert_eq!(kinds["textDocument/completion"]["outcomes"], json!({ "refused": 1 }));
    // What asks is not answered yet.
    assert!(kinds.get("heddle/status").is_none(), "{kinds}");
    assert_eq!(status["requests"]["waited"]["count"], 5);
    let definition = &kinds["textDocument/definition"];
    let figures =
        ["p50", "p95", "p99", "max"].map(|name| definition["took"][name].as_f64().expect("a number"));
    assert!(figures.is_sorted() && figures[0] > 0.0, "{definition}");
    assert!(definition["waited"]["max"].as_f64() <= definition["took"]["max"].as_f64(), "{definition}");

    let indexing = &status["indexing"];
    assert_eq!(indexing["state"], "ready", "{indexing}");
    assert_eq!(
        (&indexing["total"], &indexing["done"], &indexing["failed"]),
        (&json!(2), &json!(2), &json!(0))
    );
    assert_eq!(indexing["runs"][0]["files"], 2, "{indexing}");
    assert_eq!(status["requests"]["index"], "ready");
    assert_eq!(status["workspace"]["documents"], json!({ "metta": 1, "rholang": 1 }));
    assert!(status["workspace"]["definitions"].as_u64() >= Some(3), "{status}");
    assert_eq!(status["connections"]["initialize"]["count"], 1);
    let connections = &status["connections"];
    assert!(connections["established"]["max"].as_f64() >= connections["initialize"]["max"].as_f64());
    assert!(client.stop());
}

#[test]
fn what_is_slow_is_kept_where_the_threshold_says_so() {
    let (mut client, _folder) = conversation(json!({ "slowOperationMs": 0 }));
    let slow = client.request("heddle/status", Value::Null)["result"]["slow"].clone();
    assert_eq!(slow["threshold"], 0.0, "{slow}");
    assert_eq!(slow["count"], 5);
    assert_eq!(slow["last"][0]["name"], "textDocument/definition");
    assert!(
        slow["last"][0]["subject"].as_str().is_some_and(|subject| subject.ends_with("/lib.metta")),
        "{slow}"
    );
    assert!(client.stop());

    let (mut client, _folder) = conversation(json!({ "heddle": { "slowOperationMs": 3_600_000 } }));
    let slow = client.request("heddle/status", Value::Null)["result"]["slow"].clone();
    assert_eq!((&slow["count"], &slow["last"]), (&json!(0), &json!([])), "{slow}");
    let settings = json!({ "heddle": { "slowOperationMs": 0 } });
    client.notify("workspace/didChangeConfiguration", json!({ "settings": settings }));
    client.request("heddle/status", Value::Null);
    let slow = client.request("heddle/status", Value::Null)["result"]["slow"].clone();
    assert_eq!((&slow["count"], &slow["last"][0]["name"]), (&json!(1), &json!("heddle/status")), "{slow}");
    assert!(client.stop());
}

#[test]
fn metrics_are_what_prometheus_reads() {
    let (mut client, _folder) = conversation(Value::Null);
    let answer = client.request("heddle/metrics", Value::Null);
    let text = answer["result"].as_str().expect("a text");
    assert!(text.ends_with("# EOF\n"), "{text}");
    let mut samples: BTreeMap<String, f64> = BTreeMap::new();
    for line in text.lines() {
        let comment = ["# HELP heddle_", "# TYPE heddle_", "# UNIT heddle_", "# EOF"];
        if comment.iter().any(|start| line.starts_with(start)) {
            continue;
        }
        let (name, value) = line.rsplit_once(' ').expect("a name and a value");
        assert!(name.starts_with("heddle_"), "{line}");
        let before = samples.insert(name.to_owned(), value.parse().expect("a number"));
        assert_eq!(before, None, "{line}");
    }
    let labels = "{method=\"textDocument/definition\"";
    assert_eq!(samples[&format!("heddle_requests_total{labels},outcome=\"answered\"}}")], 3.0);
    assert_eq!(samples[&format!("heddle_request_seconds_count{labels}}}")], 3.0);
    let bucket = |bound: &str| {
        let le = format!("le=\"{bound}\"");
        let of =
            |name: &str| name.starts_with("heddle_request_seconds_bucket{") && name.contains("definition");
        let found = samples.iter().find(|(name, _)| of(name) && name.contains(&le));
        *found.unwrap_or_else(|| panic!("no bucket {bound}: {text}")).1
    };
    let bounds = ["0.001", "0.1", "10.0", "+Inf"].map(bucket);
    assert!(bounds.is_sorted(), "{bounds:?}");
    assert_eq!(bounds[3], 3.0);
    assert_eq!(samples["heddle_indexed"], 1.0);
    assert_eq!(samples["heddle_documents{language=\"rholang\"}"], 1.0);
    assert!(client.stop());
}
