//! The oracle: sequential specifications that the real components are held against.
//!
//! [`specification`] says what is right. [`subject::Subject`] is what an environment must offer to be held against it,
//! [`operation`] is what can be done, as data, and [`differential::Differential`] does it with both and compares.

pub mod ahead;
pub mod child;
pub mod choices;
pub mod conformance;
pub mod connection;
pub mod conversation;
pub mod conversion;
pub mod differential;
pub mod drive;
pub mod embedding;
pub mod evaluation;
pub mod excerpt;
pub mod history;
pub mod ledger;
pub mod linearize;
pub mod loading;
pub mod lsp;
pub mod metta;
pub mod operation;
pub mod page;
pub mod parallel;
pub mod positions;
pub mod production;
pub mod programs;
pub mod reading;
pub mod rholang_reading;
pub mod scoping;
pub mod specification;
pub mod subject;
pub mod vocabulary;
pub mod words;
pub mod workspace;
