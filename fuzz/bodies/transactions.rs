//! E1, E4: transactions that succeed and that fail, one after the other, with others publishing meanwhile.

use super::source::Source;
use heddle::oracle::differential::Differential;
use heddle::oracle::operation::Step;
use heddle::oracle::production::Production;
use heddle::oracle::subject::Subject;

const TRANSACTIONS: usize = 16;
const ATOMS: usize = 40;

/// Runs the environment that ships.
///
/// # Panics
/// With the difference, where there is one.
pub fn transactions(data: &[u8]) {
    if let Err(difference) = check(data, Production::new()) {
        panic!("{difference}");
    }
}

/// Runs the transactions that `data` stands for; a snapshot is kept before each.
///
/// # Errors
/// The first difference.
pub fn check<S: Subject>(data: &[u8], subject: S) -> Result<(), String> {
    let mut source = Source::new(data);
    let mut differential = Differential::new(subject);
    for _ in 0..TRANSACTIONS {
        if source.is_empty() || differential.specification().len() > ATOMS {
            break;
        }
        let transaction = source.transaction(differential.specification());
        differential.run(&[Step::Keep, transaction]).map_err(|difference| difference.to_string())?;
    }
    Ok(())
}
