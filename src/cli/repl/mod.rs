//! `heddle repl`.

mod command;
mod engine;
mod history;
mod input;
mod line;
mod talk;

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{CompletionType, Config, Editor};

use super::Exit;
use super::budget::BudgetArgs;
use command::Command;
use engine::{Engine, Request, Shared};
use line::Line;

use crate::evaluation::limits::Limits;
use crate::indexing::watching::{Batch, Mode, Watcher};
use crate::indexing::{Scope, Work};
use crate::sync::Arc;

/// Talk with MeTTa: an atom is added, an atom behind `!` is evaluated
///
/// Ctrl-C ends the evaluation and not the session, Ctrl-D ends the session; :help says what else there is. Where standard
/// input is no terminal, its lines are read as they are, without prompts.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Files to load first
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Load the files of a folder in the background whenever they change
    #[arg(long, value_name = "DIR")]
    watch: Option<PathBuf>,
    /// Remember nothing of what is typed
    #[arg(long)]
    no_history: bool,
    #[command(flatten)]
    budget: BudgetArgs,
}

pub(super) fn run(args: &Args) -> Exit {
    let interactive = io::stdin().is_terminal() && io::stdout().is_terminal();
    let colour = interactive && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    // Each form has the whole time: a session has no end to count to.
    let limits = Limits { time: args.budget.timeout, ..args.budget.limits() };
    let engine = Engine::start(limits, colour);
    listen(engine.shared(), interactive);
    let mut repl = Repl { engine, watchers: Vec::new() };
    for file in &args.files {
        repl.engine.ask(Request::Load(file.clone()));
    }
    if let Some(folder) = &args.watch {
        repl.watch(folder);
    }
    let read = if interactive { repl.converse(args, colour) } else { repl.follow() };
    for watcher in repl.watchers.drain(..) {
        watcher.stop();
    }
    repl.engine.stop();
    match read {
        Ok(()) => Exit::Success,
        Err(error) => {
            // Nobody may be there to read it.
            let _ = writeln!(io::stderr(), "heddle repl: {error}");
            Exit::Inaccessible
        }
    }
}

/// Ctrl-C ends what is being evaluated. Where nothing is and nobody is asked for a line, it ends the program.
fn listen(shared: Arc<Shared>, interactive: bool) {
    let heard = move || {
        if !shared.interrupt() && !interactive {
            std::process::exit(130);
        }
    };
    if let Err(error) = ctrlc::set_handler(heard) {
        // Then it ends the program, as everywhere.
        let _ = writeln!(io::stderr(), "heddle repl: cannot hear Ctrl-C: {error}");
    }
}

struct Repl {
    engine: Engine,
    watchers: Vec<Watcher>,
}

impl Repl {
    /// With a person, line by line.
    fn converse(&mut self, args: &Args, colour: bool) -> io::Result<()> {
        let config = Config::builder().completion_type(CompletionType::List).auto_add_history(true).build();
        let mut editor: Editor<Line, FileHistory> = Editor::with_config(config).map_err(io::Error::other)?;
        editor.set_helper(Some(Line { names: self.engine.names(), colour }));
        let history = if args.no_history { None } else { history::path() };
        if let Some(path) = &history {
            // There is none the first time.
            let _ = editor.load_history(path);
        }
        let prompt = if colour { ("metta> ", "\x1b[1mmetta>\x1b[0m ") } else { ("metta> ", "metta> ") };
        loop {
            self.tell_news();
            match editor.readline(&prompt) {
                Ok(text) => {
                    if !self.obey(&text) {
                        break;
                    }
                }
                Err(ReadlineError::Interrupted) => {}
                Err(ReadlineError::Eof) => break,
                Err(error) => return Err(io::Error::other(error)),
            }
        }
        if let Some(path) = &history {
            history::keep(&mut editor, path)?;
        }
        Ok(())
    }

    /// With a program: what it writes, as soon as it is complete.
    fn follow(&mut self) -> io::Result<()> {
        let mut text = String::new();
        for line in io::stdin().lock().lines() {
            text.push_str(&line?);
            text.push('\n');
            if !input::is_complete(&text) {
                continue;
            }
            self.tell_news();
            if !self.obey(&std::mem::take(&mut text)) {
                return Ok(());
            }
        }
        // What is left is not complete: an error, and it is told.
        self.tell_news();
        self.obey(&text);
        self.tell_news();
        Ok(())
    }

    /// Says what was done in the background.
    fn tell_news(&self) {
        let news = self.engine.news();
        say(&news);
    }

    /// Does what a person says; false where that is to end.
    fn obey(&mut self, text: &str) -> bool {
        if text.trim().is_empty() {
            return true;
        }
        if !text.starts_with(':') {
            return self.engine.ask(Request::Run(text.to_owned()));
        }
        match Command::parse(text) {
            Err(problem) => say(&format!("{problem}\n")),
            Ok(Command::Quit) => return false,
            Ok(Command::Help) => say(&format!("{}\n", command::HELP)),
            Ok(Command::Watch(folder)) => self.watch(&folder),
            Ok(Command::Type(text)) => return self.engine.ask(Request::Type(text)),
            Ok(Command::Load(path)) => return self.engine.ask(Request::Load(path)),
            Ok(Command::Reload) => return self.engine.ask(Request::Reload),
            Ok(Command::Env(word)) => return self.engine.ask(Request::Env(word)),
            Ok(Command::Stats) => return self.engine.ask(Request::Stats),
        }
        true
    }

    /// Watches a folder from now on.
    fn watch(&mut self, folder: &Path) {
        let folder = match std::fs::canonicalize(folder) {
            Ok(folder) if folder.is_dir() => folder,
            Ok(_) => return say(&format!("{} is no folder\n", folder.display())),
            Err(error) => return say(&format!("cannot watch {}: {error}\n", folder.display())),
        };
        let shared = self.engine.shared();
        let scope = Arc::new(Scope::of(vec![folder.clone()]));
        let everything = Arc::clone(&scope);
        let watcher = Watcher::start(Mode::Told, move |batch| {
            let paths = match batch {
                Batch::Paths(paths) => paths,
                // Nobody knows what has changed: all of it may have.
                Batch::Everything => crate::loader::discover_with(&everything.folders, &["metta"])
                    .entries
                    .into_iter()
                    .flatten()
                    .map(|file| file.path.to_path_buf())
                    .collect(),
            };
            let wanted = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "metta");
            shared.changed(paths.into_iter().filter(wanted).collect());
        });
        let mode = watcher.watch(&Work { generation: 1, scope, only: None });
        self.watchers.push(watcher);
        let how = match mode {
            Mode::Told => "",
            Mode::Polled => ", from time to time",
        };
        say(&format!("watching {}{how}\n", folder.display()));
    }
}

/// Writes to standard output at once. Where nobody reads, the input ends soon.
fn say(text: &str) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
