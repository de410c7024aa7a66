//! What the figures are held against: the designs that Heddle replaces. They never live in `src/`.
#![allow(dead_code, reason = "each bench takes what it needs")]

pub(crate) mod one_mutex;
pub(crate) mod one_rwlock;
pub(crate) mod one_table;
