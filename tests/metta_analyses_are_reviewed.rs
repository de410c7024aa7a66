//! What the analysis of MeTTa finds in the texts of `tests/metta`, one reviewed snapshot each.

use std::fmt::Write;
use std::sync::Arc;

use heddle::language::analysis::{Analysis, Role, Target};
use heddle::language::{LanguageId, analyze};
use heddle::text::Span;

/// Everything that is known of a text, one line for each thing, in the order of the text.
fn dump(text: &str) -> String {
    let analysis = analyze(LanguageId::Metta, &Arc::from(text));
    let language = LanguageId::Metta.language();
    let mut out = String::new();
    out += "occurrences: place, spelling, role, what it means, in which scope\n";
    for occurrence in analysis.occurrences() {
        let target = match occurrence.target {
            Target::Global(key) => format!("global {}", analysis.keys().text(key)),
            Target::Local(symbol) => {
                let symbol = analysis.symbols()[symbol.0 as usize];
                let scope = analysis.scopes()[symbol.scope.0 as usize];
                let binding = analysis.occurrence(symbol.binding).unwrap().span;
                let kind = format!("{:?}", scope.kind).to_lowercase();
                format!("local of {}, {kind} of {}", place(&analysis, binding), place(&analysis, scope.span))
            }
        };
        let role = match occurrence.role {
            Role::Binding => "binding",
            Role::Declaration => "declaration",
            Role::Definition => "definition",
            Role::Reference => "reference",
        };
        let (place, word) = (place(&analysis, occurrence.span), analysis.source(occurrence.span));
        writeln!(out, "  {place} {word} {role} {target}").unwrap();
    }
    out += "definitions: place, kind, target | signature | documentation\n";
    for definition in analysis.definitions() {
        let name = analysis.occurrence(definition.occurrence).unwrap().span;
        let kind = format!("{:?}", definition.kind).to_lowercase();
        let signature = language.signature(&analysis, definition);
        let parameters: Vec<&str> =
            signature.parameters.iter().map(|span| span.of(&signature.label)).collect();
        let documentation = language.documentation(&analysis, definition);
        writeln!(
            out,
            "  {} {kind} {} | {} {parameters:?} | {}",
            place(&analysis, name),
            one_line(analysis.source(definition.target)),
            signature.label,
            documentation.map_or("-".to_string(), |text| format!("{text:?}"))
        )
        .unwrap();
    }
    out += "calls\n";
    for call in analysis.calls() {
        let name = analysis.occurrence(call.occurrence).unwrap().span;
        writeln!(out, "  {} {}", place(&analysis, name), one_line(analysis.source(call.arguments))).unwrap();
    }
    out += "links\n";
    for import in analysis.imports() {
        writeln!(out, "  {} {}", place(&analysis, import.span), import.candidates.join(" ")).unwrap();
    }
    out += "outline\n";
    for item in language.outline(&analysis) {
        let kind = format!("{:?}", item.kind).to_lowercase();
        writeln!(out, "  {} {kind} {}", place(&analysis, item.selection), item.name).unwrap();
    }
    out += "tokens\n";
    for line in text.split_inclusive('\n') {
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        let on_line = |span: Span| (start..start + line.len()).contains(&(span.start as usize));
        let tokens = language.tokens(&analysis).into_iter().filter(|token| on_line(token.span));
        let tokens = tokens.map(|token| {
            format!("{}:{:?}", one_line(analysis.source(token.span)).replace(' ', "_"), token.kind)
        });
        writeln!(out, "  {}", tokens.collect::<Vec<String>>().join(" ")).unwrap();
    }
    out += "findings\n";
    for found in analysis.diagnostics() {
        let place = place(&analysis, found.span);
        writeln!(out, "  {place} {} {:?}: {}", found.code, found.severity, found.message).unwrap();
    }
    out
}

fn place(analysis: &Analysis, span: Span) -> String {
    analysis.lines().position(span.start).to_string()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
}

#[test]
fn what_is_found_in_each_text_is_reviewed() {
    for (name, text) in [
        ("clauses", include_str!("metta/clauses.metta")),
        ("variables", include_str!("metta/variables.metta")),
        ("modules", include_str!("metta/modules.metta")),
        ("documented", include_str!("metta/documented.metta")),
        ("broken", include_str!("metta/broken.metta")),
        ("wide", include_str!("metta/wide.metta")),
    ] {
        crate::snapshot(&format!("metta_analysis_{name}"), &dump(text));
    }
}
