//! Hunting: the models under schedules that nobody has seen, on all cores, for a given time.
//!
//! Time is cut into jobs: one scenario, one way to draw schedules, one seed. The jobs of a seed are numbered, and shard `i`
//! of `n` takes every `n`-th of them, so machines that share a seed share no job. A job that fails is told by its name,
//! `PROPERTY/SCENARIO:WAY:SEED`, which repeats it, and by the table of the schedule on which it failed.

#![allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "who hunts stands outside of what is explored: its threads and its clock are real"
)]

use super::shard::Shard;
use super::{Property, Scenario};
use clap::Parser;
use heddle::sync::explore::{Body, Failure};
use heddle::sync::{Model, Scheduler};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How many schedules a job draws: a second at most, so that the time is kept.
const SCHEDULES: usize = 250;

/// In seconds: more than anybody hunts, and less than a clock can count.
const A_YEAR: u64 = 365 * 86_400;

/// Runs all models under shuttle with fresh schedules, on all cores, until the time is over
#[derive(Parser)]
#[command(name = "heddle-models")]
struct Args {
    /// How long, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(..=A_YEAR))]
    time: u64,
    /// Take the I-th of N parts, I from 0. Without it: what the variables of a batch engine say (CI_NODE_INDEX and
    /// CI_NODE_TOTAL, BUILDKITE_PARALLEL_JOB, CIRCLE_NODE_INDEX, BATCH_TASK_INDEX, SLURM_ARRAY_TASK_ID), or everything
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    /// Where the schedules are drawn from; a new one in each run if it is not given
    #[arg(long)]
    seed: Option<u64>,
    /// How many jobs at the same time
    #[arg(long, value_name = "NUMBER", default_value_t = cores())]
    threads: usize,
    /// Only scenarios whose PROPERTY/SCENARIO begins so. PROPERTY/SCENARIO/MUTANT hunts a mutant, which must be found
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// Repeat the job of this name, and show its table
    #[arg(long, value_name = "JOB", conflicts_with_all = ["time", "shard", "seed", "only"])]
    replay: Option<String>,
}

/// A body, and how the engine is set up for it.
#[derive(Clone)]
struct Target {
    /// `PROPERTY/SCENARIO`, or `PROPERTY/SCENARIO/MUTANT`.
    name: String,
    model: Model,
    body: Body,
}

/// One unit of the hunt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Draw {
    way: Scheduler,
    seed: u64,
}

impl Draw {
    /// The draw of a job. Ways take turns; seeds are far from each other (Steele, Lea and Flood, OOPSLA 2014).
    fn of(seed: u64, job: u64, round: u64) -> Draw {
        const WAYS: [Scheduler; 4] = [
            Scheduler::Pct { depth: 3 },
            Scheduler::Random,
            Scheduler::Pct { depth: 2 },
            Scheduler::Pct { depth: 5 },
        ];
        let mut bits = seed.wrapping_add(job.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Draw { way: WAYS[round as usize % WAYS.len()], seed: bits ^ (bits >> 31) }
    }

    fn run(self, target: &Target) -> Result<usize, Failure> {
        quietly(|| {
            target.model.clone().scheduler(self.way).seed(self.seed).schedules(SCHEDULES).sample(&target.body)
        })
    }
}

impl fmt::Display for Draw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.way {
            Scheduler::Pct { depth } => write!(f, "pct{depth}:{}", self.seed),
            Scheduler::Random => write!(f, "random:{}", self.seed),
        }
    }
}

impl std::str::FromStr for Draw {
    type Err = ();

    fn from_str(text: &str) -> Result<Draw, ()> {
        let (way, seed) = text.split_once(':').ok_or(())?;
        let way = match way.strip_prefix("pct") {
            Some(depth) => Scheduler::Pct { depth: depth.parse().map_err(|_| ())? },
            None if way == "random" => Scheduler::Random,
            None => return Err(()),
        };
        Ok(Draw { way, seed: seed.parse().map_err(|_| ())? })
    }
}

/// The bodies that are hunted: production's, or the mutant that is named in full.
fn targets(properties: &[Property], only: &str) -> Vec<Target> {
    let mut targets = Vec::new();
    for property in properties {
        // One thread has one schedule.
        for scenario in property.scenarios.iter().filter(|scenario| scenario.threads > 1) {
            let name = format!("{}/{}", property.name, scenario.name);
            for mutant in scenario.mutants {
                let name = format!("{name}/{}", mutant.name);
                if name == only {
                    // Where it dies of a deadlock too, that is what takes hunting.
                    let one_lock = mutant.deaths.iter().all(|death| death.one_lock);
                    let model = (scenario.model)().one_lock_rule(one_lock);
                    targets.push(Target { name, model, body: Arc::new(mutant.body) });
                }
            }
            if name.starts_with(only) {
                targets.push(clean(name, scenario));
            }
        }
    }
    targets
}

fn clean(name: String, scenario: &Scenario) -> Target {
    Target { name, model: (scenario.model)(), body: Arc::new(scenario.body) }
}

/// What was found.
#[derive(Default)]
struct Catch {
    /// How many schedules were run, by target.
    schedules: BTreeMap<String, usize>,
    /// The first job that failed with a message, and how many more did.
    failures: BTreeMap<(String, String), (Draw, Failure, usize)>,
}

/// Runs jobs until `over`, at least one of each thread.
fn hunt(
    targets: &[Target],
    seed: u64,
    shard: Shard,
    threads: usize,
    over: impl Fn() -> bool + Sync,
) -> Catch {
    let (next, found) = (AtomicU64::new(0), Mutex::new(Catch::default()));
    let work = || {
        loop {
            let job = next.fetch_add(1, Ordering::Relaxed) * shard.of + shard.index;
            let target = &targets[job as usize % targets.len()];
            let draw = Draw::of(seed, job, job / targets.len() as u64);
            let outcome = draw.run(target);
            let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
            let run = outcome.as_ref().map_or_else(|failure| failure.executions as usize, |&run| run);
            *found.schedules.entry(target.name.clone()).or_default() += run;
            if let Err(failure) = outcome {
                let first_line = failure.message.lines().next().unwrap_or_default().to_owned();
                let known = found.failures.entry((target.name.clone(), first_line));
                known.and_modify(|(_, _, times)| *times += 1).or_insert((draw, failure, 1));
            }
            drop(found);
            if over() {
                return;
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(work);
        }
    });
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// The table of a failing job.
fn told(target: &Target, draw: Draw, failure: &Failure, times: usize) -> String {
    let trace = quietly(|| target.model.replay(&target.body, &failure.schedule));
    let (name, steps) = (&target.name, failure.schedule.len());
    format!(
        "FAILED {name}, {times} times, first at schedule {} of its job: {} preemptions, {steps} steps\n\
         repeat it: cargo heddle-models --replay {name}:{draw}\n\n{trace}\n",
        failure.executions, failure.preemptions
    )
}

/// Repeats a job; the table if it fails again.
fn replay(properties: &[Property], job: &str) -> Result<Option<String>, String> {
    let parts = job.split_once(':').and_then(|(name, draw)| Some((name, draw.parse::<Draw>().ok()?)));
    let (name, draw) =
        parts.ok_or("a job is PROPERTY/SCENARIO:WAY:SEED, with a WAY such as pct3 or random")?;
    let found = targets(properties, name).into_iter().find(|target| target.name == name);
    let target = found.ok_or_else(|| format!("there is no scenario {name}"))?;
    Ok(draw.run(&target).err().map(|failure| told(&target, draw, &failure, 1)))
}

thread_local! {
    /// Set while this thread runs a body; then also what it panicked with last.
    static BODY: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs a body: what it panics with is told with its table, and some of them panic on purpose. A panic that is none of the
/// body's, and so comes through, is told here.
fn quietly<T>(run: impl FnOnce() -> T) -> T {
    BODY.set(Some(String::new()));
    let outcome = panic::catch_unwind(AssertUnwindSafe(run));
    let last = BODY.take().unwrap_or_default();
    outcome.unwrap_or_else(|payload| {
        eprintln!("{last}");
        panic::resume_unwind(payload)
    })
}

/// The hook of panics: silent within [`quietly`].
fn on_panic(panic: &panic::PanicHookInfo) {
    let inside = BODY.with_borrow_mut(|last| last.as_mut().map(|last| *last = panic.to_string()).is_some());
    if !inside {
        eprintln!("{panic}");
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

fn fresh() -> u64 {
    std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), std::process::id())
}

/// The program.
pub(crate) fn main() -> ExitCode {
    let args = Args::parse();
    // Shuttle puts a hook of its own in place with the first body that it runs, so ours comes after that.
    Model::new().scheduler(Scheduler::Random).schedules(1).check(|| ());
    panic::set_hook(Box::new(on_panic));
    if let Some(job) = &args.replay {
        return match replay(crate::PROPERTIES, job) {
            Ok(Some(table)) => {
                println!("{table}");
                ExitCode::FAILURE
            }
            Ok(None) => {
                println!("{job}: {SCHEDULES} schedules, no failure");
                ExitCode::SUCCESS
            }
            Err(problem) => {
                eprintln!("error: {problem}");
                ExitCode::from(2)
            }
        };
    }
    let only = args.only.as_deref().unwrap_or_default();
    let targets = targets(crate::PROPERTIES, only);
    if targets.is_empty() {
        eprintln!("error: no scenario begins with {only}");
        return ExitCode::from(2);
    }
    let shard = match args.shard {
        Some(shard) => shard,
        None => match Shard::of_environment(|name| std::env::var(name).ok()) {
            Ok(shard) => shard.unwrap_or(Shard::WHOLE),
            Err(problem) => {
                eprintln!("error: {problem}");
                return ExitCode::from(2);
            }
        },
    };
    let seed = args.seed.unwrap_or_else(fresh);
    println!(
        "{} scenarios, {} s on {} threads, shard {shard}, seed {seed}",
        targets.len(),
        args.time,
        args.threads
    );
    let end = Instant::now() + Duration::from_secs(args.time);
    let found = hunt(&targets, seed, shard, args.threads, || Instant::now() >= end);
    for (name, schedules) in &found.schedules {
        println!("{name}: {schedules} schedules");
    }
    for ((name, _), (draw, failure, times)) in &found.failures {
        if let Some(target) = targets.iter().find(|target| target.name == *name) {
            println!("\n{}", told(target, *draw, failure, *times));
        }
    }
    let schedules: usize = found.schedules.values().sum();
    println!(
        "{schedules} schedules of {} scenarios, {} failures",
        found.schedules.len(),
        found.failures.len()
    );
    if found.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A mutant that no schedule without a preemption kills.
    const HARD: &str = "bounded_queue/two_poppers/looks_then_waits";

    #[test]
    fn a_hunt_finds_a_mutant_and_its_job_repeats_the_failure() {
        let targets = targets(crate::PROPERTIES, HARD);
        assert_eq!(targets.len(), 1);
        let jobs = AtomicU64::new(0);
        let found = hunt(&targets, 7, Shard::WHOLE, 2, || jobs.fetch_add(1, Ordering::Relaxed) >= 16);
        let (_, (draw, failure, times)) = found.failures.iter().next().expect("the mutant is found");
        let table = told(&targets[0], *draw, failure, *times);
        let again = replay(crate::PROPERTIES, &format!("{HARD}:{draw}")).unwrap().expect("it fails again");
        let below = |text: &str| text.split_once("\n\n").map(|(_, table)| table.to_owned());
        assert_eq!(below(&table), below(&again));
        assert!(again.contains("deadlock"), "{again}");
    }

    #[test]
    fn a_hunt_of_what_ships_finds_nothing() {
        let targets = targets(crate::PROPERTIES, "bounded_queue/two_poppers");
        let jobs = AtomicU64::new(0);
        let found = hunt(&targets, 7, Shard::WHOLE, 2, || jobs.fetch_add(1, Ordering::Relaxed) >= 6);
        assert!(found.failures.is_empty());
        assert!(found.schedules.values().sum::<usize>() >= 6 * SCHEDULES);
    }

    #[test]
    fn shards_share_no_job_and_leave_none_out() {
        let seeds = |index: u64| (0..50).map(move |turn| Draw::of(9, turn * 3 + index, 0).seed);
        let mut all: Vec<u64> = (0..3).flat_map(seeds).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 150);
        let mut whole: Vec<u64> = (0..150).map(|job| Draw::of(9, job, 0).seed).collect();
        whole.sort_unstable();
        assert_eq!(all, whole);
    }

    #[test]
    fn a_job_has_a_name_that_is_read_back() {
        for job in 0..8 {
            let draw = Draw::of(1, job, job);
            assert_eq!(draw.to_string().parse(), Ok(draw));
        }
        for nonsense in
            ["leaf_locks/opposite_moves", "leaf_locks/opposite_moves:pct:1", "a/b:random:1", ":::"]
        {
            assert!(replay(crate::PROPERTIES, nonsense).is_err(), "{nonsense}");
        }
    }
}
