//! The mutants that the corpus must reject; they pass through the property tests too.

#[path = "../proptests/mutants/budget.rs"]
pub(crate) mod budget;
#[path = "../proptests/mutants/editing.rs"]
pub(crate) mod editing;
#[path = "../proptests/mutants/embedding.rs"]
pub(crate) mod embedding;
#[path = "../proptests/mutants/environment.rs"]
pub(crate) mod environment;
#[path = "../proptests/mutants/framing.rs"]
pub(crate) mod framing;
#[path = "../proptests/mutants/histories.rs"]
pub(crate) mod histories;
#[path = "../proptests/mutants/loading.rs"]
pub(crate) mod loading;
#[path = "../proptests/mutants/positions.rs"]
pub(crate) mod positions;
#[path = "../proptests/mutants/reader.rs"]
pub(crate) mod reader;
#[path = "../proptests/mutants/rholang.rs"]
pub(crate) mod rholang;
#[path = "../proptests/mutants/server.rs"]
pub(crate) mod server;
#[path = "../proptests/mutants/workspace.rs"]
pub(crate) mod workspace;
