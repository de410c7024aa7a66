//! Specifications in words: how their operations and outcomes are written as JSON, and which operations make good tests.

mod arguments;
mod counter;
mod environment;
mod loader;
mod map;
mod published;
mod queue;
mod register;
mod request_queue;
mod set;
mod stamped_cache;
mod text_map;
mod workspace;

use serde_json::Value;

use super::choices::Choices;
use super::specification::Specification;
use super::specification::components::environment::SharedEnvironmentSpecification;
use super::specification::components::loader::LoaderSpecification;
use super::specification::components::published::PublishedSpecification;
use super::specification::components::request_queue::RequestQueueSpecification;
use super::specification::components::stamped_cache::StampedCacheSpecification;
use super::specification::components::workspace::SharedWorkspaceSpecification;
use super::specification::counter::CounterSpecification;
use super::specification::map::MapSpecification;
use super::specification::queue::QueueSpecification;
use super::specification::register::RegisterSpecification;
use super::specification::set::SetSpecification;
use super::specification::text_map::TextMapSpecification;

/// A specification that can be spoken of in files and over pipes.
///
/// An operation is a name and a list of arguments; an outcome is one JSON value. The texts are part of the specification's
/// interface: an adapter in another language calls the method `name` with these arguments and answers what it returns.
pub trait Vocabulary: Specification {
    /// The name, as in `--spec map`.
    const NAME: &'static str;
    /// What it specifies, in one line.
    const ABOUT: &'static str;
    /// The operations with their arguments and outcomes, a line each: `put KEY VALUE -> null`.
    const OPERATIONS: &'static [&'static str];

    /// Understands an operation.
    ///
    /// # Errors
    /// What is wrong with it, in one line for a person.
    fn read_operation(&self, name: &str, arguments: &[Value]) -> Result<Self::Operation, String>;

    /// Says an operation.
    fn write_operation(&self, operation: &Self::Operation) -> (&'static str, Vec<Value>);

    /// Understands an outcome of this operation.
    ///
    /// # Errors
    /// What is wrong with it, in one line for a person.
    fn read_outcome(&self, operation: &Self::Operation, outcome: &Value) -> Result<Self::Outcome, String>;

    /// Says an outcome.
    fn write_outcome(&self, outcome: &Self::Outcome) -> Value;

    /// An operation to try next: weighted, and biased to collisions (few keys, values that are unique where they can be).
    fn generate(&self, choices: &mut Choices) -> Self::Operation;
}

/// What is done with a specification that was named at run time.
pub trait Visitor {
    /// What comes of it.
    type Output;

    /// Does it.
    fn visit<S: Vocabulary>(self, specification: S) -> Self::Output;
}

/// The names of all specifications, with what each specifies and its operations.
#[must_use]
pub fn catalogue() -> Vec<(&'static str, &'static str, &'static [&'static str])> {
    fn entry<S: Vocabulary>(_: &S) -> (&'static str, &'static str, &'static [&'static str]) {
        (S::NAME, S::ABOUT, S::OPERATIONS)
    }
    vec![
        entry(&RegisterSpecification),
        entry(&MapSpecification),
        entry(&TextMapSpecification),
        entry(&SetSpecification),
        entry(&QueueSpecification),
        entry(&CounterSpecification),
        entry(&SharedWorkspaceSpecification),
        entry(&StampedCacheSpecification),
        entry(&RequestQueueSpecification),
        entry(&SharedEnvironmentSpecification),
        entry(&LoaderSpecification),
        entry(&PublishedSpecification),
    ]
}

/// Visits the specification of this name.
///
/// # Errors
/// The visitor, if there is none.
pub fn visit<V: Visitor>(name: &str, visitor: V) -> Result<V::Output, V> {
    match name {
        RegisterSpecification::NAME => Ok(visitor.visit(RegisterSpecification)),
        MapSpecification::NAME => Ok(visitor.visit(MapSpecification)),
        TextMapSpecification::NAME => Ok(visitor.visit(TextMapSpecification)),
        SetSpecification::NAME => Ok(visitor.visit(SetSpecification)),
        QueueSpecification::NAME => Ok(visitor.visit(QueueSpecification)),
        CounterSpecification::NAME => Ok(visitor.visit(CounterSpecification)),
        SharedWorkspaceSpecification::NAME => Ok(visitor.visit(SharedWorkspaceSpecification)),
        StampedCacheSpecification::NAME => Ok(visitor.visit(StampedCacheSpecification)),
        RequestQueueSpecification::NAME => Ok(visitor.visit(RequestQueueSpecification)),
        SharedEnvironmentSpecification::NAME => Ok(visitor.visit(SharedEnvironmentSpecification)),
        LoaderSpecification::NAME => Ok(visitor.visit(LoaderSpecification)),
        PublishedSpecification::NAME => Ok(visitor.visit(PublishedSpecification)),
        _ => Err(visitor),
    }
}
