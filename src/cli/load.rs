//! `heddle load`.

use std::io;

use super::load_args::LoadArgs;
use super::summary;
use super::terminal::Terminal;
use super::{Exit, units};

/// Load files and folders, and say what was loaded
#[derive(clap::Args)]
pub(super) struct Args {
    /// Answer in JSON
    #[arg(long)]
    json: bool,
    /// Count what happens at each lock, and show it
    #[arg(long)]
    stats: bool,
    #[command(flatten)]
    load: LoadArgs,
}

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> io::Result<Exit> {
    if args.stats {
        crate::sync::contention::enable_all(true);
    }
    let (environment, report) = args.load.load(terminal);
    let report = match report {
        Ok(report) => report,
        Err(error) => {
            let exit = terminal.errors([&error]);
            terminal.remark("nothing was loaded; --on-error collect loads the files without errors");
            return Ok(exit);
        }
    };
    let exit = terminal.errors(&report.errors);
    let digest = environment.snapshot().digest().to_string();
    let locks = args.stats.then(summary::locks);
    if args.json {
        terminal.json(&summary::Json::new(&report, digest, locks))?;
        return Ok(exit);
    }
    terminal.text(&summary::text(&report, &digest))?;
    if let Some(locks) = locks {
        terminal.text("\n")?;
        terminal.text(&summary::lock_table(&locks))?;
    }
    if !report.errors.is_empty() {
        let errors = units::count(report.errors.len(), "error");
        terminal.remark(&format!("{errors}; the files with errors were left out as a whole"));
    }
    Ok(exit)
}
