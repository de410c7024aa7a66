//! A small loader with one fault: the same plan, window, merge and publication as the one that ships, apart from the one
//! step that the fault names.

use super::{Answer, BROKEN, File, Loads, PANICS, Plan, production};
use crate::harness::faults;
use heddle::concurrent::{Budget, OrderedWindow};
use heddle::environment::{Delta, Draft, Environment, Snapshot};
use heddle::language::metta::{FormKind, read};
use heddle::loader::{Cancellation, OnError, Publication};
use heddle::sync::atomic::{AtomicBool, Ordering};
use heddle::sync::fork_join::Pool;
use heddle::sync::{Arc, Mutex, thread};
use std::collections::VecDeque;
use std::marker::PhantomData;
use std::ops::ControlFlow;

/// Which step is wrong.
pub(super) trait Fault: Send + Sync + 'static {
    /// The error reported is the one that was met first in time.
    const FIRST_IN_TIME: bool = false;
    /// A worker that sees another's error leaves the file that it has claimed.
    const GIVES_UP: bool = false;
    /// Results are merged in the order in which they are finished.
    const COMPLETION_ORDER: bool = false;
    /// Rules are added as atoms and once more as rules.
    const RULES_TWICE: bool = false;
    /// What the worker of a panicked file leaves is taken for an empty file.
    const SWALLOWS_PANIC: bool = false;
    /// A worker that panics says nothing at all.
    const DIES_SILENTLY: bool = false;
    /// Each file is published when it comes.
    const FILE_BY_FILE: bool = false;
    /// What is published is the state of the beginning and the load.
    const OVERWRITES: bool = false;
    /// A cancelled load publishes what it has.
    const PUBLISHES_PREFIX: bool = false;
    /// A cancelled load goes away without a word to its workers.
    const LEAVES_WORKERS: bool = false;
}

faults! {
    Fault:
    /// Reports the error of who finishes first (MS11).
    FirstInTime: FIRST_IN_TIME;
    /// Looks at the stop flag after claiming a file, and leaves.
    GivesUp: GIVES_UP;
    /// Merges in the order of completion (MS13, MS17).
    CompletionOrder: COMPLETION_ORDER;
    /// Adds a rule to the space and to the rules, which adds it to the space (MS14).
    RulesTwice: RULES_TWICE;
    /// Takes a panic for an empty file.
    SwallowsPanic: SWALLOWS_PANIC;
    /// Lets a panicked worker keep its claim.
    DiesSilently: DIES_SILENTLY;
    /// Publishes file by file (MS12).
    FileByFile: FILE_BY_FILE;
    /// Publishes what was there when it began, and its own.
    Overwrites: OVERWRITES;
    /// Publishes what it has when it is cancelled.
    PublishesPrefix: PUBLISHES_PREFIX;
    /// Leaves its workers waiting for room when it is cancelled.
    LeavesWorkers: LEAVES_WORKERS;
}

/// Production's own publication per batch, passed off as atomic.
pub(super) struct PerBatch;

impl Loads for PerBatch {
    fn load(environment: &Environment, plan: &Plan, cancellation: &Cancellation) -> Answer {
        production(environment, plan, cancellation, Publication::PerBatch)
    }
}

/// The loader with the fault `F`.
pub(super) struct Faulty<F>(PhantomData<F>);

/// The text of a file, what it adds and what it runs; or its error.
type Outcome = Result<(&'static str, Draft, Vec<String>), String>;

/// What the threads of a load share.
struct Shared {
    window: OrderedWindow<Outcome>,
    files: &'static [File],
    fail_fast: bool,
    stop: AtomicBool,
    /// For [`Fault::FIRST_IN_TIME`].
    first: Mutex<Option<String>>,
    /// For [`Fault::COMPLETION_ORDER`].
    finished: Mutex<VecDeque<Outcome>>,
    cancellation: Cancellation,
}

impl<F: Fault> Loads for Faulty<F> {
    fn load(environment: &Environment, plan: &Plan, cancellation: &Cancellation) -> Answer {
        let mut merge = Merge::<F> {
            environment,
            pool: Pool::new(plan.workers),
            begin: environment.snapshot(),
            fail_fast: plan.on_error == OnError::FailFast,
            drafts: Vec::new(),
            texts: Vec::new(),
            errors: Vec::new(),
            programs: Vec::new(),
            fault: PhantomData,
        };
        let mut first = None;
        if plan.workers == 0 {
            for &file in plan.files {
                if cancellation.is_cancelled() || merge.take(outcome(file)).is_break() {
                    break;
                }
            }
        } else {
            first = parallel(plan, cancellation, &mut merge);
        }
        merge.settle(first, cancellation)
    }
}

/// Reads the files with workers; the error that was first in time, if anybody wants to know.
fn parallel<F: Fault>(plan: &Plan, cancellation: &Cancellation, merge: &mut Merge<'_, F>) -> Option<String> {
    let weights = plan.files.iter().map(|(_, text)| text.len() as u64).collect();
    let shared = Arc::new(Shared {
        window: OrderedWindow::new(weights, Budget::weight(plan.batch)),
        files: plan.files,
        fail_fast: merge.fail_fast,
        stop: AtomicBool::new(false),
        first: Mutex::new("first error", None),
        finished: Mutex::new("finished", VecDeque::new()),
        cancellation: cancellation.clone(),
    });
    let start = |number| {
        let shared = Arc::clone(&shared);
        thread::spawn(format!("faulty worker {number}"), move || while work::<F>(&shared).is_continue() {})
    };
    let workers: Vec<_> = (0..plan.workers.min(plan.files.len())).map(start).collect();
    consume(&shared, merge);
    for worker in workers {
        let _ = worker.join();
    }
    shared.first.lock().take()
}

/// One file.
fn work<F: Fault>(shared: &Shared) -> ControlFlow<()> {
    if !F::GIVES_UP && shared.stop.load(Ordering::Acquire) {
        return ControlFlow::Break(());
    }
    let Some(claim) = shared.window.claim() else { return ControlFlow::Break(()) };
    if F::GIVES_UP && shared.stop.load(Ordering::Acquire) {
        return ControlFlow::Break(());
    }
    let file = shared.files[claim.slot()];
    if file.1 == PANICS && F::DIES_SILENTLY {
        std::mem::forget(claim);
        return ControlFlow::Break(());
    }
    if file.1 == PANICS && F::SWALLOWS_PANIC {
        drop(claim);
        return ControlFlow::Continue(());
    }
    let outcome = outcome(file);
    if let (Err(error), true) = (&outcome, shared.fail_fast) {
        shared.stop.store(true, Ordering::Release);
        if F::FIRST_IN_TIME {
            shared.first.lock().get_or_insert_with(|| error.clone());
        }
    }
    if F::COMPLETION_ORDER {
        shared.finished.lock().push_back(outcome);
        claim.submit(Err(BROKEN.to_owned()));
    } else {
        claim.submit(outcome);
    }
    ControlFlow::Continue(())
}

fn consume<F: Fault>(shared: &Shared, merge: &mut Merge<'_, F>) {
    let mut results = shared.window.results();
    while let Some((slot, outcome)) = results.next() {
        if shared.cancellation.is_cancelled() {
            if F::LEAVES_WORKERS {
                std::mem::forget(results);
            }
            return;
        }
        let outcome = match outcome {
            Err(_) if F::SWALLOWS_PANIC => continue,
            Err(_) => Err(format!("{} L0009", shared.files[slot].0)),
            Ok(_) if F::COMPLETION_ORDER => {
                let finished = shared.finished.lock().pop_front();
                finished.unwrap_or_else(|| Err("nothing is finished".to_owned()))
            }
            Ok(outcome) => outcome,
        };
        if merge.take(outcome).is_break() {
            return;
        }
    }
}

/// Reads and compiles a file; a panic on the way is an error of that file.
fn outcome((path, text): File) -> Outcome {
    if text == PANICS {
        return Err(format!("{path} L0009"));
    }
    let reading = read(text);
    if let Some(error) = reading.errors.first() {
        return Err(format!("{path} {}", error.code()));
    }
    let programs = reading.forms.iter().filter(|form| form.kind == FormKind::Program);
    let programs =
        programs.map(|form| text[form.span.start as usize..form.span.end as usize].to_owned()).collect();
    Ok((text, Draft::from_reading(reading), programs))
}

/// Takes outcomes, in path order where nothing is wrong, and publishes them.
struct Merge<'a, F> {
    environment: &'a Environment,
    pool: Pool,
    /// For [`Fault::OVERWRITES`].
    begin: Snapshot,
    fail_fast: bool,
    drafts: Vec<Draft>,
    /// For [`Fault::OVERWRITES`].
    texts: Vec<&'static str>,
    errors: Vec<String>,
    programs: Vec<String>,
    fault: PhantomData<F>,
}

impl<F: Fault> Merge<'_, F> {
    fn take(&mut self, outcome: Outcome) -> ControlFlow<()> {
        match outcome {
            Ok((text, draft, programs)) => {
                self.programs.extend(programs);
                if F::RULES_TWICE {
                    let reading = read(text);
                    let rules = reading.atoms().filter(|(_, atom)| atom.to_string().starts_with("(= "));
                    self.drafts.push(Draft::from_atoms(rules.map(|(_, atom)| atom)));
                }
                self.drafts.push(draft);
                self.texts.push(text);
                if F::FILE_BY_FILE {
                    self.publish();
                }
                ControlFlow::Continue(())
            }
            Err(error) => {
                self.errors.push(error);
                if self.fail_fast { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            }
        }
    }

    fn publish(&mut self) {
        let drafts = std::mem::take(&mut self.drafts);
        if F::OVERWRITES {
            let old = self.begin.multiplicities();
            let readings: Vec<_> = self.texts.iter().map(|text| read(text)).collect();
            let new = readings.iter().flat_map(|reading| reading.atoms()).map(|(_, atom)| (atom, 1));
            self.environment.set_multiplicities(old.into_iter().chain(new));
            return;
        }
        let delta: Delta = drafts.into_iter().collect();
        if !delta.is_empty() {
            self.environment.publish(delta, &self.pool);
        }
    }

    fn settle(mut self, first: Option<String>, cancellation: &Cancellation) -> Answer {
        if self.fail_fast
            && let Some(error) = first.or(self.errors.pop())
        {
            return Answer::Failed(error);
        }
        if cancellation.is_cancelled() {
            if F::PUBLISHES_PREFIX {
                self.publish();
            }
            return Answer::Failed("some file L0010".to_owned());
        }
        self.publish();
        Answer::Loaded { errors: self.errors, programs: self.programs }
    }
}
