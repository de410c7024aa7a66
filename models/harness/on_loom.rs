//! Loom: clean runs here, each death of a mutant in a child process, since a deadlock under loom aborts.

use super::fragment::{self, Killed, Killing, Row, Run};
use super::{Bound, Death, Mutant, Property, Scenario, campaign};
use heddle::sync::Model;
use std::collections::BTreeMap;
use std::process::Command;

/// The engine's name.
pub(crate) const NAME: &str = "loom";

/// Names the mutant that a child process runs: `property/scenario/mutant/one-lock rule/bound`.
const MUTANT: &str = "HEDDLE_MUTANT";

/// The bounds at which a mutant is tried when its scenario has none of its own.
const EXHAUSTIVE: usize = usize::MAX;

/// Runs every scenario that loom explores.
pub(crate) fn run(property: &Property) -> BTreeMap<String, Row> {
    let explored = |scenario: &&Scenario| scenario.engines.loom.is_some();
    property.scenarios.iter().filter(explored).map(|scenario| row(property, scenario)).collect()
}

fn row(property: &Property, scenario: &Scenario) -> (String, Row) {
    let most = match scenario.engines.loom {
        Some(Bound::Preemptions(bound)) if !campaign::without_bound() => bound,
        _ => EXHAUSTIVE,
    };
    let exploration = bounded((scenario.model)(), most).check(scenario.body);
    println!("{}/{}: {exploration}", property.name, scenario.name);
    let mutants = scenario.mutants.iter().map(|mutant| {
        let deaths = mutant.deaths.iter().map(|death| die(property, scenario, mutant, death, most)).collect();
        (mutant.name.to_owned(), Killed { fault: mutant.fault.to_owned(), deaths })
    });
    let row = Row {
        guarantees: scenario.guarantees.iter().map(|&name| name.to_owned()).collect(),
        threads: scenario.threads,
        settings: fragment::settings(&exploration),
        runs: vec![Run { label: exploration.label.to_string(), executions: exploration.executions }],
        mutants: mutants.collect(),
    };
    (scenario.name.to_owned(), row)
}

fn bounded(model: Model, bound: usize) -> Model {
    if bound == EXHAUSTIVE { model } else { model.preemptions(bound) }
}

/// Runs a mutant in child processes, at each bound up to the scenario's, until it dies.
fn die(property: &Property, scenario: &Scenario, mutant: &Mutant, death: &Death, most: usize) -> Killing {
    let path = format!("{}/{}/{}", property.name, scenario.name, mutant.name);
    for bound in [0, 1, 2, 3, EXHAUSTIVE].into_iter().filter(|&bound| bound <= most) {
        let output = Command::new(std::env::current_exe().expect("a test binary knows its path"))
            .args(["--exact", "harness::on_loom::one_mutant", "--ignored", "--nocapture", "--test-threads=1"])
            .env(MUTANT, format!("{path}/{}/{bound}", death.one_lock))
            .env("RUST_BACKTRACE", "0")
            .output()
            .expect("a test binary can start itself");
        if output.status.success() {
            continue;
        }
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            said.contains(death.message),
            "{path} died of something else than `{}`:\n{said}",
            death.message
        );
        let by = match bound {
            EXHAUSTIVE => "no bound".to_owned(),
            bound => format!("bound {bound}"),
        };
        return Killing { message: death.message.to_owned(), by };
    }
    panic!("{path} survived every schedule that the model explores");
}

#[test]
#[ignore = "mutant: a child process of the tests above"]
fn one_mutant() {
    let Ok(path) = std::env::var(MUTANT) else { return };
    let parts: Vec<&str> = path.split('/').collect();
    let [property, scenario, mutant, one_lock, bound] = parts[..] else { panic!("{MUTANT}={path}") };
    let scenario = crate::PROPERTIES
        .iter()
        .find(|known| known.name == property)
        .and_then(|property| property.scenarios.iter().find(|known| known.name == scenario))
        .expect("a known scenario");
    let mutant = scenario.mutants.iter().find(|known| known.name == mutant).expect("a known mutant");
    let bound = bound.parse().expect("a number");
    let model = (scenario.model)().one_lock_rule(one_lock == "true");
    bounded(model, bound).check(mutant.body);
}
