//! What can be done about findings: the texts that the fixes leave behind.

use std::collections::BTreeSet;

use heddle::ide::{Fix, fixes};
use heddle::resolver::Lookup;
use heddle::text::Span;

use crate::marked::{Marked, marked};

type Files<'a> = &'a [(&'a str, &'a str)];

fn at_cursor(case: &Marked) -> Vec<Fix> {
    let offset = case.cursor.offset;
    fixes(&Lookup::new(&case.snapshot), &case.cursor.uri, Span::new(offset, offset))
}

/// The title of each fix at the cursor, and the documents that it changes, as they are then.
fn fixed(files: Files<'_>) -> Vec<(String, Vec<String>)> {
    let case = marked(files);
    let texts = |fix: &Fix| -> Vec<String> {
        let text = |(uri, edits): &(_, Vec<heddle::resolver::TextEdit>)| {
            let document = case.snapshot.document(uri).expect("the document is there");
            let mut text = document.analysis.text().to_string();
            for edit in edits.iter().rev() {
                text.replace_range(edit.span.range(), &edit.text);
            }
            text
        };
        fix.changes.iter().map(text).collect()
    };
    at_cursor(&case).iter().map(|fix| (fix.title.clone(), texts(fix))).collect()
}

fn fix(title: &str, texts: &[&str]) -> (String, Vec<String>) {
    (title.to_owned(), texts.iter().map(|&text| text.to_owned()).collect())
}

#[test]
fn an_unbound_name_is_replaced_bound_or_quoted() {
    assert_eq!(
        fixed(&[("a.rho", "new total in { totl‸!(1) | \"é😀\" }")]),
        [
            fix("Replace with `total`", &["new total in { total!(1) | \"é😀\" }"]),
            fix("Bind it with `new totl`", &["new totl in { new total in { totl!(1) | \"é😀\" } }"]),
            fix("Quote the name: `@\"totl\"`", &["new total in { @\"totl\"!(1) | \"é😀\" }"]),
        ]
    );
    // A binder of names does not help where a process is needed, and quotes do not either.
    assert_eq!(fixed(&[("a.rho", "@\"s\"!(‸xyz)")]), []);
    assert_eq!(
        fixed(&[("a.rho", "// é\n‸x!(1) |\nx!(2) // end")])[0],
        fix("Bind it with `new x`", &["new x in {\n// é\nx!(1) |\nx!(2) // end\n}"])
    );
}

#[test]
fn a_contract_on_a_free_name_is_quoted_wherever_it_is_called() {
    let files =
        [("a.rho", "contract ‸pay(@x) = { Nil }"), ("b.rho", "new k in { \"é\" | pay!(1) | pay!(2) }")];
    assert_eq!(
        fixed(&files),
        [fix(
            "Quote the name in 2 documents: `@\"pay\"`",
            &["contract @\"pay\"(@x) = { Nil }", "new k in { \"é\" | @\"pay\"!(1) | @\"pay\"!(2) }"]
        )]
    );
    assert_eq!(
        fixed(&files[..1]),
        [
            fix("Quote the name: `@\"pay\"`", &["contract @\"pay\"(@x) = { Nil }"]),
            fix("Bind it with `new pay`", &["new pay in { contract pay(@x) = { Nil } }"]),
        ]
    );
}

#[test]
fn brackets_and_strings_are_closed() {
    let cases = [
        ("a.metta", "‸(= (f $x) (g $x)\n\n; é\n(= (h) 1)", "(= (f $x) (g $x))\n\n; é\n(= (h) 1)"),
        ("a.metta", "‸(= (f $x) (g (h $x ; é\n", "(= (f $x) (g (h $x))) ; é\n"),
        ("a.metta", "(= (f) 1))‸", "(= (f) 1)"),
        ("a.metta", "!(f ‸\"é", "!(f \"é\""),
        ("a.rho", "new x in ‸{ x!(1) ", "new x in { x!(1)} "),
        ("a.rho", "new x in { x!(1) } ‸}", "new x in { x!(1) } "),
        ("a.rho", "new x in { x!([1, 2‸,]) }", "new x in { x!([1, 2]) }"),
        ("a.rho", "@\"rho:metta:eval\"!(\"é ‸(f 1\")", "@\"rho:metta:eval\"!(\"é (f 1)\")"),
        ("a.rho", "@\"rho:metta:eval\"!(\"!(f ‸\\\"é\")", "@\"rho:metta:eval\"!(\"!(f \\\"é\\\"\")"),
    ];
    for (name, text, expected) in cases {
        let found = fixed(&[(name, text)]);
        let texts: Vec<&str> = found.iter().map(|(_, texts)| texts[0].as_str()).collect();
        assert!(texts.contains(&expected), "{text}: {found:?}");
    }
}

#[test]
fn what_is_bound_and_never_used_need_not_have_a_name() {
    let cases: [(Files<'_>, &[&str]); 6] = [
        (&[("a.rho", "for (@‸x <- @\"c\") { Nil }")], &["for (@_ <- @\"c\") { Nil }"]),
        (&[("a.rho", "for (@‸x <- @\"c\") { @\"d\"!(x) }")], &[]),
        (&[("a.rho", "new ‸x in { Nil }")], &[]),
        (&[("a.metta", "; é\n(= (f ‸$x $y) $y)")], &["; é\n(= (f $_x $y) $y)"]),
        (&[("a.metta", "(= (f ‸$x $_x) $_x)")], &[]),
        (&[("a.metta", "(= (f ‸$x) $x)")], &[]),
    ];
    for (files, expected) in cases {
        let found = fixed(files);
        let texts: Vec<&str> = found.iter().map(|(_, texts)| texts[0].as_str()).collect();
        assert_eq!(texts, expected, "{files:?}");
    }
}

#[test]
fn a_document_of_findings_is_answered_for_the_first_ones() {
    let text = format!("‸{}", "x!(1) | ".repeat(6_000));
    let case = marked(&[("a.rho", &text)]);
    let lookup = Lookup::new(&case.snapshot);
    let (uri, whole) = (&case.cursor.uri, Span::new(0, text.len() as u32));
    let found = fixes(&lookup, uri, whole);
    let places: BTreeSet<u32> =
        found.iter().filter_map(|fix| fix.finding.as_ref()).map(|finding| finding.span.start).collect();
    let expected: BTreeSet<u32> = (0..16).map(|number| number * 8).collect();
    assert_eq!(places, expected);
}

#[test]
fn a_similar_name_that_is_bound_elsewhere_is_no_fix() {
    let case = marked(&[("a.rho", "new count in { count!(1) } | cou‸t!(2)")]);
    let titles: Vec<String> = at_cursor(&case).into_iter().map(|fix| fix.title).collect();
    assert!(!titles.is_empty() && titles.iter().all(|title| !title.contains("`count`")), "{titles:?}");
}
