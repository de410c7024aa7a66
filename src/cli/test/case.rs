//! One file: what came of it.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;
use std::time::Duration;

use crate::cli::Exit;
use crate::evaluation::limits::Limits;
use crate::evaluation::program::{Ending, Options, Report, Session, Source, Verdict, Wanted};
use crate::language::metta::atom::AtomRef;
use crate::language::metta::constants::Constant;
use crate::language::metta::word::Kind;
use crate::language::metta::{read, report};
use crate::loader::Text;
use crate::sync::clock;

/// How files are run.
#[derive(Clone)]
pub(super) struct Plan {
    /// What a form may use.
    pub(super) limits: Limits,
    /// How long a file may take.
    pub(super) timeout: Duration,
    /// Whether messages are shown in colours.
    pub(super) colour: bool,
}

/// A file that was run.
pub(super) struct Case {
    /// Its path.
    pub(super) name: String,
    /// The forms that were evaluated.
    pub(super) forms: u64,
    /// What failed, in order.
    pub(super) failures: Vec<Failure>,
    /// What the program wrote.
    pub(super) output: String,
    /// How long it took.
    pub(super) time: Duration,
}

/// A form that failed, or a text that cannot be read.
pub(super) struct Failure {
    /// Where, from 1.
    pub(super) line: u32,
    pub(super) kind: FailureKind,
    /// What was wrong, in one line or more.
    pub(super) message: String,
}

/// What failed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FailureKind {
    /// An assertion.
    Assertion,
    /// Anything else whose result is an Error.
    Error,
    /// A budget was exceeded.
    Budget,
    /// The text.
    Syntax,
    /// The evaluator itself.
    Panic,
}

impl FailureKind {
    /// How programs read it.
    pub(super) fn word(self) -> &'static str {
        match self {
            FailureKind::Assertion => "assertion",
            FailureKind::Error => "error",
            FailureKind::Budget => "budget",
            FailureKind::Syntax => "syntax",
            FailureKind::Panic => "panic",
        }
    }
}

/// Whether a text is a test: it mentions an assertion.
pub(super) fn is_test(text: &str) -> bool {
    let is_assertion =
        |constant| matches!(constant, Constant::Symbol(name) if name.starts_with("assert") || name == "test");
    read(text).constants.iter().any(|(_, constant)| is_assertion(constant))
}

impl Case {
    /// Runs a file in a space of its own, to its end.
    pub(super) fn run(text: &Text, plan: &Plan) -> Case {
        let began = clock::now();
        let name = text.file.path.display().to_string();
        let output = Rc::new(RefCell::new(String::new()));
        let options = Options {
            limits: plan.limits.clone(),
            keep_going: true,
            wanted: Wanted::Atoms,
            ..Options::default()
        };
        let mut session = Session::new(options, {
            let output = Rc::clone(&output);
            move |text| output.borrow_mut().push_str(text)
        });
        session.set_deadline(Some(began.after(plan.timeout)));
        let source = Source {
            name: name.clone(),
            path: Some(text.file.path.to_path_buf()),
            text: text.text.to_string(),
        };
        let mut failures = Vec::new();
        let ending = session.run(&source, |report| {
            failures.extend(failure(report));
            ControlFlow::Continue(())
        });
        if let Ending::Syntax(error) = ending {
            let line = crate::text::LineIndex::new(&source.text).position(error.span.start).line;
            let shown = report::render(&name, &source.text, std::slice::from_ref(&error), plan.colour);
            failures.push(Failure { line, kind: FailureKind::Syntax, message: format!("{error}\n{shown}") });
        }
        let forms = session.work().forms;
        let output = output.borrow().clone();
        Case { name, forms, failures, output, time: began.elapsed() }
    }

    /// A file in which the evaluator itself failed (D2).
    pub(super) fn panicked(text: &Text, message: &str) -> Case {
        let failure = Failure { line: 1, kind: FailureKind::Panic, message: message.to_owned() };
        let name = text.file.path.display().to_string();
        Case { name, forms: 0, failures: vec![failure], output: String::new(), time: Duration::ZERO }
    }

    /// True where nothing failed.
    pub(super) fn passed(&self) -> bool {
        self.failures.is_empty()
    }

    /// What it comes to.
    pub(super) fn exit(&self) -> Exit {
        let exit = |failure: &Failure| match failure.kind {
            FailureKind::Assertion | FailureKind::Error | FailureKind::Panic => Exit::Different,
            FailureKind::Syntax => Exit::Unreadable,
            FailureKind::Budget => Exit::Undecided,
        };
        self.failures.iter().map(exit).max().unwrap_or(Exit::Success)
    }
}

/// What failed in a form; nothing where no result is an Error.
fn failure(report: &Report<'_>) -> Option<Failure> {
    let kind = match report.outcome.verdict {
        Verdict::Fine => return None,
        Verdict::Error => FailureKind::Error,
        Verdict::Budget => FailureKind::Budget,
    };
    let results = report.outcome.results.iter().zip(&report.outcome.printed);
    let errors = results.filter_map(|(atom, printed)| Error::of(atom.as_ref(), printed));
    let errors: Vec<Error> = errors.collect();
    let assertion = kind == FailureKind::Error && errors.iter().all(|error| error.assertion);
    let messages: Vec<String> = errors.into_iter().map(|error| error.message).collect();
    let kind = if assertion { FailureKind::Assertion } else { kind };
    Some(Failure { line: report.line, kind, message: messages.join("\n") })
}

/// An Error among the results.
struct Error {
    assertion: bool,
    message: String,
}

/// So much of a call is shown.
const SHOWN: usize = 400;

impl Error {
    fn of(atom: AtomRef<'_>, printed: &str) -> Option<Error> {
        let mut members = members(atom);
        let constant = |range: std::ops::Range<usize>| match atom.term().get(range.start)?.kind() {
            Kind::Constant(id) | Kind::Number(id) => Some(atom.constants().constant(id)),
            _ => None,
        };
        if !matches!(constant(members.next()?), Some(Constant::Symbol("Error"))) {
            return None;
        }
        let call = members.next()?;
        let reason = members.last().and_then(constant);
        // The head of the call is two words behind its header.
        let head = constant(call.start + 2..call.end);
        let assertion =
            matches!(head, Some(Constant::Symbol(name)) if name.starts_with("assert") || name == "test");
        let message = match (reason, head) {
            (Some(Constant::Text(reason)), Some(Constant::Symbol(head))) if assertion => {
                format!("{head}: {}", reason.trim_start())
            }
            _ => String::new(),
        };
        let end = printed.floor_char_boundary(SHOWN);
        let dots = if end < printed.len() { " .." } else { "" };
        let printed = format!("{}{dots}", &printed[..end]);
        let message = if message.is_empty() { printed } else { format!("{message}\nin {printed}") };
        Some(Error { assertion, message })
    }
}

/// Where the members of an expression stand in its words; none for anything else.
fn members(atom: AtomRef<'_>) -> impl Iterator<Item = std::ops::Range<usize>> {
    let term = atom.term();
    let mut left = match term.first().map(|word| word.kind()) {
        Some(Kind::Expression { arity }) => arity,
        _ => 0,
    };
    let mut at = 2;
    std::iter::from_fn(move || {
        left = left.checked_sub(1)?;
        let length = match term.get(at)?.kind() {
            Kind::Expression { .. } => term.get(at + 1)?.as_length(),
            _ => 1,
        };
        let member = at..at + length;
        at = member.end;
        Some(member)
    })
}
