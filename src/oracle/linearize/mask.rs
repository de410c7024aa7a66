//! Small sets of slots.

use std::hash::Hash;

/// Which of the calls that are open are done.
pub(super) trait Mask: Clone + Eq + Hash + Send + 'static {
    /// None of `width` slots.
    fn none(width: u32) -> Self;

    /// Puts a slot in or takes it out.
    fn flip(&mut self, slot: u32);

    /// Bytes beside its own size.
    fn heap(width: u32) -> usize;
}

impl Mask for u64 {
    fn none(_: u32) -> u64 {
        0
    }

    fn flip(&mut self, slot: u32) {
        *self ^= 1 << (slot % 64);
    }

    fn heap(_: u32) -> usize {
        0
    }
}

/// For more than 64 calls that are open at once.
impl Mask for Box<[u64]> {
    fn none(width: u32) -> Self {
        vec![0; width.div_ceil(64) as usize].into_boxed_slice()
    }

    fn flip(&mut self, slot: u32) {
        if let Some(word) = self.get_mut((slot / 64) as usize) {
            *word ^= 1 << (slot % 64);
        }
    }

    fn heap(width: u32) -> usize {
        8 * width.div_ceil(64) as usize
    }
}
