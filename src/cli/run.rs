//! `heddle run`.

use std::cell::Cell;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde::Serialize;

use super::budget::BudgetArgs;
use super::finding;
use super::terminal::Terminal;
use super::{Exit, units};
use crate::evaluation::limits::Cancel;
use crate::evaluation::parallel::Parallel;
use crate::evaluation::program::{Batches, Ending, Options, Report, Session, Source, Verdict};
use crate::language::metta::{SyntaxError, report};
use crate::loader::Excerpt;
use crate::sync::{clock, thread};
use crate::text::LineIndex;

/// Run programs: add their atoms, evaluate what stands behind `!`, print the results
///
/// One line for each `!` with all its results, `[a, b]`, printed as soon as they are found. Files run one after the other in
/// one space; modules that they import are looked for beside them. The run ends at a syntax error and behind results
/// that contain an Error; everything before was run and printed.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Files; - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Threads that evaluate consecutive `!` forms at the same time; 0 means as many as there are cores. The output is
    /// the same for any number
    #[arg(long, value_name = "N", default_value_t = 1)]
    threads: usize,
    /// Go on behind a form whose results contain an Error, and with the next file behind a syntax error
    #[arg(long)]
    keep_going: bool,
    /// Answer in JSON: an object in a line for each `!`, for what programs write and for each error
    #[arg(long)]
    json: bool,
    /// Say at the end how much was done
    #[arg(long)]
    stats: bool,
    #[command(flatten)]
    budget: BudgetArgs,
}

/// How so many threads evaluate consecutive forms; none for one thread: one form after the other.
fn batches(threads: usize) -> Option<Box<dyn Batches>> {
    let threads = if threads == 0 { thread::available_parallelism() } else { threads };
    (threads > 1).then(|| Box::new(Parallel::new(threads)) as Box<dyn Batches>)
}

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> io::Result<Exit> {
    let began = clock::now();
    let cancel = Cancel::new();
    let voice = Voice::new(args.json, &cancel);
    let gone = Rc::clone(&voice.gone);
    let options =
        Options { limits: args.budget.limits(), cancel, keep_going: args.keep_going, ..Options::default() };
    let mut session = Session::new(options, voice.speak());
    if let Some(batches) = batches(args.threads) {
        session.evaluate_with(batches);
    }
    session.set_deadline(args.budget.timeout.map(|time| began.after(time)));
    let mut exit = Exit::Success;
    for path in &args.files {
        let source = match read(path) {
            Ok(source) => source,
            Err(error) => {
                unreadable(path, &error, args.json, terminal)?;
                exit = exit.max(Exit::Inaccessible);
                if args.keep_going { continue } else { break }
            }
        };
        let mut file = File { source: &source, json: args.json, terminal, exit: &mut exit };
        let mut written = Ok(());
        let ending = session.run(&source, |report| {
            written = if gone.get() { Err(io::ErrorKind::BrokenPipe.into()) } else { file.tell(report) };
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        written?;
        match ending {
            Ending::Completed => {}
            Ending::Syntax(error) => {
                file.syntax(&error)?;
                if !args.keep_going {
                    break;
                }
            }
            Ending::Error | Ending::Interrupted => break,
        }
    }
    if args.stats {
        stats(&session, began.elapsed(), args.json, terminal)?;
    }
    Ok(exit)
}

fn read(path: &Path) -> io::Result<Source> {
    if path == Path::new("-") { Source::stream("<stdin>", io::stdin().lock()) } else { Source::file(path) }
}

/// What happens in one file, on its way out.
struct File<'a> {
    source: &'a Source,
    json: bool,
    terminal: &'a mut Terminal,
    exit: &'a mut Exit,
}

/// The results of a form.
#[derive(Serialize)]
struct Evaluated<'a> {
    file: &'a str,
    /// The number of the form in its file, from 0; atoms count.
    form: usize,
    line: u32,
    results: &'a [String],
    verdict: &'static str,
    steps: u64,
}

/// A syntax error, or a file that cannot be had.
#[derive(Serialize)]
struct Problem<'a> {
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    error: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'static str>,
}

impl File<'_> {
    /// Prints the results of a form, and lets them out.
    fn tell(&mut self, report: &Report<'_>) -> io::Result<()> {
        let outcome = report.outcome;
        if self.json {
            let verdict = word(outcome.verdict);
            self.terminal.json_line(&Evaluated {
                file: &self.source.name,
                form: report.form,
                line: report.line,
                results: &outcome.printed,
                verdict,
                steps: outcome.steps,
            })?;
        } else {
            self.terminal.line(&outcome.line())?;
        }
        // Results are seen before the next form begins, whatever it does.
        self.terminal.flush()?;
        let (exit, message) = match outcome.verdict {
            Verdict::Fine => return Ok(()),
            Verdict::Error => (Exit::Different, "a result is an Error"),
            Verdict::Budget => (Exit::Undecided, "a budget was exceeded"),
        };
        *self.exit = (*self.exit).max(exit);
        let lines = LineIndex::new(&self.source.text);
        let excerpt = Excerpt::new(&self.source.text, &lines, report.span);
        let colour = self.terminal.remarks_are_coloured();
        let shown = finding::error_at(&self.source.name, &excerpt, message, None, colour);
        self.terminal.remark(&shown);
        Ok(())
    }

    /// Shows the syntax error at which the run of the file ended.
    fn syntax(&mut self, error: &SyntaxError) -> io::Result<()> {
        *self.exit = (*self.exit).max(Exit::Unreadable);
        let Source { name, text, .. } = self.source;
        let position = LineIndex::new(text).position(error.span.start);
        if self.json {
            self.terminal.json_line(&Problem {
                file: name,
                line: Some(position.line),
                column: Some(position.column),
                code: Some(error.code()),
                error: error.message(),
                hint: Some(error.hint()),
            })?;
        }
        self.terminal.flush()?;
        let colour = self.terminal.remarks_are_coloured();
        let shown = report::render(name, text, std::slice::from_ref(error), colour);
        self.terminal.remark(&shown);
        self.terminal
            .remark(&format!("{name}:{}: syntax error; what stands before it was run", position.line));
        Ok(())
    }
}

/// How programs read a verdict.
pub(super) fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fine => "ok",
        Verdict::Error => "error",
        Verdict::Budget => "budget",
    }
}

fn unreadable(path: &Path, error: &io::Error, json: bool, terminal: &mut Terminal) -> io::Result<()> {
    let name = path.display().to_string();
    terminal.remark(&format!("heddle run: cannot read {name}: {error}"));
    if json {
        let error = error.to_string();
        terminal.json_line(&Problem {
            file: &name,
            line: None,
            column: None,
            code: None,
            error,
            hint: None,
        })?;
    }
    Ok(())
}

/// Counts, for programs; those of the way in which forms were evaluated behind them.
#[derive(Serialize)]
struct Stats {
    stats: serde_json::Map<String, serde_json::Value>,
}

fn stats(
    session: &Session,
    time: std::time::Duration,
    json: bool,
    terminal: &mut Terminal,
) -> io::Result<()> {
    let work = session.work();
    let mut counts = vec![("forms", work.forms), ("atoms", work.atoms), ("steps", work.steps)];
    counts.extend(session.counts());
    if json {
        let mut stats: serde_json::Map<String, serde_json::Value> =
            counts.iter().map(|(name, count)| ((*name).to_owned(), (*count).into())).collect();
        stats.insert("seconds".to_owned(), time.as_secs_f64().into());
        return terminal.json_line(&Stats { stats });
    }
    terminal.flush()?;
    for (name, count) in counts {
        terminal.remark(&format!("{name}: {count}"));
    }
    terminal.remark(&format!("time: {}", units::time(time)));
    Ok(())
}

/// What programs write, on its way to standard output: past the terminal, which has written everything when a form begins.
struct Voice {
    json: bool,
    cancel: Cancel,
    /// Nobody reads any more.
    gone: Rc<Cell<bool>>,
}

/// What a program wrote.
#[derive(Serialize)]
struct Written<'a> {
    output: &'a str,
}

impl Voice {
    fn new(json: bool, cancel: &Cancel) -> Voice {
        Voice { json, cancel: cancel.clone(), gone: Rc::new(Cell::new(false)) }
    }

    fn speak(self) -> impl FnMut(&str) {
        move |text| {
            let mut out = io::stdout().lock();
            let written = if self.json {
                serde_json::to_writer(&mut out, &Written { output: text })
                    .map_err(io::Error::from)
                    .and_then(|()| out.write_all(b"\n"))
            } else {
                out.write_all(text.as_bytes())
            };
            if written.and_then(|()| out.flush()).is_err() {
                self.gone.set(true);
                self.cancel.cancel();
            }
        }
    }
}
