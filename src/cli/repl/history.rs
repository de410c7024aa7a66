//! What was typed before.

use std::io;
use std::path::{Path, PathBuf};

use rustyline::Editor;
use rustyline::history::FileHistory;

use super::line::Line;

/// Where it is kept: `HEDDLE_HISTORY`, else below `XDG_STATE_HOME`, else below `~/.local/state`.
pub(super) fn path() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let state = || set("XDG_STATE_HOME").or_else(|| Some(set("HOME")?.join(".local/state")));
    set("HEDDLE_HISTORY").or_else(|| Some(state()?.join("heddle/history")))
}

/// Keeps it.
pub(super) fn keep(editor: &mut Editor<Line, FileHistory>, path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    editor.append_history(path).map_err(io::Error::other)
}
