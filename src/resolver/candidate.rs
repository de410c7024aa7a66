//! What a name may mean.

use super::{Answer, Confidence, Origin, Unit};
use crate::language::analysis::{Definition, DefinitionKind};
use crate::text::Span;

/// A place that a name may mean.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'s> {
    /// The document or region where it stands.
    pub unit: Unit<'s>,
    /// Where to go, in the text of the unit.
    pub target: Span,
    /// What is defined there; nothing for a binder.
    pub definition: Option<&'s Definition>,
}

impl<'s> Candidate<'s> {
    /// A place without a definition.
    pub fn bare(unit: Unit<'s>, target: Span) -> Candidate<'s> {
        Candidate { unit, target, definition: None }
    }

    /// A definition.
    pub fn defined(unit: Unit<'s>, definition: &'s Definition) -> Candidate<'s> {
        Candidate { unit, target: definition.target, definition: Some(definition) }
    }

    /// The definitions of the global `key` in `units`: those of the kind that tells most (functions and contracts, then
    /// types, then facts).
    pub fn definitions(units: &[Unit<'s>], key: &str) -> Vec<Candidate<'s>> {
        let all: Vec<Candidate<'s>> = units.iter().flat_map(|unit| Candidate::of_unit(*unit, key)).collect();
        let best = all.iter().map(Candidate::rank).min();
        all.into_iter().filter(|candidate| Some(candidate.rank()) == best).collect()
    }

    /// All definitions and declarations of the global `key` in `unit`.
    pub fn of_unit(unit: Unit<'s>, key: &str) -> impl Iterator<Item = Candidate<'s>> + use<'s> {
        let analysis = unit.analysis();
        let defined = move |(id, _)| analysis.definition_of(id);
        unit.occurrences_of(key)
            .filter_map(defined)
            .map(move |definition| Candidate::defined(unit, definition))
    }

    fn rank(&self) -> u8 {
        match self.definition.map(|definition| definition.kind) {
            Some(DefinitionKind::Contract | DefinitionKind::Function) | None => 0,
            Some(DefinitionKind::Type) => 1,
            Some(DefinitionKind::Data) => 2,
        }
    }
}

/// What a name may mean, and why.
#[derive(Clone, Debug)]
pub struct Candidates<'s> {
    /// The places, in no particular order.
    pub list: Vec<Candidate<'s>>,
    /// How sure they are.
    pub confidence: Confidence,
    /// Which rule found them.
    pub origin: Origin,
}

impl<'s> Candidates<'s> {
    /// Places that are all there is: exact if there is one, ambiguous if there are several.
    pub fn all(list: Vec<Candidate<'s>>, origin: Origin) -> Candidates<'s> {
        let confidence = if list.len() > 1 { Confidence::Ambiguous } else { Confidence::Exact };
        Candidates { list, confidence, origin }
    }

    /// Where the candidates stand in their documents.
    #[must_use]
    pub fn into_answer(self) -> Answer {
        // Each candidate is mapped outwards by the unit that it stands in, whoever asks.
        let sites = self.list.iter().filter_map(|candidate| candidate.unit.site(candidate.target)).collect();
        Answer::new(sites, self.confidence, self.origin)
    }
}
