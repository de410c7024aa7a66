//! E2: sequential, parallel and specified loading of the same files have one outcome, errors included.

use super::source::Source;
use heddle::oracle::loading::{self, File, Outcome, Way};
use heddle::oracle::specification::loading::Policy;

/// Loads with the loader that ships.
///
/// # Panics
/// With the difference, where there is one.
pub fn loading(data: &[u8]) {
    if let Err(difference) = check(data, loading::production) {
        panic!("{difference}");
    }
}

/// Loads the files that `data` stands for, sequentially and in one parallel way.
///
/// # Errors
/// The first difference from the specification.
pub fn check(data: &[u8], load: impl Fn(&[File], Policy, Way) -> Outcome) -> Result<(), String> {
    let mut source = Source::new(data);
    let policy = if source.below(2) == 0 { Policy::FailFast } else { Policy::Collect };
    let batches = [u64::MAX, 1, 24, 64];
    let parallel = Way {
        threads: 1 + source.below(3),
        batch_bytes: source.choose(&batches).copied().unwrap_or(1),
        per_batch: source.below(2) == 0 && policy == Policy::Collect,
    };
    let sequential = Way { threads: 0, batch_bytes: 1, per_batch: false };
    let files: Vec<File> = (0..source.below(6)).map(|n| (format!("{n}.metta"), source.file())).collect();
    for way in [sequential, parallel] {
        loading::compare(&files, policy, way, &load(&files, policy, way))?;
    }
    Ok(())
}
