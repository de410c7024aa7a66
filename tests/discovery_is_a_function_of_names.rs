//! Discovery: which files, in which order, and every obstacle an error in its place.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use heddle::loader::{Discovery, LoadErrorKind, discover};
use tempfile::TempDir;

fn folder(files: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        write(folder.path(), file, "(a)");
    }
    folder
}

fn write(root: &Path, file: &str, text: &str) {
    let path = root.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Paths below `root`, errors as `path: kind`.
fn shown(root: &Path, discovery: &Discovery) -> Vec<String> {
    let below = |path: &Path| path.strip_prefix(root).unwrap_or(path).display().to_string();
    discovery
        .entries
        .iter()
        .map(|entry| match entry {
            Ok(file) => below(&file.path),
            Err(error) => format!("{}: {}", below(error.path()), error.code()),
        })
        .collect()
}

#[test]
fn a_folder_yields_its_metta_files_sorted_by_the_bytes_of_their_paths() {
    let folder = folder(&[
        "b.metta",
        "a/z.metta",
        "a.metta",
        "a/b/c.metta",
        "B.metta",
        "é.metta",
        "a/notes.txt",
        "metta",
    ]);
    let found = discover(&[folder.path()]);
    assert_eq!(
        shown(folder.path(), &found),
        ["B.metta", "a.metta", "a/b/c.metta", "a/z.metta", "b.metta", "é.metta"]
    );
    assert!(found.entries.iter().all(|entry| entry.as_ref().unwrap().length == 3));
}

#[test]
fn files_that_are_named_keep_their_order_and_may_have_any_extension() {
    let folder = folder(&["b.txt", "a.metta", ".hidden", "sub/c.metta"]);
    let path = |name: &str| folder.path().join(name);
    let found = discover(&[path("b.txt"), path("sub"), path(".hidden"), path("a.metta")]);
    assert_eq!(shown(folder.path(), &found), ["b.txt", "sub/c.metta", ".hidden", "a.metta"]);
}

#[test]
fn ignore_files_are_respected_and_hidden_files_left_out_but_what_is_named_is_taken() {
    let folder =
        folder(&["a.metta", "skip.metta", "out/b.metta", "lib/keep.metta", "lib/drop.metta", ".h/x.metta"]);
    write(folder.path(), ".gitignore", "skip.metta\nout/\n");
    write(folder.path(), "lib/.ignore", "drop.metta\n");
    assert_eq!(shown(folder.path(), &discover(&[folder.path()])), ["a.metta", "lib/keep.metta"]);
    assert_eq!(shown(folder.path(), &discover(&[folder.path().join("out")])), ["out/b.metta"]);
    assert_eq!(shown(folder.path(), &discover(&[folder.path().join("skip.metta")])), ["skip.metta"]);
}

#[test]
fn a_file_is_loaded_once_however_many_paths_lead_to_it() {
    let folder = folder(&["a.metta", "sub/b.metta"]);
    symlink(folder.path().join("a.metta"), folder.path().join("link.metta")).unwrap();
    symlink(folder.path().join("sub"), folder.path().join("twin")).unwrap();
    let path = |name: &str| folder.path().join(name);
    let found = discover(&[folder.path()]);
    assert_eq!(shown(folder.path(), &found), ["a.metta", "sub/b.metta"]);
    assert_eq!(found.repeated, 2);

    let found = discover(&[path("sub/b.metta"), path("./a.metta"), path("."), path("sub/../a.metta")]);
    assert_eq!(found.files(), 2);
    assert_eq!(shown(folder.path(), &found)[0], "sub/b.metta");
    assert_eq!(found.repeated, 5);
}

#[test]
fn a_loop_of_links_is_an_error_and_everything_else_is_found() {
    let folder = folder(&["a/b/c.metta", "z.metta"]);
    symlink(folder.path().join("a"), folder.path().join("a/b/again")).unwrap();
    let found = discover(&[folder.path()]);
    assert_eq!(shown(folder.path(), &found), ["a/b/again: L0004", "a/b/c.metta", "z.metta"]);
    let error = found.entries[0].as_ref().unwrap_err();
    assert_eq!(error.kind(), &LoadErrorKind::Loop { ancestor: folder.path().join("a") });
}

#[test]
fn what_is_missing_or_no_file_is_an_error_in_its_place() {
    let folder = folder(&["a.metta"]);
    symlink(folder.path().join("nowhere"), folder.path().join("dangling.metta")).unwrap();
    let status = std::process::Command::new("mkfifo").arg(folder.path().join("pipe.metta")).status();
    assert!(status.is_ok_and(|status| status.success()));
    assert_eq!(
        shown(folder.path(), &discover(&[folder.path()])),
        ["a.metta", "dangling.metta: L0001", "pipe.metta: L0003"]
    );
    let path = |name: &str| folder.path().join(name);
    let found = discover(&[path("missing"), path("a.metta"), path("pipe.metta"), path("a.metta/below")]);
    assert_eq!(
        shown(folder.path(), &found),
        ["missing: L0001", "a.metta", "pipe.metta: L0003", "a.metta/below: L0001"]
    );
}

#[test]
fn a_folder_may_be_called_like_a_file() {
    let folder = folder(&["x.metta/inner.metta", "x.metta/y.txt"]);
    assert_eq!(shown(folder.path(), &discover(&[folder.path()])), ["x.metta/inner.metta"]);
    assert_eq!(shown(folder.path(), &discover(&[folder.path().join("x.metta")])), ["x.metta/inner.metta"]);
}

#[test]
fn an_ignore_file_that_cannot_be_read_is_an_error() {
    let folder = folder(&["a.metta"]);
    write(folder.path(), ".gitignore", "a[z-a]\n");
    let found = discover(&[folder.path()]);
    assert_eq!(found.files(), 1);
    assert!(shown(folder.path(), &found).iter().any(|line| line.ends_with("L0005")), "{found:?}");
}

#[test]
fn nothing_is_found_in_nothing() {
    let folder = folder(&[]);
    assert!(discover(&[folder.path()]).entries.is_empty());
    assert!(discover::<&Path>(&[]).entries.is_empty());
}
