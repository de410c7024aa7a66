//! What is wrong with a document, as only the workspace can tell: unbound names, contracts that the node refuses, modules
//! that are not there, errors in strings at their places.

use heddle::ide::diagnostics;
use heddle::language::Severity;
use heddle::resolver::{Lookup, Site};

use crate::marked::{marked, show};

/// The findings about the document of the cursor that have this code, and their hints.
fn found(files: &[(&str, &str)], code: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
    let case = marked(files);
    let uri = &case.cursor.uri;
    let findings = diagnostics(&Lookup::new(&case.snapshot), uri);
    let of_code: Vec<_> = findings.iter().filter(|finding| finding.code == code).collect();
    let sites: Vec<Site> =
        of_code.iter().map(|finding| Site { uri: uri.clone(), span: finding.span }).collect();
    let hints = of_code.iter().filter_map(|finding| finding.hint.clone()).collect();
    (show(&case.snapshot, &sites), show(&case.snapshot, &case.places), hints)
}

#[test]
fn a_name_that_nobody_defines_is_unbound() {
    let cases: [&[(&str, &str)]; 5] = [
        &[("a.rho", "‸new x in { ‹y›!(1) | ‹y›!(2) }")],
        &[("a.rho", "‸new x in { f!(1) }"), ("b.rho", "contract f(@x) = { Nil }")],
        &[("a.rho", "‸new x in { ‹f›!(1) }"), ("b.rho", "new f in { contract f(@x) = { Nil } }")],
        &[("a.rho", "‸@\"s\"!(1)")],
        &[("a.metta", "‸!(nobody 1)")],
    ];
    for files in cases {
        let (found, expected, _) = found(files, "R0200");
        assert_eq!(found, expected, "{files:?}");
    }
}

#[test]
fn a_name_that_is_nearly_right_is_offered() {
    let hint = |files: &[(&str, &str)]| found(files, "R0200").2.join("\n");
    assert!(hint(&[("a.rho", "‸new channel in { chanel!(1) }")]).contains("`channel`"));
    assert!(
        hint(&[("a.rho", "‸transfr!(1)"), ("b.rho", "contract transfer(@x) = { Nil }")])
            .contains("`transfer`")
    );
    // Another slip is no help.
    assert!(!hint(&[("a.rho", "‸transfr!(1)"), ("b.rho", "transfer!(1)")]).contains("`transfer`"));
    assert!(!hint(&[("a.rho", "‸new x in { y!(1) }")]).contains("`x`"));
}

#[test]
fn a_contract_on_a_free_name_is_a_warning_where_it_stands() {
    let files = [("a.rho", "‸contract ‹f›(@x) = { Nil } | f!(1)"), ("b.rho", "f!(1)")];
    let (warned, expected, _) = found(&files, "R0221");
    assert_eq!(warned, expected);
    let case = marked(&[("a.rho", "contract f(@x) = { Nil }"), ("b.rho", "‸f!(1)")]);
    let findings = diagnostics(&Lookup::new(&case.snapshot), &case.cursor.uri);
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn a_module_that_is_not_there_is_a_warning() {
    let files = [
        ("a.metta", "‸!(import! &self ‹nowhere›)\n!(import! &self b)\n!(import! &self json)"),
        ("b.metta", ""),
    ];
    let (warned, expected, hints) = found(&files, "M0201");
    assert_eq!(warned, expected);
    assert!(hints[0].contains("nowhere.metta"), "{hints:?}");
}

#[test]
fn errors_of_a_string_stand_at_their_places() {
    let case = marked(&[("a.rho", "‸@\"other\"!(\"(\") | @\"rho:metta:eval\"!(‹\"(= (f \\\"x\\\") (\"›)")]);
    let findings = diagnostics(&Lookup::new(&case.snapshot), &case.cursor.uri);
    let around = case.places[0].span;
    assert!(!findings.is_empty());
    for finding in findings {
        assert_eq!(finding.severity, Severity::Error);
        assert!(around.start <= finding.span.start && finding.span.end <= around.end, "{finding:?}");
    }
}
