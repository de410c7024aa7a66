//! What a name may be renamed to.

use super::constants::Constant;
use super::lexer::{Lexer, TokenKind};
use super::{literal, vocabulary};

/// Whether `name` may be written where `old` stands: a variable for a variable, a symbol for a symbol.
///
/// # Errors
/// Why not, in one sentence.
pub(super) fn check(old: &str, name: &str) -> Result<(), String> {
    let mut tokens = Lexer::new(name);
    let kind = match (tokens.next(), tokens.next()) {
        (Some(token), None) => Some(token.kind),
        _ => None,
    };
    if old.starts_with('$') {
        return match kind {
            Some(TokenKind::Variable) if name.contains('#') => {
                Err(format!("`{name}` is no MeTTa variable: `#` is reserved"))
            }
            Some(TokenKind::Variable) if name.len() > 1 => Ok(()),
            _ => Err(format!("`{name}` is no MeTTa variable: it is written `$` and a name without blanks")),
        };
    }
    match kind {
        Some(TokenKind::Word) if vocabulary::is_reserved(name) || name.starts_with(['!', '@']) => {
            Err(format!("`{name}` has a meaning of its own in MeTTa"))
        }
        Some(TokenKind::Word) => match literal::word(name) {
            Ok(Constant::Symbol(_)) => Ok(()),
            _ => Err(format!("`{name}` is no MeTTa symbol: it reads as a number or a boolean")),
        },
        _ => Err(format!("`{name}` is no MeTTa symbol")),
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::check;

    #[test]
    fn what_reads_as_one_name_may_be_written() {
        for name in ["g", "is-it?", "λ", "a\"b", "-x", "1a", "&kb", "Truee", "a$b"] {
            assert_eq!(check("f", name), Ok(()), "{name}");
        }
        for name in ["$y", "$1", "$a\"b", "$λ", "$_"] {
            assert_eq!(check("$x", name), Ok(()), "{name}");
        }
    }

    #[test]
    fn what_reads_as_something_else_is_refused() {
        for name in ["", " ", "a b", "(a)", "a)", "a;b", "\"a\"", "$x", "1", "-2.5", "1e3", "True", "a\n"] {
            assert!(check("f", name).is_err(), "{name}");
        }
        for name in ["", "y", "$", "$a b", "$a#b", "$a(", "$a;b", "1", "$a "] {
            assert!(check("$x", name).is_err(), "{name}");
        }
    }

    #[test]
    fn what_has_a_meaning_of_its_own_is_refused() {
        for name in ["=", ":", "->", "!", "!f", "let", "match", "+", "if", "@doc", "\\"] {
            assert_eq!(check("f", name), Err(format!("`{name}` has a meaning of its own in MeTTa")));
        }
    }
}
