//! The components of a workspace engine as machines with operations and outcomes.
//!
//! Each says what a component does for those who share it, whatever is inside: an implementation in any language can be
//! held against it. What a component does inside (which entry makes room, which request is next) is said by the lists next
//! door, which these machines are made of where that can be seen from outside.

pub mod environment;
pub mod loader;
pub mod published;
pub mod request_queue;
pub mod stamped_cache;
pub mod workspace;
