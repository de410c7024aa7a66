//! What a rename does to the meaning of a document.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Place, TextEdit};
use crate::language::analysis::{Analysis, OccurrenceId, Target};
use crate::language::{Diagnostic, Severity, analyze};

/// True for an error that makes a part of the text unreadable.
pub(super) fn is_syntax(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity == Severity::Error && diagnostic.code.get(1..3) == Some("00")
}

/// Words with these in them are known to the language, wherever they stand.
const KNOWN: &str = "rho:";

/// True when neither the name at `place` nor `name` is a word that the language knows.
pub(super) fn is_ordinary(place: &Place<'_>, name: &str) -> bool {
    let written = place.occurrence().map_or("", |occurrence| place.unit.analysis().source(occurrence.span));
    let known = |word: &str| word.contains(KNOWN) || place.unit.language().keywords().contains(&word);
    !known(written) && !known(name)
}

/// True when what `edits` write stands nowhere in `text`, not even as a part of a word, and each edit replaces whole words.
/// Nothing in the text can then capture the new name, be captured by it, or be joined to it: the text with the new name
/// means what it means with the old one. O(length).
pub(super) fn is_fresh(text: &str, edits: &BTreeSet<TextEdit>) -> bool {
    let written: BTreeSet<&str> = edits.iter().map(|edit| edit.text.as_str()).collect();
    let whole = |edit: &TextEdit| {
        let before = text.get(..edit.span.start as usize).and_then(|text| text.chars().next_back());
        let behind = text.get(edit.span.end as usize..).and_then(|text| text.chars().next());
        let joins = |character: char| character.is_alphanumeric() || matches!(character, '_' | '\\' | '$');
        !before.is_some_and(joins) && !behind.is_some_and(joins)
    };
    let absent = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_none();
    written.into_iter().all(absent) && edits.iter().all(whole)
}

/// A document as it would be after a rename.
///
/// Whether something is captured is not guessed from scopes: the text is analysed as it would be, and every occurrence
/// must stand for what it stood for. So the check knows all rules of the language, also those of later days.
pub(super) struct Shape {
    after: Analysis,
}

impl Shape {
    /// The document after `edits`, which are ordered and do not overlap.
    pub(super) fn after(before: &Analysis, edits: &BTreeSet<TextEdit>) -> Shape {
        let text = before.text();
        let mut after = String::with_capacity(text.len());
        let mut done = 0;
        for edit in edits {
            after.push_str(text.get(done..edit.span.start as usize).unwrap_or_default());
            after.push_str(&edit.text);
            done = edit.span.end as usize;
        }
        after.push_str(text.get(done..).unwrap_or_default());
        Shape { after: analyze(before.language(), &Arc::from(after)) }
    }

    /// The keys that the `renamed` occurrences of `before` have now; nothing when any occurrence changed its meaning
    /// otherwise. O(length).
    pub(super) fn renamed_keys(
        &self,
        before: &Analysis,
        renamed: &BTreeSet<(usize, OccurrenceId)>,
    ) -> Option<BTreeSet<String>> {
        let mut keys = BTreeSet::new();
        let units = |analysis: &'_ Analysis| analysis.regions().len();
        if units(before) != units(&self.after) {
            return None;
        }
        compare(before, &self.after, |id| renamed.contains(&(0, id)), &mut keys)?;
        for (number, (old, new)) in before.regions().iter().zip(self.after.regions()).enumerate() {
            let is_renamed = |id| renamed.contains(&(number + 1, id));
            compare(&old.analysis, &new.analysis, is_renamed, &mut keys)?;
        }
        Some(keys)
    }
}

/// Collects the keys of the renamed occurrences; nothing when the two analyses differ in anything else.
fn compare(
    before: &Analysis,
    after: &Analysis,
    is_renamed: impl Fn(OccurrenceId) -> bool,
    keys: &mut BTreeSet<String>,
) -> Option<()> {
    let same_shape = before.occurrences().len() == after.occurrences().len()
        && before.definitions().len() == after.definitions().len()
        && before.calls().len() == after.calls().len()
        && errors(after) <= errors(before);
    if !same_shape {
        return None;
    }
    for (id, (old, new)) in before.occurrences().iter().zip(after.occurrences()).enumerate() {
        let renamed = is_renamed(OccurrenceId(id as u32));
        let same = old.role == new.role
            && match (old.target, new.target) {
                (Target::Local(old), Target::Local(new)) => old == new,
                (Target::Global(_), Target::Global(new)) if renamed => {
                    keys.insert(after.keys().text(new).to_owned());
                    true
                }
                (Target::Global(old), Target::Global(new)) => {
                    before.keys().text(old) == after.keys().text(new)
                }
                _ => false,
            };
        if !same {
            return None;
        }
    }
    Some(())
}

/// How many errors there are.
fn errors(analysis: &Analysis) -> usize {
    analysis.diagnostics().iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
}
