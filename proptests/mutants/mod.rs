//! What draft designs of such systems do wrong, one step each. A mutant passes through the same body, with the same inputs, as
//! what ships, in the property tests and in the replay of the fuzzers' corpus; the body must reject it.

pub(crate) mod cache;
pub(crate) mod cached_resolution;
pub(crate) mod detection;
pub(crate) mod editing;
pub(crate) mod embedding;
pub(crate) mod environment;
pub(crate) mod loading;
pub(crate) mod positions;
pub(crate) mod reader;
pub(crate) mod rholang;
pub(crate) mod scopes;
pub(crate) mod workspace;
