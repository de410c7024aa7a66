//! What the models of workspaces share: changes of texts of words, and tables that are kept up to date by hand.

#![allow(dead_code, reason = "the tables are for mutants, which exist under the model features alone")]

use std::collections::BTreeMap;

use heddle::oracle::specification::workspace::{Entry, View, view};
use heddle::oracle::words;
use heddle::sync::Arc;
use heddle::text::Uri;
use heddle::workspace::{Change, Prepared, Version, Workspace};

/// A document's URI, its version, its text or its removal.
pub(crate) type Edit = (&'static str, u64, Option<&'static str>);

pub(crate) fn uri(name: &str) -> Uri {
    Uri::from(name)
}

pub(crate) fn change((name, version, text): Edit) -> Change {
    let uri = uri(name);
    let analysis = text.and_then(|text| words::analyze(&uri, &text.into())).map(Arc::new);
    Change { uri, version: Version::new(version), analysis }
}

pub(crate) fn prepared(edits: &[Edit]) -> Vec<Prepared> {
    edits.iter().map(|&edit| Prepared::from(change(edit))).collect()
}

pub(crate) fn workspace() -> Workspace {
    Workspace::with_front_end(words::analyze)
}

/// Everything that these texts hold.
pub(crate) fn content(texts: &[(&str, &str)]) -> View {
    view(texts.iter().map(|&(name, text)| (uri(name).to_string(), text.to_owned())).collect())
}

/// Each name holds what the texts say, and nothing else (W1, W2).
pub(crate) fn assert_whole(seen: &View) {
    let expected = view(seen.documents.clone());
    assert!(
        *seen == expected,
        "names and texts are not of one state: {:?} with {:?}",
        seen.documents,
        seen.names
    );
}

pub(crate) const TORN: &str = "names and texts are not of one state";

/// A table of names, apart from the texts: for mutants.
pub(crate) type Names = BTreeMap<(String, String), Entry>;

/// What one document contributes.
pub(crate) fn contribution(name: &str, text: Option<&str>) -> View {
    text.map_or_else(View::default, |text| content(&[(name, text)]))
}

pub(crate) fn subtract(names: &mut Names, name: &str) {
    let owner = uri(name).to_string();
    names.retain(|_, entry| {
        entry.definers.remove(&owner);
        entry.sites.retain(|(uri, ..)| *uri != owner);
        !entry.sites.is_empty()
    });
}

pub(crate) fn add(names: &mut Names, added: View) {
    for (name, new) in added.names {
        let entry = names.entry(name).or_default();
        entry.definers.extend(new.definers);
        entry.sites.extend(new.sites);
        entry.sites.sort();
        entry.sites.dedup();
    }
}
