//! The bodies of the fuzz targets in `fuzz/`, so that the committed corpus is replayed on stable as well.
//!
//! Each body comes twice: as the function of the target, which panics where something is wrong, and as a `check` that
//! takes the subject and returns the difference, through which the mutants of `fuzz/replay.rs` pass with the same inputs.
//! Inputs are bytes; [`source`] makes terms and steps of them, from few words, so that much collides.

pub mod conversations;
pub mod edit_scripts;
pub mod embedding;
pub mod environment_operations;
pub mod evaluation;
pub mod framing;
pub mod histories;
pub mod loading;
pub mod metta_analysis;
pub mod overlay_merge;
pub mod parallel_evaluation;
pub mod positions;
pub mod query_unification;
pub mod reader;
pub mod rholang_parser;
pub mod source;
pub mod transactions;
