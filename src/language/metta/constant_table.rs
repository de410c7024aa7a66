//! The table that interns constants.

use hashbrown::HashTable;

use super::constants::{Constant, Constants, Content, HEAD, Tag};
use super::word::ConstantId;

/// What the table knows of a constant.
#[derive(Clone, Copy)]
struct Row {
    head: u128,
    hash: u64,
    /// Where the text starts in the arena.
    start: u32,
    /// The length of the text in the upper 29 bits, the tag in the lower three.
    length_and_tag: u32,
}

impl Row {
    fn tag(self) -> Tag {
        const TAGS: [Tag; 8] =
            [Tag::Symbol, Tag::Text, Tag::Integer, Tag::Float, Tag::Bool, Tag::Bool, Tag::Bool, Tag::Bool];
        TAGS[(self.length_and_tag & 7) as usize]
    }
}

/// The tag of an id without a constant.
const VACANT: u32 = 7;

/// From this many constants on a table is taken to have outgrown the second cache.
const LARGE: usize = 1 << 15;

/// An interner of constants: ids from 0 in the order of first use, O(1) both ways, one arena for all texts.
///
/// Where it is compared, a constant is its first 16 bytes, which stand in its row: only longer texts are looked up in the
/// arena. Capacity: 2^30 constants, 4 GiB of text.
#[derive(Clone, Default)]
pub struct ConstantTable {
    arena: String,
    rows: Vec<Row>,
    /// The ids by hash. Seven bits of each hash stand apart in a dense array, so that a constant that is new costs no
    /// look at a row.
    ids: HashTable<u32>,
}

impl ConstantTable {
    /// An empty table.
    pub fn new() -> ConstantTable {
        ConstantTable::default()
    }

    /// An empty table with room for `capacity` constants.
    pub fn with_capacity(capacity: usize) -> ConstantTable {
        ConstantTable { ids: HashTable::with_capacity(capacity), ..ConstantTable::default() }
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
    ///
    /// # Panics
    /// When the texts of all constants exceed 4 GiB.
    #[inline]
    pub fn intern(&mut self, constant: Constant<'_>) -> ConstantId {
        let content = Content::of(constant);
        self.intern_content(content, content.hash())
    }

    /// [`ConstantTable::intern`] for callers that have the content hash at hand.
    ///
    /// # Panics
    /// When the texts of all constants exceed 4 GiB.
    pub fn intern_hashed(&mut self, constant: Constant<'_>, hash: u64) -> ConstantId {
        self.intern_content(Content::of(constant), hash)
    }

    #[inline]
    pub(super) fn intern_content(&mut self, content: Content<'_>, hash: u64) -> ConstantId {
        match self.look_up(content, hash) {
            Some(id) => id,
            None => self.add(content, hash),
        }
    }

    /// The id of a constant of identical content, if it is here.
    pub fn find(&self, constant: Constant<'_>) -> Option<ConstantId> {
        let content = Content::of(constant);
        self.look_up(content, content.hash())
    }

    /// [`ConstantTable::find`] for callers that have the content hash at hand.
    pub fn find_hashed(&self, constant: Constant<'_>, hash: u64) -> Option<ConstantId> {
        self.look_up(Content::of(constant), hash)
    }

    /// The id of the constant that `other` has under `id`, added where absent. Looks at its text only where that is long
    /// or new here.
    pub(crate) fn intern_from(&mut self, other: &ConstantTable, id: ConstantId) -> ConstantId {
        let row = other.rows[id.0 as usize];
        match self.look_up_row(other, row) {
            Some(id) => id,
            None => self.add(Content { head: row.head, text: other.text(row), tag: row.tag() }, row.hash),
        }
    }

    /// The id of the constant that `other` has under `id`, if it is here.
    pub(crate) fn find_from(&self, other: &ConstantTable, id: ConstantId) -> Option<ConstantId> {
        self.look_up_row(other, other.rows[id.0 as usize])
    }

    /// The constants `order` of this table, under new ids: only to be read, nothing can be found in it by content.
    pub(crate) fn select(self, order: &[ConstantId]) -> ConstantTable {
        let rows = order.iter().map(|id| self.rows[id.0 as usize]).collect();
        ConstantTable { arena: self.arena, rows, ids: HashTable::new() }
    }

    /// [`ConstantTable::look_up`] for a row of another table.
    #[inline]
    fn look_up_row(&self, other: &ConstantTable, row: Row) -> Option<ConstantId> {
        let same = |&id: &u32| {
            let known = self.rows[id as usize];
            known.head == row.head
                && known.length_and_tag == row.length_and_tag
                && ((row.length_and_tag >> 3) as usize <= HEAD || self.text(known) == other.text(row))
        };
        self.ids.find(row.hash, same).copied().map(ConstantId)
    }

    #[inline]
    pub(super) fn look_up(&self, content: Content<'_>, hash: u64) -> Option<ConstantId> {
        self.ids.find(hash, |&id| self.is(id, content)).copied().map(ConstantId)
    }

    #[inline]
    fn is(&self, id: u32, content: Content<'_>) -> bool {
        let row = self.rows[id as usize];
        row.head == content.head
            && row.length_and_tag == length_and_tag(content)
            && (content.text.len() <= HEAD || self.text(row) == content.text)
    }

    fn add(&mut self, content: Content<'_>, hash: u64) -> ConstantId {
        let id = self.rows.len() as u32;
        let start = u32::try_from(self.arena.len()).expect("a table holds at most 4 GiB of text");
        self.arena.push_str(content.text);
        self.rows.push(Row { head: content.head, hash, start, length_and_tag: length_and_tag(content) });
        self.ids.insert_unique(hash, id, |&id| self.rows[id as usize].hash);
        ConstantId(id)
    }

    /// True when look-ups wait for memory.
    #[inline]
    pub(super) fn is_large(&self) -> bool {
        self.rows.len() >= LARGE
    }

    /// Looks at the places where constants of these hashes would be found, all of them before any is needed, so that the
    /// waits for memory overlap. Changes nothing but how long what follows takes.
    pub(super) fn warm(&self, hashes: impl Iterator<Item = u64>) {
        let mut near = [0; 64];
        for (near, hash) in near.iter_mut().zip(hashes) {
            *near = self.ids.find(hash, |_| true).copied().unwrap_or(0);
        }
        let seen =
            near.iter().filter_map(|&id| self.rows.get(id as usize)).fold(0, |seen, row| seen ^ row.hash);
        std::hint::black_box(seen);
    }

    /// Forgets all constants but the first `length`, as if the others had never been interned. O(number forgotten).
    pub fn truncate(&mut self, length: usize) {
        while self.rows.len() > length
            && let Some(row) = self.rows.pop()
        {
            let id = self.rows.len() as u32;
            if let Ok(entry) = self.ids.find_entry(row.hash, |&other| other == id) {
                entry.remove();
            }
            self.arena.truncate(row.start as usize);
        }
    }

    /// All constants in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = (ConstantId, Constant<'_>)> {
        (0..self.rows.len() as u32).map(|id| (ConstantId(id), self.get(id)))
    }

    /// Uses up one id for nothing, so that a table can keep the ids of those that it was made from.
    pub(crate) fn skip(&mut self) {
        self.rows.push(Row { head: 0, hash: 0, start: self.arena.len() as u32, length_and_tag: VACANT });
    }

    /// True when a constant has this id.
    pub(crate) fn holds(&self, id: ConstantId) -> bool {
        self.rows.get(id.0 as usize).is_some_and(|row| row.length_and_tag != VACANT)
    }

    /// Gives back what growing reserved.
    pub fn shrink_to_fit(&mut self) {
        self.arena.shrink_to_fit();
        self.rows.shrink_to_fit();
    }

    #[inline]
    fn text(&self, row: Row) -> &str {
        let start = row.start as usize;
        &self.arena[start..start + (row.length_and_tag >> 3) as usize]
    }

    #[inline]
    fn get(&self, id: u32) -> Constant<'_> {
        const SYMBOL: u32 = Tag::Symbol as u32;
        const TEXT: u32 = Tag::Text as u32;
        const INTEGER: u32 = Tag::Integer as u32;
        const FLOAT: u32 = Tag::Float as u32;
        let row = self.rows[id as usize];
        match row.length_and_tag & 7 {
            SYMBOL => Constant::Symbol(self.text(row)),
            TEXT => Constant::Text(self.text(row)),
            INTEGER => Constant::Integer(row.head as i64),
            FLOAT => Constant::Float(f64::from_bits(row.head as u64)),
            _ => Constant::Bool(row.head != 0),
        }
    }
}

fn length_and_tag(content: Content<'_>) -> u32 {
    (content.text.len() as u32) << 3 | content.tag as u32
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

    #[inline]
    fn short(&self, id: ConstantId) -> Option<(u128, u32)> {
        let row = &self.rows[id.0 as usize];
        ((row.length_and_tag >> 3) as usize <= HEAD).then_some((row.head, row.length_and_tag))
    }
}

impl std::fmt::Debug for ConstantTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter().map(|(_, constant)| constant)).finish()
    }
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Many constants of all kinds, with repetitions.
    fn names() -> Vec<String> {
        (0..4000u32)
            .map(|n| format!("{}{}", "long ".repeat(n as usize % 7), n.wrapping_mul(2_654_435_761) % 997))
            .collect()
    }

    #[test]
    fn ids_are_given_in_the_order_of_first_use() {
        let names = names();
        let mut table = ConstantTable::new();
        let mut expected = BTreeMap::new();
        for (place, name) in names.iter().enumerate() {
            let constant = match place % 5 {
                0 => Constant::Symbol(name),
                1 => Constant::Text(name),
                2 => Constant::Integer(place as i64 % 50 - 25),
                3 => Constant::Float((place % 40) as f64 / 4.0),
                _ => Constant::Bool(place % 2 == 0),
            };
            let fresh = expected.len() as u32;
            let id = *expected.entry(format!("{constant:?}")).or_insert(fresh);
            assert_eq!(table.find(constant).is_some(), id != fresh);
            assert_eq!(table.intern(constant), ConstantId(id));
            assert!(table.constant(ConstantId(id)).identical(constant));
            assert_eq!(table.content_hash(ConstantId(id)), constant.content_hash());
        }
        assert_eq!(table.len(), expected.len());
    }

    #[test]
    fn a_truncated_table_is_as_if_the_rest_had_never_come() {
        let names = names();
        let mut table = ConstantTable::new();
        for name in &names {
            table.intern(Constant::Symbol(name));
        }
        let all: Vec<String> = table.iter().map(|(_, constant)| constant.to_string()).collect();
        for length in (0..all.len()).rev().step_by(97) {
            table.truncate(length);
            assert_eq!(table.len(), length);
            for (place, name) in all.iter().enumerate() {
                let found = table.find(Constant::Symbol(name));
                assert_eq!(found, (place < length).then_some(ConstantId(place as u32)));
            }
        }
        assert_eq!(table.intern(Constant::Symbol("new")), ConstantId(table.len() as u32 - 1));
    }

    #[test]
    fn kinds_are_kept_apart() {
        let mut table = ConstantTable::new();
        assert!(table.is_empty() && table.find(Constant::Bool(true)).is_none());
        let constants = [
            Constant::Symbol("1"),
            Constant::Text("1"),
            Constant::Integer(1),
            Constant::Float(1.0),
            Constant::Float(-0.0),
            Constant::Float(0.0),
            Constant::Bool(true),
            Constant::Symbol("\u{1}"),
            Constant::Symbol(""),
            Constant::Text(""),
            Constant::Bool(false),
            Constant::Integer(0),
        ];
        for (place, constant) in constants.into_iter().enumerate() {
            assert_eq!(table.intern(constant), ConstantId(place as u32), "{constant:?}");
        }
    }
}
