//! All runs, one after the other.

use super::failure::{Failure, Kind};
use super::options::{Options, Summary};
use super::subject::Subject;
use super::table::{said, table};
use crate::oracle::choices::Choices;
use crate::oracle::history::History;
use crate::oracle::linearize::{Limits, Verdict, check};
use crate::oracle::vocabulary::Vocabulary;
use crate::sync::Arc;

/// Holds what `make` makes against a specification: alone and together, or explored (see the [module](super)).
///
/// # Errors
/// The first thing that is wrong.
///
/// # Panics
/// If `make` does.
pub fn hold<S: Vocabulary, T: Subject<S>>(
    specification: &Arc<S>,
    make: impl Fn() -> T + Send + Sync + 'static,
    options: &Options,
) -> Result<Summary, Box<Failure>> {
    #[cfg(any(feature = "loom", feature = "shuttle"))]
    return super::exploration::explore(specification, make, options);
    #[cfg(not(any(feature = "loom", feature = "shuttle")))]
    {
        let mut summary = Summary::default();
        alone(specification, &make, options, &mut summary)?;
        together(specification, &make, options, &mut summary)?;
        Ok(summary)
    }
}

/// Sequences.
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
fn alone<S: Vocabulary, T: Subject<S>>(
    specification: &Arc<S>,
    make: &impl Fn() -> T,
    options: &Options,
    summary: &mut Summary,
) -> Result<(), Box<Failure>> {
    for number in 0..options.sequences {
        let seed = options.seed.wrapping_add(number as u64);
        let done = super::sequence::run(specification, make, (seed, options.length), options.deadline);
        let done = done.map_err(|mut failure| {
            failure.operations += summary.operations;
            failure
        })?;
        summary.operations += done as u64;
        summary.sequences += 1;
    }
    Ok(())
}

/// Rounds of threads.
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
fn together<S: Vocabulary, T: Subject<S>>(
    specification: &Arc<S>,
    make: &impl Fn() -> T,
    options: &Options,
    summary: &mut Summary,
) -> Result<(), Box<Failure>> {
    for number in 0..options.rounds {
        let seed = options.seed.wrapping_add(number as u64);
        let done = round(specification, make(), seed, options);
        let done = done.map_err(|mut failure| {
            failure.operations += summary.operations;
            failure
        })?;
        summary.operations += done as u64;
        summary.rounds += 1;
    }
    Ok(())
}

/// Plays one round and judges it.
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
fn round<S: Vocabulary, T: Subject<S>>(
    specification: &Arc<S>,
    subject: T,
    seed: u64,
    options: &Options,
) -> Result<usize, Box<Failure>> {
    let history = Arc::new(record(specification, subject, seed, options)?);
    judge(specification, &history, None, seed, options)
}

/// Records what the clients of one round see, on real threads: a few operations by one client, then all together, then the
/// closing ones by the first one again.
///
/// # Errors
/// A panic, or a thread that does not come back.
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
pub fn record<S: Vocabulary, T: Subject<S>>(
    specification: &Arc<S>,
    subject: T,
    seed: u64,
    options: &Options,
) -> Result<History<S::Operation, S::Outcome>, Box<Failure>> {
    use super::player::Player;
    use super::threads::play;
    use crate::oracle::history::Recorder;

    let subject = &Arc::new(subject);
    let scripts = Scripts::<S>::new::<T>(&**specification, seed, options.clients.max(1), options.operations);
    let recorder = Recorder::new();
    let mut players: Vec<Player<S, T>> =
        (0..scripts.together.len() as u64).map(|number| Player::new(&recorder, number)).collect();
    let hung = |script: &[S::Operation], numbers: &[u64]| {
        let lines: Vec<String> = script.iter().map(|operation| said(&**specification, operation)).collect();
        let what = format!("clients {numbers:?} did not come back in {:?}", options.deadline);
        let (table, why) = (lines.join("\n") + "\n", String::new());
        let operations = script.len() as u64;
        Box::new(Failure { kind: Kind::Hung, specification: S::NAME, seed, operations, what, table, why })
    };
    let first = |players: &mut Vec<Player<S, T>>, script: Vec<S::Operation>| {
        let rest = players.split_off(1.min(players.len()));
        if let Some(player) = players.first_mut() {
            player.script = script.clone();
        }
        let back = play(subject, std::mem::take(players), false, options.deadline);
        *players = back.map_err(|numbers| hung(&script, &numbers))?;
        players.extend(rest);
        Ok::<(), Box<Failure>>(())
    };
    first(&mut players, scripts.before)?;
    for (player, script) in players.iter_mut().zip(&scripts.together) {
        player.script.clone_from(script);
    }
    let all = scripts.together.concat();
    let mut players =
        play(subject, players, false, options.deadline).map_err(|numbers| hung(&all, &numbers))?;
    first(&mut players, scripts.after)?;
    let panicked = players.iter_mut().find_map(|player| player.panicked.take());
    let history = Arc::new(History::of(players.into_iter().map(|player| player.recorded)));
    if panicked.is_some() {
        judge(specification, &history, panicked, seed, options)?;
    }
    Ok(Arc::unwrap_or_clone(history))
}

/// What the clients of a round do.
pub(super) struct Scripts<S: Vocabulary> {
    /// First, by one client.
    pub(super) before: Vec<S::Operation>,
    /// Then by each.
    pub(super) together: Vec<Vec<S::Operation>>,
    /// Then by the first one.
    pub(super) after: Vec<S::Operation>,
}

impl<S: Vocabulary> Scripts<S> {
    /// The scripts of a seed.
    pub(super) fn new<T: Subject<S>>(
        specification: &S,
        seed: u64,
        clients: usize,
        operations: usize,
    ) -> Self {
        let mut choices = Choices::new(seed);
        let before = (0..2).map(|_| specification.generate(&mut choices)).collect();
        let mut together = vec![Vec::new(); clients];
        // In turn, so that what is newer does not all belong to the last client.
        for _ in 0..operations {
            for script in &mut together {
                script.push(specification.generate(&mut choices));
            }
        }
        Scripts { before, together, after: T::closing() }
    }
}

/// Says whether a history is right, and how many calls it has.
pub(super) fn judge<S: Vocabulary>(
    specification: &Arc<S>,
    history: &Arc<History<S::Operation, S::Outcome>>,
    panicked: Option<String>,
    seed: u64,
    options: &Options,
) -> Result<usize, Box<Failure>> {
    let operations = history.calls.len() as u64;
    let fail = |kind, what, calls: &[usize], why| {
        let table = table(&**specification, history, calls);
        Err(Box::new(Failure { kind, specification: S::NAME, seed, operations, what, table, why }))
    };
    let all: Vec<usize> = (0..history.calls.len()).collect();
    if let Some(message) = panicked {
        return fail(Kind::Panicked, format!("panicked: {message}"), &all, String::new());
    }
    let limits = Limits { time: None, steps: Some(options.steps), memory: None };
    match check(specification, history, &limits).verdict {
        Verdict::Linearizable(_) => Ok(history.calls.len()),
        Verdict::Unknown(limit) => {
            let what = format!("nobody knows: the check reached its limit ({limit:?})");
            fail(Kind::Undecided, what, &all, String::new())
        }
        Verdict::Violation(violation) => {
            let said = |index: usize| {
                let call = history.calls.get(index)?;
                Some(format!("client {}: {}", call.client, said(&**specification, &call.operation)))
            };
            let mut why = String::from("The longest right order of these is\n");
            for line in violation.longest.iter().filter_map(|index| said(*index)) {
                why.push_str(&format!("  {line}\n"));
            }
            why.push_str(&format!("then the state is {}, and\n", violation.state));
            for refused in &violation.refused {
                let line = said(refused.call).unwrap_or_default();
                why.push_str(&format!("  {line} would answer {}\n", refused.expected));
            }
            let what = "no order of these operations explains what the clients saw".to_owned();
            fail(Kind::Together, what, &violation.calls, why)
        }
    }
}
