//! Whether what was typed is complete.

use crate::language::metta::lexer::{Lexer, TokenKind};

/// False where more must come before anything can be read: an open `(`, an open string, a `!` without its atom.
pub(super) fn is_complete(text: &str) -> bool {
    if text.starts_with(':') {
        return true;
    }
    let (mut depth, mut waits) = (0_usize, false);
    for token in Lexer::new(text) {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => match depth.checked_sub(1) {
                Some(less) => depth = less,
                // An error, and what follows cannot mend it.
                None => return true,
            },
            TokenKind::UnclosedText => return false,
            _ => {}
        }
        waits = match token.kind {
            TokenKind::Space | TokenKind::Comment => waits,
            TokenKind::Word => depth == 0 && token.span.of(text) == "!",
            _ => false,
        };
    }
    depth == 0 && !waits
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::is_complete;

    #[test]
    fn parentheses_strings_and_marks_wait_for_their_ends() {
        for complete in ["", "a", "(f 1)", "!(f \"(\")", "! (f) ; (", "(a))", ":type (", "!foo", "(a ! b)"] {
            assert!(is_complete(complete), "{complete}");
        }
        for open in ["(", "!(f (g)", "\"a", "(f \"a)\n", "!", "! ; later", "a !"] {
            assert!(!is_complete(open), "{open}");
        }
    }
}
