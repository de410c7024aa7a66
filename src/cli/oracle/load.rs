//! `heddle oracle load`.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};

use crate::cli::terminal::Terminal;
use crate::cli::{Exit, units};
use crate::loader::discover;
use crate::oracle::excerpt::{excerpt, harmless};
use crate::oracle::metta::{self, Copies, End, Limits, Origin, Reference, Run, Verdict, Way};

/// Compare what another loader makes of a folder of MeTTa files with the specification, atom by atom
///
/// The loader prints what its space holds, one atom a line; `heddle dump {}` is such a command. Atoms are compared as
/// multisets, up to the names of variables, and each run with the first one.
#[derive(clap::Args)]
pub(super) struct Args {
    /// The command of the loader; {} stands for the folder
    #[arg(long, value_name = "COMMAND")]
    cmd: String,
    /// The command of its own parallel mode, which must print the same in the same order
    #[arg(long, value_name = "COMMAND")]
    parallel_cmd: Option<String>,
    /// How often each command runs
    #[arg(long, value_name = "NUMBER", default_value_t = 3)]
    runs: usize,
    /// Let each run print its atoms in an order of its own
    #[arg(long)]
    in_any_order: bool,
    /// How long one run may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    timeout: u64,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
    /// The folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> io::Result<Exit> {
    let mut ways = Vec::new();
    for (name, command) in [("sequential", Some(&args.cmd)), ("parallel", args.parallel_cmd.as_ref())] {
        let Some(command) = command else { continue };
        match shlex::split(command).filter(|command| !command.is_empty()) {
            Some(command) => ways.push(Way { name, command }),
            None => {
                terminal.remark(&format!(
                    "error: the command `{command}` has a quote that nothing closes, or no program"
                ));
                return Ok(Exit::Unreadable);
            }
        }
    }
    let Some(reference) = read(&args.folder, terminal) else { return Ok(Exit::Inaccessible) };
    for Origin { path, line } in reference.unreadable() {
        terminal.remark(&format!(
            "remark: {}:{line}: cannot be read as MeTTa; the specification leaves the file out",
            harmless(path)
        ));
    }
    let limits = Limits { time: Duration::from_secs(args.timeout), output: reference.most_bytes() };
    let seen = terminal.remarks_are_seen();
    let say = |way: &Way, number| {
        if seen {
            terminal.remark(&format!("{} run {number} of {}", way.name, args.runs.max(1)));
        }
    };
    let runs =
        match metta::compare(&reference, &args.folder, &ways, args.runs, args.in_any_order, limits, say) {
            Ok(runs) => runs,
            Err(error) => {
                terminal.remark(&format!("error: the loader cannot be started: {error}"));
                return Ok(Exit::Inaccessible);
            }
        };
    let agrees = runs.iter().all(|run| run.verdict.agrees());
    if args.json {
        terminal.json(&answer(&reference, &runs))?;
    } else {
        terminal.text(&page(&reference, &runs))?;
    }
    Ok(if agrees { Exit::Success } else { Exit::Different })
}

/// The atoms of the folder; nothing, with a remark, where a file or the folder cannot be had.
fn read(folder: &PathBuf, terminal: &mut Terminal) -> Option<Reference> {
    let mut files = Vec::new();
    for file in discover(&[folder]).entries {
        let file = match file {
            Ok(file) => file,
            Err(error) => {
                terminal.errors([&error]);
                return None;
            }
        };
        match fs::read(&file.path) {
            Ok(bytes) => files.push((file.path.display().to_string(), bytes)),
            Err(error) => {
                terminal.remark(&format!("error: {}: {error}", file.path.display()));
                return None;
            }
        }
    }
    Some(Reference::of(files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))))
}

fn page(reference: &Reference, runs: &[Run]) -> String {
    let mut out = String::new();
    let files = units::count(reference.files() - reference.unreadable().len(), "file");
    let _ = writeln!(out, "specification: {files}, {}", units::count(reference.atoms(), "atom"));
    for run in runs {
        let atoms = units::count(run.atoms, "atom");
        let other = match (&run.verdict, run.repeats) {
            (Verdict::OtherOrder { .. }, _) | (_, None | Some(true)) => "",
            (_, Some(false)) => "; NOT what the first run printed",
        };
        let _ = writeln!(out, "{} run {}: {atoms}, {}{other}", run.way, run.number, headline(&run.verdict));
    }
    // What is wrong is told once, where it was met first: most often it is the same in every run.
    if let Some(run) = runs.iter().find(|run| !run.verdict.agrees()) {
        let _ = writeln!(out, "\n{} run {}:\n{}", run.way, run.number, details(&run.verdict));
    }
    let wrong = runs.iter().filter(|run| !run.verdict.agrees()).count();
    let _ = match wrong {
        0 => writeln!(out, "\nruns that agree with the specification: {0} of {0}", runs.len()),
        _ => writeln!(out, "runs that DIFFER: {wrong} of {}", runs.len()),
    };
    out
}

fn headline(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Agrees => "same".into(),
        Verdict::Ended(End::Hangs { after, .. }) => format!("HANGS: killed after {}", units::time(*after)),
        Verdict::Ended(End::Floods { limit }) => format!("FLOODS: more than {}", units::bytes(*limit as u64)),
        Verdict::Ended(End::TooMany { limit }) => {
            format!("TOO MANY: more than {}", units::count(*limit, "atom"))
        }
        Verdict::Ended(End::Fails { status, .. }) => format!("FAILS: {status}"),
        Verdict::Unreadable(_) => "CANNOT BE READ".into(),
        Verdict::Differs(difference) => format!(
            "DIFFERS: {} missing, {} too many",
            units::count(difference.missing_copies, "atom"),
            units::count(difference.added_copies, "atom")
        ),
        Verdict::OtherOrder { .. } => "OTHER ORDER".into(),
    }
}

fn details(verdict: &Verdict) -> String {
    let mut out = String::new();
    match verdict {
        Verdict::Agrees | Verdict::Ended(End::Floods { .. } | End::TooMany { .. }) => {}
        Verdict::Ended(End::Hangs { last_words, .. } | End::Fails { last_words, .. }) => {
            let _ = match last_words.as_str() {
                "" => writeln!(out, "  standard error is empty"),
                words => {
                    let lines: Vec<String> = words.lines().map(harmless).collect();
                    writeln!(out, "  standard error ends with:\n    {}", lines.join("\n    "))
                }
            };
        }
        Verdict::Unreadable(garbage) => {
            for line in garbage {
                let _ = writeln!(
                    out,
                    "  line {} is no atom: {}\n    {}",
                    line.number,
                    line.problem,
                    harmless(&line.text)
                );
            }
            out += "  help: one atom a line, in MeTTa's syntax; whatever else there is to say goes to standard error\n";
        }
        Verdict::Differs(difference) => {
            for copies in &difference.missing {
                let place = copies
                    .origin
                    .as_ref()
                    .map(|origin| format!("{}:{}", harmless(&origin.path), origin.line));
                tell(&mut out, "missing", copies, &place.unwrap_or_default());
            }
            more(&mut out, difference.missing_copies, &difference.missing, "missing");
            for copies in &difference.added {
                let place = copies.line.map(|line| format!("line {line} of the output"));
                tell(&mut out, "too many", copies, &place.unwrap_or_default());
            }
            more(&mut out, difference.added_copies, &difference.added, "too many");
        }
        Verdict::OtherOrder { now, before } => {
            let _ = writeln!(
                out,
                "  line {} is {}\n  in the first run line {} was {}\n  help: --in-any-order, if the order means nothing",
                now.number,
                excerpt(&now.text()),
                before.number,
                excerpt(&before.text())
            );
        }
    }
    out
}

fn tell(out: &mut String, what: &str, copies: &Copies, place: &str) {
    let _ = writeln!(out, "  {what}: {}\n    {place}", excerpt(&copies.atom));
    if copies.expected > 1 || copies.found > 1 {
        let _ = writeln!(out, "    copies printed: {} instead of {}", copies.found, copies.expected);
    }
    if let Some(other) = &copies.confused_with {
        let _ = writeln!(out, "    the same but for its variables: {}", excerpt(other));
    }
}

fn more(out: &mut String, all: usize, told: &[Copies], what: &str) {
    let shown: usize = told.iter().map(|copies| copies.expected.abs_diff(copies.found)).sum();
    if all > shown {
        let _ = writeln!(out, "  and {} more {what}", all - shown);
    }
}

fn answer(reference: &Reference, runs: &[Run]) -> Value {
    let origin = |origin: &Origin| json!({ "path": origin.path, "line": origin.line });
    let copies = |copies: &Copies| {
        json!({
            "atom": copies.atom,
            "expected": copies.expected,
            "found": copies.found,
            "origin": copies.origin.as_ref().map(origin),
            "output_line": copies.line,
            "confused_with": copies.confused_with,
        })
    };
    let verdict = |verdict: &Verdict| match verdict {
        Verdict::Agrees => json!({ "verdict": "agrees" }),
        Verdict::Ended(End::Hangs { after, last_words }) => {
            json!({ "verdict": "hangs", "after_seconds": after.as_secs_f64(), "last_words": last_words })
        }
        Verdict::Ended(End::Floods { limit }) => json!({ "verdict": "floods", "limit_bytes": limit }),
        Verdict::Ended(End::TooMany { limit }) => json!({ "verdict": "too many", "limit_atoms": limit }),
        Verdict::Ended(End::Fails { status, last_words }) => {
            json!({ "verdict": "fails", "status": status, "last_words": last_words })
        }
        Verdict::Unreadable(garbage) => {
            let line = |line: &metta::Garbage| json!({ "output_line": line.number, "text": line.text, "problem": line.problem });
            json!({ "verdict": "unreadable", "lines": garbage.iter().map(line).collect::<Vec<_>>() })
        }
        Verdict::Differs(difference) => json!({
            "verdict": "differs",
            "missing_copies": difference.missing_copies,
            "added_copies": difference.added_copies,
            "missing": difference.missing.iter().map(copies).collect::<Vec<_>>(),
            "added": difference.added.iter().map(copies).collect::<Vec<_>>(),
        }),
        Verdict::OtherOrder { now, before } => json!({
            "verdict": "other order",
            "now": { "output_line": now.number, "atom": now.text() },
            "first": { "output_line": before.number, "atom": before.text() },
        }),
    };
    let run = |run: &Run| {
        let mut value = verdict(&run.verdict);
        value["way"] = run.way.into();
        value["run"] = run.number.into();
        value["atoms"] = run.atoms.into();
        value["as_the_first"] = run.repeats.into();
        value
    };
    json!({
        "agrees": runs.iter().all(|run| run.verdict.agrees()),
        "files": reference.files(),
        "atoms": reference.atoms(),
        "left_out": reference.unreadable().iter().map(origin).collect::<Vec<_>>(),
        "runs": runs.iter().map(run).collect::<Vec<_>>(),
    })
}
