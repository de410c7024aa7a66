//! How well a name answers what somebody typed.

/// How a name answers a query, best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Tier {
    /// It is the query, letter by letter.
    Exact,
    /// It is the query but for the case of letters.
    Same,
    /// It begins with the query.
    Prefix,
    /// The query consists of beginnings of its words: `gs`, `getst` and `stack` of `get-stack`.
    Words,
    /// The query stands in it.
    Inside,
    /// The characters of the query stand in it, in order.
    Scattered,
}

/// So many characters of a name are compared word by word.
const COMPARED: usize = 128;

/// What somebody typed. Upper and lower case are one, also beyond ASCII.
pub(super) struct Query {
    written: String,
    folded: Vec<char>,
    is_ascii: bool,
}

impl Query {
    pub(super) fn new(written: &str) -> Query {
        let folded: Vec<char> = written.chars().flat_map(char::to_lowercase).collect();
        Query { written: written.to_owned(), is_ascii: folded.iter().all(char::is_ascii), folded }
    }

    /// True when nothing was typed.
    pub(super) fn is_empty(&self) -> bool {
        self.folded.is_empty()
    }

    /// How `name` answers if it begins with the query, whatever the case of letters. O(query).
    pub(super) fn beginning(&self, name: &str) -> Option<Tier> {
        let begins = match name.as_bytes().get(..self.written.len()) {
            Some(start) if self.is_ascii && name.is_ascii() => {
                start.eq_ignore_ascii_case(self.written.as_bytes())
            }
            None if self.is_ascii && name.is_ascii() => false,
            _ => {
                let mut folded = name.chars().flat_map(char::to_lowercase);
                self.folded.iter().all(|&wanted| folded.next() == Some(wanted))
            }
        };
        match () {
            () if !begins => None,
            () if name == self.written => Some(Tier::Exact),
            () if name.len() == self.written.len() && !self.is_empty() => Some(self.whole(name)),
            () => Some(Tier::Prefix),
        }
    }

    /// How a name that begins with the query and is as long answers.
    fn whole(&self, name: &str) -> Tier {
        let same = name.chars().flat_map(char::to_lowercase).eq(self.folded.iter().copied());
        if same { Tier::Same } else { Tier::Prefix }
    }

    /// How `name` answers; nothing if it does not. An empty query is the beginning of all names. O(length), and
    /// O(length × query) for names that have the characters of the query.
    pub(super) fn tier(&self, name: &str) -> Option<Tier> {
        if let Some(tier) = self.beginning(name) {
            return Some(tier);
        }
        // Most names end here, so it allocates nothing.
        if !self.is_scattered_in(name) {
            return None;
        }
        let folded: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
        Some(match () {
            () if self.is_beginnings(name, &folded) => Tier::Words,
            () if folded.windows(self.folded.len()).any(|part| part == self.folded) => Tier::Inside,
            () => Tier::Scattered,
        })
    }

    /// Whether the characters of the query stand in `name`, in order.
    fn is_scattered_in(&self, name: &str) -> bool {
        let mut wanted = self.folded.iter();
        let mut next = wanted.next();
        if self.is_ascii && name.is_ascii() {
            for byte in name.bytes() {
                match next {
                    Some(&wants) if wants == char::from(byte.to_ascii_lowercase()) => next = wanted.next(),
                    Some(_) => {}
                    None => return true,
                }
            }
        } else {
            for character in name.chars().flat_map(char::to_lowercase) {
                match next {
                    Some(&wants) if wants == character => next = wanted.next(),
                    Some(_) => {}
                    None => return true,
                }
            }
        }
        next.is_none()
    }

    /// Whether each character of the query stands at the beginning of a word of `name`, or directly behind the one before.
    fn is_beginnings(&self, name: &str, folded: &[char]) -> bool {
        // Where case changes the number of characters, the borders of words are not known: there are none but the first.
        let words = beginnings(name);
        let words = if folded.len() == name.chars().count() { words } else { 1 };
        let places = |wanted: char| {
            let found =
                folded.iter().take(COMPARED).enumerate().filter(|&(_, &character)| character == wanted);
            found.fold(0_u128, |places, (at, _)| places | 1 << at)
        };
        let mut wanted = self.folded.iter().map(|&wanted| places(wanted));
        let mut reached = wanted.next().unwrap_or(0) & words;
        for places in wanted {
            // Behind the leftmost place that is reached.
            let later = match reached.trailing_zeros() {
                at if at as usize >= COMPARED - 1 => 0,
                at => u128::MAX << (at + 1),
            };
            reached = places & (reached << 1 | words & later);
        }
        reached != 0
    }
}

/// The characters that begin a word: the first one, letters and digits behind what is neither, capitals behind small letters.
fn beginnings(name: &str) -> u128 {
    let mut before: Option<char> = None;
    let mut words = 0;
    for (at, character) in name.chars().take(COMPARED).enumerate() {
        let begins = before.is_none_or(|before| {
            character.is_alphanumeric() && !before.is_alphanumeric()
                || character.is_uppercase() && before.is_lowercase()
        });
        words |= u128::from(begins) << at;
        before = Some(character);
    }
    words
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::{Query, Tier};

    #[test]
    fn names_answer_a_query_in_six_ways() {
        let cases = [
            ("get", "get", Some(Tier::Exact)),
            ("get", "GET", Some(Tier::Same)),
            ("get", "get-stack", Some(Tier::Prefix)),
            ("gs", "get-stack", Some(Tier::Words)),
            ("gs", "getStack", Some(Tier::Words)),
            ("getst", "get-stack", Some(Tier::Words)),
            ("stack", "get-stack", Some(Tier::Words)),
            ("tst", "get-stack", Some(Tier::Scattered)),
            ("et-s", "get-stack", Some(Tier::Inside)),
            ("tack", "get-stack", Some(Tier::Inside)),
            ("gtk", "get-stack", Some(Tier::Scattered)),
            ("sg", "get-stack", None),
            ("gett", "get", None),
            ("", "get", Some(Tier::Prefix)),
            ("grü", "GRÜSSE", Some(Tier::Prefix)),
            ("λb", "λ-beta", Some(Tier::Words)),
            ("ß", "straße", Some(Tier::Inside)),
            ("f_12", "f_1_2", Some(Tier::Words)),
            ("s", "", None),
        ];
        for (query, name, tier) in cases {
            assert_eq!(Query::new(query).tier(name), tier, "{query} in {name}");
        }
    }

    #[test]
    fn a_later_word_can_be_meant() {
        // The first `a` is no way to `ac`.
        assert_eq!(Query::new("ac").tier("ab-ac"), Some(Tier::Words));
        assert_eq!(Query::new("abd").tier("ab-ac-abd"), Some(Tier::Words));
    }

    #[test]
    fn long_names_are_no_trouble() {
        let long = "a".repeat(10_000);
        assert_eq!(Query::new(&long).tier(&long), Some(Tier::Exact));
        assert_eq!(Query::new(&"a".repeat(200)).tier(&format!("b{long}")), Some(Tier::Inside));
        assert_eq!(Query::new("ab").tier(&format!("{}-b", "a".repeat(127))), Some(Tier::Scattered));
    }
}
