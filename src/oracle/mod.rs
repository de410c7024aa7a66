//! The oracle: sequential specifications that the real components are held against.

pub mod specification;
