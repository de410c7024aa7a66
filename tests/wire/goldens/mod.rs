//! The golden cases of `shared/rholang/goldens` over the wire: each single request by a client with the files of the case
//! open, each sequence in a real folder. The fields of `expected` mean what `shared/rholang/tools/run_goldens.py` and
//! `run_seqs.py` say.

mod sequence;
mod verdict;

use serde_json::{Value, json};

use super::client::Client;
use crate::goldens::{cases, folder};

/// What an editor of today can.
fn capabilities() -> Value {
    json!({
        "textDocument": { "documentSymbol": { "hierarchicalDocumentSymbolSupport": true } },
        "window": { "workDoneProgress": true },
    })
}

/// One request with the files of the case open.
fn single(case: &Value) -> Result<(), String> {
    let mut client = Client::start(&[], capabilities());
    let files = case["files"].as_object().ok_or("no files")?;
    for (uri, text) in files {
        client.open(uri, 1, text.as_str().unwrap_or_default());
    }
    let request = &case["request"];
    let method = request["method"].as_str().unwrap_or_default();
    let outcome = if method == "textDocument/publishDiagnostics" {
        let uri = request["uri"].as_str().unwrap_or_default();
        // While other files are opened the findings may change; those of the whole case are asked for.
        client.request("workspace/symbol", json!({ "query": "" }));
        let found = last_findings(&mut client, uri);
        verdict::findings(&found, &case["expected"])
    } else {
        let answer = client.request(method, parameters(request));
        verdict::judge(method, &answer, &case["expected"])
    };
    if !client.stop() {
        return Err("the server has not ended well".to_owned());
    }
    outcome
}

/// The last findings of a document before a later document has its own.
fn last_findings(client: &mut Client, uri: &str) -> Value {
    // A look is over when a document that was opened after all others has its findings, and one more look follows.
    for version in 1..3 {
        let last = "untitled:last.rho";
        match version {
            1 => client.open(last, 1, "Nil\n"),
            _ => client.change(last, version, "Nil\n\n"),
        }
        client.findings(last, version);
    }
    let mut found = client.findings(uri, 1);
    while client.has_read(|message| verdict::is_published(message, uri)) {
        found = client.findings(uri, 1);
    }
    found
}

/// The parameters of a request as a case writes them.
fn parameters(request: &Value) -> Value {
    let mut params = json!({});
    if let Some(uri) = request["uri"].as_str() {
        params["textDocument"] = json!({ "uri": uri });
    }
    for key in ["query", "position", "context", "newName"] {
        if !request[key].is_null() {
            params[key] = request[key].clone();
        }
    }
    params
}

#[test]
fn the_goldens_are_answered_over_the_wire() {
    let Some(folder) = folder() else {
        println!("SKIPPED: no shared/rholang/goldens above the package and no HEDDLE_SHARED");
        return;
    };
    let cases = cases(&folder);
    let mut failures = Vec::new();
    for case in &cases {
        let result = match case.case["steps"].is_array() {
            true => sequence::run(&case.case),
            false => single(&case.case),
        };
        if let Err(why) = result {
            failures.push(format!("{}: {}: {why}", case.id, case.case["description"]));
        }
    }
    println!("{} of {} goldens answered over the wire", cases.len() - failures.len(), cases.len());
    assert!(failures.is_empty(), "{} of {} goldens:\n{}", failures.len(), cases.len(), failures.join("\n"));
    assert!(!cases.is_empty(), "no golden was run");
}
