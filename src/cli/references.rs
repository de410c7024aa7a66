//! `heddle references`.

use std::io;

use super::Exit;
use super::place::{self, Answered};
use super::question::Question;
use super::terminal::Terminal;
use crate::resolver::{self, Lookup};

/// List the places where the symbol at a place stands, one per line
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    question: Question,
    /// Leave out the places that define or declare it
    #[arg(long)]
    no_declaration: bool,
}

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> io::Result<Exit> {
    let (sources, cursor) = match args.question.ask(terminal) {
        Ok(asked) => asked,
        Err(exit) => return Ok(exit),
    };
    let answer = resolver::references(&Lookup::new(&sources.snapshot), &cursor, !args.no_declaration);
    if args.question.json {
        terminal.json(&Answered::new(&answer, &sources))?;
    } else {
        place::lines(&answer.sites, &sources, terminal)?;
    }
    if answer.sites.is_empty() {
        terminal.remark("no place is known");
        return Ok(Exit::Different);
    }
    Ok(Exit::Success)
}
