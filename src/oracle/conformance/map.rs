//! A map of your own.

use serde_json::{Value, json};

use super::failure::Failure;
use super::options::{Options, Summary};
use super::run::hold;
use super::subject::Subject;
use crate::oracle::specification::map::{MapSpecification, Operation};
use crate::sync::Arc;

/// A map from texts to numbers that threads share; nothing is in it at first.
pub trait MapUnderTest: Send + Sync + 'static {
    /// Whether it has [`compare_and_set`](MapUnderTest::compare_and_set).
    const COMPARES: bool = false;

    /// Writes a value.
    fn put(&self, key: &str, value: u64);

    /// What was written last, if anything was and nobody removed it.
    fn get(&self, key: &str) -> Option<u64>;

    /// Removes what is there, and says what it was.
    fn remove(&self, key: &str) -> Option<u64>;

    /// Writes `new` if `old` is there (nothing, where `old` is nothing), and says whether it did.
    fn compare_and_set(&self, key: &str, old: Option<u64>, new: u64) -> bool {
        let _ = (key, old, new);
        false
    }
}

/// Holds a map against the specification `map`.
///
/// # Errors
/// The first thing that is wrong.
///
/// # Panics
/// If `make` does.
pub fn map<T: MapUnderTest>(
    make: impl Fn() -> T + Send + Sync + 'static,
    options: &Options,
) -> Result<Summary, Box<Failure>> {
    hold(&Arc::new(MapSpecification), move || MapSubject(make()), options)
}

/// Whether scripts are explored.
const EXPLORED: bool = cfg!(any(feature = "loom", feature = "shuttle"));

/// The key of scripts that are explored.
const KEY: &str = "a";

/// Such a type as a subject of the specification `map`, for who wants to [`record`](super::record) it.
#[derive(Debug, Default)]
pub struct MapSubject<T>(pub T);

impl<T: MapUnderTest> Subject<MapSpecification> for MapSubject<T> {
    type Memory = ();

    fn choose(&self, _: Option<u64>, (): &(), generated: Operation) -> Option<Operation> {
        // Values are numbers, so nothing is appended: where nothing is, the number is set instead.
        let generated = match generated {
            Operation::Append(key, text) => {
                let value = text.trim().parse::<u64>().map_or(Value::Null, |number| json!(number));
                Operation::CompareAndSet(key, Value::Null, value)
            }
            generated => generated,
        };
        match generated {
            Operation::CompareAndSet(..) if !T::COMPARES => None,
            // In the few operations of a script that is explored, two must meet at one key.
            Operation::Put(_, value) if EXPLORED => Some(Operation::Put(KEY.to_owned(), value)),
            Operation::Get(_) if EXPLORED => Some(Operation::Get(KEY.to_owned())),
            Operation::Remove(_) if EXPLORED => Some(Operation::Remove(KEY.to_owned())),
            Operation::CompareAndSet(_, _, new) if EXPLORED => {
                Some(Operation::CompareAndSet(KEY.to_owned(), Value::Null, new))
            }
            generated => Some(generated),
        }
    }

    fn perform(&self, (): &mut (), operation: &Operation) -> Value {
        let number = |value: &Value| value.as_u64().unwrap_or_default();
        match operation {
            Operation::Put(key, value) => {
                self.0.put(key, number(value));
                Value::Null
            }
            Operation::Get(key) => json!(self.0.get(key)),
            Operation::Remove(key) => json!(self.0.remove(key)),
            Operation::CompareAndSet(key, old, new) => {
                json!(self.0.compare_and_set(key, old.as_u64(), number(new)))
            }
            Operation::Append(..) => Value::Null,
        }
    }

    fn closing() -> Vec<Operation> {
        ["a", "b", "c"].map(|key| Operation::Get(key.to_owned())).to_vec()
    }
}
