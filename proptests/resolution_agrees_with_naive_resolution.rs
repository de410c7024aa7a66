//! On random small workspaces of both languages, definitions, declarations, references and renames are what the
//! specification says, which looks at every name of every text; and a rename that is not refused changes the meaning of no
//! name in the workspace.

use std::collections::BTreeSet;

use heddle::language::Fit;
use heddle::language::analysis::OccurrenceId;
use heddle::oracle::specification::resolution::{Id, Place, World};
use heddle::resolver::{Cursor, RenameError, Site, Unit};
use heddle::text::{Span, Uri};
use heddle::workspace::Snapshot;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use crate::resolution::{Texts, snapshot, texts, units, world};
use crate::resolution_mutants::{Edits, FAULTS, Mutant, Production, Subject};

/// The body: production and mutants answer about the same workspaces.
fn agree(cases: u32, subject: &dyn Subject) -> Result<(), TestError<(Texts, u64)>> {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 3_000, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    runner.run(&(texts(), any::<u64>()), |(texts, choice)| {
        check(subject, &texts, choice).map_err(TestCaseError::fail)
    })
}

fn check(subject: &dyn Subject, texts: &Texts, choice: u64) -> Result<(), String> {
    let snapshot = snapshot(texts);
    let world = world(&snapshot);
    let units = units(&snapshot);
    let never = |definition: Id, call: Id| never(&units, definition, call);
    for id in world.names() {
        let cursor = cursor(&world, id);
        let name = cursor_text(&snapshot, &world, id);
        let equal = |what: &str, found: BTreeSet<Site>, expected: BTreeSet<(String, Place)>| {
            let found: BTreeSet<(String, Place)> = found
                .into_iter()
                .map(|site| (site.uri.to_string(), (site.span.start, site.span.end)))
                .collect();
            if found == expected {
                return Ok(());
            }
            Err(format!("{what} of {name} at {cursor:?}: expected {expected:?}, got {found:?}"))
        };
        equal("definition", subject.definition(&snapshot, &cursor), world.definition(id, &never))?;
        equal("declaration", subject.declaration(&snapshot, &cursor), world.declaration(id, &never))?;
        for with in [true, false] {
            equal("references", subject.references(&snapshot, &cursor, with), world.references(id, with))?;
        }
    }
    let names = world.names();
    if !names.is_empty() {
        for turn in 0..4 {
            let id = names[(choice.rotate_left(16 * turn) % names.len() as u64) as usize];
            renames(subject, texts, &snapshot, &world, id)?;
        }
    }
    Ok(())
}

/// A rename to a fresh name changes exactly the names that belong together; one to a name that is in use is refused, or
/// harmless.
fn renames(
    subject: &dyn Subject,
    texts: &Texts,
    snapshot: &Snapshot,
    world: &World,
    id: Id,
) -> Result<(), String> {
    let name = cursor_text(snapshot, world, id);
    let cursor = cursor(world, id);
    let fresh = if name.starts_with('$') { "$fresh" } else { "fresh" };
    let used: &[&str] = if name.starts_with('$') { &["$x", "$y"] } else { &["a", "b", "f", "g", "q"] };
    match subject.rename(snapshot, &cursor, fresh) {
        Ok(edits) => {
            let together: BTreeSet<(String, Place)> =
                world.together(id).into_iter().map(|id| world.site(id)).collect();
            let within = |(uri, span): &(Uri, Span)| {
                together.iter().find(|(document, place)| {
                    *document == uri.to_string() && place.0 <= span.start && span.end <= place.1
                })
            };
            let spans =
                edits.iter().flat_map(|(uri, edits)| edits.iter().map(move |edit| (uri.clone(), edit.span)));
            let spans: Vec<(Uri, Span)> = spans.collect();
            let covered: BTreeSet<&(String, Place)> = spans.iter().filter_map(within).collect();
            if covered.len() != together.len() || spans.len() != together.len() {
                return Err(format!("rename of {name} at {cursor:?}: expected {together:?}, got {edits:?}"));
            }
            harmless(texts, world, &edits)
                .map_err(|why| format!("rename of {name} at {cursor:?} to {fresh}: {why}"))?;
        }
        Err(RenameError::Builtin(key)) if ["&self", "import!", "let", "match"].contains(&key.as_str()) => {}
        // Without the compiler's channel the strings would be no programs.
        Err(RenameError::Capture) if name.starts_with("@\"rho:metta:") => {}
        Err(error) => return Err(format!("rename of {name} at {cursor:?} to {fresh}: refused: {error}")),
    }
    for used in used.iter().filter(|used| **used != name) {
        if let Ok(edits) = subject.rename(snapshot, &cursor, used) {
            harmless(texts, world, &edits)
                .map_err(|why| format!("rename of {name} at {cursor:?} to {used}: {why}"))?;
        }
    }
    Ok(())
}

/// After the edits every name means what it meant.
fn harmless(texts: &Texts, before: &World, edits: &Edits) -> Result<(), String> {
    let edited = texts.iter().map(|(name, text)| {
        let own = edits.iter().filter(|(uri, _)| uri.as_str() == name).flat_map(|(_, edits)| edits);
        let mut own: Vec<_> = own.collect();
        own.sort();
        let mut after = text.clone();
        for edit in own.into_iter().rev() {
            after.replace_range(edit.span.range(), &edit.text);
        }
        (name.clone(), after)
    });
    let edited: Texts = edited.collect();
    let after = world(&snapshot(&edited));
    if after.names() != before.names() {
        return Err(format!("other names: {edited:?}"));
    }
    for id in before.names() {
        if before.definitions(id) != after.definitions(id) || before.same(id) != after.same(id) {
            return Err(format!("{:?} became {:?} in {edited:?}", before.name(id), after.name(id)));
        }
    }
    Ok(())
}

fn cursor(world: &World, id: Id) -> Cursor {
    let (document, place) = world.site(id);
    Cursor::new(Uri::parse(&document), place.0)
}

fn cursor_text(snapshot: &Snapshot, world: &World, id: Id) -> String {
    let (document, place) = world.site(id);
    let document = snapshot.document(&Uri::parse(&document)).expect("the document is there");
    Span::new(place.0, place.1).of(document.analysis.text()).to_owned()
}

/// What the front end says of a definition and a call.
fn never(units: &[Unit<'_>], definition: Id, call: Id) -> bool {
    let (there, here) = (units[definition.0].analysis(), units[call.0].analysis());
    let definition = there.definition_of(OccurrenceId(definition.1 as u32));
    let call = here.call_of(OccurrenceId(call.1 as u32));
    let language = here.language().language();
    let fit = |(definition, call)| language.fit((there, definition), (here, call));
    definition.zip(call).is_some_and(|pair| fit(pair) == Fit::Never)
}

#[test]
fn production_agrees() {
    if let Err(error) = agree(1_500, &Production) {
        panic!("{error}");
    }
}

#[test]
fn every_mutant_of_resolution_is_rejected() {
    for fault in FAULTS {
        match agree(1_500, &Mutant(fault)) {
            Ok(()) => panic!("not rejected: {fault:?}"),
            Err(TestError::Fail(reason, _)) => println!("{fault:?}: {reason}"),
            Err(error) => panic!("{error}"),
        }
    }
}
