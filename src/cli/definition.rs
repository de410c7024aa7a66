//! `heddle definition`.

use std::io;

use super::Exit;
use super::place::{self, Answered};
use super::question::Question;
use super::terminal::Terminal;
use crate::resolver::{self, Lookup};

/// Say where the name at a place is defined: all definitions that may be meant, one per line
///
/// Where several definitions are called alike, those that what stands in the call rules out are left out.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    question: Question,
}

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> io::Result<Exit> {
    let (sources, cursor) = match args.question.ask(terminal) {
        Ok(asked) => asked,
        Err(exit) => return Ok(exit),
    };
    let answer = resolver::definition(&Lookup::new(&sources.snapshot), &cursor);
    if args.question.json {
        terminal.json(&Answered::new(&answer, &sources))?;
    } else {
        place::lines(&answer.sites, &sources, terminal)?;
    }
    if answer.sites.is_empty() {
        terminal.remark("no definition is known");
        return Ok(Exit::Different);
    }
    Ok(Exit::Success)
}
