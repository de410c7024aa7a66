//! `heddle check`.

use std::io;
use std::path::PathBuf;

use serde::Serialize;

use super::finding::{self, Finding};
use super::sources::Sources;
use super::terminal::Terminal;
use super::{Exit, units};
use crate::ide;
use crate::language::Severity;
use crate::resolver::Lookup;

/// Say what is wrong with files, in the order of their paths; exit 1 if there are errors
///
/// A folder is a workspace of its own. A file that is named is seen in its workspace, so that names that other files define
/// are known: the nearest folder around it that holds .git, .hg or .jj, else its own folder.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Files and folders, which stand for the *.metta, *.metta2 and *.rho files in them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Answer in JSON; lines and columns from 0, columns in UTF-16 code units, as in the language server protocol
    #[arg(long)]
    json: bool,
}

/// What is wrong with a document.
#[derive(Serialize)]
struct Checked {
    path: String,
    uri: String,
    diagnostics: Vec<Finding>,
}

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> io::Result<Exit> {
    let sources = Sources::read(&args.paths, terminal);
    let lookup = Lookup::new(&sources.snapshot);
    let mut checked = Vec::new();
    let (mut files, mut errors, mut warnings, mut hints) = (0, 0, 0, 0);
    for document in sources.documents() {
        let (path, analysis) = (sources.name(&document.uri), &document.analysis);
        let found = ide::diagnostics(&lookup, &document.uri);
        files += 1;
        for diagnostic in &found {
            match diagnostic.severity {
                Severity::Error => errors += 1,
                Severity::Warning => warnings += 1,
                Severity::Hint => hints += 1,
            }
            if !args.json {
                let colour = terminal.answers_are_coloured();
                terminal.line(&finding::render(&path, analysis, diagnostic, colour))?;
                terminal.line("")?;
            }
        }
        if args.json {
            let diagnostics = found.into_iter().map(|found| Finding::new(found, analysis)).collect();
            checked.push(Checked { path, uri: document.uri.to_string(), diagnostics });
        }
    }
    if args.json {
        terminal.json(&checked)?;
    } else {
        let counts = [(errors, "error"), (warnings, "warning"), (hints, "hint")];
        let counts = counts.map(|(count, what)| units::count(count, what)).join(", ");
        terminal.line(&format!("{}: {counts}", units::count(files, "file")))?;
    }
    Ok(sources.exit.max(if errors > 0 { Exit::Different } else { Exit::Success }))
}
