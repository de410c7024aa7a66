//! Faulty ways to find embedded texts.

use std::sync::Arc;

use heddle::language::analysis::SymbolId;
use heddle::language::embedded::{Region, detect};
use heddle::language::rholang::{NodeId, NodeKind, Tree, parse};
use heddle::language::{LanguageId, analyze};

/// What the regions of a program say.
pub(crate) type Finder = fn(&str) -> Vec<String>;

/// What ships.
pub(crate) const PRODUCTION: Finder = |text| found(text, |_, _| true);

/// Finders with one fault each.
pub(crate) const FINDERS: [(&str, Finder); 10] = [
    ("names are known by their spelling", |text| with_symbols(text, by_spelling)),
    ("names lead nowhere", |text| with_symbols(text, |_, _, _| None)),
    ("lists are not looked into", |text| {
        found(text, |before, _| before.matches('[').count() == before.matches(']').count())
    }),
    ("a URI is no channel", |text| {
        found(text, |before, _| !channel(before).trim_end_matches(['!', '?']).ends_with('`'))
    }),
    ("`!?` is no send", |text| found(text, |before, _| !channel(before).ends_with("!?"))),
    ("only the first string is looked at", |text| found(text, |before, _| before.ends_with(['(', '[']))),
    ("a concatenation is no text", |text| found(text, |_, inner| !inner.contains("$_0_"))),
    ("a directive reaches its own line only", |text| PRODUCTION(&text.replace("@metta\n", "@metta\n\n"))),
    ("a directive reaches to the end", |text| {
        PRODUCTION(&text.replace("// @metta\n", "/* @metta */ ").replace('\n', " "))
    }),
    ("a contract receives like a `for`", |text| PRODUCTION(&contracts_as_receives(text))),
];

/// What those regions say that `keep` keeps, by the text in front of them and their own.
fn found(text: &str, keep: fn(&str, &str) -> bool) -> Vec<String> {
    let analysis = analyze(LanguageId::Rholang, &Arc::from(text));
    let kept = |region: &&Region| keep(&text[..region.span.start as usize], region.analysis.text());
    analysis.regions().iter().filter(kept).map(|region| region.analysis.text().to_string()).collect()
}

/// The send whose arguments `before` ends in, up to its parenthesis.
fn channel(before: &str) -> &str {
    before.rsplit_once('(').map_or("", |(channel, _)| channel)
}

fn with_symbols(text: &str, symbol: fn(&str, &Tree, NodeId) -> Option<SymbolId>) -> Vec<String> {
    let tree = parse(text);
    let regions = detect(text, &tree, |variable| symbol(text, &tree, variable));
    regions.iter().map(|region| region.analysis.text().to_string()).collect()
}

/// All variables of one spelling are one symbol.
fn by_spelling(text: &str, tree: &Tree, variable: NodeId) -> Option<SymbolId> {
    let node = tree.node(variable);
    let name = (node.kind == NodeKind::Variable).then(|| node.span.of(text))?;
    name.chars().next().map(|name| SymbolId(name as u32))
}

/// `contract c(formals) = {` as `for (formals <= c) {`.
fn contracts_as_receives(text: &str) -> String {
    let mut parts = text.split("contract ");
    let mut rewritten = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (head, body) = part.split_once(" = ").unwrap_or((part, ""));
        let (channel, formals) = head.rsplit_once('(').unwrap_or((head, ")"));
        rewritten.push_str(&format!("for ({} <= {channel}) {body}", formals.trim_end_matches(')')));
    }
    rewritten
}
