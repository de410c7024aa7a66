//! Analysis: what a text costs from bytes to occurrences, and what finding MeTTa in Rholang gains from more threads.
//!
//! `cargo bench --bench analysis`

mod support;

use support::table::Table;
use support::{detection, front_ends};

fn main() {
    let mut table = Table::default();
    front_ends::measure(&mut table);
    table.print("Analysis");
    let mut table = Table::default();
    detection::measure(&mut table);
    table.print("Embedded MeTTa");
}
