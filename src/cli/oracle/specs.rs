//! `heddle oracle specs`.

use std::io;

use serde_json::json;

use crate::cli::Exit;
use crate::cli::terminal::Terminal;
use crate::oracle::vocabulary;

/// List the specifications, with their operations
#[derive(clap::Args)]
pub(super) struct Args {
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> io::Result<Exit> {
    let catalogue = vocabulary::catalogue();
    if args.json {
        let entry = |(name, about, operations): &(&str, &str, &[&str])| json!({ "name": name, "about": about, "operations": operations });
        terminal.json(&catalogue.iter().map(entry).collect::<Vec<_>>())?;
        return Ok(Exit::Success);
    }
    for (name, about, operations) in catalogue {
        terminal.line(&format!("{name}: {about}"))?;
        for operation in operations {
            terminal.line(&format!("    {operation}"))?;
        }
    }
    Ok(Exit::Success)
}
