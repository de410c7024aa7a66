//! `heddle dump`.

use std::io;

use super::Exit;
use super::load_args::LoadArgs;
use super::terminal::Terminal;

/// Load files and folders, and print every atom: one per line, in load order, the same for every schedule
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    load: LoadArgs,
}

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> io::Result<Exit> {
    let (environment, report) = args.load.load(terminal);
    match report {
        Ok(report) => {
            let exit = terminal.errors(&report.errors);
            terminal.text(&environment.snapshot().dump())?;
            Ok(exit)
        }
        Err(error) => Ok(terminal.errors([&error])),
    }
}
