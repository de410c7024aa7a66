//! What is held against a specification.

use crate::oracle::specification::Specification;

/// A value that threads share, and how it does the operations of a specification.
pub trait Subject<S: Specification>: Send + Sync + 'static {
    /// What a client keeps to itself between its operations.
    type Memory: Default + Send + 'static;

    /// The operation that `client` does where `generated` was generated: this one, another one that only it can do (its own
    /// connection, its own piece of work), or none, where the subject has no such operation. `None` as a client: nobody
    /// else is there.
    fn choose(
        &self,
        client: Option<u64>,
        memory: &Self::Memory,
        generated: S::Operation,
    ) -> Option<S::Operation> {
        let _ = (client, memory);
        Some(generated)
    }

    /// Does it.
    fn perform(&self, memory: &mut Self::Memory, operation: &S::Operation) -> S::Outcome;

    /// What is done at the end by one client, so that what was lost is missed: reading everything, say.
    fn closing() -> Vec<S::Operation> {
        Vec::new()
    }
}
