//! A session: texts go in, one after the other, and results come out as they are found.

use std::cell::RefCell;
use std::ops::{ControlFlow, Range};
use std::rc::Rc;
use std::time::Duration;

use super::batches::{Batch, Batches, InOrder};
use super::forms::Forms;
use super::hosting::Modules;
use super::modules::Registry;
use super::outcome::{Outcome, Verdict, Wanted};
use super::source::Source;
use super::{adding, start};
use crate::evaluation::context::{Context, Output};
use crate::evaluation::identity::SpaceId;
use crate::evaluation::library;
use crate::evaluation::limits::{Cancel, Limits};
use crate::evaluation::machine::Evaluator;
use crate::evaluation::store::{Store, World};
use crate::evaluation::term::Term;
use crate::evaluation::types;
use crate::language::metta::SyntaxError;
use crate::language::metta::atom::Atom;
use crate::sync::clock::{self, Instant};
use crate::text::LineIndex;
use crate::text::Span;

/// How a session runs what it is given.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What a form may use.
    pub limits: Limits,
    /// Asked while something is evaluated.
    pub cancel: Cancel,
    /// Go on behind a form whose results contain an Error.
    pub keep_going: bool,
    /// What is wanted of results beside their text.
    pub wanted: Wanted,
}

/// A form that was evaluated, or an atom that was refused.
#[derive(Debug)]
pub struct Report<'a> {
    /// The number of the form in its text, from 0; atoms count.
    pub form: usize,
    /// Where it stands, without its `!`.
    pub span: Span,
    /// The line of its start, from 1.
    pub line: u32,
    /// What came of it.
    pub outcome: &'a Outcome,
}

/// How the run of a text ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ending {
    /// All of it was run.
    Completed,
    /// At a form whose results contain an Error.
    Error,
    /// At a syntax error. What stands before it was run.
    Syntax(SyntaxError),
    /// Where whoever was told broke off.
    Interrupted,
}

/// What a session has done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Work {
    /// Forms that were evaluated.
    pub forms: u64,
    /// Atoms of texts that were added.
    pub atoms: u64,
    /// Steps of all forms.
    pub steps: u64,
}

/// Runs texts, one after the other, in one `&self`; belongs to one thread.
pub struct Session {
    evaluator: Evaluator,
    modules: Rc<Modules>,
    batches: Box<dyn Batches>,
    options: Options,
    deadline: Option<Instant>,
    /// The number of the form that comes next.
    next: u64,
    work: Work,
}

impl Session {
    /// A session in an empty `&self`. What programs write goes to `output` as they write it.
    pub fn new(options: Options, output: impl FnMut(&str) + 'static) -> Session {
        Session::on(start::world(), options, output)
    }

    /// A session on a world that there is, as [`start::around`] makes them.
    pub fn on(world: World, options: Options, output: impl FnMut(&str) + 'static) -> Session {
        let modules = Rc::new(Modules(RefCell::new(Registry::new())));
        let mut store = Store::new(world);
        // One form after the other: nobody asks for their logs.
        store.set_logging(false);
        let context = Context {
            store,
            limits: options.limits.clone(),
            cancel: options.cancel.clone(),
            output: Output::Live(Box::new(output)),
            host: Some(Rc::clone(&modules) as Rc<dyn crate::evaluation::host::Host>),
            ..Context::default()
        };
        let evaluator = Evaluator::new(context, &library::operations());
        Session {
            evaluator,
            modules,
            batches: Box::new(InOrder),
            options,
            deadline: None,
            next: 1,
            work: Work::default(),
        }
    }

    /// Evaluates consecutive `!` forms with `batches` from now on, instead of one after the other.
    pub fn evaluate_with(&mut self, batches: Box<dyn Batches>) {
        // They hold what forms have read against what others wrote; who does not need a log says so.
        self.evaluator.context.store.set_logging(true);
        self.batches = batches;
    }

    /// What is to be told of the way in which forms were evaluated, as names and counts, in order.
    pub fn counts(&self) -> Vec<(&'static str, u64)> {
        self.batches.counts()
    }

    /// From now on forms end at `deadline` with a `TimeLimitExceeded`, and those that follow do not begin, whether the
    /// session keeps going or not.
    pub fn set_deadline(&mut self, deadline: Option<Instant>) {
        self.deadline = deadline;
    }

    /// Uses `cancel` from now on: one that was asked once stays asked.
    pub fn set_cancel(&mut self, cancel: Cancel) {
        self.options.cancel = cancel.clone();
        self.evaluator.context.cancel = cancel;
    }

    /// Whether right sides of rules are compiled: see [`Evaluator::set_compiled`].
    pub fn set_compiled(&mut self, compiled: bool) {
        self.evaluator.set_compiled(compiled);
    }

    /// What the session has done so far.
    pub fn work(&self) -> Work {
        self.work
    }

    /// All spaces and states as they are now.
    pub fn world(&mut self) -> World {
        let context = &mut self.evaluator.context;
        context.store.world(&context.symbols)
    }

    /// The words that the reader of the program knows, with what they stand for, in order.
    pub fn words(&self) -> Vec<(String, Atom)> {
        let tokens = self.modules.0.borrow().tokens(SpaceId::MAIN);
        tokens.iter().map(|(word, value)| (word.to_owned(), value.clone())).collect()
    }

    /// The modules that were loaded, by name; the program itself is `top`.
    pub fn modules(&self) -> Vec<String> {
        self.modules.0.borrow().names().into_iter().map(|(name, _)| name.to_owned()).collect()
    }

    /// Runs `source` form by form: an atom is added, a form behind `!` is evaluated at its place. `report` hears of each
    /// evaluated form when it ends, before the next one begins, and may break off.
    ///
    /// Ends at a syntax error, and behind a form whose results contain an Error unless the session keeps going; what was
    /// done until then stays.
    pub fn run(&mut self, source: &Source, mut report: impl FnMut(&Report<'_>) -> ControlFlow<()>) -> Ending {
        self.modules.0.borrow_mut().enter(source.path.as_deref());
        let mut forms = Forms::read(&source.text);
        let lines = LineIndex::new(&source.text);
        let mut index = 0;
        while index < forms.len() {
            let programs = forms.is_program(index);
            let range = forms.run(index, if programs { self.batches.most().max(1) } else { usize::MAX });
            let (keep_going, deadline) = (self.options.keep_going, self.deadline);
            let is_over = || deadline.is_some_and(|deadline| deadline <= clock::now());
            let mut ending = None;
            let mut tell = |form: usize, span: Span, outcome: &Outcome| {
                let line = lines.position(span.start).line;
                let told = report(&Report { form, span, line, outcome });
                if told.is_break() {
                    ending = Some(Ending::Interrupted);
                } else if outcome.verdict == Verdict::Budget && is_over()
                    || outcome.verdict != Verdict::Fine && !keep_going
                {
                    ending = Some(Ending::Error);
                }
                if ending.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            if programs {
                index += self.evaluate(&mut forms, range, &mut tell);
            } else {
                index = self.add(&mut forms, range, &mut tell);
            }
            if let Some(ending) = ending {
                return ending;
            }
        }
        forms.error().map_or(Ending::Completed, |error| Ending::Syntax(error.clone()))
    }

    /// Adds the atoms of `range`; the index behind the last one that was added or refused.
    fn add(
        &mut self,
        forms: &mut Forms,
        range: Range<usize>,
        tell: &mut dyn FnMut(usize, Span, &Outcome) -> ControlFlow<()>,
    ) -> usize {
        let tokens = self.modules.0.borrow().tokens(SpaceId::MAIN);
        let (start, end) = (range.start, range.end);
        let number = self.number(1);
        let context = &mut self.evaluator.context;
        let refused = adding::all(context, SpaceId::MAIN, forms, range, &tokens, number).err();
        let behind = match refused {
            None => end,
            Some((at, errors)) => {
                let outcome = Outcome::new(&errors, context, self.options.wanted);
                // Whoever breaks off has said so.
                let _ = tell(at, forms.span(at), &outcome);
                at + 1
            }
        };
        self.work.atoms += (behind - start) as u64;
        behind
    }

    /// Evaluates forms of `range` from its start on; how many.
    fn evaluate(
        &mut self,
        forms: &mut Forms,
        range: Range<usize>,
        tell: &mut dyn FnMut(usize, Span, &Outcome) -> ControlFlow<()>,
    ) -> usize {
        let tokens = self.modules.0.borrow().tokens(SpaceId::MAIN);
        let index = range.start;
        let atoms: Vec<Atom> =
            range.filter_map(|index| forms.atom(index, &tokens).map(|atom| atom.to_atom())).collect();
        let batch = Batch {
            forms: &atoms,
            space: SpaceId::MAIN,
            first: self.next,
            wanted: self.options.wanted,
            deadline: self.deadline,
        };
        let mut done = 0;
        let work = &mut self.work;
        let mut deliver = |outcome: Outcome| {
            work.forms += 1;
            work.steps += outcome.steps;
            let at = index + done;
            done += 1;
            tell(at, forms.span(at), &outcome)
        };
        let left = self.deadline.map(|deadline| deadline.duration_since(clock::now()));
        self.evaluator.context.limits.time = left.or(self.options.limits.time);
        if left == Some(Duration::ZERO) {
            let outcome = too_late(&mut self.evaluator.context, &batch);
            // Whoever breaks off has said so.
            let _ = deliver(outcome);
        } else {
            self.batches.evaluate(&mut self.evaluator, &batch, &mut deliver);
        }
        let done = done.max(1);
        self.number(done as u64);
        done
    }

    /// Removes one copy of each atom that `source` adds where it is run as a whole, as its text reads now; what its `!` forms
    /// have done stays. O(length + atoms · log of the space).
    pub fn take_back(&mut self, source: &Source) {
        let mut forms = Forms::read(&source.text);
        let tokens = self.modules.0.borrow().tokens(SpaceId::MAIN);
        let number = self.number(1);
        let context = &mut self.evaluator.context;
        context.begin(number);
        for index in 0..forms.len() {
            if forms.is_program(index) {
                continue;
            }
            let Some(atom) = forms.atom(index, &tokens) else { continue };
            let term = context.import(atom.as_ref());
            context.store.remove(SpaceId::MAIN, &term, &mut context.symbols);
        }
    }

    /// The number of the next form, of so many.
    fn number(&mut self, count: u64) -> u64 {
        let number = self.next;
        self.next += count;
        number
    }

    /// The types of the one atom of `text`, as they are printed; nothing is evaluated.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn types_of(&mut self, text: &str) -> Result<Vec<String>, SyntaxError> {
        let atom = Atom::parse(text)?;
        let number = self.number(1);
        let context = &mut self.evaluator.context;
        context.begin(number);
        let term = context.import(atom.as_ref());
        let types = types::of(context, SpaceId::MAIN, &term);
        let printed = types.iter().map(|found| crate::evaluation::print::print(context, found)).collect();
        Ok(printed)
    }
}

/// `(Error <form> TimeLimitExceeded)` for the first form of a batch that comes behind the deadline.
fn too_late(context: &mut Context, batch: &Batch<'_>) -> Outcome {
    let Some(form) = batch.forms.first() else { return Outcome::default() };
    let form = context.import(form.as_ref());
    let reason = Term::Symbol(context.symbols.intern("TimeLimitExceeded"));
    Outcome::new(&[Term::error(form, reason)], context, batch.wanted)
}
