//! Identities of contents.

use std::fmt;

use sha2::{Digest, Sha256};

/// The identity of a content: equal stamps mean equal content, wherever and whenever they were computed.
///
/// A stamp is no counter: two copies of one content have one stamp, in every overlay and on every connection, and a
/// content that comes back after an undo has its stamp again. It is the first 128 bits of a SHA-256, so that two
/// contents that differ share a stamp with a probability that nobody will ever meet (C1).
///
/// The stamp of a *set* of contents is their [combination](Stamp::combine), in which the order does not matter; the
/// stamp of what is absent is the empty combination.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Stamp(u128);

impl Stamp {
    /// The stamp of nothing: of what is absent, and of the empty set.
    pub const ABSENT: Stamp = Stamp(0);

    /// The stamp of a content that consists of `parts`; the borders between the parts count. O(length).
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Stamp {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let digest = hash.finalize();
        Stamp(digest.iter().take(16).fold(0, |number, &byte| number << 8 | u128::from(byte)))
    }

    /// Its first 64 bits, where a few contents are to be told apart.
    #[must_use]
    pub const fn short(self) -> u64 {
        (self.0 >> 64) as u64
    }

    /// The stamp of both sets together: commutative, associative, with [`ABSENT`](Stamp::ABSENT) as its unit. O(1).
    #[must_use]
    pub const fn combine(self, other: Stamp) -> Stamp {
        Stamp(self.0.wrapping_add(other.0))
    }

    /// The stamp of this set without `part`, which must be in it: undoes [`combine`](Stamp::combine). O(1).
    #[must_use]
    pub const fn without(self, part: Stamp) -> Stamp {
        Stamp(self.0.wrapping_sub(part.0))
    }
}

impl fmt::Debug for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// 32 hexadecimal digits.
impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn borders_between_parts_count() {
        assert_ne!(Stamp::of(&[b"ab", b"c"]), Stamp::of(&[b"a", b"bc"]));
        assert_eq!(Stamp::of(&[b"ab", b"c"]), Stamp::of(&[b"ab", b"c"]));
    }

    #[test]
    fn combining_knows_no_order_and_can_be_undone() {
        let [a, b, c] = [b"a", b"b", b"c"].map(|text| Stamp::of(&[text]));
        assert_eq!(a.combine(b).combine(c), c.combine(a.combine(b)));
        assert_eq!(a.combine(b).without(a), b);
        assert_eq!(a.combine(Stamp::ABSENT), a);
        assert_ne!(a.combine(a), a, "a set that holds a content twice is another set");
    }
}
