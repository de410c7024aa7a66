//! What every bench shares: measuring (CPU seconds beside wall seconds, interleaved rounds, ratios within one run), a
//! table printer and a generator of workspaces.
#![allow(dead_code, unreachable_pub, reason = "each bench takes what it needs")]

pub mod detection;
pub mod front_ends;
pub mod measure;
pub mod table;
pub mod workspace;
