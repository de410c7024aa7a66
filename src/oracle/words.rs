//! A language of words, in which a workspace says in few bytes what it holds.
//!
//! `+f` defines `f`, `:f` declares it, `f` alone mentions it; `<p` links the file `p`; `[` … `]` is a region. Words are
//! separated by blanks. So a random text has a meaning, and a specification can find that meaning by itself.

use std::sync::Arc;

use crate::language::analysis::{Definition, DefinitionKind, Import, Role, ScopeId};
use crate::language::embedded::{OffsetMap, Region, Run, RunKind};
use crate::language::{Analysis, AnalysisBuilder, LanguageId};
use crate::text::{Span, Uri};

/// The front end of words: for any document, with the language of its extension or else MeTTa.
#[must_use]
pub fn analyze(uri: &Uri, text: &Arc<str>) -> Option<Analysis> {
    Some(words(LanguageId::of(uri).unwrap_or(LanguageId::Metta), text))
}

/// What `text` says.
#[must_use]
pub fn words(language: LanguageId, text: &Arc<str>) -> Analysis {
    let mut builder = AnalysisBuilder::new(language, Arc::clone(text));
    let mut from = 0;
    let mut regions = 0;
    while let Some((start, word)) = next_word(text, from) {
        from = start + word.len();
        if word == "[" {
            let end = text.get(from..).and_then(|rest| rest.find(']')).map_or(text.len(), |at| from + at);
            regions += 1;
            builder.region(region(text, (start, from, end), regions));
            from = (end + 1).min(text.len());
        } else {
            record(&mut builder, start, word);
        }
    }
    builder.finish()
}

fn next_word(text: &str, from: usize) -> Option<(usize, &str)> {
    let rest = text.get(from..)?;
    let start = rest.find(|c: char| !c.is_whitespace())?;
    let word = rest.get(start..)?.split(char::is_whitespace).next()?;
    // Brackets stand for themselves, wherever they are.
    let length = match word.find(['[', ']']) {
        Some(0) => 1,
        Some(at) => at,
        None => word.len(),
    };
    Some((from + start, word.get(..length)?))
}

fn record(builder: &mut AnalysisBuilder, start: usize, word: &str) {
    let span = |from: usize| Span::new((start + from) as u32, (start + word.len()) as u32);
    match (word.strip_prefix('+'), word.strip_prefix(':'), word.strip_prefix('<')) {
        (Some(name), ..) | (_, Some(name), _) => {
            let (role, kind) = match word.starts_with('+') {
                true => (Role::Definition, DefinitionKind::Function),
                false => (Role::Declaration, DefinitionKind::Type),
            };
            let occurrence = builder.global(span(1), name, role);
            let (target, documentation) = (span(1), Span::new(0, 0));
            let scope = ScopeId::DOCUMENT;
            builder.define(Definition {
                occurrence,
                target,
                range: span(0),
                formals: span(1),
                documentation,
                scope,
                kind,
            });
        }
        (.., Some(path)) => builder.import(Import { span: span(1), candidates: vec![path.to_owned()] }),
        _ => {
            let occurrence = builder.global(span(0), word, Role::Reference);
            builder.call(occurrence, span(0));
        }
    }
}

fn region(text: &str, (outside, start, end): (usize, usize, usize), number: u64) -> Region {
    let inner: Arc<str> = text.get(start..end).unwrap_or_default().into();
    let length = inner.len() as u32;
    let kind = RunKind::Plain;
    let run = Run { inner: 0, outer: start as u32, inner_length: length, outer_length: length, kind };
    Region {
        id: number,
        span: Span::new(outside as u32, (end + 1).min(text.len()) as u32),
        map: OffsetMap::new(vec![run]),
        analysis: Arc::new(words(LanguageId::Metta, &inner)),
    }
}
