//! Figures about what is done: how long requests take and wait, what was slow, how much memory there is.
//!
//! Recording must cost nothing that anybody notices: a request is one sample in the stripe of the worker that answered it
//! ([`Requests`]); slowness is one comparison ([`SlowOperations`]). All that is worth computing (quantiles, sums over stripes)
//! is computed for who asks. `benches/server.rs` shows what it costs.

mod durations;
mod memory;
mod milestones;
mod requests;
mod slow;

pub use durations::{Distribution, Durations, milliseconds};
pub use memory::Memory;
pub use milestones::{Milestones, Record, Run};
pub use requests::{Kind, Outcome, Requests, Sample, Tally};
pub use slow::{SlowOperation, SlowOperations, THRESHOLD};

/// All figures of one server.
pub struct Metrics {
    /// Requests by kind.
    pub requests: Requests,
    /// What was slow.
    pub slow: SlowOperations,
    /// What happens seldom.
    pub milestones: Milestones,
}

impl Metrics {
    /// Nothing is recorded yet; requests have so many stripes.
    #[must_use]
    pub fn new(stripes: usize) -> Metrics {
        Metrics {
            requests: Requests::new(stripes),
            slow: SlowOperations::new(),
            milestones: Milestones::new(),
        }
    }
}
