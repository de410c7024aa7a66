//! What the room promises, on one thread.

use std::sync::Arc;

use super::{Change, Edition, Namespace, Overlay, Refused, Snapshot, Version, Workspace};
use crate::concurrent::{Revision, Stamp};
use crate::language::LanguageId;
use crate::oracle::words;
use crate::sync::fork_join::Pool;
use crate::text::Uri;

const METTA: Namespace = Namespace::Files(LanguageId::Metta);
const REGIONS: Namespace = Namespace::Regions(LanguageId::Metta);

fn uri(name: &str) -> Uri {
    Uri::from(&*format!("file:///{name}"))
}

fn change(name: &str, version: u64, text: &str) -> Change {
    let uri = uri(name);
    let analysis = words::analyze(&uri, &Arc::from(text)).map(Arc::new);
    Change { uri, version: Version::new(version), analysis }
}

fn removal(name: &str, version: u64) -> Change {
    Change { uri: uri(name), version: Version::new(version), analysis: None }
}

fn workspace(documents: &[(&str, &str)]) -> Workspace {
    let workspace = Workspace::with_front_end(words::analyze);
    workspace.publish(documents.iter().map(|(name, text)| change(name, 1, text)).collect());
    workspace
}

fn definers(snapshot: &Snapshot, name: &str) -> Vec<String> {
    snapshot.definitions(METTA, name).map(|document| document.uri.to_string()).collect()
}

fn mentioners(snapshot: &Snapshot, name: &str) -> Vec<String> {
    snapshot.mentions(METTA, name).map(|document| document.uri.to_string()).collect()
}

#[test]
fn a_replacement_leaves_nothing_behind_and_takes_nothing_from_others() {
    let workspace = workspace(&[("a.metta", "+f g"), ("b.metta", "+f f"), ("c.metta", "f")]);
    let before = workspace.snapshot();
    workspace.publish(vec![change("a.metta", 2, "+h")]);
    let after = workspace.snapshot();
    assert_eq!(definers(&before, "f"), ["file:///a.metta", "file:///b.metta"], "a snapshot never changes");
    assert_eq!(definers(&after, "f"), ["file:///b.metta"]);
    assert_eq!(mentioners(&after, "f"), ["file:///b.metta", "file:///c.metta"]);
    assert!(definers(&after, "g").is_empty() && mentioners(&after, "g").is_empty());
    assert_eq!(after.names(METTA).collect::<Vec<_>>(), ["f", "h"]);
    workspace.publish(vec![removal("b.metta", 2), removal("c.metta", 2), removal("a.metta", 3)]);
    let empty = workspace.snapshot();
    assert!(empty.is_empty() && empty.names(METTA).next().is_none());
    assert_eq!((empty.identity(), empty.links_stamp()), (Stamp::ABSENT, Stamp::ABSENT));
    assert_eq!(empty.dump(), "");
}

#[test]
fn the_newest_version_wins_in_any_order_also_over_a_removal() {
    let workspace = workspace(&[]);
    let published = workspace.publish(vec![change("a.metta", 3, "+new"), change("a.metta", 2, "+old")]);
    assert_eq!(published.stale, [uri("a.metta")]);
    assert_eq!(workspace.publish(vec![change("a.metta", 3, "+same")]).revision, published.revision);
    assert_eq!(workspace.snapshot().names(METTA).collect::<Vec<_>>(), ["new"]);
    workspace.publish(vec![removal("a.metta", 5)]);
    assert_eq!(workspace.publish(vec![change("a.metta", 4, "+late")]).stale, [uri("a.metta")]);
    assert!(workspace.snapshot().is_empty(), "an analysis that came late brought a removed document back");
    workspace.publish(vec![change("a.metta", 6, "+again")]);
    assert_eq!(workspace.snapshot().len(), 1);
}

#[test]
fn names_of_regions_are_names_of_their_own() {
    let workspace = workspace(&[("a.rho", "f [ +f g ] [ f ]"), ("b.metta", "f")]);
    let snapshot = workspace.snapshot();
    assert_eq!(mentioners(&snapshot, "f"), ["file:///b.metta"]);
    let [document] = snapshot.definitions(REGIONS, "f").collect::<Vec<_>>()[..] else {
        panic!("one document")
    };
    let sites: Vec<&str> =
        document.sites(REGIONS, "f").map(|site| document.analysis.source(site.span)).collect();
    assert_eq!(sites, ["f", "f"]);
    // The last region is removed: its names go with it (U15).
    workspace.publish(vec![change("a.rho", 2, "f")]);
    assert!(workspace.snapshot().names(REGIONS).next().is_none());
}

#[test]
fn stamps_say_what_changed() {
    let workspace = workspace(&[("a.metta", "+f"), ("b.metta", "f <m"), ("c.metta", "g")]);
    let before = workspace.snapshot();
    workspace.publish(vec![change("c.metta", 2, "g g")]);
    let after = workspace.snapshot();
    assert_ne!(before.identity(), after.identity());
    assert_eq!(before.definitions_stamp(METTA, "f"), after.definitions_stamp(METTA, "f"));
    assert_eq!(before.mentions_stamp(METTA, "f"), after.mentions_stamp(METTA, "f"));
    assert_ne!(before.mentions_stamp(METTA, "g"), after.mentions_stamp(METTA, "g"));
    assert_eq!(before.links_stamp(), after.links_stamp(), "no import line changed");
    assert_eq!(after.definitions_stamp(METTA, "g"), Stamp::ABSENT);
    workspace.publish(vec![change("c.metta", 3, "g")]);
    assert_eq!(workspace.snapshot().identity(), before.identity(), "what comes back has its stamp again");
    workspace.publish(vec![change("b.metta", 2, "f <n")]);
    assert_ne!(workspace.snapshot().links_stamp(), before.links_stamp());
}

#[test]
fn what_is_submitted_is_settled_once_and_the_newest_text_counts() {
    let workspace = workspace(&[]);
    let [older, newer, late] = [(); 3].map(|()| workspace.ticket());
    let text = |text: &str| Some(Arc::from(text));
    assert!(workspace.submit(&uri("a.metta"), newer, text("+new")));
    assert!(!workspace.submit(&uri("a.metta"), older, text("+old")));
    assert!(workspace.submit(&uri("b.metta"), older, text("b")));
    assert!(workspace.snapshot().is_empty());
    assert_eq!(workspace.newest(&uri("a.metta")), Some((newer, text("+new"))));
    let revision = workspace.settle(&Pool::new(2));
    assert_eq!(workspace.settle(&Pool::new(2)), revision, "there was nothing to settle");
    assert_eq!(workspace.snapshot().names(METTA).collect::<Vec<_>>(), ["b", "new"]);
    assert!(workspace.submit(&uri("a.metta"), late, None));
    workspace.settle(&Pool::new(1));
    assert_eq!(workspace.snapshot().names(METTA).collect::<Vec<_>>(), ["b"]);
}

#[test]
fn names_are_listed_in_order_and_by_prefix() {
    let workspace = workspace(&[("a.metta", "+foo fob bar"), ("b.metta", "f +food λ")]);
    let snapshot = workspace.snapshot();
    assert_eq!(snapshot.names(METTA).collect::<Vec<_>>(), ["bar", "f", "fob", "foo", "food", "λ"]);
    assert_eq!(snapshot.names_with_prefix(METTA, "foo").collect::<Vec<_>>(), ["foo", "food"]);
    assert_eq!(snapshot.names_with_prefix(METTA, "").count(), 6);
    assert_eq!(snapshot.names_with_prefix(REGIONS, "").count(), 0);
}

#[test]
fn an_open_buffer_hides_the_disk_until_it_is_closed() {
    let workspace = Arc::new(workspace(&[("a.metta", "+disk"), ("b.metta", "b")]));
    let overlay = Overlay::new(Arc::clone(&workspace));
    let names = || overlay.snapshot().names(METTA).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(names(), ["b", "disk"]);
    overlay.open(uri("a.metta"), 5, "+buffer");
    assert_eq!(names(), ["b", "buffer"]);
    workspace.publish(vec![change("a.metta", 9, "+disk +more")]);
    assert_eq!(names(), ["b", "buffer"], "disk replaced an open buffer");
    assert_eq!(overlay.change(uri("a.metta"), 7, "+seven"), Ok(()), "versions may jump");
    let stale = overlay.change(uri("a.metta"), 6, "+six");
    assert_eq!(stale, Err(Refused::Stale { current: 7 }));
    assert_eq!(names(), ["b", "seven"]);
    assert_eq!(workspace.snapshot().names(METTA).collect::<Vec<_>>(), ["b", "disk", "more"]);
    overlay.close(&uri("a.metta")).expect("it is open");
    assert_eq!(names(), ["b", "disk", "more"], "a closed buffer left its text");
    assert_eq!(overlay.close(&uri("a.metta")), Err(Refused::NotOpen));
    assert_eq!(overlay.change(uri("a.metta"), 8, ""), Err(Refused::NotOpen));
    overlay.open(uri("a.metta"), 1, "+again");
    assert_eq!(names(), ["again", "b"], "who opens again starts with any version");
}

#[test]
fn equal_content_has_equal_identity_on_every_connection() {
    let shared = Arc::new(workspace(&[("a.metta", "+f"), ("b.metta", "f")]));
    let [one, other] = [(); 2].map(|()| Overlay::new(Arc::clone(&shared)));
    one.open(uri("a.metta"), 1, "+g");
    other.open(uri("a.metta"), 40, "+h");
    assert_ne!(one.snapshot().identity(), other.snapshot().identity());
    other.change(uri("a.metta"), 41, "+g").expect("newer");
    assert_eq!(one.snapshot().identity(), other.snapshot().identity());
    assert_eq!(one.snapshot().dump(), other.snapshot().dump());
    let same = workspace(&[("b.metta", "f"), ("a.metta", "+g")]);
    assert_eq!(one.snapshot().identity(), same.snapshot().identity());
    assert_eq!(one.snapshot().digest(), same.digest());
}

#[test]
fn a_combination_is_built_once_and_never_goes_backwards() {
    let workspace = Arc::new(workspace(&[("a.metta", "+f")]));
    let overlay = Overlay::new(Arc::clone(&workspace));
    overlay.open(uri("b.metta"), 1, "f");
    let first = overlay.snapshot();
    assert!(Arc::ptr_eq(first.index(), overlay.snapshot().index()), "it was built again");
    workspace.publish(vec![change("c.metta", 1, "f")]);
    let second = overlay.snapshot();
    assert!(first.revision() < second.revision());
    assert_eq!(second.revision(), Edition { disk: Revision::new(2), overlay: Revision::new(1) });
    assert_eq!((first.len(), second.len()), (2, 3));
}

#[test]
fn the_dump_is_complete_and_readable() {
    let workspace =
        workspace(&[("lib.metta", "+f :f\n+g f\n<base"), ("use.rho", "f\n[ +h g ] [ h ]"), ("Z.metta", "f")]);
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"),
        prepend_module_to_snapshot => false,
    }, {
        insta::assert_snapshot!("workspace_dump_of_words", workspace.snapshot().dump());
    });
}
