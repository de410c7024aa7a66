//! The language server: bytes in, bytes out.
//!
//! ```text
//! client ─► reader ─► lane (ordered; never waits) ─► request queue ─► workers, each on a snapshot ─► outgoing ─► writer ─► client
//!                       │ text synchronization                                                          ▲
//!                       └─► overlay ─► findings ────────────────────────────────────────────────────────┘
//! ```

mod capabilities;
mod client;
mod configuration;
mod connection;
mod context;
mod crew;
pub mod door;
mod engine;
pub mod exposition;
mod finding;
mod findings;
mod handlers;
mod highlighted;
mod job;
mod lane;
pub mod logging;
mod observer;
pub mod outgoing;
pub mod panics;
mod process;
pub mod progress;
mod router;
mod session;
pub mod status;
mod surroundings;
mod synchronization;
mod watching;
pub mod wire;
mod workspace_edit;

pub use client::Client;
pub use configuration::Configuration;
pub use connection::{serve, serve_with};
pub use context::Context;
pub use engine::{Engine, Places};
pub use outgoing::Outgoing;
pub use router::{Listener, OnChange, Route, Router};
pub use session::Session;
pub use status::Status;
pub use surroundings::Surroundings;
