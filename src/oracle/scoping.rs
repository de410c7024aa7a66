//! Scopes of Rholang beside a specification that knows the program before it is text.

use std::sync::Arc;

use super::specification::scoping::{Meanings, Process, meanings};
use super::specification::scoping_text::write;
use crate::language::analysis::Target;
use crate::language::{LanguageId, analyze};

/// What reads a program: given the program with its places, and its text.
pub type Subject = fn(&Process, &str) -> Meanings;

/// What ships: the analysis of the text.
pub fn production(_: &Process, text: &str) -> Meanings {
    let analysis = analyze(LanguageId::Rholang, &Arc::from(text));
    let mut found = Meanings::default();
    for occurrence in analysis.occurrences() {
        let written = analysis.source(occurrence.span);
        if written.starts_with('@') {
            continue;
        }
        let binder = match occurrence.target {
            Target::Global(_) => None,
            Target::Local(symbol) => {
                let binding = analysis.symbols().get(symbol.0 as usize).map(|symbol| symbol.binding);
                let binding = binding.and_then(|binding| analysis.occurrence(binding));
                binding.map(|binding| binding.span.start as usize)
            }
        };
        found.binders.insert(occurrence.span.start as usize, binder);
    }
    for problem in analysis.diagnostics() {
        if matches!(problem.code, "R0201" | "R0202" | "R0203") || problem.code < "R0100" {
            found.problems.insert((problem.code, problem.span.start as usize));
        }
    }
    found
}

/// Reads `program` with `subject`: every variable must mean what the specification says, and no other problem may be
/// reported than those that it names.
///
/// # Errors
/// The first difference.
pub fn compare(program: &Process, subject: Subject) -> Result<(), String> {
    let mut program = program.clone();
    let text = write(&mut program);
    let (expected, found) = (meanings(&program, None), subject(&program, &text));
    for (place, binder) in &expected.binders {
        match found.binders.get(place) {
            Some(other) if other == binder => {}
            other => return Err(format!("{text}: the variable at {place} means {binder:?}, not {other:?}")),
        }
    }
    if let Some(place) = found.binders.keys().find(|place| !expected.binders.contains_key(place)) {
        return Err(format!("{text}: there is no variable at {place}"));
    }
    if expected.problems == found.problems {
        return Ok(());
    }
    Err(format!("{text}: {:?} is wrong, not {:?}", expected.problems, found.problems))
}
