//! Queries against naive unification: both sides may bind, nothing may be cyclic, copies multiply, order is that of load.

use super::source::Source;
use heddle::oracle::differential::Differential;
use heddle::oracle::operation::{Question, Step, Write};
use heddle::oracle::production::Production;
use heddle::oracle::subject::Subject;

const ATOMS: usize = 10;
const QUERIES: usize = 4;

/// Runs the environment that ships.
///
/// # Panics
/// With the difference, where there is one.
pub fn query_unification(data: &[u8]) {
    if let Err(difference) = check(data, Production::new()) {
        panic!("{difference}");
    }
}

/// Adds a few atoms and asks a few queries, of up to three patterns, as `data` says.
///
/// # Errors
/// The first difference.
pub fn check<S: Subject>(data: &[u8], subject: S) -> Result<(), String> {
    let mut source = Source::new(data);
    let mut differential = Differential::new(subject);
    for _ in 0..=source.below(ATOMS) {
        let atom = match source.below(4) {
            0 => source.known(differential.specification()),
            _ => source.atom(),
        };
        differential.step(&Step::Write(Write::Add(atom))).map_err(|difference| difference.to_string())?;
    }
    for _ in 0..QUERIES {
        let pattern = source.pattern(differential.specification(), 3);
        let query = Question::Query { pattern, template: source.template() };
        differential.step(&Step::Ask(query)).map_err(|difference| difference.to_string())?;
        if source.is_empty() {
            break;
        }
    }
    Ok(())
}
