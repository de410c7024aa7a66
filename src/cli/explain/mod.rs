//! `heddle explain`.

mod answer;
mod mutant;
mod name;
mod page;
mod stories;
mod story;

use std::io;

use mutant::Mutant;
use name::Meaning;
use page::Look;

use super::Exit;
use super::terminal::Terminal;
use crate::oracle::ledger;

/// Tell how such systems break: for each faulty variant that the models reject its story, the schedule on which it fails
/// as a column for each thread, the guarantee that it breaks and the rule that prevents it
#[derive(clap::Args)]
pub(super) struct Args {
    /// A mutant (PROPERTY/SCENARIO/MUTANT, or a part of that), a property, a guarantee (Q1) or a way to break (S19); without
    /// it, all of them
    #[arg(value_name = "MUTANT")]
    name: Option<String>,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
    /// Show the line of source beside each step, however wide the page becomes
    #[arg(long, conflicts_with = "json")]
    wide: bool,
}

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> io::Result<Exit> {
    let mutants = ledger::committed().map_err(|error| error.to_string()).and_then(|fragments| {
        mutant::all(&fragments).map_err(|untold| format!("no story is told of {}", untold.join(", ")))
    });
    let mutants = match mutants {
        Ok(mutants) => mutants,
        // The tests keep this from being built.
        Err(damage) => {
            terminal.remark(&format!("heddle: the ledger in this program is damaged: {damage}"));
            return Ok(Exit::Inaccessible);
        }
    };
    let look = Look { colour: terminal.answers_are_coloured(), wide: args.wide };
    let (found, head) = match &args.name {
        None => (mutants.iter().collect(), true),
        Some(name) => match name::meaning(name, &mutants) {
            Meaning::Several(found) => (found, false),
            Meaning::One(mutant, others) if args.json => {
                terminal.json(&answer::whole(mutant, &others))?;
                return Ok(Exit::Success);
            }
            Meaning::One(mutant, others) => {
                terminal.text(&page::page(mutant, &others, look))?;
                return Ok(Exit::Success);
            }
            Meaning::Unknown(near) => {
                terminal.remark(&format!("error: there is no mutant `{name}`"));
                terminal.remark(&hint(&near));
                return Ok(Exit::Unreadable);
            }
        },
    };
    let found: Vec<&Mutant> = found;
    if args.json {
        terminal.json(&answer::list(&found))?;
        return Ok(Exit::Success);
    }
    if head {
        terminal.text(&page::head(&found))?;
        terminal.text(&page::list(&found, look))?;
    } else {
        terminal.text(page::list(&found, look).trim_start_matches('\n'))?;
    }
    Ok(Exit::Success)
}

fn hint(near: &[String]) -> String {
    match near {
        [] => "help: `heddle explain` lists all of them".to_owned(),
        near => format!("help: did you mean `{}`?", near.join("`, `")),
    }
}
