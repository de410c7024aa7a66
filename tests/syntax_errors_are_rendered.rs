//! Every kind of syntax error as it is shown, under review.

use heddle::language::metta::atom::Atom;
use heddle::language::metta::{read, report};

/// One text for each error and each of its variants; together they have every code.
const TEXTS: &[(&str, &str)] = &[
    ("a `)` too many", "(= (f $x) (g $x)))\n(ok)"),
    ("a `(` too many", "(ok)\n(= (f $x) (g $x)\n(ok)"),
    ("several `(` too many, over lines", "(= (f $x)\n   (g (h $x)\n(ok)"),
    ("a string that does not end", "!(say \"naïve 日本)\n(ok)"),
    ("a string that does not end, with others behind it", "!(say \"one)\n(say \" two \")\n(ok)"),
    ("an escape that there is not", "(path \"C:\\looms\")"),
    ("`\\x` without digits", "(bell \"\\xZZ\")"),
    ("`\\x` beyond ASCII", "(id \"\\x80\")"),
    ("`\\u` without braces", "(id \"\\u41\")"),
    ("`\\u{}` without digits", "(id \"\\u{}\")"),
    ("a number that is no character's", "(id \"\\u{110000}\")"),
    ("an integer out of range", "(limit 9223372036854775808)"),
    ("a reserved character in a variable", "(= (f $x#1) $x)"),
    ("several errors of one text", "\u{feff}(a $b#) (c \"\\q\")\n)\n(d\n"),
];

#[test]
fn as_reviewed() {
    let mut shown = String::new();
    let mut codes = std::collections::BTreeSet::new();
    let mut show = |what: &str, text: &str, errors: &[_]| {
        codes.extend(errors.iter().map(heddle::language::metta::SyntaxError::code));
        shown += &format!("--- {what}\n{}\n\n", report::render("loom.metta", text, errors, false));
    };
    for (what, text) in TEXTS {
        show(what, text, &read(text).errors);
    }
    for (what, text) in [("no atom", "; nothing"), ("two atoms", "(f $x) (g $x)")] {
        show(what, text, &[Atom::parse(text).expect_err("not exactly one atom")]);
    }
    crate::snapshot("syntax_errors", &shown);
    // M0007, a text of 512 MiB, is left out.
    assert_eq!(
        codes.into_iter().collect::<Vec<_>>().join(" "),
        "M0001 M0002 M0003 M0004 M0005 M0006 M0008 M0009"
    );
}
