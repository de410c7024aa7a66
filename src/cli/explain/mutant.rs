//! The mutants of the ledger, each with its story.

use std::collections::BTreeMap;

use super::story::{self, Story};
use crate::oracle::ledger::{self, Fragment, Killing, Table};

/// A faulty variant in one scenario.
pub(super) struct Mutant {
    /// The stem of the model's file, or the path of the test's.
    pub property: String,
    /// What is claimed there.
    pub claim: String,
    /// Empty for a test, which has but one.
    pub scenario: String,
    pub name: String,
    pub fault: String,
    pub guarantees: Vec<String>,
    pub threads: usize,
    /// By engine, in the order in which the engines are shown.
    pub deaths: Vec<(&'static str, Killing)>,
    pub story: &'static Story,
}

impl Mutant {
    /// The name in full: `PROPERTY/SCENARIO/MUTANT`, for a test `TEST/MUTANT`.
    pub(super) fn path(&self) -> String {
        self.segments().join("/")
    }

    /// The name without its scenario.
    pub(super) fn short(&self) -> String {
        format!("{}/{}", self.stem(), self.name)
    }

    /// The parts of the name.
    pub(super) fn segments(&self) -> Vec<&str> {
        let mut segments = vec![self.stem(), &self.scenario, &self.name];
        segments.retain(|segment| !segment.is_empty());
        segments
    }

    /// The guarantee that it breaks first of all: the story's, or where the story is told of several properties and this one
    /// has another, the first one that its scenario can refute.
    pub(super) fn breaks(&self) -> &str {
        let known = self.guarantees.iter().find(|number| *number == self.story.breaks);
        known.or(self.guarantees.first()).map_or(self.story.breaks, String::as_str)
    }

    fn stem(&self) -> &str {
        let file = self.property.rsplit('/').next().unwrap_or(&self.property);
        file.strip_suffix(".rs").unwrap_or(file)
    }

    /// True for a crowd of faulty variants that a test of sequences or texts rejects: they have no threads.
    pub(super) fn is_sequential(&self) -> bool {
        self.deaths.iter().all(|(engine, _)| *engine == "native")
    }

    /// The tables of its shortest failing schedules: where the one-lock rule kills it, and where its fault does.
    pub(super) fn tables(&self) -> impl Iterator<Item = Table> {
        let table = |one_lock| {
            let text = ledger::table_text(&self.property, &self.scenario, &self.name, one_lock)?;
            Table::read(text)
        };
        // The deadlock tells more than the rule that keeps it from happening.
        [false, true].into_iter().filter_map(table)
    }
}

/// Every mutant, by property, scenario and name. `Err` names those without a story.
pub(super) fn all(fragments: &[(&'static str, Fragment)]) -> Result<Vec<Mutant>, Vec<String>> {
    let mut mutants: BTreeMap<(&str, &str, &str), Mutant> = BTreeMap::new();
    let mut untold = Vec::new();
    for (engine, fragment) in fragments {
        for (property, entry) in &fragment.0 {
            for (scenario, row) in &entry.scenarios {
                for (name, killed) in &row.mutants {
                    let Some(story) = story::of(property, name) else {
                        untold.push(format!("{property}/{name}"));
                        continue;
                    };
                    let mutant = mutants.entry((property, scenario, name)).or_insert_with(|| Mutant {
                        property: property.clone(),
                        claim: entry.claim.clone(),
                        scenario: scenario.clone(),
                        name: name.clone(),
                        fault: killed.fault.clone(),
                        guarantees: row.guarantees.clone(),
                        threads: row.threads,
                        deaths: Vec::new(),
                        story,
                    });
                    mutant.deaths.extend(killed.deaths.iter().map(|death| (*engine, death.clone())));
                }
            }
        }
    }
    untold.sort();
    untold.dedup();
    if untold.is_empty() { Ok(mutants.into_values().collect()) } else { Err(untold) }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;
    use crate::oracle::ledger::GUARANTEES;

    #[test]
    fn every_mutant_of_the_ledger_has_a_story() {
        let untold = all(&ledger::committed().unwrap()).err().unwrap_or_default();
        assert!(untold.is_empty(), "tell their stories in src/cli/explain/stories: {untold:#?}");
    }

    #[test]
    fn a_mutant_without_a_story_is_named() {
        let mut fragments = ledger::committed().unwrap();
        let (_, shuttle) = fragments.iter_mut().find(|(engine, _)| *engine == "shuttle").unwrap();
        let row = shuttle.0.get_mut("leaf_locks").unwrap().scenarios.values_mut().next().unwrap();
        let nests = row.mutants["nests"].clone();
        row.mutants.insert("nests_deeper".into(), nests);
        assert_eq!(all(&fragments).err(), Some(vec!["leaf_locks/nests_deeper".to_owned()]));
    }

    #[test]
    fn every_story_is_of_a_mutant_and_breaks_what_its_scenario_can_refute() {
        let mutants = all(&ledger::committed().unwrap()).unwrap_or_default();
        for story in story::all() {
            for told in story.mutants {
                let of: Vec<&Mutant> = mutants
                    .iter()
                    .filter(|mutant| format!("{}/{}", mutant.property, mutant.name) == *told)
                    .collect();
                assert!(!of.is_empty(), "`{}` tells of {told}, which is gone", story.title);
                // A story that several properties share names the guarantee that is broken in one of them.
                assert!(of.iter().all(|mutant| std::ptr::eq(mutant.story, story)), "{told} has two stories");
            }
            let refutes = mutants.iter().filter(|mutant| std::ptr::eq(mutant.story, story));
            let mut numbers = refutes.flat_map(|mutant| &mutant.guarantees);
            assert!(
                numbers.any(|number| number == story.breaks),
                "`{}` breaks {}",
                story.title,
                story.breaks
            );
            assert!(GUARANTEES.iter().any(|guarantee| guarantee.number == story.breaks), "{}", story.breaks);
        }
    }

    #[test]
    fn a_way_that_a_fault_names_is_a_way_of_its_story() {
        for mutant in all(&ledger::committed().unwrap()).unwrap_or_default() {
            let words = mutant.fault.split(|letter: char| !letter.is_ascii_alphanumeric());
            for way in words.filter(|word| is_way(word)) {
                let known = mutant.story.ways.contains(&way) || mutant.story.breaks == way;
                assert!(known, "{}: {way} is not among {:?}", mutant.path(), mutant.story.ways);
            }
        }
    }

    /// `S19`, `LS31`, `MU3`: letters of a catalogue and a number.
    fn is_way(word: &str) -> bool {
        let digits = word.trim_start_matches(|letter: char| letter.is_ascii_uppercase());
        let letters = word.len() - digits.len();
        (1..=2).contains(&letters)
            && word.starts_with(['S', 'U', 'M', 'L', 'Q'])
            && !digits.is_empty()
            && digits.bytes().all(|digit| digit.is_ascii_digit())
    }
}
