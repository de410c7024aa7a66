//! Edits of a small workspace of both languages, and the two ways to its final state (W5).

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::sync::fork_join::Pool;
use crate::sync::thread;
use crate::text::Uri;
use crate::workspace::{Change, Version, Workspace, by_extension};

/// The documents that scripts edit.
pub const DOCUMENTS: [&str; 5] =
    ["file:///a.metta", "file:///b.metta", "file:///c.metta", "file:///d.rho", "file:///e.rho"];

/// Pieces of MeTTa, whole and broken.
pub const METTA: [&str; 14] = [
    "(= (f $x) (g $x))\n",
    "(= (g $x) (f 1))\n",
    "(= (f 1 2) h)\n",
    "(: f (-> A B))\n",
    "(fact f g)\n",
    "!(f 1)\n",
    "!(import! &self b)\n",
    "!(let $x (f 1) (g $x))\n",
    "; a comment\n",
    "(@doc f (@desc \"what f is\"))\n",
    "(= (f",
    ")",
    "\"",
    "λ 😀 ",
];

/// Pieces of Rholang, whole and broken, some with MeTTa in them.
pub const RHOLANG: [&str; 14] = [
    "contract foo(@x) = { bar!(x) }\n",
    "contract bar(@1, y) = { foo!(*y) }\n",
    "contract @\"quoted\"(x) = { x!(1) }\n",
    "new x in { x!(1) | for (@y <- x) { foo!(y) } }\n",
    "foo!(1, 2)",
    " | ",
    "@\"quoted\"!(1)",
    "// @metta\n",
    "@\"#metta\"!(\"(= (f $x) (g $x))\")",
    "new m(`rho:metta:compile`) in { m!(\"!(f 1)\" ++ \"(g 2)\") }\n",
    "{",
    "}",
    "\"",
    "/* λ 😀 ",
];

/// The pieces that texts of a document are made of.
#[must_use]
pub fn pieces(document: usize) -> &'static [&'static str] {
    if DOCUMENTS.get(document).is_some_and(|name| name.ends_with(".rho")) { &RHOLANG } else { &METTA }
}

/// A new state of one document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// The document, as a number into [`DOCUMENTS`].
    pub document: usize,
    /// Its new text, or its removal.
    pub text: Option<String>,
    /// Where in the order of arrival the edit stands: edits arrive by this number, and where it is equal in the order
    /// in which they were made.
    pub arrival: u8,
}

/// Edits in the order in which they were made, and how they are published.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct EditScript {
    /// The edits; each is newer than those before it.
    pub edits: Vec<Edit>,
    /// How many threads publish them, at least 1.
    pub threads: usize,
    /// How many edits a thread publishes at once, at least 1.
    pub batch: usize,
}

type Versioned = (Version, Uri, Option<Arc<str>>);

impl EditScript {
    /// The edits with their versions, in the order in which they were made.
    fn versioned(&self) -> Vec<Versioned> {
        let edits = self.edits.iter().enumerate().map(|(number, edit)| {
            let name = DOCUMENTS.get(edit.document % DOCUMENTS.len()).copied().unwrap_or_default();
            (Version::new(number as u64 + 1), Uri::from(name), edit.text.as_deref().map(Arc::from))
        });
        edits.collect()
    }

    /// The edits in the order in which they arrive, each with its version.
    #[must_use]
    pub fn arriving(&self) -> Vec<(Version, Edit)> {
        let versions = (1..).map(Version::new);
        let mut edits: Vec<(Version, Edit)> = versions.zip(self.edits.iter().cloned()).collect();
        edits.sort_by_key(|(version, edit)| (edit.arrival, *version));
        edits
    }

    /// The newest text of each document that has one.
    #[must_use]
    pub fn newest(&self) -> BTreeMap<Uri, Arc<str>> {
        let mut newest = BTreeMap::new();
        for (_, uri, text) in self.versioned() {
            match text {
                Some(text) => newest.insert(uri, text),
                None => newest.remove(&uri),
            };
        }
        newest
    }
}

/// The whole state of a workspace, to be compared: its dump, and what is kept up to date beside it.
#[must_use]
pub fn state(workspace: &Workspace) -> String {
    let snapshot = workspace.snapshot();
    format!("{}\n{} {}\n{}", snapshot.digest(), snapshot.identity(), snapshot.links_stamp(), snapshot.dump())
}

/// The state after the edits were published by many threads, half of the batches analysed by the thread that
/// publishes them, half submitted and settled.
#[must_use]
pub fn incremental(script: &EditScript) -> String {
    let workspace = Arc::new(Workspace::new());
    let versioned = script.versioned();
    let arriving: Vec<Versioned> = script
        .arriving()
        .into_iter()
        .filter_map(|(version, _)| versioned.get(version.number() as usize - 1).cloned())
        .collect();
    let threads = script.threads.max(1);
    let workers: Vec<_> = (0..threads)
        .map(|thread| {
            let edits: Vec<Versioned> = arriving.iter().skip(thread).step_by(threads).cloned().collect();
            let (workspace, batch) = (Arc::clone(&workspace), script.batch.max(1));
            thread::spawn(format!("editor {thread}"), move || {
                let pool = Pool::new(1);
                for (number, edits) in edits.chunks(batch).enumerate() {
                    publish(&workspace, edits, (number + thread) % 2 == 0, &pool);
                }
            })
        })
        .collect();
    for worker in workers {
        worker.join().unwrap_or_else(|panicked| panicked.resume());
    }
    workspace.settle(&Pool::new(1));
    state(&workspace)
}

fn publish(workspace: &Workspace, edits: &[Versioned], directly: bool, pool: &Pool) {
    if directly {
        let changes = edits.iter().map(|(version, uri, text)| change(uri, *version, text.as_ref()));
        workspace.publish(changes.collect());
    } else {
        for (version, uri, text) in edits {
            workspace.submit(uri, *version, text.clone());
        }
        workspace.settle(pool);
    }
}

/// The state after the newest texts were published at once, with nothing before.
#[must_use]
pub fn from_nothing(script: &EditScript) -> String {
    of_texts(script.newest())
}

/// The state of these texts, published at once.
#[must_use]
pub fn of_texts(texts: impl IntoIterator<Item = (Uri, Arc<str>)>) -> String {
    let workspace = Workspace::new();
    let changes = texts.into_iter().map(|(uri, text)| change(&uri, Version::new(1), Some(&text)));
    workspace.publish(changes.collect());
    state(&workspace)
}

fn change(uri: &Uri, version: Version, text: Option<&Arc<str>>) -> Change {
    let analysis = text.and_then(|text| by_extension(uri, text)).map(Arc::new);
    Change { uri: uri.clone(), version, analysis }
}

/// Holds a way to the final state against building it from nothing.
///
/// # Errors
/// The first line in which they differ.
pub fn compare(script: &EditScript, way: impl Fn(&EditScript) -> String) -> Result<(), String> {
    let (expected, got) = (from_nothing(script), way(script));
    if expected == got {
        return Ok(());
    }
    let differing = expected.lines().zip(got.lines()).skip(2).find(|(a, b)| a != b);
    let (a, b) = differing.unwrap_or(("the end, or an identity", "something else"));
    Err(format!("from nothing {a:?}, by editing {b:?}"))
}
