//! A seeded source of choices: the same seed chooses the same for ever, on every machine.

/// Choices that a seed determines (D3).
#[derive(Clone, Debug)]
pub struct Choices {
    random: fastrand::Rng,
    fresh: u64,
}

impl Choices {
    /// The choices of `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Choices {
        Choices { random: fastrand::Rng::with_seed(seed), fresh: 0 }
    }

    /// A number below `end`; 0 where there is none.
    pub fn below(&mut self, end: usize) -> usize {
        // By way of u64: the same where usize is smaller.
        if end == 0 { 0 } else { self.random.u64(..end as u64) as usize }
    }

    /// True once in `times` on average.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of them.
    ///
    /// # Panics
    /// If there are none.
    pub fn of<'i, T>(&mut self, items: &'i [T]) -> &'i T {
        &items[self.below(items.len())]
    }

    /// An index into `weights`, each as likely as its weight says.
    pub fn weighted(&mut self, weights: &[u32]) -> usize {
        let sum: u32 = weights.iter().sum();
        let mut rest = self.below(sum as usize) as u32;
        for (index, weight) in weights.iter().enumerate() {
            match rest.checked_sub(*weight) {
                Some(left) => rest = left,
                None => return index,
            }
        }
        0
    }

    /// A number that was not given before: 1, 2, 3, ...
    pub fn fresh(&mut self) -> u64 {
        self.fresh += 1;
        self.fresh
    }
}
