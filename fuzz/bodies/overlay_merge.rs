//! W1–W4: a workspace of words and two connections against their specification, step by step.

use super::source::Source;
use heddle::oracle::specification::workspace::{DiskChange, WorkspaceSpecification};
use heddle::oracle::workspace::{Agreement, CONNECTIONS, Step, WorkspaceProduction, WorkspaceSubject};

const STEPS: usize = 40;
const DOCUMENTS: [&str; 4] = ["a.metta", "b.metta", "c.rho", "d.rho"];
const WORDS: [&str; 16] =
    ["+f", "+g", ":f", "f", "g", "h", "<m", "<n", "[", "]", "[ +f ]", "[ f", "+", ":", "λ", "[ [ +g ] f ]"];

/// Runs the workspace that ships.
///
/// # Panics
/// With the difference, where there is one.
pub fn overlay_merge(data: &[u8]) {
    if let Err(difference) = check(data, WorkspaceProduction::new()) {
        panic!("{difference}");
    }
}

/// Does the steps that `data` stands for.
///
/// # Errors
/// The first difference.
pub fn check<S: WorkspaceSubject>(data: &[u8], subject: S) -> Result<(), String> {
    let mut source = Source::new(data);
    let mut agreement = Agreement::new(subject);
    for _ in 0..STEPS {
        if source.is_empty() {
            break;
        }
        let step = step(&mut source, agreement.specification());
        agreement.step(&step)?;
    }
    Ok(())
}

fn step(source: &mut Source<'_>, specification: &WorkspaceSpecification) -> Step {
    let connection = source.below(CONNECTIONS);
    match source.below(16) {
        0..5 => Step::Publish((0..source.below(3) + 1).map(|_| disk_change(source, specification)).collect()),
        5..7 => Step::Submit(disk_change(source, specification)),
        7 => Step::Settle,
        8..10 => Step::Open(connection, uri(source), source.below(4) as i32, text(source)),
        10..13 => {
            let uri = uri(source);
            let current = specification.client_version(connection, &uri).unwrap_or(0);
            Step::Change(connection, uri, current + source.below(4) as i32 - 1, text(source))
        }
        13 | 14 => Step::Close(connection, uri(source)),
        _ => Step::Keep((source.below(3) > 0).then_some(connection)),
    }
}

fn uri(source: &mut Source<'_>) -> String {
    format!("file:///{}", source.choose(&DOCUMENTS).copied().unwrap_or_default())
}

fn text(source: &mut Source<'_>) -> String {
    let words: Vec<&str> = (0..source.below(4)).filter_map(|_| source.choose(&WORDS).copied()).collect();
    words.join(" ")
}

/// A state of a document with a version around the one that is there.
fn disk_change(source: &mut Source<'_>, specification: &WorkspaceSpecification) -> DiskChange {
    let uri = uri(source);
    let version = (specification.version(&uri) + source.below(4) as u64).saturating_sub(1);
    let removed = source.below(5) == 4;
    let text = if removed { None } else { Some(text(source)) };
    (uri, version, text)
}
