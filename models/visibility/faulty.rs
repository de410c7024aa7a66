//! The faulty variants: each differs from the environment in the one step that its doc names.

use super::{Environment, Sight, Snapshot, Space, note, rule};
use heddle::language::metta::atom::Atom;
use heddle::sync::RwLock;
use std::marker::PhantomData;

pub(super) const TORN: &str = "a rule was visible in one table and not in another";

fn with(current: &Snapshot, rules: &[usize]) -> Snapshot {
    let rules: Vec<Atom> = rules.iter().map(|&n| rule(n)).collect();
    current.plus(rules.iter().map(Atom::as_ref))
}

/// Keeps the rule index and the space under a lock each, which writer and reader visit one after the other (MS1).
pub(super) struct TwoLocks {
    index: RwLock<Snapshot>,
    space: RwLock<Snapshot>,
}

impl TwoLocks {
    fn add(&self, rules: &[usize]) {
        {
            let mut index = self.index.write();
            *index = with(&index, rules);
        }
        let mut space = self.space.write();
        *space = with(&space, rules);
    }
}

impl Space for TwoLocks {
    fn new() -> Self {
        Self {
            index: RwLock::new("index", Snapshot::vacant()),
            space: RwLock::new("space", Snapshot::vacant()),
        }
    }
    fn add_rule(&self, n: usize) {
        self.add(&[n]);
    }
    fn add_batch(&self, rules: [usize; 2]) {
        self.add(&rules);
    }
    fn rebuild(&self) {}
    fn look(&self) -> Sight {
        let index = self.index.read().clone();
        let space = self.space.read().clone();
        Sight::of(&space, &index, &index)
    }
}

/// Adds to all tables under one guard, but copies them under a guard each (MU2).
pub(super) struct TornCopy(RwLock<Tables>);

struct Tables {
    space: Snapshot,
    index: Snapshot,
}

impl TornCopy {
    fn add(&self, rules: &[usize]) {
        let mut tables = self.0.write();
        *tables = Tables { space: with(&tables.space, rules), index: with(&tables.index, rules) };
    }
}

impl Space for TornCopy {
    fn new() -> Self {
        Self(RwLock::new("tables", Tables { space: Snapshot::vacant(), index: Snapshot::vacant() }))
    }
    fn add_rule(&self, n: usize) {
        self.add(&[n]);
    }
    fn add_batch(&self, rules: [usize; 2]) {
        self.add(&rules);
    }
    fn rebuild(&self) {}
    fn look(&self) -> Sight {
        let space = self.0.read().space.clone();
        let index = self.0.read().index.clone();
        Sight::of(&space, &index, &index)
    }
}

/// A step of the environment that is done another way.
pub(super) trait Fault: Send + Sync + 'static {
    fn add_batch(environment: &Environment, rules: [usize; 2]) {
        Space::add_batch(environment, rules);
    }
    fn rebuild(environment: &Environment) {
        Space::rebuild(environment);
    }
}

/// The environment with one fault.
pub(super) struct Faulty<F>(Environment, PhantomData<F>);

impl<F: Fault> Space for Faulty<F> {
    fn new() -> Self {
        Self(Environment::new(), PhantomData)
    }
    fn add_rule(&self, n: usize) {
        Space::add_rule(&self.0, n);
    }
    fn add_batch(&self, rules: [usize; 2]) {
        F::add_batch(&self.0, rules);
    }
    fn rebuild(&self) {
        F::rebuild(&self.0);
    }
    fn look(&self) -> Sight {
        self.0.look()
    }
}

/// Publishes a batch atom by atom.
pub(super) struct AtomByAtom;
impl Fault for AtomByAtom {
    fn add_batch(environment: &Environment, rules: [usize; 2]) {
        for n in rules {
            Space::add_rule(environment, n);
            note("added rule", n as u64);
        }
    }
}

/// Clears the index and refills it in place, a rule at a time (MS5).
pub(super) struct Refills;
impl Fault for Refills {
    fn rebuild(environment: &Environment) {
        let before = environment.snapshot();
        for rule in before.iter_rules() {
            environment.remove(rule);
        }
        note("cleared rules", before.rule_count() as u64);
        for rule in before.iter_rules() {
            environment.add(rule);
        }
    }
}

/// Rebuilds a snapshot aside and publishes that, whatever was added meanwhile (MU3).
pub(super) struct RebuildsSnapshot;
impl Fault for RebuildsSnapshot {
    fn rebuild(environment: &Environment) {
        let before = environment.snapshot();
        note("rebuilt rules", before.rule_count() as u64);
        environment.set_multiplicities(before.multiplicities());
    }
}
