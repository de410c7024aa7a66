//! Programs: texts and files go in, results come out (LANGUAGE.md section 2).
//!
//! A [`Session`] runs texts form by form, in order: an atom is added as it stands, a form behind `!` is evaluated at its
//! place, and whoever listens hears of its results before the next one begins. A syntax error ends a text where it stands:
//! everything before it was run. `bind!` changes how later text is read ([`Tokens`]); modules have spaces and readers of
//! their own, are loaded once, and are looked for beside the file that imports them (`modules`).
//!
//! Consecutive `!` forms are handed to [`Batches`], which may evaluate them at the same time.

mod adding;
mod batches;
mod builtin;
mod checking;
mod evaluate;
mod forms;
mod hosting;
mod members;
mod modules;
mod outcome;
mod session;
mod source;
pub mod start;
mod tokens;
mod transactions;

pub use batches::{Batch, Batches, InOrder};
pub use evaluate::form;
pub(crate) use evaluate::{contained, panic, within};
pub use members::{Part, members, part, share};
pub use outcome::{Outcome, Verdict, Wanted};
pub use session::{Ending, Options, Report, Session, Work};
pub use source::Source;
pub use tokens::{Bound, Tokens};
pub use transactions::{Evaluation, Run};
