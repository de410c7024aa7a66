//! Resolvers composed.

use super::{CandidateFilter, Candidates, Cursor, Lookup, SymbolResolver};

/// The composed resolver: the first base resolver that has an answer; the filters narrow it, and a filter that leaves
/// nothing, or does not apply, changes nothing; the fallback is asked only when no base resolver has an answer.
#[derive(Default)]
pub struct Chain {
    base: Vec<Box<dyn SymbolResolver>>,
    filters: Vec<Box<dyn CandidateFilter>>,
    fallback: Option<Box<dyn SymbolResolver>>,
}

impl Chain {
    /// A chain that knows nothing.
    #[must_use]
    pub fn new() -> Chain {
        Chain::default()
    }

    /// The same, asking `resolver` after the base resolvers that it has.
    #[must_use]
    pub fn base(mut self, resolver: impl SymbolResolver + 'static) -> Chain {
        self.base.push(Box::new(resolver));
        self
    }

    /// The same, narrowing by `filter` after the filters that it has.
    #[must_use]
    pub fn filter(mut self, filter: impl CandidateFilter + 'static) -> Chain {
        self.filters.push(Box::new(filter));
        self
    }

    /// The same with another fallback.
    #[must_use]
    pub fn fallback(mut self, resolver: impl SymbolResolver + 'static) -> Chain {
        self.fallback = Some(Box::new(resolver));
        self
    }
}

impl SymbolResolver for Chain {
    fn candidates<'s>(&self, lookup: &Lookup<'s>, cursor: &Cursor) -> Option<Candidates<'s>> {
        let ask = |resolver: &dyn SymbolResolver| {
            resolver.candidates(lookup, cursor).filter(|found| !found.list.is_empty())
        };
        let found = self.base.iter().find_map(|resolver| ask(resolver.as_ref()));
        let mut found = found.or_else(|| self.fallback.as_deref().and_then(ask))?;
        for filter in &self.filters {
            let narrowed = filter.filter(lookup, cursor, &found);
            found = narrowed.filter(|narrowed| !narrowed.list.is_empty()).unwrap_or(found);
        }
        Some(found)
    }
}
