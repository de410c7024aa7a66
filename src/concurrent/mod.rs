//! The concurrent components: generic, with no language in them.
//!
//! Each is a *machine* (plain data behind `&mut self`: no lock, no clock, no thread) inside a *shell* that adds the
//! lock and the wake-up. The machine is tested against its specification in `proptests/`, the shell is what
//! `models/` explores under loom and shuttle.

pub mod ordered_window;
pub mod published;
pub mod request_queue;
pub mod single_flight;
pub mod speculation;
pub mod stamp;
pub mod stamped_cache;

pub use ordered_window::{Abandoned, Budget, Claim, OrderedWindow, Results};
pub use published::{Delta, Published, Revision};
pub use request_queue::RequestQueue;
pub use single_flight::SingleFlight;
pub use speculation::Speculation;
pub use stamp::Stamp;
pub use stamped_cache::StampedCache;
