use super::*;

/// The forms, printed; programs behind `!`.
fn forms(reading: &Reading) -> Vec<String> {
    reading
        .atoms()
        .map(|(form, atom)| format!("{}{atom}", if form.kind == FormKind::Program { "!" } else { "" }))
        .collect()
}

/// The codes and places of the errors.
fn errors(text: &str, reading: &Reading) -> Vec<String> {
    reading
        .errors
        .iter()
        .map(|error| {
            format!("{} {}..{} {}", error.code(), error.span.start, error.span.end, error.span.of(text))
        })
        .collect()
}

#[track_caller]
fn reads(text: &str, expected_forms: &[&str], expected_errors: &[&str]) {
    let reading = read(text);
    assert_eq!(forms(&reading), expected_forms, "{text:?}");
    assert_eq!(errors(text, &reading), expected_errors, "{text:?}");
}

#[test]
fn atoms_of_every_kind() {
    reads("a 1 -2.5 True \"s\" $x ()", &["a", "1", "-2.5", "True", "\"s\"", "$x", "()"], &[]);
    reads("(f $x (g $y $x) ())", &["(f $x (g $y $x) ())"], &[]);
    reads("", &[], &[]);
    reads("\u{feff}!(a)", &["!(a)"], &[]);
    reads("(a ; ) \"\n b)", &["(a b)"], &[]);
}

#[test]
fn a_bang_marks_the_next_atom() {
    reads("! a b", &["!a", "b"], &[]);
    reads("! ! a", &["!a"], &[]);
    reads("!; c\n\n (a)", &["!(a)"], &[]);
    reads("a !", &["a"], &[]);
    reads("(a ! b)", &["(a ! b)"], &[]);
    reads("!foo !1 !$x", &["!foo", "!1", "!$x"], &[]);
    assert!(read("!foo").forms.iter().all(|form| form.kind == FormKind::Atom));
    assert_eq!(read(" ! (a)").forms[0].span, Span::new(3, 6));
}

#[test]
fn variables_are_numbered_by_form() {
    let reading = read("($a $b $a) ($b)");
    assert_eq!(reading.form_words(0)[2..5], [Word::variable(0), Word::variable(1), Word::variable(0)]);
    assert_eq!(reading.form_words(0).len(), 7);
    assert_eq!(reading.form_words(1)[2], Word::variable(0));
    assert_eq!(reading.form_words(1)[3], reading.form_words(0)[6]);
    assert!(reading.form_words(2).is_empty());
}

#[test]
fn an_unmatched_close_resumes_at_the_next_anchor() {
    reads("(a)) (b)\n (c)\n!(d)", &["(a)", "!(d)"], &["M0001 3..4 )"]);
    reads("! )\n(b)", &["(b)"], &["M0001 2..3 )"]);
    reads(")\n)\n!x", &["!x"], &["M0001 0..1 )"]);
    reads(") \"\n(a \"b\")", &["(a \"b\")"], &["M0001 0..1 )"]);
}

#[test]
fn an_unclosed_form_resumes_at_the_next_anchor() {
    reads("(a 1)\n(a b\n!(id 2)", &["(a 1)", "!(id 2)"], &["M0002 6..7 ("]);
    reads("(a\n(b)\n(c", &["(b)"], &["M0002 0..1 (", "M0002 7..8 ("]);
    // Anchors in a form that is closed are layout.
    reads("(a\n(b)\n!\n(c))\n(d", &["(a (b) ! (c))"], &["M0002 14..15 ("]);
    // The `)` of an outer form that is given up is unmatched in what follows.
    reads("((a\n(b) )\n(c)", &["(b)", "(c)"], &["M0002 0..1 (", "M0001 8..9 )"]);
    let reading = read("(a (b (c");
    assert_eq!(reading.errors[0].kind, SyntaxErrorKind::UnclosedExpression { missing: 3 });
    assert_eq!(reading.errors[0].related, Some(Span::new(6, 7)));
}

#[test]
fn an_unclosed_string_resumes_at_the_next_anchor() {
    reads("(a 1)\n!(id \"abc\n!(id 2)", &["(a 1)", "!(id 2)"], &["M0003 11..12 \""]);
    // A missing quote turns what follows inside out, and the anchor turns it back.
    reads(
        "!(id \"abc\n!(id 2)\n(say \" x \")\n(b)",
        &["!(id 2)", "(say \" x \")", "(b)"],
        &["M0003 5..6 \""],
    );
    reads("\"abc\n(b)", &["(b)"], &["M0003 0..1 \""]);
    // A string over several lines is none of that.
    reads("(say \"x\n(y)\n\")\n(b", &["(say \"x\\n(y)\\n\")"], &["M0002 15..16 ("]);
}

#[test]
fn errors_inside_a_form_break_that_form_alone() {
    reads("(a \"\\q\" \"\\w\") (b)", &["(b)"], &["M0004 4..6 \\q", "M0004 9..11 \\w"]);
    reads("! \"\\q\" b", &["b"], &["M0004 3..5 \\q"]);
    reads("9223372036854775808 1", &["1"], &["M0005 0..19 9223372036854775808"]);
    reads("(f $a#1#) $b", &["$b"], &["M0006 5..6 #"]);
    reads("(f \"\\q\" (\n(b)", &["(b)"], &["M0002 0..1 (", "M0004 4..6 \\q"]);
}

#[test]
fn broken_forms_leave_no_constants() {
    let reading = read("(a b) (c $d \"\\q\") (e $f a)\n(g $h\n(i $f)");
    let constants: Vec<String> = reading.constants.iter().map(|(_, constant)| constant.to_string()).collect();
    assert_eq!(constants, ["a", "b", "e", "f", "i"]);
    assert_eq!(forms(&reading), ["(a b)", "(e $f a)", "(i $f)"]);
}

#[test]
fn depth_costs_no_stack_and_breakage_no_square() {
    let deep = format!("{}a{}", "(".repeat(200_000), ")".repeat(200_000));
    let reading = read(&deep);
    assert_eq!((reading.forms.len(), reading.errors.len()), (1, 0));
    assert_eq!(forms(&reading)[0], deep);
    let open = "(".repeat(200_000);
    assert_eq!(read(&open).errors[0].kind, SyntaxErrorKind::UnclosedExpression { missing: 200_000 });
    for line in
        ["(a (b\n", "(a\n", "(a \"b\n", "(;\"\n \"\n", "(a))\n", ")\n", "\"\\\"\n(", "(a\n(b)\n)\n(c\n"]
    {
        let text = line.repeat(20_000);
        let reading = read(&text);
        assert!(
            reading.bytes_visited() <= 4 * text.len() as u64 + 8,
            "{line:?}: {}",
            reading.bytes_visited()
        );
    }
}

#[test]
fn comments_are_kept_once() {
    let text = "; one\n(a ; two\n(b) ; three";
    let comments: Vec<&str> = read(text).comments.iter().map(|span| span.of(text)).collect();
    assert_eq!(comments, ["; one", "; two", "; three"]);
}

#[test]
fn parse_wants_exactly_one_atom() {
    let kind = |text| Atom::parse(text).map(|atom| atom.to_string()).map_err(|error| error.kind);
    assert_eq!(kind(" (a $x) ; c"), Ok("(a $x)".into()));
    assert_eq!(kind("!"), Ok("!".into()));
    assert_eq!(kind("! a"), Err(SyntaxErrorKind::SeveralAtoms));
    assert_eq!(kind("; c"), Err(SyntaxErrorKind::NoAtom));
    assert_eq!(kind("(a"), Err(SyntaxErrorKind::UnclosedExpression { missing: 1 }));
    assert_eq!(
        kind("(\"\\q\")\n(a"),
        Err(SyntaxErrorKind::InvalidEscape(super::super::syntax_error::EscapeFault::Unknown))
    );
}

#[test]
fn a_table_that_outgrows_the_caches_gives_the_same_ids() {
    use std::fmt::Write as _;
    let (mut text, mut expected) = (String::new(), Vec::new());
    for n in 0..30_000u32 {
        let far = n.wrapping_mul(2_654_435_761) % 30_000;
        let good = format!(
            "(node-number-{n} $x{} \"text {far}\" \"\\\\ {n}\" ({far} $y{}) {n}.5)",
            n % 7,
            far % 100
        );
        let _ = writeln!(text, "{good}");
        expected.push(good);
        match n % 50 {
            0 => text.push_str("(lost-escape $lost \"\\q\" lost)\n"),
            1 => text.push_str("(lost-number 9223372036854775808 lost-too)\n"),
            2 => text.push_str("(lost $z#)\n"),
            _ => {}
        }
    }
    text.push_str("(never closed");
    let reading = read(&text);
    assert_eq!(forms(&reading), expected);
    assert_eq!(reading.errors.len(), 3 * 600 + 1);
    // Ids follow first use, a variable's name counting where the variable stands; nothing broken left a constant.
    let mut next = 0;
    for (_, atom) in reading.atoms() {
        let mut at = 0;
        while let Some(&word) = atom.term().get(at) {
            let id = match word.kind() {
                super::super::word::Kind::Expression { .. } => {
                    at += 2;
                    continue;
                }
                super::super::word::Kind::Variable(number) => atom.names()[number as usize].constant_id(),
                _ => word.constant_id(),
            };
            let id = id.map_or(u32::MAX, |id| id.0);
            assert!(id <= next, "{atom}");
            next = next.max(id + 1);
            at += 1;
        }
    }
    assert_eq!(reading.constants.len(), next as usize);
}
