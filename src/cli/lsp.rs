//! `heddle lsp`.

use std::io;

use super::Exit;
use crate::server;

/// Serve an editor over standard input and output, in the language server protocol
///
/// Needs no configuration. Standard output carries the protocol and nothing else.
#[derive(clap::Args)]
pub(super) struct Args {
    /// What other servers are called with; it is the only way and needs no option
    #[arg(long, hide = true)]
    stdio: bool,
}

pub(super) fn run(_: &Args) -> Exit {
    server::panics::keep(server::panics::place());
    let clean = server::serve(io::stdin(), io::stdout());
    if clean { Exit::Success } else { Exit::Different }
}
