//! What each name of the Rholang corpus (`tests/rholang/`) means, under review: behind each line its occurrences with
//! their columns.

use std::fmt::Write;
use std::sync::Arc;

use heddle::language::analysis::{Analysis, Occurrence, OccurrenceId, Role, SymbolKind, Target};
use heddle::language::{LanguageId, analyze};
use heddle::text::Span;

use crate::rholang_trees::corpus;

/// `line:column` of a place.
fn place(analysis: &Analysis, span: Span) -> String {
    analysis.lines().position(span.start).to_string()
}

/// What an occurrence means: `9 f defines f(@x)`, `13 x: process`, `22 x = 1:13`, `30 @"f" calls @"f" (1)`.
fn meaning(analysis: &Analysis, id: OccurrenceId, occurrence: &Occurrence) -> String {
    let column = analysis.lines().position(occurrence.span.start).column;
    let mut out = format!("{column} {}", analysis.source(occurrence.span));
    let target = match occurrence.target {
        Target::Global(key) => format!("global {}", analysis.keys().text(key)),
        Target::Local(symbol) => {
            let binding = analysis.symbols()[symbol.0 as usize].binding;
            place(analysis, analysis.occurrence(binding).expect("a binding").span)
        }
    };
    match (occurrence.role, occurrence.target) {
        (Role::Binding, Target::Local(symbol)) => {
            let symbol = analysis.symbols()[symbol.0 as usize];
            let sort = if symbol.kind == SymbolKind::Name { "name" } else { "process" };
            let scope = analysis.scopes()[symbol.scope.0 as usize];
            write!(out, ": {sort} of {:?} {}", scope.kind, place(analysis, scope.span)).expect("a string");
        }
        (Role::Definition, _) => {
            let definition = analysis.definition_of(id).expect("a definition");
            write!(out, " defines {target} with {}", analysis.source(definition.formals)).expect("a string");
            let doc = analysis.source(definition.documentation).replace('\n', " ");
            if !doc.is_empty() {
                write!(out, ", says {doc}").expect("a string");
            }
        }
        _ => write!(out, " = {target}").expect("a string"),
    }
    if let Some(call) = analysis.call_of(id) {
        write!(out, " called with {}", analysis.source(call.arguments)).expect("a string");
    }
    out
}

fn dump(text: &str) -> String {
    let analysis = analyze(LanguageId::Rholang, &Arc::from(text));
    let mut out = String::new();
    let mut occurrences = analysis.occurrences().iter().enumerate().peekable();
    for (number, line) in text.lines().enumerate() {
        writeln!(out, "{:>3} | {line}", number + 1).expect("a string takes all");
        let mut meanings = Vec::new();
        while let Some((id, occurrence)) = occurrences.next_if(|(_, occurrence)| {
            analysis.lines().position(occurrence.span.start).line as usize <= number + 1
        }) {
            meanings.push(meaning(&analysis, OccurrenceId(id as u32), occurrence));
        }
        for meaning in meanings {
            writeln!(out, "      {meaning}").expect("a string takes all");
        }
    }
    for found in analysis.diagnostics().iter().filter(|found| found.code >= "R0200") {
        let (at, source) = (place(&analysis, found.span), analysis.source(found.span));
        writeln!(out, "{at} {:?} {} {source:?} {}", found.severity, found.code, found.message)
            .expect("a string takes all");
        for (span, label) in &found.related {
            writeln!(out, "    {} {label}", place(&analysis, *span)).expect("a string takes all");
        }
    }
    out
}

#[test]
fn as_reviewed() {
    let mut files = 0;
    for (folder, texts) in corpus() {
        let mut shown = String::new();
        for (name, text) in texts {
            files += 1;
            write!(shown, "--- {name}\n{}", dump(&text)).expect("a string takes all");
        }
        crate::snapshot(&format!("rholang_names.{folder}"), &shown);
    }
    assert!(files >= 160, "files of the corpus are missing: {files}");
}
