//! The language front ends.

pub mod metta;
