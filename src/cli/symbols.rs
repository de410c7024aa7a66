//! `heddle symbols`.

use std::io;
use std::path::PathBuf;

use serde::Serialize;

use super::Exit;
use super::place::Range;
use super::sources::Sources;
use super::terminal::Terminal;
use crate::ide;
use crate::language::{OutlineItem, OutlineKind};
use crate::resolver::Lookup;
use crate::workspace::Document;

/// List what files define: functions, contracts, types, facts, names, and what they import
#[derive(clap::Args)]
pub(super) struct Args {
    /// Files and folders, which stand for the *.metta, *.metta2 and *.rho files in them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Answer in JSON; lines and columns from 0, columns in UTF-16 code units, as in the language server protocol
    #[arg(long)]
    json: bool,
}

/// The outline of a document.
#[derive(Serialize)]
struct Outline {
    path: String,
    uri: String,
    symbols: Vec<Symbol>,
}

/// An item; it stands under the nearest item before it whose depth is smaller by one.
#[derive(Serialize)]
struct Symbol {
    name: String,
    kind: &'static str,
    depth: u32,
    range: Range,
    selection: Range,
}

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> io::Result<Exit> {
    let sources = Sources::read(&args.paths, terminal);
    let lookup = Lookup::new(&sources.snapshot);
    let mut outlines = Vec::new();
    for document in sources.documents() {
        let items = ide::document_symbols(&lookup, &document.uri);
        let path = sources.name(&document.uri);
        if args.json {
            outlines.push(outline(path, document, items));
        } else {
            for item in items {
                let place = document.analysis.lines().position(item.selection.start);
                let indent = 2 * (item.depth as usize).min(MOST_INDENT);
                terminal.line(&format!("{path}:{place}: {:indent$}{} {}", "", kind(item.kind), item.name))?;
            }
        }
    }
    if args.json {
        terminal.json(&outlines)?;
    }
    Ok(sources.exit)
}

/// Deeper items are not set in any further.
const MOST_INDENT: usize = 32;

fn outline(path: String, document: &Document, items: Vec<OutlineItem>) -> Outline {
    let range = |span| Range::of(&document.analysis, span);
    let symbols = items.into_iter().map(|item| Symbol {
        name: item.name,
        kind: kind(item.kind),
        depth: item.depth,
        range: range(item.range),
        selection: range(item.selection),
    });
    Outline { path, uri: document.uri.to_string(), symbols: symbols.collect() }
}

fn kind(kind: OutlineKind) -> &'static str {
    match kind {
        OutlineKind::Function => "function",
        OutlineKind::Variable => "variable",
        OutlineKind::Namespace => "scope",
        OutlineKind::Type => "type",
        OutlineKind::Data => "data",
        OutlineKind::Module => "module",
    }
}
