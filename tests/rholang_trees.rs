//! The Rholang corpus (`tests/rholang/`): every production and every trap of LANGUAGE.md, with the tree that is read and
//! what is said about it, under review. Files in `refused/` have errors, all others have none.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use heddle::language::Severity;
use heddle::language::rholang::parse;
use heddle::language::rholang::print::print;
use heddle::text::LineIndex;

/// The files by folder and name.
pub(crate) fn corpus() -> BTreeMap<String, BTreeMap<String, String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rholang");
    let mut corpus: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for folder in fs::read_dir(root).expect("the corpus is there") {
        let folder = folder.expect("an entry").path();
        let Ok(files) = fs::read_dir(&folder) else { continue };
        for file in files {
            let path = file.expect("an entry").path();
            let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).expect("a file of text");
            corpus.entry(name(&folder)).or_default().insert(name(&path), text);
        }
    }
    corpus
}

#[test]
fn as_reviewed() {
    let mut codes = BTreeSet::new();
    let (mut count, mut wrong) = (0, Vec::new());
    for (folder, files) in corpus() {
        let mut shown = String::new();
        for (name, text) in files {
            count += 1;
            let tree = parse(&text);
            let lines = LineIndex::new(&text);
            write!(shown, "--- {name}\n{}", print(&tree, &text)).expect("a string takes all");
            for found in tree.errors() {
                codes.insert(found.code);
                let (place, severity) = (lines.position(found.span.start), found.severity);
                let (under, message) = (found.span.of(&text), &found.message);
                writeln!(shown, "{place} {severity:?} {} {under:?} {message}", found.code)
                    .expect("a string takes all");
            }
            let refused = tree.errors().iter().any(|found| found.severity == Severity::Error);
            if refused != (folder == "refused") {
                wrong.push(format!("{folder}/{name}: {:?}", tree.errors()));
            }
        }
        crate::snapshot(&format!("rholang_trees.{folder}"), &shown);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 150, "files of the corpus are missing: {count}");
    let expected: BTreeSet<&str> = [
        "R0001", "R0002", "R0003", "R0004", "R0005", "R0006", "R0007", "R0008", "R0009", "R0010", "R0011",
        "R0012", "R0013", "R0014", "R0015", "R0016", "R0017", "R0018", "R0019", "R0020", "R0021", "R0101",
        "R0102", "R0103", "R0104", "R0105", "R0106", "R0107", "R0108", "R0109", "R0110", "R0111", "R0112",
        "R0113", "R0114",
    ]
    .into();
    assert_eq!(codes, expected, "R0022 is a text of 4 GiB");
}
