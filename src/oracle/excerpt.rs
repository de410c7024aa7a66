//! Foreign text, as it may be shown: what a program prints must not steer the terminal of who reads about it.

/// So much of a foreign text is shown, in characters.
const SHOWN: usize = 120;

/// The beginning of foreign text, on one line and without anything that moves a cursor.
#[must_use]
pub fn excerpt(text: &str) -> String {
    let mut characters = text.chars();
    let mut shown = plain(characters.by_ref().take(SHOWN));
    if characters.next().is_some() {
        shown.push_str("...");
    }
    shown
}

/// The whole of a foreign text, on one line and without anything that moves a cursor. O(length).
#[must_use]
pub fn harmless(text: &str) -> String {
    plain(text.chars())
}

fn plain(text: impl Iterator<Item = char>) -> String {
    let mut shown = String::new();
    for character in text {
        if character.is_control() {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_spelled_out() {
        assert_eq!(harmless("a\u{1b}[2Jb\n\tc \u{9b}é"), "a\\u{1b}[2Jb\\n\\tc \\u{9b}é");
    }

    #[test]
    fn an_excerpt_is_cut_off_and_said_to_be() {
        assert_eq!(excerpt(&"é".repeat(SHOWN)), "é".repeat(SHOWN));
        assert_eq!(excerpt(&"é".repeat(SHOWN + 1)), "é".repeat(SHOWN) + "...");
    }
}
