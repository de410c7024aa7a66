//! From a delta to something that can be published in O(1).
//!
//! All of it happens outside every lock, against a snapshot, in two rounds of independent tasks:
//!
//! 1. *Intern*, one task per shard of constants: walks the drafts in order and gives every constant its id, the one that
//!    the space has or a new one.
//! 2. *Rename and build*: one task per run of drafts renames their constants and lays the atoms out; one task per
//!    partition of keys builds its table.
//!
//! What is serial is a handful of additions per file. The number of shards, runs and partitions depends on the data
//! alone, never on the number of threads (D3, E2).

use std::sync::Arc;

use super::delta::Delta;
use super::draft::{DraftKeys, DraftSymbols, SHARD_BITS};
use super::index::{Index, Partition, bits_for};
use super::segment::{Chunk, Segment, Traits};
use super::symbols::{Level, Symbols, shard_of};
use crate::language::metta::constants::{ConstantTable, Constants};
use crate::language::metta::word::{ConstantId, Kind, Word};
use crate::sync::fork_join::Pool;

/// From how many constants on they are interned in shards.
const SHARDED: usize = 1 << 12;
/// About how many runs of drafts there are to rename, and how many words one has at least.
const RUNS: usize = 32;
const LEAST_RUN: usize = 1 << 14;

/// Atoms that are ready to become a segment of the space whose constants are `base`.
pub(super) struct Prepared {
    base: Arc<Symbols>,
    level: Level,
    chunks: Vec<Chunk>,
    index: Index,
    traits: Traits,
    pub(super) rules: usize,
    pub(super) types: usize,
    pub(super) len: usize,
}

/// What the tasks of both rounds read.
struct Shared {
    base: Arc<Symbols>,
    symbols: Vec<Arc<DraftSymbols>>,
    keys: Vec<Arc<DraftKeys>>,
    /// The first entry of each draft.
    firsts: Vec<u32>,
    shard_bits: u32,
    key_bits: u32,
}

/// What the first round finds out about one shard.
struct Shard {
    /// The ids of the constants of all drafts, in order.
    ids: Vec<ConstantId>,
    /// Where each draft starts in `ids`.
    starts: Vec<u32>,
    table: ConstantTable,
}

/// The words and atoms of a draft, and its number.
type Body = (usize, Vec<Word>, Vec<(u32, u32)>);

/// What is left of a draft that has been used.
type Spent = (Arc<DraftSymbols>, Arc<DraftKeys>);

/// How many drafts are freed in one task.
const PARCEL: usize = 64;

fn spent((symbols, keys): (&[Arc<DraftSymbols>], &[Arc<DraftKeys>])) -> Vec<Spent> {
    symbols.iter().cloned().zip(keys.iter().cloned()).collect()
}

enum Task {
    Rename(Vec<Body>),
    Build(usize),
}

enum Done {
    Renamed(Chunk),
    Built(Partition),
}

/// Prepares `delta` for a space whose constants are `base`. O(size of the delta), spread over the threads of `pool`.
pub(super) fn prepare(delta: Delta, base: Arc<Symbols>, pool: &Pool) -> Prepared {
    let mut shared = Shared {
        base: Arc::clone(&base),
        symbols: Vec::with_capacity(delta.drafts.len()),
        keys: Vec::with_capacity(delta.drafts.len()),
        firsts: Vec::with_capacity(delta.drafts.len()),
        shard_bits: 0,
        key_bits: 0,
    };
    let mut bodies = Vec::with_capacity(delta.drafts.len());
    let (mut len, mut rules, mut types) = (0, 0, 0);
    let (mut constants, mut keys, mut words) = (0, 0, 0);
    let mut traits = Traits::default();
    for (number, draft) in delta.drafts.into_iter().enumerate() {
        shared.firsts.push(len as u32);
        len += draft.atoms.len();
        rules += draft.rules;
        types += draft.types;
        constants += draft.symbols.order.len();
        keys += draft.keys.keys.len();
        words += draft.words.len();
        traits = traits.or(draft.traits);
        shared.symbols.push(draft.symbols);
        shared.keys.push(draft.keys);
        bodies.push((number, draft.words, draft.atoms));
    }
    shared.shard_bits = if constants >= SHARDED { SHARD_BITS } else { 0 };
    shared.key_bits = bits_for(keys);
    let (shard_bits, key_bits) = (shared.shard_bits, shared.key_bits);
    let shared = Arc::new(shared);

    let reading = Arc::clone(&shared);
    let shards = pool.map((0..1 << shard_bits).collect(), move |_, shard| intern(&reading, shard));
    let mut tables = Vec::with_capacity(shards.len());
    let mut renaming = Vec::with_capacity(shards.len());
    for Shard { ids, starts, table } in shards {
        tables.push(table);
        renaming.push((ids, starts));
    }
    let level = Level::new(base.end(), shard_bits, tables);

    // To free the drafts takes a while and needs no order. One thread does it as they go out of scope.
    let spent: Vec<Vec<Spent>> = match pool.threads() {
        1 => Vec::new(),
        _ => shared.symbols.chunks(PARCEL).zip(shared.keys.chunks(PARCEL)).map(spent).collect(),
    };
    let tasks = runs(bodies, words)
        .into_iter()
        .map(Task::Rename)
        .chain((0..1 << key_bits).map(Task::Build))
        .collect();
    let done = pool.map(tasks, move |_, task| match task {
        Task::Rename(bodies) => Done::Renamed(rename(&shared, &renaming, bodies)),
        Task::Build(partition) => Done::Built(build(&shared, partition)),
    });
    pool.map(spent, |_, parcel| drop(parcel));
    let mut chunks = Vec::new();
    let mut partitions = Vec::new();
    for done in done {
        match done {
            Done::Renamed(chunk) => chunks.push(chunk),
            Done::Built(partition) => partitions.push(partition),
        }
    }
    Prepared { base, level, chunks, index: Index::new(key_bits, partitions), traits, rules, types, len }
}

fn intern(shared: &Shared, shard: usize) -> Shard {
    let bits = shared.shard_bits;
    let first = shared.base.end();
    let count = shared.symbols.iter().map(|symbols| symbols.shard(shard, bits).len()).sum();
    let mut ids = Vec::with_capacity(count);
    let mut starts = Vec::with_capacity(shared.symbols.len());
    let mut table = ConstantTable::new();
    for symbols in &shared.symbols {
        starts.push(ids.len() as u32);
        for local in symbols.shard(shard, bits) {
            let local = ConstantId(local as u32);
            let known =
                if shared.base.is_empty() { None } else { shared.base.find_from(&symbols.table, local) };
            ids.push(match known {
                Some(id) => id,
                None => Level::id(first, bits, shard, table.intern_from(&symbols.table, local)),
            });
        }
    }
    table.shrink_to_fit();
    Shard { ids, starts, table }
}

/// Cuts the drafts into runs of neighbours of about equal size.
fn runs(bodies: Vec<Body>, words: usize) -> Vec<Vec<Body>> {
    let enough = (words / RUNS).max(LEAST_RUN);
    let mut runs: Vec<Vec<Body>> = Vec::new();
    let mut room = 0;
    for body in bodies {
        if body.2.is_empty() {
            continue;
        }
        let size = body.1.len();
        match runs.last_mut() {
            Some(run) if size <= room => run.push(body),
            _ => {
                runs.push(vec![body]);
                room = enough;
            }
        }
        room = room.saturating_sub(size);
    }
    runs
}

fn rename(shared: &Shared, renaming: &[(Vec<ConstantId>, Vec<u32>)], bodies: Vec<Body>) -> Chunk {
    let length = bodies.iter().flat_map(|body| &body.2).map(|atom| atom.1 as usize).sum();
    let count: usize = bodies.iter().map(|body| body.2.len()).sum();
    let mut words = Vec::with_capacity(length);
    let mut starts = Vec::with_capacity(count + 1);
    let mut ids = Vec::new();
    for (number, source, atoms) in bodies {
        let symbols = &shared.symbols[number];
        ids.clear();
        ids.resize(symbols.end, ConstantId(0));
        for (shard, (new, starts)) in renaming.iter().enumerate() {
            let new = &new[starts[number] as usize..];
            for (&old, &new) in symbols.order[symbols.shard(shard, shared.shard_bits)].iter().zip(new) {
                ids[old.0 as usize] = new;
            }
        }
        for (start, length) in atoms {
            starts.push(words.len() as u32);
            let mut raw = false;
            words.extend(source[start as usize..(start + length) as usize].iter().map(|&word| {
                if raw {
                    raw = false;
                    return word;
                }
                match word.kind() {
                    Kind::Constant(id) | Kind::Number(id) => word.with_constant_id(ids[id.0 as usize]),
                    Kind::Variable(_) => word,
                    Kind::Expression { .. } => {
                        raw = true;
                        word
                    }
                }
            }));
        }
    }
    starts.push(words.len() as u32);
    Chunk::new(words, starts)
}

fn build(shared: &Shared, partition: usize) -> Partition {
    let bits = shared.key_bits;
    let count = shared.keys.iter().map(|keys| keys.count(partition, bits)).sum();
    let mut keys = Vec::with_capacity(count);
    let mut entries = Vec::with_capacity(count);
    for (draft, &first) in shared.keys.iter().zip(&shared.firsts) {
        draft.append(partition, bits, first, &mut keys, &mut entries);
    }
    Partition::build(&keys, &entries)
}

impl Prepared {
    /// The constants of the space with those of this delta, and the segment to append.
    ///
    /// O(1) where `current` is still what the delta was prepared for. Else it is rebased: constants that are new to
    /// `current` get new ids, O(size of the delta).
    pub(super) fn settle(self, current: &Arc<Symbols>) -> (Arc<Symbols>, Option<Segment>, Leftover) {
        let Prepared { base, level, mut chunks, index, traits, .. } = self;
        let mut leftover = Leftover { _level: None, _base: None };
        let symbols = if Arc::ptr_eq(&base, current) {
            if level.is_empty() { base } else { Arc::new(current.with(level)) }
        } else {
            let symbols = rebase(&base, &level, current, &mut chunks);
            leftover = Leftover { _level: Some(level), _base: Some(base) };
            symbols
        };
        let segment = (!chunks.is_empty()).then(|| Segment::new(chunks, index, traits));
        (symbols, segment, leftover)
    }
}

/// What a publication did not use, and who knows how large it is.
pub(super) struct Leftover {
    _level: Option<Level>,
    _base: Option<Arc<Symbols>>,
}

/// Renames the constants of `chunks`, which are those of `base` and `level`, to those of `current` and what is new.
fn rebase(base: &Symbols, level: &Level, current: &Arc<Symbols>, chunks: &mut [Chunk]) -> Arc<Symbols> {
    let extends = current.extends(base);
    if extends && level.is_empty() {
        return Arc::clone(current);
    }
    let first = current.end();
    let mut table = ConstantTable::new();
    let mut rename = |id: ConstantId| {
        let (constant, hash) = if id.0 >= level.first() {
            level.get(id)?
        } else if extends {
            return Some(id);
        } else {
            (base.constant(id), base.content_hash(id))
        };
        Some(match current.find(constant, hash) {
            Some(id) => id,
            None => Level::id(first, 0, shard_of(hash, 0), table.intern_hashed(constant, hash)),
        })
    };
    for chunk in chunks {
        let mut raw = false;
        for word in chunk.words_mut() {
            if raw {
                raw = false;
                continue;
            }
            match word.kind() {
                Kind::Constant(id) | Kind::Number(id) => {
                    if let Some(id) = rename(id) {
                        *word = word.with_constant_id(id);
                    }
                }
                Kind::Variable(_) => {}
                Kind::Expression { .. } => raw = true,
            }
        }
    }
    if table.is_empty() {
        Arc::clone(current)
    } else {
        Arc::new(current.with(Level::new(first, 0, vec![table])))
    }
}
