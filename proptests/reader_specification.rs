//! The reader against the naive reader of the specification: same forms, same marks, same errors at the same places, on
//! texts that are mostly broken.

use heddle::language::metta::syntax_error::SyntaxErrorKind;
use heddle::language::metta::{FormKind, read};
use heddle::oracle::specification::reader::{self as naive, ReadErrorKind};
use proptest::prelude::*;

/// Pieces of text among which brackets, quotes, line starts and white space of all kinds are frequent.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop_oneof![Just("("), Just(")"), Just("\n("), Just("\n!"), Just("\n"), Just(" ")],
        6 => prop_oneof![Just("a"), Just("f "), Just("$x"), Just("$"), Just(" 1 "), Just("-2.5e3"), Just("!"), Just("True")],
        4 => prop_oneof![Just("\""), Just(" \""), Just("\\"), Just("\\n"), Just("; "), Just(";\""), Just("#"), Just("\"s\"")],
        2 => prop_oneof![Just("9223372036854775808 "), Just("1e400 "), Just("\\u{3bb}"), Just("\\x80"), Just("\\u{"),
                         Just("λ"), Just("\u{a0}"), Just("\u{3000}"), Just("\u{200b}"), Just("\u{feff}"), Just("\r"), Just("😀")],
        1 => any::<char>().prop_map(|c| Box::leak(c.to_string().into_boxed_str()) as &'static str),
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// The kind and offset as the specification names them.
fn shown(kind: SyntaxErrorKind) -> ReadErrorKind {
    match kind {
        SyntaxErrorKind::UnmatchedClose => ReadErrorKind::UnexpectedRightBracket,
        SyntaxErrorKind::UnclosedExpression { .. } => ReadErrorKind::UnclosedExpression,
        SyntaxErrorKind::UnclosedText => ReadErrorKind::UnclosedString,
        SyntaxErrorKind::InvalidEscape(_) => ReadErrorKind::InvalidEscape,
        SyntaxErrorKind::IntegerOutOfRange => ReadErrorKind::IntegerOutOfRange,
        SyntaxErrorKind::ReservedVariableName => ReadErrorKind::ReservedInVariable,
        other => panic!("{other:?} is no error of a text"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn agrees_with_the_specification(text in text()) {
        let reading = read(&text);
        let expected = naive::read(&text);
        let errors: Vec<_> = reading.errors.iter().map(|e| (e.span.start as usize, shown(e.kind))).collect();
        let expected_errors: Vec<_> = expected.errors.iter().map(|e| (e.offset, e.kind)).collect();
        prop_assert_eq!(errors, expected_errors);
        let forms: Vec<_> = reading.atoms()
            .map(|(form, atom)| (form.span.start as usize, form.kind == FormKind::Program, atom.to_string()))
            .collect();
        let expected_forms: Vec<_> =
            expected.forms.iter().map(|form| (form.start, form.marked, form.term.to_string())).collect();
        prop_assert_eq!(forms, expected_forms);
    }
}
