//! What the commands that ask about a place have in common.

use std::path::PathBuf;

use clap::Args;

use super::Exit;
use super::sources::Sources;
use super::terminal::Terminal;
use crate::resolver::Cursor;
use crate::text::Position;

/// A place in a file, and the workspace that it is asked about in.
#[derive(Args)]
pub(super) struct Question {
    /// The place: a file, a line and a column, both from 1, columns in characters
    #[arg(value_name = "FILE:LINE:COL", value_parser = at)]
    at: At,
    /// The folder of the workspace; without it the nearest folder around the file that holds .git, .hg or .jj, else the
    /// file's own
    #[arg(long, value_name = "DIR")]
    workspace: Option<PathBuf>,
    /// Answer in JSON; lines and columns from 0, columns in UTF-16 code units, as in the language server protocol
    #[arg(long)]
    pub(super) json: bool,
}

/// `FILE:LINE:COL`.
#[derive(Clone, PartialEq, Debug)]
struct At {
    file: PathBuf,
    position: Position,
}

fn at(text: &str) -> Result<At, String> {
    let wanted = || "FILE:LINE:COL, such as src/main.metta:3:7".to_string();
    let (rest, column) = text.rsplit_once(':').ok_or_else(wanted)?;
    let (file, line) = rest.rsplit_once(':').ok_or_else(wanted)?;
    let number = |digits: &str| digits.parse::<u32>().ok().filter(|&number| number > 0);
    match (number(line), number(column)) {
        (Some(line), Some(column)) if !file.is_empty() => {
            Ok(At { file: file.into(), position: Position { line, column } })
        }
        _ => Err(wanted()),
    }
}

impl Question {
    /// Reads the workspace and finds the place in it; the exit where the file cannot be had.
    pub(super) fn ask(&self, terminal: &mut Terminal) -> Result<(Sources, Cursor), Exit> {
        let At { file, position } = &self.at;
        if file.is_dir() {
            terminal.remark(&format!("{}: a file is wanted, not a folder", file.display()));
            return Err(Exit::Inaccessible);
        }
        let sources = Sources::around(file, self.workspace.as_deref(), terminal);
        let cursor = sources.documents().next().map(|document| {
            let analysis = &document.analysis;
            Cursor::new(document.uri.clone(), analysis.lines().offset_of(analysis.text(), *position))
        });
        match cursor {
            Some(cursor) if sources.exit == Exit::Success => Ok((sources, cursor)),
            _ => Err(sources.exit.max(Exit::Unreadable)),
        }
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_from_its_end() {
        let read = |text| at(text).map(|at| (at.file, at.position.to_string()));
        assert_eq!(read("a.metta:3:7"), Ok(("a.metta".into(), "3:7".into())));
        assert_eq!(read("C:/a:b.rho:1:1"), Ok(("C:/a:b.rho".into(), "1:1".into())));
        for wrong in ["", "a", "a:1", "a:1:", "a:0:1", "a:1:0", ":1:1", "a:x:1", "a:1:99999999999"] {
            assert!(at(wrong).is_err(), "{wrong}");
        }
    }
}
