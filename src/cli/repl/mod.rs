//! `heddle repl`.

use super::Exit;

/// Talk with MeTTa
#[derive(clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_args: &Args) -> Exit {
    Exit::Success
}
