//! `heddle fmt`.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde::Serialize;
use similar::TextDiff;

use super::replacement::{self, Replacement};
use super::sources::Sources;
use super::terminal::Terminal;
use super::{Exit, finding, units};
use crate::ide;
use crate::language::layout::{self, Style};
use crate::language::{Analysis, LanguageId, Severity, analyze};

/// Format files: change the white space between tokens, and nothing else
///
/// Lines stay broken where their author broke them; what is longer than 100 columns is broken where it can be. Comments
/// stay, and what the text means stays: it is read again before it is written. A file with syntax errors is left as it is.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Files and folders, which stand for the *.metta, *.metta2 and *.rho files in them
    #[arg(required_unless_present = "stdin", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Change nothing; print what would change as a unified diff, and exit 1 if there is any
    #[arg(long)]
    check: bool,
    /// Format standard input, a text of this language, to standard output
    #[arg(long, value_name = "LANGUAGE", conflicts_with_all = ["paths", "json"], value_parser = languages())]
    stdin: Option<LanguageId>,
    /// Answer in JSON: for each file whether it is formatted, or was
    #[arg(long)]
    json: bool,
    /// Columns of one step of indentation
    #[arg(long, value_name = "COLUMNS", default_value_t = Style::default().step, value_parser = clap::value_parser!(u32).range(1..=16))]
    indent: u32,
}

/// The languages by their names.
fn languages() -> impl TypedValueParser<Value = LanguageId> {
    let named = |name: String| LanguageId::ALL.into_iter().find(|id| id.to_string() == name);
    let names = PossibleValuesParser::new(["metta", "rholang"]);
    names.map(move |name| named(name).unwrap_or(LanguageId::Metta))
}

/// What became of a file, for programs.
#[derive(Serialize)]
struct Formatted {
    path: String,
    /// It needed no change.
    formatted: bool,
    /// It has syntax errors and was left as it is.
    broken: bool,
    /// It was changed.
    written: bool,
}

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> io::Result<Exit> {
    let style = Style { step: args.indent, ..Style::default() };
    match args.stdin {
        Some(language) => stream(args, language, style, terminal),
        None => files(args, style, terminal),
    }
}

/// The text in the style.
fn formatted(analysis: &Analysis, style: Style) -> String {
    let changes = ide::formatting(analysis.language(), analysis.text(), style);
    layout::apply(analysis.text(), &changes)
}

/// Says what cannot be read, if anything; true then.
fn is_broken(name: &str, analysis: &Analysis, terminal: &mut Terminal) -> bool {
    let Some(error) = ide::syntax_errors(analysis).next() else { return false };
    debug_assert_eq!(error.severity, Severity::Error);
    terminal.remark(&finding::render(name, analysis, error, false));
    true
}

fn stream(args: &Args, language: LanguageId, style: Style, terminal: &mut Terminal) -> io::Result<Exit> {
    let mut text = String::new();
    if let Err(error) = io::stdin().read_to_string(&mut text) {
        terminal.remark(&format!("heddle fmt: standard input cannot be read: {error}"));
        return Ok(Exit::Unreadable);
    }
    let analysis = analyze(language, &text.into());
    if is_broken("<stdin>", &analysis, terminal) {
        return Ok(Exit::Unreadable);
    }
    let new = formatted(&analysis, style);
    if !args.check {
        terminal.text(&new)?;
        return Ok(Exit::Success);
    }
    difference("<stdin>", analysis.text(), &new, terminal)?;
    Ok(if new == **analysis.text() { Exit::Success } else { Exit::Different })
}

fn difference(name: &str, old: &str, new: &str, terminal: &mut Terminal) -> io::Result<()> {
    let diff = TextDiff::from_lines(old, new);
    terminal.text(&diff.unified_diff().header(name, name).to_string())
}

fn files(args: &Args, style: Style, terminal: &mut Terminal) -> io::Result<Exit> {
    let sources = Sources::alone(&args.paths, terminal);
    let mut exit = sources.exit;
    let mut all = Vec::new();
    let mut changed: Vec<(String, &Path, &str, String)> = Vec::new();
    for document in sources.documents() {
        let (name, analysis) = (sources.name(&document.uri), &document.analysis);
        let broken = is_broken(&name, analysis, terminal);
        let new = if broken { analysis.text().to_string() } else { formatted(analysis, style) };
        let same = new == **analysis.text();
        if broken {
            exit = exit.max(Exit::Unreadable);
        }
        all.push(Formatted {
            path: name.clone(),
            formatted: same && !broken,
            broken,
            written: !same && !args.check,
        });
        if let Some(path) = sources.path(&document.uri).filter(|_| !same) {
            changed.push((name, path, &**analysis.text(), new));
        }
    }
    if args.check {
        for (name, _, old, new) in changed.iter().filter(|_| !args.json) {
            difference(name, old, new, terminal)?;
        }
        if !changed.is_empty() {
            exit = exit.max(Exit::Different);
        }
    } else {
        let files = changed.iter().map(|(_, path, old, new)| Replacement { path, old, new });
        if let Err(error) = replacement::write(&files.collect::<Vec<_>>()) {
            terminal.remark(&format!("heddle fmt: {error}"));
            return Ok(Exit::Inaccessible);
        }
    }
    if args.json {
        terminal.json(&all)?;
    } else {
        let what = if args.check { "to be formatted" } else { "formatted" };
        terminal.remark(&format!("{} of {} {what}", changed.len(), units::count(all.len(), "file")));
    }
    Ok(exit)
}
