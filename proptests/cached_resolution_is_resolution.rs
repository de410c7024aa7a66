//! The cached resolver over real workspaces of both languages: every cached answer is the uncached one on the same snapshot
//! (C1), whatever is edited on disk or in a buffer, for two connections that share one cache.

use heddle::ide::{completion, document_symbols, hover, workspace_symbols};
use heddle::resolver::{CachedResolver, Cursor, Lookup, Request, definition, references};
use heddle::sync::Arc;
use heddle::text::Uri;
use heddle::workspace::{Change, Overlay, Snapshot, Workspace, by_extension};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestError, TestRng, TestRunner};

use crate::mutants::cached_resolution::{FAULTS, Fault, Faulty};

/// What is asked, and where.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) request: Request,
    pub(crate) uri: Uri,
    pub(crate) offset: u32,
}

/// The answer, in a form in which all kinds can be compared.
pub(crate) fn answer(lookup: &Lookup<'_>, ask: &Ask) -> String {
    let cursor = Cursor::new(ask.uri.clone(), ask.offset);
    match &ask.request {
        Request::Definition => format!("{:?}", definition(lookup, &cursor)),
        Request::References { include_declaration } => {
            format!("{:?}", references(lookup, &cursor, *include_declaration))
        }
        Request::Hover => format!("{:?}", hover(lookup, &cursor)),
        Request::Completion => format!("{:?}", completion(lookup, &cursor)),
        Request::DocumentSymbols => format!("{:?}", document_symbols(lookup, &ask.uri)),
        Request::WorkspaceSymbols(query) => format!("{:?}", workspace_symbols(lookup, query)),
    }
}

/// What the body needs of a cached resolver.
pub(crate) trait Subject {
    fn ask(&mut self, snapshot: &Snapshot, ask: &Ask) -> String;
    /// A document was changed somewhere.
    fn changed(&mut self, uri: &Uri);
}

impl Subject for CachedResolver {
    fn ask(&mut self, snapshot: &Snapshot, ask: &Ask) -> String {
        let place = match ask.request {
            Request::WorkspaceSymbols(_) => None,
            _ => Some((&ask.uri, ask.offset)),
        };
        let kept = self.keep(snapshot, ask.request.clone(), place, |lookup| answer(lookup, ask));
        String::clone(&kept)
    }

    fn changed(&mut self, uri: &Uri) {
        // Half of the documents are never thrown away early: no answer may depend on it.
        if uri.as_str() < "file:///c" {
            self.invalidate(uri);
        }
    }
}

#[derive(Clone, Debug)]
enum Step {
    Publish(&'static str, Option<String>),
    Open(usize, &'static str, String),
    Close(usize, &'static str),
    /// At some place, or at the last name of the document.
    Ask(usize, &'static str, Request, Option<prop::sample::Index>),
}

const METTA: [&str; 4] = ["file:///a.metta", "file:///b.metta", "file:///c.metta", "file:///g.metta"];
const RHOLANG: [&str; 3] = ["file:///d.rho", "file:///e.rho", "file:///f.rho"];

const METTA_FORMS: &[&str] = &[
    "(= (f $x) $x)",
    "(= (f 1) 2)",
    "(= (g $x) (f $x))",
    "(= (h $x $y) (g (f $y)))",
    "(: f (-> Number Number))",
    "; what f is for\n(= (f $x $y) $x)",
    "(fact a b)",
    "!(import! &self b)",
    "!(import! &self c)",
    "!(f 1)",
    "!(h (g 2) (f 1 2))",
];

const RHOLANG_PROCESSES: &[&str] = &[
    "contract foo(@x) = { bar!(x) }",
    "contract foo(@x, @y) = { Nil }",
    "// what foo is for\ncontract foo(@1) = { foo!(2) }",
    "contract @\"bar\"(x) = { x!(1) }",
    "new foo in { contract foo(@a) = { Nil } | foo!(1) }",
    "foo!(1)",
    "foo!(1, 2)",
    "@\"bar\"!(Nil)",
    "for (@x <- foo) { bar!(x) }",
    "// @metta\n@\"space\"!(\"(= (f $x) (g $x))\")",
    "// @metta\n@\"space\"!(\"!(f 1)\")",
];

fn document() -> impl Strategy<Value = (&'static str, String)> {
    let metta =
        (prop::sample::select(&METTA), prop::collection::vec(prop::sample::select(METTA_FORMS), 0..4))
            .prop_map(|(uri, forms)| (uri, forms.join("\n")));
    let rholang = (
        prop::sample::select(&RHOLANG),
        prop::collection::vec(prop::sample::select(RHOLANG_PROCESSES), 1..4),
    )
        .prop_map(|(uri, processes)| (uri, processes.join(" |\n")));
    let links = (prop::sample::select(&METTA), prop::sample::select(vec!["", "!(import! &self c)"]))
        .prop_map(|(uri, text)| (uri, text.to_owned()));
    prop_oneof![4 => metta, 4 => rholang, 1 => links]
}

fn uri() -> impl Strategy<Value = &'static str> {
    prop::sample::select(METTA.iter().chain(&RHOLANG).copied().collect::<Vec<_>>())
}

fn request() -> impl Strategy<Value = Request> {
    prop_oneof![
        3 => Just(Request::Definition),
        3 => any::<bool>().prop_map(|include_declaration| Request::References { include_declaration }),
        2 => Just(Request::Hover),
        1 => Just(Request::Completion),
        1 => Just(Request::DocumentSymbols),
        1 => prop::sample::select(vec!["", "f", "bar"]).prop_map(|text| Request::WorkspaceSymbols(text.into())),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => document().prop_map(|(uri, text)| Step::Publish(uri, Some(text))),
        1 => uri().prop_map(|uri| Step::Publish(uri, None)),
        2 => (0..2_usize, document()).prop_map(|(on, (uri, text))| Step::Open(on, uri, text)),
        1 => (0..2_usize, uri()).prop_map(|(on, uri)| Step::Close(on, uri)),
        12 => (0..2_usize, prop_oneof![uri(), Just(METTA[0])], request(), any::<prop::sample::Index>())
            .prop_map(|(on, uri, request, place)| Step::Ask(on, uri, request, Some(place))),
    ];
    (any::<bool>(), prop::collection::vec(step, 1..60)).prop_map(|(linked, steps)| {
        let end = if linked { relinked() } else { Vec::new() };
        steps.into_iter().chain(end).collect()
    })
}

/// What a name means in the first document hangs on what the second one imports.
fn relinked() -> Vec<Step> {
    let publish = |number: usize, text: &str| Step::Publish(METTA[number], Some(text.to_owned()));
    let ask = || Step::Ask(0, METTA[0], Request::Definition, None);
    vec![
        publish(0, "!(import! &self b)\n!(f 1)"),
        publish(2, "(= (f $x) $x)"),
        publish(3, "(= (f $x) (f $x))"),
        Step::Publish(METTA[1], None),
        ask(),
        publish(1, "!(import! &self c)"),
        ask(),
    ]
}

/// A place of the document: one of its names mostly, else any byte that begins a character.
fn place(snapshot: &Snapshot, uri: &Uri, place: Option<prop::sample::Index>) -> u32 {
    let Some(document) = snapshot.document(uri) else { return 0 };
    let names = document.analysis.occurrences();
    let text = document.analysis.text();
    // Few places, so that the same is asked again.
    let chosen = place.map_or(names.len().saturating_sub(1), |place| place.index(names.len() + 2));
    match names.get(chosen) {
        Some(name) => name.span.start,
        None => (0..=text.len() / 2).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0) as u32,
    }
}

fn run<S: Subject>(subject: &mut S, steps: &[Step]) -> TestCaseResult {
    let workspace = Arc::new(Workspace::new());
    let connections = [(); 2].map(|()| Overlay::new(Arc::clone(&workspace)));
    for step in steps {
        match step {
            Step::Publish(uri, text) => {
                let (uri, version) = (Uri::parse(uri), workspace.ticket());
                let analysis = text.as_ref().and_then(|text| by_extension(&uri, &text.as_str().into()));
                let analysis = analysis.map(Arc::new);
                workspace.publish(vec![Change { uri: uri.clone(), version, analysis }]);
                subject.changed(&uri);
            }
            Step::Open(on, uri, text) => {
                connections[*on].open(Uri::parse(uri), 1, text.as_str());
                subject.changed(&Uri::parse(uri));
            }
            Step::Close(on, uri) => {
                if connections[*on].close(&Uri::parse(uri)).is_ok() {
                    subject.changed(&Uri::parse(uri));
                }
            }
            Step::Ask(on, uri, request, at) => {
                let (snapshot, uri) = (connections[*on].snapshot(), Uri::parse(uri));
                let ask = Ask { request: request.clone(), offset: place(&snapshot, &uri, *at), uri };
                let uncached = answer(&Lookup::new(&snapshot), &ask);
                // Twice: what the first call keeps is what the second one finds.
                for _ in 0..2 {
                    prop_assert_eq!(subject.ask(&snapshot, &ask), uncached.as_str());
                }
            }
        }
    }
    Ok(())
}

/// The body: production and mutants pass through it with the same steps.
fn agree<S: Subject>(cases: u32, subject: impl Fn() -> S) -> Result<(), TestError<impl std::fmt::Debug>> {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[13; 32]);
    TestRunner::new_with_rng(config, rng).run(&steps(), |steps| run(&mut subject(), &steps))
}

#[test]
fn production_agrees() {
    if let Err(error) = agree(1_500, || CachedResolver::new(64, 4)) {
        panic!("{error}");
    }
}

#[test]
fn every_mutant_is_rejected() {
    assert!(agree(300, || Faulty::new(None)).is_ok(), "the mutants are right without a fault");
    let survivors: Vec<Fault> = FAULTS
        .into_iter()
        .filter(|&fault| match agree(1_000, || Faulty::new(Some(fault))) {
            Ok(()) => true,
            Err(TestError::Fail(reason, _)) => {
                println!("{fault:?}: {reason}");
                false
            }
            Err(TestError::Abort(reason)) => panic!("{reason}"),
        })
        .collect();
    assert!(survivors.is_empty(), "not rejected: {survivors:?}");
}
