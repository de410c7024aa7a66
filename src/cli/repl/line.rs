//! What the editor of lines asks: is it complete, which colours, how could it go on.

use std::borrow::Cow;

use rustyline::completion::Completer;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper};

use super::command;
use super::engine::Names;
use super::input::is_complete;
use crate::language::{LanguageId, TokenKind, analyze};
use crate::sync::Arc;

/// Helps with one line.
pub(super) struct Line {
    pub(super) names: Names,
    pub(super) colour: bool,
}

impl Helper for Line {}

impl Hinter for Line {
    type Hint = String;
}

impl Validator for Line {
    fn validate(&self, context: &mut ValidationContext) -> rustyline::Result<ValidationResult> {
        let complete = is_complete(context.input());
        Ok(if complete { ValidationResult::Valid(None) } else { ValidationResult::Incomplete })
    }
}

impl Completer for Line {
    type Candidate = String;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        let before = line.get(..at).unwrap_or(line);
        if let Some((name, path)) = before.split_once(char::is_whitespace)
            && matches!(name, ":load" | ":l" | ":watch" | ":w")
        {
            return Ok((at - path.len(), paths(path)));
        }
        if before.starts_with(':') && !before.contains(char::is_whitespace) {
            let found = command::NAMES.iter().filter(|name| name.starts_with(before));
            return Ok((0, found.map(|name| (*name).to_owned()).collect()));
        }
        let start = before
            .rfind(|c: char| c.is_whitespace() || matches!(c, '(' | ')'))
            .map_or(0, |space| space + before[space..].chars().next().map_or(1, char::len_utf8));
        let word = &before[start..];
        let names = self.names.get();
        // Sorted, so those with one beginning stand together.
        let from = names.partition_point(|name| name.as_str() < word);
        let found = names[from..].iter().take_while(|name| name.starts_with(word)).cloned().collect();
        Ok((start, found))
    }
}

impl Highlighter for Line {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        if !self.colour || line.starts_with(':') { Cow::Borrowed(line) } else { Cow::Owned(coloured(line)) }
    }

    fn highlight_char(&self, _: &str, _: usize, _: CmdKind) -> bool {
        self.colour
    }
}

/// `line` in ANSI colours.
fn coloured(line: &str) -> String {
    let text: Arc<str> = Arc::from(line);
    let language = LanguageId::Metta;
    let analysis = analyze(language, &text);
    let mut out = String::with_capacity(line.len() * 2);
    let mut written = 0;
    for token in language.language().tokens(&analysis) {
        let range = token.span.range();
        let (Some(before), Some(word)) = (line.get(written..range.start), line.get(range.clone())) else {
            continue;
        };
        out.push_str(before);
        out.push_str(match token.kind {
            TokenKind::Comment => "\x1b[90m",
            TokenKind::String => "\x1b[32m",
            TokenKind::Number => "\x1b[33m",
            TokenKind::Keyword | TokenKind::Operator => "\x1b[35m",
            TokenKind::Variable | TokenKind::Parameter => "\x1b[36m",
            TokenKind::Function => "\x1b[34m",
            TokenKind::Type => "\x1b[31m",
        });
        out.push_str(word);
        out.push_str("\x1b[0m");
        written = range.end;
    }
    out.push_str(line.get(written..).unwrap_or_default());
    out
}

/// The files and folders whose paths begin so; folders end in `/`.
fn paths(begun: &str) -> Vec<String> {
    let (folder, name) = match begun.rfind('/') {
        Some(at) => begun.split_at(at + 1),
        None => ("", begun),
    };
    let here = if folder.is_empty() { "." } else { folder };
    let entries = std::fs::read_dir(here).into_iter().flatten().flatten();
    let mut found: Vec<String> = entries
        .filter_map(|entry| {
            let file = entry.file_name().into_string().ok().filter(|file| file.starts_with(name))?;
            let slash = if entry.path().is_dir() { "/" } else { "" };
            Some(format!("{folder}{file}{slash}"))
        })
        .collect();
    found.sort();
    found
}
