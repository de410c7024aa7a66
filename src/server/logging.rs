//! The log: to standard error or to a file, never to standard output, which carries the protocol.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;
use std::sync::Arc;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt::writer::BoxMakeWriter;

/// From now on this process logs what is at least as grave as `level`, one line each, appended to `file` or, without one, to
/// standard error. For programs, not for libraries; where something logs already, it goes on as it was.
///
/// # Errors
/// If the file cannot be opened.
pub fn start(level: LevelFilter, file: Option<&Path>) -> io::Result<()> {
    let writer = match file {
        // Appended line by line, without a lock: the system keeps lines whole, also those of other servers.
        Some(path) => BoxMakeWriter::new(Arc::new(OpenOptions::new().create(true).append(true).open(path)?)),
        None => BoxMakeWriter::new(io::stderr),
    };
    let log = tracing_subscriber::fmt().with_max_level(level).with_ansi(false).with_target(false);
    let _ = log.with_writer(writer).try_init();
    Ok(())
}
