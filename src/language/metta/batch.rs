//! Constants that wait to be interned together.
//!
//! A table that outgrows the caches answers each look-up with a miss or two, and one after the other these take longer
//! than all the rest of reading. In a batch they overlap: see [`ConstantTable::warm`].

use super::constants::{ConstantTable, Content, Tag};
use super::word::{ConstantId, Word};

/// Constants in the order of their words. The words hold a placeholder until the batch is interned.
#[derive(Default)]
pub(super) struct Batch {
    entries: Vec<Entry>,
}

struct Entry {
    hash: u64,
    /// The bits of a number; start and end of a text.
    bits: u64,
    /// Where the word of the constant stands.
    word: u32,
    tag: Tag,
}

/// Enough to overlap misses, few enough to stay in the first cache.
const FULL: usize = 64;

impl Batch {
    /// Adds a constant, whose text (if it is one) is `start..end` of what is read, and pushes its word.
    pub(super) fn push(&mut self, content: Content<'_>, start: u32, words: &mut Vec<Word>) {
        let bits = match content.tag {
            Tag::Symbol | Tag::Text => u64::from(start) << 32 | content.text.len() as u64,
            _ => content.head as u64,
        };
        self.entries.push(Entry { hash: content.hash(), bits, word: words.len() as u32, tag: content.tag });
        words.push(content.word(ConstantId(0)));
    }

    /// True when it is time to intern.
    pub(super) fn is_full(&self) -> bool {
        self.entries.len() >= FULL
    }

    /// True when nothing waits.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Forgets the constants of the words from `words` on.
    pub(super) fn truncate(&mut self, words: usize) {
        let kept = self.before(words);
        self.entries.truncate(kept);
    }

    /// How many entries belong to the words before `words`.
    fn before(&self, words: usize) -> usize {
        self.entries.partition_point(|entry| (entry.word as usize) < words)
    }

    /// Interns all; gives the number of constants that there were before those of the words from `start` on.
    pub(super) fn intern(
        &mut self,
        text: &str,
        start: usize,
        table: &mut ConstantTable,
        words: &mut [Word],
    ) -> usize {
        table.warm(self.entries.iter().map(|entry| entry.hash));
        let before = self.before(start);
        let mut length = None;
        for (place, entry) in self.entries.drain(..).enumerate() {
            if place == before {
                length = Some(table.len());
            }
            let (start, size) = ((entry.bits >> 32) as usize, entry.bits as u32 as usize);
            let content = match entry.tag {
                Tag::Symbol | Tag::Text => Content::text_in(text, start, start + size, entry.tag),
                tag => Content::number(entry.bits, tag),
            };
            let id = table.intern_content(content, entry.hash);
            if let Some(word) = words.get_mut(entry.word as usize) {
                *word = word.with_constant_id(id);
            }
        }
        length.unwrap_or(table.len())
    }
}
