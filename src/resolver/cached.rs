//! Answers that are kept, for questions that are worth it.
//!
//! A [`CachedResolver`] is shared by all connections of a workspace, whatever each has open: an answer is valid by what it was
//! computed from (C1), not by who asked. What was read is recorded by the [`Lookup`] itself, so that no resolver can forget a
//! dependency. Nobody needs to be told of an edit.
//!
//! To look a question up costs about a hundred nanoseconds, and to keep an answer some hundreds. Where the second is more than
//! a tenth of what the answer costs, or nobody asks again, the cache does not pay and the question is answered directly;
//! `benches/resolver.rs` has the figures by kind of request, and [`Request::pays`] is what follows from them.

use std::any::{Any, TypeId};

use super::{Answer, Cursor, Dependency, Lookup, definition, references};
use crate::concurrent::Stamp;
use crate::concurrent::StampedCache;
use crate::concurrent::stamped_cache::{CacheKey, Entry, Statistics};
use crate::sync::Arc;
use crate::text::Uri;
use crate::workspace::Snapshot;

/// A kind of request, with all that it asks beside its place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Request {
    /// Where a name is defined.
    Definition,
    /// Where a symbol stands.
    References {
        /// Whether its declarations are among the places.
        include_declaration: bool,
    },
    /// What is said about a name.
    Hover,
    /// What may be written.
    Completion,
    /// The outline of a document.
    DocumentSymbols,
    /// The names of the workspace that contain a text.
    WorkspaceSymbols(Arc<str>),
}

impl Request {
    /// Whether answers of this kind are kept: a repeated question is answered at least five times as fast, one that was
    /// never asked costs about a tenth more at most, and questions are asked again.
    ///
    /// References take a hundred microseconds, and editors ask for them again and again, to say how often a definition is
    /// used. A definition or a hover takes a few, of which the record of what it read is too large a part; so does an
    /// outline, of which the many small texts that are kept cost as much as to make them anew. Completions and the names of
    /// the workspace rest on everything: the next key makes another question of the one and another answer to the other.
    #[must_use]
    pub fn pays(&self) -> bool {
        match self {
            Request::References { .. } => true,
            Request::Definition
            | Request::Hover
            | Request::Completion
            | Request::DocumentSymbols
            | Request::WorkspaceSymbols(_) => false,
        }
    }

    /// Whether many who ask together should compute once.
    fn is_expensive(&self) -> bool {
        matches!(self, Request::References { .. } | Request::WorkspaceSymbols(_))
    }
}

/// A full question: the kind of request, the asking document with the identity of its content, the place, and the type of
/// the answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Question {
    request: Request,
    /// The asking document; nothing for questions to the whole workspace.
    document: Option<Uri>,
    stamp: Stamp,
    offset: u32,
    answer: TypeId,
}

impl CacheKey for Question {
    type Tag = Option<Uri>;

    fn tag(&self) -> &Option<Uri> {
        &self.document
    }
}

/// A kept answer; [`Question::answer`] says of which type.
type Kept = Arc<dyn Any + Send + Sync>;

/// Answers by question, for all connections of a workspace.
#[derive(Debug, Default)]
pub struct CachedResolver {
    answers: StampedCache<Question, Kept, Dependency>,
}

impl CachedResolver {
    /// How many answers are kept unless something else is asked for.
    pub const CAPACITY: usize = 10_000;
    /// Over how many locks they are spread unless something else is asked for.
    pub const SHARDS: usize = 16;

    /// A cache for at most `capacity` answers (C2), spread over `shards` locks.
    #[must_use]
    pub fn new(capacity: usize, shards: usize) -> CachedResolver {
        CachedResolver { answers: StampedCache::new(capacity, shards) }
    }

    /// As [`definition`](super::definition()).
    pub fn definition(&self, snapshot: &Snapshot, cursor: &Cursor) -> Arc<Answer> {
        self.at(snapshot, Request::Definition, cursor, |lookup| definition(lookup, cursor))
    }

    /// As [`references`](super::references()).
    pub fn references(&self, snapshot: &Snapshot, cursor: &Cursor, include_declaration: bool) -> Arc<Answer> {
        let request = Request::References { include_declaration };
        self.at(snapshot, request, cursor, |lookup| references(lookup, cursor, include_declaration))
    }

    /// The answer to a request at a place: what `compute` answers on `snapshot`. It must be a pure function of what it
    /// reads through the lookup, and of the request and the cursor.
    ///
    /// A kind of request that does not [pay](Request::pays) is computed each time. Of an expensive kind, callers that ask
    /// the same of the same snapshot together compute once (C3).
    pub fn at<A: Any + Send + Sync>(
        &self,
        snapshot: &Snapshot,
        request: Request,
        cursor: &Cursor,
        compute: impl Fn(&Lookup<'_>) -> A,
    ) -> Arc<A> {
        if !request.pays() {
            return Arc::new(compute(&Lookup::new(snapshot)));
        }
        self.keep(snapshot, request, Some((&cursor.uri, cursor.offset)), compute)
    }

    /// The answer to a request on the whole workspace; otherwise as [`at`](CachedResolver::at).
    pub fn anywhere<A: Any + Send + Sync>(
        &self,
        snapshot: &Snapshot,
        request: Request,
        compute: impl Fn(&Lookup<'_>) -> A,
    ) -> Arc<A> {
        if !request.pays() {
            return Arc::new(compute(&Lookup::new(snapshot)));
        }
        self.keep(snapshot, request, None, compute)
    }

    /// The kept answer, or the one that is computed now and kept, whatever the kind of request: what the bench compares.
    #[doc(hidden)]
    pub fn keep<A: Any + Send + Sync>(
        &self,
        snapshot: &Snapshot,
        request: Request,
        place: Option<(&Uri, u32)>,
        compute: impl Fn(&Lookup<'_>) -> A,
    ) -> Arc<A> {
        let document = place.map(|(uri, _)| uri.clone());
        let asking = document.as_ref().and_then(|uri| snapshot.document(uri));
        let once = request.is_expensive();
        let question = Question {
            request,
            stamp: asking.map_or(Stamp::ABSENT, |document| document.stamp),
            offset: place.map_or(0, |(_, offset)| offset),
            document,
            answer: TypeId::of::<A>(),
        };
        let computed = || {
            let lookup = Lookup::recording(snapshot);
            let answer: Kept = Arc::new(compute(&lookup));
            Entry::new(answer, lookup.into_dependencies())
        };
        let kept = match once {
            true => self.answers.get_or_compute_once(&question, snapshot, computed),
            false => self.answers.get_or_compute(&question, snapshot, computed),
        };
        // The question names the type, so the answer has it.
        kept.downcast().unwrap_or_else(|_| Arc::new(compute(&Lookup::new(snapshot))))
    }

    /// Throws away what was asked in a document. It frees memory; no answer depends on it.
    pub fn invalidate(&self, uri: &Uri) {
        self.answers.invalidate(&Some(uri.clone()));
    }

    /// What the cache has counted (C4).
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        self.answers.statistics()
    }
}
