//! `heddle oracle run`.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use crate::cli::Exit;
use crate::cli::terminal::Terminal;
use crate::oracle::drive::{self, Case, Difference, Options, Repeats, Report, Verdict};
use crate::oracle::specification::suggestion::suggest;
use crate::oracle::vocabulary::{self, Visitor, Vocabulary};

/// The largest case file that is read, in bytes.
const LARGEST_CASE: u64 = 64 << 20;

/// Hold a program in any language against a specification: first one operation after the other, then several clients at once
///
/// The program reads one operation a line as JSON from standard input, {"id":7,"client":0,"op":"put","args":["k",1]}, and
/// writes one answer a line to standard output, {"id":7,"outcome":null}. `heddle oracle specs` lists the operations;
/// examples/oracle/README.md has the protocol, with adapters in Python and JavaScript to copy.
#[derive(clap::Args)]
pub(super) struct Args {
    /// The specification, as listed by `heddle oracle specs`
    #[arg(long, value_name = "NAME", required_unless_present = "replay", conflicts_with = "replay")]
    spec: Option<String>,
    /// The program and its arguments, split as a shell does; nothing else of a shell is understood
    #[arg(long = "impl", value_name = "CMD ARGS", required_unless_present = "replay", value_parser = command)]
    implementation: Option<CommandLine>,
    /// At most so many clients at once; with one, operations are done one after the other only
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=64))]
    clients: u64,
    /// What determines the operations
    #[arg(long, value_name = "S", default_value_t = 0)]
    seed: u64,
    /// How many operations
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..))]
    ops: u64,
    /// How long an answer may take, in milliseconds; with --replay as in the case
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u64).range(1..=86_400_000))]
    timeout: Option<u64>,
    /// Write a difference to this file; without it to heddle-case-NAME-SEED.json
    #[arg(long, value_name = "FILE", conflicts_with = "replay")]
    case: Option<PathBuf>,
    /// Repeat the case in this file, with the program that it names or with that of --impl
    #[arg(long, value_name = "FILE", conflicts_with_all = ["clients", "seed", "ops"])]
    replay: Option<PathBuf>,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

/// How long an answer may take where nobody says it, in milliseconds.
const TIMEOUT: u64 = 5_000;

/// A program and its arguments.
#[derive(Clone, Debug)]
struct CommandLine(Vec<String>);

fn command(text: &str) -> Result<CommandLine, String> {
    match shlex::split(text) {
        Some(words) if !words.is_empty() => Ok(CommandLine(words)),
        Some(_) => Err("a program is wanted".to_owned()),
        None => Err("a quotation mark or a backslash has nothing behind it".to_owned()),
    }
}

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> io::Result<Exit> {
    let bar = if terminal.remarks_are_seen() { bar() } else { ProgressBar::hidden() };
    let outcome = match &args.replay {
        Some(file) => replay(args, file, &bar),
        None => drive_it(args, &bar),
    };
    bar.finish_and_clear();
    match outcome {
        Ok(Done { specification, seed, report, file }) => {
            let written = match (&report.verdict, file) {
                (Verdict::Found(difference), Some(file)) => Some((write(&difference.case, &file), file)),
                _ => None,
            };
            let mut exit = match &report.verdict {
                Verdict::Agrees => Exit::Success,
                Verdict::Found(_) => Exit::Different,
                Verdict::Unknown(_) => Exit::Undecided,
            };
            let file = match written {
                Some((Ok(()), file)) => Some(file),
                Some((Err(error), file)) => {
                    terminal.remark(&format!("{}: {error}", file.display()));
                    exit = exit.max(Exit::Inaccessible);
                    None
                }
                None => None,
            };
            if args.json {
                terminal.json(&in_json(&specification, seed, &report, file.as_deref()))?;
            } else {
                terminal.text(&in_words(&specification, &report, file.as_deref()))?;
            }
            Ok(exit)
        }
        Err((message, exit)) => {
            terminal.remark(&message);
            Ok(exit)
        }
    }
}

/// What was done, and where a difference is to be written.
struct Done {
    specification: String,
    seed: u64,
    report: Report,
    file: Option<PathBuf>,
}

type Refused = (String, Exit);

fn drive_it(args: &Args, bar: &ProgressBar) -> Result<Done, Refused> {
    struct Drive<'a>(Options, &'a ProgressBar);
    impl Visitor for Drive<'_> {
        type Output = Report;
        fn visit<S: Vocabulary>(self, specification: S) -> Report {
            drive::drive(specification, &self.0, &mut |done| self.1.set_position(done as u64))
        }
    }
    let specification = args.spec.clone().unwrap_or_default();
    let options = Options {
        command: args.implementation.as_ref().map(|command| command.0.clone()).unwrap_or_default(),
        clients: usize::try_from(args.clients).unwrap_or(1),
        seed: args.seed,
        operations: usize::try_from(args.ops).unwrap_or(usize::MAX),
        timeout: Duration::from_millis(args.timeout.unwrap_or(TIMEOUT)),
    };
    bar.set_length(args.ops);
    let report = vocabulary::visit(&specification, Drive(options, bar))
        .map_err(|_| (unknown(&specification), Exit::Unreadable))?;
    let file =
        args.case.clone().unwrap_or_else(|| format!("heddle-case-{specification}-{}.json", args.seed).into());
    Ok(Done { specification, seed: args.seed, report, file: Some(file) })
}

fn replay(args: &Args, file: &Path, bar: &ProgressBar) -> Result<Done, Refused> {
    struct Replay<'a>(&'a Case, &'a ProgressBar);
    impl Visitor for Replay<'_> {
        type Output = Result<Report, String>;
        fn visit<S: Vocabulary>(self, specification: S) -> Result<Report, String> {
            drive::replay(specification, self.0, &mut |done| self.1.set_position(done as u64))
        }
    }
    let name = file.display();
    let text = read(file).map_err(|error| (format!("{name}: {error}"), Exit::Inaccessible))?;
    let unreadable = |error: String| (format!("{name}: {error}"), Exit::Unreadable);
    let mut case = Case::read(&text).map_err(unreadable)?;
    if let Some(command) = &args.implementation {
        case.command.clone_from(&command.0);
    }
    if let Some(timeout) = args.timeout {
        case.timeout = Duration::from_millis(timeout);
    }
    let report = vocabulary::visit(&case.specification, Replay(&case, bar))
        .map_err(|_| unreadable(unknown(&case.specification)))?
        .map_err(unreadable)?;
    Ok(Done { specification: case.specification, seed: case.seed, report, file: None })
}

fn unknown(name: &str) -> String {
    let names = vocabulary::catalogue().into_iter().map(|(name, ..)| name);
    let near = suggest(name, names.clone());
    let help = if near.is_empty() {
        format!("there are {}", names.collect::<Vec<_>>().join(", "))
    } else {
        format!("did you mean {}?", near.join(" or "))
    };
    format!("there is no specification `{name}`\nhelp: {help}")
}

fn read(file: &Path) -> io::Result<String> {
    use io::Read as _;
    let mut text = String::new();
    let read = std::fs::File::open(file)?.take(LARGEST_CASE + 1).read_to_string(&mut text)?;
    if read as u64 > LARGEST_CASE {
        return Err(io::Error::other(format!("a case is at most {LARGEST_CASE} bytes long")));
    }
    Ok(text)
}

fn write(case: &Case, file: &Path) -> io::Result<()> {
    std::fs::write(file, case.write())
}

fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{pos} of {len} operations {wide_bar}");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn in_words(specification: &str, report: &Report, file: Option<&Path>) -> String {
    let Report { verdict, sequential, concurrent, failed, remarks } = report;
    let failures = if *failed > 0 { format!(", of which {failed} failed") } else { String::new() };
    let done = format!(
        "{sequential} operations one after the other, {concurrent} by several clients at once{failures}"
    );
    let mut lines = match verdict {
        Verdict::Agrees => vec![format!("agrees with `{specification}`: {done}")],
        Verdict::Unknown(why) => vec![format!("unknown: {why}; {done}")],
        Verdict::Found(difference) => found(specification, difference, &done, file),
    };
    lines.extend(remarks.iter().map(|remark| format!("note: {remark}")));
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn found(specification: &str, difference: &Difference, done: &str, file: Option<&Path>) -> Vec<String> {
    let Difference { message, table, last_words, repeats, case } = difference;
    let mut lines = vec![format!("DIFFERS from `{specification}`, after {done}"), String::new()];
    if table.is_empty() {
        lines.push("Nothing needs to be done for it.".to_owned());
    } else {
        lines.push(table.trim_end().to_owned());
    }
    lines.extend([String::new(), message.clone()]);
    if !last_words.is_empty() {
        lines.push("Its last words on standard error:".to_owned());
        lines.extend(last_words.lines().map(|line| format!("    {}", line.escape_debug())));
    }
    lines.push(match repeats {
        Repeats::Never => {
            "It was seen once and not again in a fresh process: chance plays a part, or `reset` does not forget everything."
                .to_owned()
        }
        Repeats::At(1) => "It shows at the first attempt.".to_owned(),
        Repeats::At(attempt) => format!("It shows at attempt {attempt}."),
        Repeats::Times(shown, times) if shown == times => format!("It shows every time ({times} of {times})."),
        Repeats::Times(shown, times) => format!("It shows {shown} times of {times}."),
    });
    if let Some(file) = file {
        let file = file.display().to_string();
        let quoted = shlex::try_quote(&file).map_or_else(|_| file.clone(), std::borrow::Cow::into_owned);
        lines.push(format!("seed {}; to repeat it: heddle oracle run --replay {quoted}", case.seed));
    }
    lines
}

fn in_json(specification: &str, seed: u64, report: &Report, file: Option<&Path>) -> Value {
    let Report { verdict, sequential, concurrent, failed, remarks } = report;
    let word = match verdict {
        Verdict::Agrees => "ok",
        Verdict::Found(_) => "violation",
        Verdict::Unknown(_) => "unknown",
    };
    let mut answer = json!({
        "verdict": word,
        "spec": specification,
        "seed": seed,
        "sequential": sequential,
        "concurrent": concurrent,
        "failed": failed,
        "remarks": remarks,
    });
    if let Value::Object(members) = &mut answer {
        match verdict {
            Verdict::Agrees => {}
            Verdict::Unknown(why) => drop(members.insert("why".to_owned(), why.as_str().into())),
            Verdict::Found(difference) => {
                let Difference { message, table, last_words, repeats, case } = &**difference;
                let (shown, times) = match repeats {
                    Repeats::Times(shown, times) => (*shown, *times),
                    Repeats::At(attempt) => (1, *attempt),
                    Repeats::Never => (0, 0),
                };
                let difference = json!({
                    "kind": case.found,
                    "message": message,
                    "table": table,
                    "lastWords": last_words,
                    "shown": shown,
                    "times": times,
                    "case": serde_json::from_str::<Value>(&case.write()).unwrap_or_default(),
                    "file": file.map(|file| file.display().to_string()),
                });
                members.insert("difference".to_owned(), difference);
            }
        }
    }
    answer
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_split_as_a_shell_does() {
        let words = |text| command(text).map(|command| command.0);
        assert_eq!(
            words("python3 'a map.py' --x=\"1 2\" b\\ c"),
            Ok(["python3", "a map.py", "--x=1 2", "b c"].map(String::from).to_vec())
        );
        for wrong in ["", "  ", "python3 'a", "python3 \\"] {
            assert!(words(wrong).is_err(), "{wrong}");
        }
    }
}
