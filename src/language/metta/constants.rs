//! Constants (symbols, strings, numbers, booleans) and the table that interns them.
//!
//! A table gives ids in the order of first use, so the ids of a file depend on its text alone. Hashes are of the text,
//! never of an id: whatever is keyed by them is the same for every schedule (D3).

pub use super::constant_table::ConstantTable;
use super::word::{ConstantId, Word};

/// A constant, borrowed from its table or from the text.
#[derive(Clone, Copy, Debug)]
pub enum Constant<'a> {
    /// A symbol: any word that nothing else claims.
    Symbol(&'a str),
    /// A string, its escapes resolved.
    Text(&'a str),
    /// A 64-bit integer.
    Integer(i64),
    /// A float.
    Float(f64),
    /// `True` or `False`.
    Bool(bool),
}

impl Constant<'_> {
    /// True for integers and floats, whose words carry the number tag.
    pub fn is_number(self) -> bool {
        matches!(self, Constant::Integer(_) | Constant::Float(_))
    }

    /// Equal as MeTTa sees it: numbers by value, so `1` is `1.0` and `-0.0` is `0`; NaN equals itself, so that an atom
    /// that holds it can be found again.
    pub fn same(self, other: Constant<'_>) -> bool {
        match (self, other) {
            (Constant::Integer(a), Constant::Float(b)) | (Constant::Float(b), Constant::Integer(a)) => {
                integral(b) == Some(a)
            }
            (Constant::Float(a), Constant::Float(b)) => a == b || a.to_bits() == b.to_bits(),
            _ => self.identical(other),
        }
    }

    /// Equal in kind and content: prints the same.
    pub fn identical(self, other: Constant<'_>) -> bool {
        match (self, other) {
            (Constant::Symbol(a), Constant::Symbol(b)) | (Constant::Text(a), Constant::Text(b)) => a == b,
            (Constant::Integer(a), Constant::Integer(b)) => a == b,
            (Constant::Float(a), Constant::Float(b)) => a.to_bits() == b.to_bits(),
            (Constant::Bool(a), Constant::Bool(b)) => a == b,
            _ => false,
        }
    }

    /// A hash of the content that agrees with [`Constant::same`]: the same on every machine, in every run.
    #[inline]
    pub fn content_hash(self) -> u64 {
        Content::of(self).hash()
    }
}

/// A constant as the table compares it: mostly by two numbers, without a look at its text.
#[derive(Clone, Copy)]
pub(super) struct Content<'a> {
    /// The first 16 bytes of the text, zeros behind; the bits of a number.
    pub(super) head: u128,
    /// The text; empty for what is none.
    pub(super) text: &'a str,
    pub(super) tag: Tag,
}

/// The kind of a constant, as the table stores it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(super) enum Tag {
    Symbol,
    Text,
    Integer,
    Float,
    Bool,
}

impl<'a> Content<'a> {
    #[inline]
    pub(super) fn of(constant: Constant<'a>) -> Content<'a> {
        match constant {
            Constant::Symbol(text) => Content { head: head(text.as_bytes()), text, tag: Tag::Symbol },
            Constant::Text(text) => Content { head: head(text.as_bytes()), text, tag: Tag::Text },
            Constant::Integer(value) => Content::number(value as u64, Tag::Integer),
            Constant::Float(value) => Content::number(value.to_bits(), Tag::Float),
            Constant::Bool(value) => Content::number(u64::from(value), Tag::Bool),
        }
    }

    #[inline]
    pub(super) fn number(bits: u64, tag: Tag) -> Content<'a> {
        Content { head: u128::from(bits), text: "", tag }
    }

    /// The symbol `text[start..end]`.
    #[inline]
    pub(super) fn symbol_in(text: &'a str, start: usize, end: usize) -> Content<'a> {
        Content::text_in(text, start, end, Tag::Symbol)
    }

    /// The text `text[start..end]`. Reads the head at one go, where the text goes on far enough behind.
    #[inline]
    pub(super) fn text_in(text: &'a str, start: usize, end: usize, tag: Tag) -> Content<'a> {
        let symbol = text.get(start..end).unwrap_or_default();
        let head = match text.as_bytes().get(start..).and_then(|rest| rest.first_chunk()) {
            Some(&chunk) if end - start < HEAD => {
                u128::from_le_bytes(chunk) & ((1 << (8 * (end - start))) - 1)
            }
            Some(&chunk) => u128::from_le_bytes(chunk),
            None => head(symbol.as_bytes()),
        };
        Content { head, text: symbol, tag }
    }

    /// The word of this constant under `id`.
    #[inline]
    pub(super) fn word(self, id: ConstantId) -> Word {
        match self.tag {
            Tag::Integer | Tag::Float => Word::number(id),
            Tag::Symbol | Tag::Text | Tag::Bool => Word::constant(id),
        }
    }

    /// See [`Constants::short`].
    #[inline]
    fn short(self) -> Option<(u128, u32)> {
        (self.text.len() <= HEAD).then_some((self.head, (self.text.len() as u32) << 3 | self.tag as u32))
    }

    #[inline]
    pub(super) fn hash(self) -> u64 {
        match self.tag {
            Tag::Symbol => self.hash_text(0x51),
            Tag::Text => self.hash_text(0x7e),
            Tag::Integer => mix(0x17, self.head as u64),
            Tag::Float => match integral(f64::from_bits(self.head as u64)) {
                Some(whole) => mix(0x17, whole as u64),
                None => mix(0xf1, self.head as u64),
            },
            Tag::Bool => mix(0xb0, self.head as u64),
        }
    }

    #[inline]
    fn hash_text(self, seed: u64) -> u64 {
        let length = self.text.len();
        let mut hash = mix(self.head as u64 ^ seed, (self.head >> 64) as u64 ^ (length as u64) << 56);
        let mut rest = self.text.as_bytes().get(HEAD..).unwrap_or_default();
        while !rest.is_empty() {
            let part = head(rest);
            hash = mix(hash ^ part as u64, (part >> 64) as u64);
            rest = rest.get(HEAD..).unwrap_or_default();
        }
        mix(hash, length as u64)
    }
}

/// How many bytes of a text stand in [`Content::head`].
pub(super) const HEAD: usize = 16;

/// The first 16 bytes, zeros behind.
#[inline]
fn head(bytes: &[u8]) -> u128 {
    if let Some(&chunk) = bytes.first_chunk() {
        return u128::from_le_bytes(chunk);
    }
    // Two overlapping loads each, so that no length needs a loop.
    let length = bytes.len();
    if let (Some(&low), Some(&high)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let (low, high) = (u64::from_le_bytes(low), u64::from_le_bytes(high));
        return u128::from(low) | u128::from(high) << (8 * (length - 8));
    }
    if let (Some(&low), Some(&high)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let (low, high) = (u32::from_le_bytes(low), u32::from_le_bytes(high));
        return u128::from(low) | u128::from(high) << (8 * (length - 4));
    }
    bytes.iter().rev().fold(0, |head, &byte| head << 8 | u128::from(byte))
}

/// The integer that `value` equals, where there is one.
fn integral(value: f64) -> Option<i64> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    (value.fract() == 0.0 && (-LIMIT..LIMIT).contains(&value)).then_some(value as i64)
}

/// Mixes two words into one (a folded 128-bit multiplication): fixed for ever, so that digests and orders are.
#[inline]
pub fn mix(a: u64, b: u64) -> u64 {
    let wide = u128::from(a ^ 0x9e37_79b9_7f4a_7c15) * u128::from(b ^ 0xa076_1d64_78bd_642f);
    let folded = (wide as u64) ^ (wide >> 64) as u64;
    folded ^ a.rotate_left(23) ^ b.rotate_left(41)
}

/// Whoever can say what an id means.
pub trait Constants {
    /// The constant behind `id`.
    ///
    /// # Panics
    /// May panic on an id of another table.
    fn constant(&self, id: ConstantId) -> Constant<'_>;

    /// [`Constant::content_hash`] of the constant behind `id`, O(1).
    fn content_hash(&self, id: ConstantId) -> u64 {
        self.constant(id).content_hash()
    }

    /// What stands for the content of the constant behind `id` in comparisons with [`Constant::identical`], where it is
    /// short: two contents that both have such numbers are identical if these are, one that has none is not identical to
    /// one that has. O(1), without a look at the text where the table keeps them.
    fn short(&self, id: ConstantId) -> Option<(u128, u32)> {
        Content::of(self.constant(id)).short()
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;

    #[test]
    fn hashes_agree_with_equality() {
        let constants = [
            Constant::Integer(1),
            Constant::Float(1.0),
            Constant::Integer(0),
            Constant::Float(-0.0),
            Constant::Float(0.5),
            Constant::Float(f64::NAN),
            Constant::Float(f64::INFINITY),
            Constant::Integer(i64::MAX),
            Constant::Float(9_223_372_036_854_775_808.0),
            Constant::Integer(i64::MIN),
            Constant::Float(-9_223_372_036_854_775_808.0),
            Constant::Bool(true),
            Constant::Symbol("1"),
            Constant::Text("1"),
            Constant::Symbol(""),
            Constant::Text(""),
            Constant::Symbol("True"),
        ];
        for a in constants {
            assert!(a.same(a));
            for b in constants {
                assert_eq!(a.same(b), a.content_hash() == b.content_hash(), "{a:?} {b:?}");
            }
        }
        assert!(!Constant::Integer(i64::MAX).same(Constant::Float(i64::MAX as f64)));
    }

    #[test]
    fn the_head_is_the_same_however_it_is_read() {
        let text = "abcdefghijklmnopqrstuvwxyz\u{3bb}0123456789";
        for start in 0..26 {
            for end in start..=text.len() {
                let Some(part) = text.get(start..end) else { continue };
                let mut padded = [0; HEAD];
                let length = part.len().min(HEAD);
                padded[..length].copy_from_slice(&part.as_bytes()[..length]);
                assert_eq!(head(part.as_bytes()), u128::from_le_bytes(padded));
                assert_eq!(Content::symbol_in(text, start, end).head, u128::from_le_bytes(padded));
            }
        }
    }

    #[test]
    fn texts_that_differ_in_one_place_differ_in_their_hash() {
        let mut hashes = std::collections::BTreeSet::new();
        for length in 0..70 {
            let zeros = "\0".repeat(length);
            assert!(hashes.insert(Constant::Symbol(&zeros).content_hash()));
            for place in 0..length {
                let changed = format!("{}\u{1}{}", &zeros[..place], &zeros[place + 1..]);
                assert!(hashes.insert(Constant::Symbol(&changed).content_hash()));
                assert!(hashes.insert(Constant::Text(&changed).content_hash()));
            }
        }
    }
}
