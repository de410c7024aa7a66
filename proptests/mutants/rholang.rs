//! Faulty readers of Rholang.

use heddle::language::Severity;
use heddle::language::rholang::lexer::TokenKind;
use heddle::language::rholang::tree::NodeKind;
use heddle::oracle::rholang_reading::{Reading, production};
use heddle::text::Span;

/// A faulty reader and what is wrong with it.
type Faulty = (&'static str, fn(&str) -> Reading);

/// Readers with one fault each.
pub(crate) const PARSERS: [Faulty; 14] = [
    ("blanks are no tokens", |text| {
        let mut reading = production(text);
        reading.tokens.retain(|token| token.kind != TokenKind::Space);
        reading
    }),
    ("a byte order mark is lost", |text| production(text.strip_prefix('\u{feff}').unwrap_or(text))),
    ("the last token is lost", |text| {
        let mut reading = production(text);
        reading.tokens.pop();
        reading
    }),
    ("work grows with the square", |text| {
        let reading = production(text);
        Reading { steps: reading.steps * reading.steps, ..reading }
    }),
    ("children come in the order in which they were finished", |text| {
        let mut reading = production(text);
        reading.nodes.iter_mut().for_each(|(_, _, children)| children.reverse());
        reading
    }),
    ("a node ends where its last token starts", |text| {
        let mut reading = production(text);
        for (_, span, children) in &mut reading.nodes {
            if !children.is_empty() {
                span.end = span.end.saturating_sub(1).max(span.start);
            }
        }
        reading
    }),
    ("a node starts behind its bracket", |text| {
        let mut reading = production(text);
        for (kind, span, _) in &mut reading.nodes {
            if matches!(kind, NodeKind::Quote | NodeKind::Names) && span.len() > 1 {
                *span = Span::new(span.start + 1, span.end + 1);
            }
        }
        reading
    }),
    ("a node belongs to two parents", |text| {
        let mut reading = production(text);
        if let [first, second, ..] = reading.roots[..] {
            let children = reading.nodes[first].2.clone();
            reading.nodes[second].2.extend(children);
        }
        reading
    }),
    ("a send without its channel", |text| {
        let mut reading = production(text);
        for (kind, _, children) in &mut reading.nodes {
            if *kind == NodeKind::Send {
                children.remove(0);
            }
        }
        reading
    }),
    ("a name stands where a process should", |text| {
        let mut reading = production(text);
        for at in 0..reading.nodes.len() {
            if reading.nodes[at].0 == NodeKind::Error && reading.nodes[at].2.len() == 1 {
                reading.nodes[at].0 = NodeKind::Group;
            }
        }
        reading
    }),
    ("a remainder stands anywhere", |text| {
        let mut reading = production(text);
        for (kind, ..) in &mut reading.nodes {
            if *kind == NodeKind::Error {
                *kind = NodeKind::Remainder;
            }
        }
        reading
    }),
    ("a process of the file is lost", |text| {
        let mut reading = production(text);
        reading.roots.pop();
        reading
    }),
    ("nothing is said of what is wrong", |text| {
        let mut reading = production(text);
        reading.findings.retain(|(severity, _)| *severity != Severity::Error);
        reading
    }),
    ("a finding at the end stands behind it", |text| {
        let mut reading = production(text);
        for (_, span) in &mut reading.findings {
            if span.is_empty() {
                span.end += 1;
            }
        }
        reading
    }),
];
