//! Shuttle: clean runs under the preemption-bounding scheduler and under random ones; a mutant dies on the shortest
//! failing schedule, whose interleaving table is a snapshot.

use super::fragment::{self, Killed, Killing, Row, Run};
use super::{Bound, Death, Mutant, Property, Scenario, campaign};
use heddle::sync::explore::Body;
use heddle::sync::{Exploration, Model, Scheduler};
use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The engine's name.
pub(crate) const NAME: &str = "shuttle";

/// How many preemptions a failing schedule may have when its scenario has no bound: twice what any known mutant needs.
const MOST_PREEMPTIONS: usize = 4;

/// How many executions are spent on making a failing schedule shorter.
const EFFORT: u64 = 5_000;

/// Runs every scenario that shuttle explores.
pub(crate) fn run(property: &Property) -> BTreeMap<String, Row> {
    let explored = |scenario: &&Scenario| scenario.engines.shuttle.is_some() || scenario.engines.sampled > 0;
    property.scenarios.iter().filter(explored).map(|scenario| row(property, scenario)).collect()
}

fn row(property: &Property, scenario: &Scenario) -> (String, Row) {
    let model = (scenario.model)();
    let mut runs = Vec::new();
    let mut settings = String::new();
    let mut note = |scheduler: &str, exploration: Exploration| {
        println!("{}/{}: {scheduler}{exploration}", property.name, scenario.name);
        settings = fragment::settings(&exploration);
        runs.push(Run {
            label: format!("{scheduler}{}", exploration.label),
            executions: exploration.executions,
        });
    };
    if let Some(bound) = scenario.engines.shuttle {
        let exploration = model.explore(&body(scenario.body), preemptions(bound, usize::MAX));
        note("", exploration);
    }
    if scenario.engines.sampled > 0 {
        for (name, scheduler) in schedulers() {
            let exploration = sample(&model, scenario, scheduler, scenario.body);
            note(name, exploration);
        }
    }
    let mutants = scenario.mutants.iter().map(|mutant| {
        let deaths = mutant.deaths.iter().map(|death| die(property, scenario, mutant, death)).collect();
        (mutant.name.to_owned(), Killed { fault: mutant.fault.to_owned(), deaths })
    });
    let row = Row {
        guarantees: scenario.guarantees.iter().map(|&name| name.to_owned()).collect(),
        threads: scenario.threads,
        settings,
        mutants: mutants.collect(),
        runs,
    };
    (scenario.name.to_owned(), row)
}

fn body(run: fn()) -> Body {
    Arc::new(run)
}

fn preemptions(bound: Bound, unbounded: usize) -> usize {
    match bound {
        Bound::Exhaustive => unbounded,
        Bound::Preemptions(bound) => bound,
    }
}

fn schedulers() -> [(&'static str, Scheduler); 2] {
    [("PCT ", Scheduler::Pct { depth: 3 }), ("random ", Scheduler::Random)]
}

fn sample(
    model: &Model,
    scenario: &Scenario,
    scheduler: Scheduler,
    body: impl Fn() + Send + Sync + 'static,
) -> Exploration {
    model.clone().scheduler(scheduler).schedules(scenario.engines.sampled * campaign::factor()).check(body)
}

fn die(property: &Property, scenario: &Scenario, mutant: &Mutant, death: &Death) -> Killing {
    let path = format!("{}/{}/{}", property.name, scenario.name, mutant.name);
    let model = (scenario.model)().one_lock_rule(death.one_lock);
    let (message, by) = match scenario.engines.shuttle {
        Some(bound) => {
            let body = body(mutant.body);
            let failure = model
                .find_failure(&body, preemptions(bound, MOST_PREEMPTIONS), EFFORT)
                .unwrap_or_else(|| panic!("{path} survived every schedule that the model explores"));
            let trace = model.replay(&body, &failure.schedule);
            let said = trace.verdict.clone().unwrap_or_default();
            assert!(
                said == failure.message,
                "{path}: replayed it says `{said}` and not `{}`",
                failure.message
            );
            let table = format!(
                "{}: {}\npreemptions: {}, steps: {}\n\n{trace}",
                mutant.name,
                mutant.fault,
                failure.preemptions,
                failure.schedule.len()
            );
            let suffix = if death.one_lock && mutant.deaths.len() > 1 { ".one_lock" } else { "" };
            snapshot(&format!("{}{suffix}", path.replace('/', ".")), &table);
            (
                failure.message,
                format!("schedule {}, preemptions: {}", failure.executions, failure.preemptions),
            )
        }
        None => {
            let died = schedulers().into_iter().find_map(|(name, scheduler)| {
                let schedules = Arc::new(AtomicUsize::new(0));
                let (counter, body) = (Arc::clone(&schedules), mutant.body);
                let counted = move || {
                    counter.fetch_add(1, Ordering::Relaxed);
                    body();
                };
                let outcome = catch_unwind(AssertUnwindSafe(|| sample(&model, scenario, scheduler, counted)));
                let by = || format!("{name}schedule {}", schedules.load(Ordering::Relaxed));
                outcome.err().map(|payload| (message(payload.as_ref()), by()))
            });
            died.unwrap_or_else(|| panic!("{path} survived every schedule that was sampled"))
        }
    };
    assert!(
        message.contains(death.message),
        "{path} died of something else than `{}`:\n{message}",
        death.message
    );
    Killing { message: death.message.to_owned(), by }
}

fn snapshot(name: &str, table: &str) {
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, { insta::assert_snapshot!(name, table) });
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("a panic without a message").to_owned()
}
