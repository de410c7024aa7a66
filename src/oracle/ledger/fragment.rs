//! The record of one engine's runs, as it stands in `models/ledger/ENGINE.json`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What one engine has shown, by property.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fragment(pub BTreeMap<String, Entry>);

/// What one engine has shown of one property.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// The claim.
    pub claim: String,
    /// The rooms or files of `src/` that it runs.
    pub explores: Vec<String>,
    /// The hash of the model's source when it was run.
    pub source: String,
    /// By scenario.
    pub scenarios: BTreeMap<String, Row>,
}

/// What one engine has shown of one scenario.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// The guarantees that it can refute.
    pub guarantees: Vec<String>,
    /// How many threads it has.
    pub threads: usize,
    /// How read-write locks treat readers while a writer waits, and what is injected.
    pub settings: String,
    /// The clean runs of the production type.
    pub runs: Vec<Run>,
    /// The mutants, by name.
    pub mutants: BTreeMap<String, Killed>,
}

/// A clean run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Run {
    /// What it covered, truthfully.
    pub label: String,
    /// How often the body ran.
    pub executions: usize,
}

/// How a mutant died.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Killed {
    /// The one step in which it differs from production.
    pub fault: String,
    /// Each death.
    pub deaths: Vec<Killing>,
}

/// One death.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Killing {
    /// What the message contained.
    pub message: String,
    /// The smallest bound, or the schedule, that kills.
    pub by: String,
}
