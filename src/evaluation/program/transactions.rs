//! Programs on an environment that others use at the same time.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use super::evaluate::within;
use super::forms::Forms;
use super::hosting::Modules;
use super::modules::Registry;
use super::outcome::{Outcome, Verdict};
use super::session::{Ending, Options};
use super::source::Source;
use super::{adding, start};
use crate::environment::{Environment, Revision, Transaction};
use crate::evaluation::context::{Context, Output};
use crate::evaluation::host::Host;
use crate::evaluation::identity::SpaceId;
use crate::evaluation::library;
use crate::evaluation::machine::Evaluator;
use crate::evaluation::store::{Effect, Store, apply};
use crate::language::metta::atom::Atom;
use crate::text::{LineIndex, Position, Span};

/// A form of a program that was evaluated.
#[derive(Debug)]
pub struct Evaluation {
    /// The number of the form in the program, from 0; atoms count.
    pub form: usize,
    /// Where it stands, without its `!`.
    pub span: Span,
    /// The line and column of its start.
    pub position: Position,
    /// Its results.
    pub outcome: Outcome,
    /// What it has written, in order; `SpaceId::MAIN` is the environment, all else is the run's own.
    pub effects: Vec<Effect>,
    /// What it has printed.
    pub output: String,
}

/// What came of a program.
#[derive(Debug)]
pub struct Run {
    /// The forms behind `!`, in order, and atoms that were refused.
    pub evaluations: Vec<Evaluation>,
    /// How it ended.
    pub ending: Ending,
    /// How often a form was evaluated again, since somebody had published meanwhile.
    pub again: usize,
    /// The revision of the environment that the run has made or seen last.
    pub revision: Revision,
}

impl Environment {
    /// Runs a program with this environment as its `&self`, beside others that do. No thread waits for another one.
    ///
    /// # Isolation
    /// *Serialisable, form by form*: every form behind `!` has results and effects as if nobody else did anything while it
    /// was evaluated, and all its effects on the environment are one publication (E1). It is evaluated on a snapshot; where
    /// it has written and somebody has published meanwhile, it is evaluated again. Atoms that follow one another are one
    /// publication too. Between two forms others may publish; a state or space that a run makes is its own.
    ///
    /// *But for forms that do what cannot be taken back* (`import!`, files ..): these run once, and what they add and
    /// remove is added to and removed from what is there by then. What their operations write is not lost, but what they
    /// have read may be out of date ([`Environment::transaction`]).
    ///
    /// What is printed waits for the form and is in its [`Evaluation`].
    ///
    /// # Example
    /// Four threads draw numbers from one environment; none is drawn twice.
    ///
    #[cfg_attr(not(any(feature = "loom", feature = "shuttle")), doc = "```")]
    #[cfg_attr(any(feature = "loom", feature = "shuttle"), doc = "```ignore")]
    /// use heddle::environment::Environment;
    /// use heddle::evaluation::program::{Options, Source};
    ///
    /// let space = Environment::new();
    /// space.run(&Source::text("start", "(next 1)"), &Options::default());
    ///
    /// let draw = Source::text(
    ///     "draw",
    ///     "!(let $n (match &self (next $n) $n)
    ///         (let* ((() (remove-atom &self (next $n))) (() (add-reduct &self (next (+ $n 1))))) $n))",
    /// );
    /// let mut drawn: Vec<String> = std::thread::scope(|threads| {
    ///     let workers: Vec<_> = (0..4).map(|_| threads.spawn(|| space.run(&draw, &Options::default()))).collect();
    ///     let runs = workers.into_iter().map(|worker| worker.join().expect("a run does not panic"));
    ///     runs.flat_map(|run| run.evaluations).map(|form| form.outcome.line()).collect()
    /// });
    /// drawn.sort();
    /// assert_eq!(drawn, ["[1]", "[2]", "[3]", "[4]"]);
    /// ```
    pub fn run(&self, program: &Source, options: &Options) -> Run {
        let mut runner = Runner::new(self, options);
        let ending = runner.run(program);
        Run { evaluations: runner.evaluations, ending, again: runner.again, revision: runner.seen }
    }
}

struct Runner<'a> {
    environment: &'a Environment,
    options: &'a Options,
    evaluator: Evaluator,
    modules: Rc<Modules>,
    /// The revision that the store holds.
    seen: Revision,
    next: u64,
    evaluations: Vec<Evaluation>,
    again: usize,
}

/// What came of a form, to be published or not.
#[derive(Default)]
struct Tried {
    outcome: Outcome,
    effects: Vec<Effect>,
    output: String,
    barrier: bool,
}

impl<'a> Runner<'a> {
    fn new(environment: &'a Environment, options: &'a Options) -> Runner<'a> {
        let modules = Rc::new(Modules(RefCell::new(Registry::new())));
        let snapshot = environment.snapshot();
        let seen = snapshot.revision();
        let context = Context {
            store: Store::new(start::around(snapshot)),
            limits: options.limits.clone(),
            cancel: options.cancel.clone(),
            host: Some(Rc::clone(&modules) as Rc<dyn Host>),
            ..Context::default()
        };
        let evaluator = Evaluator::new(context, &library::operations());
        Runner { environment, options, evaluator, modules, seen, next: 1, evaluations: Vec::new(), again: 0 }
    }

    fn run(&mut self, program: &Source) -> Ending {
        self.modules.0.borrow_mut().enter(program.path.as_deref());
        let mut forms = Forms::read(&program.text);
        let lines = LineIndex::new(&program.text);
        let mut index = 0;
        while index < forms.len() {
            if !forms.is_program(index) {
                let range = forms.run(index, usize::MAX);
                let (behind, refused) = self.add(&mut forms, range);
                index = behind;
                if let Some((at, outcome)) = refused {
                    let tried = Tried { outcome, ..Tried::default() };
                    if !self.told(&forms, &lines, at, tried) {
                        return Ending::Error;
                    }
                }
                continue;
            }
            let tokens = self.modules.0.borrow().tokens(SpaceId::MAIN);
            let Some(atom) = forms.atom(index, &tokens).map(|atom| atom.to_atom()) else { break };
            let tried = self.evaluate(&atom);
            if !self.told(&forms, &lines, index, tried) {
                return Ending::Error;
            }
            index += 1;
        }
        forms.error().map_or(Ending::Completed, |error| Ending::Syntax(error.clone()))
    }

    /// Notes what came of a form; false where the run ends behind it.
    fn told(&mut self, forms: &Forms, lines: &LineIndex, form: usize, tried: Tried) -> bool {
        let Tried { outcome, effects, output, .. } = tried;
        let fine = outcome.verdict == Verdict::Fine;
        let span = forms.span(form);
        let position = lines.position(span.start);
        self.evaluations.push(Evaluation { form, span, position, outcome, effects, output });
        fine || self.options.keep_going
    }

    /// Adds atoms, all together, up to the first that the program wants to be refused: which, and why. The index behind the
    /// last one that was looked at.
    fn add(&mut self, forms: &mut Forms, range: Range<usize>) -> (usize, Option<(usize, Outcome)>) {
        let tokens = self.modules.0.borrow().tokens(SpaceId::MAIN);
        let number = self.number();
        let refused = self.transact(|runner| {
            let context = &mut runner.evaluator.context;
            context.begin(number);
            let refused = adding::each(context, SpaceId::MAIN, forms, range.clone(), &tokens).err();
            let refused =
                refused.map(|(at, errors)| (at, Outcome::new(&errors, context, runner.options.wanted)));
            (refused, context.store.finish(&context.symbols).effects)
        });
        (refused.as_ref().map_or(range.end, |(at, _)| at + 1), refused)
    }

    fn evaluate(&mut self, atom: &Atom) -> Tried {
        let number = self.number();
        self.evaluator.context.speculative = true;
        let tried = self.transact(|runner| {
            let tried = runner.attempt(atom, number);
            let effects = tried.effects.clone();
            (tried, effects)
        });
        if !tried.barrier {
            return tried;
        }
        self.evaluator.context.speculative = false;
        let tried = self.attempt(atom, number);
        let written: Result<(), std::convert::Infallible> = self.environment.transaction(|transaction| {
            apply(transaction, SpaceId::MAIN, &tried.effects);
            Ok(())
        });
        match written {
            Ok(()) => tried,
        }
    }

    /// Does what `body` does with the store, and publishes the effects that it tells, as if nobody else did anything
    /// meanwhile.
    fn transact<T>(&mut self, mut body: impl FnMut(&mut Self) -> (T, Vec<Effect>)) -> T {
        let environment = self.environment;
        let mut tries = 0;
        let (value, revision) = environment.atomically(|transaction| {
            if tries > 0 {
                self.evaluator.context.store.abandon();
                self.again += 1;
            }
            tries += 1;
            self.see(transaction);
            let (value, effects) = body(self);
            apply(transaction, SpaceId::MAIN, &effects);
            value
        });
        self.seen = revision;
        value
    }

    /// The number of the next form.
    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next - 1
    }

    /// Brings the store to the state that the transaction begins with. O(size of the space) where somebody else has
    /// published, else O(1).
    fn see(&mut self, transaction: &mut Transaction) {
        let snapshot = transaction.snapshot();
        if snapshot.revision() == self.seen {
            return;
        }
        self.seen = snapshot.revision();
        let context = &mut self.evaluator.context;
        let mut world = context.store.world(&context.symbols);
        if let Some(image) = world.spaces.get_mut(&SpaceId::MAIN) {
            image.atoms = snapshot;
        }
        context.store.reset(world, &mut context.symbols);
    }

    fn attempt(&mut self, atom: &Atom, number: u64) -> Tried {
        self.evaluator.context.output = Output::Buffered(String::new());
        self.evaluator.context.begin(number);
        let evaluated = within(&mut self.evaluator, atom.as_ref(), SpaceId::MAIN);
        let context = &mut self.evaluator.context;
        if evaluated.barrier {
            context.store.abandon();
            return Tried { barrier: true, ..Tried::default() };
        }
        let outcome = Outcome::of(&evaluated, context, self.options.wanted);
        let effects = context.store.finish(&context.symbols).effects;
        let output = match &mut context.output {
            Output::Buffered(text) => std::mem::take(text),
            Output::Live(_) => String::new(),
        };
        Tried { outcome, effects, output, barrier: false }
    }
}
