//! The golden cases of `shared/rholang/goldens` are answered by the library: every single request through an overlay with
//! the files of the case open, every sequence step by step through overlays over one workspace.

mod sequence;
mod verdict;

use std::path::PathBuf;
use std::sync::Arc;

use heddle::workspace::{Overlay, Workspace};
use serde_json::Value;

use crate::conformance_reader::shared;

/// A case, by the name of its file.
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) case: Value,
}

pub(crate) fn folder() -> Option<PathBuf> {
    shared().map(|shared| shared.join("rholang/goldens")).filter(|folder| folder.is_dir())
}

pub(crate) fn cases(folder: &PathBuf) -> Vec<Case> {
    let entries = std::fs::read_dir(folder).expect("the folder of the goldens is readable");
    let paths = entries.map(|entry| entry.expect("an entry of the folder is readable").path());
    let mut cases: Vec<Case> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("a golden is readable");
            let case: Value = serde_json::from_str(&text).expect("a golden is JSON");
            Case { id: case["id"].as_str().expect("a golden has an id").to_owned(), case }
        })
        .collect();
    cases.sort_by(|a, b| a.id.cmp(&b.id));
    cases
}

/// One request with the files of the case open.
fn single(case: &Value) -> Result<(), String> {
    let overlay = Overlay::new(Arc::new(Workspace::new()));
    for (uri, text) in case["files"].as_object().into_iter().flatten() {
        overlay.open(uri.as_str().into(), 1, text.as_str().unwrap_or_default());
    }
    let request = &case["request"];
    let method = request["method"].as_str().unwrap_or_default();
    verdict::judge(&overlay.snapshot(), method, request, &case["expected"])
}

#[test]
fn the_goldens_are_answered() {
    let Some(folder) = folder() else {
        println!("SKIPPED: no shared/rholang/goldens above the package and no HEDDLE_SHARED");
        return;
    };
    let cases = cases(&folder);
    let (mut failures, mut server) = (Vec::new(), Vec::new());
    for Case { id, case } in &cases {
        let result = match case["steps"].as_array() {
            Some(steps) => sequence::run(&case["files"], steps),
            None => single(case),
        };
        if let Err(why) = result {
            failures.push(format!("{id}: {}: {why}", case["description"].as_str().unwrap_or_default()));
        }
        if case["steps"].as_array().into_iter().flatten().any(sequence::is_about_background_indexing) {
            server.push(id.as_str());
        }
    }
    println!(
        "{} of {} goldens answered; in background indexing, which is the server's, the library has run only the order of \
         events that they name: {}",
        cases.len() - failures.len(),
        cases.len(),
        server.join(", ")
    );
    assert!(failures.is_empty(), "{} of {} goldens:\n{}", failures.len(), cases.len(), failures.join("\n"));
    assert!(!cases.is_empty(), "no golden was run");
}
