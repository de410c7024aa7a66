//! The committed record of one engine's runs: `models/ledger/ENGINE.json`.

use super::{Property, engine};
pub(crate) use heddle::oracle::ledger::{Entry, Fragment, Killed, Killing, Row, Run};
use heddle::sync::Exploration;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How the engine was set up.
pub(crate) fn settings(exploration: &Exploration) -> String {
    let mut settings = format!("{:?} locks", exploration.fairness).to_lowercase();
    if exploration.deadlines > 0 {
        settings += &format!(", {} deadlines injected", exploration.deadlines);
    }
    if exploration.spurious_wakeups > 0 {
        settings += &format!(", {} spurious wake-ups injected", exploration.spurious_wakeups);
    }
    settings
}

/// The top directory.
pub(crate) fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Whether this run writes the ledger instead of checking it.
pub(crate) fn updating() -> bool {
    std::env::var_os("HEDDLE_LEDGER").is_some_and(|value| value == "update")
}

/// The hash of a source file and of those in the folder of its name, if there is one; short enough for a diff.
pub(crate) fn hash(path: &Path) -> String {
    let mut paths = vec![path.to_owned()];
    if let Ok(folder) = std::fs::read_dir(path.with_extension("")) {
        paths.extend(folder.flatten().map(|entry| entry.path()));
        paths.sort();
    }
    let mut hasher = Sha256::new();
    for path in paths {
        hasher.update(std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())));
    }
    hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The source file of a property.
pub(crate) fn source(property: &str) -> PathBuf {
    top().join("models").join(property).with_extension("rs")
}

/// Reads the fragment of an engine; empty if there is none, or one of another form that is about to be written anew.
pub(crate) fn read(engine: &str) -> Fragment {
    let path = path(engine);
    match std::fs::read_to_string(&path) {
        Ok(text) => match serde_json::from_str(&text) {
            Ok(fragment) => fragment,
            Err(_) if updating() => Fragment::default(),
            Err(error) => panic!("{}: {error}", path.display()),
        },
        Err(_) => Fragment::default(),
    }
}

/// Writes the fragment of an engine.
pub(crate) fn write(engine: &str, fragment: &Fragment) {
    let text = serde_json::to_string_pretty(fragment).expect("a fragment is plain data") + "\n";
    let path = path(engine);
    std::fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

fn path(engine: &str) -> PathBuf {
    top().join("models/ledger").join(engine).with_extension("json")
}

/// Writes what a run of `property` has shown into the fragment, or holds it against what was reviewed.
pub(crate) fn settle(property: &Property, scenarios: BTreeMap<String, Row>) {
    if scenarios.is_empty() {
        return;
    }
    let entry = Entry {
        claim: property.claim.to_owned(),
        explores: property.explores.iter().map(|&room| room.to_owned()).collect(),
        source: hash(&source(property.name)),
        scenarios,
    };
    if updating() {
        // Tests of one binary run side by side and share the file.
        static WRITING: std::sync::Mutex<()> = std::sync::Mutex::new(());
        let _writing = WRITING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut fragment = read(engine::NAME);
        fragment.0.retain(|name, _| source(name).exists());
        fragment.0.insert(property.name.to_owned(), entry);
        write(engine::NAME, &fragment);
        return;
    }
    let reviewed = read(engine::NAME).0.remove(property.name);
    let problems = match reviewed {
        None => vec!["the ledger has no entry".to_owned()],
        Some(reviewed) => compare(&reviewed, &entry),
    };
    assert!(
        problems.is_empty(),
        "models/ledger/{}.json and models/{}.rs disagree:\n- {}\nRun again with HEDDLE_LEDGER=update and review the diff.",
        engine::NAME,
        property.name,
        problems.join("\n- ")
    );
}

fn compare(reviewed: &Entry, now: &Entry) -> Vec<String> {
    let mut problems = Vec::new();
    if reviewed.source != now.source {
        problems.push("the model has changed since".to_owned());
    }
    if !reviewed.scenarios.keys().eq(now.scenarios.keys()) {
        problems.push("the scenarios are others".to_owned());
    }
    for (name, row) in &now.scenarios {
        let Some(before) = reviewed.scenarios.get(name) else { continue };
        let words = |run: &Run| run.label.split_whitespace().collect::<Vec<_>>().join(" ");
        let labels = |row: &Row| row.runs.iter().map(words).collect::<Vec<_>>();
        if labels(before) != labels(row) {
            problems.push(format!("{name}: the labels were {:?}, now {:?}", labels(before), labels(row)));
        }
        for (before, now) in before.runs.iter().zip(&row.runs) {
            if now.executions < before.executions.div_ceil(2) {
                let (then, now) = (before.executions, now.executions);
                problems.push(format!("{name}: {then} executions were reviewed, now there are {now}"));
            }
        }
        if !before.mutants.keys().eq(row.mutants.keys()) {
            problems.push(format!("{name}: the mutants are others"));
        }
    }
    problems
}

#[test]
fn every_entry_belongs_to_a_registered_property() {
    let unknown = |name: &&String| !crate::PROPERTIES.iter().any(|property| property.name == **name);
    if engine::NAME != "native" {
        let fragment = read(engine::NAME);
        let strangers: Vec<&String> = fragment.0.keys().filter(unknown).collect();
        assert!(strangers.is_empty(), "models/ledger/{}.json names {strangers:?}", engine::NAME);
    }
}
