//! Every specification says its operations in JSON and understands what it says.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use heddle::oracle::choices::Choices;
use heddle::oracle::vocabulary::{Visitor, Vocabulary, catalogue, visit};
use serde_json::{Value, json};

/// Says what was generated, reads it back, and does both.
struct Conversation;

fn hash<T: Hash>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

impl Visitor for Conversation {
    /// The names of the operations that were generated.
    type Output = BTreeSet<&'static str>;

    fn visit<S: Vocabulary>(self, specification: S) -> BTreeSet<&'static str> {
        let mut said = BTreeSet::new();
        for seed in 0..200 {
            let mut choices = Choices::new(seed);
            let (mut state, mut again) = (specification.initial(), specification.initial());
            for _ in 0..20 {
                let operation = specification.generate(&mut choices);
                let (name, arguments) = specification.write_operation(&operation);
                said.insert(name);
                let read = specification.read_operation(name, &arguments);
                assert_eq!(read.as_ref(), Ok(&operation), "{name} {arguments:?} of {}", S::NAME);
                let before = state.clone();
                let outcome = specification.step(&mut state, &operation);
                if specification.reads(&operation, Some(&outcome)) {
                    assert!(state == before, "{name} {arguments:?} of {} does not only read", S::NAME);
                }
                assert!(!specification.reads(&operation, None) || state == before, "{name} writes");
                assert_eq!(outcome, specification.step(&mut again, &read.expect("it was read")));
                let written = specification.write_outcome(&outcome);
                let read =
                    specification.read_outcome(&operation, &written).expect("an outcome is understood");
                assert!(specification.agrees(&outcome, &read), "{written} is not read back");
                let same = state == again && hash(&state) == hash(&again);
                assert!(same, "{} is in two states: {}", S::NAME, specification.print(&state));
            }
        }
        said
    }
}

/// Errors for what is no operation.
struct Misunderstanding;

impl Visitor for Misunderstanding {
    type Output = Vec<String>;

    fn visit<S: Vocabulary>(self, specification: S) -> Vec<String> {
        let names = S::OPERATIONS.iter().filter_map(|line| line.split_whitespace().next());
        let hostile = [
            vec![json!({}); 7],
            vec![json!(-1); 1],
            vec![json!(1e300); 2],
            vec![Value::Null; 3],
            vec![json!([[]]); 4],
            vec![json!([[1, 2, 3]]); 5],
        ];
        let attempts = names.flat_map(|name| hostile.iter().map(move |arguments| (name, arguments)));
        let mut errors: Vec<String> = attempts
            .filter_map(|(name, arguments)| specification.read_operation(name, arguments).err())
            .collect();
        errors.extend(specification.read_operation("no such thing", &[]).err());
        errors
    }
}

#[test]
fn what_is_said_is_understood_and_everything_is_said() {
    for (name, _, operations) in catalogue() {
        let said = visit(name, Conversation).unwrap_or_else(|_| panic!("{name} is in the catalogue alone"));
        let described: BTreeSet<&str> =
            operations.iter().filter_map(|line| line.split_whitespace().next()).collect();
        assert_eq!(said, described, "{name}: what is generated and what is described");
    }
}

#[test]
fn what_is_not_understood_is_an_error_in_one_line() {
    for (name, ..) in catalogue() {
        let errors = visit(name, Misunderstanding).unwrap_or_default();
        assert!(errors.len() > 1, "{name} understands everything");
        for error in errors {
            assert!(!error.is_empty() && !error.contains('\n'), "{name}: {error:?}");
        }
    }
}

#[test]
fn there_is_no_specification_of_another_name() {
    assert!(visit("no such thing", Conversation).is_err());
}
