//! The specifications are checked too: each statement of LANGUAGE.md that they rest on, as an example with its answer
//! written by hand.

use heddle::oracle::specification::environment::EnvironmentSpecification;
use heddle::oracle::specification::loading::{self, LoadErrorKind, Policy};
use heddle::oracle::specification::reader::{self, ReadErrorKind};
use heddle::oracle::specification::suggestion;
use heddle::oracle::specification::term::{Term, Token};
use heddle::oracle::specification::unification::unify;

fn term(text: &str) -> Term {
    reader::read_atom(text).unwrap_or_else(|| panic!("not one atom: {text}"))
}

fn environment(text: &str) -> EnvironmentSpecification {
    let mut environment = EnvironmentSpecification::new();
    for form in reader::read(text).forms {
        environment.add(form.term);
    }
    environment
}

/// What a text reads as: each atom printed, `!` before the marked ones.
fn forms(text: &str) -> Vec<String> {
    let reading = reader::read(text);
    assert_eq!(reading.errors, [], "{text:?}");
    reading.forms.iter().map(|form| format!("{}{}", if form.marked { "!" } else { "" }, form.term)).collect()
}

fn first_error(text: &str) -> (usize, ReadErrorKind) {
    let reading = reader::read(text);
    let error = reading.errors.first().unwrap_or_else(|| panic!("no error in {text:?}"));
    (error.offset, error.kind)
}

fn shown(terms: &[Term]) -> Vec<String> {
    terms.iter().map(Term::to_string).collect()
}

#[test]
fn an_exclamation_mark_is_a_word_of_its_own() {
    assert_eq!(forms("!(f)"), ["!(f)"]);
    assert_eq!(forms("!foo !1 !$x !\"a\""), ["!foo", "!1", "!$x", "!\"a\""]);
    assert!(reader::read("!foo").forms.iter().all(|form| !form.marked));
    assert_eq!(forms("! ; over comments\n\n x y"), ["!x", "y"]);
    assert_eq!(forms("! ! x"), ["!x"]);
    assert_eq!(forms("a !"), ["a"]);
    assert_eq!(forms("!"), Vec::<String>::new());
    assert_eq!(forms("(a ! b)"), ["(a ! b)"]);
    assert_eq!(forms("!;x\n(f)"), ["!(f)"]);
    assert_eq!(reader::read("  ! (f)").forms[0].start, 4);
}

#[test]
fn words_end_at_space_brackets_and_semicolons_only() {
    assert_eq!(forms("a\"b c\"d;e\nf"), ["a\"b", "c\"d", "f"]);
    assert_eq!(forms("\"d\"e"), ["\"d\"", "e"]);
    assert_eq!(forms("a'$x&,[]{}#@` 'q"), ["a'$x&,[]{}#@`", "'q"]);
    assert_eq!(forms("(a)b(c)"), ["(a)", "b", "(c)"]);
    assert_eq!(forms("(a\u{a0}b\u{3000}c\u{200b}d\r\n\te)"), ["(a b c\u{200b}d e)"]);
    assert_eq!(forms("#| |# // λ→∀ 😀"), ["#|", "|#", "//", "λ→∀", "😀"]);
    assert_eq!(forms("\u{feff}! (f)"), ["!(f)"]);
    assert_eq!(forms("a \u{feff}b"), ["a", "\u{feff}b"]);
    assert_eq!(forms("; nothing"), Vec::<String>::new());
    assert_eq!(forms("(a ; c1 ) (\n b)"), ["(a b)"]);
}

#[test]
fn variables_start_with_a_dollar_and_stop_at_a_semicolon() {
    assert_eq!(forms("$a;b\n$ $\"x a$b"), ["$a", "$", "$\"x", "a$b"]);
    assert!(term("$").is_variable());
    assert!(!term("a$b").is_variable());
    assert_eq!(first_error("(f $x#1)"), (5, ReadErrorKind::ReservedInVariable));
}

#[test]
fn numbers_match_the_whole_word() {
    for (text, value) in
        [("1", 1), ("-1", -1), ("+1", 1), ("007", 7), ("-0", 0), ("9223372036854775807", i64::MAX)]
    {
        assert!(matches!(term(text).tokens(), [Token::Integer(own)] if *own == value), "{text}");
    }
    assert!(matches!(term("-9223372036854775808").tokens(), [Token::Integer(i64::MIN)]));
    for (text, printed) in [
        ("1.0", "1.0"),
        ("1e3", "1000.0"),
        ("-0.0", "-0.0"),
        ("1e400", "inf"),
        ("+1.50", "1.5"),
        ("1E-7", "1e-7"),
        ("1e16", "1e16"),
        ("1e15", "1000000000000000.0"),
        ("0.0001", "0.0001"),
        ("0.00009", "9e-5"),
        ("2.5e+1", "25.0"),
    ] {
        assert!(matches!(term(text).tokens(), [Token::Float(_)]), "{text}");
        assert_eq!(term(text).to_string(), printed);
    }
    for text in [
        "1.", ".5", "1e", "1e+", "--1", "+-1", "-", "+", "1_000", "0x10", "1a", "1.5.2", "1,000", "NaN",
        "inf", "-inf", "true", "\u{661}", "1e1.5", "e1", "1.e1", "1ee1", "-e1", "1e5e5",
    ] {
        assert!(term(text).is_symbol(text), "{text}");
    }
    assert!(matches!(term("True").tokens(), [Token::Bool(true)]));
    assert!(matches!(term("False").tokens(), [Token::Bool(false)]));
    assert_eq!(first_error("(a 9223372036854775808)"), (3, ReadErrorKind::IntegerOutOfRange));
    assert_eq!(first_error("-9223372036854775809"), (0, ReadErrorKind::IntegerOutOfRange));
}

#[test]
fn strings_know_six_escapes_and_two_kinds_of_code() {
    assert_eq!(term(r#""n\nt\tr\rq\"b\\x\x41u\u{3bb}s\'""#).tokens().len(), 1);
    assert!(
        matches!(term(r#""\x41\u{3bb}\'\u{0000000a}""#).tokens(), [Token::Text(text)] if text == "Aλ'\n")
    );
    assert_eq!(term(r#""n\nt\tq\"b\\x\x41u\u{3bb}""#).to_string(), "\"n\\nt\\tq\\\"b\\\\xAuλ\"");
    assert_eq!(term("\"a;b(c\nd\"").to_string(), "\"a;b(c\\nd\"");
    assert_eq!(term(r#""\u{0}\u{7f}it's""#).to_string(), r#""\u{0}\u{7f}it's""#);
    for text in [
        r#""\x80""#,
        r#""\u{110000}""#,
        r#""\u{d800}""#,
        r#""\q""#,
        r#""\u{}""#,
        r#""\u{000000041}""#,
        r#""\u41""#,
    ] {
        assert_eq!(first_error(text), (1, ReadErrorKind::InvalidEscape), "{text}");
    }
    assert_eq!(first_error("a \"bc"), (2, ReadErrorKind::UnclosedString));
    assert_eq!(first_error("a \"bc\\"), (2, ReadErrorKind::UnclosedString));
}

#[test]
fn brackets_must_match_and_reading_goes_on_in_column_one() {
    assert_eq!(first_error("a )"), (2, ReadErrorKind::UnexpectedRightBracket));
    assert_eq!(first_error("(a\n(b (c)"), (0, ReadErrorKind::UnclosedExpression));
    let read = |text: &str| {
        let reading = reader::read(text);
        let forms =
            reading.forms.iter().map(|form| format!("{}{}", if form.marked { "!" } else { "" }, form.term));
        let errors = reading.errors.iter().map(|error| format!("{:?} at {}", error.kind, error.offset));
        (forms.collect::<Vec<_>>().join(" "), errors.collect::<Vec<_>>().join(", "))
    };
    let case = |text: &str, forms: &str, errors: &str| {
        assert_eq!(read(text), (forms.into(), errors.into()), "{text}")
    };
    case(
        "(a \"\\q\\n\\w\"\n(x) $a#b#) (b)",
        "(b)",
        "InvalidEscape at 4, InvalidEscape at 8, ReservedInVariable at 18",
    );
    case("99999999999999999999 (a)", "(a)", "IntegerOutOfRange at 0");
    case(
        "(a)\n(b (x\n (y)\n!(c)) (lost)\n(d)\n",
        "(a) !(c) (d)",
        "UnclosedExpression at 4, UnexpectedRightBracket at 19",
    );
    case("(a\n(b)\n", "(b)", "UnclosedExpression at 0");
    case("(a\n(b)\n)", "(a (b))", "");
    case("(a \"b\n(c)\n(d e)", "(c) (d e)", "UnclosedString at 3");
    case("(a \"b\n(c)\n(d \"e\")", "(a \"b\\n(c)\\n(d \" e\")", "");
    case("(a \"b\n(c)\" \n(d)", "(c) (d)", "UnclosedString at 3, UnclosedString at 9");
    case("\"x\n(c)", "(c)", "UnclosedString at 0");
    case(
        "(a $x#y \"\\q\" (b\n(c)",
        "(c)",
        "UnclosedExpression at 0, ReservedInVariable at 5, InvalidEscape at 9",
    );
    assert_eq!(reader::read("! )\n(x)").forms.iter().filter(|form| form.marked).count(), 0);
    assert_eq!(reader::read("(a\n(b)\n").forms.len(), 1);
}

#[test]
fn nothing_needs_the_call_stack() {
    let text = format!("{}a{}", "(".repeat(100_000), ")".repeat(100_000));
    let deep = term(&text);
    assert_eq!(deep, deep.clone());
    assert!(deep.alpha_eq(&deep.clone()));
    assert_eq!(deep.to_string(), text);
    assert!(unify(&deep, &deep).is_some());
    assert!(unify(&term(&text.replace('a', "$x")), &deep).is_some());
}

#[test]
fn numbers_are_equal_by_value_everywhere() {
    assert_eq!(term("(n 1)"), term("(n 1.0)"));
    assert_eq!(term("0"), term("-0.0"));
    assert_ne!(term("1"), term("1.5"));
    assert_ne!(term("1"), term("True"));
    assert_ne!(term("1"), term("\"1\""));
    assert_ne!(term("9223372036854775807"), term("9223372036854775808.0"));
    assert_ne!(term("9007199254740993"), term("9007199254740992.0"));
    assert_eq!(term("-9223372036854775808"), term("-9223372036854775808.0"));
    let mut space = environment("(n 1) (n 1.0)");
    assert_eq!(space.multiplicity(&term("(n 1)")), 2);
    assert_eq!(shown(&space.query(&term("(n 1.0)"), &term("hit"))), ["hit", "hit"]);
    assert!(space.remove(&term("(n 1.0)")));
    assert_eq!(shown(space.atoms()), ["(n 1.0)"]);
}

#[test]
fn alpha_equality_wants_the_same_pattern_of_variables() {
    assert!(term("(f $x $y $x)").alpha_eq(&term("(f $a $b $a)")));
    assert!(!term("(f $x $y)").alpha_eq(&term("(f $x $x)")));
    assert!(!term("(f $x $x)").alpha_eq(&term("(f $x $y)")));
    assert!(!term("(f $x)").alpha_eq(&term("(f a)")));
    assert_ne!(term("(f $x)"), term("(f $y)"));
}

#[test]
fn the_space_is_a_multiset_in_order_of_load() {
    let mut space = environment("(a 1) b (a 1)");
    assert_eq!(shown(space.atoms()), ["(a 1)", "b", "(a 1)"]);
    assert_eq!(space.multiplicity(&term("(a 1)")), 2);
    assert!(space.remove(&term("(a 1)")));
    assert_eq!(shown(space.atoms()), ["b", "(a 1)"]);
    assert!(!space.remove(&term("c")));
    let alpha = environment("(r $x) (r $y)");
    assert_eq!(alpha.multiplicity(&term("(r $z)")), 2);
    assert!(alpha.has_fact(&term("(r $z)")));
    assert!(!alpha.has_fact(&term("(r 1)")));
    assert_eq!(shown(&alpha.query(&term("(r 1)"), &term("hit"))), ["hit", "hit"]);
}

#[test]
fn removal_is_no_pattern() {
    let mut space = environment("(r 1) (r 2) (r $y)");
    assert!(!space.remove(&term("(r $x)")));
    assert!(space.remove(&term("(r $y)")));
    assert_eq!(space.len(), 2);
}

#[test]
fn matching_is_two_sided_unification_with_occurs_check() {
    let query = |space: &str, pattern: &str, template: &str| {
        shown(&environment(space).query(&term(pattern), &term(template)))
    };
    assert_eq!(query("(likes $x pizza)", "(likes bob $w)", "$w"), ["pizza"]);
    assert_eq!(query("(likes $x pizza)", "(likes $who $who)", "$who"), ["pizza"]);
    assert_eq!(query("(eq $x (s $x))", "(eq $y $y)", "$y"), Vec::<String>::new());
    assert_eq!(query("(q 1 1) (q 1 2) (q 2 2)", "(q $x $x)", "$x"), ["1", "2"]);
    assert_eq!(query("(q 1)", "(q $x)", "($x $y)"), ["(1 $y)"]);
    assert_eq!(query("(f a) (f)", "(f)", "hit"), ["hit"]);
    assert_eq!(query("(f a) b", "$x", "$x"), ["(f a)", "b"]);
    assert_eq!(query("(q $x $x)", "(q $x 1)", "$x"), ["1"]);
    assert_eq!(query("(q 1)", "(z $x)", "$x"), Vec::<String>::new());
}

#[test]
fn a_conjunction_joins_and_multiplies_in_depth_first_order() {
    let query = |space: &str, pattern: &str, template: &str| {
        shown(&environment(space).query(&term(pattern), &term(template)))
    };
    assert_eq!(query("(p a b) (p b c) (p b d)", "(, (p $x $y) (p $y $z))", "($x $z)"), ["(a c)", "(a d)"]);
    assert_eq!(query("(a 1) (a 1) (b 1) (b 1) (b 1)", "(, (a $x) (b $x))", "hit").len(), 6);
    assert_eq!(query("(a 1)", "(,)", "hit"), ["hit"]);
    assert_eq!(query("", "(,)", "hit"), ["hit"]);
    assert_eq!(query("(a 1)", "(, (a $x))", "$x"), ["1"]);
    assert_eq!(
        query("(b 2) (a 1) (a 2) (b 1)", "(, (a $x) (b $y))", "($x $y)"),
        ["(1 2)", "(1 1)", "(2 2)", "(2 1)"]
    );
    assert_eq!(query("(r $x)", "(, (r 1) (r 2))", "hit"), ["hit"], "stored variables are fresh at each use");
}

#[test]
fn rules_and_types_are_plain_atoms() {
    let mut space = environment("(= (f $x) 1) (= a) (= a b c) (: a A) (: a B) (: (g a) C) (: a A)");
    assert_eq!(space.rules().len(), 1);
    assert_eq!(shown(&space.get_type(&term("a"))), ["A", "B", "A"]);
    assert_eq!(shown(&space.get_type(&term("(g a)"))), ["C"]);
    assert_eq!(space.get_type(&term("b")), []);
    space.add_rule(&term("(h)"), &term("1"));
    space.add_type(&term("b"), &term("B"));
    assert_eq!(shown(&space.atoms()[7..]), ["(= (h) 1)", "(: b B)"]);
}

#[test]
fn a_transaction_is_all_or_nothing() {
    let mut space = environment("a");
    let kept: Result<(), ()> = space.transaction(|inner| {
        inner.add(term("b"));
        Ok(())
    });
    assert_eq!(kept, Ok(()));
    let failed: Result<(), &str> = space.transaction(|inner| {
        inner.add(term("c"));
        inner.remove(&term("a"));
        Err("no")
    });
    assert_eq!(failed, Err("no"));
    assert_eq!(shown(space.atoms()), ["a", "b"]);
}

#[test]
fn a_distance_counts_an_exchange_of_neighbours_as_one() {
    for (a, b, distance) in [
        ("", "", 0),
        ("a", "", 1),
        ("ab", "ba", 1),
        ("abc", "acb", 1),
        ("fibonacci", "fibonaci", 1),
        ("kitten", "sitting", 3),
        ("ca", "abc", 3),
        ("λx", "xλ", 1),
    ] {
        assert_eq!(suggestion::distance(a, b), distance, "{a} {b}");
        assert_eq!(suggestion::distance(b, a), distance, "{b} {a}");
    }
    let names = ["fob", "foo", "of", "foobar", "fooo", "fo", "fob"];
    assert_eq!(suggestion::suggest("foo", names), ["fo", "fob", "fooo"], "the name itself is no suggestion");
}

#[test]
fn a_load_fails_with_the_first_error_in_path_order_or_collects_all() {
    let start = environment("kept");
    let files: [(&str, &[u8]); 4] = [
        ("a.metta", b"(a 1)\n!(run a)"),
        ("b.metta", b"(b 1)\n(b \xc3\xa9 \"\\q\")\n (x))\n(fine)"),
        ("c.metta", b"ok\xff"),
        ("d.metta", b"(d 1)"),
    ];
    let failed = loading::load(&start, files, Policy::FailFast);
    assert_eq!(shown(failed.environment.atoms()), ["kept"]);
    assert_eq!(failed.errors.len(), 1);
    let error = &failed.errors[0];
    assert_eq!((error.path.as_str(), error.offset, error.line, error.column), ("b.metta", 13, 2, 7));
    assert_eq!(error.kind, LoadErrorKind::Syntax(ReadErrorKind::InvalidEscape));
    let collected = loading::load(&start, files, Policy::Collect);
    assert_eq!(shown(collected.environment.atoms()), ["kept", "(a 1)", "(d 1)"]);
    let places: Vec<_> =
        collected.errors.iter().map(|error| (error.path.as_str(), error.line, error.column)).collect();
    assert_eq!(places, [("b.metta", 2, 7), ("b.metta", 3, 5), ("c.metta", 1, 3)]);
    assert_eq!(collected.errors[2].kind, LoadErrorKind::InvalidUtf8);
    assert_eq!(collected.programs[0], ("a.metta".to_owned(), vec![term("(run a)")]));
}

#[test]
fn rules_are_found_by_head_and_arity_in_order_of_load_with_the_headless_between() {
    let text = "(= (f 1) a) (= $x b) (= (g 1) c) (= ($h 1) d) (= (f 1) a) (= ((curry $f) $x) e) (= (f) g) (= (1 $x) i)";
    let space = environment(text);
    let found = |head: &str, arity: usize| {
        let rules = space.matching_rules(head, arity);
        rules.into_iter().map(Term::to_string).collect::<Vec<_>>().join(" ")
    };
    let wild = "(= $x b) (= ($h 1) d) (= ((curry $f) $x) e)";
    assert_eq!(
        found("f", 1),
        "(= (f 1) a) (= $x b) (= ($h 1) d) (= (f 1) a) (= ((curry $f) $x) e) (= (1 $x) i)"
    );
    assert_eq!(found("f", 0), format!("{wild} (= (f) g) (= (1 $x) i)"));
    assert_eq!(found("k", 3), format!("{wild} (= (1 $x) i)"));
    assert_eq!(space.rule_count(), 8);
}

#[test]
fn multiplicities_count_up_to_variable_names_and_can_be_set() {
    let mut space = environment("(r $x) b (r $y) (= (f) 1) (= (f) 1) (: a A)");
    let rows = space.multiplicities();
    let shown_rows: Vec<_> = rows.iter().map(|(atom, count)| format!("{count} {atom}")).collect();
    assert_eq!(shown_rows, ["2 (r $x)", "1 b", "2 (= (f) 1)", "1 (: a A)"]);
    let before = space.dump();
    assert_eq!(before, "; atoms: 6, rules: 2, types: 1\n(r $x)\nb\n(r $y)\n(= (f) 1)\n(= (f) 1)\n(: a A)\n");
    space.set_multiplicities(&rows);
    assert_eq!(space.dump(), before);
    space.set_multiplicities(&[
        (term("new"), 1),
        (term("(r $z)"), 1),
        (term("b"), 0),
        (term("(= (f) 1)"), 1),
        (term("(= (f) 1)"), 2),
        (term("1e400"), 1),
    ]);
    let after = "; atoms: 6, rules: 3, types: 0\n(r $y)\n(= (f) 1)\n(= (f) 1)\nnew\n(= (f) 1)\n1e999\n";
    assert_eq!(space.dump(), after);
    assert_eq!(space.suggest("mew"), ["new"]);
    assert_eq!(space.suggest("s"), ["=", "f", "r"]);
}
