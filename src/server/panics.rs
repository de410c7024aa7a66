//! What is kept of panics: each is logged with its backtrace and appended to a file, so that who reports a fault has
//! something to send.

use std::backtrace::Backtrace;
use std::fs::OpenOptions;
use std::io::Write;
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};

/// A file that is longer is begun anew.
const LONGEST: u64 = 1 << 20;

/// Where the file is: `heddle/panics.log` in the user's folder for state (`$XDG_STATE_HOME`, else `~/.local/state`), or
/// `heddle-panics.log` in the folder for temporary files.
#[must_use]
pub fn place() -> PathBuf {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let state = set("XDG_STATE_HOME").or_else(|| Some(set("HOME")?.join(".local/state")));
    match state.filter(|state| state.is_absolute()) {
        Some(state) => state.join("heddle").join("panics.log"),
        None => std::env::temp_dir().join("heddle-panics.log"),
    }
}

/// From now on every panic of this process is logged and appended to the file at `path`, whatever thread it is of. For
/// programs, not for libraries: it replaces the process's panic hook.
pub fn keep(path: PathBuf) {
    std::panic::set_hook(Box::new(move |panic| {
        let report = report(panic, &Backtrace::force_capture());
        tracing::error!("{report}");
        if let Err(error) = append(&path, &report) {
            tracing::error!(%error, path = %path.display(), "the panic log cannot be written");
        }
    }));
}

fn report(panic: &PanicHookInfo<'_>, backtrace: &Backtrace) -> String {
    let said = panic.payload_as_str().unwrap_or("a panic without a message");
    let place = panic.location().map_or_else(String::new, |place| format!(" at {place}"));
    format!("heddle {}: panic{place}: {said}\n{backtrace}", env!("CARGO_PKG_VERSION"))
}

fn append(path: &Path, report: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let long = std::fs::metadata(path).is_ok_and(|file| file.len() > LONGEST);
    let mut file = OpenOptions::new().create(true).append(!long).write(true).truncate(long).open(path)?;
    // One write, so that reports of two threads do not mix.
    file.write_all(format!("{report}\n").as_bytes())
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn reports_are_appended_and_a_long_file_begins_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("state/heddle/panics.log");
        let read = || std::fs::read_to_string(&path).expect("the file is there");
        append(&path, "one").expect("written");
        append(&path, "two").expect("written");
        assert_eq!(read(), "one\ntwo\n");
        append(&path, &"x".repeat(LONGEST as usize)).expect("written");
        append(&path, "three").expect("written");
        assert_eq!(read(), "three\n");
    }
}
