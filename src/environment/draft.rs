//! What one file contributes: computed from the file alone, in a worker, before anyone knows what the space holds.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::index::{LARGE_BITS, partition_of};
use super::keys::{self, Key, Role};
use super::segment::Traits;
use super::symbols::shard_of;
use crate::language::metta::atom::AtomRef;
use crate::language::metta::constants::{Constant, ConstantTable, Constants};
use crate::language::metta::word::{ConstantId, Kind, Word, term_len};
use crate::language::metta::{FormKind, Reading};

/// The bits that choose the shard of a constant where there are many.
pub(super) const SHARD_BITS: u32 = 4;

/// The atoms of one file (or of one call), with their keys: all that can be computed without the space.
///
/// Plain data, a function of the text alone (D3). Make it in a worker, put it into a [`Delta`](super::Delta).
#[derive(Clone, Default)]
pub struct Draft {
    /// The atoms, over the ids of the text (`symbols.order`).
    pub(super) words: Vec<Word>,
    /// Where each atom starts in `words` and how many words it has.
    pub(super) atoms: Vec<(u32, u32)>,
    pub(super) symbols: Arc<DraftSymbols>,
    pub(super) keys: Arc<DraftKeys>,
    pub(super) traits: Traits,
    pub(super) rules: usize,
    pub(super) types: usize,
}

/// The constants of a draft that its atoms use.
#[derive(Default)]
pub(super) struct DraftSymbols {
    /// The constants by shard, in the order of their ids within one, so that whoever works on a shard reads them in a row.
    pub(super) table: ConstantTable,
    /// The ids that the words of the draft use for them.
    pub(super) order: Vec<ConstantId>,
    /// One more than the largest of these.
    pub(super) end: usize,
    /// Where each shard ends in `order`.
    ends: Vec<u32>,
}

/// The keys of a draft: `keys[i]` belongs to the atom `entries[i]`.
#[derive(Default)]
pub(super) struct DraftKeys {
    pub(super) keys: Vec<Key>,
    pub(super) entries: Vec<u32>,
    /// Where each of 2^[`LARGE_BITS`] partitions ends; empty where the draft is small and not sorted.
    ends: Vec<u32>,
}

/// From how many keys on a draft is sorted by partition.
const SORTED: usize = 64;

impl Draft {
    /// The atoms of a text that are to be added; its programs are left out. O(length of the text).
    pub fn from_reading(reading: Reading) -> Draft {
        let Reading { words, forms, constants, .. } = reading;
        let ends = forms.iter().skip(1).map(|form| form.start).chain([words.len() as u32]);
        let atoms = forms
            .iter()
            .zip(ends)
            .filter(|(form, _)| form.kind == FormKind::Atom)
            .map(|(form, end)| (form.start, end - form.start))
            .collect();
        Draft::from_parts(words, atoms, constants)
    }

    /// The given atoms, in order. O(size).
    pub fn from_atoms<'a>(atoms: impl IntoIterator<Item = AtomRef<'a>>) -> Draft {
        let mut builder = DraftBuilder::default();
        for atom in atoms {
            builder.push(atom);
        }
        builder.finish()
    }

    /// The number of atoms.
    pub fn len(&self) -> usize {
        self.atoms.len()
    }

    /// True when there is no atom.
    pub fn is_empty(&self) -> bool {
        self.atoms.is_empty()
    }

    /// The number of rules `(= l r)`.
    pub fn rule_count(&self) -> usize {
        self.rules
    }

    /// The number of type declarations `(: a T)`.
    pub fn type_count(&self) -> usize {
        self.types
    }

    fn from_parts(words: Vec<Word>, atoms: Vec<(u32, u32)>, table: ConstantTable) -> Draft {
        let mut draft = Draft { words, atoms, ..Draft::default() };
        let mut keys = DraftKeys::default();
        keys.keys.reserve(draft.atoms.len() * 7);
        keys.entries.reserve(draft.atoms.len() * 7);
        let mut used = vec![false; table.len()];
        for (entry, &(start, length)) in draft.atoms.iter().enumerate() {
            let words = &draft.words[start as usize..(start + length) as usize];
            let (term, names) = words.split_at(term_len(words));
            mark(term, &mut used);
            mark(names, &mut used);
            let role = keys::role(term, &table);
            let ground = keys::each(term, &table, role, |key| {
                keys.keys.push(key);
                keys.entries.push(entry as u32);
            });
            draft.rules += usize::from(role == Role::Rule);
            draft.types += usize::from(role == Role::Type);
            draft.traits = draft.traits.or(traits(term, ground));
        }
        draft.keys = Arc::new(keys.sorted());
        draft.symbols = Arc::new(DraftSymbols::new(table, &used));
        draft
    }
}

fn mark(words: &[Word], used: &mut [bool]) {
    let mut at = 0;
    while at < words.len() {
        match words[at].kind() {
            Kind::Constant(id) | Kind::Number(id) => used[id.0 as usize] = true,
            Kind::Expression { .. } => at += 1,
            Kind::Variable(_) => {}
        }
        at += 1;
    }
}

fn traits(term: &[Word], ground: bool) -> Traits {
    let headless = match term[0].kind() {
        Kind::Expression { arity } => arity == 0 || term[2].constant_id().is_none(),
        _ => false,
    };
    Traits { open: !ground, variable: matches!(term[0].kind(), Kind::Variable(_)), headless }
}

impl DraftSymbols {
    fn new(table: ConstantTable, used: &[bool]) -> DraftSymbols {
        let ids = || (0..used.len() as u32).filter(|&id| used[id as usize]).map(ConstantId);
        let mut ends = vec![0_u32; 1 << SHARD_BITS];
        let shard = |id| shard_of(table.content_hash(id), SHARD_BITS);
        for id in ids() {
            ends[shard(id)] += 1;
        }
        let count = starts_of(&mut ends);
        let mut order = vec![ConstantId(0); count as usize];
        for id in ids() {
            let next = &mut ends[shard(id)];
            order[*next as usize] = id;
            *next += 1;
        }
        DraftSymbols { table: table.select(&order), order, end: used.len(), ends }
    }

    /// Where the constants of a shard, of 2^`bits`, are in `table` and `order`.
    pub(super) fn shard(&self, shard: usize, bits: u32) -> Range<usize> {
        if bits == 0 { 0..self.order.len() } else { run(&self.ends, shard) }
    }
}

impl DraftKeys {
    /// The same pairs, sorted by partition, where that pays.
    fn sorted(self) -> DraftKeys {
        if self.keys.len() < SORTED {
            return self;
        }
        let mut ends = vec![0_u32; 1 << LARGE_BITS];
        for &key in &self.keys {
            ends[partition_of(key, LARGE_BITS)] += 1;
        }
        starts_of(&mut ends);
        let mut keys = vec![0; self.keys.len()];
        let mut entries = vec![0; self.keys.len()];
        for (&key, &entry) in self.keys.iter().zip(&self.entries) {
            let next = &mut ends[partition_of(key, LARGE_BITS)];
            keys[*next as usize] = key;
            entries[*next as usize] = entry;
            *next += 1;
        }
        DraftKeys { keys, entries, ends }
    }

    /// Appends the pairs of a partition, of 2^`bits`, with entries counted from `first`.
    pub(super) fn append(
        &self,
        partition: usize,
        bits: u32,
        first: u32,
        keys: &mut Vec<Key>,
        entries: &mut Vec<u32>,
    ) {
        if bits == 0 {
            keys.extend_from_slice(&self.keys);
            entries.extend(self.entries.iter().map(|entry| first + entry));
        } else if self.ends.is_empty() {
            for (&key, &entry) in self.keys.iter().zip(&self.entries) {
                if partition_of(key, bits) == partition {
                    keys.push(key);
                    entries.push(first + entry);
                }
            }
        } else {
            let run = run(&self.ends, partition);
            keys.extend_from_slice(&self.keys[run.clone()]);
            entries.extend(self.entries[run].iter().map(|entry| first + entry));
        }
    }

    /// The number of pairs of a partition.
    pub(super) fn count(&self, partition: usize, bits: u32) -> usize {
        if bits == 0 || self.ends.is_empty() { self.keys.len() } else { run(&self.ends, partition).len() }
    }
}

/// Turns counts into starts; the sum.
fn starts_of(counts: &mut [u32]) -> u32 {
    let mut sum = 0;
    for count in counts {
        let start = sum;
        sum += *count;
        *count = start;
    }
    sum
}

/// Where the run `at` is, given where each ends.
fn run(ends: &[u32], at: usize) -> Range<usize> {
    let start = if at == 0 { 0 } else { ends[at - 1] };
    start as usize..ends[at] as usize
}

/// Collects atoms of any tables into a draft.
#[derive(Default)]
pub(super) struct DraftBuilder {
    words: Vec<Word>,
    atoms: Vec<(u32, u32)>,
    table: ConstantTable,
}

impl DraftBuilder {
    /// Appends one atom. O(size).
    pub(super) fn push(&mut self, atom: AtomRef<'_>) {
        let start = self.words.len();
        self.copy(atom.words(), atom.constants());
        self.end(start);
    }

    /// Appends `(head left right)`; variables of the same name are the same variable. O(size).
    pub(super) fn push_pair(&mut self, head: &str, left: AtomRef<'_>, right: AtomRef<'_>) {
        let start = self.words.len();
        let head = self.table.intern(Constant::Symbol(head));
        self.words.push(Word::expression(3));
        self.words.push(Word::length((3 + left.term().len() + right.term().len()) as u32));
        self.words.push(Word::constant(head));
        self.copy(left.term(), left.constants());
        let at = self.words.len();
        self.copy(right.term(), right.constants());
        let mut names: Vec<ConstantId> = Vec::new();
        let mut known: BTreeMap<ConstantId, u32> = BTreeMap::new();
        for (side, atom) in [left, right].into_iter().enumerate() {
            let mut numbers = Vec::with_capacity(atom.names().len());
            for &name in atom.names() {
                let name = self.table.intern(constant(name, atom.constants()));
                numbers.push(*known.entry(name).or_insert_with(|| {
                    names.push(name);
                    names.len() as u32 - 1
                }));
            }
            // The left side's numbers are right as they are.
            if side == 1 {
                renumber(&mut self.words[at..], &numbers);
            }
        }
        self.words.extend(names.into_iter().map(Word::constant));
        self.end(start);
    }

    /// True when nothing was collected.
    pub(super) fn is_empty(&self) -> bool {
        self.atoms.is_empty()
    }

    /// The words and their table.
    pub(super) fn into_parts(self) -> (Vec<Word>, ConstantTable) {
        (self.words, self.table)
    }

    /// The draft of what was collected.
    pub(super) fn finish(self) -> Draft {
        Draft::from_parts(self.words, self.atoms, self.table)
    }

    fn end(&mut self, start: usize) {
        self.atoms.push((start as u32, (self.words.len() - start) as u32));
    }

    fn copy(&mut self, words: &[Word], constants: &dyn Constants) {
        let mut at = 0;
        while at < words.len() {
            let word = words[at];
            match word.kind() {
                Kind::Constant(id) | Kind::Number(id) => {
                    let id = self.table.intern_hashed(constants.constant(id), constants.content_hash(id));
                    self.words.push(word.with_constant_id(id));
                }
                Kind::Variable(_) => self.words.push(word),
                Kind::Expression { .. } => {
                    self.words.extend_from_slice(&words[at..at + 2]);
                    at += 1;
                }
            }
            at += 1;
        }
    }
}

/// The constant of a constant word; a name that is none (which no table of names has) counts as the empty symbol.
fn constant(word: Word, constants: &dyn Constants) -> Constant<'_> {
    word.constant_id().map_or(Constant::Symbol(""), |id| constants.constant(id))
}

/// Gives the variables of `words` new numbers.
fn renumber(words: &mut [Word], numbers: &[u32]) {
    let mut at = 0;
    while at < words.len() {
        match words[at].kind() {
            Kind::Variable(index) => words[at] = Word::variable(numbers[index as usize]),
            Kind::Expression { .. } => at += 1,
            _ => {}
        }
        at += 1;
    }
}
