//! Atoms that a question must look at, in order.

use std::rc::Rc;

use smallvec::SmallVec;

use super::bucket::{Bucket, Places};
use crate::evaluation::term::Stored;

/// Atoms with their numbers, ascending: the places of some buckets merged.
#[derive(Default)]
pub(super) struct Candidates<'a> {
    sources: SmallVec<[Source<'a>; 1]>,
    /// Used instead of the sources where there are many.
    sorted: std::vec::IntoIter<(u64, &'a Rc<Stored>)>,
    count: usize,
}

struct Source<'a> {
    bucket: &'a Bucket,
    places: Places<'a>,
    /// The first of them, where several sources are merged.
    first: Option<(u64, &'a Rc<Stored>)>,
}

/// So many sources are merged by looking at each of them.
const FEW: usize = 4;

impl<'a> Candidates<'a> {
    /// These atoms, which are ascending.
    pub(super) fn sorted(atoms: Vec<(u64, &'a Rc<Stored>)>) -> Candidates<'a> {
        Candidates { count: atoms.len(), sorted: atoms.into_iter(), sources: SmallVec::new() }
    }

    /// How many there are. Depends on the atoms alone, not on what was asked before.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Adds places of a bucket, so many of which are not empty.
    pub(super) fn push(&mut self, bucket: &'a Bucket, (places, count): (Places<'a>, usize)) {
        if count > 0 {
            self.count += count;
            self.sources.push(Source { bucket, places, first: None });
        }
    }

    /// To be called when all sources are there.
    pub(super) fn merge(&mut self) {
        if self.sources.len() > FEW {
            let mut atoms: Vec<(u64, &Rc<Stored>)> = Vec::with_capacity(self.count);
            for mut source in std::mem::take(&mut self.sources) {
                atoms.extend(std::iter::from_fn(|| source.next()));
            }
            atoms.sort_unstable_by_key(|entry| entry.0);
            self.sorted = atoms.into_iter();
        } else if self.sources.len() > 1 {
            for source in &mut self.sources {
                source.first = source.next();
            }
        }
    }
}

impl<'a> Source<'a> {
    #[inline]
    fn next(&mut self) -> Option<(u64, &'a Rc<Stored>)> {
        loop {
            let place = self.places.next()?;
            if let Some(entry) = self.bucket.get(place) {
                return Some(entry);
            }
        }
    }
}

impl<'a> Iterator for Candidates<'a> {
    type Item = (u64, &'a Rc<Stored>);

    #[inline]
    fn next(&mut self) -> Option<(u64, &'a Rc<Stored>)> {
        match &mut self.sources[..] {
            [] => self.sorted.next(),
            [source] => source.next(),
            several => {
                let next = several
                    .iter_mut()
                    .filter(|source| source.first.is_some())
                    .min_by_key(|source| source.first.map_or(u64::MAX, |entry| entry.0))?;
                let first = next.first;
                next.first = next.next();
                first
            }
        }
    }
}
