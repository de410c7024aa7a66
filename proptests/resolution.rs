//! Small workspaces of both languages whose names meet, and the same workspaces as the specification sees them.

use std::sync::Arc;

use heddle::language::analysis::{Analysis, DefinitionKind, OccurrenceId, Role, Target};
use heddle::language::{self, LanguageId};
use heddle::oracle::specification::resolution::{Act, Kind, Language, Meaning, Name, Text, World};
use heddle::resolver::{Lookup, Unit};
use heddle::text::{Span, Uri};
use heddle::workspace::{Change, Snapshot, Workspace};
use proptest::prelude::*;

/// The texts of a workspace by their names.
pub(crate) type Texts = Vec<(String, String)>;

/// The snapshot of a workspace that holds these texts.
pub(crate) fn snapshot(texts: &Texts) -> Snapshot {
    let workspace = Workspace::new();
    let changes = texts.iter().map(|(name, text)| {
        let uri = Uri::parse(name);
        let language = LanguageId::of(&uri).expect("the document has a language");
        let analysis = language::analyze(language, &Arc::from(text.as_str()));
        Change { version: workspace.ticket(), analysis: Some(Arc::new(analysis)), uri }
    });
    workspace.publish(changes.collect());
    workspace.snapshot()
}

/// The units of a snapshot, in the order of the texts of [`world`].
pub(crate) fn units(snapshot: &Snapshot) -> Vec<Unit<'_>> {
    let with_regions = |document| {
        let regions = LanguageId::ALL.into_iter().flat_map(move |language| Unit::regions(document, language));
        std::iter::once(Unit::file(document)).chain(regions)
    };
    snapshot.documents().flat_map(with_regions).collect()
}

/// A snapshot as the specification sees it.
pub(crate) fn world(snapshot: &Snapshot) -> World {
    let lookup = Lookup::new(snapshot);
    let texts = units(snapshot).into_iter().map(|unit| {
        let analysis = unit.analysis();
        let uri = &unit.document.uri;
        let links = lookup.links();
        let imports = analysis.imports().iter().filter_map(|import| links.target(uri, import));
        Text {
            document: uri.to_string(),
            embedded: unit.region.is_some(),
            language: match analysis.language() {
                LanguageId::Metta => Language::Metta,
                LanguageId::Rholang => Language::Rholang,
            },
            imports: imports.map(ToString::to_string).collect(),
            names: (0..analysis.occurrences().len()).map(|number| name(unit, analysis, number)).collect(),
        }
    });
    World { texts: texts.collect() }
}

fn name(unit: Unit<'_>, analysis: &Analysis, number: usize) -> Name {
    let place = |span: Span| {
        let span = unit.outer(span).expect("a name of a region stands in its document");
        (span.start, span.end)
    };
    let id = OccurrenceId(number as u32);
    let occurrence = &analysis.occurrences()[number];
    let meaning = match occurrence.target {
        Target::Local(symbol) => Meaning::Local(symbol.0 as usize),
        Target::Global(key) => Meaning::Global(analysis.keys().text(key).to_owned()),
    };
    let act = match (occurrence.role, analysis.definition_of(id)) {
        (Role::Binding, _) => Act::Binds,
        (Role::Definition | Role::Declaration, Some(definition)) => {
            let kind = match definition.kind {
                DefinitionKind::Contract | DefinitionKind::Function => Kind::Function,
                DefinitionKind::Type => Kind::Type,
                DefinitionKind::Data => Kind::Data,
            };
            Act::Defines(kind, place(definition.target))
        }
        _ => Act::Mentions,
    };
    Name { place: place(occurrence.span), meaning, act }
}

/// A few documents of both languages that import, define, declare, call, bind, shadow and embed the same few names.
pub(crate) fn texts() -> impl Strategy<Value = Texts> {
    let metta = prop::collection::vec(metta(), 2..4);
    let rholang = prop::collection::vec(program(), 1..4);
    (metta, rholang).prop_map(|(metta, rholang)| {
        let metta = metta.into_iter().enumerate().map(|(n, text)| (format!("file:///ws/m{n}.metta"), text));
        let rholang = rholang.into_iter().enumerate().map(|(n, text)| (format!("file:///ws/r{n}.rho"), text));
        metta.chain(rholang).collect()
    })
}

/// A text of MeTTa.
fn metta() -> BoxedStrategy<String> {
    let function = || prop::sample::select(vec!["f", "g", "h"]);
    let argument = || prop::sample::select(vec!["a", "b", "$x", "$y", "(f $x)", "(g a)", "1"]);
    let form = prop_oneof![
        3 => (function(), argument(), function(), argument())
            .prop_map(|(f, x, g, y)| format!("(= ({f} {x}) ({g} {y}))")),
        1 => (function(), function()).prop_map(|(f, g)| format!("(= ({f} $x) (let $y $x ({g} $y $x)))")),
        1 => (function(), function()).prop_map(|(f, g)| format!("(= ({f} $x $y) (match &self ({g} $y) $x))")),
        1 => function().prop_map(|f| format!("(: {f} (-> A B))")),
        2 => (function(), argument()).prop_map(|(f, x)| format!("({f} {x})")),
        3 => (function(), argument()).prop_map(|(f, x)| format!("!({f} {x})")),
        2 => (0..4).prop_map(|n| format!("!(import! &self m{n})")),
    ];
    prop::collection::vec(form, 0..5).prop_map(|forms| forms.join("\n")).boxed()
}

/// A Rholang program.
fn program() -> BoxedStrategy<String> {
    let variable = || prop::sample::select(vec!["a", "b", "c"]);
    let name = || prop::sample::select(vec!["a", "b", "c", "@\"a\"", "@\"q\""]);
    let value = || prop::sample::select(vec!["1", "2", "*a", "*b", "\"a\"", "*@\"q\""]);
    let leaf = prop_oneof![
        1 => Just("Nil".to_owned()),
        4 => (name(), value()).prop_map(|(name, value)| format!("{name}!({value})")),
        1 => (name(), value(), value()).prop_map(|(name, v, w)| format!("{name}!({v}, {w})")),
        2 => (metta(), any::<prop::sample::Index>()).prop_map(|(text, at)| embedded(&text, at)),
    ];
    let process = leaf.prop_recursive(4, 12, 3, move |inner| {
        prop_oneof![
            2 => (variable(), inner.clone()).prop_map(|(x, p)| format!("new {x} in {{ {p} }}")),
            2 => (variable(), name(), inner.clone()).prop_map(|(x, n, p)| format!("for ({x} <- {n}) {{ {p} }}")),
            1 => (variable(), name(), inner.clone()).prop_map(|(x, n, p)| format!("for (@{x} <- {n}) {{ {p} }}")),
            3 => (name(), formals(), inner.clone())
                .prop_map(|(n, formals, p)| format!("contract {n}({formals}) = {{ {p} }}")),
            1 => (variable(), inner.clone()).prop_map(|(x, p)| format!("match 1 {{ {x} => {{ {p} }} _ => Nil }}")),
            1 => (variable(), inner.clone()).prop_map(|(x, p)| format!("let {x} <- 1 in {{ {p} }}")),
            3 => prop::collection::vec(inner, 2..4).prop_map(|all| format!("{{ {} }}", all.join(" |\n"))),
        ]
    });
    prop::collection::vec(process, 0..3).prop_map(|all| all.join(" |\n")).boxed()
}

fn formals() -> BoxedStrategy<String> {
    prop::sample::select(vec!["", "a", "@1", "@2", "@a", "@1, b", "@b, @2", "a, b", "c"])
        .prop_map(str::to_owned)
        .boxed()
}

/// A text of MeTTa in a string, or in two of them.
fn embedded(text: &str, at: prop::sample::Index) -> String {
    let channel = "@\"rho:metta:compile\"";
    let cut = at.index(2 * text.len() + 2);
    match text.get(..cut).zip(text.get(cut..)) {
        Some((left, right)) => format!("{channel}!(\"{left}\" ++ \"{right}\")"),
        None => format!("{channel}!(\"{text}\")"),
    }
}
