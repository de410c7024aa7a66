//! `heddle oracle`: other implementations held against the specifications.

mod check;
mod load;
mod lsp;
mod run;
mod specs;
mod witness;

use std::io;

use clap::Subcommand;

use super::Exit;
use super::terminal::Terminal;

/// Hold any implementation, in any language, against Heddle's specifications
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    door: Door,
}

#[derive(Subcommand)]
enum Door {
    Check(check::Args),
    Load(load::Args),
    Lsp(Box<lsp::Args>),
    Run(run::Args),
    Specs(specs::Args),
}

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> io::Result<Exit> {
    match &args.door {
        Door::Check(args) => check::run(args, terminal),
        Door::Load(args) => load::run(args, terminal),
        Door::Lsp(args) => lsp::run(args, terminal),
        Door::Run(args) => run::run(args, terminal),
        Door::Specs(args) => specs::run(args, terminal),
    }
}
