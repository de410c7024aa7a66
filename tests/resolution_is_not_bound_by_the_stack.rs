//! Whatever is asked about a program of great depth is answered without the call stack.

use std::sync::Arc;

use heddle::ide;
use heddle::language::{self, LanguageId, Severity};
use heddle::resolver::{Cursor, Lookup, definition, references, rename};
use heddle::text::Uri;
use heddle::workspace::{Change, Snapshot, Workspace};

const DEPTH: usize = 100_000;

fn snapshot(name: &str, text: String) -> (Snapshot, Uri) {
    let workspace = Workspace::new();
    let uri = Uri::parse(&format!("file:///ws/{name}"));
    let language = LanguageId::of(&uri).expect("a file has a language");
    let analysis = Some(Arc::new(language::analyze(language, &Arc::from(text))));
    workspace.publish(vec![Change { uri: uri.clone(), version: workspace.ticket(), analysis }]);
    (workspace.snapshot(), uri)
}

fn ask(snapshot: &Snapshot, cursor: &Cursor, name: &str, signatures: Option<usize>) {
    let lookup = Lookup::new(snapshot);
    assert_eq!(definition(&lookup, cursor).sites.len(), 1);
    assert_eq!(references(&lookup, cursor, true).sites.len(), 2);
    assert!(ide::hover(&lookup, cursor).is_some());
    assert!(!ide::completion(&lookup, cursor).items.is_empty());
    assert_eq!(ide::signature_help(&lookup, cursor).map(|help| help.signatures.len()), signatures);
    let findings = ide::diagnostics(&lookup, &cursor.uri);
    assert!(findings.iter().all(|finding| finding.severity != Severity::Error));
    assert!(!ide::document_symbols(&lookup, &cursor.uri).is_empty());
    assert!(!ide::tokens(&lookup, &cursor.uri).is_empty());
    assert_eq!(rename(&lookup, cursor, name).map(|changes| changes.len()), Ok(1));
}

#[test]
fn a_deep_program_of_rholang() {
    let text = format!("new x in {{ {}x!(1){} }}", "new y in { ".repeat(DEPTH), " }".repeat(DEPTH));
    let (snapshot, uri) = snapshot("a.rho", text);
    ask(&snapshot, &Cursor::new(uri, 4), "z", None);
}

#[test]
fn a_deep_text_of_metta() {
    let text = format!("(= (f $x) {}$x{})", "(g ".repeat(DEPTH), ")".repeat(DEPTH));
    let (snapshot, uri) = snapshot("a.metta", text);
    ask(&snapshot, &Cursor::new(uri, 6), "$z", None);
}
