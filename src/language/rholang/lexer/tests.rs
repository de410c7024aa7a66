//! Tokens as section 1 of LANGUAGE.md tells them.

use super::TokenKind::*;
use super::*;

fn tokens(text: &str) -> Vec<(TokenKind, &str)> {
    let all: Vec<Token> = Lexer::new(text).collect();
    assert_eq!(all.iter().map(|token| token.span.of(text)).collect::<String>(), text);
    all.iter().filter(|t| t.kind != Space).map(|t| (t.kind, t.span.of(text))).collect()
}

fn words(text: &str) -> Vec<&str> {
    tokens(text).into_iter().map(|(_, text)| text).collect()
}

#[test]
fn every_white_space_character_is_space_and_nothing_else_is() {
    for character in '\0'..=char::MAX {
        let text = format!("a{character}b");
        let separated = Lexer::new(&text).any(|token| token.kind == Space);
        assert_eq!(separated, character.is_whitespace(), "{character:?}");
    }
}

#[test]
fn comments_are_not_nested_and_a_hash_starts_none() {
    assert_eq!(words("a // b\nc /* d\n */e"), ["a", "// b", "c", "/* d\n */", "e"]);
    assert_eq!(words("/* a /* b */ c */"), ["/* a /* b */", "c", "*", "/"]);
    assert_eq!(tokens("# a")[0], (Unknown, "#"));
    assert_eq!(tokens("/* a\nb"), [(UnclosedComment, "/* a"), (Variable, "b")]);
    assert_eq!(words("a // b\r\nc"), ["a", "// b", "c"]);
    assert_eq!(words("/**/a"), ["/**/", "a"]);
    assert_eq!(tokens("/*/"), [(UnclosedComment, "/*/")]);
}

#[test]
fn variables_and_reserved_words() {
    assert_eq!(
        tokens("_ _x 'x x' x_1"),
        [(Wildcard, "_"), (Variable, "_x"), (QuoteVariable, "'x"), (Variable, "x'"), (Variable, "x_1"),]
    );
    assert_eq!(
        tokens("bundle+{ bundle0x bundle0 bundle - bundle-"),
        [
            (BundleWrite, "bundle+"),
            (OpenBrace, "{"),
            (Variable, "bundle0x"),
            (BundleNeither, "bundle0"),
            (Bundle, "bundle"),
            (Minus, "-"),
            (BundleRead, "bundle-"),
        ]
    );
    assert_eq!(tokens("NilX Ints Int"), [(Variable, "NilX"), (Variable, "Ints"), (SimpleType, "Int")]);
}

#[test]
fn numbers_take_the_longest_form() {
    for number in [
        "1i8", "1i7", "12u256", "3n", "4r", "1.5f64", "1.f32", ".5f32", "1e5f128", "1E-5f32", "1.5p2", "1p2",
        "7f256",
    ] {
        assert_eq!(tokens(number), [(TypedNumber, number)]);
    }
    assert_eq!(words("0x10 1i 1e5 1f16 1nx"), ["0", "x10", "1", "i", "1", "e5", "1", "f16", "1n", "x"]);
    assert_eq!(tokens("1.5"), [(Decimal, "1.5")]);
    assert_eq!(words("[1...x]"), ["[", "1", "...", "x", "]"]);
    assert_eq!(words("1.nth(0) .5"), ["1", ".", "nth", "(", "0", ")", ".", "5"]);
}

#[test]
fn operators_take_the_longest_form() {
    assert_eq!(
        words("x!!(1)|y!?(2);z!=w"),
        ["x", "!!", "(", "1", ")", "|", "y", "!?", "(", "2", ")", ";", "z", "!=", "w"]
    );
    assert_eq!(words("a<<-b<-c<=d<e"), ["a", "<<-", "b", "<-", "c", "<=", "d", "<", "e"]);
    assert_eq!(words("{||}{|a|}"), ["{|", "|}", "{|", "a", "|}"]);
    assert_eq!(words("a--b/\\c\\/d"), ["a", "--", "b", "/\\", "c", "\\/", "d"]);
    assert_eq!(words("a?!a%%b"), ["a", "?!", "a", "%%", "b"]);
}

#[test]
fn strings_may_span_lines_and_what_never_ends_ends_with_its_line() {
    assert_eq!(tokens("\"a\nb\\\"c\" d"), [(Text, "\"a\nb\\\"c\""), (Variable, "d")]);
    assert_eq!(tokens("\"a\\λ\" `a b`"), [(Text, "\"a\\λ\""), (Uri, "`a b`")]);
    assert_eq!(
        tokens("\"a b\r\nc `d\ne"),
        [(UnclosedText, "\"a b"), (Variable, "c"), (UnclosedUri, "`d"), (Variable, "e"),]
    );
    assert_eq!(tokens("\"a\\"), [(UnclosedText, "\"a\\")]);
}

#[test]
fn the_string_that_lacks_its_end_is_found() {
    let text = "x!(\"a\nb\") | y!(\"c) |\n z!(\"d\") | \"e\"";
    let tokens: Vec<Token> = Lexer::new(text).collect();
    let cut = unbalanced(text, &tokens).expect("one is found");
    assert_eq!(cut as usize, text.find("\"c").expect("it is there"));
    let strings: Vec<_> = Lexer::cutting(text, cut).filter(|token| token.kind == Text).collect();
    assert_eq!(
        strings.iter().map(|token| token.span.of(text)).collect::<Vec<_>>(),
        ["\"a\nb\"", "\"d\"", "\"e\""]
    );
}

#[test]
fn what_means_nothing_is_one_token() {
    assert_eq!(tokens("a λ→\u{a0}$b"), [(Variable, "a"), (Unknown, "λ→"), (Unknown, "$"), (Variable, "b")]);
    assert_eq!(tokens("\u{feff}a\u{feff}"), [(Variable, "a"), (Unknown, "\u{feff}")]);
}
