//! `heddle lsp`.

use std::io;
use std::path::PathBuf;

use tracing::level_filters::LevelFilter;

use super::Exit;
use crate::server::{self, Engine, Places, door, logging, panics};

/// Serve an editor over standard input and output, in the language server protocol
///
/// Needs no configuration. Standard output carries the protocol and nothing else; `heddle status` asks how it is.
#[derive(clap::Args)]
pub(super) struct Args {
    /// What other servers are called with; it is the only way and needs no option
    #[arg(long, hide = true)]
    stdio: bool,
    /// Append the log to this file instead of writing it to standard error
    #[arg(long, value_name = "FILE")]
    log_file: Option<PathBuf>,
    /// What is logged: off, error, warn, info, debug or trace
    #[arg(long, value_name = "LEVEL", default_value = "warn")]
    log_level: LevelFilter,
    /// Open no socket for `heddle status`
    #[arg(long)]
    no_status: bool,
}

pub(super) fn run(args: Args) -> Exit {
    let log = args.log_file.map(|file| std::path::absolute(&file).unwrap_or(file));
    if let Err(error) = logging::start(args.log_level, log.as_deref()) {
        let file = log.unwrap_or_default();
        eprintln!("heddle: the log {} cannot be opened: {error}", file.display());
        return Exit::Inaccessible;
    }
    panics::keep(panics::place());
    let door = (!args.no_status).then(door::folder);
    let mut engine = Engine::new();
    engine.places = Places { log, panics: Some(panics::place()), door };
    let clean = server::serve_with(engine, io::stdin(), io::stdout());
    if clean { Exit::Success } else { Exit::Different }
}
