//! W5: edits of a workspace of both languages, published by many threads, end as their newest texts built from nothing.

use super::source::Source;
use heddle::oracle::workspace::edit_script::{self, DOCUMENTS, Edit, EditScript, pieces};

const EDITS: usize = 24;
const PIECES: usize = 6;

/// Runs the workspace that ships.
///
/// # Panics
/// With the difference, where there is one.
pub fn edit_scripts(data: &[u8]) {
    if let Err(difference) = check(data, edit_script::incremental) {
        panic!("{difference}");
    }
}

/// Goes one way to the final state of the script that `data` stands for.
///
/// # Errors
/// Where it is not that of the newest texts.
pub fn check(data: &[u8], way: impl Fn(&EditScript) -> String) -> Result<(), String> {
    let mut source = Source::new(data);
    let (threads, batch) = (source.below(4) + 1, source.below(6) + 1);
    let mut edits = Vec::new();
    while !source.is_empty() && edits.len() < EDITS {
        let document = source.below(DOCUMENTS.len());
        let removed = source.below(6) == 5;
        let arrival = source.below(8) as u8;
        let words = if removed { 0 } else { source.below(PIECES) };
        let text: String = (0..words).filter_map(|_| source.choose(pieces(document)).copied()).collect();
        edits.push(Edit { document, text: (!removed).then_some(text), arrival });
    }
    edit_script::compare(&EditScript { edits, threads, batch }, way)
}
