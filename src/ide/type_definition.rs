//! Where a type is declared.

use super::arguments::starts;
use super::inlay_hints::parameter_type;
use crate::language::LanguageId;
use crate::language::analysis::{Definition, DefinitionKind, SymbolId, Target};
use crate::resolver::{Answer, Candidate, Candidates, Cursor, Lookup, Origin, Place, Unit, declared_types};
use crate::workspace::Namespace;

/// Where the type of the name at the cursor is declared: of a symbol its `(: f T)`; of a variable that a function takes the
/// declaration of the type that the function's declaration gives it, or else that declaration. Empty where no type is known.
#[must_use]
pub fn type_definition(lookup: &Lookup<'_>, cursor: &Cursor) -> Answer {
    let found = Place::find(lookup, cursor).and_then(|place| Some((place, place.occurrence()?)));
    let Some((place, occurrence)) = found else { return Answer::none() };
    let list = match occurrence.target {
        Target::Global(_) => declared_types(lookup, place.unit, occurrence),
        Target::Local(symbol) => of_variable(lookup, place.unit, symbol).unwrap_or_default(),
    };
    Candidates::all(list, Origin::Global).into_answer()
}

fn of_variable<'s>(lookup: &Lookup<'s>, unit: Unit<'s>, symbol: SymbolId) -> Option<Vec<Candidate<'s>>> {
    let analysis = unit.analysis();
    let binding = analysis.occurrence(analysis.symbols().get(symbol.0 as usize)?.binding)?;
    let takes = |definition: &&Definition| {
        definition.kind == DefinitionKind::Function && definition.formals.contains(binding.span.start)
    };
    let definition = analysis.definitions().iter().find(takes)?;
    let head = analysis.source(definition.formals);
    let place = binding.span.start - definition.formals.start;
    let number = starts(LanguageId::Metta, head).into_iter().skip(1).position(|start| start == place)?;
    let name = parameter_type(lookup, unit, definition, number)?;
    let language = analysis.language();
    let of_type: Vec<Candidate<'_>> = [Namespace::Files(language), Namespace::Regions(language)]
        .into_iter()
        .flat_map(|namespace| {
            let documents = lookup.definitions(namespace, &name);
            documents.into_iter().flat_map(move |document| Unit::of(document, namespace))
        })
        .flat_map(|unit| Candidate::of_unit(unit, &name).collect::<Vec<Candidate<'_>>>())
        .filter(|found| found.definition.is_some_and(|found| found.kind == DefinitionKind::Type))
        .collect();
    if !of_type.is_empty() {
        return Some(of_type);
    }
    Some(declared_types(lookup, unit, analysis.occurrence(definition.occurrence)?))
}
