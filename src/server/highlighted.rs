//! The semantic tokens that a client may have, so that it can be told what has changed since.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::sync::Mutex;
use crate::text::Uri;

/// Documents whose tokens are kept: about what an editor shows. Whoever falls out gets all tokens again.
const DOCUMENTS: usize = 64;

/// Answers that are kept of a document: an older one may still be under way to the client when a newer one is made.
const ANSWERS: usize = 2;

/// A list of numbers that was sent, under its name.
type Answer = (String, Arc<[u32]>);

/// See the [module](self). Holds [`DOCUMENTS`] times [`ANSWERS`] lists at most.
pub(super) struct Highlighted(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    clock: u64,
    documents: BTreeMap<Uri, (u64, Vec<Answer>)>,
}

impl Highlighted {
    pub(super) fn new() -> Highlighted {
        Highlighted(Mutex::new("server.highlighted", Kept::default()))
    }

    /// The list that was sent for a document under a name, if it is still there.
    pub(super) fn recall(&self, uri: &Uri, name: &str) -> Option<Arc<[u32]>> {
        let kept = self.0.lock();
        let (_, answers) = kept.documents.get(uri)?;
        answers.iter().find(|(known, _)| known == name).map(|(_, numbers)| Arc::clone(numbers))
    }

    /// Keeps what is sent for a document.
    pub(super) fn keep(&self, uri: &Uri, name: String, numbers: Arc<[u32]>) {
        let mut kept = self.0.lock();
        kept.clock += 1;
        let now = kept.clock;
        let (used, answers) = kept.documents.entry(uri.clone()).or_default();
        *used = now;
        let mut gone: Vec<Answer> = answers.extract_if(.., |(known, _)| *known == name).collect();
        answers.push((name, numbers));
        if answers.len() > ANSWERS {
            gone.push(answers.remove(0));
        }
        let oldest = kept.documents.iter().min_by_key(|(_, (used, _))| *used).map(|(uri, _)| uri.clone());
        let beyond = oldest.filter(|_| kept.documents.len() > DOCUMENTS);
        let forgotten = beyond.and_then(|uri| kept.documents.remove(&uri));
        drop(kept);
        // invariant: D1: long lists end outside the lock.
        drop((gone, forgotten));
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    fn keep(kept: &Highlighted, uri: &str, name: &str) {
        kept.keep(&uri.into(), name.to_owned(), Arc::from([name.len() as u32]));
    }

    #[test]
    fn the_last_two_answers_of_a_document_are_kept() {
        let kept = Highlighted::new();
        for name in ["a", "bb", "a", "ccc"] {
            keep(&kept, "file:///x", name);
        }
        let known = |name: &str| kept.recall(&"file:///x".into(), name).map(|numbers| numbers.to_vec());
        assert_eq!((known("a"), known("bb"), known("ccc")), (Some(vec![1]), None, Some(vec![3])));
        assert_eq!(kept.recall(&"file:///y".into(), "a"), None);
    }

    #[test]
    fn the_document_that_was_asked_for_longest_ago_is_forgotten() {
        let kept = Highlighted::new();
        for number in 0..=DOCUMENTS {
            keep(&kept, &format!("file:///{number}"), "a");
            keep(&kept, "file:///0", "a");
        }
        let known = |number: usize| kept.recall(&format!("file:///{number}").as_str().into(), "a").is_some();
        assert!(known(0) && !known(1) && known(2) && known(DOCUMENTS));
        assert_eq!(kept.0.lock().documents.len(), DOCUMENTS);
    }
}
