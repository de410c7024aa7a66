//! Formatting.

use crate::language::layout::{self, Change, Style};
use crate::language::{Analysis, Diagnostic, LanguageId, Severity};
use crate::text::Span;

/// What makes `text` a formatted text, in order of place, and only between tokens. Formatted text needs no change. What cannot
/// be read is left alone. O(length).
///
/// The result is read again: if it should mean something else, nothing is changed at all.
#[must_use]
pub fn formatting(language: LanguageId, text: &str, style: Style) -> Vec<Change> {
    let plan = language.language().layout(text);
    checked(language, text, plan.map(|plan| plan.changes(text, style)))
}

/// The same in the forms or processes that `range` touches.
#[must_use]
pub fn range_formatting(language: LanguageId, text: &str, range: Span, style: Style) -> Vec<Change> {
    let plan = language.language().layout(text);
    checked(language, text, plan.map(|plan| plan.changes_in(text, style, range)))
}

fn checked(language: LanguageId, text: &str, changes: Option<Vec<Change>>) -> Vec<Change> {
    let changes = changes.unwrap_or_default();
    let alike = changes.is_empty() || language.language().reads_alike(text, &layout::apply(text, &changes));
    if alike { changes } else { Vec::new() }
}

/// What of `analysis` says that its text cannot be read, in order of place: formatting leaves those places alone.
pub fn syntax_errors(analysis: &Analysis) -> impl Iterator<Item = &Diagnostic> {
    // The codes below 100 of each language.
    let is_syntax = |diagnostic: &&Diagnostic| {
        diagnostic.severity == Severity::Error && diagnostic.code.get(1..3) == Some("00")
    };
    analysis.diagnostics().iter().filter(is_syntax)
}
