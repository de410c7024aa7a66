//! The command line: one file per subcommand.
//!
//! Standard output carries the answer and nothing else; errors, progress and remarks go to standard error. A reader that
//! goes away (`heddle dump . | head`) ends the program quietly.
//!
//! | exit code | meaning |
//! | --- | --- |
//! | 0 | all went well |
//! | 1 | an assertion of a program failed or a result is an Error, a test failed; `verify` found a difference; `check` found an error; `fmt --check` would change a file; a question has no answer; a rename is refused; an implementation is found wrong by the oracle |
//! | 2 | the command line, a pattern or the text of a file cannot be read: a syntax error |
//! | 3 | a program exceeded a budget of time, steps, depth or memory; the oracle cannot tell: a limit was reached |
//! | 4 | a file or folder cannot be had: missing, unreadable, too large, changing |
//!
//! Where several apply, the largest wins.

mod budget;
mod check;
mod completions;
mod definition;
mod dump;
mod explain;
mod finding;
mod fmt;
mod load;
mod load_args;
mod lsp;
mod oracle;
mod overview;
mod place;
mod query;
mod question;
mod references;
mod rename;
mod repl;
mod replacement;
mod run;
mod sources;
mod status;
mod summary;
mod symbols;
mod terminal;
mod test;
mod units;
mod verification;
mod verify;

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use terminal::Terminal;

/// What a command came to, as an exit code. Ordered: where several apply, the largest wins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
enum Exit {
    Success = 0,
    Different = 1,
    Unreadable = 2,
    Undecided = 3,
    Inaccessible = 4,
}

/// MeTTa and Rholang workspaces, on every core, with the result that one thread would give.
#[derive(Parser)]
#[command(name = "heddle", version, after_help = EXIT_CODES, arg_required_else_help = false)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

const EXIT_CODES: &str = "\
Without a command: verifies the examples and says what to try next.

Exit codes:
  0  all went well
  1  an assertion of a program failed or a result is an Error; a test failed;
     verify found a difference; check found an error; fmt --check would change a file;
     a question has no answer; a rename is refused; the oracle found an error
  2  the command line, a pattern or the text of a file cannot be read: a syntax error
  3  a program exceeded a budget of time, steps, depth or memory;
     the oracle cannot tell: a limit was reached
  4  a file or folder cannot be had: missing, unreadable, too large, changing

Answers go to standard output, everything else to standard error.
NO_COLOR is respected; colours are used on terminals only.";

#[derive(Subcommand)]
enum Command {
    Run(run::Args),
    Test(test::Args),
    Repl(repl::Args),
    Load(load::Args),
    Dump(dump::Args),
    Query(query::Args),
    Verify(verify::Args),
    Check(check::Args),
    Symbols(symbols::Args),
    Definition(definition::Args),
    References(references::Args),
    Rename(rename::Args),
    Fmt(fmt::Args),
    Lsp(lsp::Args),
    Status(status::Args),
    Oracle(oracle::Args),
    Explain(explain::Args),
    Completions(completions::Args),
}

/// Runs the command line `args` (the first is the name of the program) on the standard streams.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers; what clap prints is complete. A reader that went away is no news.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(Exit::Unreadable as u8));
        }
    };
    let mut terminal = Terminal::standard();
    let exit = match cli.command {
        None => overview::run(&mut terminal),
        Some(Command::Run(args)) => run::run(&args, &mut terminal),
        Some(Command::Test(args)) => test::run(&args, &mut terminal),
        Some(Command::Repl(args)) => {
            // The editor of lines writes to the standard streams itself.
            drop(terminal);
            return ExitCode::from(repl::run(&args) as u8);
        }
        Some(Command::Load(args)) => load::run(&args, &mut terminal),
        Some(Command::Dump(args)) => dump::run(&args, &mut terminal),
        Some(Command::Query(args)) => query::run(args, &mut terminal),
        Some(Command::Verify(args)) => verify::run(&args, &mut terminal),
        Some(Command::Check(args)) => check::run(&args, &mut terminal),
        Some(Command::Symbols(args)) => symbols::run(&args, &mut terminal),
        Some(Command::Definition(args)) => definition::run(&args, &mut terminal),
        Some(Command::References(args)) => references::run(&args, &mut terminal),
        Some(Command::Rename(args)) => rename::run(&args, &mut terminal),
        Some(Command::Fmt(args)) => fmt::run(&args, &mut terminal),
        Some(Command::Lsp(args)) => {
            // The terminal holds the locks of the standard streams for itself.
            drop(terminal);
            return ExitCode::from(lsp::run(args) as u8);
        }
        Some(Command::Status(args)) => status::run(&args, &mut terminal),
        Some(Command::Oracle(args)) => oracle::run(&args, &mut terminal),
        Some(Command::Explain(args)) => explain::run(&args, &mut terminal),
        Some(Command::Completions(args)) => completions::run(&args, &mut terminal),
    };
    match exit.and_then(|exit| terminal.flush().map(|()| exit)) {
        Ok(exit) => ExitCode::from(exit as u8),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            terminal.remark(&format!("heddle: cannot write: {error}"));
            ExitCode::from(Exit::Inaccessible as u8)
        }
    }
}
