//! Constants (symbols, strings, numbers, booleans) and the table that interns them.
//!
//! A table gives ids in the order of first use, so the ids of a file depend on its text alone. Hashes are of the text,
//! never of an id: whatever is keyed by them is the same for every schedule (D3).

use std::hash::{BuildHasher, Hasher};

use super::word::ConstantId;

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
        let (seed, bits) = match self {
            Constant::Symbol(text) => return hash_text(0x51, text),
            Constant::Text(text) => return hash_text(0x7e, text),
            Constant::Integer(value) => (0x17, value as u64),
            Constant::Float(value) => match integral(value) {
                Some(whole) => (0x17, whole as u64),
                None => (0xf1, value.to_bits()),
            },
            Constant::Bool(value) => (0xb0, value as u64),
        };
        mix(seed, bits)
    }
}

/// The integer that `value` equals, where there is one.
fn integral(value: f64) -> Option<i64> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    (value.fract() == 0.0 && (-LIMIT..LIMIT).contains(&value)).then_some(value as i64)
}

#[inline]
fn hash_text(seed: u64, text: &str) -> u64 {
    let mut hasher = foldhash::fast::FixedState::with_seed(seed).build_hasher();
    hasher.write(text.as_bytes());
    mix(seed, hasher.finish())
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
}

#[derive(Clone, Copy)]
struct Row {
    hash: u64,
    /// Start in the arena, or the place in `numbers`.
    start: u32,
    /// Length in the arena in the upper 29 bits, tag in the lower three.
    length_and_tag: u32,
}

const SYMBOL: u32 = 0;
const TEXT: u32 = 1;
const INTEGER: u32 = 2;
const FLOAT: u32 = 3;
const FALSE: u32 = 4;
const TRUE: u32 = 5;
const VACANT: u32 = 6;
const FREE: u32 = u32::MAX;

/// An interner of constants: ids from 0 in the order of first use, O(1) both ways, one arena for all texts.
#[derive(Clone, Default)]
pub struct ConstantTable {
    arena: String,
    numbers: Vec<u64>,
    rows: Vec<Row>,
    /// Open addressing over `rows`, a power of two, at most three quarters full; FREE marks an empty slot.
    slots: Vec<u32>,
}

impl ConstantTable {
    /// An empty table.
    pub fn new() -> ConstantTable {
        ConstantTable::default()
    }

    /// The number of constants.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True when nothing was interned.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The id of a constant of identical content, added where absent. Amortised O(length).
    #[inline]
    pub fn intern(&mut self, constant: Constant<'_>) -> ConstantId {
        self.intern_hashed(constant, constant.content_hash())
    }

    /// [`ConstantTable::intern`] for callers that have the content hash at hand.
    pub fn intern_hashed(&mut self, constant: Constant<'_>, hash: u64) -> ConstantId {
        if (self.rows.len() + 1) * 4 > self.slots.len() * 3 {
            self.grow();
        }
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            match self.slots[at] {
                FREE => break,
                id => {
                    if self.rows[id as usize].hash == hash && self.get(id).identical(constant) {
                        return ConstantId(id);
                    }
                }
            }
            at = (at + 1) & mask;
        }
        let id = self.rows.len() as u32;
        self.slots[at] = id;
        let row = self.row(constant, hash);
        self.rows.push(row);
        ConstantId(id)
    }

    /// The id of a constant of identical content, if it is here.
    pub fn find(&self, constant: Constant<'_>) -> Option<ConstantId> {
        self.find_hashed(constant, constant.content_hash())
    }

    /// [`ConstantTable::find`] for callers that have the content hash at hand.
    pub fn find_hashed(&self, constant: Constant<'_>, hash: u64) -> Option<ConstantId> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = hash as usize & mask;
        loop {
            match self.slots[at] {
                FREE => return None,
                id if self.rows[id as usize].hash == hash && self.get(id).identical(constant) => {
                    return Some(ConstantId(id));
                }
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// Forgets all constants but the first `length`, as if the others had never been interned. O(number forgotten).
    pub fn truncate(&mut self, length: usize) {
        let mask = self.slots.len().saturating_sub(1);
        // From the newest back: nothing that stays was placed behind one that goes, so probes stay whole.
        while self.rows.len() > length
            && let Some(row) = self.rows.pop()
        {
            let id = self.rows.len() as u32;
            let mut at = row.hash as usize & mask;
            while self.slots[at] != id {
                at = (at + 1) & mask;
            }
            self.slots[at] = FREE;
            match row.length_and_tag & 7 {
                SYMBOL | TEXT => self.arena.truncate(row.start as usize),
                INTEGER | FLOAT => self.numbers.truncate(row.start as usize),
                _ => {}
            }
        }
    }

    /// All constants in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = (ConstantId, Constant<'_>)> {
        (0..self.rows.len() as u32).map(|id| (ConstantId(id), self.get(id)))
    }

    /// Uses up one id for nothing, so that a table can keep the ids of those that it was made from.
    pub(crate) fn skip(&mut self) {
        self.rows.push(Row { hash: 0, start: 0, length_and_tag: VACANT });
    }

    /// True when a constant has this id.
    pub(crate) fn holds(&self, id: ConstantId) -> bool {
        self.rows.get(id.0 as usize).is_some_and(|row| row.length_and_tag != VACANT)
    }

    /// Gives back what growing reserved.
    pub fn shrink_to_fit(&mut self) {
        self.arena.shrink_to_fit();
        self.numbers.shrink_to_fit();
        self.rows.shrink_to_fit();
    }

    fn row(&mut self, constant: Constant<'_>, hash: u64) -> Row {
        let (start, length, tag) = match constant {
            Constant::Symbol(text) => self.store(text, SYMBOL),
            Constant::Text(text) => self.store(text, TEXT),
            Constant::Integer(value) => self.number(value as u64, INTEGER),
            Constant::Float(value) => self.number(value.to_bits(), FLOAT),
            Constant::Bool(value) => (0, 0, if value { TRUE } else { FALSE }),
        };
        Row { hash, start, length_and_tag: length << 3 | tag }
    }

    fn store(&mut self, text: &str, tag: u32) -> (u32, u32, u32) {
        let start = u32::try_from(self.arena.len()).expect("a table holds at most 4 GiB of text");
        self.arena.push_str(text);
        (start, text.len() as u32, tag)
    }

    fn number(&mut self, bits: u64, tag: u32) -> (u32, u32, u32) {
        self.numbers.push(bits);
        (self.numbers.len() as u32 - 1, 0, tag)
    }

    #[inline]
    fn get(&self, id: u32) -> Constant<'_> {
        let row = self.rows[id as usize];
        let start = row.start as usize;
        let text = || &self.arena[start..start + (row.length_and_tag >> 3) as usize];
        match row.length_and_tag & 7 {
            SYMBOL => Constant::Symbol(text()),
            TEXT => Constant::Text(text()),
            INTEGER => Constant::Integer(self.numbers[start] as i64),
            FLOAT => Constant::Float(f64::from_bits(self.numbers[start])),
            tag => Constant::Bool(tag == TRUE),
        }
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(16);
        self.slots.clear();
        self.slots.resize(size, FREE);
        for (id, row) in self.rows.iter().enumerate().filter(|(_, row)| row.length_and_tag != VACANT) {
            let mut at = row.hash as usize & (size - 1);
            while self.slots[at] != FREE {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = id as u32;
        }
    }
}

impl Constants for ConstantTable {
    #[inline]
    fn constant(&self, id: ConstantId) -> Constant<'_> {
        self.get(id.0)
    }

    #[inline]
    fn content_hash(&self, id: ConstantId) -> u64 {
        self.rows[id.0 as usize].hash
    }
}

impl std::fmt::Debug for ConstantTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter().map(|(_, constant)| constant)).finish()
    }
}
