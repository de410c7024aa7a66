//! The ledger: which guarantees there are, what was run for each, and how every mutant died.
//!
//! The engines' own runs write it (`models/`, `cargo test`); here it is as it was committed, in the program itself, so that
//! `heddle explain` needs no source tree.

mod fragment;
mod guarantee;
mod table;

pub use fragment::{Entry, Fragment, Killed, Killing, Row, Run};
pub use guarantee::{GUARANTEES, Guarantee};
pub use table::{Step, Table};

/// The fragments in the order in which they are shown: name of the engine, and its text.
const FRAGMENTS: [(&str, &str); 3] = [
    ("loom", include_str!("../../../models/ledger/loom.json")),
    ("shuttle", include_str!("../../../models/ledger/shuttle.json")),
    ("native", include_str!("../../../models/ledger/native.json")),
];

/// The interleaving tables by `PROPERTY.SCENARIO.MUTANT[.one_lock]`, ordered by name.
const TABLES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/tables.rs"));

/// The committed fragments, each with the name of its engine.
///
/// # Errors
/// Those of the JSON, if a fragment was damaged before the program was built.
pub fn committed() -> Result<Vec<(&'static str, Fragment)>, serde_json::Error> {
    FRAGMENTS.iter().map(|&(engine, text)| Ok((engine, serde_json::from_str(text)?))).collect()
}

/// The text of the table of the shortest failing schedule that shuttle found for a mutant. `one_lock`: of the run in which
/// the one-lock rule kills a mutant that dies of a deadlock as well. O(log number of tables).
#[must_use]
pub fn table_text(property: &str, scenario: &str, mutant: &str, one_lock: bool) -> Option<&'static str> {
    let name = format!("{property}.{scenario}.{mutant}{}", if one_lock { ".one_lock" } else { "" });
    let at = TABLES.binary_search_by(|(known, _)| known.cmp(&name.as_str())).ok()?;
    TABLES.get(at).map(|&(_, text)| text)
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn what_was_committed_is_read() {
        let fragments = committed().unwrap();
        assert!(fragments.iter().all(|(_, fragment)| fragment.0.len() > 20), "a fragment is nearly empty");
    }

    #[test]
    fn every_death_on_a_found_schedule_has_a_table_that_can_be_read() {
        let fragments = committed().unwrap();
        let (_, shuttle) = fragments.iter().find(|(engine, _)| *engine == "shuttle").unwrap();
        let mut tables = 0;
        for (property, entry) in &shuttle.0 {
            for (scenario, row) in &entry.scenarios {
                for (mutant, killed) in &row.mutants {
                    for death in killed.deaths.iter().filter(|death| death.by.contains("preemptions:")) {
                        let one_lock = killed.deaths.len() > 1 && death.message.starts_with("one-lock");
                        let text = table_text(property, scenario, mutant, one_lock)
                            .unwrap_or_else(|| panic!("{property}/{scenario}/{mutant} has no table"));
                        let table = Table::read(text).unwrap_or_else(|| {
                            panic!("{property}/{scenario}/{mutant}: not a table:\n{text}")
                        });
                        assert!(table.verdict.contains(&death.message), "{property}/{scenario}/{mutant}");
                        assert!(!table.steps.is_empty() && !table.threads.is_empty(), "{property}/{mutant}");
                        tables += 1;
                    }
                }
            }
        }
        assert_eq!(tables, TABLES.len(), "a table belongs to no death");
    }
}
