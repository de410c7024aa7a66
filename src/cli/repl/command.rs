//! What begins with a colon.

use std::path::PathBuf;

/// A command.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Command {
    /// The types of an atom.
    Type(String),
    /// Run a file, in place of what it said before.
    Load(PathBuf),
    /// Run all files that were loaded again.
    Reload,
    /// Load the files of a folder whenever they change.
    Watch(PathBuf),
    /// What there is, or the atoms that mention a word.
    Env(Option<String>),
    /// What was done so far.
    Stats,
    Help,
    Quit,
}

/// The commands, as they are completed.
pub(super) const NAMES: [&str; 8] =
    [":env", ":help", ":load", ":quit", ":reload", ":stats", ":type", ":watch"];

/// What `:help` says.
pub(super) const HELP: &str = "\
An atom is added; an atom behind `!` is evaluated. Input goes on until all parentheses are closed.

  :type EXPR    the types of an expression, which is not evaluated
  :load FILE    run a file; what it added before is taken back first
  :reload       the same with all files that were loaded
  :watch DIR    load the files of a folder in the background whenever they change
  :env [WORD]   what there is; with a word, the atoms that mention it
  :stats        what was done so far
  :help         this
  :quit         end (also Ctrl-D)

Ctrl-C ends what is being evaluated; Tab completes names.";

impl Command {
    /// The command that `line` gives.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn parse(line: &str) -> Result<Command, String> {
        let line = line.trim();
        let (name, argument) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let argument = argument.trim();
        let needed = |what: &str| {
            if argument.is_empty() { Err(format!("{name} wants {what}")) } else { Ok(argument.to_owned()) }
        };
        match name {
            ":type" | ":t" => needed("an expression").map(Command::Type),
            ":load" | ":l" => needed("a file").map(|path| Command::Load(path.into())),
            ":reload" | ":r" => Ok(Command::Reload),
            ":watch" | ":w" => needed("a folder").map(|path| Command::Watch(path.into())),
            ":env" | ":e" => Ok(Command::Env(needed("a word").ok())),
            ":stats" => Ok(Command::Stats),
            ":help" | ":h" | ":?" => Ok(Command::Help),
            ":quit" | ":q" | ":exit" => Ok(Command::Quit),
            _ => Err(format!("there is no command {name}; :help names those that there are")),
        }
    }
}
