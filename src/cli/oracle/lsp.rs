//! `heddle oracle lsp`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::Exit;
use crate::cli::terminal::Terminal;
use crate::oracle::lsp::{Campaign, Language, Launch, Plan, Report, Session, Tree};

/// Hold a language server against Heddle's own, or against a fresh process of itself
///
/// Plays editing sessions to it over standard input and output: edits with awkward ranges, saves, renames of files,
/// cancellations, requests while it is indexing, texts outside ASCII. At rest it must answer as a quiet server that was told
/// the final texts only. Only what it announces is asked for. It is killed if it hangs.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The server and its arguments, as a shell would split them
    #[arg(long, value_name = "COMMAND")]
    cmd: String,
    /// Its language: for metta and rholang the reference is Heddle's own server
    #[arg(long, value_enum)]
    lang: Lang,
    /// What editors call the language, for `--lang other`: python, shellscript, json, yaml, …
    #[arg(long, value_name = "ID", required_if_eq("lang", "other"))]
    language_id: Option<String>,
    /// The workspace; it is copied for every session. For metta and rholang a small one is made up without it
    #[arg(long, value_name = "DIR", required_if_eq("lang", "other"))]
    workspace: Option<PathBuf>,
    /// Play this recorded session; may be given several times
    #[arg(long, value_name = "FILE")]
    session: Vec<PathBuf>,
    /// The seed of the first session that is made up
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many sessions are made up [default: 10, or 0 with --session]
    #[arg(long, value_name = "N")]
    sessions: Option<usize>,
    /// Who does not answer within so many milliseconds does not answer
    #[arg(long, value_name = "MS", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..))]
    timeout: u64,
    /// Who says something else at rest for so many milliseconds says it for good
    #[arg(long, value_name = "MS", default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(1..))]
    settle: u64,
    /// How many trials may make the session of a finding smaller; with 0 it is told as it was played, and not played again
    #[arg(long, value_name = "N", default_value_t = 40)]
    shrink: usize,
    /// After so many seconds no session is begun any more, and none made smaller; the report says so
    #[arg(long, value_name = "S", default_value_t = 900)]
    max_time: u64,
    /// Stop at the first thing that is found wrong
    #[arg(long)]
    fail_fast: bool,
    /// Over how many edits the memory is looked at; 0 for none
    #[arg(long, value_name = "N", default_value_t = 800)]
    edits: usize,
    /// Write the smallest session of each finding into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
    /// Write a report for batch engines into this file
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  heddle oracle lsp --cmd 'heddle lsp' --lang metta
  heddle oracle lsp --cmd 'pylsp' --lang other --language-id python --workspace src
  heddle oracle lsp --cmd 'heddle lsp' --lang metta --session found/definition.jsonl";

#[derive(Clone, Copy, ValueEnum)]
enum Lang {
    Metta,
    Rholang,
    Other,
}

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> io::Result<Exit> {
    let Some(command) = shlex::split(&args.cmd).filter(|command| !command.is_empty()) else {
        terminal.remark("heddle: --cmd cannot be split into words: a quote is open, or there is nothing");
        return Ok(Exit::Unreadable);
    };
    let language = match args.lang {
        Lang::Metta => Language::Metta,
        Lang::Rholang => Language::Rholang,
        Lang::Other => Language::Other(args.language_id.clone().unwrap_or_default()),
    };
    let tree = match &args.workspace {
        None => language.workspace(),
        Some(folder) => match Tree::read(folder) {
            Ok(tree) => tree,
            Err(error) => {
                terminal.remark(&format!("heddle: {}: {error}", folder.display()));
                return Ok(Exit::Inaccessible);
            }
        },
    };
    let mut recorded = Vec::new();
    for file in &args.session {
        match read(file) {
            Ok(session) => recorded.push(session),
            Err((exit, said)) => {
                let said: String = said.chars().filter(|sign| !sign.is_control()).collect();
                terminal.remark(&format!("heddle: {said}"));
                return Ok(exit);
            }
        }
    }
    let sessions = args.sessions.unwrap_or(if recorded.is_empty() { 10 } else { 0 });
    let campaign = Campaign {
        seed: args.seed,
        sessions,
        recorded,
        budget: args.shrink,
        fail_fast: args.fail_fast,
        time: Duration::from_secs(args.max_time),
        edits: args.edits,
        carried: args.workspace.is_none(),
    };
    let plan = Plan {
        launch: Launch::Command(command),
        language,
        tree,
        timeout: Duration::from_millis(args.timeout),
        settle: Duration::from_millis(args.settle),
    };
    let bar = if terminal.remarks_are_seen() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
    bar.set_style(ProgressStyle::default_spinner());
    let report = campaign.run(&plan, |doing| {
        bar.set_message(doing.to_owned());
        bar.tick();
    });
    bar.finish_and_clear();
    let report = match report {
        Ok(report) => report,
        Err(error) => {
            terminal.remark(&format!("heddle: the workspace cannot be laid out: {error}"));
            return Ok(Exit::Inaccessible);
        }
    };
    if args.json {
        terminal.json(&report.json())?;
    } else {
        terminal.text(&report.text())?;
    }
    let written = write(args, &report);
    if let Err((path, error)) = &written {
        terminal.remark(&format!("heddle: {}: {error}", path.display()));
    }
    Ok(exit_of(&report).max(if written.is_err() { Exit::Inaccessible } else { Exit::Success }))
}

fn exit_of(report: &Report) -> Exit {
    match () {
        () if report.is_inaccessible() => Exit::Inaccessible,
        () if !report.findings.is_empty() => Exit::Different,
        () if report.is_empty() || report.cut => Exit::Undecided,
        () => Exit::Success,
    }
}

fn read(file: &Path) -> Result<Session, (Exit, String)> {
    let text = fs::read_to_string(file)
        .map_err(|error| (Exit::Inaccessible, format!("{}: {error}", file.display())))?;
    Session::read(&text)
        .map_err(|(line, said)| (Exit::Unreadable, format!("{}:{line}: {said}", file.display())))
}

/// Writes what was asked for into files.
fn write(args: &Args, report: &Report) -> Result<(), (PathBuf, io::Error)> {
    if let Some(file) = &args.junit {
        fs::write(file, report.junit()).map_err(|error| (file.clone(), error))?;
    }
    let Some(folder) = &args.out else { return Ok(()) };
    fs::create_dir_all(folder).map_err(|error| (folder.clone(), error))?;
    for finding in &report.findings {
        let Some(session) = &finding.session else { continue };
        let name = format!(
            "{}-{}.jsonl",
            finding.feature.unwrap_or("server"),
            finding.kind.name().replace(' ', "-")
        );
        let file = folder.join(name);
        fs::write(&file, session.write()).map_err(|error| (file, error))?;
    }
    Ok(())
}
