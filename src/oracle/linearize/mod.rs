//! Is there an order in which one thread could have done all this?
//!
//! The search is Wing and Gong's (1993) with Lowe's memory of what was tried (2017), per partition, with limits. It says
//! `ok`, `violation` with a witness, or `unknown`; never `ok` for want of time.

mod chain;
mod check;
mod mask;
mod monitor;
mod part;
mod search;
mod states;
mod verdict;
mod witness;

pub use check::{check, check_on};
pub use verdict::{Limit, Limits, Linearization, Refused, Report, Verdict, Violation};
