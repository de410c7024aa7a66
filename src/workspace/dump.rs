//! The canonical form of a workspace.

use std::fmt::Write;

use super::document::{Document, defines, site};
use super::holders::Holders;
use super::namespace::Namespace;
use super::snapshot::Snapshot;
use crate::language::Analysis;
use crate::language::analysis::{OccurrenceId, Role};
use crate::language::embedded::Region;
use crate::text::Uri;

/// Everything that a snapshot knows of its documents and names, in the order of texts.
pub(super) fn dump(snapshot: &Snapshot) -> String {
    let mut out = String::new();
    for document in snapshot.documents() {
        document_lines(&mut out, document);
    }
    for namespace in Namespace::ALL {
        for name in snapshot.names(namespace) {
            let _ = writeln!(out, "name {name:?} of {namespace}");
            let Some(bucket) = snapshot.bucket(namespace, name) else { continue };
            let mut places = |title: &str, holders: &Holders, counts: fn(Role) -> bool| {
                for uri in holders.iter() {
                    let _ = write!(out, "  {title} {uri}");
                    sites(&mut out, snapshot, uri, (namespace, name), counts);
                    out.push('\n');
                }
            };
            places("defined", &bucket.definers, defines);
            places("mentioned", &bucket.mentioners, |_| true);
        }
    }
    out
}

/// Line, column and role of each site that counts; a document that is gone has none.
fn sites(
    out: &mut String,
    snapshot: &Snapshot,
    uri: &Uri,
    (namespace, name): (Namespace, &str),
    counts: fn(Role) -> bool,
) {
    let Some(document) = snapshot.document(uri) else { return out.push_str(" which is gone") };
    for site in document.sites(namespace, name).filter(|site| counts(site.role)) {
        let _ = write!(out, " {}:{:?}", document.analysis.lines().position(site.span.start), site.role);
    }
}

fn document_lines(out: &mut String, document: &Document) {
    let analysis = &document.analysis;
    let _ = writeln!(out, "document {}", document.uri);
    let _ = writeln!(out, "  stamp {}", document.stamp);
    let _ = writeln!(out, "  {}, {} bytes", analysis.language(), analysis.text().len());
    facts(out, document, analysis, None);
    for region in analysis.regions() {
        let place = analysis.lines().position(region.span.start);
        let _ = writeln!(out, "  region {place} {} #{:016x}", region.analysis.language(), region.id);
        facts(out, document, &region.analysis, Some(region));
    }
}

/// The contracts, calls and links of a document or region.
fn facts(out: &mut String, document: &Document, analysis: &Analysis, region: Option<&Region>) {
    let indent = if region.is_some() { "    " } else { "  " };
    let named = |id: OccurrenceId| {
        let name = analysis.occurrence(id).map_or("", |occurrence| analysis.source(occurrence.span));
        let start = site(analysis, region, id).map_or(0, |site| site.span.start);
        (document.analysis.lines().position(start), name)
    };
    for definition in analysis.definitions() {
        let (place, name) = named(definition.occurrence);
        let _ = writeln!(out, "{indent}{:?} {place} {name}", definition.kind);
    }
    for call in analysis.calls() {
        let (place, name) = named(call.occurrence);
        let _ = writeln!(out, "{indent}Call {place} {name}");
    }
    for import in analysis.imports() {
        let _ = writeln!(out, "{indent}Import {}", import.candidates.join(" | "));
    }
    for diagnostic in analysis.diagnostics() {
        let _ = writeln!(out, "{indent}{:?} {} {}", diagnostic.severity, diagnostic.code, diagnostic.message);
    }
}
