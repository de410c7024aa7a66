//! What resolution costs by kind of request, with and without the cache.
//!
//! `cargo bench --bench resolver [-- kinds session]`. The workspace has 300 MeTTa files of 100 definitions, which import each
//! other, and 60 Rholang files of 20 contracts, which call each other. A *miss* is a question whose answer is not there: the
//! uncached request, the record of what it read, and the entry; one that *evicts* drops another answer of its size too. A *hit* is a question that was
//! asked before on the same snapshot; a *proven* one is the first after an edit elsewhere, in which every stamp is compared.
//!
//! Measured on the idle two-core machine of the project (CPU time, median of 11 rounds, ns):
//!
//! | kind | uncached | recorded | miss | miss that evicts | proven | hit | uncached / hit | kept |
//! | --- | --- | --- | --- | --- | --- | --- | --- | --- |
//! | definition | 1,021 | 1,196 | 1,890 | 1,438 | 162 | 81 | 13x | no: a microsecond |
//! | references | 75,998 | 77,652 | 105,648 | 80,856 | 3,285 | 84 | 908x | yes |
//! | hover | 1,459 | 1,645 | 2,033 | 1,930 | 169 | 81 | 18x | no: a miss costs 1.39x |
//! | completion | 458,151 | 457,327 | 431,673 | 497,458 | computed anew | 82 | 5,619x | no: never asked again |
//! | document symbols | 10,343 | 10,391 | 10,345 | 11,434 | 160 | 85 | 122x | no: asked once a text |
//! | workspace symbols | 5,727,600 | 5,461,767 | 4,910,280 | 5,735,556 | computed anew | 100 | 57,513x | no: never asked again |
//!
//! The session: 736 hits of 892 questions for references, 82.5 %.
//!
//! What a miss costs beside the record is most likely the memory of the answer, touched for the first time, or dropped when
//! it has left the processor's cache: not taken apart.

mod session;
#[path = "support/mod.rs"]
mod support;

use std::any::Any;
use std::hint::black_box;

use heddle::ide;
use heddle::resolver::{self, CachedResolver, Cursor, Lookup, Request};
use heddle::sync::Arc;
use heddle::sync::fork_join::Pool;
use heddle::text::Uri;
use heddle::workspace::{Overlay, Snapshot, Workspace};
use session::{Act, SESSION};
use support::measure::{interleaved, once, per, ratio};
use support::table::Table;
use support::workspace::{self, Numbers};

const METTA: usize = 300;
const RHOLANG: usize = 60;
/// How many different questions of each kind.
const QUESTIONS: usize = 200;
const ROUNDS: usize = 11;

/// A part of the bench and what it is called.
type Part = (&'static str, fn(&mut Table, &Arc<Workspace>));

fn main() {
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let mut table = Table::default();
    let workspace = filled();
    let parts: [Part; 2] = [("kinds", kinds), ("session", replayed)];
    for (name, part) in parts {
        if wanted.is_empty() || wanted.iter().any(|other| other == name) {
            part(&mut table, &workspace);
        }
    }
    table.print("Resolver");
}

fn metta(index: usize) -> Uri {
    Uri::parse(&format!("file:///workspace/m{index:04}.metta"))
}

fn rholang(index: usize) -> Uri {
    Uri::parse(&format!("file:///workspace/r{index:04}.rho"))
}

/// Contracts on quoted names, each of which calls one of its own file and one of another.
fn contracts(index: usize) -> String {
    let mut numbers = Numbers::new(index as u64 + 11);
    let contract = |number: usize| {
        let (own, other) = (numbers.below(20), numbers.below(RHOLANG));
        format!(
            "contract @\"c_{index}_{number}\"(@x, return) = {{\n  new k in {{ @\"c_{index}_{own}\"!(x, *k) | \
             for (@y <- k) {{ @\"c_{other}_{own}\"!(y, *return) }} }}\n}}"
        )
    };
    (0..20).map(contract).collect::<Vec<_>>().join(" |\n")
}

fn filled() -> Arc<Workspace> {
    let workspace = Workspace::new();
    let files = (0..METTA).map(|index| (metta(index), workspace::text(index, 100, 1)));
    for (uri, text) in files.chain((0..RHOLANG).map(|index| (rholang(index), contracts(index)))) {
        workspace.submit(&uri, workspace.ticket(), Some(text.into()));
    }
    workspace.settle(&Pool::new(2));
    Arc::new(workspace)
}

/// A kind of request: its name, and how one is asked and answered.
struct Kind {
    name: &'static str,
    request: Request,
    answer: fn(&Lookup<'_>, &Cursor) -> Box<dyn Any + Send + Sync>,
}

fn every_kind() -> [Kind; 6] {
    let kind = |name, request, answer| Kind { name, request, answer };
    [
        kind("definition", Request::Definition, |lookup, cursor| {
            Box::new(resolver::definition(lookup, cursor))
        }),
        kind("references", Request::References { include_declaration: true }, |lookup, cursor| {
            Box::new(resolver::references(lookup, cursor, true))
        }),
        kind("hover", Request::Hover, |lookup, cursor| Box::new(ide::hover(lookup, cursor))),
        kind("completion", Request::Completion, |lookup, cursor| Box::new(ide::completion(lookup, cursor))),
        kind("document symbols", Request::DocumentSymbols, |lookup, cursor| {
            Box::new(ide::document_symbols(lookup, &cursor.uri))
        }),
        kind("workspace symbols", Request::WorkspaceSymbols("f_1".into()), |lookup, _| {
            Box::new(ide::workspace_symbols(lookup, "f_1"))
        }),
    ]
}

/// Names spread over the whole workspace, five of six in MeTTa.
fn cursors(snapshot: &Snapshot) -> Vec<Cursor> {
    let mut numbers = Numbers::new(3);
    let cursor = |number: usize| {
        let uri = match number % 6 {
            0 => rholang(numbers.below(RHOLANG)),
            _ => metta(numbers.below(METTA)),
        };
        let offset = snapshot.document(&uri).map_or(0, |document| {
            let names = document.analysis.occurrences();
            names.get(numbers.below(names.len())).map_or(0, |name| name.span.start)
        });
        Cursor::new(uri, offset)
    };
    (0..QUESTIONS).map(cursor).collect()
}

fn kinds(table: &mut Table, workspace: &Arc<Workspace>) {
    let snapshot = workspace.snapshot();
    let cursors = cursors(&snapshot);
    // Another snapshot with all of this in it, and one document more that nothing rests on.
    let overlay = Overlay::new(Arc::clone(workspace));
    overlay.open(Uri::parse("file:///elsewhere.metta"), 1, "; nothing");
    let elsewhere = overlay.snapshot();
    for kind in &every_kind() {
        measure(table, kind, &cursors, &snapshot, &elsewhere);
    }
}

fn measure(table: &mut Table, kind: &Kind, cursors: &[Cursor], snapshot: &Snapshot, elsewhere: &Snapshot) {
    let Kind { name, request, answer } = kind;
    // Expensive kinds are asked less often.
    let cursors = match request {
        Request::Completion | Request::WorkspaceSymbols(_) => &cursors[..20],
        _ => cursors,
    };
    let ask = |cache: &CachedResolver, snapshot: &Snapshot| {
        for cursor in cursors {
            let place = Some((&cursor.uri, cursor.offset));
            black_box(cache.keep(snapshot, request.clone(), place, |lookup| answer(lookup, cursor)));
        }
    };
    let uncached = || {
        for cursor in cursors {
            black_box(answer(&Lookup::new(snapshot), cursor));
        }
    };
    let warm = CachedResolver::default();
    ask(&warm, snapshot);
    // One place too few for questions that are asked in turn: what is asked next is always what was just forgotten.
    let full = CachedResolver::new(cursors.len() - 1, 1);
    ask(&full, snapshot);
    // Each contender runs for some milliseconds in each round.
    let plain = once(uncached).0;
    let repeat = (5_000_000.0 / per(plain.cpu, 1)).ceil() as usize;
    let hits = 100;
    let mut fresh: Vec<CachedResolver> = (0..ROUNDS * repeat).map(|_| CachedResolver::default()).collect();
    let mut used = Vec::with_capacity(fresh.len());
    let [plain, recorded, missed, evicted, hit, proven] = interleaved(
        ROUNDS,
        [
            &mut || (0..repeat).for_each(|_| uncached()),
            &mut || {
                for cursor in (0..repeat).flat_map(|_| cursors) {
                    let lookup = Lookup::recording(snapshot);
                    black_box(answer(&lookup, cursor));
                    black_box(lookup.into_dependencies());
                }
            },
            &mut || {
                for _ in 0..repeat {
                    let cache = fresh.pop().unwrap_or_default();
                    ask(&cache, snapshot);
                    used.push(cache);
                }
            },
            &mut || (0..repeat).for_each(|_| ask(&full, snapshot)),
            &mut || (0..hits).for_each(|_| ask(&warm, snapshot)),
            &mut || {
                for _ in 0..repeat {
                    ask(&warm, elsewhere);
                    ask(&warm, snapshot);
                }
            },
        ],
    );
    let missed_all = full.statistics().hits == 0;
    assert!(missed_all, "{name}: a question that should be forgotten was found");
    let count = cursors.len();
    let [plain_ns, recorded_ns, missed_ns, evicted_ns] =
        [plain, recorded, missed, evicted].map(|cost| per(cost.cpu, count * repeat));
    let hit_ns = per(hit.cpu, count * hits);
    let proven_ns = per(proven.cpu, 2 * count * repeat);
    table.note(
        &format!("{name}: uncached, recorded, missed, evicting, proven, hit"),
        format!(
            "{plain_ns:.0}, {recorded_ns:.0}, {missed_ns:.0}, {evicted_ns:.0}, {proven_ns:.0}, {hit_ns:.0} ns"
        ),
    );
    let miss = ratio(missed.cpu, plain.cpu);
    if request.pays() {
        table.at_least(&format!("{name}: repeated, uncached / cached"), plain_ns / hit_ns, 5.0, "x");
        table.at_most(&format!("{name}: a miss / uncached"), miss, 1.1, "x");
        let evicting = ratio(evicted.cpu, plain.cpu);
        table.at_most(&format!("{name}: a miss that evicts / uncached"), evicting, 1.1, "x");
    } else {
        let figures = format!("{:.1} x, {miss:.2} x", plain_ns / hit_ns);
        table.note(&format!("{name}, not kept: uncached / cached, a miss / uncached"), figures);
    }
}

/// The editor: two panes over one connection.
struct Editor {
    workspace: Arc<Workspace>,
    overlay: Overlay,
    cache: CachedResolver,
    panes: [usize; 2],
    versions: i32,
    typed: usize,
    completions: usize,
}

impl Editor {
    fn new(workspace: &Arc<Workspace>) -> Editor {
        Editor {
            workspace: Arc::clone(workspace),
            overlay: Overlay::new(Arc::clone(workspace)),
            cache: CachedResolver::default(),
            panes: [0, 1],
            versions: 0,
            typed: 0,
            completions: 0,
        }
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Show(pane, document) => {
                self.panes[pane] = document;
                self.open(document);
                self.refresh(document);
            }
            Act::Hover(document, name) => {
                let (snapshot, cursor) = self.name(document, name);
                self.cache.at(&snapshot, Request::Hover, &cursor, |lookup| ide::hover(lookup, &cursor));
            }
            Act::Jump(document, name) => {
                let (snapshot, cursor) = self.name(document, name);
                self.cache.at(&snapshot, Request::Hover, &cursor, |lookup| ide::hover(lookup, &cursor));
                self.cache.definition(&snapshot, &cursor);
            }
            Act::Uses(document, name) => {
                let (snapshot, cursor) = self.name(document, name);
                self.cache.references(&snapshot, &cursor, true);
            }
            Act::Type(document, line) => self.type_line(document, line),
            Act::Save(document) => {
                let uri = metta(document);
                let text = self.overlay.text(&uri).map(|(_, text)| text);
                self.workspace.submit(&uri, self.workspace.ticket(), text);
                self.workspace.settle(&Pool::new(1));
                self.refresh_panes();
            }
            Act::Find(text) => {
                // Asked for each character of the text.
                for end in 1..=text.len() {
                    let part = &text[..end];
                    let request = Request::WorkspaceSymbols(part.into());
                    let snapshot = self.overlay.snapshot();
                    self.cache.anywhere(&snapshot, request, |lookup| ide::workspace_symbols(lookup, part));
                }
            }
        }
    }

    fn open(&mut self, document: usize) {
        let uri = metta(document);
        if self.overlay.text(&uri).is_none() {
            let snapshot = self.workspace.snapshot();
            let text = snapshot.document(&uri).map_or("", |document| document.analysis.text());
            self.versions += 1;
            self.overlay.open(uri, self.versions, text);
        }
    }

    /// The name with this number, of a document as it is now.
    fn name(&self, document: usize, name: usize) -> (Snapshot, Cursor) {
        let (snapshot, uri) = (self.overlay.snapshot(), metta(document));
        let names = snapshot.document(&uri).map(|document| document.analysis.occurrences());
        let offset = names.and_then(|names| names.get(name)).map_or(0, |name| name.span.start);
        (snapshot, Cursor::new(uri, offset))
    }

    /// Each key changes the buffer and asks for completions; when the line is written the panes are brought up to date.
    fn type_line(&mut self, document: usize, line: &str) {
        self.open(document);
        let uri = metta(document);
        for key in "\n".chars().chain(line.chars()) {
            let mut text = self.overlay.text(&uri).map(|(_, text)| text.to_string()).unwrap_or_default();
            text.push(key);
            self.versions += 1;
            self.typed += 1;
            let cursor = Cursor::new(uri.clone(), text.len() as u32);
            let changed = self.overlay.change(uri.clone(), self.versions, text);
            assert!(changed.is_ok(), "the buffer is open and the version is new");
            self.cache.invalidate(&uri);
            if key.is_alphanumeric() {
                let snapshot = self.overlay.snapshot();
                self.completions += 1;
                let ask = |lookup: &Lookup<'_>| ide::completion(lookup, &cursor);
                self.cache.at(&snapshot, Request::Completion, &cursor, ask);
            }
        }
        self.refresh_panes();
    }

    fn refresh_panes(&mut self) {
        for document in self.panes {
            self.refresh(document);
        }
    }

    /// What an editor asks for a document that it shows: the outline, for the breadcrumbs and for the outline itself, and
    /// how often each definition in view is used.
    fn refresh(&mut self, document: usize) {
        let (snapshot, uri) = (self.overlay.snapshot(), metta(document));
        let top = Cursor::new(uri.clone(), 0);
        for _ in 0..2 {
            let ask = |lookup: &Lookup<'_>| ide::document_symbols(lookup, &uri);
            self.cache.at(&snapshot, Request::DocumentSymbols, &top, ask);
        }
        let Some(shown) = snapshot.document(&uri) else { return };
        let definitions = shown.analysis.definitions().iter().take(15);
        let names = definitions.filter_map(|definition| shown.analysis.occurrence(definition.occurrence));
        for name in names {
            self.cache.references(&snapshot, &Cursor::new(uri.clone(), name.span.start), false);
        }
    }
}

fn replayed(table: &mut Table, workspace: &Arc<Workspace>) {
    let mut editor = Editor::new(workspace);
    for &act in SESSION {
        editor.act(act);
    }
    let statistics = editor.cache.statistics();
    table.note(
        "session: acts, keys typed, completions asked (not kept), questions to the cache",
        format!("{}, {}, {}, {}", SESSION.len(), editor.typed, editor.completions, statistics.lookups()),
    );
    table.note(
        "session: hits, misses, stale, entries",
        format!("{}, {}, {}, {}", statistics.hits, statistics.misses, statistics.stale, statistics.entries),
    );
    table.at_least("session: hit rate", statistics.hit_rate() * 100.0, 80.0, "%");
}
