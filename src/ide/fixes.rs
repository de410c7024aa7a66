//! What can be done about findings.

use std::sync::Arc;

use super::diagnostics::diagnostics;
use super::mending::{self, Mending};
use super::suggestion::Suggestions;
use crate::language::analysis::{Analysis, ScopeKind, Target};
use crate::language::embedded::rholang_strings::escape;
use crate::language::{Diagnostic, LanguageId, Severity, analyze};
use crate::resolver::{Cursor, Lookup, Place, TextEdit, Unit, references};
use crate::text::{Span, Uri};
use crate::workspace::{Document, Namespace};

/// Something that can be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// What it does, in a few words.
    pub title: String,
    /// What it mends; nothing for what is no finding.
    pub finding: Option<Diagnostic>,
    /// The edits, by document and place.
    pub changes: Vec<(Uri, Vec<TextEdit>)>,
    /// True for what is most likely wanted.
    pub is_preferred: bool,
}

/// Of so many findings the fixes are offered at once: more than touch any place, and a bound on what a whole document costs,
/// since each fix is tried.
const MOST_FINDINGS: usize = 16;

/// What can be done about the first findings that touch `span`, and about a name bound there that is never used. Each fix was tried:
/// a finding of its kind is gone then, and no error is new. O(length of the document) for each, and what
/// [`diagnostics`](super::diagnostics()) costs.
#[must_use]
pub fn fixes(lookup: &Lookup<'_>, uri: &Uri, span: Span) -> Vec<Fix> {
    let Some(document) = lookup.document(uri) else { return Vec::new() };
    let touches = |found: &Diagnostic| found.span.start <= span.end && span.start <= found.span.end;
    let mut fixes = Vec::new();
    for finding in diagnostics(lookup, uri).into_iter().filter(touches).take(MOST_FINDINGS) {
        match finding.code {
            "R0200" => unbound(lookup, document, &finding, &mut fixes),
            "R0221" => free_contract(lookup, document, &finding, &mut fixes),
            _ => fixes.extend(mended(document, &finding)),
        }
    }
    fixes.extend(unused(lookup, &Cursor::new(uri.clone(), span.start)));
    fixes
}

/// A name that nothing binds: another one, or a binder, or quotes.
fn unbound(lookup: &Lookup<'_>, document: &Arc<Document>, finding: &Diagnostic, fixes: &mut Vec<Fix>) {
    let analysis = &document.analysis;
    let name = analysis.source(finding.span);
    if let Some(similar) = Suggestions::new(lookup, analysis).nearest(name) {
        let edits = vec![TextEdit { span: finding.span, text: similar.to_owned() }];
        if means_something(lookup, &changed(analysis, &edits), finding.span.start) {
            fixes.push(fix(document, finding, format!("Replace with `{similar}`"), edits, true));
        }
    }
    let binds = (format!("Bind it with `new {name}`"), bound(analysis, name));
    let quotes = (format!("Quote the name: `@\"{name}\"`"), quoted(Unit::file(document), name));
    for (title, edits) in [binds, quotes] {
        if improves(analysis, &edits, name) {
            fixes.push(fix(document, finding, title, edits, false));
        }
    }
}

/// A contract on a name that nothing binds: quotes wherever it is mentioned, or a binder where nobody else mentions it.
fn free_contract(lookup: &Lookup<'_>, document: &Arc<Document>, finding: &Diagnostic, fixes: &mut Vec<Fix>) {
    let analysis = &document.analysis;
    let name = analysis.source(finding.span);
    let cursor = Cursor::new(document.uri.clone(), finding.span.start);
    let sites = references(lookup, &cursor, true).sites;
    let mut changes: Vec<(Uri, Vec<TextEdit>)> = Vec::new();
    for sites in sites.chunk_by(|one, next| one.uri == next.uri) {
        let Some(site) = sites.first() else { continue };
        let Some(document) = lookup.document(&site.uri) else { continue };
        let edits = quoted(Unit::file(document), name);
        if !improves(&document.analysis, &edits, name) {
            changes.clear();
            break;
        }
        changes.push((site.uri.clone(), edits));
    }
    let finding = Some(finding.clone());
    if !changes.is_empty() {
        let title = match changes.len() {
            1 => format!("Quote the name: `@\"{name}\"`"),
            several => format!("Quote the name in {several} documents: `@\"{name}\"`"),
        };
        fixes.push(Fix { title, finding: finding.clone(), changes, is_preferred: true });
    }
    let edits = bound(analysis, name);
    let alone = lookup.mentions(Namespace::Files(LanguageId::Rholang), name).len() == 1;
    if alone && improves(analysis, &edits, name) {
        let title = format!("Bind it with `new {name}`");
        fixes.push(Fix { title, finding, changes: vec![(document.uri.clone(), edits)], is_preferred: false });
    }
}

/// What is mended by a change of the text at the finding.
fn mended(document: &Arc<Document>, finding: &Diagnostic) -> Option<Fix> {
    let in_unit = |unit: &Unit<'_>| {
        let own = unit.analysis().diagnostics().iter();
        own.filter(|own| own.code == finding.code)
            .find(|own| unit.outer(own.span) == Some(finding.span))
            .map(|own| own.span)
    };
    let (unit, span) = Unit::all(document).find_map(|unit| Some((unit, in_unit(&unit)?)))?;
    let inner = Diagnostic { span, ..finding.clone() };
    let Mending { title, edits, is_preferred } = mending::of(unit.analysis(), &inner)?;
    // In a string of another language quotes are written as that language wants.
    let written = |text: String| if unit.region.is_some() { escape(&text).into_owned() } else { text };
    let edits = edits
        .into_iter()
        .map(|edit| Some(TextEdit { span: unit.outer(edit.span)?, text: written(edit.text) }));
    let edits: Vec<TextEdit> = edits.collect::<Option<_>>()?;
    let (before, after) = (&document.analysis, changed(&document.analysis, &edits));
    let count = |analysis: &Analysis| {
        findings_of(analysis).into_iter().filter(|found| found.code == finding.code).count()
    };
    let is_better = count(&after) < count(before) && errors(&after) <= errors(before);
    is_better.then(|| fix(document, finding, title, edits, is_preferred))
}

/// A name that is bound at the cursor and never used.
fn unused(lookup: &Lookup<'_>, cursor: &Cursor) -> Option<Fix> {
    let place = Place::find(lookup, cursor)?;
    let analysis = place.unit.analysis();
    let Target::Local(symbol) = place.occurrence()?.target else { return None };
    let bound = analysis.symbols().get(symbol.0 as usize)?;
    let mut all = analysis.occurrences().iter().filter(|other| other.target == Target::Local(symbol));
    let (only, None) = (all.next()?, all.next()) else { return None };
    let is_new = analysis.scopes().get(bound.scope.0 as usize)?.kind == ScopeKind::New;
    let written = analysis.source(only.span);
    let text = match analysis.language() {
        LanguageId::Rholang if is_new => return None,
        LanguageId::Rholang => "_".to_owned(),
        // Two variables of one name are one, so it keeps a name of its own.
        LanguageId::Metta if written.starts_with("$_") => return None,
        LanguageId::Metta => written.replacen('$', "$_", 1),
    };
    let document = place.unit.document;
    let edits = vec![TextEdit { span: place.unit.outer(only.span)?, text: text.clone() }];
    let (before, after) = (&document.analysis, changed(&document.analysis, &edits));
    let taken = analysis.text().contains(&text) && analysis.language() == LanguageId::Metta;
    let is_better = !taken && errors(&after) <= errors(before);
    is_better.then(|| Fix {
        title: format!("`{written}` is not used: write `{text}`"),
        finding: None,
        changes: vec![(document.uri.clone(), edits)],
        is_preferred: false,
    })
}

fn fix(
    document: &Arc<Document>,
    finding: &Diagnostic,
    title: String,
    edits: Vec<TextEdit>,
    is_preferred: bool,
) -> Fix {
    Fix { title, finding: Some(finding.clone()), changes: vec![(document.uri.clone(), edits)], is_preferred }
}

/// Whether the name at `offset` is bound there, or defined by the workspace: a similar name may be bound somewhere else.
fn means_something(lookup: &Lookup<'_>, after: &Analysis, offset: u32) -> bool {
    let found = after.occurrence_at(offset).and_then(|id| after.occurrence(id));
    found.is_some_and(|occurrence| match occurrence.target {
        Target::Local(_) => true,
        Target::Global(key) => {
            let namespace = Namespace::Files(after.language());
            !lookup.definitions(namespace, after.keys().text(key)).is_empty()
        }
    })
}

/// The whole text within `new name in { .. }`.
fn bound(analysis: &Analysis, name: &str) -> Vec<TextEdit> {
    let text = analysis.text();
    let start = (text.len()
        - text.trim_start_matches(|first: char| first.is_whitespace() || first == '\u{feff}').len())
        as u32;
    let end = text.trim_end().len() as u32;
    // On a line of its own behind lines, and behind what may be a comment.
    let border = if text.contains(['\n', '/']) { "\n" } else { " " };
    vec![
        TextEdit { span: Span::new(start, start), text: format!("new {name} in {{{border}") },
        TextEdit { span: Span::new(end, end), text: format!("{border}}}") },
    ]
}

/// The occurrences of a free name in quotes.
fn quoted(unit: Unit<'_>, name: &str) -> Vec<TextEdit> {
    let occurrences = unit.occurrences_of(name);
    occurrences
        .map(|(_, occurrence)| TextEdit { span: occurrence.span, text: format!("@\"{name}\"") })
        .collect()
}

/// True when `edits` bind or quote the free name everywhere and bring no new error.
fn improves(before: &Analysis, edits: &[TextEdit], name: &str) -> bool {
    let after = changed(before, edits);
    after.keys().find(name).is_none() && errors(&after) <= errors(before)
}

/// The analysis of the text after `edits`, which are in order and do not overlap.
fn changed(before: &Analysis, edits: &[TextEdit]) -> Analysis {
    let text = before.text();
    let (mut after, mut done) = (String::with_capacity(text.len()), 0);
    for edit in edits {
        after.push_str(text.get(done..edit.span.start as usize).unwrap_or_default());
        after.push_str(&edit.text);
        done = edit.span.end as usize;
    }
    after.push_str(text.get(done..).unwrap_or_default());
    analyze(before.language(), &Arc::from(after))
}

fn findings_of(analysis: &Analysis) -> Vec<&Diagnostic> {
    let inner = analysis.regions().iter().flat_map(|region| region.analysis.diagnostics());
    analysis.diagnostics().iter().chain(inner).collect()
}

fn errors(analysis: &Analysis) -> usize {
    findings_of(analysis).into_iter().filter(|found| found.severity == Severity::Error).count()
}
