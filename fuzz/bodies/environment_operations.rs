//! E1, E3, E4: whatever is done with an environment, it answers as its specification does.

use super::source::Source;
use heddle::oracle::differential::Differential;
use heddle::oracle::production::Production;
use heddle::oracle::subject::Subject;

/// More steps than this add nothing but time.
const STEPS: usize = 48;
/// A space beyond this size is only asked and emptied: the specification walks over all of it, often.
const ATOMS: usize = 32;

/// Runs the environment that ships.
///
/// # Panics
/// With the difference, where there is one.
pub fn environment_operations(data: &[u8]) {
    if let Err(difference) = check(data, Production::new()) {
        panic!("{difference}");
    }
}

/// Runs the steps that `data` stands for.
///
/// # Errors
/// The first difference.
pub fn check<S: Subject>(data: &[u8], subject: S) -> Result<(), String> {
    let mut source = Source::new(data);
    let mut differential = Differential::new(subject);
    for _ in 0..STEPS {
        if source.is_empty() || differential.specification().len() > ATOMS {
            break;
        }
        let step = source.step(differential.specification());
        differential.step(&step).map_err(|difference| difference.to_string())?;
    }
    Ok(())
}
