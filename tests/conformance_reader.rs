//! The cases of `shared/metta/cases` that need no evaluator: texts that must be refused, and `!(quote X)` as the only form
//! of a file, whose printed result is X as it was read.

use std::path::{Path, PathBuf};

use heddle::language::metta::{FormKind, read};

/// `$HEDDLE_SHARED`, else the first `shared` above the package that holds the cases.
pub(crate) fn shared() -> Option<PathBuf> {
    let named = std::env::var_os("HEDDLE_SHARED").map(PathBuf::from);
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("shared"));
    named.into_iter().chain(above).find(|shared| shared.join("metta/cases/cases.tsv").is_file())
}

/// The printed forms, `!` before programs; `None` where the text has an error.
fn printed(text: &str) -> Option<Vec<String>> {
    let reading = read(text);
    let mark = |kind| if kind == FormKind::Program { "!" } else { "" };
    let forms = reading.atoms().map(|(form, atom)| format!("{}{atom}", mark(form.kind))).collect();
    reading.errors.is_empty().then_some(forms)
}

#[test]
fn cases_that_need_no_evaluator() {
    let Some(cases) = shared().map(|shared| shared.join("metta/cases")) else {
        println!(
            "SKIPPED: no shared/metta/cases above the package and no HEDDLE_SHARED: conformance of the reader not run"
        );
        return;
    };
    let table = std::fs::read_to_string(cases.join("cases.tsv")).expect("the table of cases is readable");
    let (mut refused, mut quoted, mut readable, mut failures) = (0, 0, 0, Vec::new());
    for line in table.lines().filter(|line| !line.starts_with('#') && !line.starts_with("file\t")) {
        let mut fields = line.split('\t');
        let (Some(file), Some(kind), Some(expected)) = (fields.next(), fields.next(), fields.next()) else {
            failures.push(format!("a row of the table without three fields: {line}"));
            continue;
        };
        let text = std::fs::read_to_string(cases.join(file)).expect("a case of the table is readable");
        let forms = printed(&text);
        match forms.as_deref() {
            None if expected.starts_with("PARSE-ERROR") => refused += 1,
            None => failures.push(format!("{file}: refused, but it is a good text")),
            Some(_) if expected.starts_with("PARSE-ERROR") && kind == "read" => {
                failures.push(format!("{file}: read, but it should be refused"));
            }
            Some([only]) if only.starts_with("!(quote ") && expected.starts_with("[(quote ") => {
                quoted += 1;
                if format!("[{}]", &only[1..]) != expected {
                    failures.push(format!("{file}: expected {expected}, got [{}]", &only[1..]));
                }
            }
            Some(_) => readable += 1,
        }
    }
    println!("{refused} refused, {quoted} quoted and printed back, {readable} others read without an error");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(refused > 0 && quoted > 0 && readable > 0, "no case was run");
}
