//! What one claim of the ordered window stands for: a run of neighbouring files.
//!
//! A file of a few kilobytes is read in less time than it takes to wake a thread, so a claim is several of them.

use std::ops::Range;

use super::discovery::SourceFile;
use super::error::LoadError;

/// A run of entries and the bytes they hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Chunk {
    pub(super) entries: Range<usize>,
    pub(super) bytes: u64,
}

/// The most files in a chunk, and the most bytes unless one file alone has more.
const MAX_FILES: usize = 64;
const MAX_BYTES: u64 = 256 << 10;
/// Chunks per thread, where there is enough to do: the last to finish keeps the others waiting for at most this part.
const PER_THREAD: usize = 8;

/// Cuts `entries` into chunks of at least one entry. A chunk is never heavier than the batch, unless it is one file.
pub(super) fn cut(entries: &[Result<SourceFile, LoadError>], threads: usize, batch_bytes: u64) -> Vec<Chunk> {
    let weight = |entry: &Result<SourceFile, LoadError>| entry.as_ref().map_or(0, |file| file.length);
    let total: u64 = entries.iter().map(weight).sum();
    let parts = threads.max(1).saturating_mul(PER_THREAD);
    let files = entries.len().div_ceil(parts).clamp(1, MAX_FILES);
    let bytes = (total / parts as u64).clamp(1, MAX_BYTES).min(batch_bytes.max(1));
    let mut chunks: Vec<Chunk> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let weight = weight(entry);
        match chunks.last_mut() {
            Some(chunk) if chunk.entries.len() < files && chunk.bytes.saturating_add(weight) <= bytes => {
                chunk.entries.end = index + 1;
                chunk.bytes += weight;
            }
            _ => chunks.push(Chunk { entries: index..index + 1, bytes: weight }),
        }
    }
    chunks
}

#[cfg(all(test, not(any(feature = "loom", feature = "shuttle"))))]
mod tests {
    use super::*;
    use crate::sync::Arc;
    use std::path::Path;

    #[test]
    fn chunks_cover_all_entries_in_order_and_keep_to_the_batch() {
        for lengths in [vec![], vec![0; 200], vec![5], vec![4000; 1000], vec![1, 400_000, 1, 1, 270_000, 2]] {
            let entries: Vec<_> = lengths
                .iter()
                .map(|&length| Ok(SourceFile { path: Arc::from(Path::new("f")), length }))
                .collect();
            for threads in [1, 2, 8] {
                for batch in [0, 1, 5000, 1 << 20] {
                    let chunks = cut(&entries, threads, batch);
                    let covered: Vec<usize> = chunks.iter().flat_map(|chunk| chunk.entries.clone()).collect();
                    assert_eq!(covered, (0..lengths.len()).collect::<Vec<_>>());
                    for chunk in &chunks {
                        assert_eq!(chunk.bytes, lengths[chunk.entries.clone()].iter().sum::<u64>());
                        assert!(chunk.entries.len() == 1 || chunk.bytes <= batch.min(MAX_BYTES));
                    }
                }
            }
        }
    }
}
