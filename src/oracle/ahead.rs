//! Parallel evaluation in its worst order, without threads: every form of a batch is evaluated on the state before the first
//! one, and looked at when its turn has come.
//!
//! It decides with what ships (logs, [`conflicts`], effects), so that what a log forgets is seen every time, not now and then.
//! And it can be wrong in one way, to show that a comparison sees it.

use std::ops::ControlFlow;

use crate::evaluation::context::{Context, Output};
use crate::evaluation::library;
use crate::evaluation::machine::Evaluator;
use crate::evaluation::program::{Batch, Batches, Outcome, Part, form, members, part, share, within};
use crate::evaluation::store::{Effect, Log, Read, Store, World, conflicts};
use crate::language::metta::atom::Atom;

/// How many forms are looked at together.
const WINDOW: usize = 12;

/// What parallel evaluation may do wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nobody looks whether a form has read what was written since.
    ConflictsUnseen,
    /// What the form just before has written is left out where one looks.
    NewestMissed,
    /// The first of several that have written is left out where one looks.
    OldestMissed,
    /// Absent answers are no answers: who adds what would have been found disturbs nobody.
    Phantoms,
    /// States are read outside the log.
    StatesUnlogged,
    /// Queries are not in the log.
    QueriesUnlogged,
    /// The rules that were asked for are not in the log.
    RulesUnlogged,
    /// The types that were asked for are not in the log.
    TypesUnlogged,
    /// That everything in a space was asked for is not in the log.
    ContentsUnlogged,
    /// What an attempt has written stays behind with its copy (MU9).
    EffectsDropped,
    /// The effects of an attempt that is made again happen as well.
    EffectsTwice,
    /// A form that came to nothing has no result: the next ones move up (MU9).
    ResultMissing,
    /// What takes less is committed first.
    CompletionOrder,
    /// What an attempt has printed is lost.
    OutputDropped,
    /// What an attempt prints is written at once.
    OutputEarly,
    /// The copy is the original: what an attempt writes is there before its turn (MU1).
    CopyShared,
    /// The copy has the spaces of now and the states of the batch before (MU2).
    CopyTorn,
    /// New spaces, states and random numbers are named after the attempt, not after the form.
    NumberedByAttempt,
    /// Goes on behind a form that has taught the reader a word.
    WordsUnseen,
    /// Members of a form are merged, whatever they have read of what those before them have written.
    MembersUnseen,
    /// What members have done stays where the whole form is evaluated after all.
    MembersStay,
}

impl Fault {
    /// All of them that forms show among each other.
    pub const ALL: [Fault; 19] = [
        Fault::ConflictsUnseen,
        Fault::NewestMissed,
        Fault::OldestMissed,
        Fault::Phantoms,
        Fault::StatesUnlogged,
        Fault::QueriesUnlogged,
        Fault::RulesUnlogged,
        Fault::TypesUnlogged,
        Fault::ContentsUnlogged,
        Fault::EffectsDropped,
        Fault::EffectsTwice,
        Fault::ResultMissing,
        Fault::CompletionOrder,
        Fault::OutputDropped,
        Fault::OutputEarly,
        Fault::CopyShared,
        Fault::CopyTorn,
        Fault::NumberedByAttempt,
        Fault::WordsUnseen,
    ];

    /// Those of members of one form.
    pub const MEMBERS: [Fault; 2] = [Fault::MembersUnseen, Fault::MembersStay];
}

/// Evaluates batches ahead of their turn.
#[derive(Default)]
pub struct Ahead {
    fault: Option<Fault>,
    /// Who makes the attempts.
    evaluator: Option<Evaluator>,
    attempts: u64,
    before: World,
}

/// What came of a form before its turn.
struct Attempt {
    outcome: Outcome,
    log: Log,
    output: String,
}

impl Ahead {
    /// Wrong in this way.
    pub fn faulty(fault: Fault) -> Ahead {
        Ahead { fault: Some(fault), ..Ahead::default() }
    }

    fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    /// The evaluator of the attempts, on the world of `session`.
    fn prepared(&mut self, session: &mut Context) -> Evaluator {
        let mut world = session.store.world(&session.symbols);
        if self.has(Fault::CopyTorn) {
            let now = std::mem::replace(&mut self.before, world.clone());
            world
                .states
                .extend(now.states.into_iter().filter(|(state, _)| self.before.states.contains_key(state)));
        }
        let mut evaluator = self.evaluator.take().unwrap_or_else(|| {
            let context =
                Context { store: Store::new(World::default()), speculative: true, ..Context::default() };
            Evaluator::new(context, &library::operations())
        });
        let context = &mut evaluator.context;
        context.store.reset(world, &mut context.symbols);
        context.pragmas = session.pragmas.clone();
        context.limits = session.limits.clone();
        evaluator
    }

    /// [`None`]: the form must wait for its turn.
    fn attempt(&mut self, evaluator: &mut Evaluator, batch: &Batch<'_>, number: usize) -> Option<Attempt> {
        self.attempts += 1;
        let named =
            if self.has(Fault::NumberedByAttempt) { self.attempts } else { batch.first + number as u64 };
        evaluator.context.output = Output::Buffered(String::new());
        evaluator.context.begin(named);
        let evaluated = within(evaluator, batch.forms[number].as_ref(), batch.space);
        let context = &mut evaluator.context;
        if evaluated.barrier {
            context.store.abandon();
            return None;
        }
        let outcome = Outcome::of(&evaluated, context, batch.wanted);
        let log = context.store.finish(&context.symbols);
        context.store.abandon();
        let output = match &mut context.output {
            Output::Buffered(text) => std::mem::take(text),
            Output::Live(_) => String::new(),
        };
        Some(Attempt { outcome, log, output })
    }

    /// The first form of a batch by its members, each of them on the state before the form at first. None: it has none, or only
    /// the whole form tells what comes of it, and nothing has happened.
    fn by_members(&mut self, session: &mut Evaluator, batch: &Batch<'_>) -> Option<Outcome> {
        let members = members(&mut session.context, batch.forms.first()?)?;
        let mut evaluator = self.prepared(&mut session.context);
        let context = &mut session.context;
        let (before, limits) = (context.store.world(&context.symbols), context.limits.clone());
        let output = std::mem::replace(&mut context.output, Output::Buffered(String::new()));
        context.speculative = true;
        context.limits = share(&limits, members.len());
        evaluator.context.limits = context.limits.clone();
        let joined = self.joined(session, &mut evaluator, batch, &members);
        self.evaluator = Some(evaluator);
        let context = &mut session.context;
        context.speculative = false;
        context.limits = limits;
        context.output = output;
        if joined.is_none() && !self.has(Fault::MembersStay) {
            context.store.reset(before, &mut context.symbols);
        }
        let Part { outcome, output } = joined?;
        context.output.write(&output);
        Some(outcome)
    }

    fn joined(
        &mut self,
        session: &mut Evaluator,
        evaluator: &mut Evaluator,
        batch: &Batch<'_>,
        members: &[Atom],
    ) -> Option<Part> {
        let mut joined = Part::none();
        let mut written: Vec<Vec<Effect>> = Vec::new();
        for member in members {
            evaluator.context.begin(batch.first);
            let attempt = part(evaluator, member.as_ref(), batch.space, batch.wanted);
            let log = evaluator.context.store.finish(&evaluator.context.symbols);
            evaluator.context.store.abandon();
            let valid = self.has(Fault::MembersUnseen) || self.is_valid(&log, &written);
            let (next, effects) = if valid {
                session.context.store.apply(&log.effects, &mut session.context.symbols);
                (attempt?, log.effects)
            } else {
                session.context.begin(batch.first);
                let next = part(session, member.as_ref(), batch.space, batch.wanted)?;
                (next, session.context.store.finish(&session.context.symbols).effects)
            };
            if joined.join(next, &session.context.limits).is_break() {
                return None;
            }
            written.push(effects);
        }
        Some(joined)
    }

    /// What others see of an attempt before its turn: nothing, but for faults.
    fn leak(&self, attempt: &Attempt, session: &mut Context) {
        if self.has(Fault::OutputEarly) {
            session.output.write(&attempt.output);
        }
        if self.has(Fault::CopyShared) {
            session.store.apply(&attempt.log.effects, &mut session.symbols);
        }
    }

    /// True where the log shows that the form would come to the same at its turn, behind what was `written`.
    fn is_valid(&self, log: &Log, written: &[Vec<Effect>]) -> bool {
        let forgotten = |read: &Read| match read {
            Read::State(_) => self.has(Fault::StatesUnlogged),
            Read::Query { .. } => self.has(Fault::QueriesUnlogged),
            Read::Rules { .. } => self.has(Fault::RulesUnlogged),
            Read::Types { .. } => self.has(Fault::TypesUnlogged),
            Read::All(_) => self.has(Fault::ContentsUnlogged),
            Read::Subtypes(_) => false,
        };
        let reads: Vec<Read> = log.reads.iter().filter(|read| !forgotten(read)).cloned().collect();
        let since = match self.fault {
            Some(Fault::ConflictsUnseen) => &[],
            Some(Fault::NewestMissed) => &written[..written.len().saturating_sub(1)],
            Some(Fault::OldestMissed) => written.get(1..).unwrap_or_default(),
            _ => written,
        };
        since.iter().all(|effects| {
            if self.has(Fault::Phantoms) {
                let noticed = |effect: &&Effect| !matches!(effect, Effect::Add(..));
                let effects: Vec<Effect> = effects.iter().filter(noticed).cloned().collect();
                return !conflicts(&reads, &effects);
            }
            !conflicts(&reads, effects)
        })
    }

    /// The forms in the order in which they are committed.
    fn order(&self, attempts: &[Option<Attempt>]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..attempts.len()).collect();
        if self.has(Fault::CompletionOrder) {
            let end = attempts.iter().position(Option::is_none).unwrap_or(attempts.len());
            order[..end].sort_by_key(|&number| attempts[number].as_ref().map(|done| done.outcome.steps));
        }
        order
    }
}

impl Batches for Ahead {
    fn most(&self) -> usize {
        WINDOW
    }

    fn evaluate(
        &mut self,
        session: &mut Evaluator,
        batch: &Batch<'_>,
        deliver: &mut dyn FnMut(Outcome) -> ControlFlow<()>,
    ) -> usize {
        session.context.store.set_logging(true);
        if let Some(outcome) = self.by_members(session, batch) {
            // It is the last one in any case.
            let _ = deliver(outcome);
            return 1;
        }
        let mut evaluator = self.prepared(&mut session.context);
        let mut attempts = Vec::new();
        for number in 0..batch.forms.len() {
            let attempt = self.attempt(&mut evaluator, batch, number);
            if let Some(attempt) = &attempt {
                self.leak(attempt, &mut session.context);
            }
            attempts.push(attempt);
        }
        self.evaluator = Some(evaluator);
        let mut written: Vec<Vec<Effect>> = Vec::new();
        let mut delivered = 0;
        for number in self.order(&attempts) {
            let attempt = attempts[number].take();
            let waited = attempt.is_none();
            if waited && self.has(Fault::ResultMissing) {
                continue;
            }
            let valid = attempt.as_ref().is_some_and(|attempt| self.is_valid(&attempt.log, &written));
            let context = &mut session.context;
            let (outcome, effects) = match attempt {
                Some(Attempt { outcome, log, output }) if valid => {
                    if !self.has(Fault::EffectsDropped) && !self.has(Fault::CopyShared) {
                        context.store.apply(&log.effects, &mut context.symbols);
                    }
                    if !self.has(Fault::OutputDropped) && !self.has(Fault::OutputEarly) {
                        context.output.write(&output);
                    }
                    (outcome, log.effects)
                }
                attempt => {
                    if let Some(attempt) = attempt.filter(|_| self.has(Fault::EffectsTwice)) {
                        context.store.apply(&attempt.log.effects, &mut context.symbols);
                    }
                    let turn = batch.first + number as u64;
                    let outcome =
                        form(session, batch.forms[number].as_ref(), batch.space, turn, batch.wanted);
                    let context = &mut session.context;
                    (outcome, context.store.finish(&context.symbols).effects)
                }
            };
            if !effects.is_empty() {
                written.push(effects);
            }
            delivered += 1;
            if deliver(outcome).is_break() || waited && !self.has(Fault::WordsUnseen) {
                break;
            }
        }
        delivered
    }
}
