//! A cache of your own.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::failure::Failure;
use super::options::{Options, Summary};
use super::run::hold;
use super::subject::Subject;
use crate::concurrent::{Delta, Published, Revision};
use crate::oracle::specification::components::stamped_cache::{Operation, StampedCacheSpecification, answer};
use crate::sync::Arc;
use crate::sync::atomic::{AtomicU64, Ordering};

/// A question: who asks, and which documents the answer is computed from.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Question {
    /// The document that asks.
    pub asker: String,
    /// The documents that are looked at, present or absent.
    pub documents: Vec<String>,
}

/// The documents at one moment: a snapshot, which never changes.
#[derive(Debug)]
pub struct Documents {
    texts: BTreeMap<String, String>,
    revision: u64,
    computed: AtomicU64,
}

impl Documents {
    fn new(texts: BTreeMap<String, String>, revision: u64) -> Documents {
        Documents { texts, revision, computed: AtomicU64::new(0) }
    }

    /// The text of a document, if it is there.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(String::as_str)
    }

    /// All texts by name.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// How many changes came before: the same number means the same texts.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Computes an answer, which is what a cache saves: the text of each document.
    pub fn answer(&self, question: &Question) -> Vec<Option<String>> {
        self.computed.fetch_add(1, Ordering::Relaxed);
        question.documents.iter().map(|name| self.texts.get(name).cloned()).collect()
    }
}

/// A cache that threads share, empty at first, for at most
/// [`BOUND`](crate::oracle::specification::components::stamped_cache::BOUND) answers.
///
/// What is asked of it is said by the specification
/// [`stamped_cache`](crate::oracle::specification::components::stamped_cache).
pub trait CacheUnderTest: Send + Sync + 'static {
    /// The answer to a question on the caller's snapshot: one that is kept, or what [`Documents::answer`] computes.
    fn ask(&self, question: &Question, documents: &Documents) -> Vec<Option<String>>;
    /// A document was changed, and its new state is what everybody sees who looks from now on; or memory is to be freed.
    fn invalidate(&self, document: &str);
    /// How many answers are kept.
    fn entries(&self) -> usize;
}

/// Holds a cache against the specification `stamped-cache`, and natively also against uselessness: an unchanged second
/// question, asked by one client alone, computes nothing, also after an edit of a document that it does not look at (C5).
///
/// # Errors
/// The first thing that is wrong.
///
/// # Panics
/// If `make` does.
pub fn cache<T: CacheUnderTest>(
    make: impl Fn() -> T + Send + Sync + 'static,
    options: &Options,
) -> Result<Summary, Box<Failure>> {
    #[cfg(not(any(feature = "loom", feature = "shuttle")))]
    {
        let cached = CacheSubject::new(make());
        let outcome = super::threads::attend(options.deadline, move || useful(&cached));
        outcome.and_then(|useful| useful.map_err(|what| (super::Kind::Rule, what))).map_err(
            |(kind, what)| {
                Box::new(Failure {
                    kind,
                    specification: <StampedCacheSpecification as crate::oracle::vocabulary::Vocabulary>::NAME,
                    seed: options.seed,
                    // Three writes, and for each of two questions three times asked, and one write.
                    operations: 11,
                    what,
                    table: String::new(),
                    why: String::new(),
                })
            },
        )?;
    }
    hold(&Arc::new(StampedCacheSpecification), move || CacheSubject::new(make()), options)
}

/// Such a type in front of documents, as a subject of the specification `stamped-cache`, for who wants to
/// [`record`](super::record) it.
#[derive(Debug)]
pub struct CacheSubject<T> {
    documents: Published<Documents>,
    cache: T,
}

/// A document's new text, or its removal.
struct Write(String, Option<String>);

impl Delta<Documents> for Write {
    type Outcome = ();

    fn apply(self, current: &Documents, revision: Revision) -> (Option<Documents>, ()) {
        let mut texts = current.texts.clone();
        match self {
            Write(name, Some(text)) => texts.insert(name, text),
            Write(name, None) => texts.remove(&name),
        };
        (Some(Documents::new(texts, revision.number())), ())
    }
}

impl<T: CacheUnderTest> CacheSubject<T> {
    /// No documents, and this cache.
    #[must_use]
    pub fn new(cache: T) -> CacheSubject<T> {
        CacheSubject { documents: Published::new(Documents::new(BTreeMap::new(), 0)), cache }
    }

    fn write(&self, name: &str, text: Option<&str>) {
        self.documents.publish(Write(name.to_owned(), text.map(str::to_owned)));
        self.cache.invalidate(name);
    }
}

impl<T: CacheUnderTest> Subject<StampedCacheSpecification> for CacheSubject<T> {
    type Memory = ();

    /// Together, there are as many questions as answers may be kept: what was kept wrongly is still there at the end.
    fn choose(&self, client: Option<u64>, (): &(), generated: Operation) -> Option<Operation> {
        Some(match generated {
            Operation::Ask { asker, documents } if client.is_some() => {
                let asker = if asker == "a" { "a" } else { "b" };
                question(asker, documents.len())
            }
            generated => generated,
        })
    }

    fn perform(&self, (): &mut (), operation: &Operation) -> Value {
        match operation {
            Operation::Write(name, text) => {
                self.write(name, text.as_deref());
                Value::Null
            }
            Operation::Ask { asker, documents } => {
                let (_, snapshot) = self.documents.load();
                let question = Question { asker: asker.clone(), documents: documents.clone() };
                let given = json!(self.cache.ask(&question, &snapshot));
                let right = answer(&snapshot.texts, documents);
                // A newer answer than that of the caller's snapshot is wrong too (C1), though some order explains it.
                if given == right { given } else { json!({ "given": given, "right where asked": right }) }
            }
            Operation::Invalidate(asker) => {
                self.cache.invalidate(asker);
                Value::Null
            }
            Operation::Entries => json!(self.cache.entries()),
        }
    }

    fn closing() -> Vec<Operation> {
        let asked = |asker| [question(asker, 1), question(asker, 2)];
        asked("a").into_iter().chain(asked("b")).chain([Operation::Entries]).collect()
    }
}

/// One of the questions that are asked together.
fn question(asker: &str, documents: usize) -> Operation {
    let documents = if documents == 1 { vec!["c"] } else { vec!["b", "c"] };
    let documents = documents.into_iter().map(str::to_owned).collect();
    Operation::Ask { asker: asker.to_owned(), documents }
}

/// C5: a question that was just asked is not computed again, also after an edit of what it does not look at. Each is asked
/// by itself: however a bound is shared among shards, there is room for one.
#[cfg(not(any(feature = "loom", feature = "shuttle")))]
fn useful<T: CacheUnderTest>(cached: &CacheSubject<T>) -> Result<(), String> {
    let computes = |operation: &Operation| {
        let before = cached.documents.load().1.computed.load(Ordering::Relaxed);
        cached.perform(&mut (), operation);
        cached.documents.load().1.computed.load(Ordering::Relaxed) > before
    };
    for document in ["a", "b", "c"] {
        cached.write(document, Some("text"));
    }
    for question in [question("a", 1), question("b", 2)] {
        computes(&question);
        if computes(&question) {
            return Err("an unchanged second question is computed again (C5)".to_owned());
        }
        cached.write("unrelated", Some("text"));
        if computes(&question) {
            return Err("an edit of an unrelated document makes answers be computed again (C5)".to_owned());
        }
    }
    Ok(())
}
