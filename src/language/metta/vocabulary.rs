//! The words of MeTTa that have a meaning of their own: what binds variables, what steers evaluation, the library.

use crate::language::TokenKind;

/// A form that does more than call its head: it binds variables, or it names something outside the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Special {
    /// `(let pattern value body)`.
    Let,
    /// `(let* ((pattern value) ..) body)`.
    Sequence,
    /// Values, then patterns, then a body: `(chain value $x body)`.
    Values {
        /// How many values, which see nothing of the patterns.
        values: u8,
        /// How many patterns.
        patterns: u8,
        /// A function without a name is applied to what the patterns bind.
        applies: bool,
    },
    /// `(match space pattern template)`.
    Match,
    /// `(case value ((pattern result) ..))`.
    Cases,
    /// `(import! space module)`.
    Import,
    /// `(include module)`.
    Include,
    /// `(bind! name value)`.
    Bind,
}

impl Special {
    /// What an expression with this head is, if it is special.
    pub(super) fn of(head: &str) -> Option<Special> {
        let values = |values, patterns, applies| Special::Values { values, patterns, applies };
        Some(match head {
            "let" => Special::Let,
            "let*" => Special::Sequence,
            "chain" => values(1, 1, false),
            "match" => Special::Match,
            "case" | "switch" | "switch-minimal" => Special::Cases,
            "lambda" | "|->" | "\\" => values(0, 1, true),
            "map-atom" | "filter-atom" => values(1, 1, true),
            "foldl-atom" => values(2, 2, true),
            "if-decons-expr" => values(1, 2, false),
            "import!" => Special::Import,
            "include" => Special::Include,
            "bind!" => Special::Bind,
            _ => return None,
        })
    }
}

/// True for words that hold a text together and name nothing: they are no occurrences.
pub(super) fn is_punctuation(word: &str) -> bool {
    matches!(word, "=" | ":" | ":<" | "->" | "," | "!")
}

/// The words that steer evaluation, in order.
const KEYWORDS: [&str; 37] = [
    ":",
    ":<",
    "=",
    "False",
    "True",
    "\\",
    "add-atom",
    "assertEqual",
    "assertEqualToResult",
    "bind!",
    "case",
    "chain",
    "collapse",
    "empty",
    "eval",
    "evalc",
    "function",
    "get-atoms",
    "if",
    "if-decons-expr",
    "if-equal",
    "if-error",
    "import!",
    "include",
    "lambda",
    "let",
    "let*",
    "match",
    "pragma!",
    "quote",
    "remove-atom",
    "return",
    "superpose",
    "switch",
    "unify",
    "unquote",
    "|->",
];

/// The operators, in order.
const OPERATORS: [&str; 18] = [
    "!", "!=", "%", "*", "+", "-", "->", "/", "<", "<=", "==", "=alpha", ">", ">=", "and", "not", "or", "xor",
];

/// Everything that may be completed anywhere, in order.
pub(super) const COMPLETIONS: &[&str] = &[
    "!=",
    "%",
    "&self",
    "*",
    "+",
    "-",
    "->",
    "/",
    ":",
    ":<",
    "<",
    "<=",
    "=",
    "==",
    "=alpha",
    ">",
    ">=",
    "@desc",
    "@doc",
    "@param",
    "@params",
    "@return",
    "Atom",
    "Bool",
    "Empty",
    "Error",
    "Expression",
    "False",
    "Grounded",
    "Number",
    "String",
    "Symbol",
    "True",
    "Type",
    "Variable",
    "abs-math",
    "add-atom",
    "add-atoms",
    "add-reduct",
    "add-reducts",
    "and",
    "assert",
    "assertAlphaEqual",
    "assertEqual",
    "assertEqualToResult",
    "assertIncludes",
    "atom-subst",
    "bind!",
    "car-atom",
    "case",
    "cdr-atom",
    "ceil-math",
    "chain",
    "change-state!",
    "collapse",
    "collapse-bind",
    "cons-atom",
    "context-space",
    "decons-atom",
    "empty",
    "eval",
    "evalc",
    "filter-atom",
    "floor-math",
    "foldl-atom",
    "for-each-in-atom",
    "format-args",
    "function",
    "get-atoms",
    "get-doc",
    "get-metatype",
    "get-state",
    "get-type",
    "get-type-space",
    "help!",
    "id",
    "if",
    "if-decons-expr",
    "if-equal",
    "if-error",
    "import!",
    "include",
    "index-atom",
    "intersection",
    "intersection-atom",
    "is-function",
    "lambda",
    "let",
    "let*",
    "log-math",
    "map-atom",
    "match",
    "match-types",
    "max-atom",
    "metta",
    "min-atom",
    "mod-space!",
    "new-space",
    "new-state",
    "noeval",
    "nop",
    "not",
    "or",
    "pow-math",
    "pragma!",
    "println!",
    "quote",
    "remove-atom",
    "return",
    "return-on-error",
    "round-math",
    "sealed",
    "size-atom",
    "sort-strings",
    "sqrt-math",
    "subtraction",
    "subtraction-atom",
    "superpose",
    "superpose-bind",
    "switch",
    "switch-minimal",
    "trace!",
    "trunc-math",
    "type-cast",
    "unify",
    "union",
    "union-atom",
    "unique",
    "unique-atom",
    "unquote",
    "xor",
    "|->",
];

/// How a word is highlighted wherever it stands, if it has a meaning of its own.
pub(super) fn token_kind(word: &str) -> Option<TokenKind> {
    if OPERATORS.binary_search(&word).is_ok() {
        Some(TokenKind::Operator)
    } else {
        KEYWORDS.binary_search(&word).is_ok().then_some(TokenKind::Keyword)
    }
}

/// True for words whose meaning a definition of the same name would change.
pub(super) fn is_reserved(word: &str) -> bool {
    is_punctuation(word) || Special::of(word).is_some() || token_kind(word).is_some()
}

/// True for the functions of the library: an expression with such a head is evaluated to something else.
pub(super) fn is_library(word: &str) -> bool {
    let is_type = word.starts_with(|first: char| first.is_ascii_uppercase());
    !is_type && COMPLETIONS.binary_search(&word).is_ok()
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn the_tables_can_be_searched() {
        for table in [&KEYWORDS[..], &OPERATORS, COMPLETIONS] {
            assert!(table.is_sorted_by(|a, b| a < b), "{table:?}");
        }
    }

    #[test]
    fn words_that_bind_are_words_of_the_language() {
        let special = ["let", "let*", "chain", "match", "case", "switch", "switch-minimal", "lambda", "|->"];
        let others =
            ["map-atom", "filter-atom", "foldl-atom", "if-decons-expr", "import!", "include", "bind!"];
        for word in special.into_iter().chain(others) {
            assert!(Special::of(word).is_some() && COMPLETIONS.contains(&word), "{word}");
        }
    }

    #[test]
    fn constructors_are_no_functions() {
        assert!(is_library("car-atom") && is_library("+") && is_library("if"));
        assert!(!is_library("Error") && !is_library("True") && !is_library("Cons"));
    }
}
