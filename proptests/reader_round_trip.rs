//! What is read prints as text that reads back as the same atom; tokens and trees keep every byte; spans and places fit
//! the text, whatever the text.

use heddle::language::metta::atom::Atom;
use heddle::language::metta::lexer::Lexer;
use heddle::language::metta::{read, report, syntax};
use heddle::text::{LineIndex, Span};
use proptest::prelude::*;

use crate::reader_specification::text;

/// Texts of atoms, with every kind of constant and strings of any characters.
fn atom() -> impl Strategy<Value = String> {
    let finite = any::<f64>().prop_filter("a literal", |value| value.is_finite());
    let leaf = prop_oneof![
        "[a-zλ→'&!:=+-][a-z0-9\"'.#]{0,20}",
        "\\$[a-z\"']{0,3}",
        any::<i64>().prop_map(|value| value.to_string()),
        finite.prop_map(|value| format!("{value:?}")),
        Just("1e400".to_string()),
        Just("-1e400".to_string()),
        any::<bool>().prop_map(|value| if value { "True".into() } else { "False".into() }),
        any::<String>().prop_map(|text| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))),
        Just("\"\\u{0}\\x00\\u{301}\"".to_string()),
    ];
    leaf.prop_recursive(8, 64, 8, |inner| {
        proptest::collection::vec(inner, 0..8).prop_map(|members| format!("( {} )", members.join(" ")))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn printing_reads_back(text in atom()) {
        let atom = Atom::parse(&text).expect("a generated atom");
        let printed = atom.as_ref().readable().to_string();
        let again = Atom::parse(&printed).expect("a printed atom");
        prop_assert_eq!(&again, &atom);
        // Not only equal but identical: 1 stays an integer, 1.0 a float.
        prop_assert_eq!(again.to_string(), atom.to_string());
        prop_assert_eq!(again.as_ref().readable().to_string(), printed);
        let mut buffer = String::new();
        atom.as_ref().print_into(&mut buffer);
        prop_assert_eq!(format!("{atom:?}"), buffer);
    }

    #[test]
    fn no_byte_is_lost(text in prop_oneof![text(), any::<String>()]) {
        let tokens: String = Lexer::new(&text).map(|token| token.span.of(&text)).collect();
        prop_assert_eq!(&tokens, &text);
        let tree = syntax::parse(&text);
        let leaves: String = tree.leaves().map(|span| span.of(&text)).collect();
        prop_assert_eq!(&leaves, &text);
        // The atoms of the tree at top level are the forms, apart from those with an error inside.
        let reading = read(&text);
        let atoms: Vec<Span> = tree.top_level().map(|at| tree.nodes()[at]).filter(|n| n.is_atom()).map(|n| n.span).collect();
        let broken = |span: &Span| reading.errors.iter().any(|error| span.contains(error.span.start));
        let forms: Vec<Span> = reading.forms.iter().map(|form| form.span).collect();
        prop_assert_eq!(atoms.into_iter().filter(|span| !broken(span)).collect::<Vec<_>>(), forms);
    }

    #[test]
    fn places_fit_the_text(text in prop_oneof![text(), any::<String>()]) {
        let reading = read(&text);
        let fits = |span: Span| text.get(span.range()).is_some();
        let lines = LineIndex::new(&text);
        let mut last = 0;
        for error in &reading.errors {
            prop_assert!(fits(error.span) && !error.span.is_empty() && error.related.is_none_or(fits));
            prop_assert!(error.span.start >= last, "errors come by place");
            last = error.span.start;
            prop_assert!(lines.position(error.span.start).line as usize <= lines.line_count());
        }
        let shown = report::render("t.metta", &text, &reading.errors, false);
        prop_assert_eq!(shown.matches("error[M").count() >= reading.errors.len(), true);
        prop_assert!(reading.comments.iter().chain(&reading.broken).all(|span| fits(*span)));
        prop_assert!(reading.bytes_visited() <= 4 * text.len() as u64 + 8);
        let mut end = 0;
        for form in &reading.forms {
            prop_assert!(fits(form.span) && form.span.start >= end);
            end = form.span.end;
        }
    }
}
