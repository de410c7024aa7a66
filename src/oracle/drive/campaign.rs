//! All that is done with an implementation, from the first operation to the smallest difference.

use super::case::Case;
use super::driver::{Counts, Driver};
use super::execution::{Execution, Found};
use super::misbehaviour::{Misbehaviour, SILENT};
use super::plan::{self, Pace, Plan};
use super::shrink::{Failing, Shrinking};
use super::{Difference, Options, Repeats, Report, Verdict, table};
use crate::oracle::choices::Choices;
use crate::oracle::history::History;
use crate::oracle::vocabulary::Vocabulary;
use crate::sync::Arc;

/// How often a difference of several clients is repeated to see how often it shows.
const REPETITIONS: usize = 20;
/// How often one that must show always is.
const CONFIRMATIONS: usize = 3;
/// How often a case is repeated, where it need not show at once.
const REPLAYS: usize = 100;

/// Holds an implementation against the specification. `progress` hears how many operations were done.
///
/// The operations of a seed are the same for ever. What an implementation answers, and in which order, is its own.
pub fn drive<S: Vocabulary>(specification: S, options: &Options, progress: &mut dyn FnMut(usize)) -> Report {
    let mut driver = Driver::new(Arc::new(specification), options.command.clone(), options.timeout);
    let alone = if options.clients < 2 { options.operations } else { options.operations.div_ceil(2) };
    let found = search(&mut driver, options, alone, progress);
    let Counts { sequential, concurrent, failed, undecided } = driver.counts;
    let verdict = match found {
        None if sequential + concurrent == 0 => Verdict::Unknown("nothing was to be done".to_owned()),
        Some(failing) => Verdict::Found(Box::new(settle(&mut driver, failing, options.seed))),
        None if undecided > 0 => Verdict::Unknown(format!(
            "{undecided} of the concurrent histories are too hard to check within the limits"
        )),
        None if failed * 2 > concurrent => {
            Verdict::Unknown("more than half of the concurrent operations failed".to_owned())
        }
        None => Verdict::Agrees,
    };
    Report { verdict, sequential, concurrent, failed, remarks: driver.remarks() }
}

fn search<S: Vocabulary>(
    driver: &mut Driver<S>,
    options: &Options,
    alone: usize,
    progress: &mut dyn FnMut(usize),
) -> Option<Failing<S>> {
    for sequence in 0_u64.. {
        let Counts { sequential, concurrent, .. } = driver.counts;
        progress(sequential + concurrent);
        // Sequences do not depend on each other, so that the same one comes whatever the one before did.
        let mut choices = Choices::new(options.seed ^ sequence.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let specification = Arc::clone(&driver.specification);
        let left = options.operations.saturating_sub(sequential + concurrent);
        let plan = match alone.saturating_sub(sequential) {
            0 if left == 0 => break,
            0 => plan::together(&*specification, &mut choices, options.clients, left),
            left => plan::alone(&*specification, &mut choices, left),
        };
        let mut execution = driver.execute(&plan, false);
        if let Some(found) = execution.found.take() {
            return Some(Failing { plan, execution, found });
        }
    }
    driver.finish().err().map(after_all)
}

/// What came when all was done, whatever was.
fn after_all<S: Vocabulary>(misbehaviour: Misbehaviour) -> Failing<S> {
    let plan = Plan { pace: Pace::Alone, steps: Vec::new() };
    let history = Arc::new(History::default());
    let execution = Execution { history, found: None, failed: 0, undecided: false };
    Failing { plan, execution, found: Found::Misbehaved(misbehaviour) }
}

/// Repeats a difference, makes it smaller, and says it.
fn settle<S: Vocabulary>(driver: &mut Driver<S>, failing: Failing<S>, seed: u64) -> Difference {
    let times = times(&failing);
    let fresh_times = times.min(CONFIRMATIONS);
    let shown = shows(driver, &failing, times, false);
    let fresh = shows(driver, &failing, fresh_times, true);
    if shown + fresh == 0 {
        return difference(driver, &failing, Repeats::Never, seed);
    }
    let (plan, kind) = (failing.plan.clone(), failing.found.kind());
    // What a process says too much may come late, where it would count for what comes next.
    let misbehaved = matches!(failing.found, Found::Misbehaved(_));
    let mut smallest = if shown > 0 && !misbehaved {
        Shrinking::new(driver, false, shown, times).shrink(failing)
    } else if kind == SILENT {
        Shrinking::new(driver, true, fresh.max(1), fresh_times).shrink_in_a_hurry(failing)
    } else {
        Shrinking::new(driver, true, fresh.max(1), fresh_times).shrink(failing)
    };
    let mut again = shows(driver, &smallest, fresh_times, true);
    if again == 0
        && fresh > 0
        && let Some(failing) = repeated(driver, plan, kind)
    {
        // What was left over from before played a part, or an answer that comes late: with fresh processes that have their
        // whole time, then.
        smallest = Shrinking::new(driver, true, fresh, fresh_times).shrink(failing);
        again = shows(driver, &smallest, fresh_times, true);
    } else if kind == SILENT
        && let Some(failing) = repeated(driver, smallest.plan.clone(), kind)
    {
        // What is said of it is what was seen when it had its whole time.
        smallest = failing;
    }
    if smallest.plan.pace != Pace::Alone {
        again += shows(driver, &smallest, times - fresh_times, false);
    }
    let repeats = match (again, smallest.plan.pace) {
        (0, _) => Repeats::Never,
        (_, Pace::Alone) => Repeats::Times(again, fresh_times),
        _ => Repeats::Times(again, times),
    };
    difference(driver, &smallest, repeats, seed)
}

/// What is wrong with `plan` in a fresh process, if it is of this kind.
fn repeated<S: Vocabulary>(
    driver: &mut Driver<S>,
    plan: Plan<S::Operation>,
    kind: &str,
) -> Option<Failing<S>> {
    let mut execution = driver.execute(&plan, true);
    let found = execution.found.take_if(|found| found.kind() == kind)?;
    Some(Failing { plan, execution, found })
}

fn times<S: Vocabulary>(failing: &Failing<S>) -> usize {
    match (failing.found.kind(), failing.plan.pace) {
        // Each takes all the time that an answer may take.
        (SILENT, _) => 1,
        (_, Pace::Alone) => CONFIRMATIONS,
        _ => REPETITIONS,
    }
}

/// How many times of so many the same is wrong.
fn shows<S: Vocabulary>(driver: &mut Driver<S>, failing: &Failing<S>, times: usize, fresh: bool) -> usize {
    let kind = failing.found.kind();
    let same =
        |_: &usize| driver.execute(&failing.plan, fresh).found.is_some_and(|found| found.kind() == kind);
    (0..times).filter(same).count()
}

fn difference<S: Vocabulary>(
    driver: &Driver<S>,
    failing: &Failing<S>,
    repeats: Repeats,
    seed: u64,
) -> Difference {
    let specification = &*driver.specification;
    let last_words = match &failing.found {
        Found::Misbehaved(misbehaviour) => misbehaviour.last_words.clone(),
        _ => String::new(),
    };
    Difference {
        message: table::message(specification, failing),
        table: table::table(specification, failing),
        last_words,
        repeats,
        case: Case::of(specification, failing, &driver.command, driver.timeout, seed),
    }
}

/// Repeats a case: once if it is of one client, until it shows otherwise, 100 times at most. The first times in fresh
/// processes.
///
/// # Errors
/// Why the case cannot be read, in one line for a person.
pub fn replay<S: Vocabulary>(
    specification: S,
    case: &Case,
    progress: &mut dyn FnMut(usize),
) -> Result<Report, String> {
    let plan = case.plan(&specification)?;
    let mut driver = Driver::new(Arc::new(specification), case.command.clone(), case.timeout);
    let times = if plan.pace == Pace::Alone { 1 } else { REPLAYS };
    let mut verdict = Verdict::Agrees;
    for time in 1..=times {
        progress(time);
        let mut execution = driver.execute(&plan, time <= CONFIRMATIONS);
        if let Some(found) = execution.found.take() {
            let failing = Failing { plan, execution, found };
            let repeats = Repeats::At(time);
            verdict = Verdict::Found(Box::new(difference(&driver, &failing, repeats, case.seed)));
            break;
        }
    }
    let Counts { sequential, concurrent, failed, undecided } = driver.counts;
    if undecided > 0 && verdict == Verdict::Agrees {
        verdict = Verdict::Unknown(format!("{undecided} histories are too hard to check within the limits"));
    }
    Ok(Report { verdict, sequential, concurrent, failed, remarks: driver.remarks() })
}
