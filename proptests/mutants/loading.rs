//! Faulty loaders.

use heddle::oracle::loading::{self, File, Outcome, Way};
use heddle::oracle::specification::loading::Policy;

/// A fault in words, and the loader that has it.
pub(crate) type Faulty = (&'static str, fn(&[File], Policy, Way) -> Outcome);

/// Loaders with one fault each: production, given other files or other orders, as the fault would.
pub(crate) const LOADERS: [Faulty; 7] = [
    ("files are merged in order of completion (MS13)", |files, policy, way| {
        let renamed = |(number, (_, bytes)): (usize, &File)| (format!("{number}.metta"), bytes.clone());
        let late: Vec<File> = files.iter().rev().enumerate().map(renamed).collect();
        let honest = loading::production(files, policy, way);
        Outcome { dump: loading::production(&late, policy, way).dump, ..honest }
    }),
    ("the error of the first finisher (MS11)", |files, policy, way| {
        let honest = loading::production(files, policy, way);
        let last = loading::production(files, Policy::Collect, way).errors.pop();
        if policy == Policy::FailFast {
            Outcome { errors: last.into_iter().collect(), ..honest }
        } else {
            honest
        }
    }),
    ("fail-fast leaves files behind", |files, policy, way| {
        let honest = loading::production(files, policy, way);
        Outcome { dump: loading::production(files, Policy::Collect, way).dump, ..honest }
    }),
    ("the union of files loses copies (MS18)", |files, policy, way| {
        let mut honest = loading::production(files, policy, way);
        let mut lines: Vec<&str> = Vec::new();
        for line in honest.dump.lines() {
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        honest.dump = lines.iter().map(|line| format!("{line}\n")).collect();
        honest
    }),
    ("`!` forms are added as facts (MS15)", |files, policy, way| {
        let added = |(path, bytes): &File| {
            let text = String::from_utf8_lossy(bytes).replace("\n!", "\n");
            (path.clone(), if text.contains('\u{fffd}') { bytes.clone() } else { text.into_bytes() })
        };
        let honest = loading::production(files, policy, way);
        let files: Vec<File> = files.iter().map(added).collect();
        Outcome { dump: loading::production(&files, policy, way).dump, ..honest }
    }),
    ("the last file is lost when it ends without a line end", |files, policy, way| {
        let mut files = files.to_vec();
        if files.last().is_some_and(|(_, bytes)| !bytes.ends_with(b"\n")) {
            files.pop();
        }
        loading::production(&files, policy, way)
    }),
    ("a broken file contributes what stands before its error", |files, policy, way| {
        let honest = loading::production(files, policy, way);
        let good = |(path, bytes): &File| {
            let text = String::from_utf8_lossy(bytes);
            let start = text.find("(a (b").unwrap_or(text.len());
            (path.clone(), text[..start].as_bytes().to_vec())
        };
        let files: Vec<File> = files.iter().map(good).collect();
        Outcome { dump: loading::production(&files, policy, way).dump, ..honest }
    }),
];
