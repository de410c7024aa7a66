//! Faulty ways from edits to a final state.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use heddle::oracle::workspace::edit_script::{DOCUMENTS, EditScript, of_texts};
use heddle::text::Uri;

/// A fault in words, and the way that has it.
pub(crate) type Faulty = (&'static str, fn(&EditScript) -> String);

type Texts = BTreeMap<Uri, Arc<str>>;

fn uri(document: usize) -> Uri {
    Uri::from(DOCUMENTS[document % DOCUMENTS.len()])
}

/// The texts after the edits in their order of arrival, each taken as `take` says.
fn arriving(script: &EditScript, mut take: impl FnMut(&mut Texts, u64, Uri, Option<Arc<str>>)) -> Texts {
    let mut texts = Texts::new();
    for (version, edit) in script.arriving() {
        take(&mut texts, version.number(), uri(edit.document), edit.text.as_deref().map(Arc::from));
    }
    texts
}

fn put(texts: &mut Texts, uri: Uri, text: Option<Arc<str>>) {
    match text {
        Some(text) => texts.insert(uri, text),
        None => texts.remove(&uri),
    };
}

/// Ways with one fault each.
pub(crate) const WAYS: [Faulty; 7] = [
    ("what comes last is installed last (U8)", |script| {
        of_texts(arriving(script, |texts, _, uri, text| put(texts, uri, text)))
    }),
    ("a removal forgets the version, so that a late analysis brings the document back", |script| {
        let mut versions = BTreeMap::new();
        of_texts(arriving(script, |texts, version, uri, text| {
            if versions.get(&uri).is_some_and(|&known| known > version) {
                return;
            }
            match &text {
                Some(_) => versions.insert(uri.clone(), version),
                None => versions.remove(&uri),
            };
            put(texts, uri, text);
        }))
    }),
    ("a removed document stays, empty (U13)", |script| {
        let mut texts = script.newest();
        for edit in &script.edits {
            texts.entry(uri(edit.document)).or_insert_with(|| Arc::from(""));
        }
        of_texts(texts)
    }),
    ("old text is never taken out (S12)", |script| {
        let mut texts = script.newest();
        for (uri, text) in &mut texts {
            let name = uri.as_str();
            let all = script.edits.iter().filter(|edit| DOCUMENTS[edit.document % DOCUMENTS.len()] == name);
            let joined: String = all.filter_map(|edit| edit.text.clone()).collect();
            *text = joined.into();
        }
        of_texts(texts)
    }),
    ("the marks of a batch are lost (U20)", |script| {
        let mut lost = script.clone();
        lost.edits.pop();
        of_texts(lost.newest())
    }),
    ("a text that was seen before is not installed again (U1)", |script| {
        let mut seen = BTreeSet::new();
        let mut texts = Texts::new();
        for edit in &script.edits {
            if edit.text.is_none() || seen.insert((edit.document, edit.text.clone())) {
                put(&mut texts, uri(edit.document), edit.text.as_deref().map(Arc::from));
            }
        }
        of_texts(texts)
    }),
    ("the first text counts (U6)", |script| {
        let mut texts = Texts::new();
        for edit in script.edits.iter().rev() {
            put(&mut texts, uri(edit.document), edit.text.as_deref().map(Arc::from));
        }
        of_texts(texts)
    }),
];
