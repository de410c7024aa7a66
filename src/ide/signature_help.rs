//! The call around a cursor.

use super::arguments::Arguments;
use crate::language::analysis::Call;
use crate::language::{Fit, LanguageId, Signature};
use crate::resolver::{Candidate, Cursor, Lookup, Place, SymbolResolver, unfiltered};
use crate::text::Span;

/// How the thing that is called around a cursor is called.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignatureHelp {
    /// The signatures that the call may mean, by document and place; never empty.
    pub signatures: Vec<Signature>,
    /// The one that fits what is written best.
    pub active_signature: usize,
    /// The argument that the cursor is in, from 0; in the active signature, the last parameter where that one takes the rest.
    pub active_parameter: usize,
}

/// Helps with the innermost call whose arguments the cursor is in, also while it is being written. Nothing outside calls,
/// and for calls of what nobody defines.
#[must_use]
pub fn signature_help(lookup: &Lookup<'_>, cursor: &Cursor) -> Option<SignatureHelp> {
    let place = Place::find(lookup, cursor)?;
    let analysis = place.unit.analysis();
    let around = analysis.calls().iter().filter(|call| is_around(&place, call));
    // The innermost one starts last.
    let call = around.max_by_key(|call| call.arguments.start)?;
    let name = analysis.occurrence(call.occurrence)?;
    let offset = place.unit.outer(name.span)?.start;
    // Not narrowed by the arguments, which are not all there yet.
    let asked = Cursor { uri: cursor.uri.clone(), offset };
    let mut found: Vec<Candidate<'_>> = unfiltered().candidates(lookup, &asked)?.list;
    found.sort_by_key(|candidate| (candidate.unit, candidate.target));

    let upto = |end| Span::new(call.arguments.start, end);
    // The head of an expression is one of its atoms, but no argument.
    let head = usize::from(analysis.language() == LanguageId::Metta);
    let before = Arguments::read(analysis.language(), analysis.source(upto(place.offset)));
    let implied = place.unit.language().implied_arguments((analysis, call));
    let current = (before.current + implied).saturating_sub(head);
    let whole = Arguments::read(analysis.language(), analysis.source(call.arguments));
    // Behind a comma an argument is about to be written.
    let begun = (whole.begun + implied).saturating_sub(head);
    let written = if current > implied { begun.max(current + 1) } else { begun };

    let mut signatures: Vec<(u8, Signature)> = Vec::new();
    for candidate in found {
        let Some(definition) = candidate.definition else { continue };
        let signature = place.unit.language().signature(candidate.unit.analysis(), definition);
        let fits = || {
            let definition = (candidate.unit.analysis(), definition);
            place.unit.language().fit(definition, (analysis, call)) != Fit::Never
        };
        let rank = match signature.parameters.len() {
            takes if takes == written && whole.closed && fits() => 0,
            takes if takes == written => 1,
            takes if takes > current || takes_the_rest(&signature) => 2,
            _ => 3,
        };
        signatures.push((rank, signature));
    }
    let best = signatures.iter().map(|(rank, _)| *rank).min()?;
    // Those of this many parameters or more; all where there is none.
    if best < 3 {
        signatures.retain(|(rank, _)| *rank < 3);
    }
    let active_signature = signatures.iter().position(|(rank, _)| *rank == best)?;
    let signatures: Vec<Signature> = signatures.into_iter().map(|(_, signature)| signature).collect();
    let active = signatures.get(active_signature)?;
    let last = active.parameters.len().saturating_sub(1);
    let active_parameter = if takes_the_rest(active) { current.min(last) } else { current };
    Some(SignatureHelp { signatures, active_signature, active_parameter })
}

/// True when the cursor is behind the opening bracket of the arguments and not behind the closing one.
fn is_around(place: &Place<'_>, call: &Call) -> bool {
    let analysis = place.unit.analysis();
    let Span { start, end } = call.arguments;
    let behind_name = analysis.occurrence(call.occurrence).is_some_and(|name| name.span.end < place.offset);
    if !behind_name || place.offset <= start {
        return false;
    }
    // What is still open goes on over the blanks behind it.
    let open = || !Arguments::read(analysis.language(), analysis.source(call.arguments)).closed;
    let blank = || analysis.source(Span::new(end, place.offset)).trim().is_empty();
    place.offset < end || (blank() && open())
}

/// True when the last parameter takes all arguments that are left.
fn takes_the_rest(signature: &Signature) -> bool {
    let last = signature.parameters.last().map(|last| last.of(&signature.label));
    last.is_some_and(|last| last.starts_with("..."))
}
